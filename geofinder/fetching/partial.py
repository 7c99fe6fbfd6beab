"""Keep what came of a file that is not complete, with what tells whether it is still the same."""

import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import requests

from geofinder.sealed import sealed, unsealed


@dataclass(frozen=True, kw_only=True)
class Validator:
    """What a server says of the version of a file; missing is empty."""

    etag: str = ""
    last_modified: str = ""

    @classmethod
    def of(cls, response: requests.Response) -> Self:
        """Read it from an answer."""
        return cls(
            etag=response.headers.get("ETag", ""),
            last_modified=response.headers.get("Last-Modified", ""),
        )

    @property
    def strong(self) -> str:
        """What tells that every byte is the same, for ``If-Range``; a weak ETag does not."""
        whole = self.etag.startswith('"') and self.etag.endswith('"')
        return self.etag if whole else self.last_modified

    @property
    def question(self) -> dict[str, str]:
        """The headers that ask for the file only if it is another one by now."""
        if self.etag:
            return {"If-None-Match": self.etag}
        return {"If-Modified-Since": self.last_modified} if self.last_modified else {}

    def differs(self, other: "Validator") -> bool:
        """Say whether two answers are of different versions, as far as both tell."""
        return any(
            mine and theirs and mine != theirs
            for mine, theirs in (
                (self.etag, other.etag),
                (self.last_modified, other.last_modified),
            )
        )


class Partial:
    """An unfinished file in ``folder`` and, beside it, the address and version it came from."""

    def __init__(self, folder: Path) -> None:
        """Look into ``folder``, which must exist; nothing is written yet."""
        self.path = folder / "unfinished"
        self.unpacked = folder / "unpacked"
        """Where the content goes if it came in a zip."""
        self.reduced = folder / "reduced"
        """Where it goes without the columns that do not stay."""
        self._about = folder / "unfinished.json"

    def of(self, address: str) -> tuple[int, Validator]:
        """Return how many bytes of this address's file can be built on, and of which version."""
        try:
            told = unsealed(self._about.read_text(encoding="utf-8"))
            if told.pop("address") != address:
                return 0, Validator()
            validator = Validator(**told)
            size = self.path.stat().st_size if validator.strong else 0
        except (OSError, ValueError, KeyError):
            return 0, Validator()
        return size, validator

    def begin(self, address: str, validator: Validator) -> None:
        """Start anew, with an empty file."""
        self.drop()
        self.path.touch()
        told = {"address": address, **asdict(validator)}
        # Written after the empty file: whoever is killed between the two has nothing to build on.
        self._about.write_text(sealed(told), encoding="utf-8")

    def drop(self) -> None:
        """Forget what came; what tells of it goes first."""
        self._about.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)
        self.unpacked.unlink(missing_ok=True)
        self.reduced.unlink(missing_ok=True)

    def settle(self) -> None:
        """Have the disk hold every byte."""
        with suppress(FileNotFoundError), self.path.open("rb+") as file:
            os.fsync(file.fileno())
