"""Write the best plan, and the schools that it leaves over, as columns for the page's script."""

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from geofinder.page import words
from geofinder.page.coding import clean, coded, flags, numbers
from geofinder.page.groups_part import Members
from geofinder.page.packing import packed
from geofinder.page.sentences import GROUP, SCHOOL, Sentences, Slot
from geofinder.result import RunResult
from geofinder.tables import FORMS, STATUSES

_TENTHS = 10
_GROUP_ID = re.compile(r"[a-z]+(?:-[a-z]+)*-[0-9a-f]{6,}")


def ordered(plan: pd.DataFrame, result: RunResult) -> pd.DataFrame:
    """Return the plan's groups best first, as ``plan.csv`` lists them and every list numbers them.

    Args:
        plan: ``tables.PLAN``, in any order of its rows.
        result: the run, whose candidates give every group its rank.
    """
    chosen = result.candidates[result.candidates["group_id"].isin(plan["group_id"])]
    ranks = dict(zip(chosen["group_id"], chosen["rank"], strict=True))
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
        "group": packed([row[str(group_id)] for group_id in plan["group_id"]]),
        "served": numbers(plan["served"]),
        "form": packed([FORMS.index(form) for form in plan["form"]]),
        "status": packed([STATUSES.index(status) for status in plan["status"]]),
        "byHand": flags(plan["by_hand"]),
    }


def left_part(
    result: RunResult,
    place: dict[int, int],
    told: tuple[pd.Series, Members],
    sentences: Sentences,
) -> dict[str, Any]:
    """Return the schools left over; why, and what would change it, go to the sentences.

    They are there as ``left`` and ``changes``. A school that is on the page is its place, one that
    is not its name.

    Args:
        result: the run.
        place: each school's place on the page, by URN.
        told: the ids and the members of the page's groups.
        sentences: the page's sentences, which grow.
    """
    table = result.left_over.sort_values("urn")
    schools = [place.get(int(urn)) for urn in table["urn"]]
    nearest = [None if pd.isna(urn) else place.get(int(urn)) for urn in table["nearest_urn"]]
    names = _Names(result, place, *told)
    for column, texts in (("left", table["reason"]), ("changes", table["change"])):
        sentences.column(column)
        for text, *near in zip(texts.tolist(), nearest, schools, strict=True):
            sentences.add(column, text, dict(names.of(text, near)))
    return {
        "school": packed(schools),
        "name": coded(_unless(table["name"], schools, names.known)),
        "why": coded(table["why"]),
        "whyWords": words.WHY_LEFT,
        "nearest": packed(nearest),
        "nearestName": coded(_unless(table["nearest_name"], nearest, names.known)),
        "nearestMin": numbers(table["nearest_min"], times=_TENTHS),
    }


def _unless(names: pd.Series, places: list[int | None], known: dict[int, str]) -> list[Any]:
    """Return the names that the places do not give."""
    return [
        None if at is not None and name == known[at] else name
        for name, at in zip(names, places, strict=True)
    ]


class _Names:
    """Find the names that the words on a school left over may hold, each as a place."""

    def __init__(
        self, result: RunResult, place: dict[int, int], group_ids: pd.Series, members: Members
    ) -> None:
        rows = zip(result.schools["urn"].tolist(), result.schools["name"].tolist(), strict=True)
        self.known = {place[int(urn)]: clean(name) for urn, name in rows}
        self._group = {str(group_id): row for row, group_id in enumerate(group_ids)}
        self._members = members

    def of(self, text: str, near: list[int | None]) -> Iterator[tuple[str, Slot]]:
        """Yield the schools near by, and the groups that are named and their schools."""
        for group_id in _GROUP_ID.findall(text):
            group = self._group.get(group_id)
            if group is not None:
                yield group_id, Slot(GROUP, group)
                for at in self._members.of(group):
                    yield self.known[at], Slot(SCHOOL, at)
        for place in near:
            if place is not None:
                yield self.known[place], Slot(SCHOOL, place)
