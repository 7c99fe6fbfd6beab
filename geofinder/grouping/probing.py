"""Estimate how many groups there are before listing them, by random probing (Knuth, 1975)."""

import numpy as np

from geofinder.minutes import Flags, Ints, Minutes

_PROBES = 6_000


def estimate_count(graph: Minutes, *, seeds: int, wanted: Flags, max_size: int) -> float:
    """Return an unbiased estimate of the number of groups with a seed and a wanted school.

    Each probe walks down the tree of groups, choosing one of the d next schools at random, and
    counts every group it meets once for the product of the d it has passed. The random numbers
    are the same in every run.

    Args:
        graph: the pairs near enough; the seeds are the schools numbered 0 to ``seeds`` - 1.
        seeds: how many seeds there are.
        wanted: for each school, whether it makes a group count (the schools of the area).
        max_size: the largest group.
    """
    seeded = np.flatnonzero(graph.first < seeds)
    if len(seeded) == 0:
        return 0.0
    pairs_wanted = wanted[graph.first[seeded]] | wanted[graph.second[seeded]]
    random = np.random.default_rng(1975)
    # The walks' first pairs are spread evenly over all pairs.
    spread = (np.arange(_PROBES) + random.random()) * len(seeded) / _PROBES
    indptr = np.searchsorted(graph.first, np.arange(graph.size + 1))
    walks = _Walks(indptr, graph.second, wanted, max_size, random)
    met = sum(walks.groups_met(graph, seeded[int(at)]) for at in spread)
    return float(pairs_wanted.sum()) + met * len(seeded) / _PROBES


class _Walks:
    def __init__(
        self,
        indptr: Ints,
        later: Ints,
        wanted: Flags,
        max_size: int,
        random: np.random.Generator,
    ) -> None:
        self._indptr, self._later = indptr, later
        self._wanted, self._max_size, self._random = wanted, max_size, random

    def groups_met(self, graph: Minutes, pair: int) -> float:
        """Count the groups of three or more on one walk from a pair, each by its weight."""
        first, second = int(graph.first[pair]), int(graph.second[pair])
        wanted = bool(self._wanted[first] or self._wanted[second])
        choices = np.intersect1d(self._next(first), self._next(second), assume_unique=True)
        weight, met = 1.0, 0.0
        for _ in range(self._max_size - 2):
            if len(choices) == 0:
                break
            # All d next groups are counted at once, not only the chosen one: less spread.
            met += weight * (len(choices) if wanted else int(self._wanted[choices].sum()))
            weight *= len(choices)
            chosen = int(choices[self._random.integers(len(choices))])
            wanted = wanted or bool(self._wanted[chosen])
            choices = np.intersect1d(choices, self._next(chosen), assume_unique=True)
        return met

    def _next(self, school: int) -> Ints:
        return self._later[self._indptr[school] : self._indptr[school + 1]]
