"""Estimate the minutes of any two schools of a register, for the ranking."""

import numpy as np

from geofinder.ranking.nearby import MinutesOf
from geofinder.ranking.schools import Floats, Ints, Schools
from geofinder.travel.estimate import SETTINGS, Estimate


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
