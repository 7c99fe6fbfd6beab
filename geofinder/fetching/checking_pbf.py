"""Check that a file is a whole OpenStreetMap extract, and read its date."""

import datetime as dt
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from geofinder.fetching.addresses import Source
from geofinder.fetching.trouble import RefusedError

# The format: https://wiki.openstreetmap.org/wiki/PBF_Format
_MOST_HEADER_BYTES = 64 * 1024
_MOST_BLOB_BYTES = 32 * 1024 * 1024
_TYPE, _SIZE = 1, 3
_RAW, _ZLIB = 1, 3
_NEEDS, _TIMESTAMP = 4, 32
_VARINT, _EIGHT_BYTES, _COUNTED, _FOUR_BYTES = 0, 1, 2, 5
_LONGEST_VARINT = 10
_SCHEMA = b"OsmSchema-V0.6"
_CURE = "Try again later."


class _BrokenError(Exception):
    """It is not an OpenStreetMap extract, or not a whole one."""


def check_pbf(path: Path, source: Source) -> dict[str, str | int]:
    """Return the date of the data if the extract tells it.

    Every block tells its length; walking from one to the next finds an extract that was cut short
    although the server said that it was whole.

    Raises:
        RefusedError: it is not an OpenStreetMap extract, holds no data, or ends too early.
    """
    try:
        with path.open("rb") as file:
            kinds = _blocks(file, size=path.stat().st_size)
            date = _date(_header(file, next(kinds, None)))
            number = sum(1 for _ in kinds)
    except (_BrokenError, zlib.error) as error:
        message = f"what came is not {source.what}, or not all of it: {error}"
        raise RefusedError(message, cure=_CURE) from error
    if number < source.fewest:
        message = f"what came is {source.what} without data in it"
        raise RefusedError(message, cure=_CURE)
    return {"date": date} if date else {}


def _header(file: BinaryIO, block: tuple[bytes, int, int] | None) -> bytes:
    """Return the content of the first block."""
    if block is None or block[0] != b"OSMHeader":
        message = "it does not begin with the block OSMHeader"
        raise _BrokenError(message)
    file.seek(block[1])
    return file.read(block[2])


def _blocks(file: BinaryIO, *, size: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield the kind of each block, where its content begins and how long it is."""
    place = 0
    while place < size:
        file.seek(place)
        header_bytes = int.from_bytes(file.read(4), "big")
        if not 0 < header_bytes <= _MOST_HEADER_BYTES:
            message = f"no block begins at byte {place:,}"
            raise _BrokenError(message)
        kind, length = b"", -1
        for field, value in _fields(file.read(header_bytes)):
            if field == _TYPE and isinstance(value, bytes):
                kind = value
            if field == _SIZE and isinstance(value, int):
                length = value
        start = place + 4 + header_bytes
        if not 0 <= length <= _MOST_BLOB_BYTES or start + length > size:
            message = f"the block at byte {place:,} goes beyond the end"
            raise _BrokenError(message)
        yield kind, start, length
        place = start + length


def _date(blob: bytes) -> str:
    """Return the day of the data from the first block's content; nothing if it does not tell."""
    parts = dict(_fields(blob))
    raw, packed = parts.get(_RAW), parts.get(_ZLIB)
    if isinstance(packed, bytes):
        unpacker = zlib.decompressobj()
        raw = unpacker.decompress(packed, _MOST_BLOB_BYTES)
    if not isinstance(raw, bytes):
        message = "its first block is packed in an unknown way"
        raise _BrokenError(message)
    needs, stamp = set(), 0
    for field, value in _fields(raw):
        if field == _NEEDS:
            needs.add(value)
        if field == _TIMESTAMP and isinstance(value, int):
            stamp = value
    if _SCHEMA not in needs:
        message = "its first block does not name the schema of OpenStreetMap"
        raise _BrokenError(message)
    try:
        return dt.datetime.fromtimestamp(stamp, tz=dt.UTC).date().isoformat() if stamp else ""
    except (OverflowError, ValueError, OSError):
        return ""


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield the number and value of each field of a protocol buffer."""
    place = 0
    while place < len(data):
        tag, place = _varint(data, place)
        kind = tag & 7
        value: int | bytes
        if kind == _VARINT:
            value, place = _varint(data, place)
        else:
            if kind == _COUNTED:
                length, place = _varint(data, place)
            else:
                length = {_EIGHT_BYTES: 8, _FOUR_BYTES: 4}.get(kind, len(data))
            if place + length > len(data):
                message = "a block is damaged"
                raise _BrokenError(message)
            value, place = data[place : place + length], place + length
        yield tag >> 3, value


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for step in range(_LONGEST_VARINT):
        if place + step >= len(data):
            break
        byte = data[place + step]
        value |= (byte & 0x7F) << (7 * step)
        if byte < 0x80:  # noqa: PLR2004 (the bit that says that more follows)
            return value, place + step + 1
    message = "a block is damaged"
    raise _BrokenError(message)
