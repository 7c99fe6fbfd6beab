"""Ask the OSRM engine in this process, over a network built by ``network``."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from geofinder.errors import TravelError
from geofinder.travel.answers import drive_of
from geofinder.travel.blocks import Drive, Tables
from geofinder.travel.router import Floats, Indices


@dataclass(frozen=True)
class LocalEngine:
    """An engine named by its network's path, so that any process can open it for itself."""

    prefix: Path
    most_sources: int = 512
    most_destinations: int = 2048

    def table(self, points: Floats, sources: Indices, destinations: Indices) -> Tables:
        """Answer for every source and destination; see ``Engine.table``."""
        osrm = import_module("osrm")
        parameters = osrm.TableParameters(
            coordinates=[(lon, lat) for lon, lat in points.tolist()],
            sources=sources.tolist(),
            destinations=destinations.tolist(),
            annotations=["duration", "distance"],
            generate_hints=False,
        )
        try:
            answer = _opened(self.prefix).Table(parameters)
        except RuntimeError as error:
            message = f"The routing engine failed on a block of {len(points)} points: {error}."
            raise TravelError(message) from error
        return Tables(
            _floats(answer["durations"]),
            _floats(answer["distances"]),
            _snapped_m(answer["sources"]),
            _snapped_m(answer["destinations"]),
        )

    def route(self, start: Floats, end: Floats) -> Drive | None:
        """Return the fastest way between two points; see ``Engine.route``."""
        osrm = import_module("osrm")
        parameters = osrm.RouteParameters(
            coordinates=[tuple(start.tolist()), tuple(end.tolist())],
            geometries="polyline6",
            overview="full",
            generate_hints=False,
        )
        try:
            answer = _opened(self.prefix).Route(parameters)
        except RuntimeError as error:
            if str(error).startswith("NoRoute"):
                return None
            message = f"The routing engine failed on a route: {error}."
            raise TravelError(message) from error
        best = answer["routes"][0]
        return drive_of({key: best[key] for key in ("duration", "distance", "geometry")})


def _floats(rows: Iterable[Iterable[float | None]]) -> Floats:
    return np.array([list(row) for row in rows], dtype=np.float64)


def _snapped_m(waypoints: Iterable[dict[str, Any]]) -> Floats:
    return np.array([waypoint["distance"] for waypoint in waypoints], dtype=np.float64)


@lru_cache(maxsize=2)
def _opened(prefix: Path) -> Any:  # noqa: ANN401 (the engine's package has no types)
    try:
        return import_module("osrm").OSRM(
            storage_config=str(prefix),
            algorithm="CH",
            use_shared_memory=False,
            max_locations_distance_table=-1,
        )
    except RuntimeError as error:
        message = (
            f"The routing engine cannot open its network in {prefix.parent}: {error}. "
            "Delete that folder; it is made again from the roads file."
        )
        raise TravelError(message) from error
