"""Find the best plan of one part, and prove it: column generation, cuts, then whole numbers.

The relaxation over all groups, those of the source included, bounds every plan from above. A plan
with a group whose reduced profit is below -s is worth at most that bound less s. So the best of
the groups within s of 0, found in whole numbers, is the best of all as soon as it is worth more.
"""

from typing import NamedTuple

import numpy as np

from geofinder.planning.choosing import Choice, choose, greedy, without_ties
from geofinder.planning.columns import Columns, Flags, Floats, Ints
from geofinder.planning.cuts import WHOLE, Cut, violated
from geofinder.planning.goal import SAME
from geofinder.planning.part import Deadline, Part, Solved
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
_SCREENED_MOST = 250_000
_FIRST_SCREEN = 0.02
_WIDER = 1.02
_BOUNDING = 0.6
"""The share of a time limit after which the plan itself is looked for, whatever the bound."""
_LARGE, _SCREEN_MOST = 2_000, 5.0
"""In a part with more schools the groups within such a loss are too many: they are not tried."""
_CUT_ROUNDS = 60
_STALLED, _COARSE = 0.002, 0.5
"""Cuts that lower the bound by less in a round are left to the whole-number solver, or for later
while new groups still serve more schools."""
_ASKED_LEAST, _ASKED_SCHOOLS = 4, 25_000
"""The source is asked anew so often, or so many schools' worth; then the roof found stands."""
_HELD, _HELD_CLOSE, _HELD_MOST = 0.5, 0.02, 20_000
"""Groups with more loss are not tried first; with so many groups only those with nearly none."""


class _Bounded(NamedTuple):
    """Groups found on the way, and the prices with the ``roof`` of every plan.

    There are no prices if time ran out. ``latest`` are the newest prices and ``share`` the groups'
    shares then: of the same round as ``prices`` if the search ended by itself.
    """

    columns: Columns
    share: Floats | None = None
    prices: Prices | None = None
    roof: float = np.inf
    latest: Prices | None = None


def solve(part: Part, deadline: Deadline) -> Solved:
    """Return the best plan of the part, with its bound.

    Raises:
        PlanError: the solver fails.
    """
    bounded = _bounded(part, deadline.part(_BOUNDING))
    if bounded.prices is None:
        return _in_haste(part, bounded.columns, deadline)
    return _proven(part, bounded, bounded.prices, deadline)


def _bounded(part: Part, deadline: Deadline) -> _Bounded:
    """Solve the relaxation over all groups, larger ones last, and cut off what no plan can be.

    Each time the source has been asked for groups of all sizes there is a roof that no plan
    exceeds: the least of them is kept, however the search ends.
    """
    columns = Columns.joined([part.columns, _first(part)]).in_order()
    active = np.ones(len(columns), dtype=np.bool_)
    cuts: list[Cut] = []
    best = _Bounded(columns)
    size, most, cutting = 2, part.source.max_size if part.source else 2, False
    rounds, asked, before, grown, stalled = 0, 0, np.inf, -np.inf, _STALLED
    asks = max(_ASKED_LEAST, _ASKED_SCHOOLS // part.schools)
    while not deadline.passed and asked < asks:
        relaxed = relax(
            columns.take(active), part.goal, schools=part.schools, cuts=cuts, seconds=deadline.left
        )
        if relaxed is None:
            break
        prices, shared = relaxed
        share = np.zeros(len(columns))
        share[active] = shared
        profits = prices.profits(columns, part.goal)
        if cutting and rounds < _CUT_ROUNDS and prices.value < before - stalled:
            more = violated(columns, share, schools=part.schools, known=cuts)
            if more:
                # Groups far from worth their price only slow the next rounds down.
                active &= (profits > -_FAR) | (share > 0)
                rounds, before, cuts = rounds + 1, prices.value, cuts + more
                continue
        if part.source is not None:
            prices = steadied(
                columns.take(active), part.goal, prices, counts=part.counts, seconds=deadline.left
            )
            profits = prices.profits(columns, part.goal)
        new, least = _offered(part, prices, max_size=size)
        new = new.take(~new.among(columns))
        gains = np.r_[profits[~active], prices.profits(new, part.goal)]
        missed = float(gains[gains > _EXACT].sum())
        # While new groups still serve more schools, cuts that change the score are of no use.
        serving = bool((gains > _SERVING * part.goal.big).any())
        stalled = _COARSE if serving else _STALLED
        if least <= _EXACT and size == most:
            # No plan has more of the groups left out than all those with a profit.
            roof = prices.value + missed + _EXACT * part.schools / 2
            if roof < best.roof:
                best = best._replace(prices=prices, roof=roof)
        best = best._replace(columns=columns, share=share, latest=prices)
        unseen = least > _EXACT and bool((gains > _EXACT).any())
        loose = _LOOSE if cutting else _LOOSER
        if serving or unseen or (size == most and missed > loose):
            columns = Columns.joined([columns, new])
            # Setting groups aside without progress would bring the same ones back for ever.
            near = (profits > -_FAR) | (share > 0)
            kept = near if prices.value > grown + _COARSE else active | near
            grown = max(grown, prices.value)
            active = np.r_[kept, np.ones(len(new), dtype=np.bool_)]
            before, asked = np.inf, asked + cutting
        elif least > _EXACT or cutting:
            break
        else:
            size, cutting = min(size + 1, most), size == most
            active &= (profits > -_FAR) | (share > 0)
    return best


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


def _with(columns: Columns, more: Columns) -> Columns:
    return Columns.joined([columns, more]).in_order()


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


def _proven(part: Part, bounded: _Bounded, prices: Prices, deadline: Deadline) -> Solved:
    """Choose among the groups held, then among all that could be in a better plan."""
    roof, screen = bounded.roof, _FIRST_SCREEN
    latest = bounded.latest or prices
    pool = bounded.columns.take(_near(part, latest, bounded.columns, _HELD))
    if len(pool) > _HELD_MOST:
        pool = pool.take(_near(part, latest, pool, _HELD_CLOSE))
    found = _choice(part, pool, latest, deadline)
    whole = _whole(part, bounded)
    if whole is not None and whole.value > found.value:
        pool, found = bounded.columns, whole
    bound, note = roof, ""
    while bound - found.value > SAME:
        if deadline.passed:
            note = "the time limit ended the search"
            break
        screen = max(screen, (roof - found.value) * _WIDER)
        hopeless = part.schools > _LARGE and screen > _SCREEN_MOST
        wider, complete = (pool, False) if hopeless else screened(
            part, prices, bounded.columns, within=screen
        )  # fmt: skip
        if not complete:
            note = f"a connected part of {part.schools:,} schools has more groups than can be tried"
            break
        again = _choice(part, wider, prices, deadline)
        if again.value >= found.value:
            pool, found = wider, again
        # A plan with a group outside the screen is worth at most the roof less the screen.
        bound = max(found.bound, roof - screen)
    proven = bound - found.value <= SAME
    chosen = found.chosen
    if proven:
        # Only groups that lose no more than the roof is above the best can be in one as good.
        near = np.flatnonzero(_near(part, prices, pool, roof - found.value + 2 * SAME))
        chosen = _ties_broken(part, pool, near, found, deadline)
    return Solved(
        plan=pool.take(chosen),
        value=found.value,
        bound=max(bound, found.value),
        proven=proven,
        prices=prices,
        held=len(pool),
        note=note,
    )


def _whole(part: Part, bounded: _Bounded) -> Choice | None:
    """Return the relaxation's own plan, where its shares are whole numbers."""
    share = bounded.share
    if share is None or not (np.abs(share - np.round(share)) < WHOLE).all():
        return None
    chosen = np.flatnonzero(share > 1 - WHOLE)
    value = float(part.goal.value(bounded.columns.take(chosen)).sum())
    return Choice(chosen, value, value)


def screened(part: Part, prices: Prices, held: Columns, *, within: float) -> tuple[Columns, bool]:
    """Return the groups whose reduced profit is at least -``within``, and whether it is all."""
    pool = held.take(_near(part, prices, held, within))
    if part.source is None:
        return pool, True
    offer = part.source.offer(
        prices,
        part.goal,
        above=-within,
        max_size=part.source.max_size,
        most=_SCREENED_MOST,
    )
    more = offer.columns.take(_near(part, prices, offer.columns, within))
    return _with(pool, more), offer.least <= -within


def _near(part: Part, prices: Prices, columns: Columns, within: float) -> Flags:
    return prices.profits(columns, part.goal) >= -within


def _choice(part: Part, pool: Columns, prices: Prices, deadline: Deadline) -> Choice:
    worth = part.goal.value(pool)
    found = choose(pool, worth, schools=part.schools, seconds=deadline.left, cuts=prices.cuts)
    return found or greedy(pool, worth, schools=part.schools)


def _ties_broken(part: Part, pool: Columns, near: Ints, found: Choice, deadline: Deadline) -> Ints:
    """Choose, of the plans among the groups ``near`` that are as good, the best in what is left."""
    of = np.full(len(pool), -1)
    of[near] = np.arange(len(near))
    best = without_ties(
        pool.take(near),
        of[found.chosen],
        part.goal,
        schools=part.schools,
        seconds=deadline.left,
    )
    return near[best]


def _in_haste(part: Part, columns: Columns, deadline: Deadline) -> Solved:
    """Return the best plan among the groups found in time, with the bound that is always true."""
    found = _choice(part, columns, no_prices(part.schools), deadline)
    second = part.goal.big - 1.0 if part.goal.order[1:2] == ("score",) else 0.0
    bound = max(part.goal.big * float(part.counts.sum()) + second, found.value)
    return Solved(
        plan=columns.take(found.chosen),
        value=found.value,
        bound=bound,
        proven=bound - found.value <= SAME,
        prices=None,
        held=len(columns),
        note="the search ended before a bound was found",
    )
