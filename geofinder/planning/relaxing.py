"""Solve the linear relaxation of a set-packing problem, with its prices and cuts."""

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from scipy.optimize import linprog

from geofinder.highs import OPTIMAL, steadily
from geofinder.planning.columns import Columns, Floats, Ints
from geofinder.planning.cuts import Cut, held_by, held_in, most_in
from geofinder.planning.goal import Goal

_HAIR = 1e-5
"""Large enough for the solver to see, far too small to change which plan of shares is best."""


@dataclass(frozen=True, kw_only=True)
class Prices:
    """Dual prices of a relaxation: one a school, and one for each of ``cuts``.

    If no group has a profit at them, no plan is worth more than their ``value``.
    """

    school: Floats
    cuts: list[Cut]
    cut: Floats

    @property
    def value(self) -> float:
        """Return what all schools, and all that the cuts allow, pay together."""
        return float(self.school.sum() + most_in(self.cuts) @ self.cut)

    def profits(self, columns: Columns, goal: Goal) -> Floats:
        """Return the reduced profit of each group: its value less the prices it would pay."""
        paid = np.bincount(columns.of, weights=self.school[columns.school], minlength=len(columns))
        if self.cuts:
            paid = paid + held_in(columns, self.cuts, len(self.school)) @ self.cut
        return np.asarray(goal.value(columns) - paid, dtype=np.float64)

    def halfway(self, other: "Prices") -> "Prices":
        """Return prices between these and the other ones, whose cuts begin with the same."""
        known = np.r_[self.cut, np.zeros(len(other.cuts) - len(self.cuts))]
        return Prices(
            school=(self.school + other.school) / 2,
            cuts=other.cuts,
            cut=(known + other.cut) / 2,
        )

    def raised(self, by: Floats) -> "Prices":
        """Return the same with each school's price higher by so much."""
        return replace(self, school=self.school + by)

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
    return Prices(school=np.zeros(schools), cuts=[], cut=np.zeros(0))


def packing(columns: Columns, cuts: list[Cut], *, schools: int) -> tuple[sp.csr_matrix, Floats]:
    """Return the rows of the problem and their right-hand sides: the schools', then the cuts'."""
    rows = columns.matrix(schools).T.tocsr()
    most = np.ones(schools)
    if cuts:
        rows = sp.vstack([rows, held_in(columns, cuts, schools).T]).tocsr()
        most = np.concatenate([most, most_in(cuts)])
    return rows, most


def relax(
    columns: Columns, goal: Goal, *, cuts: list[Cut], near: Floats, seconds: float
) -> tuple[Prices, Floats] | None:
    """Return the prices and the share of each group in the best plan of shares.

    None where the solver does not find it: too slow, or in trouble with the numbers.

    A relaxation has many optimal prices, and those that a solver ends with swing from one end to
    the other as groups are added. So each school may be a hair more or less than whole, if it pays
    or is paid its price in ``near``: of all optimal prices these lie nearest.
    """
    schools, wide = len(near), len(columns)
    if not wide:
        return no_prices(schools), np.zeros(0)
    rows, most = packing(columns, cuts, schools=schools)
    used = np.flatnonzero(np.diff(rows.indptr))
    held = used[used < schools]
    hair = sp.eye(len(most), schools).tocsc()[:, held]
    answer = steadily(
        linprog,
        np.r_[-goal.value(columns), near[held]],
        A_ub=sp.hstack([rows, -hair]).tocsr()[used],
        b_ub=most[used],
        bounds=np.repeat([(0.0, np.inf), (-_HAIR, _HAIR)], [wide, len(held)], axis=0),
        method="highs-ds",
        options={"time_limit": max(seconds, 0.1)},
    )
    if answer.status != OPTIMAL:
        return None
    dual = np.zeros(len(most))
    dual[used] = np.maximum(-answer.ineqlin.marginals, 0.0)
    prices = Prices(school=dual[:schools], cuts=cuts, cut=dual[schools:])
    return prices, np.asarray(answer.x[:wide])
