"""Bound every plan of one part from above, by column generation and cuts.

The relaxation over all groups, those of the source included, bounds every plan. It is solved for
the groups at hand; the source is then asked for those that have a profit at its prices, and cuts
take away shares that no plan can have. Each time the source is asked, prices are raised as far as
any group has a profit at them: then they bound every plan.
"""

from typing import NamedTuple

import numpy as np

from geofinder.planning.columns import Columns, Flags, Floats, Ints
from geofinder.planning.cuts import WHOLE, Cut, violated
from geofinder.planning.goal import SAME
from geofinder.planning.part import Deadline, Part
from geofinder.planning.relaxing import Prices, no_prices, relax

_FIRST_PAIRS, _NEW_EACH = 12, 6
"""So many of the best groups of each school are taken in, to begin with and when asked."""
_OFFERED_MOST = 100_000
_FAR = 0.1
"""Groups with so much loss are set aside; of minutes, so many times those of a pair."""
_LOOSE, _CUT_FROM, _GROW_FROM = 1e-3, 1e-4, 1e-2
"""A roof so little above the relaxation is near enough; as a share of it, for cuts to begin, and
for larger groups to be asked for."""
_PROGRESS = 0.9
_CUT_ROUNDS = 60
_LARGE = 2_000
_STALLED = 0.002
"""Cuts that lower the bound by less in a round are left to the whole-number solver."""
_ASKED_LEAST, _ASKED_SCHOOLS = 6, 50_000
"""Once there are cuts the source is asked so often, or so many schools' worth: then no more."""


class Bounded(NamedTuple):
    """Groups found on the way, their shares, and the prices that bound every plan.

    No group has a profit at the prices. There are none if time ran out.
    """

    columns: Columns
    share: Floats
    prices: Prices | None = None

    @property
    def whole(self) -> bool:
        """Tell whether the shares are a plan: all groups or none of each."""
        return bool((np.abs(self.share - np.round(self.share)) < WHOLE).all())


def bounded(part: Part, deadline: Deadline) -> Bounded:
    """Solve the relaxation over all groups, larger ones last, and cut off what no plan can be.

    The prices are the best that were found, however the search ends.
    """
    search = _Search(part)
    asks = max(_ASKED_LEAST, _ASKED_SCHOOLS // part.schools)
    while not deadline.passed and search.asked < asks and search.step(deadline):
        pass
    return search.best


class _Search:
    """The state between two rounds: groups at hand, which of them are active, cuts, the roof."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._columns = Columns.joined([part.columns, _first(part)]).in_order()
        self._active: Flags = np.ones(len(self._columns), dtype=np.bool_)
        second = part.goal.second(self._columns.score, self._columns.travel_min)
        self._far = _FAR * max(1.0, float(np.abs(second).mean()) if len(second) else 0.0)
        self._near = _likely_prices(part, self._columns.sizes, second)
        self._cuts: list[Cut] = []
        self._size, self._most = 2, part.source.max_size if part.source else 2
        self._cutting, self._cut_last = False, False
        self._rounds, self._before = 0, np.inf
        self._safe: Prices | None = None
        self._gap, self._stuck, self._safer = np.inf, False, False
        self.asked = 0
        self.best = Bounded(self._columns, np.zeros(len(self._columns)))

    def step(self, deadline: Deadline) -> bool:
        """Solve the relaxation once and add to it; tell whether there is more to do."""
        part, columns, active = self._part, self._columns, self._active
        relaxed = relax(
            columns.take(active),
            part.goal,
            cuts=self._cuts,
            near=self._near,
            seconds=deadline.left,
        )
        if relaxed is None:
            return False
        prices, shared = relaxed
        share = np.zeros(len(columns))
        share[active] = shared
        profits = prices.profits(columns, part.goal)
        # Groups far from worth their price only slow the next rounds down.
        near = (profits > -self._far) | (share > 0)
        if self._cut(prices, share):
            self._active &= near
            return True
        # Where prices swing from round to round, those halfway to safe ones are surer to be safer.
        new = self._ask(self._safe.halfway(prices) if self._stuck and self._safe else prices)
        self.best = self.best._replace(columns=columns, share=share)
        return self._grow(new, prices, near)

    @property
    def _roof(self) -> float:
        return np.inf if self._safe is None else self._safe.value

    def _cut(self, prices: Prices, share: Floats) -> bool:
        """Cut off the shares, once cuts are due and while they lower the bound.

        In a large part the source is asked after each cut: the groups at hand are few of many.
        """
        due = self._cutting and self._rounds < _CUT_ROUNDS
        due &= prices.value < self._before - _STALLED
        if not due or (self._cut_last and self._part.schools > _LARGE):
            return False
        more = violated(self._columns, share, schools=self._part.schools, known=self._cuts)
        if not more:
            return False
        self._rounds, self._before, self._cuts = self._rounds + 1, prices.value, self._cuts + more
        self._cut_last = True
        return True

    def _ask(self, prices: Prices) -> Columns:
        """Return new groups with a profit, and raise the prices until none has any."""
        part = self._part
        profits = prices.profits(self._columns, part.goal)
        new, owed = Columns.none(), np.zeros(part.schools)
        if part.source is not None:
            new, _, owed = part.source.offer(
                prices, part.goal, above=0.0, max_size=self._size, most=_OFFERED_MOST
            )
            new = new.take(~new.among(self._columns))
        gains = prices.profits(new, part.goal)
        for groups, profit in ((self._columns, profits), (new, gains)):
            owed = np.maximum(owed, _owed(groups, profit, part.schools))
        raised = prices.raised(owed)
        # They are infinite where the source could not tell of all groups: that bounds nothing.
        self._safer = raised.value < self._roof
        if self._safer:
            self._safe = raised
            if self._size == self._most:
                self.best = self.best._replace(prices=raised)
        return new.take(_best_each(new, gains, _NEW_EACH))

    def _grow(self, new: Columns, prices: Prices, near: Flags) -> bool:
        """Take in the new groups, and go on to larger ones, to cuts, to the end when it is time."""
        roof = self._roof
        gap = roof - prices.value
        # Setting groups aside without progress would bring the same ones back for ever.
        self._stuck = not gap < self._gap * _PROGRESS
        kept = self._active | near if self._stuck else near
        # A source that cannot tell of all its groups would be asked the same again and again.
        more = self._safer or len(new) > 0 or bool((kept & ~self._active).any())
        self._gap = min(gap, self._gap)
        self._columns = Columns.joined([self._columns, new])
        self._active = np.r_[kept, np.ones(len(new), dtype=np.bool_)]
        self._before, self._cut_last = np.inf, False
        self.asked += self._cutting
        largest = self._size == self._most
        enough = (_CUT_FROM if largest else _GROW_FROM) * roof
        if self._cutting:
            # Shares that are a plan of whole groups are the best if only the roof comes down.
            enough = SAME / 2 if self.best.whole else _LOOSE
        if gap > max(enough, SAME / 2):
            return more
        if self._cutting:
            return False
        self._size, self._cutting = min(self._size + 1, self._most), largest
        self._gap = np.inf
        if not largest:
            self._safe = None
        return True


def _likely_prices(part: Part, sizes: Ints, second: Floats) -> Floats:
    """Return about what each school will cost: what serving it counts, and its part of a score.

    At prices far from these thousands of groups seem to gain what they do not.
    """
    middle = float((second / np.maximum(sizes, 1)).mean()) if len(second) else 0.0
    return np.asarray(part.goal.big * part.counts + middle, dtype=np.float64)


def _first(part: Part) -> Columns:
    """Return each school's best pairs, to begin with."""
    if part.source is None:
        return Columns.none()
    nothing = no_prices(part.schools)
    pairs = part.source.offer(nothing, part.goal, above=-np.inf, max_size=2).columns
    return pairs.take(_best_each(pairs, part.goal.value(pairs), _FIRST_PAIRS))


def _best_each(columns: Columns, worth: Floats, most: int) -> Ints:
    """Return the groups that are among the ``most`` worthy of one of their schools."""
    order = np.lexsort((-worth[columns.of], columns.school))
    school = columns.school[order]
    place = np.arange(len(school)) - np.searchsorted(school, school, side="left")
    return np.unique(columns.of[order[place < most]])


def _owed(columns: Columns, profits: Floats, schools: int) -> Floats:
    """Return how much more each school must pay so that none of the groups has a profit."""
    more = np.zeros(schools)
    each = np.maximum(profits, 0.0) / np.maximum(columns.sizes, 1)
    np.maximum.at(more, columns.school, each[columns.of])
    return more
