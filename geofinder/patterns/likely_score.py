"""Score groups by how often pairs like theirs have come together, and bound larger groups."""

from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Self

import numpy as np

from geofinder.grouping.cliques import Groups
from geofinder.likely import Likely
from geofinder.minutes import Flags, Floats, Ints, Minutes
from geofinder.nudges import NudgesInReach, nudged


@dataclass(frozen=True, kw_only=True)
class LikelyScorer:
    """The share of a group's least likely pair: no school rides along with two that fit well.

    ``share`` is that of each pair of the graph. ``local`` is None where no local knowledge bears
    on any score.
    """

    graph: Minutes
    share: Floats
    local: NudgesInReach | None = None
    _last: list[tuple[Ints, Floats]] = field(default_factory=list, repr=False, compare=False)

    @classmethod
    def of(
        cls, graph: Minutes, urns: Ints, likely: Likely, *, local: NudgesInReach | None = None
    ) -> Self:
        """Look up the pairs of the graph, whose schools have these URNs."""
        share = likely.pair(urns[graph.first], urns[graph.second])
        return cls(graph=graph, share=share, local=local)

    def among(self, inside: Flags) -> Self:
        """Return the scorer for groups of these schools alone: smaller, to be sent elsewhere."""
        kept = inside[self.graph.first] & inside[self.graph.second]
        return replace(self, graph=self.graph.where(kept), share=self.share[kept], _last=[])

    def score(self, groups: Groups) -> Floats:
        """Return the share of each group's least likely pair, and what is known locally."""
        least = self._least(groups.rows)
        if self.local is None:
            return least
        return nudged(least, self.local.nudges.added_to(groups.rows))

    def bound(self, groups: Groups) -> Floats:
        """Return what no larger group with the same schools can exceed: these pairs are in it."""
        least = self._least(groups.rows)
        return least if self.local is None else nudged(least, self.local.most_added_to(groups.rows))

    def _least(self, rows: Ints) -> Floats:
        # The score and the bound of the same groups are asked one after the other.
        if self._last and self._last[0][0] is rows:
            return self._last[0][1]
        least = np.ones(len(rows))
        for one, other in combinations(range(rows.shape[1]), 2):
            share = self.graph.values_between(self.share, rows[:, one], rows[:, other])
            least = np.minimum(least, share)
        self._last[:] = [(rows, least)]
        return least
