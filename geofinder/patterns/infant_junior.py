"""Find each junior or middle school with the infant or first schools that lead to it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geofinder.errors import examples
from geofinder.minutes import Flags, Minutes, runs
from geofinder.names import telling_words
from geofinder.patterns.found import Found, members_table
from geofinder.patterns.leading import Links, links_within, state_funded
from geofinder.settings import Settings

SENDERS = ("infant", "first")
RECEIVERS = ("junior", "middle")


def find(
    schools: pd.DataFrame,
    facts: pd.DataFrame,  # noqa: ARG001 (every finder has the same signature)
    travel: pd.DataFrame,
    settings: Settings,
) -> Found:
    """Return one group for each junior (or middle) school that infant (or first) schools lead to.

    Each infant school has one likely junior: the nearest by minutes in the worse direction within
    ``settings.infant_junior_minutes`` among those of adjacent ages; among juniors that are no more
    than ``settings.near_tie_minutes`` farther, the one that shares most words of its name.
    Members of trusts and federations take part: which form is open to them is judged apart.
    """
    funded = state_funded(schools)
    senders = funded & schools["stage"].isin(SENDERS).to_numpy(dtype=np.bool_)
    receivers = funded & schools["stage"].isin(RECEIVERS).to_numpy(dtype=np.bool_)
    urns = schools["urn"].to_numpy(dtype=np.int64)
    links = links_within(
        schools,
        Minutes.from_travel(travel, urns),
        senders=senders,
        receivers=receivers,
        limit_min=settings.infant_junior_minutes,
    )
    chosen = _likely(links, schools["name"].tolist(), settings.near_tie_minutes)
    in_area = schools["in_area"].to_numpy(dtype=np.bool_)
    stages = schools["stage"].tolist()
    groups = []
    for receiver in sorted(set(chosen.values())):
        positions = [receiver, *(one for one, other in chosen.items() if other == receiver)]
        if in_area[positions].any():
            groups.append([(int(urns[at]), stages[at]) for at in positions])
    notes = _notes(schools, senders, receivers, chosen, settings)
    return Found(members_table("infant-junior", groups), notes)


def _likely(links: Links, names: Sequence[str], near_tie_min: float) -> dict[int, int]:
    """Return the receiver of each sender; links are sorted by sender, then minutes."""
    chosen: dict[int, int] = {}
    for start, end in np.column_stack(runs(links.sender)).tolist():
        part = slice(start, end)
        sender = int(links.sender[part.start])
        near = links.minutes[part] <= links.minutes[part.start] + near_tie_min
        words = telling_words(names[sender])
        shared = [
            len(words & telling_words(names[int(other)])) if close else -1
            for other, close in zip(links.receiver[part], near, strict=True)
        ]
        chosen[sender] = int(links.receiver[part][int(np.argmax(shared))])
    return chosen


def _notes(
    schools: pd.DataFrame,
    senders: Flags,
    receivers: Flags,
    chosen: dict[int, int],
    settings: Settings,
) -> list[str]:
    """Name the schools of the area that have no partner of this kind."""
    in_area = schools["in_area"].to_numpy(dtype=np.bool_)
    led_from, led_to = (np.zeros(len(schools), dtype=np.bool_) for _ in range(2))
    led_from[list(chosen)] = True
    led_to[list(chosen.values())] = True
    limit = f"within {settings.infant_junior_minutes:g} minutes"
    notes = []
    for alone, sentence in (
        (senders & ~led_from, f"No junior or middle school of the next age {limit} of"),
        (receivers & ~led_to, f"No infant or first school leads to, {limit},"),
    ):
        names = schools["name"][alone & in_area].tolist()
        if names:
            notes.append(f"{sentence} {len(names):,} of the area's schools: {examples(names)}.")
    return notes
