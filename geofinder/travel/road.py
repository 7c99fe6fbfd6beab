"""Measure travel along roads, with an OSRM engine wherever it runs."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pyproj

from geofinder.errors import TravelError
from geofinder.travel.blocks import Engine, ask, plan_blocks, walk
from geofinder.travel.router import (
    Floats,
    Method,
    Pairs,
    Progress,
    grid_points,
    locate,
    travel_table,
)
from geofinder.units import METRES_PER_KM, MINUTES_PER_HOUR, SECONDS_PER_MINUTE

FASTEST_KMH = 140.0
"""No route of OSRM's car profile is faster than this along the straight line.

The profile drives at 0.8 of the speed limit: 90 km/h at the British limit of 70 mph, which is also
its speed on a motorway without a sign, and 112 km/h where a road is tagged as having no limit. The
engine rounds a stretch's time to 0.1 s, which makes a stretch at most half as fast again (90 to
135), and waiting at turns only adds.
"""
PAIRS_PER_S = 200_000.0
"""Timed with the engine in the process, over a county's roads; a server is slower."""
DEGREE_DECIMALS = 6
"""OSRM holds a millionth of a degree; rounding here makes a URL say what the engine sees."""


@dataclass(frozen=True, kw_only=True)
class RoadRouter:
    """A router that asks an OSRM engine."""

    engine: Engine
    snap_limit_m: float
    sentence: str
    source: dict[str, Any]
    method: Method = "road"
    pairs_per_s: float = PAIRS_PER_S
    _snapped: dict[tuple[float, float], float] = field(default_factory=dict, repr=False)

    def reach_m(self, reach_min: float) -> float:
        """Return a straight line in metres that no journey of ``reach_min`` can be longer than."""
        driven_m = reach_min / MINUTES_PER_HOUR * FASTEST_KMH * METRES_PER_KM
        return driven_m + 2 * self.snap_limit_m

    def snapped_m(self, schools: pd.DataFrame) -> Floats:
        """Return each school's distance to the nearest road in metres.

        Raises:
            TravelError: the engine or server failed.
        """
        grid = grid_points(schools)
        keys = [(x, y) for x, y in grid.tolist()]
        if any(key not in self._snapped for key in keys):
            self._snapped.update(zip(keys, self._snap(grid).tolist(), strict=True))
        return np.array([self._snapped[key] for key in keys], dtype=np.float64)

    def _snap(self, grid: Floats) -> Floats:
        """Ask for every point's way to the first one; only where they snapped is of interest."""
        order = walk(grid)
        lonlat = degrees(grid)
        snapped = np.empty(len(grid))
        anchors = lonlat[order[[0, -1]]]
        for start in range(0, len(order), self.engine.most_sources):
            part = order[start : start + self.engine.most_sources]
            points = np.concatenate([lonlat[part], anchors])
            sources, last = np.arange(len(part)), np.array([len(points) - 1])
            snapped[part] = self.engine.table(points, sources, last).source_snapped_m
        return snapped

    def pairs(
        self, schools: pd.DataFrame, pairs: pd.DataFrame, *, progress: Progress | None = None
    ) -> pd.DataFrame:
        """Return the TRAVEL rows of the ordered pairs; see ``Router.pairs``."""
        located = locate(schools, pairs)
        snapped = self.snapped_m(schools) if len(schools) else np.empty(0)
        worse_m = np.maximum(snapped[located.origins], snapped[located.ends])
        kept = worse_m <= self.snap_limit_m
        located = located._replace(origins=located.origins[kept], ends=located.ends[kept])
        duration_s, distance_m = self._ask(located, progress)
        return travel_table(
            located,
            method=self.method,
            minutes=duration_s / SECONDS_PER_MINUTE,
            distance_m=distance_m,
            snapped_m=worse_m[kept],
        )

    def _ask(self, pairs: Pairs, progress: Progress | None) -> tuple[Floats, Floats]:
        total = len(pairs.origins)
        duration_s, distance_m = np.empty(total), np.empty(total)
        if not total:
            return duration_s, distance_m
        lonlat = degrees(pairs.points)
        blocks = plan_blocks(pairs.points, lonlat, pairs.origins, pairs.ends, engine=self.engine)
        done = 0
        for block in blocks:
            try:
                answer = ask(self.engine, block)
            except TravelError as error:
                message = f"{error} It stopped after {done:,} of {total:,} pairs of schools."
                raise TravelError(message) from error
            duration_s[answer.rows] = answer.duration_s
            distance_m[answer.rows] = answer.distance_m
            done += len(answer.rows)
            if progress is not None:
                progress(done, total)
        return duration_s, distance_m


def degrees(grid: Floats) -> Floats:
    """Return longitude and latitude, shape (n, 2), of points on the National Grid in metres."""
    lon, lat = _to_wgs84().transform(grid[:, 0], grid[:, 1])
    return np.round(np.column_stack([lon, lat]), DEGREE_DECIMALS)


@cache
def _to_wgs84() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(27700, 4326, always_xy=True)
