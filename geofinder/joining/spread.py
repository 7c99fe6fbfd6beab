"""Measure how far a trust's schools are spread, before and after another joins."""

import numpy as np
import pandas as pd
import shapely

from geofinder.minutes import Floats
from geofinder.units import METRES_PER_KM


def hull_km2(places: Floats) -> float:
    """Return the area of the convex hull of places, shape (n, 2) in metres; 0 below three."""
    return float(shapely.area(shapely.convex_hull(shapely.multipoints(places)))) / METRES_PER_KM**2


def hulls_with(places: Floats, others: Floats) -> Floats:
    """Return the hull's area with each of ``others`` (metres) added alone, in km2."""
    own = shapely.convex_hull(shapely.multipoints(places))
    joined = shapely.union(np.full(len(others), own, dtype=object), shapely.points(others))
    return np.asarray(shapely.area(shapely.convex_hull(joined)), dtype=np.float64) / (
        METRES_PER_KM**2
    )


def nearest_other(between: Floats) -> tuple[Floats, np.ndarray]:
    """Return each member's minutes to its nearest other, and which that is (-1 for none).

    ``between`` has shape (members, members); NaN where no time is known.
    """
    apart = np.where(np.isnan(between), np.inf, between)
    np.fill_diagonal(apart, np.inf)
    which = apart.argmin(axis=1)
    nearest = apart[np.arange(len(apart)), which]
    known = np.isfinite(nearest)
    return np.where(known, nearest, np.nan), np.where(known, which, -1)


def longest(nearest: Floats) -> float:
    """Return the longest drive of a member to its nearest other; NaN where one is not known."""
    return float(np.max(nearest)) if len(nearest) else np.nan


def longest_with(nearest: Floats, drives: Floats) -> Floats:
    """Return the same once a school has joined, for each row of ``drives`` (schools, members)."""
    apart = np.where(np.isnan(drives), np.inf, drives)
    alone = np.where(np.isnan(nearest), np.inf, nearest)
    own = apart.min(axis=1)
    worst = np.maximum(np.minimum(apart, alone).max(axis=1), own)
    return np.where(np.isfinite(worst), worst, np.nan)


def minutes_between(minutes: pd.DataFrame, ones: pd.Series, others: pd.Series) -> Floats:
    """Return worse-direction minutes, shape (ones, others), from a TRAVEL table."""
    table = minutes.set_index(["from_urn", "to_urn"])["travel_min"]
    there = table.reindex(pd.MultiIndex.from_product([ones, others])).to_numpy(dtype=np.float64)
    back = table.reindex(pd.MultiIndex.from_product([others, ones])).to_numpy(dtype=np.float64)
    shape = len(ones), len(others)
    worse: Floats = np.maximum(there.reshape(shape), back.reshape(shape[::-1]).T)
    return worse
