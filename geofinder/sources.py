"""Open the files a run reads, and describe them: title, date, licence and checksum."""

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Any

from geofinder.errors import InputError

_SIDECAR = "sources.toml"
_DAY_IN_NAME = re.compile(r"(20\d\d)-?([01]\d)-?([0-3]\d)")


def describe(path: Path, *, title: str) -> dict[str, Any]:
    """Return what is known of a file: a ``sources.toml`` beside it says more than its name.

    Keys: file, title, date (of the data; "not recorded" where neither says), licence, attribution,
    sha256.
    """
    day = _DAY_IN_NAME.search(path.name)
    known: dict[str, Any] = {}
    sidecar = path.parent / _SIDECAR
    if sidecar.is_file():
        known = tomllib.loads(sidecar.read_text(encoding="utf-8")).get(path.name, {})
    return {
        "file": path.name,
        "title": title,
        "date": "-".join(day.groups()) if day else "not recorded",
        "licence": "not recorded",
        "attribution": "not recorded",
        **known,
        "sha256": sha256_of(path),
    }


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def content_of(path: Path, *, what: str, kind: str, option: str) -> bytes:
    """Return the content of a file that the user gave.

    Args:
        path: the file.
        what: what the file should be, in words for messages: "the list of schools".
        kind: what kind of file it is, in words for messages: "CSV".
        option: the option that gave the file, in words for messages.

    Raises:
        InputError: no file, a folder, or a file that cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        message = f"There is no file {path}. Give {what} with {option}."
        raise InputError(message) from error
    except IsADirectoryError as error:
        message = f"{path} is a folder. Give the {kind} file itself with {option}."
        raise InputError(message) from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise InputError(message) from error
