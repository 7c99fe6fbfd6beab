"""Look up the worse-direction minutes and metres of any pair of schools.

Only the pairs of the travel table are kept (no dense matrix): all of England fits in memory.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

type Floats = NDArray[np.float64]
type Ints = NDArray[np.integer]
type Flags = NDArray[np.bool_]


_WIDEST_TABLE = 4_000_000
"""URNs that lie in a span of at most so many numbers are found in a table, not by search."""


def positions(urns: Ints, wanted: ArrayLike) -> Ints:
    """Return the position of each wanted URN in the sorted ``urns``, -1 where it is not there."""
    values = np.asarray(wanted, dtype=np.int64)
    if len(urns) == 0:
        return np.full(len(values), -1, dtype=np.int64)
    lowest, span = int(urns[0]), int(urns[-1] - urns[0]) + 1
    if span <= _WIDEST_TABLE:
        # One number more, at the end, stands for every URN outside the span.
        table = np.full(span + 1, -1, dtype=np.int64)
        table[urns - lowest] = np.arange(len(urns))
        outside = (values < lowest) | (values > urns[-1])
        return table[np.where(outside, span, values - lowest)]
    found = np.minimum(np.searchsorted(urns, values), len(urns) - 1)
    return np.where(urns[found] == values, found, -1)


def runs(values: Ints) -> tuple[Ints, Ints]:
    """Return where each run of equal neighbours starts and ends (one past its last)."""
    changes = np.flatnonzero(values[1:] != values[:-1]) + 1
    if len(values) == 0:
        return changes, changes
    return np.r_[0, changes], np.r_[changes, len(values)]


def ranges(start: Ints, count: Ints) -> tuple[Ints, Ints]:
    """Return the numbers, ``count`` from each ``start`` on, after the range that each is of."""
    of = np.repeat(np.arange(len(start)), count)
    return of, start[of] + np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """The pairs of ``size`` schools that have a time in both directions.

    Schools are positions 0 to ``size`` - 1; ``first`` < ``second``, ordered by both.
    ``worse_min`` and ``worse_m`` are the minutes and metres of the worse direction; metres are
    missing where a direction has none. ``share`` is how often such pairs have come together, 0 to
    1, where that is known.
    """

    size: int
    first: Ints
    second: Ints
    worse_min: Floats
    worse_m: Floats
    share: Floats | None = None

    @classmethod
    def from_travel(cls, travel: pd.DataFrame, urns: Ints) -> Self:
        """Fold the two directions of a TRAVEL table over the sorted ``urns`` of the schools.

        A pair with one direction missing or without a route has no time; rows about other
        schools are passed over.
        """
        size = len(urns)
        start = positions(urns, travel["from_urn"].to_numpy())
        end = positions(urns, travel["to_urn"].to_numpy())
        used = (start >= 0) & (end >= 0) & (start != end)
        key = np.minimum(start, end)[used] * size + np.maximum(start, end)[used]
        order = np.argsort(key, kind="stable")
        key = key[order]
        minutes = travel["travel_min"].to_numpy(dtype=np.float64)[used][order]
        metres = travel["distance_m"].to_numpy(dtype=np.float64)[used][order]
        there = np.flatnonzero(key[1:] == key[:-1])
        worse = np.maximum(minutes[there], minutes[there + 1])
        timed = ~np.isnan(worse)
        there = there[timed]
        return cls(
            size=size,
            first=key[there] // max(size, 1),
            second=key[there] % max(size, 1),
            worse_min=worse[timed],
            worse_m=np.maximum(metres[there], metres[there + 1]),
        )

    def where(self, chosen: Flags) -> Self:
        """Return only the chosen pairs."""
        return type(self)(
            size=self.size,
            first=self.first[chosen],
            second=self.second[chosen],
            worse_min=self.worse_min[chosen],
            worse_m=self.worse_m[chosen],
            share=None if self.share is None else self.share[chosen],
        )

    def renumbered(self, number: Ints) -> Self:
        """Return the same pairs with school ``i`` called ``number[i]`` (a permutation)."""
        one, other = number[self.first], number[self.second]
        first, second = np.minimum(one, other), np.maximum(one, other)
        order = np.lexsort((second, first))
        return type(self)(
            size=self.size,
            first=first[order],
            second=second[order],
            worse_min=self.worse_min[order],
            worse_m=self.worse_m[order],
            share=None if self.share is None else self.share[order],
        )

    def between(self, one: Ints, other: Ints) -> Floats:
        """Return worse-direction minutes for each pair of positions; NaN where there is none."""
        return self._looked_up(self.worse_min, one, other)

    def metres_between(self, one: Ints, other: Ints) -> Floats:
        """Return worse-direction metres for each pair of positions; NaN where there are none."""
        return self._looked_up(self.worse_m, one, other)

    def place(self, one: Ints, other: Ints) -> Ints:
        """Return which of the pairs each pair of positions is, -1 where it is none."""
        if len(self.first) == 0:
            return np.full(len(one), -1, dtype=np.int64)
        key = np.minimum(one, other).astype(np.int64) * self.size + np.maximum(one, other)
        found = np.minimum(np.searchsorted(self._keys, key), len(self._keys) - 1)
        return np.where(self._keys[found] == key, found, -1)

    def both_ways(self) -> tuple[Ints, Ints, Floats]:
        """Return start, end and minutes of every pair in both orders, sorted by start and end."""
        # The pairs are in order already: a sparse matrix and its transpose need no sorting.
        number = np.arange(1, len(self.first) + 1)
        shape = (self.size, self.size)
        there = csr_array((number, (self.first, self.second)), shape=shape)
        both = (there + there.T.tocsr()).tocsr()
        both.sort_indices()
        start = np.repeat(np.arange(self.size), np.diff(both.indptr))
        return start, both.indices.astype(np.int64), self.worse_min[both.data - 1]

    @cached_property
    def _keys(self) -> Ints:
        return self.first.astype(np.int64) * self.size + self.second

    def _looked_up(self, values: Floats, one: Ints, other: Ints) -> Floats:
        # The place of a pair that is none, -1, is that of the value added at the end.
        return np.append(values, np.nan)[self.place(one, other)]
