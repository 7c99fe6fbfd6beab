"""Tell the rows of a CSV whose number of cells is not that of the header, and which are of use."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain, islice

import pandas as pd

from geofinder.edited import separator_of
from geofinder.gias.columns import BLANKS, Column

MORE = "row with more cells than the header"
FEWER = "row with fewer cells than the header"
_ANYWHERE = frozenset({"Not applicable", "Does not apply"})
"""Words that the register writes under many headings."""
_LINES_ABOVE = 20
_CURE = "Correct the row, or download the file again"


def lines_of(data: bytes) -> Iterator[str]:
    """Yield the lines of a CSV, each with its end; the letters beyond ASCII may be lost."""
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", errors="replace", newline="")


def header_of(data: bytes) -> list[str]:
    """Return the headings, without space around; none where they are beyond all measure."""
    try:
        return [heading.strip() for heading in next(csv.reader(lines_of(data)), [])]
    except csv.Error:
        return []


def saved_otherwise(data: bytes, header: Sequence[str], lacking: Sequence[str]) -> str:
    """Say how a file was saved in which no heading is where it should be; nothing if unknown."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return " It is saved as UTF-16: save it as CSV UTF-8."
    marks = {";": "semicolons", "\t": "tabs"}
    if len(header) == 1 and (mark := marks.get(separator_of(header[0]))):
        return f" Its cells are parted by {mark}: save it as CSV UTF-8, with commas."
    try:
        first = list(islice(csv.reader(lines_of(data)), _LINES_ABOVE))
    except csv.Error:
        return ""
    for number, row in enumerate(first, 1):
        if set(lacking) <= {cell.strip() for cell in row}:
            return f" Its headings are in line {number}: delete the lines above."
    if {heading.lower() for heading in lacking} <= {heading.lower() for heading in header}:
        return " Its headings have other capitals: write them as the register does."
    return ""


def cells_beyond(data: bytes, header: Sequence[str]) -> Iterator[int | None]:
    """Yield for each row how many cells it has beyond the header, below 0 where it has fewer.

    Blank cells and headings at the end do not count: programs add and drop them. A line with
    nothing in it yields None.

    Raises:
        csv.Error: a cell is larger than any should be: often a quote was never closed.
    """
    lines = lines_of(data)
    next(csv.reader(lines))
    most = len(header)
    least = max(place for place, heading in enumerate(header, 1) if heading)
    for line in lines:
        # Nearly every row is such a line, and the reader below takes five times as long.
        if '"' not in line and line.count(",") == most - 1:
            yield 0
            continue
        row = next(csv.reader(chain([line], lines)))
        if len(row) <= 1 and not "".join(row).strip():
            yield None
        elif BLANKS.issuperset(row[most:]):
            yield min(len(row) - least, 0)
        else:
            yield len(row) - most


def crooked_rows(
    raw: pd.DataFrame, beyond: pd.Series, columns: Sequence[Column], *, cut: bool
) -> pd.DataFrame:
    """Return the rows with more or fewer cells than the header: kind, detail, usable; same index.

    A spreadsheet drops the blank cells at the end of some rows when it saves them, so a row with
    fewer cells may be right, and is of use. It is of none where a separator was lost before its
    end: then a value stands under a heading that it does not fit.

    Args:
        raw: the texts or numbers as read, by heading.
        beyond: what ``cells_beyond`` says of each row of ``raw``.
        columns: the columns of ``raw``.
        cut: whether the file ends in the middle of a line.
    """
    misplaced: dict[object, str] = {}
    if (beyond < 0).any():
        misplaced = _misplaced(raw[beyond < 0], raw[beyond == 0], columns)
    rows = []
    for number, cells in beyond[beyond != 0].items():
        kind, detail, usable = FEWER, "", False
        if cells > 0:
            kind, detail = MORE, f"its values stand under wrong headings. {_CURE}"
        elif cut and number == raw.index[-1]:
            detail = "the file ends in the middle of it. Download it again"
        elif number in misplaced:
            under = misplaced[number]
            detail = f"a separator is missing: the value under {under} belongs elsewhere. {_CURE}"
        else:
            usable = True
            detail = f"its last cells are missing ({-cells}), and taken as not recorded"
        rows.append((number, kind, detail, usable))
    table = pd.DataFrame(rows, columns=["row", "kind", "detail", "usable"]).set_index("row")
    return table.astype({"kind": "str", "detail": "str", "usable": "bool"})


def _misplaced(
    short: pd.DataFrame, full: pd.DataFrame, columns: Sequence[Column]
) -> dict[object, str]:
    """Return the heading under which a value does not fit, by row, of the short rows that have one.

    A word does not fit under a heading under which no full row has it, if one has it under another.
    A word that no full row has says nothing: there are names of one school only.
    """
    headings = pd.Series(pd.NA, index=short.index, dtype="str")
    words = {c.heading: frozenset(full[c.heading].dropna().unique()) for c in columns if c.coded}
    everywhere = frozenset().union(*words.values())
    for column in columns:
        values = short[column.heading]
        if column.coded:
            strange = values.isin(everywhere - words[column.heading] - _ANYWHERE)
        elif column.numeric or column.unit == "date":
            strange = column.parse(values).isna() & ~values.isin(full[column.heading])
        else:
            continue
        headings = headings.mask(strange & values.notna() & headings.isna(), column.heading)
    return dict(headings.dropna().items())
