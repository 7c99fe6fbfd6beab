"""Ask the OSRM engine in this process, over a network built by ``network``."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from geofinder.errors import TravelError
from geofinder.travel.answers import drive_of
from geofinder.travel.blocks import Drive, Question, Tables, Trip
from geofinder.travel.network import whole_network
from geofinder.travel.router import Floats, Indices

_FAILURES = (RuntimeError, MemoryError)


@dataclass(frozen=True)
class LocalEngine:
    """An engine named by its network's path, so that any process can open it for itself."""

    prefix: Path
    most_sources: int = 512
    most_destinations: int = 2048

    def tables(self, questions: Sequence[Question]) -> Iterator[Tables]:
        """Yield the answers; see ``Engine.tables``."""
        return (self.table(*question) for question in questions)

    def routes(self, trips: Sequence[Trip]) -> Iterator[Drive | None]:
        """Yield the fastest ways; see ``Engine.routes``."""
        return (self.route(*trip) for trip in trips)

    def table(self, points: Floats, sources: Indices, destinations: Indices) -> Tables:
        """Answer one ``Question``."""
        osrm = import_module("osrm")
        parameters = osrm.TableParameters(
            coordinates=[(lon, lat) for lon, lat in points.tolist()],
            sources=sources.tolist(),
            destinations=destinations.tolist(),
            annotations=["duration", "distance"],
            generate_hints=False,
        )
        engine = _opened(self.prefix)
        try:
            answer = engine.Table(parameters)
        except _FAILURES as error:
            message = (
                f"The routing engine failed on a block of {len(points)} points: {_why(error)}."
            )
            raise TravelError(message) from error
        return Tables(
            _floats(answer["durations"]),
            _floats(answer["distances"]),
            _snapped_m(answer["sources"]),
            _snapped_m(answer["destinations"]),
        )

    def route(self, start: Floats, end: Floats) -> Drive | None:
        """Answer one ``Trip``."""
        osrm = import_module("osrm")
        parameters = osrm.RouteParameters(
            coordinates=[tuple(start.tolist()), tuple(end.tolist())],
            geometries="polyline6",
            overview="full",
            generate_hints=False,
        )
        engine = _opened(self.prefix)
        try:
            answer = engine.Route(parameters)
        except _FAILURES as error:
            if str(error).startswith("NoRoute"):
                return None
            message = f"The routing engine failed on a route: {_why(error)}."
            raise TravelError(message) from error
        best = answer["routes"][0]
        return drive_of({key: best[key] for key in ("duration", "distance", "geometry")})


def _floats(rows: Iterable[Iterable[float | None]]) -> Floats:
    return np.array([list(row) for row in rows], dtype=np.float64)


def _snapped_m(waypoints: Iterable[dict[str, Any]]) -> Floats:
    return np.array([waypoint["distance"] for waypoint in waypoints], dtype=np.float64)


def _why(error: BaseException) -> str:
    return (
        "no memory is left (--processes 1 needs least)"
        if isinstance(error, MemoryError)
        else str(error)
    )


@lru_cache(maxsize=2)
def _opened(prefix: Path) -> Any:  # noqa: ANN401 (the engine's package has no types)
    try:
        # The engine may end the whole process on a damaged file, or answer nonsense from it.
        if whole_network(prefix.parent) is None:
            message = "its files are not as they were built"
            raise RuntimeError(message)
        return import_module("osrm").OSRM(
            storage_config=str(prefix),
            algorithm="CH",
            use_shared_memory=False,
            max_locations_distance_table=-1,
        )
    except _FAILURES as error:
        message = (
            f"The routing engine cannot open its network in {prefix.parent}: {_why(error)}. "
            "Start the same command again: a network that is damaged or gone is made anew from "
            "the roads file."
        )
        raise TravelError(message) from error
