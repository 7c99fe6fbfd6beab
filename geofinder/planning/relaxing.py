"""Solve the linear relaxation of a set-packing problem, with its prices and cuts."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.optimize import linprog

from geofinder.errors import PlanError
from geofinder.planning.columns import Columns, Floats, Ints
from geofinder.planning.cuts import Cut, held_by, held_in, most_in
from geofinder.planning.goal import Goal

_OPTIMAL, _TIME_LIMIT = 0, 1
_SLACK = 1e-6
_MIDDLE = 0.45
"""What a school's price is above what serving it counts, by and large: its share of a score."""


@dataclass(frozen=True, kw_only=True)
class Prices:
    """The optimum of a relaxation, ``value``, and its dual prices.

    ``school`` has one price a school, ``cut`` one for each of ``cuts``.
    """

    value: float
    school: Floats
    cuts: list[Cut]
    cut: Floats

    def profits(self, columns: Columns, goal: Goal) -> Floats:
        """Return the reduced profit of each group: its value less the prices it would pay."""
        paid = np.bincount(columns.of, weights=self.school[columns.school], minlength=len(columns))
        if self.cuts:
            paid = paid + held_in(columns, self.cuts, len(self.school)) @ self.cut
        return np.asarray(goal.value(columns) - paid, dtype=np.float64)

    def paid_to_cuts(self, rows: Ints) -> Floats:
        """Return what groups, given as rows of schools of shape (n, size), pay to the cuts."""
        count, size = rows.shape
        if not self.cuts or not count:
            return np.zeros(count)
        start = np.arange(count + 1) * size
        groups = sp.csr_matrix(
            (np.ones(rows.size), np.sort(rows, axis=1).ravel(), start),
            shape=(count, len(self.school)),
        )
        return np.asarray(held_by(groups, self.cuts) @ self.cut, dtype=np.float64)


def no_prices(schools: int) -> Prices:
    """Return prices where there is nothing to choose."""
    return Prices(value=0.0, school=np.zeros(schools), cuts=[], cut=np.zeros(0))


def packing(columns: Columns, cuts: list[Cut], *, schools: int) -> tuple[sp.csr_matrix, Floats]:
    """Return the rows of the problem and their right-hand sides: the schools', then the cuts'."""
    rows = columns.matrix(schools).T.tocsr()
    most = np.ones(schools)
    if cuts:
        rows = sp.vstack([rows, held_in(columns, cuts, schools).T]).tocsr()
        most = np.concatenate([most, most_in(cuts)])
    return rows, most


def relax(
    columns: Columns, goal: Goal, *, schools: int, cuts: list[Cut], seconds: float
) -> tuple[Prices, Floats] | None:
    """Return the prices and the share of each group in the best plan of shares; None if too slow.

    Raises:
        PlanError: the solver fails.
    """
    if not len(columns):
        return no_prices(schools), np.zeros(0)
    rows, most = packing(columns, cuts, schools=schools)
    used = np.flatnonzero(np.diff(rows.indptr))
    answer = linprog(
        -goal.value(columns),
        A_ub=rows[used],
        b_ub=most[used],
        bounds=(0, None),
        method="highs-ds",
        options={"time_limit": max(seconds, 0.1)},
    )
    if answer.status == _TIME_LIMIT:
        return None
    if answer.status != _OPTIMAL:
        message = f"The solver of the plan failed: {answer.message}"
        raise PlanError(message)
    dual = np.zeros(len(most))
    dual[used] = np.maximum(-answer.ineqlin.marginals, 0.0)
    prices = Prices(value=-answer.fun, school=dual[:schools], cuts=cuts, cut=dual[schools:])
    return prices, np.asarray(answer.x)


def steadied(
    columns: Columns, goal: Goal, prices: Prices, *, counts: Ints, seconds: float
) -> Prices:
    """Return prices as good as these, of which each school's is about what serving it counts.

    A relaxation has many optimal prices. Those that a solver ends with put one school's price far
    below what serving it counts and its partner's far above: then thousands of groups seem to gain
    what they do not. Of all optimal prices these lie nearest below by the least amount in all.
    ``counts`` is what serving each school counts. Without a solution in time the prices stay.
    """
    if not len(columns):
        return prices
    schools = len(counts)
    rows, most = packing(columns, prices.cuts, schools=schools)
    size, wide = rows.shape[0], len(columns)
    # Unknowns: a price a row, and how far each school's lies below what it should be.
    below = sp.hstack([-sp.eye(schools, size), -sp.eye(schools)])
    demands = sp.vstack(
        [
            sp.hstack([-rows.T, sp.csr_matrix((wide, schools))]),
            sp.hstack([sp.csr_matrix(most[None, :]), sp.csr_matrix((1, schools))]),
            below,
        ]
    ).tocsr()
    answer = linprog(
        np.r_[np.zeros(size), np.ones(schools)],
        A_ub=demands,
        b_ub=np.r_[-goal.value(columns), prices.value + _SLACK, -goal.big * counts - _MIDDLE],
        bounds=(0, None),
        method="highs",
        options={"time_limit": max(seconds, 0.1)},
    )
    if answer.status != _OPTIMAL:
        return prices
    price = np.asarray(answer.x[:size])
    return Prices(
        value=float(most @ price),
        school=price[:schools],
        cuts=prices.cuts,
        cut=price[schools:],
    )
