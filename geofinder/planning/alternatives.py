"""Find the next-best plans: each differs from all before it by a number of groups."""

from typing import NamedTuple

import numpy as np

from geofinder.planning.choosing import Row, choose
from geofinder.planning.columns import Columns, Floats
from geofinder.planning.goal import SAME
from geofinder.planning.packing import Packed, Piece
from geofinder.planning.part import Deadline
from geofinder.planning.relaxing import no_prices
from geofinder.planning.solving import screened

_FIRST_LOSS = 0.1
_GROWTH = 4.0
_HELD_MOST = 60_000


class Alternative(NamedTuple):
    """A plan of groups over rows of SCHOOLS; ``proven`` if no other is better."""

    plan: Columns
    proven: bool


class _Pool(NamedTuple):
    columns: Columns
    worth: Floats
    roof: float
    complete: bool


def next_best(
    packed: Packed, *, schools: int, number: int, differ: int, seconds: float | None = None
) -> list[Alternative]:
    """Return up to ``number`` plans, each the best of those that differ enough.

    A plan differs from another by so many groups as the other has and it has not: at least
    ``differ``, from the best plan and from every alternative before it.
    """
    deadline = Deadline.after(seconds)
    before, found = [packed.plan], list[Alternative]()
    loss = _FIRST_LOSS
    pool = _pool(packed, loss)
    while len(found) < number and not deadline.passed:
        if min(len(plan) for plan in before) < differ:
            break
        rows = [_away_from(pool.columns, plan, differ) for plan in before]
        answer = choose(pool.columns, pool.worth, schools=schools, seconds=deadline.left, rows=rows)
        # A plan with a group outside the pool is worth no more than the roof less the loss.
        sure = answer is not None and answer.value >= pool.roof - loss - SAME
        if not sure and pool.complete and loss < np.inf:
            wider = _pool(packed, loss * _GROWTH if loss < pool.roof else np.inf)
            if len(wider.columns) <= _HELD_MOST or answer is None:
                loss = loss * _GROWTH if loss < pool.roof else np.inf
                pool = wider
                continue
        if answer is None:
            break
        plan = pool.columns.take(answer.chosen).in_order()
        proven = (sure or loss == np.inf) and answer.bound - answer.value <= SAME and pool.complete
        found.append(Alternative(plan, proven))
        before.append(plan)
    return found


def _pool(packed: Packed, loss: float) -> _Pool:
    """Return every group that a plan within ``loss`` of the best could have."""
    parts, worth, roof, complete = [], [], 0.0, True
    for piece in packed.pieces:
        columns, whole = _near(piece, loss)
        parts.append(columns.renumbered(piece.rows))
        worth.append(piece.part.goal.value(columns))
        roof += piece.solved.bound
        complete &= whole
    values = np.concatenate([*worth, np.zeros(0)])
    return _Pool(Columns.joined(parts), values, roof, complete)


def _near(piece: Piece, loss: float) -> tuple[Columns, bool]:
    part, solved = piece.part, piece.solved
    prices = solved.prices or no_prices(part.schools)
    within = loss + max(prices.value - solved.value, 0.0) + SAME if solved.prices else np.inf
    held = Columns.joined([part.columns, solved.plan]).in_order()
    return screened(part, prices, held, within=within)


def _away_from(columns: Columns, plan: Columns, differ: int) -> Row:
    keys = set(plan.identities())
    has = [float(key in keys) for key in columns.identities()]
    return Row(np.array(has), -np.inf, float(len(plan) - differ))
