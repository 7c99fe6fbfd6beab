"""Score groups by how often pairs like theirs have come together, and bound larger groups."""

from dataclasses import dataclass

from geofinder.grouping.cliques import Groups
from geofinder.minutes import Floats
from geofinder.nudges import NudgesInReach, nudged


@dataclass(frozen=True, kw_only=True)
class LikelyScorer:
    """The share of a group's least likely pair: no school rides along with two that fit well.

    The graph of the groups tells the share of each pair. ``local`` is None where no local
    knowledge bears on any score.
    """

    local: NudgesInReach | None = None

    def score(self, groups: Groups) -> Floats:
        """Return the share of each group's least likely pair, and what is known locally."""
        if self.local is None:
            return groups.least_share
        return nudged(groups.least_share, self.local.nudges.added_to(groups.rows))

    def bound(self, groups: Groups) -> Floats:
        """Return what no larger group with the same schools can exceed: these pairs are in it."""
        if self.local is None:
            return groups.least_share
        return nudged(groups.least_share, self.local.most_added_to(groups.rows))
