"""Check that a file is what it should be before it replaces anything."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from geofinder.fetching.addresses import Kind, Source
from geofinder.fetching.checking_csv import check_csv
from geofinder.fetching.checking_geojson import check_geojson
from geofinder.fetching.checking_pbf import check_pbf
from geofinder.fetching.download import is_page
from geofinder.fetching.partial import Partial
from geofinder.fetching.trouble import NotThereError
from geofinder.fetching.unpacking import is_zip, unpack

Facts = dict[str, str | int]
"""What a file says of itself: ``rows`` or ``outlines``, ``date`` of the data."""

_START_BYTES = 4096
_CHECKS: dict[Kind, Callable[[Path, Source], Facts]] = {
    "csv": check_csv,
    "pbf": check_pbf,
    "geojson": check_geojson,
}


def checked(partial: Partial, source: Source, *, largest_bytes: int) -> tuple[Path, Facts]:
    """Return the file itself, taken out of its zip if it came in one, and what it says of itself.

    Args:
        partial: what came, complete.
        source: what it should be.
        largest_bytes: the most that may come out of a zip.

    Raises:
        NotThereError: a web page or an error of the server in its place.
        RefusedError: it is not whole, not what it should be, or not safe.
    """
    path = partial.path
    with path.open("rb") as file:
        start = file.read(_START_BYTES)
    if is_page(start):
        message = "a web page instead of the file"
        raise NotThereError(message)
    if source.kind == "csv" and is_zip(start):
        path = unpack(path, partial.unpacked, largest_bytes=largest_bytes)
    return path, _CHECKS[source.kind](path, source)


def md5_of(path: Path) -> str:
    """Return the checksum that extracts of OpenStreetMap are published with."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False))
    return digest.hexdigest()
