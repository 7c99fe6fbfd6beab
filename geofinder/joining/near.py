"""Choose which schools lie near a trust, and which drives have to be known for them."""

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geofinder.minutes import Minutes, positions
from geofinder.patterns.feeders import SENDERS as TO_SECONDARY
from geofinder.patterns.infant_junior import RECEIVERS as FROM_INFANT
from geofinder.patterns.infant_junior import SENDERS as TO_JUNIOR
from geofinder.patterns.onward import receivers
from geofinder.units import grid_points


def around(schools: gpd.GeoDataFrame, trust_id: str, *, reach_m: float) -> gpd.GeoDataFrame:
    """Return the trust's schools (``in_area`` true) and all within ``reach_m`` of one of them."""
    own = (schools["trust_id"] == trust_id).to_numpy(dtype=np.bool_)
    places = grid_points(schools)
    far, _ = cKDTree(places[own]).query(places, distance_upper_bound=reach_m)
    chosen = schools[np.isfinite(far)].copy()
    chosen["in_area"] = own[np.isfinite(far)]
    return gpd.GeoDataFrame(chosen.reset_index(drop=True))


def pairs_within(one: pd.DataFrame, other: pd.DataFrame, *, reach_m: float) -> pd.DataFrame:
    """Return all pairs of a school of each, both ways, no farther apart than ``reach_m``."""
    trees = [cKDTree(grid_points(part)) for part in (one, other)] if len(one) and len(other) else []
    if not trees:
        return both_ways(np.empty(0), np.empty(0))
    found = trees[0].sparse_distance_matrix(trees[1], reach_m, output_type="ndarray")
    return both_ways(one["urn"].to_numpy()[found["i"]], other["urn"].to_numpy()[found["j"]])


def every_pair(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return all pairs of a school of each, both ways."""
    first, second = one["urn"].to_numpy(), other["urn"].to_numpy()
    return both_ways(np.repeat(first, len(second)), np.tile(second, len(first)))


def both_ways(one: np.ndarray, other: np.ndarray) -> pd.DataFrame:
    """Return the ordered pairs in both directions, each once, no school with itself."""
    ends = np.column_stack((one, other)).astype(np.int64)
    ends = ends[ends[:, 0] != ends[:, 1]]
    pairs = np.unique(np.concatenate((ends, ends[:, ::-1])), axis=0)
    return pd.DataFrame(pairs, columns=["from_urn", "to_urn"])


def near_members(
    schools: gpd.GeoDataFrame, members: pd.DataFrame, travel: pd.DataFrame, *, minutes: float
) -> gpd.GeoDataFrame:
    """Return the schools within ``minutes`` (worse direction) of a member, members left out."""
    urns = schools["urn"].to_numpy(dtype=np.int64)
    own = np.zeros(len(urns), dtype=np.bool_)
    own[positions(urns, members["urn"].to_numpy())] = True
    start, end, drive = Minutes.from_travel(travel, urns).both_ways()
    near = np.zeros(len(urns), dtype=np.bool_)
    near[start[own[end] & (drive <= minutes)]] = True
    return schools[near & ~own].reset_index(drop=True)


def onward_pairs(
    schools: pd.DataFrame, asked: pd.Series, *, junior_m: float, secondary_m: float
) -> pd.DataFrame:
    """Return the pairs that tell where pupils of the ``asked`` URNs go next, both ways."""
    own = schools[schools["urn"].isin(asked)]
    juniors = schools[schools["stage"].isin(FROM_INFANT)]
    secondaries = schools[receivers(schools)]
    early = pairs_within(own[own["stage"].isin(TO_JUNIOR)], juniors, reach_m=junior_m)
    late = pairs_within(own[own["stage"].isin(TO_SECONDARY)], secondaries, reach_m=secondary_m)
    return pd.concat([early, late]).drop_duplicates().sort_values(["from_urn", "to_urn"])
