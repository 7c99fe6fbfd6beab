"""Find the primaries of all kinds around one secondary: the typical formal partnership."""

import numpy as np
import pandas as pd

from geofinder.facts import holds
from geofinder.minutes import Minutes
from geofinder.patterns.found import Found, members_table
from geofinder.patterns.leading import Links, state_funded
from geofinder.patterns.onward import receivers
from geofinder.settings import Settings

STAGES = ("infant", "first", "junior", "primary", "middle")
LEAST = 3
"""A secondary with one primary is a pair, not an area."""


def find(
    schools: pd.DataFrame, facts: pd.DataFrame, travel: pd.DataFrame, settings: Settings
) -> Found:
    """Return up to two groups for each secondary, upper or all-through school.

    A primary is of the area of its nearest secondary (and of any up to
    ``settings.near_tie_minutes`` farther) within ``settings.area_minutes`` in the worse direction.
    The first group holds the nearest of them, church and community, maintained and academy; the
    second, where it differs, the nearest standalone ones, to which more forms are open. Neither
    has more than ``settings.area_size`` schools or fewer than three.
    """
    urns = schools["urn"].to_numpy(dtype=np.int64)
    free = holds("free", facts, schools)
    links = _links(schools, Minutes.from_travel(travel, urns), settings)
    in_area = schools["in_area"].to_numpy(dtype=np.bool_)
    groups: dict[tuple[int, ...], None] = {}
    bounded = 0
    for hub in np.unique(links.receiver).tolist():
        here = links.only(links.receiver == hub)
        for chosen in (here, here.only(free[here.sender])):
            bounded += len(chosen.sender) >= settings.area_size
            members = (hub, *sorted(chosen.sender[: settings.area_size - 1].tolist()))
            if len(members) >= LEAST and in_area[list(members)].any():
                groups[members] = None
    pairs = [
        [(int(urns[hub]), "secondary"), *((int(urns[at]), "member") for at in others)]
        for hub, *others in groups
    ]
    return Found(members_table("area", pairs), _notes(settings, bounded))


def _links(schools: pd.DataFrame, near: Minutes, settings: Settings) -> Links:
    """Return each primary with its nearest secondaries, sorted by secondary and minutes."""
    senders = state_funded(schools) & schools["stage"].isin(STAGES).to_numpy(dtype=np.bool_)
    start, end, minutes = near.both_ways()
    used = senders[start] & receivers(schools)[end] & (minutes <= settings.area_minutes)
    start, end, minutes = start[used], end[used], minutes[used]
    nearest = np.full(len(schools), np.inf)
    np.minimum.at(nearest, start, minutes)
    used = minutes <= nearest[start] + settings.near_tie_minutes
    start, end, minutes = start[used], end[used], minutes[used]
    order = np.lexsort((start, minutes, end))
    return Links(start[order], end[order], minutes[order], np.zeros(len(order)))


def _notes(settings: Settings, bounded: int) -> list[str]:
    cut = (
        f" In {bounded:,} of them more primaries are as near: the nearest "
        f"{settings.area_size - 1} are shown."
        if bounded
        else ""
    )
    note = (
        "An area is a secondary with the primaries of all kinds whose nearest secondary it is, "
        f"within {settings.area_minutes:g} minutes; beside it stands the same of standalone "
        f"schools only. Selective schools and nursery schools are in none.{cut}"
    )
    return [note]
