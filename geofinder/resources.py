"""Find the files that geofinder ships: the sample, the rules and the coefficients."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_path(*parts: str) -> Path:
    """Return the path of a shipped data file.

    A wheel carries ``data/`` inside the package; in a source tree it lies beside the package.
    """
    inside = _PACKAGE / "data"
    root = inside if inside.is_dir() else _PACKAGE.parent / "data"
    return root.joinpath(*parts)
