"""Lay the members of all groups, and all pairs within a group, side by side in arrays."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd

from geofinder.errors import UsageError, examples
from geofinder.likely import pairs_within
from geofinder.minutes import Flags, Floats, Ints, positions
from geofinder.patterns.found import Found
from geofinder.settings import Pattern


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Groups of all patterns; members of one group stand together, by urn.

    For each group: ``group_ids``, ``patterns``, ``starts`` (its first member), ``sizes``.
    For each member: ``group``, ``school`` (its row in SCHOOLS), ``role``.
    For each pair of members: ``left`` and ``right`` (members), in the order of groups.
    """

    group_ids: list[str]
    patterns: list[Pattern]
    starts: Ints
    sizes: Ints
    group: Ints
    school: Ints
    role: list[str]
    left: Ints
    right: Ints

    @classmethod
    def of(cls, found: Mapping[Pattern, Found], schools: pd.DataFrame) -> Self:
        """Lay out what the patterns found over the rows of SCHOOLS.

        Raises:
            UsageError: a member is not among the schools.
        """
        parts = [one.members.assign(pattern=pattern) for pattern, one in found.items()]
        columns = ["group_id", "urn", "role", "pattern"]
        table = pd.concat(parts) if parts else pd.DataFrame(columns=columns)
        table = table.astype({"urn": "int64"}).sort_values(["group_id", "urn"], ignore_index=True)
        row = positions(schools["urn"].to_numpy(dtype=np.int64), table["urn"].to_numpy())
        if (row < 0).any():
            strangers = table["urn"][row < 0].tolist()
            message = f"Groups hold schools that this run does not know: {examples(strangers)}."
            raise UsageError(message)
        group, ids = pd.factorize(table["group_id"])
        starts = np.searchsorted(group, np.arange(len(ids)))
        sizes = np.diff(np.r_[starts, len(group)])
        left, right = pairs_within(group)
        return cls(
            group_ids=[str(name) for name in ids],
            patterns=table["pattern"].iloc[starts].tolist(),
            starts=starts,
            sizes=sizes,
            group=group,
            school=row,
            role=table["role"].tolist(),
            left=left,
            right=right,
        )

    def of_pattern(self, *patterns: Pattern) -> Flags:
        """Tell which groups are of one of these patterns."""
        return np.isin(np.array(self.patterns, dtype=object), patterns)

    def with_role(self, *roles: str) -> Flags:
        """Tell which members have one of these roles."""
        return np.isin(np.array(self.role, dtype=object), roles)

    def total(self, values: Floats | Flags) -> Floats:
        """Sum a value a member over each group; NaN where one is."""
        return np.bincount(self.group, weights=values, minlength=len(self.sizes))

    def worst(self, values: Floats) -> Floats:
        """Return the largest of a value a member in each group; NaN where one is."""
        return np.maximum.reduceat(values, self.starts) if len(self.starts) else values[:0]

    def worst_pair(self, values: Floats) -> Floats:
        """Return the largest of a value a pair in each group; NaN where one is."""
        if not len(self.starts):
            return values[:0]
        pair_group = self.group[self.left]
        return np.maximum.reduceat(values, np.searchsorted(pair_group, np.arange(len(self.sizes))))

    def total_of_pairs(self, values: Floats | Flags) -> Floats:
        """Sum a value a pair over each group."""
        return np.bincount(self.group[self.left], weights=values, minlength=len(self.sizes))
