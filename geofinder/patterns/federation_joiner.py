"""Find each free maintained school with an existing federation that it could join."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from geofinder.errors import examples
from geofinder.facts import BROAD_PHASES, holds
from geofinder.minutes import Minutes
from geofinder.patterns.found import Found, members_table
from geofinder.settings import Settings


def find(
    schools: pd.DataFrame, facts: pd.DataFrame, travel: pd.DataFrame, settings: Settings
) -> Found:
    """Return one group for each free maintained school and federation in reach of it.

    In reach means that the nearest member is within ``settings.joiner_minutes`` in the worse
    direction. The federation has a member of the school's broad phase, and stays whole: all its
    members among the schools of the run are in the group.
    """
    free = holds("free", facts, schools) & holds("maintained", facts, schools)
    urns = schools["urn"].to_numpy(dtype=np.int64)
    federations = _federations(schools["federation_id"])
    federation_of = np.full(len(schools), -1)
    for number, members in enumerate(federations):
        federation_of[members] = number
    start, end, minutes = Minutes.from_travel(travel, urns).both_ways()
    reached = free[start] & (federation_of[end] >= 0) & (minutes <= settings.joiner_minutes)
    pairs = sorted(set(zip(start[reached].tolist(), federation_of[end[reached]], strict=True)))
    in_area = schools["in_area"].to_numpy(dtype=np.bool_)
    stages = schools["stage"].tolist()
    groups = [
        [(int(urns[joiner]), "joiner"), *((int(urns[at]), "member") for at in members)]
        for joiner, number in pairs
        for members in [federations[number]]
        if in_area[[joiner, *members]].any() and _same_phase(stages, joiner, members)
    ]
    return Found(members_table("federation-joiner", groups), _notes(schools, federations))


def _federations(ids: pd.Series) -> list[list[int]]:
    """Return the positions of each federation's members, in the order of federation ids."""
    members: dict[str, list[int]] = {}
    for at, federation in enumerate(ids.tolist()):
        if isinstance(federation, str):
            members.setdefault(federation, []).append(at)
    return [members[federation] for federation in sorted(members)]


def _same_phase(stages: Sequence[str], joiner: int, members: Iterable[int]) -> bool:
    nothing: frozenset[str] = frozenset()
    asked = BROAD_PHASES.get(stages[joiner], nothing)
    return any(asked & BROAD_PHASES.get(stages[at], nothing) for at in members)


def _notes(schools: pd.DataFrame, federations: Sequence[Sequence[int]]) -> list[str]:
    alone = schools.iloc[[members[0] for members in federations if len(members) == 1]]
    names = [
        f"{name} ({school})"
        for name, school in zip(alone["federation_name"], alone["name"], strict=True)
    ]
    if not names:
        return []
    note = (
        "Federations with only one member among the schools of this run (the others lie beyond it "
        f"or are not recorded): {examples(names)}."
    )
    return [note]
