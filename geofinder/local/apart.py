"""Keep the pairs that local wishes keep apart out of every group, whichever pattern finds it."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

import pandas as pd

from geofinder.local.knowledge import Local
from geofinder.settings import Settings

CENTRES = ("secondary", "junior", "middle", "hub")
"""Roles of the school that the others of a group lead to."""
_MOST_ROUNDS = 60


class _Found(Protocol):
    """What a finder returns: groups (``group_id``, ``urn``, ``role``) and sentences."""

    @property
    def members(self) -> pd.DataFrame: ...
    @property
    def notes(self) -> list[str]: ...


class _Finder(Protocol):
    def __call__(
        self,
        schools: pd.DataFrame,
        facts: pd.DataFrame,
        travel: pd.DataFrame,
        settings: Settings,
    ) -> _Found: ...


class _Broken(NamedTuple):
    """A group that holds a pair to be kept apart; ``roles`` by URN."""

    pair: tuple[int, int]
    roles: dict[int, str]

    def to_separate(self, minutes: dict[tuple[int, int], float]) -> set[tuple[int, int]]:
        """Return the pairs whose separation takes the group apart; none if nothing does.

        A joiner is kept from the whole body; else, of the two, the one farther from the school
        that they lead to is kept from that school, and goes to its next one if there is one.
        """
        joiner = next((urn for urn, role in self.roles.items() if role == "joiner"), None)
        if joiner is not None:
            return {_ordered(joiner, other) for other in self.roles if other != joiner}
        centre = next((urn for urn, role in self.roles.items() if role in CENTRES), None)
        if centre is None or centre in self.pair:
            return set()
        farther = max(self.pair, key=lambda urn: (minutes.get(_ordered(urn, centre), 0.0), urn))
        return {_ordered(farther, centre)}


def allowed_travel(travel: pd.DataFrame, local: Local) -> pd.DataFrame:
    """Return TRAVEL without the pairs that must not share a group, both directions."""
    never = zip(local.never["urn_a"], local.never["urn_b"], strict=True)
    return _without(travel, ((int(one), int(other)) for one, other in never))


def find_apart(
    finder: _Finder,
    schools: pd.DataFrame,
    facts: pd.DataFrame,
    travel: pd.DataFrame,
    settings: Settings,
    *,
    local: Local,
) -> tuple[pd.DataFrame, list[str]]:
    """Find the groups of one pattern, none of which holds a pair marked "never".

    The finder is given the travel table without those pairs, so that no two schools count as near
    that must stay apart. Where two such schools still meet in a group (both lead to one school, or
    one is in a body that the other could join), one of them is kept from that school or body, and
    the finder looks again: a school so kept away gets its next best. A group that cannot be mended
    is dropped. The notes name all of them.

    Returns:
        The members and the notes, as the finder gives them.
    """
    names = dict(zip(schools["urn"].tolist(), schools["name"].tolist(), strict=True))
    never = local.never[local.never["urn_a"].isin(names) & local.never["urn_b"].isin(names)]
    if never.empty:
        found = finder(schools, facts, travel, settings)
        return found.members, found.notes
    allowed = allowed_travel(travel, local)
    separated: set[tuple[int, int]] = set()
    notes: dict[str, None] = {}
    found = finder(schools, facts, allowed, settings)
    for _ in range(_MOST_ROUNDS):
        broken = _broken(_with_bodies(found.members, schools), never)
        minutes = _worse_minutes(allowed, broken)
        more: set[tuple[int, int]] = set()
        for group in broken:
            apart = group.to_separate(minutes) - separated
            more |= apart
            if apart:
                notes[_separating(group, apart, names)] = None
        if not more:
            break
        separated |= more
        found = finder(schools, facts, _without(allowed, separated), settings)
    met = _with_bodies(found.members, schools)
    broken_ids = set(_meetings(met, never)["group_id"])
    for group in _broken(met, never):
        one, other = (names[urn] for urn in group.pair)
        notes[
            f"A group of {len(group.roles)} schools was left out: local pairs keep {one} and "
            f"{other} apart."
        ] = None
    members = found.members[~found.members["group_id"].isin(broken_ids)]
    return members.reset_index(drop=True), [*found.notes, *sorted(notes)]


def _ordered(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _without(travel: pd.DataFrame, pairs: Iterable[tuple[int, int]]) -> pd.DataFrame:
    both = {turned for one, other in pairs for turned in ((one, other), (other, one))}
    ends = {urn for urn, _ in both}
    if not both:
        return travel
    asked = (travel["from_urn"].isin(ends) & travel["to_urn"].isin(ends)).to_numpy(
        dtype=bool, copy=True
    )
    rows = travel.loc[asked, ["from_urn", "to_urn"]]
    asked[asked] = [pair in both for pair in zip(rows["from_urn"], rows["to_urn"], strict=True)]
    return travel[~asked].reset_index(drop=True)


def _with_bodies(members: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """Return members with, in each group with a joiner, all schools of the body to be joined.

    A pattern may show the nearest schools of a trust alone; who joins it meets the others too.
    """
    joined = members.loc[members["role"] == "joiner", "group_id"]
    shown = members[members["group_id"].isin(joined) & (members["role"] != "joiner")]
    parts = [members]
    for body in ("federation_id", "trust_id"):
        known = schools.loc[schools[body].notna(), ["urn", body]]
        bodies = shown.merge(known, on="urn")[["group_id", body]].drop_duplicates()
        parts.append(bodies.merge(known, on=body)[["group_id", "urn"]].assign(role="host"))
    return pd.concat(parts).drop_duplicates(["group_id", "urn"]).sort_values(["group_id", "urn"])


def _meetings(members: pd.DataFrame, never: pd.DataFrame) -> pd.DataFrame:
    """Return group_id, urn_a, urn_b of every pair to be kept apart that shares a group."""
    rows = members[["group_id", "urn"]]
    one = rows.merge(never[["urn_a", "urn_b"]], left_on="urn", right_on="urn_a")
    met = one.merge(
        rows, left_on=["group_id", "urn_b"], right_on=["group_id", "urn"], suffixes=("", "_other")
    )
    return met[["group_id", "urn_a", "urn_b"]].sort_values(["group_id", "urn_a", "urn_b"])


def _broken(members: pd.DataFrame, never: pd.DataFrame) -> list[_Broken]:
    met = _meetings(members, never)
    part = members[members["group_id"].isin(met["group_id"])]
    roles: dict[str, dict[int, str]] = {
        str(group): dict(zip(rows["urn"].tolist(), rows["role"].tolist(), strict=True))
        for group, rows in part.groupby("group_id")
    }
    return [
        _Broken((int(one), int(other)), roles[str(group)])
        for group, one, other in zip(met["group_id"], met["urn_a"], met["urn_b"], strict=True)
    ]


def _worse_minutes(travel: pd.DataFrame, broken: list[_Broken]) -> dict[tuple[int, int], float]:
    urns = {urn for group in broken for urn in group.roles}
    rows = travel[travel["from_urn"].isin(urns) & travel["to_urn"].isin(urns)]
    worse: dict[tuple[int, int], float] = {}
    for one, other, minutes in zip(
        rows["from_urn"].tolist(), rows["to_urn"].tolist(), rows["travel_min"].tolist(), strict=True
    ):
        pair = _ordered(one, other)
        worse[pair] = max(worse.get(pair, 0.0), minutes if minutes == minutes else float("inf"))  # noqa: PLR0124 (NaN: no route)
    return worse


def _separating(group: _Broken, apart: set[tuple[int, int]], names: dict[int, str]) -> str:
    one, other = (names[urn] for urn in group.pair)
    said = f"Local pairs keep {one} and {other} apart, so"
    joiner = next((urn for urn, role in group.roles.items() if role == "joiner"), None)
    if joiner is not None:
        return f"{said} {names[joiner]} is not shown as joining the schools that it would meet."
    ((first, second),) = apart
    kept, centre = (first, second) if first in group.pair else (second, first)
    return f"{said} {names[kept]} is not put with {names[centre]}, to which it is the farther one."
