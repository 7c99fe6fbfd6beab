"""Write a command's page, tables, spreadsheet and manifest into one folder, all or nothing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from geofinder.outputs.about import Sheets, sheet_lines
from geofinder.outputs.csvfile import csv_bytes
from geofinder.outputs.flat import tidy
from geofinder.outputs.folder import check_folder, replacing
from geofinder.outputs.inplace import MANIFEST
from geofinder.outputs.workbook import cut_rows, write_book
from geofinder.outputs.write import PAGE, WORKBOOK, manifest_bytes, one_error
from geofinder.result import JoinersResult, OptionsResult

JOINERS_TABLES = {
    "joiners": "Schools near the trust's schools, best first; what is not standalone has no rank.",
    "members": "The trust's schools, each with its nearest other.",
    "travel": "Minutes and metres, each way, between the trust's schools and those listed.",
}
JOINERS_FILES = (PAGE, *(f"{name}.csv" for name in JOINERS_TABLES), WORKBOOK, MANIFEST)
"""The name of every file that ``geofinder joiners`` writes."""

OPTIONS_TABLES = {
    "options": "For each form every group that the school could be in, best first, with verdicts.",
    "nearby": "Minutes and metres from the school to each school around it, and back.",
}
OPTIONS_FILES = (PAGE, *(f"{name}.csv" for name in OPTIONS_TABLES), WORKBOOK, MANIFEST)
"""The name of every file that ``geofinder options`` writes."""


class TableSet(NamedTuple):
    """What one folder holds: a title, tables by name, a sentence on each, and the manifest."""

    title: str
    tables: Mapping[str, pd.DataFrame]
    sentences: Mapping[str, str]
    manifest: Mapping[str, Any]
    by_road: bool


def check_joiners_out(out: Path) -> None:
    """Find out before the work whether ``out`` can be written, changing nothing.

    Raises:
        OutputError: it plainly cannot, or holds files of our names that no run of ours made.
    """
    check_folder(out, names=frozenset(JOINERS_FILES))


def write_joiners(result: JoinersResult, page: str, out: Path) -> None:
    """Write what ``geofinder joiners`` found; as ``write_tables``."""
    tables = {"joiners": result.joiners, "members": result.members, "travel": result.travel}
    kept = TableSet(
        title=f"Who could join or work with {result.trust['name']}",
        tables=tables,
        sentences=JOINERS_TABLES,
        manifest=result.manifest,
        by_road=bool((result.travel["method"] == "road").any()) or result.backdrop is not None,
    )
    write_tables(kept, page, out)


def check_options_out(out: Path) -> None:
    """As ``check_joiners_out``, for ``geofinder options``."""
    check_folder(out, names=frozenset(OPTIONS_FILES))


def write_options(result: OptionsResult, page: str, out: Path) -> None:
    """Write what ``geofinder options`` found; as ``write_tables``."""
    names = result.schools.set_index("urn")["name"]
    nearby = result.nearby.assign(name=result.nearby["urn"].map(names).astype("str"))
    kept = TableSet(
        title=f"Options for {names[result.urn]}",
        tables={"options": result.options, "nearby": nearby},
        sentences=OPTIONS_TABLES,
        manifest=result.manifest,
        by_road=bool((result.nearby["method"] == "road").any()) or result.backdrop is not None,
    )
    write_tables(kept, page, out)


def write_tables(kept: TableSet, page: str, out: Path) -> None:
    """Write ``index.html``, a CSV file a table, the spreadsheet and the manifest, all or nothing.

    The same tables and ``run_date`` give the same bytes.

    Raises:
        OutputError: ``out`` cannot be written, holds files of these names that no run of ours
            made, or another run is writing to it. What was there before is untouched.
    """
    tables = {name: tidy(table) for name, table in kept.tables.items()}
    names = frozenset((PAGE, *(f"{name}.csv" for name in tables), WORKBOOK, MANIFEST))
    sheets = Sheets(
        what=f"geofinder: {kept.title}",
        sheets=[(name, kept.sentences[name]) for name in tables],
        by_road=kept.by_road,
    )
    run_date = str(kept.manifest["run_date"])[: len("2026-11-21")]
    with replacing(out, names=names) as folder, one_error(out, folder=folder):
        (folder / PAGE).write_bytes(page.encode("utf-8", errors="replace"))
        for name, table in tables.items():
            (folder / f"{name}.csv").write_bytes(csv_bytes(table))
        write_book(
            folder / WORKBOOK,
            title=kept.title,
            lines=sheet_lines(kept.manifest, sheets, cut=cut_rows(tables)),
            tables=tables,
            run_date=run_date,
        )
        (folder / MANIFEST).write_bytes(manifest_bytes(kept.manifest, folder=folder))
