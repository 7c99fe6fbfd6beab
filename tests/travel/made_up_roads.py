"""Make up a small country with roads: a town on a grid, a one-way street, an island.

Places are in kilometres east and north of a corner on the National Grid.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj

from geofinder import tables
from tests.made_up import made_up_schools

CORNER = (500_000.0, 300_000.0)
STREETS = (5, 5)
type Spots = tuple[tuple[float, float], tuple[float, float]]
ISLAND: Spots = ((12.0, 0.0), (12.0, 1.0))
ONE_WAY = '<tag k="oneway" v="yes"/>'
PLACES = {
    "West End": (0.0, 0.02),
    "One Way": (1.0, 0.02),
    "Far Corner": (4.0, 4.02),
    "Middle": (2.02, 2.0),
    "North Gate": (1.5, 4.03),
    "South Gate": (2.5, -0.03),
}
"""Schools near the town's roads."""


def grid(places_km: Sequence[tuple[float, float]]) -> np.ndarray:
    """Return eastings and northings in metres."""
    return np.array(CORNER) + np.array(places_km, dtype=float).reshape(-1, 2) * 1000


def schools_at(
    places_km: Mapping[str, tuple[float, float]], *, rural: Sequence[bool | None] = ()
) -> gpd.GeoDataFrame:
    """Return a SCHOOLS table with a school at each place."""
    return schools_on_grid(list(places_km), grid(list(places_km.values())), rural=rural)


def schools_on_grid(
    names: Sequence[str], where: np.ndarray, *, rural: Sequence[bool | None] = ()
) -> gpd.GeoDataFrame:
    """Return a SCHOOLS table with a school at each easting and northing."""
    made = made_up_schools(names)
    frame = made.assign(
        easting=where[:, 0],
        northing=where[:, 1],
        in_area=True,
        rural=pd.Series(list(rural) or [True] * len(names), dtype="boolean"),
    )
    frame = frame.set_geometry(gpd.points_from_xy(where[:, 0], where[:, 1], crs="EPSG:27700"))
    return gpd.GeoDataFrame(tables.SCHOOLS.validate(frame))


def every_pair(schools: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return all ordered pairs of different schools."""
    urns = schools["urn"].to_numpy()
    start, end = (side.ravel() for side in np.meshgrid(urns, urns, indexing="ij"))
    return pd.DataFrame({"from_urn": start[start != end], "to_urn": end[start != end]})


def write_roads(
    path: Path,
    *,
    corner: tuple[float, float] = CORNER,
    streets: tuple[int, int] = STREETS,
    step_km: float = 1.0,
    detached: Spots = ISLAND,
) -> Path:
    """Write the country's roads as OpenStreetMap XML: a grid of streets, and a detached one."""
    across, upward = streets
    spots = [(x, y) for y in range(upward) for x in range(across)]
    number = {spot: place + 1 for place, spot in enumerate(spots)}
    where = [(x * step_km, y * step_km) for x, y in spots] + list(detached)
    to_wgs84 = pyproj.Transformer.from_crs(27700, 4326, always_xy=True)
    nodes = ""
    for place, (x, y) in enumerate(where):
        lon, lat = to_wgs84.transform(corner[0] + x * 1000, corner[1] + y * 1000)
        nodes += f'<node id="{place + 1}" version="1" lat="{lat:.7f}" lon="{lon:.7f}"/>'
    along = [(place, number[x + 1, y]) for (x, y), place in number.items() if x + 1 < across]
    up = [(place, number[x, y + 1]) for (x, y), place in number.items() if y + 1 < upward]
    own = (len(where) - 1, len(where))
    ways = "".join(
        f'<way id="{place + 1}" version="1"><nd ref="{a}"/><nd ref="{b}"/>'
        f'<tag k="highway" v="{"residential" if b == a + 1 else "tertiary"}"/>'
        f"{ONE_WAY if (a, b) == (1, 2) else ''}</way>"
        for place, (a, b) in enumerate([*along, *up, own])
    )
    path.write_text(f'<osm version="0.6">{nodes}{ways}</osm>', encoding="utf-8")
    return path
