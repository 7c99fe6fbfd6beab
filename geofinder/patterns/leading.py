"""Pair the schools whose pupils move on with the schools that take them in."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from geofinder.arrivals import entry_age, leaving_age
from geofinder.minutes import Flags, Floats, Ints, Minutes

STATE_FUNDED = ("maintained", "academy", "not-known")
OTHER_FAITH_MIN = 10.0
"""So much farther counts a school that admits by another faith than the primary's."""
FAITHS_FIRST = ("catholic", "other")
"""The faiths whose secondaries admit by faith before distance, as a rule."""


class Links(NamedTuple):
    """Possible moves: positions of both schools, minutes, and years between the two ages."""

    sender: Ints
    receiver: Ints
    minutes: Floats
    years_apart: Floats

    def only(self, chosen: Flags | Ints) -> "Links":
        """Return the chosen links."""
        return Links(
            self.sender[chosen],
            self.receiver[chosen],
            self.minutes[chosen],
            self.years_apart[chosen],
        )


def state_funded(schools: pd.DataFrame) -> Flags:
    """Tell maintained schools and academies from independent and other ones."""
    return schools["governance"].isin(STATE_FUNDED).to_numpy(dtype=np.bool_)


def links_within(
    schools: pd.DataFrame, near: Minutes, *, senders: Flags, receivers: Flags, limit_min: float
) -> Links:
    """Return every move within the limit (worse direction) between adjacent ages.

    Adjacent means that one school's leaving age is the other's entry age; a sender without such
    a school in reach may move to one whose entry age is a year off (a gap in the register more
    often than on the ground). Sorted by sender, minutes and receiver.
    """
    start, end, minutes = near.both_ways()
    usable = senders[start] & receivers[end] & (minutes <= limit_min)
    start, end, minutes = start[usable], end[usable], minutes[usable]
    apart = np.abs(leaving_age(schools)[start] - entry_age(schools)[end])
    exact = np.zeros(len(schools), dtype=np.bool_)
    exact[start[apart == 0]] = True
    used = (apart == 0) | ((apart == 1) & ~exact[start])
    start, end, minutes, apart = start[used], end[used], minutes[used], apart[used]
    order = np.lexsort((end, minutes, start))
    return Links(start[order], end[order], minutes[order], apart[order])


def by_faith(links: Links, schools: pd.DataFrame) -> Links:
    """Count a secondary of another faith as farther, where both characters are known.

    A school whose character is not recorded but whose name says Catholic counts as that here.
    """
    named = schools["name"].str.contains(r"\bCatholic\b", case=False)
    faiths = schools["faith"].mask(schools["faith"].isna() & named, "catholic")
    faith = faiths.to_numpy(dtype=object)
    known = faiths.notna().to_numpy()
    first = faiths.isin(FAITHS_FIRST).to_numpy()
    one, other = links.sender, links.receiver
    differ = known[one] & known[other] & (faith[one] != faith[other]) & (first[one] | first[other])
    minutes = links.minutes + OTHER_FAITH_MIN * differ
    order = np.lexsort((other, minutes, one))
    return Links(one[order], other[order], minutes[order], links.years_apart[order])
