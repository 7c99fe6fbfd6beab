"""Say what is asked of an engine and what it answers, and cut the pairs to ask into blocks."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

import numpy as np

from geofinder.travel.router import Floats, Indices

STRIP_M = 10_000.0
"""Schools are taken along strips of this height, so that a block's destinations overlap."""


class Tables(NamedTuple):
    """An engine's answer: shapes (sources, destinations), and one distance to a road a point.

    ``duration_s`` and ``distance_m`` are NaN, both, where the engine found no route.
    """

    duration_s: Floats
    distance_m: Floats
    source_snapped_m: Floats
    destination_snapped_m: Floats


class Drive(NamedTuple):
    """The fastest way from one point to another.

    ``lonlat`` has shape (n, 2), at least two points in degrees: the line along the roads, from
    where the first point meets the road to where the second does.
    """

    duration_s: float
    distance_m: float
    lonlat: Floats


class Question(NamedTuple):
    """A table to ask for: the way from each source to each destination.

    ``points`` has shape (n, 2), longitude and latitude in degrees; ``sources`` and
    ``destinations`` are positions in it. A point that is neither still counts in what a road
    network is (see ``Block``).
    """

    points: Floats
    sources: Indices
    destinations: Indices


class Trip(NamedTuple):
    """A route to ask for; each end has shape (2,): longitude and latitude in degrees."""

    start: Floats
    end: Floats


class Engine(Protocol):
    """A table and route service: an OSRM in the process or behind an address.

    It can be pickled, so that a block can be put to it in another process.
    """

    @property
    def most_sources(self) -> int:
        """Return the most sources to ask at once."""

    @property
    def most_destinations(self) -> int:
        """Return the most destinations to ask at once."""

    def tables(self, questions: Sequence[Question]) -> Iterator[Tables]:
        """Yield the answer to each question, in their order.

        Raises:
            TravelError: the engine failed, with its words.
        """

    def routes(self, trips: Sequence[Trip]) -> Iterator[Drive | None]:
        """Yield the fastest way of each trip, in their order; None where no route joins its ends.

        Raises:
            TravelError: the engine failed, with its words.
        """


class Block(NamedTuple):
    """One question to the engine, and the pairs that it is about.

    The question's ``points`` end with two anchors: a table whose points all lie on one small
    detached piece of road is snapped to that piece, any other table is not. The anchors, the same
    in every block, keep an answer from depending on where the pairs were cut.
    """

    question: Question
    rows: Indices
    row_source: Indices
    row_destination: Indices


def walk(grid: Floats) -> Indices:
    """Return an order of the points that keeps near ones together; shape (n, 2), metres."""
    return np.lexsort((grid[:, 0], grid[:, 1] // STRIP_M))


def plan_blocks(
    grid: Floats, lonlat: Floats, origins: Indices, ends: Indices, *, engine: Engine
) -> list[Block]:
    """Cut the pairs into blocks of at most the engine's sources and destinations."""
    order = walk(grid)
    place = np.empty(len(order), dtype=np.intp)
    place[order] = np.arange(len(order))
    anchors = lonlat[order[[0, -1]]] if len(order) else lonlat
    by_origin = np.argsort(place[origins], kind="stable")
    _, nth = np.unique(place[origins[by_origin]], return_inverse=True)
    groups = np.split(by_origin, np.flatnonzero(np.diff(nth // engine.most_sources)) + 1)
    return [
        _block(lonlat, place, rows=part, origins=origins, ends=ends, anchors=anchors)
        for group in groups
        for part in _by_destination(group, place[ends[group]], engine.most_destinations)
    ]


def _by_destination(rows: Indices, places: Indices, most: int) -> list[Indices]:
    inner = np.argsort(places, kind="stable")
    _, nth = np.unique(places[inner], return_inverse=True)
    return np.split(rows[inner], np.flatnonzero(np.diff(nth // most)) + 1)


def _block(
    lonlat: Floats,
    place: Indices,
    *,
    rows: Indices,
    origins: Indices,
    ends: Indices,
    anchors: Floats,
) -> Block:
    used, position = np.unique(
        place[np.concatenate([origins[rows], ends[rows]])], return_inverse=True
    )
    schools = np.argsort(place)[used]
    sources, row_source = np.unique(position[: len(rows)], return_inverse=True)
    destinations, row_destination = np.unique(position[len(rows) :], return_inverse=True)
    points = np.concatenate([lonlat[schools], anchors])
    return Block(Question(points, sources, destinations), rows, row_source, row_destination)
