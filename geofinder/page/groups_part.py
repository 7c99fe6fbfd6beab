"""Write the candidate groups of a page, their members and verdicts, as packed columns."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from geofinder.page.coding import clean, numbers, plain
from geofinder.page.packing import Ints, packed
from geofinder.page.phrases import joined
from geofinder.page.schools_part import BODIES
from geofinder.page.sentences import (
    AUTHORITY,
    FEDERATION,
    FOUNDATION,
    SCHOOL,
    TRUST,
    Sentences,
    Slot,
)
from geofinder.result import RunResult
from geofinder.tables import CRITERIA, FORMS, ROLES, STATUSES
from geofinder.tables.columns import WORDS

_TENTHS = 10


class Members(NamedTuple):
    """The members of all groups one after another: the hub first, then by minutes to it and URN.

    ``starts`` is where each group begins, ``places`` are of schools, ``roles`` of ``ROLES``.
    """

    starts: Ints
    places: Ints
    roles: Ints
    to_hub: list[int | None]

    def of(self, group: int) -> list[int]:
        """Return the places of one group's schools."""
        last = group + 1 == len(self.starts)
        end = len(self.places) if last else self.starts[group + 1]
        return [int(place) for place in self.places[self.starts[group] : end]]


def ranked(result: RunResult) -> pd.DataFrame:
    """Return the candidate groups in the order in which the page has them, best first."""
    return result.candidates.sort_values(["rank", "group_id"], ignore_index=True)


def groups_part(
    result: RunResult, table: pd.DataFrame, members: Members, sentences: Sentences
) -> dict[str, Any]:
    """Return the columns of groups; the reasons go to the sentences, as ``reasons``.

    Args:
        result: the run.
        table: its groups as ``ranked`` gives them.
        members: their members.
        sentences: the page's sentences, which grow.
    """
    patterns = sorted(set(table["pattern"]))
    counts = np.diff(members.starts, append=len(members.places))
    return {
        "id": joined(_suffixes(table)),
        "pattern": {"of": patterns, "at": packed(_codes(table["pattern"], patterns))},
        "status": packed(_codes(table["best_status"], STATUSES)),
        "form": packed(_codes(table["best_form"], FORMS)),
        "forms": FORMS,
        "statuses": STATUSES,
        "roles": ROLES,
        "min": numbers(table["longest_min"], times=_TENTHS),
        "m10": numbers(table["longest_m"], times=1 / _TENTHS),
        "pupils": numbers(table["pupils"]),
        "score": numbers(table["score"], times=1000),
        "likelihood": {"of": WORDS, "at": packed(_likelihoods(table))},
        "rank": numbers(table["rank"]),
        "criteria": {name: numbers(table[name], times=100) for name in CRITERIA},
        "size": packed(counts),
        "hub": packed(members.places[members.starts]),
        "away": packed(_away(members, counts)),
        "role": packed(members.roles),
        "toHub": packed(members.to_hub),
        "verdicts": _verdicts(result.verdicts, table["group_id"], sentences),
    }


def reasons_part(
    table: pd.DataFrame, members: Members, schools: gpd.GeoDataFrame, sentences: Sentences
) -> None:
    """Add why each group is there to the sentences; names are told by the order of its members."""
    names = _Names(schools)
    sentences.column("reasons")
    for row, reason in enumerate(table["reasons"].tolist()):
        sentences.add("reasons", reason, names.of(members.of(row)))


def members_of(result: RunResult, table: pd.DataFrame, place: dict[int, int]) -> Members:
    """Return the members of the groups of ``table``, in its order."""
    rows = result.members
    group = pd.Index(table["group_id"]).get_indexer(pd.Index(rows["group_id"]))
    urns = rows["urn"].to_numpy(dtype=np.int64)
    away = table["hub_urn"].to_numpy(dtype=np.int64)[group] != urns
    minutes = rows["minutes_to_hub"].to_numpy(dtype=np.float64, na_value=np.inf)
    order = np.lexsort((urns, minutes, away, group))
    return Members(
        starts=np.flatnonzero(np.diff(group[order], prepend=-1)),
        places=np.array([place[urn] for urn in urns[order].tolist()], dtype=np.int64),
        roles=np.array(_codes(rows["role"], ROLES), dtype=np.int64)[order],
        to_hub=plain(rows["minutes_to_hub"].iloc[order], times=_TENTHS),
    )


def _codes(values: Iterable[str], known: Sequence[str]) -> list[int | None]:
    number: dict[str, int | None] = {value: row for row, value in enumerate(known)}
    return [
        number[value] for value in (values.tolist() if isinstance(values, pd.Series) else values)
    ]


def _likelihoods(table: pd.DataFrame) -> list[int | None]:
    """Return each group's place in ``WORDS``, None where there is no evidence."""
    if "likelihood" not in table:
        return [None] * len(table)
    return [WORDS.index(word) if isinstance(word, str) else None for word in table["likelihood"]]


def _suffixes(table: pd.DataFrame) -> list[str]:
    """Return ids without their patterns, or after a ``/`` the whole id where it has none."""
    return [
        group_id.removeprefix(f"{pattern}-")
        if group_id.startswith(f"{pattern}-")
        else f"/{group_id}"
        for group_id, pattern in zip(table["group_id"], table["pattern"], strict=True)
    ]


def _away(members: Members, counts: Ints) -> Ints:
    """Return how far each member but the hubs is from its hub in the list of schools."""
    apart = members.places - np.repeat(members.places[members.starts], counts)
    return np.delete(apart, members.starts)


class _Names:
    """Find the names that a group's reasons may hold, each as the order of a member."""

    _MARKS = (TRUST, FEDERATION, FOUNDATION, AUTHORITY, SCHOOL)

    def __init__(self, schools: pd.DataFrame) -> None:
        columns = [schools[name].tolist() for name in (*BODIES, "la_name", "name")]
        self._of = [
            [
                (clean(name), mark)
                for name, mark in zip(row, self._MARKS, strict=True)
                if isinstance(name, str)
            ]
            for row in zip(*columns, strict=True)
        ]

    def of(self, places: list[int]) -> dict[str, Slot]:
        """Return a slot for each name; of equal names a school's is taken, and the first."""
        found: dict[str, Slot] = {}
        for order, place in reversed(list(enumerate(places))):
            for name, mark in self._of[place]:
                if mark == SCHOOL or name not in found or found[name].mark != SCHOOL:
                    found[name] = Slot(mark, order)
        return found


def _verdicts(table: pd.DataFrame, group_ids: pd.Series, sentences: Sentences) -> dict[str, Any]:
    """Return each distinct verdict once, each distinct set of them, and the set of each group.

    What they say goes to the sentences, as ``verdicts``. They name nobody, so that thousands of
    groups are told the same.
    """
    form = np.array(_codes(table["form"], FORMS), dtype=np.int64)
    status = np.array(_codes(table["status"], STATUSES), dtype=np.int64)
    rules, rule_lists = _sorted_codes(table["rules"])
    said, texts = _sorted_codes(table["sentence"])
    distinct, row = np.unique(
        np.column_stack((form, status, rules, said)), axis=0, return_inverse=True
    )
    group = pd.Index(group_ids).get_indexer(pd.Index(table["group_id"]))
    order = np.lexsort((row, group))
    parts = np.split(row[order], np.flatnonzero(np.diff(group[order])) + 1) if len(row) else []
    sets = dict.fromkeys(tuple(part.tolist()) for part in parts)
    number = {rows: place for place, rows in enumerate(sets)}
    of_group: list[int | None] = [None] * len(group_ids)
    for at, rows in zip(np.unique(group).tolist(), parts, strict=True):
        of_group[at] = number[tuple(rows.tolist())]
    sentences.column("verdicts")
    for text in distinct[:, 3].tolist():
        sentences.add("verdicts", texts[text], {})
    return {
        "of": packed(of_group),
        "size": packed([len(rows) for rows in sets]),
        "row": packed([row for rows in sets for row in rows]),
        "form": packed(distinct[:, 0]),
        "status": packed(distinct[:, 1]),
        "rules": packed(distinct[:, 2]),
        **_rule_lists(rule_lists),
    }


def _sorted_codes(values: pd.Series) -> tuple[Ints, list[str]]:
    """Return each row's place among the distinct texts, and those, sorted."""
    rows, found = pd.factorize(values)
    order = np.argsort(np.array(found, dtype=object).astype(str), kind="stable")
    place = np.empty(len(found), dtype=np.int64)
    place[order] = np.arange(len(found))
    return place[rows], [str(found[at]) for at in order.tolist()]


def _rule_lists(lists: list[str]) -> dict[str, Any]:
    split = [clean(text).split() for text in lists]
    ids = sorted({rule for rules in split for rule in rules})
    number = {rule: place for place, rule in enumerate(ids)}
    return {
        "ids": ids,
        "idsEach": packed([len(rules) for rules in split]),
        "idsAt": packed([number[rule] for rules in split for rule in rules]),
    }
