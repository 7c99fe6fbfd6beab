"""Take the one CSV out of a zip, believing nothing that the zip says of itself."""

import errno
import lzma
import zipfile
import zlib
from pathlib import Path, PurePosixPath, PureWindowsPath

from geofinder.errors import examples
from geofinder.fetching.trouble import RefusedError, plain

_PIECE = 1 << 20
_MOST_ENTRIES = 100
_BYTES_PER_MB = 1_000_000
_ENCRYPTED = 1


def is_zip(start: bytes) -> bool:
    """Say whether a file begins as a zip does."""
    return start.startswith(b"PK")


def unpack(path: Path, target: Path, *, largest_bytes: int) -> Path:
    """Write the only CSV of a zip to ``target`` and return it.

    The names in the zip are looked at and never used. What comes out is counted as it comes: the
    size that a zip tells may be false.

    Raises:
        RefusedError: not one CSV, a name that leads out of the folder, encrypted, broken, or more
            than ``largest_bytes`` come out.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entry = _only_csv(archive.infolist())
            with archive.open(entry) as packed, target.open("wb") as out:
                size = 0
                while piece := packed.read(_PIECE):
                    size += len(piece)
                    if size > largest_bytes:
                        raise _too_large(largest_bytes)
                    out.write(piece)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,
        UnicodeDecodeError,
        RuntimeError,
        OverflowError,
        ValueError,
    ) as error:
        raise _broken(error) from error
    except OSError as error:
        # A zip can point to a place before its own start, and bzip2 says so of damaged content,
        # without a number; any other fault is the disk's.
        if error.errno not in {errno.EINVAL, None}:
            raise
        raise _broken(error) from error
    return target


def _only_csv(entries: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    if len(entries) > _MOST_ENTRIES:
        message = f"the zip holds {len(entries):,} files where one is expected"
        raise RefusedError(message)
    astray = [plain(entry.filename) for entry in entries if _leads_out(entry.filename)]
    if astray:
        message = f"the zip holds names that lead out of its folder: {examples(astray)}"
        raise RefusedError(message, cure="Do not use this file; tell whoever publishes it.")
    tables = [entry for entry in entries if entry.filename.lower().endswith(".csv")]
    if len(tables) != 1:
        names = examples([plain(entry.filename) for entry in entries]) or "nothing"
        message = f"the zip should hold one CSV and holds {len(tables)}: {names}"
        raise RefusedError(message)
    if tables[0].flag_bits & _ENCRYPTED:
        message = "the zip is locked with a password"
        raise RefusedError(message)
    return tables[0]


def _leads_out(name: str) -> bool:
    windows, posix = PureWindowsPath(name), PurePosixPath(name)
    return bool(
        posix.is_absolute() or windows.drive or windows.root or ".." in windows.parts or not name
    )


def _broken(error: Exception) -> RefusedError:
    message = f"the zip is broken or cut short ({plain(str(error))})"
    return RefusedError(message, cure="Try again later.")


def _too_large(largest_bytes: int) -> RefusedError:
    return RefusedError(
        f"more than the limit of {largest_bytes / _BYTES_PER_MB:,.1f} MB comes out of the zip",
        cure="If that is right, raise the limit with --largest-mb.",
    )
