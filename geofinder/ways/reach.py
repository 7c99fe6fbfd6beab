"""Draw how far some minutes of driving reach, from one school or from the nearest of several."""

from collections.abc import Sequence
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geofinder.errors import TravelError
from geofinder.travel import Progress, RoadRouter
from geofinder.travel.blocks import Question, walk
from geofinder.travel.road import degrees
from geofinder.travel.router import Floats
from geofinder.units import GRID, METRES_PER_KM, SECONDS_PER_MINUTE, grid_points
from geofinder.ways.contour import area_within

MINUTES = (10, 15, 20)
GRID_M = 400.0
"""Between two neighbours of the grid to which drives are asked; edges are good to about that."""
COARSE = 5
"""A first look at every fifth point tells where the others are worth asking for."""
SLACK_MIN = 5.0
FARTHEST_M = 30 * METRES_PER_KM
"""Twenty minutes along the fastest road of the engine's car profile, 90 km/h."""
SOURCES_AT_ONCE = 24
LEAST_KNOWN = 4
"""Of a point and its eight neighbours so many must have minutes, or it stays as it is."""
LEAST_M2 = 0.5 * METRES_PER_KM**2
"""Islands and gaps smaller than this are not drawn: they are three squares of the grid."""

type Ints = NDArray[np.int64]


class Origin(NamedTuple):
    """Something whose reach is drawn: its key on the page, and the schools that it starts from."""

    key: str
    urns: tuple[int, ...]


class Times(NamedTuple):
    """Minutes from one school to grid points, NaN where there is no route or no road near.

    ``cells`` has shape (n, 2): column and row of the grid, in steps from EPSG:27700's origin.
    """

    cells: Ints
    minutes: Floats


def reaches(
    router: RoadRouter,
    schools: gpd.GeoDataFrame,
    origins: Sequence[Origin],
    *,
    progress: Progress | None = None,
) -> gpd.GeoDataFrame:
    """Return for each origin the areas within 10, 15 and 20 minutes' drive from its nearest school.

    Drives are asked from the schools to the points of a grid, each taken to the road nearest to
    it; a point farther from any road than the router's limit is in no area.

    Returns:
        key, minutes, geometry (EPSG:27700), in the order of the origins.

    Raises:
        TravelError: the engine or server failed.
    """
    from_urn = times_from(router, schools, origins, progress=progress)
    rows = []
    for origin in origins:
        values, corner = _nearest([from_urn[urn] for urn in origin.urns])
        values = smoothed(values)
        for minutes in MINUTES:
            area = _tidy(area_within(values, minutes, corner=corner, step_m=GRID_M))
            if not area.is_empty:
                rows.append((origin.key, minutes, area))
    return gpd.GeoDataFrame(
        {
            "key": pd.array([row[0] for row in rows], dtype="str"),
            "minutes": np.array([row[1] for row in rows], dtype=np.int64),
        },
        geometry=[row[2] for row in rows],
        crs=GRID,
    )


def times_from(
    router: RoadRouter,
    schools: gpd.GeoDataFrame,
    origins: Sequence[Origin],
    *,
    progress: Progress | None = None,
) -> dict[int, Times]:
    """Return the minutes from each school of the origins to the grid, by URN.

    Raises:
        TravelError: the engine or server failed.
    """
    urns = sorted({urn for origin in origins for urn in origin.urns})
    grid = grid_points(schools.set_index("urn").loc[urns])
    order = walk(grid)
    found: dict[int, Times] = {}
    for start in range(0, len(order), SOURCES_AT_ONCE):
        part = order[start : start + SOURCES_AT_ONCE]
        try:
            cells, minutes = _fan(router, grid[part])
        except TravelError as error:
            message = f"{error} It stopped after the reach of {start:,} of {len(urns):,} schools."
            raise TravelError(message) from error
        for row, school in enumerate(part.tolist()):
            found[urns[school]] = Times(cells, minutes[row])
        if progress is not None:
            progress(start + len(part), len(urns))
    return found


def _fan(router: RoadRouter, sources: Floats) -> tuple[Ints, Floats]:
    """Return the grid's points near where the minutes reach, and minutes from each source."""
    coarse = _cells_near(sources, FARTHEST_M, every=COARSE)
    first = _minutes(router, sources, coarse)
    limit_min = MINUTES[-1] + SLACK_MIN
    reached = coarse[np.nanmin(np.nan_to_num(first, nan=np.inf), axis=0) <= limit_min]
    around = np.concatenate([reached * GRID_M, sources])
    cells = _cells_near(around, 2 * COARSE * GRID_M, every=1)
    return cells, _minutes(router, sources, cells)


def _cells_near(points: Floats, radius_m: float, *, every: int) -> Ints:
    """Return the grid's points, or every so many of them, within a radius of any of ``points``."""
    step_m = GRID_M * every
    low = np.floor((points.min(axis=0) - radius_m) / step_m).astype(np.int64)
    high = np.ceil((points.max(axis=0) + radius_m) / step_m).astype(np.int64)
    columns, rows = np.meshgrid(*(np.arange(*ends) for ends in zip(low, high + 1, strict=True)))
    cells = np.column_stack([columns.ravel(), rows.ravel()]) * every
    away, _ = cKDTree(points).query(cells * GRID_M, distance_upper_bound=radius_m)
    near: Ints = cells[np.isfinite(away)]
    return near


def _minutes(router: RoadRouter, sources: Floats, cells: Ints) -> Floats:
    """Return minutes from each source to each point: shape (sources, points)."""
    engine = router.engine
    starts = degrees(sources)
    ends = degrees(np.asarray(cells * GRID_M, dtype=np.float64))
    most = engine.most_destinations
    parts = [ends[first : first + most] for first in range(0, len(ends), most)]
    own = np.arange(len(starts))
    questions = [
        Question(np.concatenate([starts, part]), own, len(own) + np.arange(len(part)))
        for part in parts
    ]
    minutes = [
        np.where(
            answer.destination_snapped_m <= router.snap_limit_m,
            answer.duration_s / SECONDS_PER_MINUTE,
            np.nan,
        )
        for answer in engine.tables(questions)
    ]
    return np.concatenate(minutes, axis=1)


def _nearest(times: Sequence[Times]) -> tuple[Floats, tuple[float, float]]:
    """Return the least minutes from any of the schools as a grid, and its first point in metres."""
    cells = np.concatenate([part.cells for part in times])
    low = cells.min(axis=0)
    width, height = cells.max(axis=0) - low + 1
    values = np.full((height, width), np.nan)
    at = cells - low
    np.fmin.at(values, (at[:, 1], at[:, 0]), np.concatenate([part.minutes for part in times]))
    return values, (float(low[0] * GRID_M), float(low[1] * GRID_M))


def smoothed(values: Floats) -> Floats:
    """Return for each point the median of it and its eight neighbours, if enough are known.

    A field without a road is no gap in what minutes reach, and one point that happens to lie by
    the end of a long track is none either.
    """
    padded = np.pad(values, 1, constant_values=np.nan)
    around = np.lib.stride_tricks.sliding_window_view(padded, (3, 3)).reshape(*values.shape, 9)
    enough = (~np.isnan(around)).sum(axis=-1) >= LEAST_KNOWN
    medians = values.copy()
    medians[enough] = np.nanmedian(around[enough], axis=-1)
    return medians


def _tidy(area: shapely.MultiPolygon) -> shapely.MultiPolygon:
    """Leave out islands, gaps and bends that are smaller than the grid can tell."""
    whole = [
        shapely.Polygon(
            part.exterior,
            [hole for hole in part.interiors if shapely.Polygon(hole).area >= LEAST_M2],
        )
        for part in area.geoms
        if part.area >= LEAST_M2
    ]
    plainer = np.asarray(shapely.simplify(whole, GRID_M / 8), dtype=object)
    return shapely.MultiPolygon(list(plainer))
