"""Check that a file is a whole CSV with the columns it should have."""

import codecs
import csv
import os
from pathlib import Path

from geofinder.errors import examples
from geofinder.fetching.addresses import Source
from geofinder.fetching.trouble import RefusedError, plain

_PIECE = 1 << 20
_OPEN_END = (
    "no line break follows the last row, so it cannot be told whether the file goes on: compare "
    "the number of rows with an earlier one"
)
_CURE = "Try again later: a published file is at times cut short."


def check_csv(path: Path, source: Source) -> dict[str, str | int]:
    """Return the number of rows below the header.

    A server that says less than it sends cuts a file short, and the loader would take what is left
    for the whole register: so the last row must be complete, and the rows not too few. A cut within
    the very last value cannot be told from a file that ends there, and is noted.

    Raises:
        RefusedError: not text, not well-formed, a column is absent, cut short or too few rows.
    """
    try:
        with path.open(encoding=encoding_of(path), errors="replace", newline="") as stream:
            rows = csv.reader(stream)
            header = [heading.strip() for heading in next(rows, [])]
            _check_header(header, source)
            number, last = 0, header
            for row in rows:
                if row:
                    number, last = number + 1, row
    except csv.Error as error:
        message = f"what came is not a well-formed CSV ({error})"
        raise RefusedError(message, cure=_CURE) from error
    if len(last) < len(header):
        message = (
            f"what came ends in the middle of a row: the last has {len(last)} values under "
            f"{len(header)} headings"
        )
        raise RefusedError(message, cure=_CURE)
    if number < source.fewest:
        message = f"what came has {number:,} rows, and the whole file at least {source.fewest:,}"
        raise RefusedError(message, cure=_CURE)
    return {"rows": number} | ({} if _ends_a_line(path) else {"note": _OPEN_END})


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) in b"\r\n"


def _check_header(header: list[str], source: Source) -> None:
    lacking = [heading for heading in source.columns if heading not in header]
    if lacking:
        first = [plain(heading) for heading in header]
        message = (
            f"what came is not {source.what}: it lacks the column{'s' if len(lacking) > 1 else ''} "
            f"{examples(lacking)}. Its first columns are: {examples(first) or 'none'}"
        )
        raise RefusedError(message)


def encoding_of(path: Path) -> str:
    """Tell the encoding as the loader does, whatever the server called it."""
    decoder: codecs.IncrementalDecoder = codecs.getincrementaldecoder("utf-8")()
    encoding = "utf-8-sig"
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            if b"\0" in piece:
                message = "what came is not a CSV in UTF-8 or Windows-1252: it holds zero bytes"
                raise RefusedError(message)
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                encoding = "cp1252"
                decoder = codecs.getincrementaldecoder("latin-1")()
    return encoding
