"""Choose the best plan of an area among all its groups, and lay it out as a table."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from geofinder.local import allowed_travel
from geofinder.minutes import Flags, Ints
from geofinder.parts import Progress, Workers
from geofinder.patterns import Found, group_id
from geofinder.patterns.found import members_table
from geofinder.patterns.rural_primaries import space
from geofinder.pipeline.columns import Listed, forms_of, ids_of, listed
from geofinder.pipeline.judging import Groups, Task, with_more
from geofinder.pipeline.space import KIND, Allowed, RuralSplitting
from geofinder.planning.asked import asked
from geofinder.planning.columns import Columns
from geofinder.planning.packing import Packed, Problem, pack
from geofinder.policy import barred
from geofinder.settings import PATTERNS, Pattern
from geofinder.tables import PLAN

RURAL: Pattern = "rural-primaries"


class Ruled(NamedTuple):
    """What is decided by hand: groups that the plan must and must not have, as columns' keys."""

    kept: Columns
    dropped: frozenset[tuple[int, ...]]


FREE = Ruled(Columns.none(), frozenset())


class Chosen(NamedTuple):
    """The best plan: the groups with it among them, its table, and its proof."""

    groups: Groups
    plan: pd.DataFrame
    problem: Problem
    listed: Listed
    packed: Packed


def problem_of(task: Task, groups: Groups, ruled: Ruled = FREE) -> tuple[Problem, Listed]:
    """Return the problem of choosing among every group that the settings allow."""
    schools, settings = task.ground.schools, task.settings
    counts = asked(schools, task.ground.facts, settings)[schools["urn"]].to_numpy(dtype=np.int64)
    by_list = groups.judged
    if RURAL in settings.patterns:
        # The listed groups of this pattern are only the best of those that the space offers.
        others = by_list.candidates[by_list.candidates["pattern"] != RURAL]
        by_list = by_list._replace(candidates=others)
    known = listed(by_list, schools, counts, settings)
    taken = np.zeros(len(schools), dtype=np.bool_)
    taken[ruled.kept.school] = True
    usable = ~known.columns.touching(taken)
    usable &= np.array(
        [key not in ruled.dropped for key in known.columns.identities()], dtype=np.bool_
    )
    problem = Problem(
        counts=np.where(taken, 0, counts),
        columns=known.columns.take(usable),
        order=settings.plan_order,
        most_min=max(
            settings.max_minutes * settings.max_size,
            float(known.columns.travel_min.max(initial=0.0)),
        ),
        splitting=_splitting(task, counts, taken, ruled) if RURAL in settings.patterns else None,
    )
    return problem, known


def _splitting(task: Task, counts: Ints, taken: Flags, ruled: Ruled) -> RuralSplitting:
    schools, facts, settings = task.ground.schools, task.ground.facts, task.settings
    plain = pd.DataFrame(schools.drop(columns="geometry"))
    closed = barred(plain, facts, task.policy, day=task.day, forms=settings.plan_forms)
    travel = allowed_travel(task.ground.reach.table, task.local)
    urns = schools["urn"].tolist()
    dropped = frozenset(
        tuple(urns[row] for row in rows) for kind, *rows in ruled.dropped if kind == KIND
    )
    return RuralSplitting(
        space=space(
            schools,
            facts,
            travel,
            settings,
            barred=closed | taken,
            likely=task.ground.likely,
        ),
        allowed=Allowed(
            schools=plain,
            facts=facts,
            policy=task.policy,
            day=task.day,
            settings=settings,
            dropped=dropped,
        ),
        counts=counts,
    )


def choose_plan(
    task: Task,
    groups: Groups,
    *,
    workers: Workers,
    ruled: Ruled = FREE,
    progress: Progress | None = None,
) -> Chosen:
    """Return the best plan of the area; groups that were not listed before are added.

    Raises:
        WorkersError: one of ``workers`` dies.
    """
    problem, known = problem_of(task, groups, ruled)
    packed = pack(problem, workers=workers, seconds=task.settings.time_limit, progress=progress)
    groups, ids = named(task, groups, known, packed.plan)
    kept_groups, kept = named(task, groups, known, ruled.kept)
    table = plan_table(task, kept_groups, [*ids, *kept], by_hand=set(kept))
    return Chosen(kept_groups, table, problem, known, packed)


def named(task: Task, groups: Groups, known: Listed, columns: Columns) -> tuple[Groups, list[str]]:
    """Return the ids of columns, and the groups with those that were not listed."""
    urns = task.ground.schools["urn"].to_numpy(dtype=np.int64)
    rural = {key: urns[list(key[1:])].tolist() for key in columns.identities() if key[0] == KIND}
    names = {key: group_id(RURAL, members) for key, members in rural.items()}
    have = set(groups.judged.candidates["group_id"])
    more = [
        [(int(urn), "member") for urn in members]
        for key, members in rural.items()
        if names[key] not in have
    ]
    if more:
        found = {PATTERNS[KIND]: Found(members_table(RURAL, more), [])}
        groups = with_more(task, groups, found)
    return groups, ids_of(columns, known, names)


def plan_table(task: Task, groups: Groups, ids: list[str], *, by_hand: set[str]) -> pd.DataFrame:
    """Return ``tables.PLAN`` of the groups, best first."""
    judged = groups.judged
    counts = asked(task.ground.schools, task.ground.facts, task.settings)
    members = judged.members[judged.members["group_id"].isin(ids)].sort_values(["group_id", "urn"])
    by_group = members.groupby("group_id")
    table = judged.candidates[judged.candidates["group_id"].isin(ids)]
    forms = forms_of(
        judged.verdicts[judged.verdicts["group_id"].isin(ids)], task.settings.plan_forms
    )
    served = (members["urn"].map(counts) > 0).groupby(members["group_id"]).sum()
    table = table.join(forms, on="group_id").assign(
        served=table["group_id"].map(served).astype("int64"),
        travel_min=table["group_id"].map(by_group["minutes_to_hub"].sum()),
        by_hand=table["group_id"].isin(by_hand),
        urns=table["group_id"].map(by_group["urn"].agg(lambda urns: " ".join(map(str, urns)))),
    )
    table = table.astype({"form": "str", "status": "str", "urns": "str", "travel_min": "float64"})
    table = table.sort_values(["score", "group_id"], ascending=[False, True], ignore_index=True)
    return pd.DataFrame(PLAN.validate(table[list(PLAN.columns)]))
