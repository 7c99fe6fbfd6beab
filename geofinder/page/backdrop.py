"""Make a place readable without tiles: outlines of the districts, and the main roads."""

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geofinder.page.coding import clean

WGS84 = "EPSG:4326"
GRID = "EPSG:27700"
_MOST_LAND_POINTS = 24_000
_MOST_ROAD_POINTS = 14_000
_LEAST_MARGIN_M = 25_000.0
_MARGIN_SHARE = 0.6
_FIRST_TOLERANCE_M = 25.0
_DECIMALS = 4
_ROAD_CLASSES = ("motorway", "trunk", "primary", "secondary")


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


def road_lines(roads: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return the main roads by class, each line as steps of 1e-4 degrees, with their numbers.

    The lowest classes go first where all of them would break the page's budget.
    """
    kind = roads["highway"].astype("str").str.removesuffix("_link")
    lonlat = roads.to_crs(WGS84)
    result: dict[str, Any] = {"classes": [], "lines": [], "refs": []}
    points = 0
    for name in _ROAD_CLASSES:
        chosen = lonlat[kind == name]
        if chosen.empty:
            continue
        lines = _steps(chosen.geometry)
        points += sum(len(line) // 2 for line in lines)
        if points > _MOST_ROAD_POINTS and result["classes"]:
            break
        result["classes"].append(name)
        result["lines"].append(lines)
        result["refs"].append(_refs(chosen))
    return result


def _steps(lines: gpd.GeoSeries) -> list[list[int]]:
    """Return each line as latitude and longitude, then steps, in units of 1e-4 degrees."""
    merged = shapely.line_merge(shapely.union_all(lines.to_numpy())) if len(lines) else None
    if merged is None or merged.is_empty:
        return []
    found = []
    for line in shapely.get_parts(merged):
        whole = np.round(shapely.get_coordinates(line)[:, ::-1] * 10**_DECIMALS).astype(int)
        moves = np.vstack([whole[:1], np.diff(whole, axis=0)])
        moves = moves[[True, *moves[1:].any(axis=1)]]
        if len(moves) > 1:
            found.append([int(value) for value in moves.ravel()])
    return sorted(found)


def _refs(roads: gpd.GeoDataFrame) -> list[list[Any]]:
    """Return each road number once, with the middle of its longest stretch (lat, lon in 1e-4)."""
    if "ref" not in roads or roads.empty:
        return []
    named = roads[roads["ref"].notna()]
    longest: dict[str, tuple[float, bytes]] = {}
    for ref, line in zip(named["ref"], named.geometry, strict=True):
        key = clean(str(ref)).split(";")[0]
        longest[key] = max(longest.get(key, (0.0, b"")), (line.length, line.wkb))
    placed = []
    for ref in sorted(longest):
        middle = shapely.from_wkb(longest[ref][1]).interpolate(0.5, normalized=True)
        scale = 10**_DECIMALS
        placed.append([ref, round(middle.y * scale), round(middle.x * scale)])
    return placed
