"""Name the schools that a plan leaves over, with the reason in words and what would change it."""

from typing import Any

import numpy as np
import pandas as pd

from geofinder.planning.asked import asked
from geofinder.planning.case import Case
from geofinder.planning.hindrances import HINDRANCES, NOTHING, hindered
from geofinder.planning.reasons import said
from geofinder.planning.ways import GROUP, JOINING, WITH_SCHOOL, Ground, Judge, judged, ways_of
from geofinder.settings import Settings
from geofinder.tables import LEFT_OVER

_CODES = {
    NOTHING: "better-elsewhere",
    "split": "blocked",
    "academy": "only-academies",
}
"""The code of a hindrance, where it is not its own name."""
_CLOSED = ("split", "blocked", "academy")


def unserved(
    schools: pd.DataFrame, facts: pd.DataFrame, members: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """Return the schools that the plan was asked to serve and that are in no group of it.

    Args:
        schools: SCHOOLS.
        facts: their facts, by urn.
        members: MEMBERS of the plan's groups alone.
        settings: what serving a school counts.
    """
    counts = asked(schools, facts, settings)
    left = schools["urn"].map(counts > 0) & ~schools["urn"].isin(members["urn"])
    return schools[left].sort_values("urn", ignore_index=True)


def explain(
    left: pd.DataFrame, planned: pd.DataFrame, ground: Ground, judge: Judge
) -> pd.DataFrame:
    """Return ``tables.LEFT_OVER``: for each school why, and what would change it.

    Each school's ways into a group are listed: with every school around it, into every federation,
    and by the candidate groups that hold it. The rules judge each way; then follow local pairs, the
    setting and the bounds. The way in which least stands gives the reason.

    Args:
        left: the schools left over (``unserved``).
        planned: MEMBERS of the plan's groups alone.
        ground: the run's tables; ``travel`` has the pairs of ``ways.nearest_pairs`` too.
        judge: gives VERDICTS for groups of the MEMBERS' columns group_id, urn and role.
    """
    if left.empty:
        return _table([])
    ways = hindered(judged(ways_of(left, ground), ground, judge), ground)
    by_school = dict(iter(ways.groupby("urn")))
    none = ways.iloc[:0]
    names = dict(zip(ground.schools["urn"], ground.schools["name"], strict=True))
    groups: dict[int, str] = dict(zip(planned["urn"], planned["group_id"], strict=True))
    rows = []
    for urn, name in zip(left["urn"].tolist(), left["name"], strict=True):
        own = by_school.get(urn, none)
        case = Case(
            urn=urn,
            ways=own,
            nearest=_nearest(own),
            fact=ground.facts.loc[urn],
            names=names,
            groups=groups,
            ground=ground,
        )
        code = _code(case)
        reason, change = said(code, case)
        partner = case.nearest
        rows.append(
            {
                "urn": urn,
                "name": name,
                "why": _CODES.get(code, code),
                "reason": reason,
                "change": change,
                "nearest_urn": None if partner is None else partner["partner_urn"],
                "nearest_name": None if partner is None else names[partner["partner_urn"]],
                "nearest_min": np.nan if partner is None else partner["worse_min"],
            }
        )
    return _table(rows)


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(LEFT_OVER.columns))
    text = ("name", "why", "reason", "change", "nearest_name")
    table = table.astype(
        {"urn": "int64", "nearest_urn": "Int64", "nearest_min": "float64"}
        | dict.fromkeys(text, "str")
    )
    return pd.DataFrame(LEFT_OVER.validate(table.sort_values("urn", ignore_index=True)))


def _nearest(ways: pd.DataFrame) -> pd.Series | None:
    """Return the nearest way that rules and local pairs allow; else the nearest free school's."""
    with_others = ways[ways["kind"].isin([WITH_SCHOOL, JOINING]) & ways["worse_min"].notna()]
    open_to = with_others["hindrance"].isin([NOTHING, "bounds", "no-rural"])
    for chosen in (with_others[open_to], with_others):
        if len(chosen):
            return chosen.iloc[0]
    return None


def _code(case: Case) -> str:
    """Return the hindrance of the school's best way within the limits, or why it has none."""
    near = case.near
    # A closed group of other patterns does not say why no school near it is a partner.
    closed = near["hindrance"].isin(_CLOSED) & (near["kind"] == GROUP)
    if case.nearest is not None:
        near = near[~closed]
    best = min((HINDRANCES.index(each) for each in near["hindrance"]), default=None)
    if best == HINDRANCES.index(NOTHING):
        return NOTHING
    free = case.fact["free"]
    if pd.isna(free):
        return "not-known"
    if not free:
        return "blocked"
    return "nothing-near" if best is None else HINDRANCES[best]
