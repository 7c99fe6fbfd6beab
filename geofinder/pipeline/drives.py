"""Tell the minutes of any two schools of a register, for the ranking: by road or estimated."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from geofinder.minutes import Minutes
from geofinder.ranking.nearby import ByRoad, MinutesOf, never
from geofinder.ranking.schools import Floats, Ints, Schools
from geofinder.travel.estimate import SETTINGS, Estimate, read_estimate


class Drives(NamedTuple):
    """How the run measures minutes: the method, TRAVEL, and how far that reaches."""

    method: str
    travel: pd.DataFrame
    reach_min: float


class Driven(NamedTuple):
    """The minutes of pairs of a register, and whether those of a pair were routed by road."""

    minutes_of: MinutesOf
    by_road: ByRoad


def driven(schools: Schools, drives: Drives, own: Ints) -> Driven:
    """Return the minutes of pairs: the run's where it measured them, else the estimate.

    Args:
        schools: all schools of the register.
        drives: what the run measured.
        own: the URNs of the run's schools.
    """
    guess = estimated(schools, read_estimate())
    if drives.method == "estimate":
        return Driven(guess, never)
    routed = Minutes.from_travel(drives.travel, schools.urn)
    inside = np.isin(schools.urn, own)

    def minutes_of(one: Ints, other: Ints, straight_m: Floats) -> Floats:
        estimate, measured = guess(one, other, straight_m), routed.between(one, other)
        # A pair of the run that the roads do not join within its reach is beyond it.
        beyond = np.where(inside[one] & inside[other], drives.reach_min, 0.0)
        return np.where(np.isnan(measured), np.maximum(estimate, beyond), measured)

    def by_road(one: int, other: int) -> bool:
        return not np.isnan(routed.between(np.array([one]), np.array([other]))[0])

    return Driven(minutes_of, by_road)


def estimated(schools: Schools, estimate: Estimate) -> MinutesOf:
    """Return the function that estimates the minutes of pairs from their straight line."""
    rural = schools.rural

    def minutes_of(one: Ints, other: Ints, straight_m: Floats) -> Floats:
        # Both rural, mixed (or not recorded, one half), both urban: the order of SETTINGS.
        both, neither = rural[one] * rural[other] == 1.0, rural[one] + rural[other] == 0.0
        setting = np.where(both, 0, np.where(neither, 2, 1))
        minutes = np.empty(len(straight_m))
        for number, name in enumerate(SETTINGS):
            own = setting == number
            minutes[own] = estimate.curves[name].minutes(straight_m[own])
        return minutes

    return minutes_of
