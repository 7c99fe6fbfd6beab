"""Plan by the pairwise formulation with OR-Tools CP-SAT: a boolean for two schools together."""

from itertools import combinations
from typing import Any

import numpy as np

from benchmarks.peers.instance import Instance
from benchmarks.peers.listing import Answer
from geofinder.planning.columns import Columns, Flags

type Together = dict[tuple[int, int], Any]
"""CP-SAT's boolean of two schools, by their rows in either order."""

LIMIT_S = 40.0
_CLAUSES_MOST = 3_000_000
_STEPS = 100
"""CP-SAT counts in whole numbers: hundredths of a minute."""


def pairwise(instance: Instance) -> Answer:
    """Choose who is with whom: most schools served, then fewest minutes to each group's hub.

    Two schools with the same third are with each other. A score is of a whole group, so this form
    cannot maximise it; it goes on to minutes at once.
    """
    from ortools.sat.python import cp_model  # noqa: PLC0415 (a peer need not be installed)

    near = _allowed_pairs(instance)
    rows = np.flatnonzero(near.any(axis=1)).tolist()
    clauses = sum(len(np.flatnonzero(near[row])) ** 2 for row in rows) // 2
    if clauses > _CLAUSES_MOST:
        remark = f"too large to be stated: about {clauses / 1e6:.0f} million clauses"
        return Answer(Columns.none(), None, remark)
    model = cp_model.CpModel()
    together: Together = {}
    for one, other in np.argwhere(np.triu(near)).tolist():
        together[one, other] = together[other, one] = model.new_bool_var("")
    _transitive(model, together, near, rows)
    served, minutes = _objective(model, instance, together, near)
    most = int(instance.task.settings.max_minutes * _STEPS * len(rows)) + 1
    model.maximize(most * sum(served) - sum(minutes))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = LIMIT_S
    solver.parameters.num_workers = 2
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return Answer(Columns.none(), None, "nothing found in time")
    joined = {pair for pair in together if solver.value(together[pair])}
    groups = {frozenset({row, *(other for one, other in joined if one == row)}) for row in rows}
    groups = {group for group in groups if len(group) > 1}
    plan = instance.columns_of(sorted(sorted(group) for group in groups))
    value, bound = solver.objective_value, solver.best_objective_bound
    count, roof = int(np.ceil(value / most)), int(np.ceil(bound / most))
    gap = (roof - count) / max(roof, 1)
    remark = "served, then minutes"
    if status == cp_model.OPTIMAL:
        remark += ", proven"
    elif count == roof:
        # Minutes are what lies below the next whole number served.
        spent, least = most * count - value, most * count - bound
        gap = (spent - least) / max(spent, 1.0)
        remark += f": {spent / _STEPS:,.0f} minutes, and the bound is {least / _STEPS:,.0f}"
    if len(plan) < len(groups):
        remark += f"; {len(groups) - len(plan)} groups no form is open to left out"
    return Answer(plan, gap, remark)


def _allowed_pairs(instance: Instance) -> Flags:
    """Return which schools may share a group; the rules of a federation hold for each school."""
    near = np.isfinite(instance.apart_min)
    one, other = np.nonzero(np.triu(near))
    able = instance.source.allowed.of(np.column_stack((one, other)))
    near[one[~able], other[~able]] = near[other[~able], one[~able]] = False
    return near


def _transitive(
    model: Any,  # noqa: ANN401 (the package may be missing)
    together: Together,
    near: Flags,
    rows: list[int],
) -> None:
    for row in rows:
        for one, other in combinations(np.flatnonzero(near[row]).tolist(), 2):
            first, second = together[row, one], together[row, other]
            if near[one, other]:
                model.add_bool_or(~first, ~second, together[one, other])
            else:
                model.add_bool_or(~first, ~second)


def _objective(
    model: Any,  # noqa: ANN401 (the package may be missing)
    instance: Instance,
    together: Together,
    near: Flags,
) -> tuple[list[Any], list[Any]]:
    """Return what each school's being served adds, and its minutes to the hub of its group."""
    served, minutes = [], []
    rows = np.flatnonzero(near.any(axis=1)).tolist()
    is_hub = {row: model.new_bool_var("") for row in rows}
    for row in rows:
        others = np.flatnonzero(near[row]).tolist()
        mine = [together[row, other] for other in others]
        model.add(sum(mine) <= instance.max_size - 1)
        if not instance.seed[row]:
            # A school that is no seed needs one, whoever else is with it.
            seeds = [together[row, other] for other in others if instance.seed[other]]
            for literal in mine:
                model.add_bool_or(~literal, *seeds)
        hubs = {other: model.new_bool_var("") for other in others}
        for other, literal in hubs.items():
            model.add_implication(literal, together[row, other])
            model.add_implication(literal, is_hub[other])
            minutes.append(round(instance.apart_min[row, other] * _STEPS) * literal)
            if row < other:
                model.add_bool_or(~is_hub[row], ~is_hub[other], ~together[row, other])
        for literal in mine:
            model.add_bool_or(~literal, is_hub[row], *hubs.values())
        if instance.counts[row]:
            literal = model.new_bool_var("")
            model.add_bool_or(~literal, *mine)
            served.append(int(instance.counts[row]) * literal)
    return served, minutes
