"""Write the best plan, and the schools that it leaves over, as columns for the page's script."""

from typing import Any

import pandas as pd

from geofinder.page import words
from geofinder.page.coding import Sentences, clean, coded, flags, plain
from geofinder.result import RunResult
from geofinder.tables import FORMS, STATUSES

_TENTHS = 10


def ordered(plan: pd.DataFrame, result: RunResult) -> pd.DataFrame:
    """Return the plan's groups best first, as ``plan.csv`` lists them and every list numbers them.

    Args:
        plan: ``tables.PLAN``, in any order of its rows.
        result: the run, whose candidates give every group its rank.
    """
    ranks = dict(zip(result.candidates["group_id"], result.candidates["rank"], strict=True))
    ranked = plan.assign(_rank=plan["group_id"].map(ranks))
    return ranked.sort_values(["_rank", "group_id"], ignore_index=True).drop(columns="_rank")


def plan_part(result: RunResult, group_ids: pd.Series) -> dict[str, Any] | None:
    """Return the chosen groups as places among the page's groups; None where there is no plan.

    Args:
        result: the run.
        group_ids: the ids of the page's groups, in the order in which the page holds them.
    """
    if result.planned is None:
        return None
    row = {str(group_id): place for place, group_id in enumerate(group_ids)}
    plan = ordered(result.planned.plan, result)
    return {
        "group": [row[str(group_id)] for group_id in plan["group_id"]],
        "served": plain(plan["served"]),
        "form": [FORMS.index(form) for form in plan["form"]],
        "status": [STATUSES.index(status) for status in plan["status"]],
        "travel": plain(plan["travel_min"], times=_TENTHS),
        "byHand": flags(plan["by_hand"]),
    }


def left_part(result: RunResult, place: dict[int, int], sentences: Sentences) -> dict[str, Any]:
    """Return the schools left over: why, the reason and what would change it, as sentences.

    Args:
        result: the run.
        place: each school's place on the page, by URN.
        sentences: the page's sentences, which grow.
    """
    table = result.left_over.sort_values("urn")
    nearest = [None if pd.isna(urn) else place.get(int(urn)) for urn in table["nearest_urn"]]
    urns_names = zip(result.schools["urn"], result.schools["name"], strict=True)
    names_by_place = {place[int(urn)]: clean(name) for urn, name in urns_names}
    reasons: list[list[int]] = []
    changes: list[list[int]] = []
    for urn, near, *texts in zip(
        table["urn"], nearest, table["reason"], table["change"], strict=True
    ):
        own = place.get(int(urn))
        names = {names_by_place[at]: at for at in (near, own) if at is not None}
        for told, text in zip((reasons, changes), texts, strict=True):
            told.append(sentences.add(text, schools=names, bodies={}))
    return {
        "school": [place.get(int(urn)) for urn in table["urn"]],
        "name": [clean(name) for name in table["name"]],
        "why": coded(table["why"]),
        "whyWords": words.WHY_LEFT,
        "reason": reasons,
        "change": changes,
        "nearest": nearest,
        "nearestName": coded(table["nearest_name"]),
        "nearestMin": plain(table["nearest_min"], times=_TENTHS),
    }
