"""Draw what is the same in each small map of a sheet: outlines, roads, schools, towns."""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from geofinder.page.sketch import View, behind, inside_of, land, scale_bar, towns, ways
from geofinder.result import RunResult

_ROOM = 0.05
_LEAST_M = 4_000.0
_TOWNS = 5
_LEAST_TOWN_WIDTH = 200
"""In a narrower map the names of towns would hide it."""

type Boxes = list[tuple[float, float, float, float]]


class Ground(NamedTuple):
    """The window of every small map, and what lies under the groups in it.

    ``shared`` is written once into the document; each map refers to it by its id. The names of
    towns lie under the groups, which must not be hidden.
    """

    view: View
    places: dict[int, tuple[float, float]]
    stages: dict[int, str]
    shared: str


def shape_of(result: RunResult) -> float:
    """Return the height of the area on a map of width 1."""
    area = _around(result)
    return (float(np.ptp(area["northing"])) + _LEAST_M) / (
        float(np.ptp(area["easting"])) + _LEAST_M
    )


def _around(result: RunResult) -> gpd.GeoDataFrame:
    """Return the schools of the area, and those over its border that the plan takes in."""
    schools = result.schools
    planned = [] if result.planned is None else " ".join(result.planned.plan["urns"]).split()
    area = schools[schools["in_area"] | schools["urn"].isin([int(urn) for urn in planned])]
    return area if len(area) else schools


def ground_of(result: RunResult, *, width: float, height: float) -> Ground:
    """Return the ground for small maps of this size around the schools of the area."""
    schools = result.schools.sort_values("urn", ignore_index=True)
    around = _around(result)
    view = View.around(
        zip(around["easting"], around["northing"], strict=True),
        width=width,
        height=height,
        room=_ROOM,
    )
    places = {
        int(urn): view.at(float(x), float(y))
        for urn, x, y in zip(schools["urn"], schools["easting"], schools["northing"], strict=True)
    }
    under = [
        (
            f'<rect class="{behind(result.districts, inside_of(view, schools))}" '
            f'width="{width:.1f}" height="{height:.1f}"/>'
        ),
        *land(result.districts, view),
        *ways(None if result.backdrop is None else result.backdrop.roads, view),
        *_names(schools, view),
        *_dots(schools[schools["in_area"]], places),
    ]
    return Ground(
        view=view,
        places=places,
        stages=dict(zip(schools["urn"].astype(int), schools["stage"].astype(str), strict=True)),
        shared=f'<g id="ground">{"".join(under)}{scale_bar(view)}</g>',
    )


def _dots(area: gpd.GeoDataFrame, places: dict[int, tuple[float, float]]) -> list[str]:
    """Return a dot for each school of the area: one path of strokes with round ends."""
    steps = [f"M{x:.1f} {y:.1f}h.01" for x, y in (places[int(urn)] for urn in area["urn"])]
    return [f'<path class="dot" d="{"".join(steps)}"/>'] if steps else []


def _names(schools: gpd.GeoDataFrame, view: View) -> list[str]:
    if view.width < _LEAST_TOWN_WIDTH:
        return []
    taken: Boxes = [(0.0, view.height - 24, 0.36 * view.width, view.height)]
    return towns(inside_of(view, schools), view, taken, most=_TOWNS)


def hull(points: list[tuple[float, float]], *, around: float) -> str:
    """Return an outline ``around`` units outside the points, as the data of an SVG path."""
    shape = shapely.MultiPoint(np.array(points)).convex_hull.buffer(around, quad_segs=4)
    corners = shapely.get_coordinates(shapely.simplify(shape, 0.2))
    return f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in corners[:-1])}Z"
