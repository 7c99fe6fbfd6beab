"""Hold what the sentences about a group are made of: its schools' facts and its numbers."""

from typing import Any, NamedTuple

import pandas as pd

from geofinder.arrivals import arrivals
from geofinder.settings import Pattern


class School(NamedTuple):
    """What is known of one school, None where it is not recorded."""

    name: str
    stage: str
    la_name: str
    faith: str | None
    pupils: int | None
    small: bool | None
    rural: bool | None
    gender: str | None
    closing: bool
    ages_known: bool
    trust_not_recorded: bool
    federation: str | None
    leavers: float
    places: float
    places_from: str
    trust: str | None


class Joining(NamedTuple):
    """How a school stands to a trust: counts of members by drive, and pupils' paths."""

    within_min: tuple[tuple[float, int], ...]
    members: int
    leads_to: bool
    takes_from: bool
    peers: bool


class Group(NamedTuple):
    """One group in words: members by urn, with role and minutes to the hub."""

    pattern: Pattern
    schools: list[School]
    roles: list[str]
    hub: int
    ruling_min: float
    longest_min: float
    untimed: list[tuple[str, str]]
    missing: list[str]
    joining: Joining | None = None


def minutes_in_words(minutes: float) -> str:
    """Round minutes for a sentence."""
    whole = round(minutes)
    if whole == 0:
        return "under 1 minute"
    return "1 minute" if whole == 1 else f"{whole} minutes"


def known_schools(schools: pd.DataFrame, facts: pd.DataFrame) -> list[School]:
    """Return what is known of each row of SCHOOLS."""
    own = facts.reindex(schools["urn"])
    per_year = arrivals(schools)
    columns: dict[str, list[Any]] = {
        "name": schools["name"].tolist(),
        "stage": schools["stage"].tolist(),
        "la_name": schools["la_name"].tolist(),
        "faith": or_none(schools["faith"]),
        "pupils": or_none(schools["pupils"]),
        "small": or_none(own["small"]),
        "rural": or_none(own["rural"]),
        "gender": or_none(schools["gender"]),
        "closing": (schools["status"] == "proposed to close").tolist(),
        "ages_known": (schools["ages_source"] != "not-known").tolist(),
        "trust_not_recorded": own["trust-not-recorded"].fillna(value=False).tolist(),
        "federation": or_none(schools["federation_name"].fillna("the federation")),
        "leavers": per_year.leavers.tolist(),
        "places": per_year.places.tolist(),
        "places_from": per_year.source,
        "trust": or_none(schools["trust_name"]),
    }
    return [School(*values) for values in zip(*columns.values(), strict=True)]


def or_none(values: pd.Series) -> list[Any]:
    """Return the values as a list, None for what is missing."""
    return values.astype(object).where(values.notna(), None).tolist()
