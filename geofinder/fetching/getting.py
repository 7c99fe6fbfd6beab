"""Fetch one official file: the newest there is, kept only when it is what it should be."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geofinder.errors import FetchError
from geofinder.fetching.addresses import Candidate, Source
from geofinder.fetching.checking import checked, md5_of
from geofinder.fetching.download import Limits, Tell, download, read_small
from geofinder.fetching.partial import Partial, Validator
from geofinder.fetching.patience import Patience
from geofinder.fetching.reducing import reduce_csv
from geofinder.fetching.shelf import Kept, Shelf
from geofinder.fetching.trouble import NotThereError, RefusedError
from geofinder.sources import sha256_of

_BYTES_PER_MB = 1_000_000
_MD5 = re.compile(rb"\s*\\?([0-9a-fA-F]{32})(\s|$)")
_MD5_BYTES = 4096


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A file at hand, and how it came."""

    kept: Kept
    new: bool
    """Whether this run brought another content than was there."""
    said: str
    """One sentence on it."""


def _now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


@dataclass(frozen=True, kw_only=True)
class Fetcher:
    """Where to keep files, how patient to be, whom to tell."""

    shelf: Shelf
    patience: Patience = field(default_factory=Patience)
    largest_mb: float | None = None
    """Instead of the source's own limit."""
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The columns that stay of a CSV, by the key of its source; of a source without, all."""
    tell: Tell = lambda done, total: None  # noqa: ARG005 (nobody listens)
    say: Callable[[str], None] = lambda text: None  # noqa: ARG005 (nobody listens)
    now: Callable[[], dt.datetime] = _now


def fetch(source: Source, fetcher: Fetcher, *, offline: bool = False) -> Fetched:
    """Return the newest file of ``source``; what is at hand and unchanged is not brought again.

    Args:
        source: one file of the book of addresses; a region has been chosen if it has regions.
        fetcher: where to keep it and how.
        offline: take what is at hand, and ask nobody.

    Raises:
        FetchError: it could not be had; what was fetched before is untouched.
        OutputError: the cache cannot be written.
    """
    if offline:
        return _at_hand(source, fetcher.shelf)

    def wait() -> None:
        fetcher.say(f"Another run is fetching {source.what}; this one waits for it.")

    with fetcher.shelf.locked(source.key, wait=wait) as partial:
        kept = _with_these_columns(fetcher.shelf.kept(source.key), source, fetcher)
        tried: list[tuple[str, NotThereError]] = []
        try:
            for candidate in source.candidates(fetcher.now().date()):
                if kept is not None and _is_older(candidate, kept):
                    if all(error.unpublished for _, error in tried):
                        return _newest_is_there(kept, fetcher)
                    break
                try:
                    return _try(candidate, source, fetcher, partial=partial, kept=kept)
                except NotThereError as error:
                    partial.drop()
                    tried.append((candidate.address, error))
        except RefusedError as error:
            where = candidate.address
            raise FetchError(_message(source, where, str(error), cure=error.cure)) from error
    reasons = "; ".join(dict.fromkeys(str(error) for _, error in tried))
    where = tried[0][0] + (f" to {tried[-1][0]}" if len(tried) > 1 else "")
    raise FetchError(_message(source, where, f"nothing usable is there ({reasons})"))


def _at_hand(source: Source, shelf: Shelf) -> Fetched:
    kept = shelf.kept(source.key)
    if kept is not None:
        return Fetched(kept=kept, new=False, said="Taken from the cache; no one was asked.")
    damaged = shelf.is_damaged(source.key)
    what = "was fetched, but is damaged" if damaged else "has not been fetched"
    message = (
        f"{_sentence(source.what)} {what} (looked in {shelf.folder / source.key}), and --offline "
        f"asks nobody. Leave --offline out, or get it by hand ({source.by_hand}) and give it with "
        f"{source.option}."
    )
    raise FetchError(message)


def _with_these_columns(kept: Kept | None, source: Source, fetcher: Fetcher) -> Kept | None:
    """Return what is at hand unless it was kept with other columns than are asked for today."""
    asked_for = _listed(fetcher.columns.get(source.key, ()))
    return kept if kept is not None and kept.facts.get("asked_for", "") == asked_for else None


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(columns)


def _is_older(candidate: Candidate, kept: Kept) -> bool:
    """Say whether an address has an older file than the one at hand, as far as both tell."""
    day = str(kept.facts["date"])
    return day[:1].isdigit() and bool(candidate.date) and candidate.date < day


def _newest_is_there(kept: Kept, fetcher: Fetcher) -> Fetched:
    kept = fetcher.shelf.note(kept, checked=_moment(fetcher))
    return Fetched(kept=kept, new=False, said="Nothing newer is published.")


def _try(
    candidate: Candidate, source: Source, fetcher: Fetcher, *, partial: Partial, kept: Kept | None
) -> Fetched:
    """Bring the file at one address, or find that it is the one at hand."""
    limits = Limits(
        largest_bytes=int((fetcher.largest_mb or source.largest_mb) * _BYTES_PER_MB),
        patience=fetcher.patience,
    )
    known = kept.validator_of(candidate.address) if kept else None
    version = download(candidate.address, partial, known=known, limits=limits, tell=fetcher.tell)
    if kept is not None and version is None:
        partial.drop()  # a run that was killed right after it had taken the file left it
        kept = fetcher.shelf.note(kept, checked=_moment(fetcher))
        return Fetched(kept=kept, new=False, said="Unchanged since it was fetched.")
    try:
        md5 = _published_md5(candidate, source, fetcher)
        if md5 and md5_of(partial.path) != md5:
            # The publisher may have changed the file between the two requests: once more.
            partial.drop()
            version = download(
                candidate.address, partial, known=None, limits=limits, tell=fetcher.tell
            )
            md5 = _published_md5(candidate, source, fetcher)
            _check_md5(partial.path, md5)
        path, told = checked(partial, source, largest_bytes=limits.largest_bytes)
        told |= {"md5": md5} if md5 else {}
        if columns := fetcher.columns.get(source.key):
            told |= reduce_csv(path, partial.reduced, columns=columns)
            told |= {"asked_for": _listed(columns)}
            path = partial.reduced
        facts = _facts(candidate, source, fetcher, path, version or Validator()) | told
        before = kept.facts["sha256"] if kept else ""
        put = fetcher.shelf.put(source.key, path, name=candidate.file, facts=facts)
    finally:
        # Complete and taken, or complete and wrong: in neither case is it to be built on.
        partial.drop()
    new = put.facts["sha256"] != before
    return Fetched(kept=put, new=new, said="Fetched." if new else "Fetched: the same content.")


def _published_md5(candidate: Candidate, source: Source, fetcher: Fetcher) -> str:
    """Return the checksum that is published beside the file; nothing if there is none."""
    if not source.md5:
        return ""
    address = candidate.address + source.md5
    try:
        content = read_small(address, most_bytes=_MD5_BYTES, patience=fetcher.patience)
    except NotThereError:
        return ""
    found = _MD5.match(content)
    return found[1].decode("ascii").lower() if found else ""


def _check_md5(path: Path, md5: str) -> None:
    came = md5_of(path)
    if md5 and came != md5:
        message = f"its checksum is {came}, and the published one {md5}"
        raise RefusedError(message, cure="Try again in some hours: it may just be replaced.")


def _facts(
    candidate: Candidate, source: Source, fetcher: Fetcher, path: Path, version: Validator
) -> dict[str, Any]:
    moment = _moment(fetcher)
    facts = {
        "title": source.title,
        "date": candidate.date or _day_of(version) or "not recorded",
        "licence": source.licence,
        "attribution": source.attribution,
        "address": candidate.address,
        "fetched": moment,
        "checked": moment,
        "bytes": path.stat().st_size,
        "sha256": sha256_of(path),
        "etag": version.etag,
        "last_modified": version.last_modified,
    }
    return {name: value for name, value in facts.items() if value != ""}


def _day_of(version: Validator) -> str:
    try:
        day = dt.datetime.strptime(version.last_modified, "%a, %d %b %Y %H:%M:%S GMT")
    except ValueError:
        return ""
    return day.date().isoformat()


def _moment(fetcher: Fetcher) -> str:
    return fetcher.now().astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _message(source: Source, where: str, reason: str, *, cure: str = "") -> str:
    return (
        f"{_sentence(source.what)} could not be fetched from {where}: {reason}. What was fetched "
        f"before is untouched. {cure or 'Try again later.'} Or get it by hand ({source.by_hand}) "
        f"and give it with {source.option}."
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
