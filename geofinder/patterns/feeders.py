"""Find each secondary or upper school with the primaries that lead to it."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from geofinder.arrivals import Arrivals, arrivals
from geofinder.errors import examples
from geofinder.minutes import Flags, Floats, Ints, Minutes
from geofinder.patterns.flow import shares
from geofinder.patterns.found import Found, members_table
from geofinder.patterns.leading import (
    OTHER_FAITH_MIN,
    Links,
    by_faith,
    links_within,
    state_funded,
)
from geofinder.settings import Settings

SENDERS = ("primary", "junior", "middle")
RECEIVERS = ("secondary", "upper", "all-through")
METHOD = (
    "Feeders follow minutes, ages and places, not admission rules or catchments: a secondary that "
    "admits by Catholic or other (not Church of England) faith counts "
    f"{OTHER_FAITH_MIN:g} minutes farther for a primary of another character, and the reverse. An "
    "all-through school's own primary pupils are not counted against its places, because the "
    "register does not split its roll."
)


class _Sides(NamedTuple):
    senders: Flags
    receivers: Flags
    selective: Flags


def find(
    schools: pd.DataFrame,
    facts: pd.DataFrame,  # noqa: ARG001 (every finder has the same signature)
    travel: pd.DataFrame,
    settings: Settings,
) -> Found:
    """Return one group for each secondary, upper or all-through school that primaries lead to.

    The leavers of all primaries are shared out among the schools of the next age within
    ``settings.feeder_minutes`` (worse direction) so that pupils travel least in all and no school
    takes more than its places, as long as there are places. Each primary then goes whole to the
    school with most of its leavers. Infant and first schools lead to a junior or middle school
    instead; selective schools are offered nobody by distance.
    """
    sides = _sides(schools)
    urns = schools["urn"].to_numpy(dtype=np.int64)
    links = links_within(
        schools,
        Minutes.from_travel(travel, urns),
        senders=sides.senders,
        receivers=sides.receivers,
        limit_min=settings.feeder_minutes,
    )
    per_year = arrivals(schools)
    chosen = _whole(by_faith(links, schools), per_year)
    in_area = schools["in_area"].to_numpy(dtype=np.bool_)
    groups = []
    for receiver in np.unique(chosen[chosen >= 0]).tolist():
        feeders = np.flatnonzero(chosen == receiver)
        if in_area[feeders].any() or in_area[receiver]:
            pairs = [(int(urns[at]), "feeder") for at in feeders]
            groups.append([(int(urns[receiver]), "secondary"), *pairs])
    notes = [
        *_notes_on_schools(schools, sides, chosen, settings),
        *_notes_on_places(schools, sides, per_year),
        METHOD,
    ]
    return Found(members_table("feeders", groups), notes)


def _sides(schools: pd.DataFrame) -> _Sides:
    funded = state_funded(schools)
    senders = funded & schools["stage"].isin(SENDERS).to_numpy(dtype=np.bool_)
    receivers = funded & schools["stage"].isin(RECEIVERS).to_numpy(dtype=np.bool_)
    selective = receivers & (schools["admissions"] == "Selective").to_numpy(dtype=np.bool_)
    return _Sides(senders, receivers & ~selective, selective)


def _whole(links: Links, per_year: Arrivals) -> Ints:
    """Return for each school the receiver with most of its leavers, -1 where there is none."""
    leavers = np.where(np.isnan(per_year.leavers), 1.0, np.maximum(per_year.leavers, 1.0))
    places = np.where(np.isnan(per_year.places), np.inf, per_year.places)
    share: Floats = shares(links, leavers, places)
    chosen = np.full(len(leavers), -1, dtype=np.int64)
    order = np.lexsort((links.receiver, links.minutes, -share, links.sender))
    sender = links.sender[order]
    first = np.searchsorted(sender, sender) == np.arange(len(sender))
    chosen[sender[first]] = links.receiver[order][first]
    return chosen


def _notes_on_schools(
    schools: pd.DataFrame, sides: _Sides, chosen: Ints, settings: Settings
) -> list[str]:
    in_area = schools["in_area"].to_numpy(dtype=np.bool_)
    led_to = np.isin(np.arange(len(schools)), chosen)
    single = sides.receivers & schools["gender"].isin(["Girls", "Boys"]).to_numpy(dtype=np.bool_)
    within = f"within {settings.feeder_minutes:g} minutes"
    asked = (
        (sides.selective, "Selective schools, offered no feeders by distance"),
        (single, "Schools for one sex, which share their feeders with others"),
        (sides.senders & (chosen < 0), f"No secondary or upper school of the next age {within} of"),
        (sides.receivers & ~led_to, f"Schools that no primary leads to {within}, by places"),
    )
    named = [(schools["name"][flags & in_area].tolist(), sentence) for flags, sentence in asked]
    return [f"{sentence}: {examples(names)}." for names, sentence in named if names]


def _notes_on_places(schools: pd.DataFrame, sides: _Sides, per_year: Arrivals) -> list[str]:
    in_area = schools["in_area"].to_numpy(dtype=np.bool_)
    source = np.array(per_year.source, dtype=object)
    receivers = sides.receivers & in_area
    no_leavers = sides.senders & in_area & np.isnan(per_year.leavers)
    asked = (
        (receivers & (source == "roll"), "Secondaries without a capacity (the roll stands for it)"),
        (receivers & (source == "not recorded"), "Secondaries whose places are taken as unlimited"),
        (no_leavers, "Primaries without a roll (counted as one leaver a year)"),
    )
    named = [(schools["name"][flags].tolist(), sentence) for flags, sentence in asked]
    return [f"{sentence}: {len(names):,}, {examples(names)}." for names, sentence in named if names]
