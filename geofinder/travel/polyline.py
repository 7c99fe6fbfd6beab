"""Read lines in the encoding that routing engines send them in."""

import numpy as np

from geofinder.travel.router import Floats

PER_DEGREE = 1e6
_FIRST = 63
_BITS = 5
_MORE = 1 << _BITS
_LONGEST = 6
"""Characters of the longest number: 360 degrees in millionths, its sign in the lowest bit."""


def decode(text: str) -> Floats:
    """Return the points of a ``polyline6`` line: shape (n, 2), longitude and latitude in degrees.

    Each number is the step from the point before in millionths of a degree, latitude first, its
    sign in the lowest bit, cut into groups of five bits, the lowest first.

    Raises:
        ValueError: the text is not such a line, or has fewer than two points.
    """
    codes = np.frombuffer(text.encode("utf-8"), dtype=np.uint8).astype(np.int64) - _FIRST
    ends = np.flatnonzero(codes < _MORE)
    wrong = (codes < 0) | (codes >= 2 * _MORE)
    if wrong.any() or len(ends) < 4 or len(ends) % 2 or ends[-1] != len(codes) - 1:  # noqa: PLR2004
        message = f"its line {text[:20]!r} has no two points, or ends in the middle of one"
        raise ValueError(message)
    starts = np.concatenate([[0], ends[:-1] + 1])
    if (ends - starts).max() >= _LONGEST:
        message = f"its line {text[:20]!r} holds a number that is no angle"
        raise ValueError(message)
    nth = np.arange(len(codes)) - np.repeat(starts, ends - starts + 1)
    packed = np.add.reduceat((codes % _MORE) << (_BITS * nth), starts)
    steps = np.where(packed % 2, -(packed // 2) - 1, packed // 2)
    latlon = np.cumsum(steps.reshape(-1, 2), axis=0) / PER_DEGREE
    if (np.abs(latlon) > (90, 180)).any():
        message = f"its line {text[:20]!r} leaves the world"
        raise ValueError(message)
    return latlon[:, ::-1]
