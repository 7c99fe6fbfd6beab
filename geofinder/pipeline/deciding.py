"""Decide on a plan: the best, or people's own, with next-best ones beside it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from geofinder.errors import PlanError
from geofinder.parts import Progress, Workers
from geofinder.pipeline.hand import Wishes, read_plan, ruled, with_known
from geofinder.pipeline.judging import Groups, Task
from geofinder.pipeline.planned import Chosen, choose_plan, named, plan_table
from geofinder.pipeline.proof import proof, totals
from geofinder.pipeline.relaxed import why_none
from geofinder.planning.alternatives import next_best
from geofinder.planning.asked import asked
from geofinder.tables import ALTERNATIVES

_NEAR = 1e-6
_ROUNDED = {"served": 0.0, "score": 2e-6, "travel_min": 1e-3}
"""As far as this the objectives of two plans differ by their rounding alone."""


class Decided(NamedTuple):
    """The plan and the alternatives as tables, all groups in them, and the proof."""

    groups: Groups
    plan: pd.DataFrame
    alternatives: pd.DataFrame
    proof: dict[str, Any]


def decide(
    task: Task,
    groups: Groups,
    wishes: Wishes,
    *,
    workers: Workers,
    progress: Progress | None = None,
) -> Decided:
    """Return the best plan, or the one that people decided on with what that costs.

    Raises:
        PlanError: the decisions cannot be in one plan, or a plan fails its check.
        NotFoundError: a decision names a group that there is not.
        InputError: the file of a plan cannot be read.
    """
    counts = asked(task.ground.schools, task.ground.facts, task.settings)
    best = choose_plan(task, groups, workers=workers, progress=progress)
    _check(best)
    told = proof(task, best, asked=int((counts > 0).sum()), seconds=0.0)
    if best.plan.empty and best.packed.proven:
        told["sentence"] = " ".join([told["sentence"], *why_none(task)])
    groups, plan = best.groups, best.plan
    if wishes.by_hand:
        groups, plan = _by_hand(task, best, wishes, workers=workers)
        told |= _cost(best, plan, wishes, counts, told)
    groups, alternatives = _alternatives(task, best, groups, wishes.alternatives)
    told["alternatives"] = _told_of(alternatives, best.plan)
    return Decided(groups, plan, alternatives, told)


def _check(best: Chosen) -> None:
    """Refuse a plan whose groups score or drive otherwise than the solver was told."""
    told, table = best.packed.plan, best.plan
    for name, solver, measured in (
        ("score", told.score.sum(), table["score"].sum()),
        ("travel_min", told.travel_min.sum(), table["travel_min"].sum()),
    ):
        if abs(solver - measured) > _NEAR * max(len(table), 1):
            message = f"The plan's {name} is {measured:g}, but the solver took it for {solver:g}."
            raise PlanError(message)


def _by_hand(
    task: Task, best: Chosen, wishes: Wishes, *, workers: Workers
) -> tuple[Groups, pd.DataFrame]:
    asked_for: Mapping[str, str] = dict.fromkeys([*wishes.keep, *wishes.drop], "")
    if wishes.plan is not None:
        asked_for = read_plan(wishes.plan)
    groups = with_known(task, best.groups, asked_for)
    if wishes.plan is not None:
        ruled(task, groups, list(asked_for), [])
        return groups, plan_table(task, groups, list(asked_for), by_hand=set(asked_for))
    decisions = ruled(task, groups, wishes.keep, wishes.drop)
    chosen = choose_plan(task, groups, workers=workers, ruled=decisions)
    return chosen.groups, chosen.plan


def _cost(
    best: Chosen,
    plan: pd.DataFrame,
    wishes: Wishes,
    counts: pd.Series,
    told: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what the manifest says of decisions by hand, and what they cost against the best."""
    urns = [int(urn) for text in plan["urns"] for urn in text.split()]
    counted = float(counts.reindex(urns).fillna(0).sum())
    ideal = totals(best.plan, float(best.packed.plan.served.sum()))
    own = totals(plan, counted)
    lost = {name: round(ideal[name] - own[name], 6) for name in ("served", "score")}
    lost["travel_min"] = round(own["travel_min"] - ideal["travel_min"], 3)
    kept = sorted(wishes.keep) or (plan["group_id"].tolist() if wishes.plan else [])
    named_file = f" by {wishes.plan}" if wishes.plan else ""
    behind = _behind(own, told)
    return {
        "objective": own,
        "gap": behind,
        "proven": told["proven"] and behind == 0,
        "groups": len(plan),
        "schools": int(plan["size"].sum()),
        "kept": kept,
        "dropped": sorted(wishes.drop),
        "by_hand": lost,
        "sentence": (
            f"This plan was decided{named_file} by hand: {len(plan):,} groups with "
            f"{int(plan['served'].sum()):,} small or at-risk schools served. {_against(lost)} "
            f"Of the best plan: {told['sentence']}"
        ),
    }


def _behind(own: Mapping[str, float], told: Mapping[str, Any]) -> float:
    """Return how far a plan is from the bound, relatively, in the first objective that lags."""
    for name in told["order"]:
        most = told["bound"][name]
        if most is None:
            return 1.0
        if abs(most - own[name]) > _ROUNDED[name]:
            return float(abs(most - own[name]) / max(abs(most), _NEAR))
    return 0.0


def _against(lost: Mapping[str, float]) -> str:
    """Say what decisions by hand cost; what they leave as it is, is not said."""
    ways = (
        ("served", "{:g} fewer served", "{:g} more served"),
        ("score", "{:.3f} less score", "{:.3f} more score"),
        ("travel_min", "{:.0f} more minutes of travel", "{:.0f} fewer minutes of travel"),
    )
    said = [(worse if lost[name] > 0 else better).format(abs(lost[name]))
            for name, worse, better in ways]  # fmt: skip
    changed = [text for text in said if float(text.split()[0])]
    if not changed:
        return "It is as good as the best plan."
    *most, last = changed
    listed = f"{', '.join(most)} and {last}" if most else last
    return f"Against the best plan: {listed}."


def _alternatives(
    task: Task, best: Chosen, groups: Groups, number: int
) -> tuple[Groups, pd.DataFrame]:
    tables = []
    if number:
        found = next_best(
            best.packed,
            schools=len(task.ground.schools),
            number=number,
            differ=task.settings.plan_differ,
            seconds=task.settings.time_limit,
        )
        for place, one in enumerate(found, start=1):
            groups, ids = named(task, groups, best.listed, one.plan)
            table = plan_table(task, groups, ids, by_hand=set())
            table["alternative"] = place
            table["in_best"] = table["group_id"].isin(best.plan["group_id"])
            tables.append(table)
    types = {name: str(column.dtype) for name, column in ALTERNATIVES.columns.items()}
    columns = list(ALTERNATIVES.columns)
    every = pd.concat(tables)[columns] if tables else pd.DataFrame(columns=columns)
    every = every.astype(types).reset_index(drop=True)
    return groups, pd.DataFrame(ALTERNATIVES.validate(every))


def _told_of(alternatives: pd.DataFrame, best: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the totals of each alternative, and how many of the best plan's groups it lacks."""
    return [
        {
            "alternative": place,
            **totals(table, table["served"].sum()),
            "differs": int(len(best) - table["in_best"].sum()),
        }
        for place in sorted(set(alternatives["alternative"].tolist()))
        for table in [alternatives[alternatives["alternative"] == place]]
    ]
