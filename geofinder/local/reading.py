"""Read the two files of local knowledge, and name every fault of a file in one message."""

import csv
import difflib
import io
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from geofinder.edited import separator_of, text_of
from geofinder.errors import MOST_EXAMPLES, InputError, examples, quoted
from geofinder.local.cells import FIGURE_PARSERS, NEVER, PAIR_PARSERS, FaultError, Parser
from geofinder.local.knowledge import (
    FIGURES,
    FIGURES_TITLE,
    PAIRS,
    PAIRS_TITLE,
    Local,
    empty_table,
)
from geofinder.sizes import EDITED_ROWS


class _Row(NamedTuple):
    line: int
    cells: dict[str, Any]
    short: bool = False


def read_local(*, local: Path | None, pairs: Path | None) -> Local:
    """Read the files given with ``--local`` and ``--pairs``; an empty ``Local`` for neither.

    The figures have the column ``urn`` and any of ``forecast_1y``, ``forecast_3y``,
    ``forecast_5y`` (whole pupils), ``revenue_balance`` (pounds, below zero for a deficit),
    ``head_vacancy`` (a day) and ``note``. The pairs have ``urn_a``, ``urn_b``, ``weight`` (-1 to
    1, or "never") and, if wanted, ``reason``. An empty cell means: not known.

    Raises:
        InputError: a file cannot be read, lacks a column or has a strange one, or holds a cell
            that is not what its column should be; the message gives the lines.
    """
    figures, wishes = empty_table(FIGURES), empty_table(PAIRS)
    files = []
    short: tuple[int, ...] = ()
    if local is not None:
        rows = _rows(local, FIGURE_PARSERS, needed=("urn",), option="--local")
        _refuse_repeats(local, [(row.cells["urn"],) for row in rows], rows, what="URN")
        figures = _table(rows, FIGURES, by=["urn"])
        files.append((FIGURES_TITLE, local))
        short = tuple(row.line for row in rows if row.short)
    if pairs is not None:
        rows = _rows(pairs, PAIR_PARSERS, needed=("urn_a", "urn_b", "weight"), option="--pairs")
        wishes = _table(_pair_rows(pairs, rows), PAIRS, by=["urn_a", "urn_b"])
        files.append((PAIRS_TITLE, pairs))
    return Local(schools=figures, pairs=wishes, files=tuple(files), short=short)


def _pair_rows(path: Path, rows: Sequence[_Row]) -> list[_Row]:
    done, faults = [], []
    for line, cells, _ in rows:
        one, other = sorted((cells["urn_a"], cells["urn_b"]))
        if one == other:
            faults.append(f"line {line}: {one} is paired with itself")
        weight = cells["weight"]
        if weight is None:
            faults.append(f'line {line}, weight: empty; give a number from -1 to 1, or "never"')
        never = weight == NEVER
        rest = {"never": never, "weight": None if never else weight, "reason": cells.get("reason")}
        done.append(_Row(line, {"urn_a": one, "urn_b": other, **rest}))
    _refuse(path, faults)
    keys = [(row.cells["urn_a"], row.cells["urn_b"]) for row in done]
    _refuse_repeats(path, keys, done, what="pair")
    return done


def _refuse_repeats(
    path: Path, keys: Sequence[tuple[int, ...]], rows: Sequence[_Row], *, what: str
) -> None:
    first: dict[tuple[int, ...], int] = {}
    faults = []
    for key, row in zip(keys, rows, strict=True):
        if key in first:
            named = " and ".join(str(urn) for urn in key)
            faults.append(f"line {row.line}: the {what} {named} is already in line {first[key]}")
        first.setdefault(key, row.line)
    _refuse(path, faults)


def _refuse(path: Path, faults: Sequence[str]) -> None:
    if faults:
        more = len(faults) - MOST_EXAMPLES
        shown = "; ".join(faults[:MOST_EXAMPLES]) + (f"; and {more:,} more" if more > 0 else "")
        message = f"{path} cannot be used: {shown}."
        raise InputError(message)


def _table(rows: Sequence[_Row], columns: Mapping[str, str], *, by: list[str]) -> pd.DataFrame:
    values = {
        name: pd.Series(
            [row.line if name == "line" else row.cells.get(name) for row in rows], dtype=dtype
        )
        for name, dtype in columns.items()
    }
    return pd.DataFrame(values).sort_values(by, ignore_index=True)


def _rows(
    path: Path, parsers: Mapping[str, Parser], *, needed: Sequence[str], option: str
) -> list[_Row]:
    """Return the parsed rows of a CSV, or raise one error that names its faults by line."""
    text = text_of(path, what="a CSV file", option=option)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator_of(text))
    rows: list[_Row] = []
    faults: list[str] = []
    try:
        header = _filled([heading.strip().lower() for heading in next(reader, [])])
        _check_header(path, header, parsers, needed=needed)
        start = reader.line_num + 1
        for fields in reader:
            line, start = start, reader.line_num + 1
            filled = len(_filled(fields))
            if not filled:
                continue
            if filled > len(header):
                faults.append(f"line {line}: {len(fields)} cells under {len(header)} headings")
                continue
            if len(rows) == EDITED_ROWS:
                faults.append(f"line {line}: more than the limit of {EDITED_ROWS:,} rows")
                break
            given = dict(zip_longest(header, fields[: len(header)], fillvalue=""))
            cells = _parsed(given, parsers, needed, line=line, faults=faults)
            rows.append(_Row(line, cells, short=len(fields) < len(header)))
    except csv.Error as error:
        message = f"{path} is not a well-formed CSV: line {reader.line_num}: {error}."
        raise InputError(message) from error
    _refuse(path, faults)
    return rows


def _filled(cells: Sequence[str]) -> list[str]:
    """Return a row without the empty cells at its end: spreadsheets save columns once touched."""
    end = max((place for place, cell in enumerate(cells, start=1) if cell.strip()), default=0)
    return list(cells[:end])


def _parsed(
    given: Mapping[str, str],
    parsers: Mapping[str, Parser],
    needed: Sequence[str],
    *,
    line: int,
    faults: list[str],
) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for name, text in given.items():
        value = " ".join(text.split())
        if value == "":
            cells[name] = None
            if name in needed and name != "weight":
                faults.append(f"line {line}, {name}: empty")
            continue
        try:
            cells[name] = parsers[name](value)
        except FaultError as fault:
            faults.append(f"line {line}, {name}: {quoted(value)} is not {fault}")
    return cells


def _check_header(
    path: Path, header: Sequence[str], known: Mapping[str, Parser], *, needed: Sequence[str]
) -> None:
    listed = ", ".join(known)
    if not any(header):
        message = f"{path} is empty. Its first line should name columns among {listed}."
        raise InputError(message)
    strange = [name for name in header if name not in known]
    if strange:
        close = difflib.get_close_matches(strange[0], list(known), n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        named = examples([repr(name) for name in strange])
        message = f"{path}, line 1: unknown column {named}.{hint} The columns are {listed}."
        raise InputError(message)
    repeated = sorted({name for name in header if header.count(name) > 1})
    if repeated:
        message = f"{path}, line 1: the column {examples(repeated)} stands there twice."
        raise InputError(message)
    lacking = [name for name in needed if name not in header]
    if lacking:
        message = f"{path}, line 1: there is no column {examples(lacking)}. It needs {listed}."
        raise InputError(message)
