"""Hold what one pattern found, and name its groups."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd

from geofinder.settings import Pattern, Settings

_DIGITS = 12


class Found(NamedTuple):
    """Groups of one pattern: ``members`` (group_id, urn, role) and ``notes`` in plain sentences.

    The notes say what was bounded, left aside or could not be known.
    """

    members: pd.DataFrame
    notes: list[str]


class Finder(Protocol):
    """A function that finds the groups of one pattern."""

    def __call__(
        self,
        schools: pd.DataFrame,
        facts: pd.DataFrame,
        travel: pd.DataFrame,
        settings: Settings,
    ) -> Found:
        """Return the groups among SCHOOLS, with their facts by urn and their TRAVEL table."""


def group_id(pattern: Pattern, urns: Iterable[int]) -> str:
    """Return the same name for the same schools in the same pattern, in any order."""
    members = ",".join(str(urn) for urn in sorted(urns))
    digest = hashlib.sha256(members.encode()).hexdigest()
    return f"{pattern}-{digest[:_DIGITS]}"


def members_table(pattern: Pattern, groups: Iterable[Sequence[tuple[int, str]]]) -> pd.DataFrame:
    """Return the members table of groups given as (urn, role) pairs, sorted by group and urn."""
    rows = [
        (group, int(urn), role)
        for pairs in groups
        for group in [group_id(pattern, [urn for urn, _ in pairs])]
        for urn, role in pairs
    ]
    table = pd.DataFrame.from_records(rows, columns=["group_id", "urn", "role"])
    table = table.astype({"group_id": "str", "urn": "int64", "role": "str"})
    return table.sort_values(["group_id", "urn"], ignore_index=True)


def without_existing(found: Found, schools: pd.DataFrame) -> Found:
    """Leave out the groups that are together already, and say how many.

    A group whose members are all in one trust, or all in one federation, is no candidate.
    """
    together: set[str] = set()
    row = pd.Index(schools["urn"]).get_indexer(pd.Index(found.members["urn"]))
    group, ids = pd.factorize(found.members["group_id"])
    by_group = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[by_group], prepend=-1))
    for column in ("trust_id", "federation_id") if len(group) else ():
        # A school that the run does not know, and one in no body, is -1.
        body = np.append(pd.factorize(schools[column])[0], -1)[row][by_group]
        least, most = (bound.reduceat(body, starts) for bound in (np.minimum, np.maximum))
        together |= set(ids[(least == most) & (least >= 0)])
    if not together:
        return found
    kept = found.members[~found.members["group_id"].isin(together)].reset_index(drop=True)
    pattern = min(together).rpartition("-")[0]
    note = (
        f"Groups of the pattern {pattern} left out because all their schools are in one trust or "
        f"federation already, so that they are no candidates: {len(together)}."
    )
    return Found(members=kept, notes=[*found.notes, note])
