"""Read what an OSRM engine answered, and refuse what makes no sense."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from geofinder.travel.blocks import Drive, Tables
from geofinder.travel.polyline import decode
from geofinder.travel.router import Floats

LONGEST_S = 7 * 24 * 3600.0
"""No drive takes a week; an engine that says so has lost count."""
FARTHEST_M = 20_040_000.0
"""Half around the world."""
EARTH_M = 6_372_797.56
"""The radius that OSRM measures with."""
NEAR_M = 100_000.0
"""Farther away OSRM's short formula for a distance and the sphere's differ too much to compare."""
SAME_PLACE_M = 25.0
SAME_PLACE = 0.01
WORDS = 60


def tables(answer: dict[str, Any], starts: Floats, ends: Floats) -> Tables:
    """Return a table service's answer for ``starts`` and ``ends``, in degrees.

    Raises:
        ValueError: a part is missing or is not what it should be.
    """
    shape = len(starts), len(ends)
    duration_s = cells(answer, "durations", shape, most=LONGEST_S)
    if answer.get("distances") is None:
        message = "it gives no distances, which OSRM does from version 5.18 on"
        raise ValueError(message)
    distance_m = cells(answer, "distances", shape, most=FARTHEST_M)
    if not np.array_equal(np.isnan(duration_s), np.isnan(distance_m)):
        message = "it gives minutes without a distance, or a distance without minutes"
        raise ValueError(message)
    return Tables(
        duration_s,
        distance_m,
        snapped_m(answer, "sources", starts),
        snapped_m(answer, "destinations", ends),
    )


def cells(answer: dict[str, Any], key: str, shape: tuple[int, int], *, most: float) -> Floats:
    """Return a table's values, NaN where the answer has none.

    Raises:
        ValueError: a row or value is missing or is not a number from 0 to ``most``.
    """
    rows = answer.get(key)
    if not isinstance(rows, list) or len(rows) != shape[0]:
        message = f"its {key!r} should have {shape[0]} rows"
        raise ValueError(message)
    for row in rows:
        if not isinstance(row, list) or len(row) != shape[1]:
            message = f"each row of its {key!r} should have {shape[1]} values"
            raise ValueError(message)
        _check_numbers(key, (value for value in row if value is not None), most=most)
    return np.array(rows, dtype=np.float64).reshape(shape)


def snapped_m(answer: dict[str, Any], key: str, lonlat: Floats) -> Floats:
    """Return the distance in metres from each of the points asked about to its road.

    The answer names each point's place on a road: it must lie as far from the point as the answer
    says, or it is of another point. A server before version 5.21 leaves that distance out.

    Raises:
        ValueError: a place or distance is missing, is no number, or does not fit the point.
    """
    points = answer.get(key)
    if not isinstance(points, list) or len(points) != len(lonlat):
        message = f"its {key!r} should have {len(lonlat)} points"
        raise ValueError(message)
    known = [point if isinstance(point, dict) else {} for point in points]
    places = [point.get("location") for point in known]
    for place in places:
        if not isinstance(place, list) or len(place) != 2:  # noqa: PLR2004
            message = f"its {key!r} hold a point at {place!r:.{WORDS}}"
            raise ValueError(message)
        _check_numbers(key, place, least=-180.0, most=180.0)
    away_m = great_circle_m(lonlat, np.array(places, dtype=np.float64).reshape(-1, 2))
    told = [point.get("distance") for point in known]
    if all(value is None for value in told):
        return away_m
    _check_numbers(key, told, most=FARTHEST_M)
    told_m = np.array(told, dtype=np.float64)
    apart = np.abs(told_m - away_m) > SAME_PLACE_M + SAME_PLACE * away_m
    apart &= np.minimum(told_m, away_m) < NEAR_M
    if apart.any():
        first = int(apart.argmax())
        message = (
            f"its {key!r} hold a place {away_m[first]:,.0f} m from the point asked about, and call "
            f"that {told_m[first]:,.0f} m"
        )
        raise ValueError(message)
    return told_m


def great_circle_m(one: Floats, other: Floats) -> Floats:
    """Return the distances in metres between points in degrees, each of shape (n, 2)."""
    (lon, lat), (lon_, lat_) = np.radians(one).T, np.radians(other).T
    half = np.sin((lat_ - lat) / 2) ** 2
    half += np.cos(lat) * np.cos(lat_) * np.sin((lon_ - lon) / 2) ** 2
    return np.asarray(2 * EARTH_M * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def _check_numbers(
    key: str, values: Iterable[object], *, least: float = 0.0, most: float = math.inf
) -> None:
    for value in values:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not least <= value <= most or value == math.inf:  # type: ignore[operator]
            message = f"its {key!r} hold {value!r:.{WORDS}}"
            raise ValueError(message)


def no_number(name: str) -> float:
    """Refuse a ``NaN`` or ``Infinity``, which Python's JSON would let through.

    Raises:
        ValueError: always.
    """
    message = f"{name} is not a number"
    raise ValueError(message)


def drive_of(route: object) -> Drive:
    """Return the first route of an answer as a drive.

    Raises:
        ValueError: a part is missing or is not what it should be.
    """
    if not isinstance(route, dict):
        message = "it should hold a route"
        raise ValueError(message)  # noqa: TRY004 (every wrong answer is told in one way)
    duration_s, distance_m = route.get("duration", ""), route.get("distance", "")
    _check_numbers("duration", [duration_s], most=LONGEST_S)
    _check_numbers("distance", [distance_m], most=FARTHEST_M)
    line = route.get("geometry")
    if not isinstance(line, str):
        message = f"its 'geometry' is {line!r:.{WORDS}}"
        raise ValueError(message)  # noqa: TRY004
    return Drive(float(duration_s), float(distance_m), decode(line))


def drive_between(answer: dict[str, Any], ends: Floats) -> Drive:
    """Return a route service's answer as the drive between two points in degrees.

    Raises:
        ValueError: a part is missing, is not what it should be, or the line is of other points.
    """
    routes = answer.get("routes")
    found = drive_of(routes[0] if isinstance(routes, list) and routes else None)
    road_m = snapped_m(answer, "waypoints", ends)
    away_m = great_circle_m(ends, found.lonlat[[0, -1]])
    if (np.abs(away_m - road_m) > SAME_PLACE_M + SAME_PLACE * away_m).any():
        message = f"its line ends {away_m.max():,.0f} m from a point asked about"
        raise ValueError(message)
    return found
