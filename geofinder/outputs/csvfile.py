"""Turn a table into CSV that spreadsheets, QGIS and pandas read alike."""

import pandas as pd

# What makes a spreadsheet take a cell for a formula when it opens a CSV: these first (the wide
# forms too), blanks before them or not, and a tab or line break at the very start.
_FORMULA = r"^(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])"


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return the table as CSV: UTF-8 with a byte order mark, LF, a header and no index.

    Missing is an empty cell, booleans are ``true`` and ``false``, dates ``2026-11-21``. Text that
    a spreadsheet would take for a formula gets an apostrophe in front, as spreadsheets do it
    themselves for "this is text". Without the byte order mark Excel on Windows shows the
    accents of a UTF-8 file wrongly.
    """
    cells = {name: _cells(values) for name, values in table.items()}
    text = pd.DataFrame(cells, index=table.index).to_csv(
        index=False, lineterminator="\n", date_format="%Y-%m-%d"
    )
    return text.encode("utf-8-sig")


def _cells(values: pd.Series) -> pd.Series:
    if pd.api.types.is_bool_dtype(values.dtype):
        words = values.astype("object").map({True: "true", False: "false"}, na_action="ignore")
        return words.astype("str")
    if pd.api.types.is_string_dtype(values.dtype):
        return values.str.replace(_FORMULA, "'", regex=True)
    return values
