"""Take the tables out of a register's file, believing nothing that a zip says of itself."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from geofinder.errors import InputError
from geofinder.sizes import BYTES_PER_MB, REGISTER_MB, ZIP_ENTRIES
from geofinder.sources import content_of

_ENCRYPTED = 1
_WORKBOOKS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
"""What a workbook of Excel (.xlsx, .xlsb) or of LibreOffice (.ods) holds: it is a zip too."""


def tables_in(path: Path, *, what: str, option: str) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of every CSV in a file: itself, or those of a zip.

    Args:
        path: the file.
        what: what the file should be, in words for messages.
        option: the option that gave the file, in words for messages.

    Raises:
        InputError: no file, a folder, a pipe or device, too large packed or unpacked; a zip that
            is broken, locked or holds no CSV.
    """
    data = content_of(path, what=what, kind="CSV or zip", option=option, most_mb=REGISTER_MB)
    if not data.startswith(b"PK"):
        yield path.name, data
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from _unpacked(archive, path, what=what)
    # ValueError: a place before the zip's own start, or a name in no known coding.
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OverflowError,
        OSError,
        ValueError,
    ) as error:
        if isinstance(error, InputError):
            raise
        message = f"The zip {path} is broken or cut short ({error}). Download {what} again."
        raise InputError(message) from error


def _unpacked(archive: zipfile.ZipFile, path: Path, *, what: str) -> Iterator[tuple[str, bytes]]:
    """Yield what is in the zip; the size that it tells may be false, so what comes is counted."""
    entries = archive.infolist()
    if len(entries) > ZIP_ENTRIES:
        message = (
            f"The zip {path} holds {len(entries):,} files, more than the limit of {ZIP_ENTRIES}, "
            f"so it is not {what}."
        )
        raise InputError(message)
    tables = [entry for entry in entries if entry.filename.lower().endswith(".csv")]
    if any(entry.filename in _WORKBOOKS for entry in entries):
        message = (
            f"{path} is a spreadsheet's workbook, not a CSV. Open it there, save the sheet with "
            f"{what} as CSV UTF-8 (with commas), and give that."
        )
        raise InputError(message)
    if not tables:
        message = f"The zip {path} holds no CSV file. Download {what} again."
        raise InputError(message)
    left = REGISTER_MB * BYTES_PER_MB
    for entry in tables:
        if entry.flag_bits & _ENCRYPTED:
            message = f"The zip {path} is locked with a password. Unpack it and give the CSV."
            raise InputError(message)
        with archive.open(entry) as packed:
            content = packed.read(left + 1)
        left -= len(content)
        if left < 0:
            message = (
                f"More than the limit of {REGISTER_MB} MB comes out of the zip {path}, so it is "
                f"not {what}. Download {what} again."
            )
            raise InputError(message)
        # Only words for messages: nothing is ever written under a name of the zip.
        yield f"{path.name}/{Path(entry.filename).name}", content
