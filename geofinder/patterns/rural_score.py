"""Score groups of primary-phase schools, and bound the score of every larger group."""

from dataclasses import dataclass

import numpy as np

from geofinder import scores
from geofinder.grouping.cliques import Groups
from geofinder.minutes import Floats, Ints
from geofinder.nudges import NudgesInReach, nudged
from geofinder.settings import Settings

NOT_RECORDED = -1


@dataclass(frozen=True, kw_only=True)
class RuralScorer:
    """The score of ``rural-primaries``, from arrays with one value a school.

    ``pupils`` is NaN and ``character`` is ``NOT_RECORDED`` where the register does not say.
    ``local`` is None where no local knowledge bears on any score.
    """

    pupils: Floats
    small: Floats
    authority: Ints
    character: Ints
    settings: Settings
    local: NudgesInReach | None = None

    def score(self, groups: Groups) -> Floats:
        """Return the weighted mean of the criteria of each group, and what is known locally."""
        mean = scores.weighted(self._criteria(groups, extra=0), self.settings.weights)
        if self.local is None:
            return mean
        return nudged(mean, self.local.nudges.added_to(groups.rows))

    def bound(self, groups: Groups) -> Floats:
        """Return what no larger group with the same schools can exceed.

        More schools never shorten the longest drive. The best they can do otherwise is to be
        small, large in roll, and of the commonest authority and character; or to lack a fact, so
        that a poor criterion is left out.
        """
        best = np.zeros(len(groups.rows))
        for extra in range(1, self.settings.max_size - groups.rows.shape[1] + 1):
            criteria = self._criteria(groups, extra=extra)
            for left_out in self._what_may_be_left_out():
                known = {
                    name: np.full_like(value, np.nan) if name in left_out else value
                    for name, value in criteria.items()
                }
                best = np.maximum(best, scores.weighted(known, self.settings.weights))
        return best if self.local is None else nudged(best, self.local.most_added_to(groups.rows))

    def _criteria(self, groups: Groups, *, extra: int) -> dict[str, Floats]:
        """Return each criterion with ``extra`` further schools, each the best it could be."""
        rows = groups.rows
        size = rows.shape[1] + extra
        most = np.nanmax(self.pupils, initial=0.0) if extra else 0.0
        pupils = self.pupils[rows].sum(axis=1) + extra * most
        small = self.small[rows].sum(axis=1) + extra
        unknown = (self.character[rows] == NOT_RECORDED).any(axis=1)
        return {
            "closeness": scores.closeness(groups.longest_min, self.settings.max_minutes),
            "small_schools": np.where(np.isnan(pupils), np.nan, scores.small_share(small, size)),
            "combined_roll": scores.roll_share(pupils, self.settings.combined_roll_target),
            "same_authority": _alike(self.authority[rows], extra),
            "same_character": np.where(unknown, np.nan, _alike(self.character[rows], extra)),
        }

    def _what_may_be_left_out(self) -> list[frozenset[str]]:
        nothing: frozenset[str] = frozenset()
        rolls = frozenset({"small_schools", "combined_roll"})
        without = [nothing]
        if np.isnan(self.pupils).any():
            without.append(rolls)
        if (self.character == NOT_RECORDED).any():
            without += [some | {"same_character"} for some in without]
        return without


def _alike(codes: Ints, extra: int) -> Floats:
    alike, commonest = scores.alike_pairs(codes)
    if extra:
        alike = alike + scores.pairs_of(commonest + extra) - scores.pairs_of(commonest)
    return scores.alike_share(alike, codes.shape[1] + extra)
