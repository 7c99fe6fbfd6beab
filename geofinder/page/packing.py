"""Pack columns of whole numbers into short strings of plain characters.

A page for a country holds millions of numbers, and JSON spends a comma and all their digits on
each. Here a column is one string. It is no compression: every character can be read by hand.

==========  =========================================================================
characters  meaning
==========  =========================================================================
first       what the column holds, as a sum: 1 where values may be missing, 2 where they may be
            below zero, 4 where each is the step from the one before
next two    ``short`` and ``middle``: where the first digits of longer numbers begin
the rest    the numbers, each a digit to base 85 that says how many more follow: below ``short``
            none, below ``middle`` one, below 84 two, and after 84 itself five
==========  =========================================================================

Where a value often repeats, the string holds each run's value once, and after a space the lengths
of the runs, less one, in the same way but without the first character. A missing value is 0 and all
others one more; one below zero is folded in between the others (0, -1, 1, -2, 2 are 0 to 4).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ALPHABET = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in "\"&'<>\\`{}")
"""85 characters that mean nothing to JSON, to HTML or to a template."""

_BASE = len(ALPHABET)
_LAST = _BASE - 1
_MOST = _BASE**5
_MISSING, _SIGNED, _STEPS = 1, 2, 4
_GRID = 4
_WORTH_RUNS = 2
_DIGITS = np.frombuffer(ALPHABET.encode("ascii"), dtype=np.uint8)
_TRIED = np.array(
    [(short, middle) for middle in range(0, _BASE, _GRID) for short in range(0, middle + 1, _GRID)]
)
"""Pairs of ``short`` and ``middle``, of which a column takes the best."""

type Ints = NDArray[np.int64]


def packed(values: Sequence[int | None] | Ints) -> str:
    """Return whole numbers, None where missing, as one string: the shortest of a few ways."""
    known, missing = _parts(values)
    ways = [_whole(known, missing), _stepped(known, missing)]
    written = [_with_runs(kind, numbers) for kind, numbers in ways]
    return min(written, key=len)


def _parts(values: Sequence[int | None] | Ints) -> tuple[Ints, NDArray[np.bool_]]:
    if isinstance(values, np.ndarray):
        return values.astype(np.int64), np.zeros(len(values), dtype=bool)
    missing = np.array([value is None for value in values], dtype=bool)
    known = np.array([value or 0 for value in values], dtype=np.int64)
    return known, missing


def _whole(known: Ints, missing: NDArray[np.bool_]) -> tuple[int, Ints]:
    if (known < 0).any():
        return _gapped(_SIGNED, _folded(known), missing)
    return _gapped(0, known, missing)


def _stepped(known: Ints, missing: NDArray[np.bool_]) -> tuple[int, Ints]:
    """Return each known value's step from the known one before it."""
    steps = np.zeros_like(known)
    steps[~missing] = np.diff(known[~missing], prepend=0)
    return _gapped(_STEPS + _SIGNED, _folded(steps), missing)


def _folded(values: Ints) -> Ints:
    return np.where(values < 0, -2 * values - 1, 2 * values)


def _gapped(kind: int, values: Ints, missing: NDArray[np.bool_]) -> tuple[int, Ints]:
    if not missing.any():
        return kind, values
    return kind + _MISSING, np.where(missing, 0, values + 1)


def _with_runs(kind: int, values: Ints) -> str:
    starts = np.flatnonzero(np.diff(values, prepend=-1))
    if len(starts) * _WORTH_RUNS >= len(values):
        return f"{kind}{_stream(values)}"
    lengths = np.diff(starts, append=len(values)) - 1
    runs = f"{kind}{_stream(values[starts])} {_stream(lengths)}"
    return min(runs, f"{kind}{_stream(values)}", key=len)


def _stream(values: Ints) -> str:
    """Return numbers from 0 on with the two characters that say where longer ones begin."""
    if values.max(initial=0) >= _MOST:
        message = (
            f"{values.max():,} is too large a number for a page, which holds those below {_MOST:,}."
        )
        raise ValueError(message)
    short, middle = _split(np.sort(values))
    second = short + (middle - short) * _BASE
    third = second + (_LAST - middle) * _BASE**2
    more = (values >= short).astype(np.int64) + (values >= second) + 3 * (values >= third)
    at = np.cumsum(more + 1) - more - 1
    digits = np.empty(len(values) + int(more.sum()), dtype=np.uint8)
    few = more == 0
    digits[at[few]] = values[few]
    for length, start, first in ((1, short, short), (2, second, middle), (5, 0, _LAST)):
        rows = more == length
        rest = values[rows] - start
        for place in range(length, 0, -1):
            rest, digit = np.divmod(rest, _BASE)
            digits[at[rows] + place] = digit
        digits[at[rows]] = first + rest
    return ALPHABET[short] + ALPHABET[middle] + _DIGITS[digits].tobytes().decode("ascii")


def _split(ordered: Ints) -> tuple[int, int]:
    """Return the ``short`` and ``middle`` with which these numbers take fewest characters."""
    short, middle = _TRIED.T
    second = short + (middle - short) * _BASE
    third = second + (_LAST - middle) * _BASE**2
    below = [np.searchsorted(ordered, start) for start in (short, second, third)]
    best = int(np.argmax(below[0] + below[1] + 3 * below[2]))
    return int(short[best]), int(middle[best])
