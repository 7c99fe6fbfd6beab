"""Find the best plan of one part in whole numbers, and prove it by the bound on every plan.

A plan with a group whose reduced profit is below -s is worth at most that bound less s. So the best
of the groups within s of 0, found in whole numbers, is the best of all as soon as it is worth more.
"""

import numpy as np

from geofinder.planning.bounding import Bounded, bounded
from geofinder.planning.choosing import Choice, choose, greedy, without_ties
from geofinder.planning.columns import Columns, Flags, Ints
from geofinder.planning.cuts import WHOLE
from geofinder.planning.goal import SAME
from geofinder.planning.part import Deadline, Part, Solved
from geofinder.planning.relaxing import Prices, no_prices

_SCREENED_MOST = 250_000
_FIRST_SCREEN = 3 * SAME
_WIDER = 1.02
_BOUNDING = 0.6
"""The share of a time limit after which the plan itself is looked for, whatever the bound."""
_LARGE, _SCREEN_MOST = 2_000, 5.0
"""In a part with more schools the groups within such a loss are too many: they are not tried."""
_OUT_OF_TIME = "the time limit ended the search"
_HELD_MOST = (6_000, 60_000)
"""So many of the groups at hand are tried: those with shares, then those that lose least."""


def solve(part: Part, deadline: Deadline) -> Solved:
    """Return the best plan of the part, with its bound."""
    found = bounded(part, deadline.part(_BOUNDING))
    if found.prices is None:
        return _in_haste(part, found.columns, deadline)
    return _proven(part, found, found.prices, deadline)


def _with(columns: Columns, more: Columns) -> Columns:
    return Columns.joined([columns, more]).in_order()


def _proven(part: Part, known: Bounded, prices: Prices, deadline: Deadline) -> Solved:
    """Choose among the groups held, then among all that could be in a better plan."""
    roof, screen = prices.value, _FIRST_SCREEN
    plan, value = _first_choice(part, known, prices, deadline)
    pool, bound, note, every = known.columns, roof, "", False
    # Ties are broken among every group that could be in a plan as good: so all are asked for.
    while not every or bound - value > SAME:
        if deadline.passed:
            note = _OUT_OF_TIME
            break
        screen = max(screen, (roof - value) * _WIDER + _FIRST_SCREEN)
        hopeless = part.schools > _LARGE and screen > _SCREEN_MOST
        wider, complete = (pool, False) if hopeless else screened(
            part, prices, known.columns, within=screen
        )  # fmt: skip
        if not complete:
            note = f"a connected part of {part.schools:,} schools has more groups than can be tried"
            break
        again = _choice(part, wider, prices, deadline)
        if again.value >= value:
            plan, value = wider.take(again.chosen), again.value
        # A plan with a group outside the screen is worth at most the roof less the screen.
        pool, bound, every = wider, min(bound, max(again.bound, roof - screen)), True
        if again.bound - again.value > SAME and bound - value > SAME:
            note = _cut_short(part, deadline)
            break
    proven = every and bound - value <= SAME
    if proven:
        # Only groups that lose no more than the roof is above the best can be in one as good.
        near = pool.take(_near(part, prices, pool, roof - value + 2 * SAME))
        plan, proven = _ties_broken(part, near, plan, deadline)
        note = "" if proven else _cut_short(part, deadline)
    return Solved(
        plan=plan,
        value=value,
        bound=max(bound, value),
        proven=proven,
        prices=prices,
        held=len(pool),
        note=note,
    )


def _cut_short(part: Part, deadline: Deadline) -> str:
    if deadline.passed:
        return _OUT_OF_TIME
    return f"a connected part of {part.schools:,} schools has more plans than can be tried"


def _first_choice(
    part: Part, known: Bounded, prices: Prices, deadline: Deadline
) -> tuple[Columns, float]:
    """Return the best plan of the groups at hand, and its value: of few groups, then of more."""
    columns, worth = known.columns, part.goal.value(known.columns)
    chosen: Ints = np.flatnonzero(known.share > 1 - WHOLE)
    if not known.whole:
        chosen = greedy(columns, worth, schools=part.schools).chosen
    profits = prices.profits(columns, part.goal)
    order = np.argsort(-np.where(known.share > WHOLE, np.inf, profits), kind="stable")
    for number, most in enumerate(_HELD_MOST):
        value = float(worth[chosen].sum())
        tried = known.whole or number > 0
        if tried and (deadline.passed or prices.value - value <= SAME):
            break
        among = np.sort(order[:most])
        again = _choice(part, columns.take(among), prices, deadline)
        if again.value > value:
            chosen = among[again.chosen]
        if len(among) == len(columns):
            break
    return columns.take(chosen), float(worth[chosen].sum())


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


def _ties_broken(
    part: Part, near: Columns, plan: Columns, deadline: Deadline
) -> tuple[Columns, bool]:
    """Return, of the plans among the groups ``near`` that are as good, the best in what is left."""
    best, proven = without_ties(
        near,
        np.flatnonzero(near.among(plan)),
        part.goal,
        schools=part.schools,
        seconds=deadline.left,
    )
    return near.take(best), proven


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
