"""Add to a group's score what local knowledge says: weighted pairs, and schools at risk.

added = limited(``local_pair_adds`` x sum of the weights of the pairs in the group, to
``local_pairs_most`` either way) + ``at_risk_adds`` if a school of the group is at risk. The score
with it stays between 0 and 1. Without local knowledge nothing is added.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geofinder.settings import Settings

AT_RISK = "at-risk"
"""The fact that local figures mark a school as at risk; without them there is no such column."""

type Floats = NDArray[np.float64]
type Ints = NDArray[np.integer]
type Flags = NDArray[np.bool_]


def added(weights: Floats, at_risk: Floats | Flags, settings: Settings) -> Floats:
    """Return what is added for each group's sum of weights and (1 or 0) school at risk."""
    most = settings.local_pairs_most
    pairs = np.clip(settings.local_pair_adds * weights, -most, most)
    return np.asarray(pairs + settings.at_risk_adds * at_risk, dtype=np.float64)


def nudged(score: Floats, addition: Floats) -> Floats:
    """Return the score with the addition, still from 0 to 1."""
    return np.clip(score + addition, 0.0, 1.0)


@dataclass(frozen=True, kw_only=True)
class Nudges:
    """Weights of pairs and marks of schools, by the schools' positions in a table.

    ``key`` is first x size + second (first < second), sorted; ``at_risk`` is 1 or 0 a school.
    """

    size: int
    key: Ints
    weight: Floats
    at_risk: Floats
    settings: Settings

    @classmethod
    def of(cls, schools: pd.DataFrame, facts: pd.DataFrame, settings: Settings) -> Self:
        """Look up the settings' pairs and the facts' marks for the rows of ``schools``."""
        size = len(schools)
        place = {int(urn): at for at, urn in enumerate(schools["urn"])}
        total: dict[int, float] = {}
        for one, other, weight in settings.pair_weights:
            if one in place and other in place and one != other:
                first, second = sorted((place[one], place[other]))
                key = first * size + second
                total[key] = total.get(key, 0.0) + weight
        at_risk = np.zeros(size)
        if AT_RISK in facts:
            known = facts[AT_RISK].reindex(schools["urn"]).fillna(value=False)
            at_risk = known.to_numpy(dtype=np.float64)
        keys = sorted(total)
        return cls(
            size=size,
            key=np.array(keys, dtype=np.int64),
            weight=np.array([total[key] for key in keys], dtype=np.float64),
            at_risk=at_risk,
            settings=settings,
        )

    @property
    def silent(self) -> bool:
        """Tell whether nothing is ever added."""
        return len(self.key) == 0 and not self.at_risk.any()

    def between(self, one: Ints, other: Ints) -> Floats:
        """Return the weight of each pair of positions, 0 where it has none."""
        if len(self.key) == 0:
            return np.zeros(len(one))
        key = np.minimum(one, other).astype(np.int64) * self.size + np.maximum(one, other)
        found = np.minimum(np.searchsorted(self.key, key), len(self.key) - 1)
        return np.where(self.key[found] == key, self.weight[found], 0.0)

    def weights_of(self, rows: Ints) -> Floats:
        """Return the sum of weights of each group; ``rows`` holds positions, shape (n, size)."""
        total = np.zeros(len(rows))
        if len(self.key):
            for one, other in combinations(range(rows.shape[1]), 2):
                total += self.between(rows[:, one], rows[:, other])
        return total

    def added_to(self, rows: Ints) -> Floats:
        """Return what is added to the score of each group."""
        return added(self.weights_of(rows), self.at_risk[rows].max(axis=1), self.settings)

    def raised(self, score: Floats, groups: Iterable[Sequence[int]]) -> Floats:
        """Return the scores of groups of any sizes, given as positions, with the addition."""
        if self.silent:
            return score
        listed = list(groups)
        sizes = np.array([len(group) for group in listed], dtype=np.int64)
        more = np.zeros(len(listed))
        for size in np.unique(sizes).tolist():
            of_size = np.flatnonzero(sizes == size)
            rows = np.array([listed[at] for at in of_size.tolist()], dtype=np.int64)
            more[of_size] = self.added_to(rows)
        return nudged(score, more)

    def within_reach(self, first: Ints, second: Ints) -> "NudgesInReach":
        """Prepare bounds for groups whose schools are all pairs of the graph first-second."""
        near: dict[int, set[int]] = {}
        for pair in np.flatnonzero(self.weight > 0).tolist():
            for end in divmod(int(self.key[pair]), self.size):
                near.setdefault(end, {end})
        for one, other in ((first, second), (second, first)):
            wanted = np.isin(one, sorted(near))
            for end, neighbour in zip(one[wanted].tolist(), other[wanted].tolist(), strict=True):
                near[end].add(neighbour)
        gain = np.zeros(self.size)
        for pair in np.flatnonzero(self.weight > 0).tolist():
            one_end, other_end = divmod(int(self.key[pair]), self.size)
            if other_end in near[one_end]:
                gain[sorted(near[one_end] & near[other_end])] += self.weight[pair]
        at_risk = self.at_risk.copy()
        np.maximum.at(at_risk, first, self.at_risk[second])
        np.maximum.at(at_risk, second, self.at_risk[first])
        return NudgesInReach(nudges=self, gain=gain, at_risk=at_risk)


@dataclass(frozen=True, kw_only=True)
class NudgesInReach:
    """What larger groups can gain: the weights, and marks, of the pairs near each school.

    All schools of a group are near one another, so a group with a school only ever holds pairs of
    which both ends are that school or near it: ``gain`` is the sum of their weights above 0.
    """

    nudges: Nudges
    gain: Floats
    at_risk: Floats

    def most_added_to(self, rows: Ints) -> Floats:
        """Return what no larger group that holds a group's schools can have added."""
        settings = self.nudges.settings
        lost = np.zeros(len(rows))
        for one, other in combinations(range(rows.shape[1]), 2):
            lost += np.minimum(self.nudges.between(rows[:, one], rows[:, other]), 0.0)
        return added(lost + self.gain[rows].min(axis=1), self.at_risk[rows].min(axis=1), settings)
