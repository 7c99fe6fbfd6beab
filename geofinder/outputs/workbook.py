"""Write the spreadsheet: a first sheet that says what, when and how, then a sheet a table."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from geofinder.outputs.about import about_lines
from geofinder.outputs.flat import clean_text, tables_of
from geofinder.result import RunResult

MOST_ROWS = 1_048_575
"""Excel's limit of 1,048,576 rows, less the header."""
MOST_READ_ROWS = 50_000
"""Nobody reads more in a spreadsheet, and a million rows take a program minutes to open."""
MOST_WIDE_ROWS = {"candidates": 20_000, "travel": 25_000}
"""Fewer of the tables with many columns, and of pairs, which hardly anybody reads one by one."""
MOST_CHARACTERS = 32_767
_CUT = " ... (cut: a cell holds no more)"
_WIDEST = 60
_ROWS_FOR_WIDTH = 200
_ABOUT_WIDTHS = (24, 110)


def write_workbook(
    path: Path, *, result: RunResult, tables: dict[str, pd.DataFrame], run_date: str
) -> None:
    """Write ``About`` and a sheet for every table, with frozen headers, widths and filters.

    Text is always written as text, never as a formula, link or number. A table beyond
    ``most_rows`` is cut there, and ``About`` says so.

    Raises:
        OSError: the file cannot be written.
        xlsxwriter.exceptions.XlsxWriterException: the same, as the library puts it.
    """
    cut = cut_rows(tables)
    write_book(
        path,
        title=f"Candidate groups of schools: {result.area_name}",
        lines=about_lines(result, cut=cut),
        tables={table.name: tables[table.name] for table in tables_of(result)},
        run_date=run_date,
    )


def cut_rows(tables: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    """Return the rows of each table that a sheet cannot hold."""
    return {name: len(table) for name, table in tables.items() if len(table) > most_rows(name)}


def most_rows(name: str) -> int:
    """Return how many rows of a table its sheet holds."""
    return min(MOST_ROWS, MOST_WIDE_ROWS.get(name, MOST_READ_ROWS))


def write_book(
    path: Path,
    *,
    title: str,
    lines: list[tuple[str, str]],
    tables: Mapping[str, pd.DataFrame],
    run_date: str,
) -> None:
    """Write a sheet ``About`` with the lines, then one for each table; as ``write_workbook``."""
    options = {
        "tmpdir": str(path.parent),
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties(
            {
                "title": clean_text(title),
                "author": "geofinder",
                "created": datetime.combine(datetime.fromisoformat(run_date), time()),
            }
        )
        styles = {
            "head": book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1}),
            "bold": book.add_format({"bold": True, "valign": "top"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        _write_about(book.add_worksheet("About"), lines=lines, styles=styles)
        for name, table in tables.items():
            sheet = book.add_worksheet(name)
            _write_table(sheet, table.head(most_rows(name)), styles=styles)


def _write_about(sheet: Any, *, lines: list[tuple[str, str]], styles: dict[str, Any]) -> None:  # noqa: ANN401 (XlsxWriter has no types)
    for column, width in enumerate(_ABOUT_WIDTHS):
        sheet.set_column(column, column, width)
    for row, (label, text) in enumerate(lines):
        sheet.write_string(row, 0, _fitting(label), styles["bold"])
        sheet.write_string(row, 1, _fitting(text), styles["wrap"])


def _write_table(sheet: Any, table: pd.DataFrame, *, styles: dict[str, Any]) -> None:  # noqa: ANN401 (XlsxWriter has no types)
    sheet.freeze_panes(1, 0)
    for position, name in enumerate(table.columns):
        sheet.set_column(position, position, _width(str(name), table[name]))
        sheet.write_string(0, position, str(name), styles["head"])
    writers = [_writer(sheet, table[name], styles=styles) for name in table.columns]
    cells_of = table.astype("object").where(table.notna(), None)
    columns = [cells_of[name].tolist() for name in table.columns]
    for row, cells in enumerate(zip(*columns, strict=True), start=1):
        for column, (write, cell) in enumerate(zip(writers, cells, strict=True)):
            if cell is not None:
                write(row, column, cell)
    if len(table.columns):
        sheet.autofilter(0, 0, max(len(table), 1), len(table.columns) - 1)


def _writer(sheet: Any, values: pd.Series, *, styles: dict[str, Any]) -> Callable[..., Any]:  # noqa: ANN401 (XlsxWriter has no types)
    """Return what writes one cell of the column, so that no cell's kind is ever guessed."""
    kind = pd.api.types
    if kind.is_bool_dtype(values.dtype):
        return lambda row, column, cell: sheet.write_boolean(row, column, bool(cell))
    if kind.is_datetime64_any_dtype(values.dtype):
        return lambda row, column, cell: sheet.write_datetime(row, column, cell, styles["date"])
    if kind.is_numeric_dtype(values.dtype):
        return sheet.write_number  # type: ignore[no-any-return]
    return lambda row, column, cell: sheet.write_string(row, column, _fitting(str(cell)))


def _fitting(text: str) -> str:
    """Cut what a cell cannot hold: Excel counts a letter beyond U+FFFF, as an emoji, twice."""
    if 2 * len(text) <= MOST_CHARACTERS:
        return text
    units = text.encode("utf-16-le", errors="replace")
    if len(units) <= 2 * MOST_CHARACTERS:
        return text
    kept = units[: 2 * (MOST_CHARACTERS - len(_CUT))].decode("utf-16-le", errors="ignore")
    return kept + _CUT


def _width(name: str, values: pd.Series) -> int:
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        longest = len("2026-11-21")
    else:
        cells = values.head(_ROWS_FOR_WIDTH).dropna().astype("str")
        longest = int(cells.str.len().max()) if len(cells) else 0
    return min(max(len(name) + 3, longest + 1), _WIDEST)
