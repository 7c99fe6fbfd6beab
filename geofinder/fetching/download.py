"""Download one file, going on where an earlier try was cut off."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import requests

from geofinder.connections import NETWORK_ERRORS
from geofinder.fetching.asking import (
    NO_SUCH_PART,
    PART,
    UNCHANGED,
    asked,
)
from geofinder.fetching.partial import Partial, Validator
from geofinder.fetching.patience import Patience
from geofinder.fetching.trouble import NotThereError, PassingError, RefusedError, cause_of

Tell = Callable[[int, int | None], None]
"""Told the bytes that are there, and of how many if that is known."""

PIECE = 64 * 1024
_SLOW_AFTER_S = 60.0
_BYTES_PER_MB = 1_000_000
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
_BEFORE_TEXT = b"\xef\xbb\xbf \t\r\n"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a download may take: the most bytes, and how long to wait for what."""

    largest_bytes: int
    patience: Patience


def download(
    address: str, partial: Partial, *, known: Validator | None, limits: Limits, tell: Tell
) -> Validator | None:
    """Bring the file at ``address`` into ``partial``; return its version.

    Args:
        address: whence.
        partial: where it grows; what it holds of the same version is not asked for again.
        known: the version that is at hand; nothing is returned, and nothing brought, if it is
            still that.
        limits: of size and patience.
        tell: told of each piece.

    Raises:
        NotThereError: no such file, an empty one, or a web page in its place.
        RefusedError: it is too large, or could not be had in all tries.
    """

    def once() -> Validator | None:
        return _once(address, partial, known=known, limits=limits, tell=tell)

    return limits.patience.with_tries(once, kept_bytes=lambda: partial.of(address)[0])


def read_small(address: str, *, most_bytes: int, patience: Patience) -> bytes:
    """Return the start of a small file, as a published checksum is.

    Raises:
        NotThereError: no such file.
        RefusedError: it could not be had in all tries.
    """

    def once() -> bytes:
        with asked(address, patience=patience, headers={}) as response:
            try:
                return bytes(response.raw.read(most_bytes, decode_content=False))
            except NETWORK_ERRORS as error:
                raise PassingError(cause_of(error)) from error

    return patience.with_tries(once, kept_bytes=lambda: 0)


def _once(
    address: str, partial: Partial, *, known: Validator | None, limits: Limits, tell: Tell
) -> Validator | None:
    there, version = partial.of(address)
    headers: dict[str, str] = {}
    if there:
        headers = {"Range": f"bytes={there}-", "If-Range": version.strong}
    elif known is not None:
        headers = known.question
    with asked(address, patience=limits.patience, headers=headers) as response:
        if response.status_code == UNCHANGED and not there and headers:
            return None
        total = _prepare(response, address, partial, asked_from=there)
        if total is not None and total > limits.largest_bytes:
            partial.drop()
            raise _too_large(total, limits)
        _receive(response, partial, total=total, limits=limits, tell=tell)
    partial.settle()
    return Validator.of(response)


def _prepare(
    response: requests.Response, address: str, partial: Partial, *, asked_from: int
) -> int | None:
    """Make the partial file ready to be added to; return the whole file's size if it is told."""
    if response.headers.get("Content-Encoding", "identity") not in {"", "identity"}:
        message = "the server packs the file although it was asked not to"
        raise RefusedError(message)
    if response.status_code == PART and asked_from:
        return _total_of_part(response, address, partial, asked_from=asked_from)
    if response.status_code in {UNCHANGED, PART, NO_SUCH_PART}:
        # After a part that no longer fits; asked for nothing but the whole, no server may say so.
        partial.drop()
        message = f"the server answers with status {response.status_code}, which was not asked for"
        raise PassingError(message)
    partial.begin(address, Validator.of(response))
    length = response.headers.get("Content-Length", "")
    return int(length[:18]) if length.isdecimal() and length.isascii() else None


def _total_of_part(
    response: requests.Response, address: str, partial: Partial, *, asked_from: int
) -> int:
    told = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    fits = told is not None and int(told[1]) == asked_from and int(told[2]) == int(told[3]) - 1
    if told is None or not fits or partial.of(address)[1].differs(Validator.of(response)):
        partial.drop()
        message = "the server sends another part than was asked for, or a part of another file"
        raise PassingError(message)
    return int(told[3])


def _receive(
    response: requests.Response,
    partial: Partial,
    *,
    total: int | None,
    limits: Limits,
    tell: Tell,
) -> None:
    clock = limits.patience.clock
    size = partial.path.stat().st_size
    mark, marked_s = size, clock()
    with partial.path.open("ab") as file:
        tell(size, total)
        while piece := _piece(response):
            if size == 0 and is_page(piece):
                partial.drop()
                message = "a web page instead of the file"
                raise NotThereError(message)
            size += len(piece)
            if size > limits.largest_bytes:
                partial.drop()
                raise _too_large(size, limits)
            file.write(piece)
            tell(size, total)
            passed_s = clock() - marked_s
            if passed_s > _SLOW_AFTER_S:
                speed = (size - mark) / passed_s
                if speed < limits.patience.slowest_bytes_per_s:
                    message = f"the connection is too slow ({speed:,.0f} bytes a second)"
                    raise PassingError(message)
                mark, marked_s = size, clock()
    if total is not None and size != total:
        message = f"the connection was cut off after {size:,} of {total:,} bytes"
        raise PassingError(message)
    if size == 0:
        message = "an empty file"
        raise NotThereError(message)


def _piece(response: requests.Response) -> bytes:
    """Return what has come by now, so that a slow server is noticed while it is slow."""
    try:
        return bytes(response.raw.read1(PIECE, decode_content=False))
    except NETWORK_ERRORS as error:
        message = f"the connection was cut off ({cause_of(error)})"
        raise PassingError(message) from error


def is_page(start: bytes) -> bool:
    """Say whether a file begins as a web page or another XML answer does; none of ours does."""
    return start.lstrip(_BEFORE_TEXT).startswith(b"<")


def _too_large(size: int, limits: Limits) -> RefusedError:
    most_mb = limits.largest_bytes / _BYTES_PER_MB
    return RefusedError(
        f"it has at least {size / _BYTES_PER_MB:,.1f} MB, more than the limit of {most_mb:,.1f} MB",
        cure="If that is right, raise the limit with --largest-mb.",
    )
