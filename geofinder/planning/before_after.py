"""Set figures of an area as it is today beside the same with the plan."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from geofinder.planning.asked import asked, partnered
from geofinder.planning.driving import worse_minutes
from geofinder.settings import Settings
from geofinder.tables import BEFORE_AFTER


class Figure(NamedTuple):
    """A figure today and with the plan (None: not known), and of how many it is told."""

    measure: str
    sentence: str
    unit: str
    today: float | None
    plan: float | None
    known: int


def before_after(
    plan: pd.DataFrame,
    members: pd.DataFrame,
    schools: pd.DataFrame,
    facts: pd.DataFrame,
    travel: pd.DataFrame,
    settings: Settings,
) -> pd.DataFrame:
    """Return ``tables.BEFORE_AFTER``.

    A group is today a federation with a school of the area, and with the plan also a chosen group;
    a federation that a chosen group takes in is then part of that group. Missing is not zero: a
    group with a roll, or a character, that is not recorded is left out of that figure, and
    ``known`` says of how many schools or groups the figure with the plan is told.

    Args:
        plan: PLAN.
        members: MEMBERS; rows of groups that are not in the plan are passed over.
        schools: SCHOOLS.
        facts: their facts, by urn.
        travel: TRAVEL.
        settings: what is asked of the plan, and the target of a combined roll.
    """
    chosen = members[members["group_id"].isin(plan["group_id"])]
    today = _federations(schools)
    both = (today, _with_plan(today, chosen))
    rolls = [_rolls(groups, schools) for groups in both]
    target = settings.combined_roll_target
    figures = [
        _partnered(chosen, schools, facts),
        _nearest(chosen, schools, facts, travel, settings),
        _of_groups(
            "combined_roll",
            "Median pupils together of the federations today; with the plan, of its groups too.",
            "pupils",
            rolls,
            np.median,
        ),
        _of_groups(
            "under_target",
            f"Of these, groups with fewer than {target:,} pupils together.",
            "groups",
            rolls,
            lambda rolls: sum(roll < target for roll in rolls),
        ),
        _of_groups(
            "mixed_faith",
            "Of these, groups of schools of different religious character, or of some and none.",
            "groups",
            [_several(groups, schools, "faith") for groups in both],
            np.sum,
        ),
        _of_groups(
            "across_authorities",
            "Of these, groups of schools of several local authorities.",
            "groups",
            [_several(groups, schools, "la_code") for groups in both],
            np.sum,
        ),
    ]
    return _table(figures)


def _federations(schools: pd.DataFrame) -> list[list[int]]:
    """Return the federations with a school of the area, of which two schools or more are known."""
    bodies = schools[schools["federation_id"].notna()].groupby("federation_id")
    return [
        sorted(part["urn"].tolist())
        for _, part in bodies
        if part["in_area"].any() and len(part) > 1
    ]


def _with_plan(today: list[list[int]], chosen: pd.DataFrame) -> list[list[int]]:
    """Return the plan's groups and the federations that are in none of them."""
    taken = set(chosen["urn"].tolist())
    groups = [sorted(part.tolist()) for _, part in chosen.groupby("group_id")["urn"]]
    return [*(body for body in today if taken.isdisjoint(body)), *groups]


def _partnered(chosen: pd.DataFrame, schools: pd.DataFrame, facts: pd.DataFrame) -> Figure:
    in_plan = set(chosen["urn"].tolist())
    has = partnered(schools, facts)
    area = schools.loc[schools["in_area"], "urn"].tolist()
    return Figure(
        "partnered",
        "Schools of the area in a federation, a multi-academy trust or a group of the plan.",
        "schools",
        sum(bool(has[urn]) for urn in area),
        sum(bool(has[urn]) or urn in in_plan for urn in area),
        len(area),
    )


def _nearest(
    chosen: pd.DataFrame,
    schools: pd.DataFrame,
    facts: pd.DataFrame,
    travel: pd.DataFrame,
    settings: Settings,
) -> Figure:
    counts = asked(schools, facts, settings)
    group = dict(zip(chosen["urn"].tolist(), chosen["group_id"].tolist(), strict=True))
    served = [int(str(urn)) for urn in counts.index[counts > 0] if urn in group]
    drives = worse_minutes(travel, served)
    together = drives["urn"].map(group) == drives["other_urn"].map(group)
    nearest = drives[together].drop_duplicates("urn")["worse_min"].tolist()
    return Figure(
        "nearest_partner",
        "Median minutes (worse direction) from a school that the plan serves to its nearest "
        "partner; it has none today.",
        "minutes",
        None,
        float(np.median(nearest)) if nearest else None,
        len(nearest),
    )


def _rolls(groups: list[list[int]], schools: pd.DataFrame) -> list[float]:
    """Return the pupils together of each group of which every roll is recorded."""
    pupils = schools.set_index("urn")["pupils"]
    rolls = [pupils[group] for group in groups]
    return [float(roll.sum()) for roll in rolls if roll.notna().all()]


def _several(groups: list[list[int]], schools: pd.DataFrame, column: str) -> list[float]:
    """Tell (1 or 0) of each group of which that is known whether its schools have several values.

    Two that differ are several, whatever a third one's may be.
    """
    values = schools.set_index("urn")[column]
    told = [(set(values[group].dropna()), values[group].notna().all()) for group in groups]
    return [float(len(kinds) > 1) for kinds, every in told if every or len(kinds) > 1]


def _of_groups(
    measure: str,
    sentence: str,
    unit: str,
    both: Sequence[list[float]],
    of: Callable[[list[float]], float],
) -> Figure:
    """Return the figure of the groups' values today and with the plan; without a group, none."""
    today, ahead = both
    return Figure(
        measure,
        sentence,
        unit,
        float(of(today)) if today else None,
        float(of(ahead)) if ahead else None,
        len(ahead),
    )


def _table(figures: Iterable[Figure]) -> pd.DataFrame:
    table = pd.DataFrame(list(figures), columns=list(BEFORE_AFTER.columns))
    table = table.astype(
        dict.fromkeys(("measure", "sentence", "unit"), "str")
        | {"today": "Float64", "plan": "Float64", "known": "Int64"}
    )
    return pd.DataFrame(BEFORE_AFTER.validate(table))
