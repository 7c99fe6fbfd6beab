"""Ask an OSRM server for tables and routes, as much at once as it takes."""

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any

import numpy as np

from geofinder.errors import TravelError
from geofinder.travel.answers import drive_between, tables
from geofinder.travel.blocks import Drive, Question, Tables, Trip
from geofinder.travel.router import Floats, Indices
from geofinder.travel.server import Patience, Server, TooBigError
from geofinder.travel.together import in_order

POINTS = 100
"""What OSRM's own server takes unless it is told otherwise."""
AT_ONCE = 4
NO_ROUTE = "NoRoute"
HINTS = {"generate_hints": "false"}
LEAST_BYTES = 1_000_000
CELL_BYTES = 100
"""A time and a distance have at most some forty letters."""
POINT_BYTES = 2_000
"""A point's place with the name of its street."""
ROUTE_BYTES = 10_000_000


class HttpEngine:
    """An OSRM server's table and route services."""

    def __init__(
        self,
        url: str,
        *,
        most_sources: int = POINTS,
        most_destinations: int = POINTS,
        at_once: int = AT_ONCE,
        patience: Patience | None = None,
    ) -> None:
        """Name the server; nothing is asked of it yet.

        Args:
            url: the server's address, with the path before ``/table/v1`` if there is one.
            most_sources: the most sources asked at once; a server's own limit is learned from it.
            most_destinations: the most destinations asked at once.
            at_once: how many questions are under way at the same time; in a process beside the
                run's own it is one, for there the processes are several.
            patience: how long to wait for what.

        Raises:
            UsageError: ``url`` is not the address of a server.
        """
        self.server = Server(url, patience or Patience())
        self.most_sources = most_sources
        self.most_destinations = most_destinations
        self._at_once = at_once
        self._most_cells = most_sources * most_destinations

    def __getstate__(self) -> dict[str, Any]:
        """Go to another process without what was learned, so that equal runs have equal parts."""
        most_cells = self.most_sources * self.most_destinations
        return vars(self) | {"_at_once": 1, "_most_cells": most_cells}

    @property
    def sentence(self) -> str:
        """Say in plain words how the minutes were measured."""
        return (
            f"Road minutes by car from the OSRM server at {self.server.shown}: its own roads, of a "
            "date it does not tell, and its own speeds, without the queues of the school run."
        )

    @property
    def source(self) -> dict[str, Any]:
        """Return the same as JSON-ready facts."""
        return {
            "method": "road",
            "url": self.server.shown,
            "engine": "OSRM server",
            "profile": "driving",
        }

    def tables(self, questions: Sequence[Question]) -> Iterator[Tables]:
        """Yield the answers; see ``Engine.tables``."""
        return self.each(lambda question: self.table(*question), questions)

    def routes(self, trips: Sequence[Trip]) -> Iterator[Drive | None]:
        """Yield the fastest ways; see ``Engine.routes``."""
        return self.each(lambda trip: self.route(*trip), trips)

    def each[Q, A](self, ask: Callable[[Q], A], questions: Sequence[Q]) -> Generator[A]:
        """Yield the answer to each question; see ``in_order``."""
        if self._at_once < 2 or len(questions) < 2:  # noqa: PLR2004
            yield from map(ask, questions)
            return
        stopped = self.server.stopped = threading.Event()
        try:
            yield from in_order(ask, questions, at_once=self._at_once, stopped=stopped)
        finally:
            self.server.stopped = threading.Event()

    def table(self, points: Floats, sources: Indices, destinations: Indices) -> Tables:
        """Answer one ``Question``.

        Raises:
            TravelError: the server failed or sent nonsense, with its words.
        """
        if len(sources) * len(destinations) > self._most_cells:
            return self._halved(points, sources, destinations)
        try:
            return self._ask(points, sources, destinations)
        except TooBigError as error:
            cells = len(sources) * len(destinations)
            if cells <= 1:
                message = (
                    f"{self.server.name} does not take even one pair of schools: {error}. "
                    "Start it with a larger --max-table-size."
                )
                raise TravelError(message) from error
            self._most_cells = min(self._most_cells, cells // 2)
            return self._halved(points, sources, destinations)

    def route(self, start: Floats, end: Floats) -> Drive | None:
        """Answer one ``Trip``.

        Raises:
            TravelError: the server failed or sent nonsense, with its words.
        """
        ends = np.stack([start, end])
        query = {"geometries": "polyline6", "overview": "full", **HINTS}
        path = f"/route/v1/driving/{_coordinates(ends)}"
        try:
            answer = self.server.get(path, query, most_bytes=ROUTE_BYTES)
        except TooBigError as error:
            message = f"{self.server.name} does not take even one route: {error}."
            raise TravelError(message) from error
        if answer["code"] == NO_ROUTE:
            return None
        return self._sense(lambda: drive_between(answer, ends))

    def _halved(self, points: Floats, sources: Indices, destinations: Indices) -> Tables:
        """Ask for two halves; points of neither kind (a block's anchors) stay in both."""
        anchors = np.setdiff1d(np.arange(len(points)), np.union1d(sources, destinations))
        by_source = len(sources) >= len(destinations)
        halves = [
            self._part(points, sources=part, destinations=destinations, anchors=anchors)
            if by_source
            else self._part(points, sources=sources, destinations=part, anchors=anchors)
            for part in np.array_split(sources if by_source else destinations, 2)
        ]
        axis = 0 if by_source else 1
        return Tables(
            np.concatenate([half.duration_s for half in halves], axis=axis),
            np.concatenate([half.distance_m for half in halves], axis=axis),
            _joined([half.source_snapped_m for half in halves], whole=by_source),
            _joined([half.destination_snapped_m for half in halves], whole=not by_source),
        )

    def _part(
        self, points: Floats, *, sources: Indices, destinations: Indices, anchors: Indices
    ) -> Tables:
        used = np.union1d(sources, destinations)
        return self.table(
            points[np.concatenate([used, anchors])],
            np.searchsorted(used, sources),
            np.searchsorted(used, destinations),
        )

    def _ask(self, points: Floats, sources: Indices, destinations: Indices) -> Tables:
        shape = len(sources), len(destinations)
        answer = self.server.get(
            f"/table/v1/driving/{_coordinates(points)}",
            {
                "sources": ";".join(map(str, sources.tolist())),
                "destinations": ";".join(map(str, destinations.tolist())),
                "annotations": "duration,distance",
                **HINTS,
            },
            most_bytes=LEAST_BYTES + CELL_BYTES * shape[0] * shape[1] + POINT_BYTES * sum(shape),
        )
        return self._sense(lambda: tables(answer, points[sources], points[destinations]))

    def _sense[T](self, read: Callable[[], T]) -> T:
        try:
            return read()
        except (ValueError, OverflowError) as error:
            message = f"{self.server.name} sent an answer that cannot be used: {error}."
            raise TravelError(message) from error


def _coordinates(lonlat: Floats) -> str:
    return ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in lonlat.tolist())


def _joined(parts: list[Floats], *, whole: bool) -> Floats:
    """Return both halves of what was split, or the one copy of what was not."""
    return np.concatenate(parts) if whole else parts[0]
