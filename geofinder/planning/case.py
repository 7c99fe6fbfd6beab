"""Hold what is known of one school left over, and how it is named in a sentence."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from geofinder.errors import examples
from geofinder.planning.hindrances import NOTHING
from geofinder.planning.ways import GROUP, Ground


@dataclass(frozen=True, kw_only=True)
class Case:
    """A school left over: its ways (nearest first), its facts, and the plan around it.

    ``groups`` gives the plan's group of each URN that has one; ``nearest`` is its nearest possible
    partner's way, None where there is none.
    """

    urn: int
    ways: pd.DataFrame
    nearest: pd.Series | None
    fact: pd.Series
    names: Mapping[int, str]
    groups: Mapping[int, str]
    ground: Ground

    @cached_property
    def near(self) -> pd.DataFrame:
        """The ways within the limits; candidate groups are made by limits of their own."""
        return self.ways[self.ways["near"].astype("bool")]

    def hindered_by(self, hindrance: str) -> pd.DataFrame:
        """Return the near ways that this stands in: with schools, or else candidate groups."""
        ways = self.near[self.near["hindrance"] == hindrance]
        alone = ways[ways["kind"] != GROUP]
        return alone if len(alone) else ways

    @cached_property
    def within(self) -> str:
        """The limits in words."""
        limits = sorted(set(self.near["limit_min"].dropna()))
        return f"within {limits[0]:g} minutes" if len(limits) == 1 else "within the limits"

    @property
    def beyond(self) -> pd.Series | None:
        """The nearest possible partner's way, if it lies beyond the limit and no rule forbids."""
        way = self.nearest
        if way is None or way["near"] or way["hindrance"] not in {NOTHING, "no-rural", "bounds"}:
            return None
        return way

    @property
    def forms(self) -> str:
        """The plan's forms in words."""
        return ", ".join(self.ground.settings.plan_forms)

    def named(self, way: pd.Series) -> str:
        """Name the nearest partner of a way, with its minutes."""
        name = self.names[way["partner_urn"]]
        if pd.isna(way["worse_min"]):
            return f"{name} (no route known)"
        return f"{name} ({minutes(way['worse_min'], limit=way['limit_min'])})"

    def listed(self, urns: Sequence[int]) -> str:
        """Name a few schools."""
        return examples([self.names[urn] for urn in urns])

    def of_group(self, group_id: str) -> list[int]:
        """Return the schools of one of the plan's groups."""
        return sorted(urn for urn, group in self.groups.items() if group == group_id)


def minutes(value: float, *, limit: float = math.nan) -> str:
    """Write minutes to one decimal, so that what is above the limit never reads as within it."""
    short = round(value, 1)
    if short <= limit < value:
        short = math.ceil(value * 10) / 10
    return f"{short:g} minute{'' if short == 1 else 's'}"
