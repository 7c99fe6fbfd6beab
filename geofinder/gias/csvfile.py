"""Read the wanted columns of a published CSV, whatever its encoding, zipped or not."""

import codecs
import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geofinder.errors import InputError, examples
from geofinder.gias.columns import BLANKS, Column
from geofinder.gias.unzipping import tables_in
from geofinder.sizes import LETTERS, REGISTER_COLUMNS, REGISTER_ROWS

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_EXTRA = "beyond the header"
_PIECE = 1 << 20


class _Joined(io.RawIOBase):
    """Read several pieces as one file, without copying them into one."""

    def __init__(self, *pieces: bytes | memoryview) -> None:
        self._pieces = [memoryview(piece) for piece in pieces if len(piece)]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        if not self._pieces:
            return 0
        target = memoryview(buffer)
        taken = min(len(target), len(self._pieces[0]))
        target[:taken] = self._pieces[0][:taken]
        rest = self._pieces[0][taken:]
        self._pieces[:1] = [rest] if len(rest) else []
        return taken


class CsvFile(NamedTuple):
    """One CSV as read.

    ``frame`` holds the parsed columns and ``ragged`` (true where the row has more fields than the
    header, so that its values stand under the wrong headings), ``unreadable`` (heading, value;
    index as in ``frame``) what should be a number and is not (never of a ragged row), ``absent``
    the headings it lacks.
    """

    frame: pd.DataFrame
    unreadable: pd.DataFrame
    name: str
    path: Path
    absent: tuple[str, ...]


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


def _header(data: bytes) -> list[str]:
    first = _first_line(data).decode("utf-8-sig", errors="replace")
    try:
        return [heading.strip() for heading in next(csv.reader([first]), [])]
    except csv.Error:  # a heading beyond all measure
        return []


def _first_line(data: bytes) -> bytes:
    end = data.find(b"\n")
    return data[: end if end >= 0 else len(data)].rstrip(b"\r")


def _has(data: bytes, columns: Sequence[Column]) -> bool:
    header = set(_header(data))
    return all(column.heading in header for column in columns if column.required)


def _check_header(name: str, data: bytes, columns: Sequence[Column], *, what: str) -> list[str]:
    start = data[:2048].lstrip().lower()
    if not start:
        message = f"{name} is empty. Download {what} again."
        raise InputError(message)
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"\xef\xbb\xbf<")):
        message = f"{name} is a web page, not a CSV: the download failed. Download {what} again."
        raise InputError(message)
    header = _header(data)
    _check_headings(name, header, columns, what=what)
    lacking = [c.heading for c in columns if c.required and c.heading not in header]
    if lacking:
        message = (
            f"{name} lacks the column{'s' if len(lacking) > 1 else ''} {examples(lacking)}, so it "
            f"is not {what}. Its first columns are: {examples(header) or 'none'}."
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
    """Refuse more rows or longer texts than any register has: they would fill the memory."""
    if len(raw) > REGISTER_ROWS:
        message = (
            f"{name} has more than the limit of {REGISTER_ROWS:,} rows, so it is not {what}. "
            f"Download {what} again."
        )
        raise InputError(message)
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
    """Return the file's texts as they stand, under the register's own headings."""
    parts = []
    for name, data in tables_in(path, what=what, option=option):
        header = _check_header(name, data, columns, what=what)
        present = [column for column in columns if column.heading in header]
        parts.append(_read(name, data, what=what, dtypes=_as_texts(present)))
    return pd.concat(parts, ignore_index=True)


def _parse(name: str, data: bytes, columns: Sequence[Column], *, path: Path, what: str) -> CsvFile:
    header = _check_header(name, data, columns, what=what)
    present = [column for column in columns if column.heading in header]
    try:
        raw = _read(name, data, what=what, dtypes={c.heading: c.read_as for c in present})
    except _OtherKindError:
        raw = _read(name, data, what=what, dtypes=_as_texts(present))
    _check_sizes(name, raw, what=what)
    blank = pd.Series(pd.NA, index=raw.index, dtype="str")
    frame = pd.DataFrame({c.name: c.parse(raw.get(c.heading, blank)) for c in columns})
    frame["ragged"] = raw[_EXTRA].notna()
    # What stands under a wrong heading may be anybody's name, so it is never quoted.
    straight = ~frame["ragged"]
    unreadable = [
        pd.DataFrame({"heading": c.heading, "value": raw.loc[bad, c.heading].astype("str")})
        for c in present
        if c.numeric and (bad := straight & frame[c.name].isna() & raw[c.heading].notna()).any()
    ]
    return CsvFile(
        frame=frame,
        unreadable=pd.concat(unreadable) if unreadable else pd.DataFrame(),
        name=name,
        path=path,
        absent=tuple(c.heading for c in columns if c.heading not in header),
    )


class _OtherKindError(ValueError):
    """A column of numbers holds something else, or one of words holds numbers alone."""


def _as_texts(columns: Sequence[Column]) -> dict[str, str]:
    return {column.heading: "str" for column in columns}


def _read(name: str, data: bytes, *, what: str, dtypes: dict[str, str]) -> pd.DataFrame:
    # Headings may have spaces round them, so columns are wanted by place. What a row has beyond the
    # header pandas drops in silence; a further column, added to the header, catches it.
    # Headings that are not wanted may stand there twice: pandas is told their places instead.
    header = _header(data)
    places = {header.index(heading): heading for heading in dtypes} | {len(header): _EXTRA}
    kinds = {**dtypes, _EXTRA: "str"}
    end = len(_first_line(data))
    view = memoryview(data)
    try:
        frame = pd.read_csv(
            io.BufferedReader(_Joined(view[:end], b',"extra"', view[end:])),
            encoding=_encoding(data),
            encoding_errors="replace",
            header=0,
            names=[str(place) for place in range(len(header) + 1)],
            usecols=sorted(places),
            dtype={str(place): kinds[heading] for place, heading in places.items()},
            keep_default_na=False,
            na_values=sorted(BLANKS),
            nrows=REGISTER_ROWS + 1,
        )
    except pd.errors.ParserError as error:
        if "out of memory" in str(error):
            raise MemoryError from error
        message = f"{name} is not a well-formed CSV: {error}. Download {what} again."
        raise InputError(message) from error
    except ValueError as error:
        if "float64" in kinds.values():
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
