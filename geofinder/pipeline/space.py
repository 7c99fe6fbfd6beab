"""Offer the plan every group of rural primaries that a form is open to, without listing them."""

import datetime as dt
import math
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd

from geofinder.grouping.best import Scorer
from geofinder.grouping.cliques import Groups, groups_of
from geofinder.grouping.led import led
from geofinder.grouping.pricing import Cliques, profitable
from geofinder.minutes import Flags, Floats, Ints, Minutes
from geofinder.patterns.rural_primaries import Space
from geofinder.planning.columns import Columns, from_rows
from geofinder.planning.goal import Goal
from geofinder.planning.part import Offer
from geofinder.planning.relaxing import Prices, no_prices
from geofinder.policy import Policy, permitted
from geofinder.settings import PATTERNS, Settings

KIND = PATTERNS.index("rural-primaries")
_MOST = 4_000_000
"""So many groups are looked at in one search before it gives up."""
_JUDGED_AT_ONCE = 200_000


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What a group of the plan must keep to: the rules, the bounds, and what was ruled out by hand.

    ``dropped`` holds groups as ascending URNs.
    """

    schools: pd.DataFrame
    facts: pd.DataFrame
    policy: Policy
    day: dt.date
    settings: Settings
    dropped: frozenset[tuple[int, ...]] = frozenset()

    def of(self, rows: Ints) -> Flags:
        """Tell which groups, given as rows of SCHOOLS of shape (n, size), the plan may hold."""
        able = self._within_bounds(rows)
        for start in range(0, len(rows), _JUDGED_AT_ONCE):
            part = slice(start, start + _JUDGED_AT_ONCE)
            able[part] &= self._permitted(rows[part])
        if self.dropped:
            urns = np.sort(self.schools["urn"].to_numpy(dtype=np.int64)[rows], axis=1)
            able &= [tuple(group) not in self.dropped for group in urns.tolist()]
        return able

    def _within_bounds(self, rows: Ints) -> Flags:
        least, most = self.settings.plan_pupils_least, self.settings.plan_pupils_most
        if least is None and most is None:
            return np.ones(len(rows), dtype=np.bool_)
        pupils = self.schools["pupils"].to_numpy(dtype=np.float64, na_value=np.nan)[rows]
        total = pupils.sum(axis=1)
        # A total that is not known is within no bounds.
        return (total >= (least or 0)) & (total <= (np.inf if most is None else most))

    def _permitted(self, rows: Ints) -> Flags:
        count, size = rows.shape
        members = pd.DataFrame(
            {
                "group_id": np.repeat(np.arange(count), size),
                "urn": self.schools["urn"].to_numpy(dtype=np.int64)[rows].ravel(),
                "role": pd.Series("member", index=range(count * size), dtype="str"),
            }
        )
        forms = self.settings.plan_forms
        able = permitted(members, self.schools, self.facts, self.policy, day=self.day, forms=forms)
        return able.to_numpy(dtype=np.bool_)


@dataclass(frozen=True, kw_only=True)
class RuralSplitting:
    """The groups of rural primaries over the rows of SCHOOLS (``planning.packing.Splitting``)."""

    space: Space
    allowed: Allowed
    counts: Ints

    def has_any(self) -> bool:
        """Tell whether there is any allowed group at all."""
        source = self.source(np.arange(len(self.counts)))
        return source is not None and source.has_any()

    def edges(self) -> tuple[Ints, Ints]:
        """Return the pairs of rows that may share a group."""
        label = self.space.search.label
        return label[self.space.graph.first], label[self.space.graph.second]

    def source(self, rows: Ints) -> "RuralSource | None":
        """Return the groups among these rows of SCHOOLS, ascending."""
        label, graph = self.space.search.label, self.space.graph
        inside = np.isin(label, rows)
        number = np.flatnonzero(inside)
        local = np.cumsum(inside) - 1
        kept = graph.where(inside[graph.first] & inside[graph.second])
        if not len(kept.first):
            return None
        schools = self.allowed.schools.iloc[rows].reset_index(drop=True)
        seed = number < self.space.search.seeds
        wanted = self.space.search.wanted[number]
        whole = replace(kept, size=len(number), first=local[kept.first], second=local[kept.second])
        # A group holds a seed and a school of the area. The search begins with one of the two, and
        # with neighbours around it the area's own schools lead to fewer groups in vain.
        first, other = (seed, wanted) if wanted.all() else (wanted, seed)
        order = np.argsort(~first, kind="stable")
        number = number[order]
        return RuralSource(
            graph=whole.renumbered(np.argsort(order, kind="stable")),
            seeds=int(first.sum()),
            max_size=min(
                self.allowed.settings.plan_size_most or self.space.search.max_size,
                self.space.search.max_size,
            ),
            number=number,
            place=np.searchsorted(rows, label[number]),
            wanted=other[order],
            counts=self.counts[rows],
            scorer=self.space.scorer,
            allowed=Allowed(
                schools=schools,
                facts=self.allowed.facts.loc[schools["urn"]],
                policy=self.allowed.policy,
                day=self.allowed.day,
                settings=self.allowed.settings,
                dropped=self.allowed.dropped,
            ),
        )


@dataclass(frozen=True, kw_only=True)
class RuralSource:
    """The groups of one connected part (``planning.part.Source``).

    Schools of ``graph`` have their number in the whole space (``number``), which the scorer knows,
    and their place among the part's schools (``place``), which the plan and ``counts`` know. Every
    group holds one of the first ``seeds`` schools and one of the ``wanted``.
    """

    graph: Minutes
    seeds: int
    max_size: int
    number: Ints
    place: Ints
    wanted: Flags
    counts: Ints
    scorer: Scorer
    allowed: Allowed

    def offer(
        self, prices: Prices, goal: Goal, *, above: float, max_size: int, most: float = math.inf
    ) -> Offer:
        """Return the allowed groups of a profit above ``above``: the ``most`` best of them.

        Those with more than ``max_size`` schools are not asked for.
        """
        rents = prices.school[self.place] - goal.big * self.counts[self.place]
        cliques = Cliques(self.graph, self.seeds, min(max_size, self.max_size))
        if goal.order[1:2] == ("travel",):
            priced = led(cliques, rents=rents, above=above, most=_MOST)
        else:
            value = _Value(self, by_score="score" in goal.order[1:2])
            priced = profitable(cliques, value, rents=rents, above=above, most=_MOST)
        found = []
        for rows, profit in zip(priced.rows, priced.profits, strict=True):
            inside = self.wanted[rows].any(axis=1)
            paid = prices.paid_to_cuts(self.place[rows[inside]])
            found.append((rows[inside], profit[inside] - paid))
        least, profits = above, np.concatenate([*(profit for _, profit in found), np.zeros(0)])
        if (profits > above).sum() > most:
            # Which of them a form is open to is asked of the best alone.
            least = float(np.partition(profits, -int(most) - 1)[-int(most) - 1])
        parts = [self._columns(rows[profit > least]) for rows, profit in found]
        owed = np.full(len(self.counts), 0.0 if priced.complete else math.inf)
        for rows, profit in found:
            left = (profit > 0) & (profit <= least)
            each = np.repeat(profit[left] / rows.shape[1], rows.shape[1])
            np.maximum.at(owed, self.place[rows[left]].ravel(), each)
        least = least if priced.complete else math.inf
        return Offer(Columns.joined([part for part in parts if len(part)]), least, owed)

    def has_any(self) -> bool:
        """Tell whether there is any allowed group at all."""
        prices = no_prices(len(self.counts))
        goal = Goal(order=("served",), big=1.0)
        sizes = range(2, self.max_size + 1)
        return any(
            len(self.offer(prices, goal, above=-np.inf, max_size=size).columns) for size in sizes
        )

    def _columns(self, rows: Ints) -> Columns:
        if self.allowed.settings.plan_serving_only:
            rows = rows[self.counts[self.place[rows]].any(axis=1)]
        rows = rows[self.allowed.of(self.place[rows])] if len(rows) else rows
        return from_rows(
            self.place[rows],
            kind=KIND,
            served=self.counts,
            score=self.score(groups_of(self.graph, rows)),
            travel_min=self.travel_min(rows),
        )

    def score(self, groups: Groups) -> Floats:
        """Return the score of groups of this part's graph, rounded as the candidates' is."""
        return self.scorer.score(groups._replace(rows=self.number[groups.rows]))

    def bound(self, groups: Groups) -> Floats:
        """Return what no larger group with the same schools scores above."""
        return self.scorer.bound(groups._replace(rows=self.number[groups.rows]))

    def travel_min(self, rows: Ints) -> Floats:
        """Return the minutes to the hub added up: the member for which they are least."""
        total = np.zeros(rows.shape)
        for one, other in combinations(range(rows.shape[1]), 2):
            apart = self.graph.between(rows[:, one], rows[:, other])
            total[:, one] += apart
            total[:, other] += apart
        return total.min(axis=1) if len(rows) else np.zeros(0)


class _Value:
    """The scores of groups, or nothing (``grouping.pricing.Value``)."""

    def __init__(self, source: RuralSource, *, by_score: bool) -> None:
        self._source, self._by_score = source, by_score

    def value(self, groups: Groups) -> Floats:
        return self._source.score(groups) if self._by_score else np.zeros(len(groups.rows))

    def bound(self, groups: Groups) -> Floats:
        return self._source.bound(groups) if self._by_score else np.zeros(len(groups.rows))
