"""Bound every plan of one part from above, by column generation and cuts.

The relaxation over all groups, those of the source included, bounds every plan. It is solved for
the groups at hand; the source is then asked for those that have a profit at its prices, and cuts
take away shares that no plan can have.
"""

from typing import NamedTuple

import numpy as np

from geofinder.planning.columns import Columns, Flags, Floats
from geofinder.planning.cuts import Cut, violated
from geofinder.planning.part import Deadline, Part
from geofinder.planning.relaxing import Prices, no_prices, relax, steadied

_EXACT = 1e-6
"""A reduced profit below this is none: it is near the solver's own tolerance."""
_FIRST_PAIRS = 12
_NEAR, _FAR = 0.01, 0.1
"""Groups with so little loss are worth having at hand; with so much they are set aside."""
_LOOSE, _LOOSER = 0.01, 1.0
"""New groups whose reduced profits add up to less are left to the screen at the end; before there
are cuts, more are left until then."""
_SERVING = 0.05
"""A group with this part of what a served school counts as its profit may serve more schools."""
_NEW_AT_ONCE, _OFFERED_MOST = 20_000, 100_000
_CUT_ROUNDS = 60
_STALLED, _COARSE = 0.002, 0.5
"""Cuts that lower the bound by less in a round are left to the whole-number solver, or for later
while new groups still serve more schools."""
_ASKED_LEAST, _ASKED_SCHOOLS = 4, 25_000
"""The source is asked anew so often, or so many schools' worth; then the roof found stands."""


class Bounded(NamedTuple):
    """Groups found on the way, and the prices with the ``roof`` of every plan.

    There are no prices if time ran out. ``latest`` are the newest prices and ``share`` the groups'
    shares then: of the same round as ``prices`` if the search ended by itself.
    """

    columns: Columns
    share: Floats | None = None
    prices: Prices | None = None
    roof: float = np.inf
    latest: Prices | None = None


def bounded(part: Part, deadline: Deadline) -> Bounded:
    """Solve the relaxation over all groups, larger ones last, and cut off what no plan can be.

    Each time the source has been asked for groups of all sizes there is a roof that no plan
    exceeds: the least of them is kept, however the search ends.

    Raises:
        PlanError: the solver fails.
    """
    search = _Search(part)
    asks = max(_ASKED_LEAST, _ASKED_SCHOOLS // part.schools)
    while not deadline.passed and search.asked < asks and search.step(deadline):
        pass
    return search.best


class _Asked(NamedTuple):
    """What the source and the groups set aside have to offer at some prices.

    ``new`` are groups not yet at hand. ``least`` is the profit above which there may be more of
    them, ``missed`` the sum of all profits left out of the relaxation. ``serving`` tells that some
    may serve more schools, ``unseen`` that there may be more with a profit.
    """

    new: Columns
    least: float
    missed: float
    serving: bool
    unseen: bool


class _Search:
    """The state between two rounds: groups at hand, which of them are active, cuts, the roof."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._columns = Columns.joined([part.columns, _first(part)]).in_order()
        self._active: Flags = np.ones(len(self._columns), dtype=np.bool_)
        self._cuts: list[Cut] = []
        self._size, self._most = 2, part.source.max_size if part.source else 2
        self._cutting = False
        self._rounds, self._before, self._grown, self._stalled = 0, np.inf, -np.inf, _STALLED
        self.asked = 0
        self.best = Bounded(self._columns)

    def step(self, deadline: Deadline) -> bool:
        """Solve the relaxation once and add to it; tell whether there is more to do."""
        part, columns, active = self._part, self._columns, self._active
        relaxed = relax(
            columns.take(active),
            part.goal,
            schools=part.schools,
            cuts=self._cuts,
            seconds=deadline.left,
        )
        if relaxed is None:
            return False
        prices, shared = relaxed
        share = np.zeros(len(columns))
        share[active] = shared
        if self._cut(prices, share):
            return True
        if part.source is not None:
            prices = steadied(
                columns.take(active), part.goal, prices, counts=part.counts, seconds=deadline.left
            )
        profits = prices.profits(columns, part.goal)
        asked = self._ask(prices, profits)
        self._stalled = _COARSE if asked.serving else _STALLED
        if asked.least <= _EXACT and self._size == self._most:
            # No plan has more of the groups left out than all those with a profit.
            roof = prices.value + asked.missed + _EXACT * part.schools / 2
            if roof < self.best.roof:
                self.best = self.best._replace(prices=prices, roof=roof)
        self.best = self.best._replace(columns=columns, share=share, latest=prices)
        return self._grow(asked, prices, near=(profits > -_FAR) | (share > 0))

    def _cut(self, prices: Prices, share: Floats) -> bool:
        """Cut off the shares, once cuts are due and while they lower the bound."""
        worthwhile = prices.value < self._before - self._stalled
        if not (self._cutting and self._rounds < _CUT_ROUNDS and worthwhile):
            return False
        more = violated(self._columns, share, schools=self._part.schools, known=self._cuts)
        if not more:
            return False
        # Groups far from worth their price only slow the next rounds down.
        profits = prices.profits(self._columns, self._part.goal)
        self._active &= (profits > -_FAR) | (share > 0)
        self._rounds, self._before, self._cuts = self._rounds + 1, prices.value, self._cuts + more
        return True

    def _ask(self, prices: Prices, profits: Floats) -> _Asked:
        """Ask the source for groups with a profit; ``profits`` are those of the groups at hand."""
        goal = self._part.goal
        new, least = _offered(self._part, prices, max_size=self._size)
        new = new.take(~new.among(self._columns))
        gains = np.r_[profits[~self._active], prices.profits(new, goal)]
        return _Asked(
            new=new,
            least=least,
            missed=float(gains[gains > _EXACT].sum()),
            # While new groups still serve more schools, cuts that change the score are of no use.
            serving=bool((gains > _SERVING * goal.big).any()),
            unseen=least > _EXACT and bool((gains > _EXACT).any()),
        )

    def _grow(self, asked: _Asked, prices: Prices, *, near: Flags) -> bool:
        """Take in the new groups, or go on to larger ones, to cuts, to the end."""
        largest = self._size == self._most
        loose = _LOOSE if self._cutting else _LOOSER
        if asked.serving or asked.unseen or (largest and asked.missed > loose):
            self._columns = Columns.joined([self._columns, asked.new])
            # Setting groups aside without progress would bring the same ones back for ever.
            kept = near if prices.value > self._grown + _COARSE else self._active | near
            self._grown = max(self._grown, prices.value)
            self._active = np.r_[kept, np.ones(len(asked.new), dtype=np.bool_)]
            self._before, self.asked = np.inf, self.asked + self._cutting
            return True
        if asked.least > _EXACT or self._cutting:
            return False
        self._size, self._cutting = min(self._size + 1, self._most), largest
        self._active &= near
        return True


def _first(part: Part) -> Columns:
    """Return each school's best pairs, to begin with."""
    if part.source is None:
        return Columns.none()
    nothing = no_prices(part.schools)
    pairs = part.source.offer(nothing, part.goal, above=-np.inf, max_size=2).columns
    worth = part.goal.value(pairs)[pairs.of]
    order = np.lexsort((-worth, pairs.school))
    school = pairs.school[order]
    place = np.arange(len(school)) - np.searchsorted(school, school, side="left")
    return pairs.take(np.unique(pairs.of[order[place < _FIRST_PAIRS]]))


def _offered(part: Part, prices: Prices, *, max_size: int) -> tuple[Columns, float]:
    """Return the source's best groups, and the profit above which there are no others.

    Those that nearly have a profit come along: they will be wanted next.
    """
    if part.source is None:
        return Columns.none(), 0.0
    offer = part.source.offer(
        prices, part.goal, above=-_NEAR, max_size=max_size, most=_OFFERED_MOST
    )
    profits = prices.profits(offer.columns, part.goal)
    best = np.argsort(-profits, kind="stable")
    best = best[profits[best] > -_NEAR]
    # Groups that are too many are left out: all with a profit are not counted then.
    dropped = profits[best[_NEW_AT_ONCE:]]
    least = max(offer.least, float(dropped.max(initial=-_NEAR)))
    return offer.columns.take(np.sort(best[:_NEW_AT_ONCE])), least
