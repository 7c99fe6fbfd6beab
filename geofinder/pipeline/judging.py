"""Find, measure and judge the candidate groups of an area, and add groups found later."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from geofinder import candidates as grouping
from geofinder.local import Local, group_figures, with_reasons
from geofinder.patterns import FORM_SOUGHT, Found
from geofinder.pipeline.columns import Judged
from geofinder.pipeline.common import Ground
from geofinder.pipeline.finding import find_groups
from geofinder.policy import Policy, best_verdicts, verdicts
from geofinder.settings import Pattern, Settings
from geofinder.travel import fill


class Task(NamedTuple):
    """What a plan is made from: the ground, the rules, the wishes, and the day."""

    ground: Ground
    policy: Policy
    settings: Settings
    local: Local
    day: dt.date


class Groups(NamedTuple):
    """The candidate groups, what was said in finding them, and travel within all of them.

    ``figures`` is local knowledge of each group.
    """

    judged: Judged
    notes: list[str]
    travel: pd.DataFrame
    figures: pd.DataFrame


def find_and_judge(task: Task) -> Groups:
    """Return the groups of every pattern with the verdict of every form on them."""
    found = find_groups(task.ground, task.settings, task.local)
    groups = judge(task, found, task.ground.reach.table)
    return groups._replace(notes=[note for each in found.values() for note in each.notes])


def judge(task: Task, found: Mapping[Pattern, Found], travel: pd.DataFrame) -> Groups:
    """Measure the groups found and judge every form on them; ``travel`` lacks no pair then."""
    schools, facts = task.ground.schools, task.ground.facts
    travel = fill(task.ground.router, schools, travel, grouping.pairs_needed(found))
    measured, members = grouping.measure(
        found, schools, facts, travel, task.settings, likely=task.ground.likely
    )
    if task.ground.rating is not None:
        measured = task.ground.rating.explained(measured, members, schools)
    figures = group_figures(members, schools, task.local, task.settings)
    measured = with_reasons(measured, figures)
    judged = verdicts(members, schools, facts, task.policy, day=task.day)
    sought = dict(zip(measured["group_id"], measured["pattern"].map(FORM_SOUGHT), strict=True))
    measured = measured.join(best_verdicts(judged, sought=sought), on="group_id")
    return Groups(Judged(measured, members, judged), [], travel, figures)


def with_more(task: Task, groups: Groups, found: Mapping[Pattern, Found]) -> Groups:
    """Return the groups with further ones, ranked together."""
    if all(one.members.empty for one in found.values()):
        return groups
    more = judge(task, found, groups.travel)
    candidates = pd.concat([groups.judged.candidates, more.judged.candidates])
    candidates = candidates.sort_values(
        ["score", "group_id"], ascending=[False, True], ignore_index=True
    ).assign(rank=lambda table: np.arange(1, len(table) + 1, dtype=np.int64))
    members = pd.concat([groups.judged.members, more.judged.members])
    judged = pd.concat([groups.judged.verdicts, more.judged.verdicts])
    return Groups(
        Judged(
            candidates,
            members.sort_values(["group_id", "urn"], ignore_index=True),
            judged.sort_values("group_id", kind="stable", ignore_index=True),
        ),
        groups.notes,
        more.travel,
        pd.concat([groups.figures, more.figures], ignore_index=True),
    )
