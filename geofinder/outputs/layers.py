"""Write the GeoPackage: schools, plan, candidate groups, members and the travel within them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray

from geofinder.outputs.flat import LOCAL_TABLES, clean_text, tidy
from geofinder.result import RunResult, Ways
from geofinder.units import GRID

OUTLINE_M = 300.0
"""How far a group's outline stands off its outermost schools, so that a pair is an area too."""
type Shapes = NDArray[np.object_]

_GEOMETRY_TYPES = {
    "schools": "Point",
    "plan": "Polygon",
    "candidates": "Polygon",
    "members": "Point",
    "travel": "LineString",
    "routes": "LineString",
    "reach": "MultiPolygon",
}


def write_geopackage(
    path: Path, *, result: RunResult, tables: dict[str, pd.DataFrame], run_date: str
) -> None:
    """Write ``schools``, ``plan``, ``candidates``, ``members`` and ``travel`` (EPSG:27700).

    A group, of the plan or a candidate, is its members' convex hull, 300 m wider; a member is a
    point, one for each group it is in, with the group's pattern, rank and score to filter by.
    ``travel`` holds straight lines, one a direction, for the pairs inside candidate groups only:
    with every pair within reach the layer would hide the map (``travel.csv`` has them all). Where
    travel is by road there are ``routes``, the drives that groups are drawn with, along the roads,
    and ``reach``, the areas within 10, 15 and 20 minutes of hubs, trusts and federations. Local
    data, where given, are the tables ``local`` and ``local_schools``, to be joined by group_id and
    urn.

    Raises:
        pyogrio.errors.DataSourceError: the file cannot be written.
    """
    layers = geo_layers(result, tables=tables)
    with _fixed_date(run_date):
        for position, (name, layer) in enumerate(layers.items()):
            pyogrio.write_dataframe(
                layer,
                path,
                layer=name,
                driver="GPKG",
                append=position > 0,
                geometry_type=_GEOMETRY_TYPES[name],
            )
        for table in LOCAL_TABLES:
            if table.name in tables:
                pyogrio.write_dataframe(
                    tables[table.name], path, layer=table.name, driver="GPKG", append=True
                )


def geo_layers(
    result: RunResult, *, tables: dict[str, pd.DataFrame]
) -> dict[str, gpd.GeoDataFrame]:
    """Return the GeoPackage's layers by name; coordinates in metres, EPSG:27700."""
    places = pd.Series(
        result.schools.geometry.to_numpy(), index=result.schools["urn"], dtype="object"
    )
    schools, plan, candidates = tables["schools"], tables["plan"], tables["candidates"]
    members = tidy(
        tables["members"].merge(
            candidates[["group_id", "pattern", "rank", "score"]], on="group_id", how="left"
        )
    )
    travel = tables["travel"].merge(
        _pairs_inside_groups(members), on=["from_urn", "to_urn"], how="inner"
    )
    return {
        "schools": _layer(schools, _at(places, schools["urn"])),
        "plan": _layer(plan, _outlines(plan, members, places=places)),
        "candidates": _layer(candidates, _outlines(candidates, members, places=places)),
        "members": _layer(members, _at(places, members["urn"])),
        "travel": _layer(
            travel, _lines(_at(places, travel["from_urn"]), _at(places, travel["to_urn"]))
        ),
        **_of_ways(result.ways),
    }


def _of_ways(ways: Ways | None) -> dict[str, gpd.GeoDataFrame]:
    """Return the lines along the roads and the areas within some minutes, where there are any."""
    if ways is None:
        return {}
    return {
        "routes": ways.routes.round({"travel_min": 1, "distance_m": 0}),
        "reach": ways.isochrones.assign(key=ways.isochrones["key"].map(clean_text)),
    }


def _layer(table: pd.DataFrame, shapes: Shapes) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, index=table.index, crs=GRID))


def _at(places: pd.Series, urns: pd.Series) -> Shapes:
    """Return the point of each URN, ``None`` for one that is not among the schools."""
    return places.reindex(urns).to_numpy(dtype=object)


def _outlines(groups: pd.DataFrame, members: pd.DataFrame, *, places: pd.Series) -> Shapes:
    row = pd.Index(groups["group_id"]).get_indexer(pd.Index(members["group_id"]))
    by_group = np.argsort(row, kind="stable")
    by_group = by_group[row[by_group] >= 0]
    points = _at(places, members["urn"].iloc[by_group])
    hulls = shapely.convex_hull(_multipoints(points, row[by_group], count=len(groups)))
    return np.asarray(shapely.buffer(hulls, OUTLINE_M, quad_segs=4), dtype=object)


def _multipoints(points: Shapes, group: NDArray[np.intp], *, count: int) -> Shapes:
    made: Shapes = np.full(count, None, dtype=object)
    if len(points):
        shapely.multipoints(points, indices=group, out=made)
    return made


def _lines(starts: Shapes, ends: Shapes) -> Shapes:
    ways = np.stack([shapely.get_coordinates(starts), shapely.get_coordinates(ends)], axis=1)
    return np.asarray(shapely.linestrings(ways), dtype=object)


def _pairs_inside_groups(members: pd.DataFrame) -> pd.DataFrame:
    ends = members[["group_id", "urn"]]
    pairs = ends.rename(columns={"urn": "from_urn"}).merge(
        ends.rename(columns={"urn": "to_urn"}), on="group_id"
    )
    return pairs.loc[pairs["from_urn"] != pairs["to_urn"], ["from_urn", "to_urn"]].drop_duplicates()


@contextmanager
def _fixed_date(run_date: str) -> Iterator[None]:
    """Make GDAL stamp the run's date instead of the moment, so that equal runs give equal bytes."""
    option = "OGR_CURRENT_DATE"
    before = pyogrio.get_gdal_config_option(option)
    pyogrio.set_gdal_config_options({option: f"{run_date}T00:00:00.000Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({option: before})
