"""Hold what one pattern found, and name its groups."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

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
