"""Read the small CSV files that people write or edit themselves."""

import csv
import io
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from geofinder.errors import InputError
from geofinder.sizes import EDITED_MB, EDITED_ROWS
from geofinder.sources import content_of

BEYOND = "beyond"
"""The key of the cells that a row has beyond its header."""
_URN = re.compile(r"[0-9]{1,9}")
_WEB_PAGE = ("<!doctype", "<html", "<?xml")


class Line(NamedTuple):
    """A row's cells by heading, in small letters and without space around, and its last line."""

    number: int
    cells: dict[str, str]


def is_urn(text: str) -> bool:
    """Say whether a text could be a URN; longer numbers fit no column of numbers."""
    return bool(_URN.fullmatch(text))


def text_of(path: Path, *, what: str, option: str) -> str:
    """Return the text of a CSV file, in UTF-8 or Windows-1252.

    Args:
        path: the file.
        what: what the file should be, in words for messages: "a plan like plan.csv".
        option: the option that gave the file, in words for messages.

    Raises:
        InputError: no file, a folder, a pipe or device, too large, a workbook or a web page.
    """
    data = content_of(path, what=what, kind="CSV", option=option, most_mb=EDITED_MB)
    if data.startswith(b"PK") or b"\x00" in data:
        message = f"{path} is not a CSV file. Save the sheet as CSV and give that with {option}."
        raise InputError(message)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if text.lstrip().lower().startswith(_WEB_PAGE):
        message = f"{path} is a web page, not a CSV file: the download failed."
        raise InputError(message)
    return text


def separator_of(text: str) -> str:
    """Return what stands between the headings: a comma, or as spreadsheets do, ``;`` or a tab."""
    first = text.lstrip().split("\n", 1)[0]
    return max(",;\t", key=first.count)


def lines_of(path: Path, columns: Sequence[str], *, what: str, option: str) -> list[Line]:
    """Return the rows of a CSV file that needs these columns; arguments as ``text_of``.

    Raises:
        InputError: as ``text_of``; or not well-formed, a column is lacking, or too many rows.
    """
    text = text_of(path, what=what, option=option)
    reader = csv.DictReader(
        io.StringIO(text, newline=""), restkey=BEYOND, restval="", delimiter=separator_of(text)
    )
    try:
        header = [name.strip().lower() for name in reader.fieldnames or ()]
        reader.fieldnames = header
        lines = [Line(reader.line_num, row) for row in islice(reader, EDITED_ROWS + 1)]
    except csv.Error as error:
        message = f"{path} is not a well-formed CSV: line {reader.line_num}: {error}."
        raise InputError(message) from error
    if set(columns) - set(header):
        needed = f"{', '.join(columns[:-1])} and {columns[-1]}"
        seen = ", ".join(header) or "none"
        message = f"{path} needs the columns {needed} in its first line; it has: {seen}."
        raise InputError(message)
    if len(lines) > EDITED_ROWS:
        message = f"{path} has more than the limit of {EDITED_ROWS:,} rows."
        raise InputError(message)
    return lines
