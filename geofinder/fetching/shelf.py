"""Keep the fetched files in the cache, each with what is known of it, whole or not at all."""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock

from geofinder.errors import GeofinderError, OutputError
from geofinder.fetching.partial import Partial, Validator
from geofinder.resources import CACHE_VARIABLE, cache_folder
from geofinder.sealed import sealed, unsealed
from geofinder.sources import FACTS_ENDING, sha256_of
from geofinder.wholefile import remove, whole_file

_NEW = ".new-"
_LOCK = ".lock"
_NEEDED = ("title", "date", "licence", "attribution", "sha256", "address", "fetched", "checked")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One file of the shelf and what is known of it.

    ``facts`` are texts by title, date (of the data), licence, attribution, sha256, address,
    fetched and checked (moments, ISO in UTC), etag, last_modified, md5, note; and ``bytes``,
    ``rows`` or ``outlines`` as numbers. Of a file that was kept without some of its columns:
    ``columns`` ("33 of 135"), ``asked_for`` (their headings), ``published_sha256`` and
    ``published_bytes`` of what came.
    """

    key: str
    path: Path
    facts: dict[str, Any]

    def validator_of(self, address: str) -> Validator | None:
        """Return the version at hand, if it is of this address and the server told one."""
        version = Validator(
            etag=str(self.facts.get("etag", "")),
            last_modified=str(self.facts.get("last_modified", "")),
        )
        return version if self.facts["address"] == address and version.question else None


class Shelf:
    """A folder with one slot a source; each slot holds one folder with the file and its facts.

    A new file is made ready beside the old one and renamed into place together with its facts;
    only then is the old one removed. Whatever happens in between, one of the two is whole.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Name the folder; nothing is written yet."""
        self.folder = folder or cache_folder() / "fetched"

    def keys(self) -> list[str]:
        """Return the sources of which anything was fetched, or begun."""
        if not self.folder.is_dir():
            return []
        return sorted(
            slot.name
            for slot in self.folder.iterdir()
            if slot.is_dir() and any(each.name != _LOCK for each in slot.iterdir())
        )

    def kept(self, key: str) -> Kept | None:
        """Return the newest whole file of a source, if there is one."""
        found = [kept for folder in self._versions(key) if (kept := _read(key, folder))]
        found.sort(key=lambda kept: (kept.facts["fetched"], kept.path.parent.name), reverse=True)
        return next((kept for kept in found if _is_whole(kept)), None)

    def is_damaged(self, key: str) -> bool:
        """Say whether there is a file of this source, but none that is as it was fetched."""
        return bool(self._versions(key)) and self.kept(key) is None

    @contextmanager
    def locked(self, key: str, *, wait: Callable[[], None]) -> Iterator[Partial]:
        """Hold a slot alone; yield the place for what is not complete.

        Args:
            key: the source.
            wait: called if another run holds the slot, before this one waits for it.

        Raises:
            OutputError: the cache cannot be written, or the disk is full.
        """
        slot = self.folder / key
        try:
            slot.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(slot / _LOCK)
            try:
                lock.acquire(timeout=0)
            except filelock.Timeout:
                # It says so as well where no file can be made at all; touching it tells.
                (slot / _LOCK).touch()
                wait()
                lock.acquire()
            try:
                self._clear(key)
                yield Partial(slot)
            finally:
                lock.release()
        except GeofinderError:
            raise
        except OSError as error:
            raise OutputError(_message(self.folder, error)) from error

    def put(self, key: str, file: Path, *, name: str, facts: dict[str, Any]) -> Kept:
        """Move a checked file into its slot, under ``name``; its lock must be held."""
        slot = self.folder / key
        checksum = str(facts["sha256"])
        day = re.sub(r"[^0-9-]", "", str(facts["date"])) or str(facts["fetched"])[:10]
        target = slot / f"{day}-{checksum[:12]}"
        put = Kept(key=key, path=target / name, facts=facts)
        if _read(key, target) is not None and _is_whole(put):
            # The same content again: it stays where it is, for there must be one at every moment.
            write_facts(put.path, facts)
            return put
        with tempfile.TemporaryDirectory(
            dir=slot, prefix=_NEW, ignore_cleanup_errors=True
        ) as staging:
            inside = Path(staging) / "made"
            inside.mkdir()
            file.replace(inside / name)
            write_facts(inside / name, facts)
            remove(target)  # damaged
            inside.rename(target)
        for old in self._versions(key):
            if old != target:
                shutil.rmtree(old, ignore_errors=True)
        return put

    def note(self, kept: Kept, **facts: str) -> Kept:
        """Write down something more of a file that stays; the lock of its slot must be held."""
        changed = kept.facts | facts
        write_facts(kept.path, changed)
        return Kept(key=kept.key, path=kept.path, facts=changed)

    def _versions(self, key: str) -> list[Path]:
        slot = self.folder / key
        if not slot.is_dir():
            return []
        return sorted(
            each for each in slot.iterdir() if each.is_dir() and not each.name.startswith(".")
        )

    def _clear(self, key: str) -> None:
        """Remove what a killed run left half-made."""
        for left in (self.folder / key).glob(f"{_NEW}*"):
            shutil.rmtree(left, ignore_errors=True)


def write_facts(path: Path, facts: dict[str, Any]) -> None:
    """Write what is known of ``path`` beside it, in one step."""
    with whole_file(path.with_name(path.name + FACTS_ENDING)) as file:
        file.write_text(sealed(facts), encoding="utf-8", newline="\n")


def _read(key: str, folder: Path) -> Kept | None:
    beside = next(iter(sorted(folder.glob(f"*{FACTS_ENDING}"))), None)
    if beside is None:
        return None
    try:
        facts = unsealed(beside.read_text(encoding="utf-8"))
        known = all(isinstance(facts[name], str) for name in _NEEDED)
    except (OSError, ValueError, KeyError):
        return None
    path = beside.with_name(beside.name.removesuffix(FACTS_ENDING))
    return Kept(key=key, path=path, facts=facts) if known else None


def _is_whole(kept: Kept) -> bool:
    try:
        return sha256_of(kept.path) == str(kept.facts["sha256"])
    except OSError:
        return False


def _message(folder: Path, error: OSError) -> str:
    return (
        f"The file cannot be kept in {folder}: {error.strerror or error}. What was fetched before "
        f"is untouched. Make room, or name another folder in {CACHE_VARIABLE}."
    )
