"""Write every file of a run into one folder, all of them or none."""

import errno
import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from pyogrio.errors import DataLayerError, DataSourceError
from xlsxwriter.exceptions import XlsxWriterException

from geofinder.errors import OutputError
from geofinder.letters import escaped
from geofinder.mapfiles import WHY, leads_astray
from geofinder.outputs.csvfile import write_csv
from geofinder.outputs.flat import ASKED_TABLES, LOCAL_TABLES, TABLES, file_tables
from geofinder.outputs.folder import PROGRAM, check_folder, replacing
from geofinder.outputs.inplace import MANIFEST
from geofinder.outputs.layers import write_geopackage
from geofinder.outputs.workbook import write_workbook
from geofinder.result import RunResult

PAGE = "index.html"
GEOPACKAGE = "geofinder.gpkg"
WORKBOOK = "geofinder.xlsx"
FILES: tuple[str, ...] = (
    PAGE,
    *(f"{table.name}.csv" for table in TABLES),
    GEOPACKAGE,
    WORKBOOK,
    MANIFEST,
)
"""The name of every file a run writes."""
LOCAL_FILES = tuple(f"{table.name}.csv" for table in LOCAL_TABLES)
"""Files written beside them where local data was given; a run without any removes them."""
ASKED_FILES = tuple(f"{table.name}.csv" for table in ASKED_TABLES)
"""Files written beside them where they were asked for; a run that was not removes them."""
PICTURES = (
    "limits.svg",
    *(
        f"{name}.{kind}"
        for name in ("overview", "limits_maps", "pupils")
        for kind in ("svg", "png")
    ),
)
"""Pictures written beside them where they were drawn; a run without one removes it."""
_NAMES = frozenset((*FILES, *LOCAL_FILES, *ASKED_FILES, *PICTURES))
_NO_PICTURES: Mapping[str, str | bytes] = MappingProxyType({})
_FULL_BYTES = 65_536


def check_out(out: Path) -> None:
    """Find out before the work whether ``out`` can be written, changing nothing.

    Raises:
        OutputError: it plainly cannot, or holds files of our names that no run of ours made.
    """
    try:
        astray = leads_astray(out / GEOPACKAGE)
    except FileNotFoundError as error:
        message = (
            f"The output folder {out} cannot be reached: the folder that geofinder was started in "
            "is gone. Change to one that is there, and start it again."
        )
        raise OutputError(message) from error
    if astray:
        message = f"The output folder {out} cannot be used: {WHY}. Choose another with --out."
        raise OutputError(message)
    check_folder(out, names=_NAMES)


def write_run(
    result: RunResult, page: str, out: Path, *, pictures: Mapping[str, str | bytes] = _NO_PICTURES
) -> None:
    """Write the page, tables, spreadsheet, GeoPackage and manifest into the folder ``out``.

    ``pictures`` are further files by name, each one of ``PICTURES``: text or bytes.

    All or nothing: a run that fails or is killed leaves the files of the run before as they were,
    and files in ``out`` that are not ours stay there. The same tables and ``run_date`` give the
    same bytes. The manifest gets ``program`` and, under ``files``, each file's size and checksum.

    Raises:
        OutputError: ``out`` cannot be written, holds files of these names that no run of ours
            made, or another run is writing to it.
    """
    run_date = str(result.manifest["run_date"])[: len("2026-11-21")]
    strange = sorted(set(pictures) - set(PICTURES))
    if strange:
        message = f"write_run knows no file of the name {strange[0]}: name it in PICTURES."
        raise ValueError(message)
    check_out(out)
    tables = file_tables(result)
    with replacing(out, names=_NAMES) as folder, one_error(out, folder=folder):
        for name, content in {PAGE: page, **pictures}.items():
            (folder / name).write_bytes(_bytes_of(content))
        for name, table in tables.items():
            with (folder / f"{name}.csv").open("wb") as file:
                write_csv(table, file)
        write_geopackage(folder / GEOPACKAGE, result=result, tables=tables, run_date=run_date)
        write_workbook(folder / WORKBOOK, result=result, tables=tables, run_date=run_date)
        (folder / MANIFEST).write_bytes(manifest_bytes(result.manifest, folder=folder))


def _bytes_of(content: str | bytes) -> bytes:
    return content.encode("utf-8", errors="replace") if isinstance(content, str) else content


def manifest_bytes(manifest: Mapping[str, Any], *, folder: Path) -> bytes:
    """Return the manifest with the program's name and each file's size and checksum."""
    files = {path.name: _fingerprint(path) for path in sorted(folder.iterdir())}
    full = {**manifest, "program": PROGRAM, "files": files}
    text = json.dumps(
        full, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False, default=_plain
    )
    return f"{escaped(text)}\n".encode()


def _fingerprint(path: Path) -> dict[str, int | str]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}


def _plain(value: object) -> object:
    """Return what JSON has no word for as what it has: a number, a list, text or null."""
    if value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    message = f"the manifest holds a {type(value).__name__}, which is not JSON"
    raise TypeError(message)


@contextmanager
def one_error(out: Path, *, folder: Path) -> Iterator[None]:
    """Turn what the libraries raise for a disk that fails into the error of the file system."""
    try:
        yield
    except (DataLayerError, DataSourceError, XlsxWriterException) as error:
        if shutil.disk_usage(folder).free < _FULL_BYTES:
            raise OSError(errno.ENOSPC, "No space left on device") from error
        message = f"The files for {out} cannot be written: {error}. What was there is untouched."
        raise OutputError(message) from error
