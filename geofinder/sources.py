"""Open the files a run reads, and describe them: title, date, licence and checksum."""

import hashlib
import re
import stat
from pathlib import Path
from typing import Any

from geofinder import sizes
from geofinder.errors import InputError, SettingsError
from geofinder.sealed import unsealed
from geofinder.tomlfile import tables_of

FACTS_ENDING = ".source.json"
"""Beside a file that was fetched lies one of its name and this ending: what is known of it."""

_SIDECAR = "sources.toml"
_FROM_FACTS = ("date", "licence", "attribution", "address", "published_sha256")
_DAY_IN_NAME = re.compile(r"(20\d\d)-?([01]\d)-?([0-3]\d)")


def describe(path: Path, *, title: str) -> dict[str, Any]:
    """Return what is known of a file: a ``sources.toml`` beside it says more than its name.

    So do the facts beside a file that was fetched, as long as it is still that file.

    Keys: file, title, date (of the data; "not recorded" where neither says), licence, attribution,
    sha256, and of a fetched file its address and the checksum it was published with, where some of
    its columns were left out.

    Raises:
        SettingsError: the ``sources.toml`` is not usable.
    """
    day = _DAY_IN_NAME.search(path.name)
    sha256 = sha256_of(path)
    known: dict[str, Any] = _facts_beside(path, sha256)
    sidecar = path.parent / _SIDECAR
    if sidecar.is_file():
        told = tables_of(sidecar, what="The file of sources").get(path.name, known)
        if not isinstance(told, dict):
            message = f"The file of sources {sidecar} is not usable: {path.name} is no table."
            raise SettingsError(message)
        known = told
    return {
        "file": path.name,
        "title": title,
        "date": "-".join(day.groups()) if day else "not recorded",
        "licence": "not recorded",
        "attribution": "not recorded",
        **known,
        "sha256": sha256,
    }


def _facts_beside(path: Path, sha256: str) -> dict[str, str]:
    """Return the facts recorded when the file was fetched, if they are of this very content."""
    try:
        told = unsealed(path.with_name(path.name + FACTS_ENDING).read_text(encoding="utf-8"))
        same = told["sha256"] == sha256
    except (OSError, ValueError, KeyError):
        return {}
    return {name: str(told[name]) for name in _FROM_FACTS if name in told} if same else {}


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def content_of(path: Path, *, what: str, kind: str, option: str, most_mb: float) -> bytes:
    """Return the content of a file that the user gave.

    Args:
        path: the file.
        what: what the file should be, in words for messages: "the list of schools".
        kind: what kind of file it is, in words for messages: "CSV".
        option: the option that gave the file, in words for messages.
        most_mb: a larger file is not read.

    Raises:
        InputError: no file, a folder, a pipe or device, too large, or it cannot be read.
    """
    try:
        check_file(path, what=what, kind=kind, option=option, most_mb=most_mb)
        return path.read_bytes()
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise InputError(message) from error


def check_file(path: Path, *, what: str, kind: str, option: str, most_mb: float) -> None:
    """Refuse what is no plain file, or too large; ``content_of`` tells the arguments.

    A pipe would block or never end, and each file is read twice: for itself and for its checksum.

    Raises:
        InputError: no file, a folder, a pipe or device, too large, or it cannot be looked at.
    """
    try:
        told = path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        message = f"There is no file {path}. Give {what} with {option}."
        raise InputError(message) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        message = f"{path} cannot be read: {reason}."
        raise InputError(message) from error
    if stat.S_ISDIR(told.st_mode):
        message = f"{path} is a folder. Give the {kind} file itself with {option}."
        raise InputError(message)
    if not stat.S_ISREG(told.st_mode):
        message = (
            f"{path} is a pipe or a device, not a file. Save what comes from it as a file, and "
            f"give that with {option}."
        )
        raise InputError(message)
    if sizes.too_large(told.st_size, most_mb):
        message = (
            f"{path} has {told.st_size / sizes.BYTES_PER_MB:,.0f} MB, more than the limit of "
            f"{most_mb:,g} MB, so it is not {what}. Give the right file with {option}."
        )
        raise InputError(message)
