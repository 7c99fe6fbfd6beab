"""Say how many pupils a year a school can take in and how many leave it, by what is recorded.

The yearly intake of a secondary is its places spread over its year groups, a year of sixth form
counting half; where its capacity is not recorded, its roll stands for it. The leavers of a
primary are its roll spread over its year groups from reception on.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from geofinder.minutes import Floats

RECEPTION_AGE = 4
SIXTH_FORM_AGE = 16
OLDEST_PUPIL = 18
SIXTH_FORM_YEAR = 0.5
LEAVING_AGE = {"infant": 7, "first": 9, "primary": 11, "junior": 11, "middle": 13}
ENTRY_AGE = {"junior": 7, "middle": 9, "secondary": 11, "upper": 13, "all-through": 11}


class Arrivals(NamedTuple):
    """Pupils a year for each school, NaN where nothing recorded tells.

    ``source`` says what the places come from: "capacity", "roll" or "not recorded".
    """

    leavers: Floats
    places: Floats
    source: list[str]


def entry_age(schools: pd.DataFrame) -> Floats:
    """Return the age at which each school takes a class from another school.

    The recorded low age, or the stage's usual one where none is recorded. An all-through school
    takes others in at 11, whatever its own youngest class. NaN for stages that take none.
    """
    usual = schools["stage"].map(ENTRY_AGE).to_numpy(dtype=np.float64)
    low = schools["low_age"].to_numpy(dtype=np.float64, na_value=np.nan)
    through = (schools["stage"] == "all-through").to_numpy()
    return np.where(np.isnan(usual) | np.isnan(low) | through, usual, low)


def leaving_age(schools: pd.DataFrame) -> Floats:
    """Return the age at which each school's pupils move on, NaN for stages that lead nowhere."""
    usual = schools["stage"].map(LEAVING_AGE).to_numpy(dtype=np.float64)
    high = schools["high_age"].to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isnan(usual) | np.isnan(high), usual, high)


def arrivals(schools: pd.DataFrame) -> Arrivals:
    """Return leavers and places a year for each row of SCHOOLS."""
    pupils = schools["pupils"].to_numpy(dtype=np.float64, na_value=np.nan)
    capacity = schools["capacity"].to_numpy(dtype=np.float64, na_value=np.nan)
    capacity = np.where(capacity > 0, capacity, np.nan)
    years = _years(schools)
    measured = np.where(np.isnan(capacity), pupils, capacity)
    source = np.where(
        ~np.isnan(capacity), "capacity", np.where(np.isnan(pupils), "not recorded", "roll")
    )
    return Arrivals(pupils / years, measured / years, source.tolist())


def _years(schools: pd.DataFrame) -> Floats:
    """Return the number of year groups, a year of sixth form counting half, at least one."""
    through = (schools["stage"] == "all-through").to_numpy()
    low = schools["low_age"].to_numpy(dtype=np.float64, na_value=np.nan)
    usual = schools["stage"].map(ENTRY_AGE).to_numpy(dtype=np.float64)
    low = np.where(np.isnan(low), np.where(through, RECEPTION_AGE, usual), low)
    # A statutory low age of 5 still has a reception class; nursery classes are not in the roll
    # that moves on.
    young = np.isnan(low) | (low <= RECEPTION_AGE + 1)
    low = np.where(young, RECEPTION_AGE, low)
    high = schools["high_age"].to_numpy(dtype=np.float64, na_value=np.nan)
    high = np.where(np.isnan(high), leaving_age(schools), high)
    high = np.minimum(np.where(np.isnan(high), SIXTH_FORM_AGE, high), OLDEST_PUPIL)
    sixth_form = np.maximum(high - SIXTH_FORM_AGE, 0)
    years: Floats = np.maximum(high - low - sixth_form * (1 - SIXTH_FORM_YEAR), 1.0)
    return years
