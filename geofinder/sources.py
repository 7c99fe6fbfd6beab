"""Open the files a run reads, and describe them: title, date, licence and checksum."""

import hashlib
import json
import re
import tomllib
from pathlib import Path
from typing import Any

from geofinder.errors import InputError

FACTS_ENDING = ".source.json"
"""Beside a file that was fetched lies one of its name and this ending: what is known of it."""

_SIDECAR = "sources.toml"
_FROM_FACTS = ("date", "licence", "attribution", "address")
_DAY_IN_NAME = re.compile(r"(20\d\d)-?([01]\d)-?([0-3]\d)")


def describe(path: Path, *, title: str) -> dict[str, Any]:
    """Return what is known of a file: a ``sources.toml`` beside it says more than its name.

    So do the facts beside a file that was fetched, as long as it is still that file.

    Keys: file, title, date (of the data; "not recorded" where neither says), licence, attribution,
    sha256, and of a fetched file its address.
    """
    day = _DAY_IN_NAME.search(path.name)
    sha256 = sha256_of(path)
    known: dict[str, Any] = _facts_beside(path, sha256)
    sidecar = path.parent / _SIDECAR
    if sidecar.is_file():
        known = tomllib.loads(sidecar.read_text(encoding="utf-8")).get(path.name, known)
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
        told = json.loads(path.with_name(path.name + FACTS_ENDING).read_text(encoding="utf-8"))
        same = told["sha256"] == sha256
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return {}
    return {name: str(told[name]) for name in _FROM_FACTS if name in told} if same else {}


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
