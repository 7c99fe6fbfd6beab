"""Score groups of schools by how well each pair of them fits what real federations are like.

A pair's strength is the mean, over both ends, of the frequency behind the end's chance to choose
the other. A group's score is the mean strength of its pairs. No larger group can score above the
bound: its new pairs are at best the best pairs that its schools have at all.
"""

from dataclasses import dataclass

import numpy as np

from geofinder.ranking.ranked import Ranked
from geofinder.ranking.schools import Floats, Ints


@dataclass(frozen=True, kw_only=True)
class Strengths:
    """The strength of each pair of ``size`` schools, 0 to 1; 0 where the pair is not listed.

    ``key`` is the smaller position times ``size`` plus the larger, sorted. ``best`` is each
    school's strongest pair.
    """

    size: int
    key: Ints
    strength: Floats
    best: Floats

    def between(self, one: Ints, other: Ints) -> Floats:
        """Return the strength of each pair of positions."""
        if not len(self.key):
            return np.zeros(len(one))
        key = np.minimum(one, other).astype(np.int64) * self.size + np.maximum(one, other)
        at = np.minimum(np.searchsorted(self.key, key), len(self.key) - 1)
        return np.where(self.key[at] == key, self.strength[at], 0.0)

    def score(self, rows: Ints) -> Floats:
        """Return the score of each group, 0 to 1; shape (groups, schools) of positions."""
        return self._total(rows) / _pairs(rows.shape[1])

    def bound(self, rows: Ints, *, max_size: int) -> Floats:
        """Return what no group of up to ``max_size`` that holds all of a row's schools exceeds."""
        own, total = rows.shape[1], self._total(rows)
        with_new = self.best[rows].sum(axis=1)
        most = float(self.best.max(initial=0.0))
        bound = np.zeros(len(rows))
        for more in range(1, max_size - own + 1):
            gained = more * with_new + _pairs(more) * most
            bound = np.maximum(bound, (total + gained) / _pairs(own + more))
        return bound

    def _total(self, rows: Ints) -> Floats:
        total = np.zeros(len(rows))
        for one in range(rows.shape[1]):
            for other in range(one):
                total += self.between(rows[:, one], rows[:, other])
        return total


def strengths(ranked: Ranked, size: int) -> Strengths:
    """Return the strength of every pair that was ranked from either end, of ``size`` schools."""
    own = ranked.choices
    one, other = own.asked[own.event], own.other
    low, high = np.minimum(one, other), np.maximum(one, other)
    key, back = np.unique(low * size + high, return_inverse=True)
    strength = np.bincount(back, ranked.frequency, minlength=len(key)) / 2.0
    best = np.zeros(size)
    np.maximum.at(best, key // max(size, 1), strength)
    np.maximum.at(best, key % max(size, 1), strength)
    return Strengths(size=size, key=key, strength=strength, best=best)


def _pairs(count: int) -> float:
    return count * (count - 1) / 2.0
