"""Turn a table into CSV that spreadsheets, QGIS and pandas read alike."""

import codecs
import io
import re
from typing import BinaryIO, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

# What makes a spreadsheet take a cell for a formula when it opens a CSV: these first (the wide
# forms too), with nothing but blanks, quotes and unseen letters before them, or a tab or line break
# at the very start. Where it takes semicolons or tabs for separators, as many a computer is set, a
# cell begins after each of those as well, and quotes do not hold it together.
_UNSEEN = (
    r"""(?:[^\S;\t\r\n]|["'\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff])*"""
)
_FORMULA = re.compile(
    rf"(?:\A|(?<=[;\t\r\n]))(?={_UNSEEN}[=+\-@\uff1d\uff0b\uff0d\uff20\u2212])|\A(?='*[\t\r\n])"
)
_QUOTED = re.compile(r'[",;\t\r\n]')
_ROWS_AT_ONCE = 50_000


class _Column(NamedTuple):
    """Each distinct cell as it is written, the empty one last, and which one a row has.

    Millions of rows hold few distinct texts and numbers: each is put into words once.
    """

    rows: NDArray[np.intp]
    words: NDArray[np.object_]


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return what ``write_csv`` writes."""
    file = io.BytesIO()
    write_csv(table, file)
    return file.getvalue()


def write_csv(table: pd.DataFrame, file: BinaryIO) -> None:
    """Write the table as CSV: UTF-8 with a byte order mark, LF, a header and no index.

    Missing is an empty cell, booleans are ``true`` and ``false``, dates ``2026-11-21``. Text that
    a spreadsheet would take for a formula, at its start or after a semicolon, gets an apostrophe
    in front, as spreadsheets do it themselves for "this is text"; docs/data.md says how to take
    each away again. Without the byte order mark Excel on Windows shows the accents of a UTF-8
    file wrongly.
    """
    head = ",".join(_quoted(str(name)) for name in table.columns)
    file.write(codecs.BOM_UTF8 + f"{head}\n".encode())
    columns = [_column(values) for _, values in table.items()]
    for start in range(0, len(table), _ROWS_AT_ONCE):
        part = slice(start, start + _ROWS_AT_ONCE)
        cells = (column.words[column.rows[part]].tolist() for column in columns)
        lines = map(",".join, zip(*cells, strict=True))
        file.write("".join(f"{line}\n" for line in lines).encode())


def _column(values: pd.Series) -> _Column:
    rows, distinct = pd.factorize(values)
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        words = [f"{day:%Y-%m-%d}" for day in distinct]
    elif pd.api.types.is_bool_dtype(values.dtype):
        words = ["true" if value else "false" for value in distinct]
    elif pd.api.types.is_numeric_dtype(values.dtype):
        words = [repr(value) for value in distinct.tolist()]
    else:
        words = [_quoted(_FORMULA.sub("'", str(text))) for text in distinct]
    return _Column(rows, np.array([*words, ""], dtype=object))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
