"""Turn the objectives of a plan, in strict order, into one value a group and back."""

import math
from dataclasses import dataclass

import numpy as np

from geofinder.planning.columns import Columns, Floats
from geofinder.settings import Objective

SAME = 1e-6
"""Two plans whose scores differ by less are equally good; so do minutes."""


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What is best: first ``served``, then the second objective; the others break ties.

    value = ``big`` x served + second, where ``big`` exceeds all that the second objective can make
    of any plan: so one solve is lexicographic. The second objective is the score, or minutes taken
    away, or nothing.
    """

    order: tuple[Objective, ...]
    big: float

    @classmethod
    def of(cls, order: tuple[Objective, ...], *, schools: int, most_min: float) -> "Goal":
        """Return the goal for a part of so many schools.

        A plan has at most half as many groups as schools. A score is at most 1; ``most_min`` is
        the most that a group's minutes add up to.
        """
        most = {"score": 1.0, "travel": most_min}.get(order[1], 0.0) if len(order) > 1 else 0.0
        return cls(order=order, big=math.floor(schools / 2 * most) + 1.0)

    def second(self, score: Floats, travel_min: Floats) -> Floats:
        """Return the value of groups beside what they serve."""
        if self.order[1:2] == ("score",):
            return score
        return -travel_min if self.order[1:2] == ("travel",) else np.zeros(len(score))

    def value(self, columns: Columns) -> Floats:
        """Return the value of each group."""
        return self.big * columns.served + self.second(columns.score, columns.travel_min)

    def split(self, bound: float) -> tuple[int, float]:
        """Return the most that a plan of at most this value can serve, and the second bound.

        The second bound holds for plans that serve that many.
        """
        if self.order[1:2] == ("travel",):
            # Minutes are taken away: a plan's value lies up to ``big`` below what it serves.
            served = math.ceil((bound - SAME) / self.big)
        else:
            served = math.floor((bound + SAME) / self.big)
        return served, bound - served * self.big
