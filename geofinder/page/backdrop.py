"""Make land and sea readable without tiles: outlines of districts, or a coarse one of England."""

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geofinder.units import GRID

WGS84 = "EPSG:4326"
_MOST_LAND_POINTS = 5_000
"""Some 90 kB of a page."""
_LEAST_MARGIN_M = 25_000.0
_MARGIN_SHARE = 0.6
_FIRST_TOLERANCE_M = 25.0
_DECIMALS = 4


def land(districts: gpd.GeoDataFrame, schools: gpd.GeoDataFrame) -> tuple[Any, Any]:
    """Return two GeoJSON collections without any text: the area's districts and the others.

    A district belongs to the area if most of the run's schools in it do. Districts far beyond the
    schools are left out, and outlines are simplified together until they fit the page's budget.
    """
    grid = districts.to_crs(GRID)
    west, south, east, north = schools.total_bounds
    margin = max(_LEAST_MARGIN_M, _MARGIN_SHARE * max(east - west, north - south))
    box = shapely.box(west - margin, south - margin, east + margin, north + margin)
    shapes: NDArray[Any] = np.asarray(grid.geometry[grid.geometry.intersects(box)])
    shapes = shapes[np.argsort([shape.wkb_hex for shape in shapes], kind="stable")]
    inside = _mostly_inside(shapes, schools)
    lonlat = (
        gpd.GeoSeries(_within_budget(shapes, most=_MOST_LAND_POINTS), crs=GRID)
        .to_crs(WGS84)
        .to_numpy()
    )
    return _collection(lonlat[inside]), _collection(lonlat[~inside])


def _mostly_inside(shapes: NDArray[Any], schools: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Say of each shape whether more of its schools are in the area than not."""
    tree = shapely.STRtree(schools.geometry.to_numpy())
    area = schools["in_area"].to_numpy(dtype=bool)
    balance = []
    for shape in shapes:
        hits = area[tree.query(shape, predicate="intersects")]
        balance.append(2 * int(hits.sum()) > len(hits))
    return np.array(balance, dtype=bool)


def _within_budget(shapes: NDArray[Any], *, most: int) -> NDArray[Any]:
    """Simplify ``shapes`` as one coverage, so that neighbours still meet, to ``most`` points."""
    tolerance_m = _FIRST_TOLERANCE_M
    simple = shapes
    while shapely.get_num_coordinates(simple).sum() > most:
        simple = shapely.coverage_simplify(shapes, tolerance_m)
        tolerance_m *= 2
    return simple


def _rounded(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, lambda points: np.round(points, _DECIMALS))


def _collection(shapes: Iterable[BaseGeometry]) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "properties": {},
            "geometry": _rounded(shape).__geo_interface__,
        }
        for shape in shapes
        if not shape.is_empty
    ]
    return {"type": "FeatureCollection", "features": features}


def coarse(outline: gpd.GeoDataFrame) -> tuple[Any, Any]:
    """Return two GeoJSON collections without any text: England's land, and what lies beside it."""
    shapes = outline.geometry.to_crs(WGS84)
    own = (outline["part"] == "england").to_numpy()
    return _collection(shapes[own]), _collection(shapes[~own])
