"""Measure travel along roads, with an OSRM engine wherever it runs."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pyproj

from geofinder.errors import TravelError
from geofinder.travel.blocks import Engine, Question, plan_blocks, walk
from geofinder.travel.router import (
    Floats,
    Indices,
    Method,
    Pairs,
    Progress,
    locate,
    travel_table,
)
from geofinder.units import (
    GRID,
    METRES_PER_KM,
    MINUTES_PER_HOUR,
    SECONDS_PER_MINUTE,
    grid_points,
    straight_m,
)

FASTEST_KMH = 140.0
"""No route of OSRM's car profile is faster than this along the straight line.

The profile drives at 0.8 of the speed limit: 90 km/h at the British limit of 70 mph, which is also
its speed on a motorway without a sign, and 112 km/h where a road is tagged as having no limit. The
engine rounds a stretch's time to 0.1 s, which makes a stretch at most half as fast again (90 to
135), and waiting at turns only adds.
"""
FASTEST_M_PER_MIN = FASTEST_KMH * METRES_PER_KM / MINUTES_PER_HOUR
GRID_SCALE = 0.01
"""A straight line on the National Grid is up to 0.1 % longer than on the ground; OSRM's own
distances are as good as 0.5 %."""
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
        return reach_min * FASTEST_M_PER_MIN + 2 * self.snap_limit_m

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
        most = self.engine.most_sources
        parts = [order[start : start + most] for start in range(0, len(order), most)]
        questions = [
            Question(
                np.concatenate([lonlat[part], anchors]),
                np.arange(len(part)),
                np.array([len(part) + len(anchors) - 1]),
            )
            for part in parts
        ]
        for part, answer in zip(parts, self.engine.tables(questions), strict=True):
            snapped[part] = answer.source_snapped_m
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
        answers = self.engine.tables([block.question for block in blocks])
        done = 0
        try:
            for block, answer in zip(blocks, answers, strict=True):
                cells = block.row_source, block.row_destination
                taken_s, driven_m = answer.duration_s[cells], answer.distance_m[cells]
                self._check_possible(pairs, block.rows, taken_s, driven_m)
                duration_s[block.rows], distance_m[block.rows] = taken_s, driven_m
                done += len(block.rows)
                if progress is not None:
                    progress(done, total)
        except TravelError as error:
            message = f"{error} It stopped after {done:,} of {total:,} pairs of schools."
            raise TravelError(message) from error
        return duration_s, distance_m

    def _check_possible(
        self, pairs: Pairs, rows: Indices, duration_s: Floats, distance_m: Floats
    ) -> None:
        """Refuse drives that are faster than any car or shorter than the straight line.

        ``reach_m`` counts on that: pairs farther apart are never asked about.
        """
        apart_m = straight_m(pairs.points[pairs.origins[rows]], pairs.points[pairs.ends[rows]])
        fastest_m = duration_s / SECONDS_PER_MINUTE * FASTEST_M_PER_MIN
        possible_m = np.minimum(fastest_m, distance_m * (1 + GRID_SCALE)) + 2 * self.snap_limit_m
        wrong = apart_m > possible_m
        if wrong.any():
            first = int(wrong.argmax())
            start, end = (pairs.urns[side[rows[first]]] for side in (pairs.origins, pairs.ends))
            place = self.source.get("path") or self.source.get("url")
            message = (
                f"{place} says that a drive from school {start} to {end}, which lie "
                f"{apart_m[first] / METRES_PER_KM:,.1f} km apart, takes "
                f"{duration_s[first] / SECONDS_PER_MINUTE:,.1f} minutes over "
                f"{distance_m[first] / METRES_PER_KM:,.1f} km: no car does that. Its answers are "
                "damaged or its profile is not one for cars: give another extract or server."
            )
            raise TravelError(message)


def degrees(grid: Floats) -> Floats:
    """Return longitude and latitude, shape (n, 2), of points on the National Grid in metres."""
    lon, lat = _to_wgs84().transform(grid[:, 0], grid[:, 1])
    return np.round(np.column_stack([lon, lat]), DEGREE_DECIMALS)


@cache
def _to_wgs84() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(GRID, 4326, always_xy=True)
