"""Pair the schools whose pupils move on with the schools that take them in."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from geofinder.arrivals import entry_age, leaving_age
from geofinder.minutes import Flags, Floats, Ints, Minutes

STATE_FUNDED = ("maintained", "academy", "not-known")


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
