"""Choose the best groups that do not overlap among those listed, in whole numbers."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, milp

from geofinder.highs import OPTIMAL, steadily
from geofinder.planning.columns import Columns, Floats, Ints
from geofinder.planning.cuts import Cut
from geofinder.planning.goal import SAME, Goal
from geofinder.planning.relaxing import packing
from geofinder.settings import Objective

_LEAST_SECONDS = 1.0
_MANY, _NODES = 20_000, 200
"""With more groups the search ends after so many branches, with the bound it has by then."""


class Row(NamedTuple):
    """A further demand on a plan: least <= sum of ``each`` over the chosen groups <= most."""

    each: Floats
    least: float
    most: float


class Choice(NamedTuple):
    """The groups chosen (their numbers), their value, and the bound on any choice's."""

    chosen: Ints
    value: float
    bound: float


def choose(
    columns: Columns,
    worth: Floats,
    *,
    schools: int,
    seconds: float,
    rows: Sequence[Row] = (),
    cuts: Sequence[Cut] = (),
) -> Choice | None:
    """Return the choice of most ``worth``, no school in two groups; None if none is found.

    ``cuts`` are true of every plan: they only help the solver.
    """
    if not len(columns):
        return Choice(np.zeros(0, dtype=np.int64), 0.0, 0.0)
    packed, limits = packing(columns, list(cuts), schools=schools)
    used = np.flatnonzero(np.diff(packed.indptr))
    demands = [LinearConstraint(packed[used], -np.inf, limits[used])]
    if rows:
        each = sp.csr_matrix(np.vstack([row.each for row in rows]))
        least, most = (np.array([row[at] for row in rows]) for at in (1, 2))
        demands.append(LinearConstraint(each, least, most))
    answer = steadily(
        milp,
        -worth,
        integrality=np.ones(len(columns)),
        bounds=Bounds(0, 1),
        constraints=demands,
        options={
            "mip_rel_gap": 0.0,
            "time_limit": max(seconds, _LEAST_SECONDS),
            **({"node_limit": _NODES} if len(columns) > _MANY else {}),
        },
    )
    if answer.x is None:
        return None
    chosen = np.flatnonzero(answer.x > 0.5)  # noqa: PLR2004 (0 or 1, but for rounding)
    value = float(worth[chosen].sum())
    known = answer.mip_dual_bound
    bound = np.inf if known is None else float(-known)
    return Choice(chosen, value, value if answer.status == OPTIMAL else max(bound, value))


def greedy(columns: Columns, worth: Floats, *, schools: int) -> Choice:
    """Return what taking the most worth a school first, again and again, finds; no bound."""
    taken = np.zeros(schools, dtype=np.bool_)
    chosen = []
    for group in np.argsort(-worth / columns.sizes, kind="stable").tolist():
        members = list(columns.members(group))
        if worth[group] > 0 and not taken[members].any():
            taken[members] = True
            chosen.append(group)
    numbers = np.array(sorted(chosen), dtype=np.int64)
    return Choice(numbers, float(worth[numbers].sum()), np.inf)


def without_ties(
    columns: Columns, best: Ints, goal: Goal, *, schools: int, seconds: float
) -> tuple[Ints, bool]:
    """Return, of the plans as good as ``best`` in the first two objectives, that best in the rest.

    And tell whether it is proven to be. Two plans are as good if they serve as many and their
    scores (or minutes) differ by less than ``SAME``.
    """
    rows = [_as_good(columns, "served", best)]
    for number, objective in enumerate(goal.order[1:], start=1):
        if number > 1:
            worth = _measure(columns, objective)
            found = choose(columns, worth, schools=schools, seconds=seconds, rows=rows)
            if found is not None and found.value >= worth[best].sum():
                best = found.chosen
            if found is None or found.bound - found.value > SAME:
                return best, False
        rows.append(_as_good(columns, objective, best))
    return best, True


def _measure(columns: Columns, objective: Objective) -> Floats:
    """Return what more of is better."""
    if objective == "travel":
        return -columns.travel_min
    return np.asarray(columns.score if objective == "score" else columns.served, dtype=np.float64)


def _as_good(columns: Columns, objective: Objective, best: Ints) -> Row:
    each = _measure(columns, objective)
    return Row(each, float(each[best].sum()) - SAME, np.inf)
