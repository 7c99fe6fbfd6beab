"""Choose the points that the estimate is fitted and tested between."""

from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geofinder.errors import InputError
from geofinder.travel.osrm_local import LocalEngine
from geofinder.travel.road import degrees
from geofinder.travel.router import Floats
from geofinder.units import GRID, grid_points

ROAD_POINTS = 300
HELD_OUT_SHARE = 0.4
SNAP_LIMIT_M = 500.0
SAME_SETTING_M = 2500.0
FEWEST_POINTS = 40
PLACES = ("town", "suburb", "neighbourhood", "village", "hamlet")
STREETS = ("residential", "living_street", "unclassified", "tertiary")
SEED = 20_260


class Points(NamedTuple):
    """Points that can be routed between: where, whether a school, which setting, which use."""

    grid: Floats
    is_school: NDArray[np.bool_]
    rural: "pd.Series[bool]"
    held_out: NDArray[np.bool_]


def choose_points(roads: Path, schools: gpd.GeoDataFrame, engine: LocalEngine) -> Points:
    """Return settlements and street corners of the extract, and its schools, all near a road.

    Two in five of the former and every school are held out of the fit.

    Raises:
        InputError: the extract cannot be read, or holds too few settlements and streets.
        TravelError: the engine failed.
    """
    chance = np.random.default_rng(SEED)
    streets = _read(roads, "lines", "highway", STREETS)
    corners = np.unique(shapely.get_coordinates(streets), axis=0)
    corners = corners[chance.permutation(len(corners))[:ROAD_POINTS]]
    made = np.unique(
        np.vstack([shapely.get_coordinates(_read(roads, "points", "place", PLACES)), corners]),
        axis=0,
    )
    if len(made) < FEWEST_POINTS:
        message = (
            f"The roads file {roads} holds {len(made)} settlements and street corners; at least "
            f"{FEWEST_POINTS} are needed to fit on. Give the extract of a county."
        )
        raise InputError(message)
    low, high = made.min(axis=0), made.max(axis=0)
    where = grid_points(schools)
    inside = ((where >= low) & (where <= high)).all(axis=1)
    grid = np.vstack([made, where[inside]])
    rural = pd.concat([_setting_of(made, schools), schools.loc[inside, "rural"]], ignore_index=True)
    everyone = np.arange(len(grid))
    snapped = engine.table(degrees(grid), everyone, everyone[:1]).source_snapped_m
    kept = snapped <= SNAP_LIMIT_M
    is_school = everyone >= len(made)
    held_out = is_school | (chance.random(len(grid)) < HELD_OUT_SHARE)
    return Points(grid[kept], is_school[kept], rural[kept].reset_index(drop=True), held_out[kept])


def _read(roads: Path, layer: str, key: str, values: tuple[str, ...]) -> gpd.GeoSeries:
    among = ", ".join(f"'{value}'" for value in values)
    try:
        frame = pyogrio.read_dataframe(
            roads.resolve(), layer=layer, columns=[key], where=f"{key} IN ({among})"
        )
    except pyogrio.errors.DataSourceError as error:
        message = f"The roads file {roads} cannot be read: {error}."
        raise InputError(message) from error
    places: gpd.GeoSeries = frame.geometry.to_crs(GRID)
    return places


def _setting_of(grid: Floats, schools: gpd.GeoDataFrame) -> "pd.Series[bool]":
    """Give each point the setting of the nearest school, and open country where there is none."""
    known = schools[schools["rural"].notna()]
    away, nearest = cKDTree(grid_points(known)).query(grid)
    is_rural = known["rural"].to_numpy(dtype=bool)[nearest] | (away > SAME_SETTING_M)
    return pd.Series(is_rural, dtype="boolean")
