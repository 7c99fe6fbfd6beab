"""Write the routes along the roads and the areas within some minutes, as short as fits the page."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geofinder.page.backdrop import WGS84
from geofinder.page.coding import clean
from geofinder.result import RunResult

ROUTES_BYTES = 200_000
AREAS_BYTES = 80_000
_ROUTE_PER_DEGREE = 10_000
_AREA_PER_DEGREE = 1_000
_KM2 = 1e6
_ROUTES_M = (20.0, 35.0, 60.0)
"""Routes are drawn to within so many metres; coarser where that lets the page hold more."""
_AREAS = ((100.0, 0.5), (200.0, 1.0), (200.0, 2.0))
"""Areas likewise, in metres, with the least island or gap in square kilometres."""
_QUOTES = 3
_FIRST = 63
_BITS = 5
_MORE = 1 << _BITS

type Lonlat = NDArray[np.float64]


class _Written(NamedTuple):
    """What fits the page, of ``asked`` in all, and how finely it is drawn."""

    texts: list[list[str]]
    asked: int
    within_m: float
    least_km2: float = 0.0

    @property
    def dropped(self) -> int:
        return self.asked - len(self.texts)


def ways_part(result: RunResult, place: dict[int, int]) -> dict[str, Any] | None:
    """Return what the page holds of the run's ways, the most wanted first; None without any.

    A line is a text (see ``encoded``); an area is a line for each of its edges, with spaces
    between, and holds what an odd number of them goes around.

    Args:
        result: the run.
        place: each school's place on the page, by URN.
    """
    if result.ways is None:
        return None
    routes, reached = result.ways.routes, result.ways.isochrones
    lines = _routes(routes)
    keys = list(dict.fromkeys(reached["key"]))
    minutes = sorted({int(value) for value in reached["minutes"]})
    areas = _areas(reached, keys, minutes)
    held = routes.head(len(lines.texts))
    return {
        "perDegree": _ROUTE_PER_DEGREE,
        "from": [place[int(urn)] for urn in held["from_urn"]],
        "to": [place[int(urn)] for urn in held["to_urn"]],
        "line": [text for (text,) in lines.texts],
        "areaPerDegree": _AREA_PER_DEGREE,
        "reach": [clean(key) for key in keys[: len(areas.texts)]],
        "minutes": minutes,
        "area": areas.texts,
        "sentence": clean(" ".join([result.ways.sentence, *_told(lines, areas)])),
    }


def _told(lines: _Written, areas: _Written) -> list[str]:
    """Say how finely both are drawn on the page, and what it has no room for."""
    said = [f"On this page routes are drawn to within {lines.within_m:.0f} m."]
    if lines.dropped:
        said.append(
            f"It holds {len(lines.texts):,} of {lines.asked:,} routes, those of the plan and of "
            "the best groups; the others are straight lines."
        )
    if areas.texts:
        said.append(
            f"Areas are drawn to within {areas.within_m:.0f} m, without islands and gaps under "
            f"{areas.least_km2:g} km\N{SUPERSCRIPT TWO}."
        )
    if areas.dropped:
        said.append(
            f"It holds the areas of {len(areas.texts):,} of {areas.asked:,} hubs, trusts and "
            "federations, those of the plan first; geofinder.gpkg has all."
        )
    return said


def _routes(routes: gpd.GeoDataFrame) -> _Written:
    written = _Written([], 0, _ROUTES_M[0])
    for within_m in _ROUTES_M:
        lines = routes.geometry.simplify(within_m).to_crs(WGS84)
        texts = [[encoded(shapely.get_coordinates(line), _ROUTE_PER_DEGREE)] for line in lines]
        written = _Written(_that_fit(texts, ROUTES_BYTES), len(texts), within_m)
        if not written.dropped:
            break
    return written


def _areas(reached: gpd.GeoDataFrame, keys: Sequence[str], minutes: Sequence[int]) -> _Written:
    written = _Written([], 0, *_AREAS[0])
    for within_m, least_km2 in _AREAS:
        edges = reached.geometry.simplify(within_m).to_crs(WGS84)
        texts = {
            (key, value): _area(edge, least_km2)
            for key, value, edge in zip(reached["key"], reached["minutes"], edges, strict=True)
        }
        rows = [[texts.get((key, value), "") for value in minutes] for key in keys]
        written = _Written(_that_fit(rows, AREAS_BYTES), len(rows), within_m, least_km2)
        if not written.dropped:
            break
    return written


def _area(area: BaseGeometry, least_km2: float) -> str:
    rings = [
        ring
        for part in shapely.get_parts(area)
        for ring in (part.exterior, *part.interiors)
        if _km2(part.exterior) >= least_km2 and _km2(ring) >= least_km2
    ]
    return " ".join(encoded(shapely.get_coordinates(ring), _AREA_PER_DEGREE) for ring in rings)


def _km2(ring: shapely.LinearRing) -> float:
    """Return the area within a ring of degrees, well enough to leave a small one out."""
    lon, lat = shapely.get_coordinates(ring).T
    metres = np.column_stack([lon * np.cos(np.radians(lat.mean())), lat]) * 111_320.0
    return float(shapely.Polygon(metres).area) / _KM2


def _that_fit(rows: list[list[str]], most_bytes: int) -> list[list[str]]:
    """Return as many of the first rows as take no more than so many bytes as JSON."""
    sizes = (sum(len(text) + text.count("\\") + _QUOTES for text in row) for row in rows)
    return rows[: sum(size <= most_bytes for size in accumulate(sizes))]


def encoded(points: Lonlat, per_degree: int) -> str:
    """Return points as text: steps in parts of a degree, latitude first (Google's polyline).

    Args:
        points: shape (n, 2), longitude and latitude in degrees.
        per_degree: how many steps make a degree.
    """
    whole = np.rint(points[:, ::-1] * per_degree).astype(np.int64)
    moved = np.ones(len(whole), dtype=bool)
    moved[1:] = (np.diff(whole, axis=0) != 0).any(axis=1)
    steps = np.diff(whole[moved], axis=0, prepend=[[0, 0]]).ravel()
    return "".join(map(_number, np.where(steps < 0, -2 * steps - 1, 2 * steps).tolist()))


def _number(value: int) -> str:
    """Return a number in groups of five bits, the lowest first, as characters from ``?`` on."""
    text = ""
    while value >= _MORE:
        text += chr(_FIRST + _MORE + value % _MORE)
        value //= _MORE
    return text + chr(_FIRST + value)
