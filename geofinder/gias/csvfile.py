"""Read the wanted columns of a published CSV, whatever its encoding, zipped or not."""

import codecs
import csv
import io
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from geofinder.errors import InputError, examples
from geofinder.gias.columns import BLANKS, Column
from geofinder.gias.rows import cells_beyond, crooked_rows, header_of, saved_otherwise
from geofinder.gias.unzipping import tables_in
from geofinder.sizes import LETTERS, REGISTER_COLUMNS, REGISTER_ROWS

_PIECE = 1 << 20
_QUOTED = 40


class CsvFile(NamedTuple):
    """One CSV as read.

    ``frame`` holds the parsed columns, ``crooked`` the rows with more or fewer cells than the
    header (``rows.crooked_rows``), ``unreadable`` (kind, detail) what should be a number or
    a day and is not, in rows that are of use; both have the index of ``frame``. ``absent`` are the
    headings it lacks.
    """

    frame: pd.DataFrame
    crooked: pd.DataFrame
    unreadable: pd.DataFrame
    name: str
    path: Path
    absent: tuple[str, ...]

    @property
    def usable(self) -> pd.DataFrame:
        """The rows of which no value stands under a wrong heading."""
        return self.frame.drop(index=_useless(self.crooked))


def read_csvs(path: Path, columns: Sequence[Column], *, what: str, option: str) -> list[CsvFile]:
    """Read every CSV at ``path`` (a CSV, or a zip of them) that has the wanted columns.

    Args:
        path: the file.
        columns: what to read; a required one that is absent is an error.
        what: what the file should be, in words for messages.
        option: the option that gave the file, in words for messages.

    Raises:
        InputError: no file, a folder, a broken zip, not a CSV, a required column absent, or larger
            in some way than any register is.
    """
    contents = list(tables_in(path, what=what, option=option))
    if len(contents) > 1:
        contents = [item for item in contents if _has(item[1], columns)] or contents[:1]
    return [_parse(name, data, columns, path=path, what=what) for name, data in contents]


def _encoding(data: bytes) -> str:
    # Piece by piece: the text of a whole register is not wanted here, only whether there is one.
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for start in range(0, len(data), _PIECE):
            decoder.decode(view[start : start + _PIECE], final=start + _PIECE >= len(data))
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _has(data: bytes, columns: Sequence[Column]) -> bool:
    header = set(header_of(data))
    return all(column.heading in header for column in columns if column.required)


def _check_header(name: str, data: bytes, columns: Sequence[Column], *, what: str) -> list[str]:
    start = data[:2048].lstrip().lower()
    if not start:
        message = f"{name} is empty. Download {what} again."
        raise InputError(message)
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"\xef\xbb\xbf<")):
        message = f"{name} is a web page, not a CSV: the download failed. Download {what} again."
        raise InputError(message)
    header = header_of(data)
    _check_headings(name, header, columns, what=what)
    lacking = [c.heading for c in columns if c.required and c.heading not in header]
    if lacking:
        message = (
            f"{name} lacks the column{'s' if len(lacking) > 1 else ''} {examples(lacking)}, so it "
            f"is not {what}. Its first columns are: {examples(header) or 'none'}."
            f"{saved_otherwise(data, header, lacking)}"
        )
        raise InputError(message)
    return header


def _check_headings(
    name: str, header: Sequence[str], columns: Sequence[Column], *, what: str
) -> None:
    wrong = ""
    if len(header) > REGISTER_COLUMNS:
        wrong = f"{len(header):,} columns, more than the limit of {REGISTER_COLUMNS:,}"
    elif twice := [c.heading for c in columns if header.count(c.heading) > 1]:
        wrong = f"the column {examples(twice)} more than once"
    if wrong:
        message = f"{name} has {wrong}, so it is not {what}. Download {what} again."
        raise InputError(message)


def _check_sizes(name: str, raw: pd.DataFrame, *, what: str) -> None:
    """Refuse longer texts than any register has: they would fill the memory."""
    for heading, values in raw.items():
        if pd.api.types.is_numeric_dtype(values.dtype):
            continue
        lengths = values.astype("str").str.len()
        if (lengths > LETTERS).any():
            message = (
                f"{name}, row {int(lengths.argmax()) + 1:,} below the header: {heading} has "
                f"{int(lengths.max()):,} letters, more than the limit of {LETTERS:,}. Often a "
                "quotation mark was opened there and never closed, and the rows after it are lost. "
                f"Correct that row, or download {what} again."
            )
            raise InputError(message)


def read_texts(path: Path, columns: Sequence[Column], *, what: str, option: str) -> pd.DataFrame:
    """Return the texts of the usable rows as they stand, under the register's own headings."""
    parts = []
    for name, data in tables_in(path, what=what, option=option):
        header = _check_header(name, data, columns, what=what)
        present = [column for column in columns if column.heading in header]
        raw, crooked = _rows(name, data, header, present, what=what, kinds=_as_texts(present))
        parts.append(raw.drop(index=_useless(crooked)))
    return pd.concat(parts, ignore_index=True)


def _parse(name: str, data: bytes, columns: Sequence[Column], *, path: Path, what: str) -> CsvFile:
    header = _check_header(name, data, columns, what=what)
    present = [column for column in columns if column.heading in header]
    kinds = {column.heading: column.read_as for column in present}
    raw, crooked = _rows(name, data, header, present, what=what, kinds=kinds)
    blank = pd.Series(pd.NA, index=raw.index, dtype="str")
    frame = pd.DataFrame({c.name: c.parse(raw.get(c.heading, blank)) for c in columns})
    # What stands under a wrong heading may be anybody's name, so it is never quoted.
    straight = ~frame.index.isin(_useless(crooked))
    unreadable = [
        pd.DataFrame({"kind": c.unread, "detail": c.heading + " is " + _short(raw, bad, c)})
        for c in present
        if (bad := straight & c.misread(raw[c.heading], frame[c.name])).any()
    ]
    return CsvFile(
        frame=frame,
        crooked=crooked,
        unreadable=pd.concat([pd.DataFrame(columns=["kind", "detail"]), *unreadable]),
        name=name,
        path=path,
        absent=tuple(c.heading for c in columns if c.heading not in header),
    )


def _rows(
    name: str,
    data: bytes,
    header: Sequence[str],
    columns: Sequence[Column],
    *,
    what: str,
    kinds: dict[str, str],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows that hold anything, by heading, and those of them that are crooked."""
    beyond = _counted(name, data, header, what=what)
    try:
        raw = _read(name, data, header, what=what, dtypes=kinds)
    except _OtherKindError:
        raw = _read(name, data, header, what=what, dtypes=_as_texts(columns))
    if len(raw) != len(beyond):
        message = (
            f"{name} is not a well-formed CSV: it cannot be told where its rows end. Download "
            f"{what} again."
        )
        raise InputError(message)
    _check_sizes(name, raw, what=what)
    if beyond.hasnans:
        raw, beyond = raw[beyond.notna()], beyond.dropna()
    return raw, crooked_rows(raw, beyond, columns, cut=not data.endswith((b"\n", b"\r")))


def _counted(name: str, data: bytes, header: Sequence[str], *, what: str) -> pd.Series:
    """Return how many cells each row has beyond the header, missing for a line without any."""
    beyond: list[int | None] = []
    try:
        beyond.extend(islice(cells_beyond(data, header), REGISTER_ROWS + 1))
    except csv.Error as error:
        message = (
            f"{name} is not a well-formed CSV: row {len(beyond) + 1:,} below the header has a cell "
            f"of more than {csv.field_size_limit():,} letters. Often a quotation mark was opened "
            "there and never closed, and the rows after it are lost. Correct that row, or "
            f"download {what} again."
        )
        raise InputError(message) from error
    if len(beyond) > REGISTER_ROWS:
        message = (
            f"{name} has more than the limit of {REGISTER_ROWS:,} rows, so it is not {what}. "
            f"Download {what} again."
        )
        raise InputError(message)
    return pd.Series(beyond, dtype="Int64")


def _short(raw: pd.DataFrame, rows: pd.Series, column: Column) -> pd.Series:
    values: pd.Series = raw.loc[rows, column.heading].astype("str")
    return values.str.slice(0, _QUOTED)


def _useless(crooked: pd.DataFrame) -> pd.Index:
    return crooked.index[~crooked["usable"]]


class _OtherKindError(ValueError):
    """A column of numbers holds something else, or one of words holds numbers alone."""


def _as_texts(columns: Sequence[Column]) -> dict[str, str]:
    return {column.heading: "str" for column in columns}


def _read(
    name: str, data: bytes, header: Sequence[str], *, what: str, dtypes: dict[str, str]
) -> pd.DataFrame:
    # Headings may have spaces round them, and those that are not wanted may stand there twice, so
    # pandas is told the places of the columns. It must see the rows that ``cells_beyond`` sees:
    # blank lines too, and no column of names made of what stands beyond the header.
    places = {header.index(heading): heading for heading in dtypes}
    try:
        frame = pd.read_csv(
            io.BytesIO(data),
            encoding=_encoding(data),
            encoding_errors="replace",
            header=0,
            names=[str(place) for place in range(len(header))],
            usecols=sorted(places),
            dtype={str(place): dtypes[heading] for place, heading in places.items()},
            keep_default_na=False,
            na_values=sorted(BLANKS),
            skip_blank_lines=False,
            index_col=False,
        )
    except pd.errors.ParserError as error:
        if "out of memory" in str(error):
            raise MemoryError from error
        message = f"{name} is not a well-formed CSV: {error}. Download {what} again."
        raise InputError(message) from error
    except ValueError as error:
        if "float64" in dtypes.values():
            raise _OtherKindError from error
        message = f"{name} cannot be read as CSV: {error}. Download {what} again."
        raise InputError(message) from error
    # A column of words in which all are digits comes as numbers, and 08 would be 8.
    if any(_is_of_numbers(frame[place]) for place in frame):
        raise _OtherKindError
    return frame.rename(columns={str(place): heading for place, heading in places.items()})


def _is_of_numbers(values: pd.Series) -> bool:
    kind = values.dtype
    return isinstance(kind, pd.CategoricalDtype) and pd.api.types.is_numeric_dtype(
        kind.categories.dtype
    )
