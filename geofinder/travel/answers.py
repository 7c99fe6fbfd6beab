"""Read what an OSRM engine answered, and refuse what makes no sense."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from geofinder.travel.blocks import Drive
from geofinder.travel.polyline import decode
from geofinder.travel.router import Floats


def cells(answer: dict[str, Any], key: str, shape: tuple[int, int]) -> Floats:
    """Return a table's values, NaN where the answer has none.

    Raises:
        ValueError: a row or value is missing or is not a number of at least 0.
        OverflowError: a number is too large for any drive.
    """
    rows = answer.get(key)
    if not isinstance(rows, list) or len(rows) != shape[0]:
        message = f"its {key!r} should have {shape[0]} rows"
        raise ValueError(message)
    for row in rows:
        if not isinstance(row, list) or len(row) != shape[1]:
            message = f"each row of its {key!r} should have {shape[1]} values"
            raise ValueError(message)
        _check_numbers(key, (value for value in row if value is not None))
    return np.array(rows, dtype=np.float64).reshape(shape)


def snapped_m(answer: dict[str, Any], key: str, size: int) -> Floats:
    """Return each point's distance to a road in metres.

    Raises:
        ValueError: a point or its distance is missing or is not a number of at least 0.
        OverflowError: a number is too large for any distance.
    """
    waypoints = answer.get(key)
    if not isinstance(waypoints, list) or len(waypoints) != size:
        message = f"its {key!r} should have {size} points"
        raise ValueError(message)
    values = [point.get("distance") if isinstance(point, dict) else None for point in waypoints]
    _check_numbers(key, values)
    return np.array(values, dtype=np.float64)


def _check_numbers(key: str, values: Iterable[object]) -> None:
    for value in values:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 <= value < math.inf:  # type: ignore[operator]
            message = f"its {key!r} hold {value!r}"
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
        OverflowError: a number is too large for any drive.
    """
    if not isinstance(route, dict):
        message = "it should hold a route"
        raise ValueError(message)  # noqa: TRY004 (every wrong answer is told in one way)
    duration_s, distance_m = route.get("duration", ""), route.get("distance", "")
    _check_numbers("duration", [duration_s])
    _check_numbers("distance", [distance_m])
    line = route.get("geometry")
    if not isinstance(line, str):
        message = f"its 'geometry' is {line!r}"
        raise ValueError(message)  # noqa: TRY004
    return Drive(float(duration_s), float(distance_m), decode(line))
