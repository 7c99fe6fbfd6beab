"""Find the files that geofinder ships, and the folder for what it keeps between runs."""

import os
from pathlib import Path

from platformdirs import user_cache_path

CACHE_VARIABLE = "GEOFINDER_CACHE"
_PACKAGE = Path(__file__).resolve().parent


def data_path(*parts: str) -> Path:
    """Return the path of a shipped data file.

    A wheel carries ``data/`` inside the package; in a source tree it lies beside the package.
    """
    inside = _PACKAGE / "data"
    root = inside if inside.is_dir() else _PACKAGE.parent / "data"
    return root.joinpath(*parts)


def cache_folder(cache_dir: Path | None = None) -> Path:
    """Return ``cache_dir``, or what GEOFINDER_CACHE names, or the user's cache folder."""
    if cache_dir is not None:
        return cache_dir
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else user_cache_path("geofinder", appauthor=False)
