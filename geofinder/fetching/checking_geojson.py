"""Check that a file is whole GeoJSON of outlines in degrees."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geofinder.fetching.addresses import Source
from geofinder.fetching.trouble import NotThereError, RefusedError, plain

_AREAS = {"Polygon": 2, "MultiPolygon": 3}
"""How deep the rings of points lie in the coordinates of each."""
_MOST_EAST, _MOST_NORTH = 180.0, 90.0
_FEWEST_POINTS = 4


def check_geojson(path: Path, source: Source) -> dict[str, str | int]:
    """Return the number of outlines.

    Raises:
        NotThereError: the server's own error in JSON, or only a part of the outlines: servers of
            maps send both with status 200.
        RefusedError: not JSON, not outlines, not in degrees, or too few.
    """
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        message = f"what came is not GeoJSON ({plain(str(error))})"
        raise RefusedError(message, cure="Try again later.") from error
    if not isinstance(content, dict):
        message = "what came is JSON, but not GeoJSON"
        raise RefusedError(message)
    if "error" in content and "features" not in content:
        message = f"the server answers {plain(json.dumps(content['error']))}"
        raise NotThereError(message)
    if _exceeds(content) or _exceeds(content.get("properties")):
        message = "the server sends only a part of the outlines (exceededTransferLimit)"
        raise NotThereError(message)
    features = content.get("features")
    if content.get("type") != "FeatureCollection" or not isinstance(features, list):
        message = "what came is JSON, but not a GeoJSON collection of outlines"
        raise RefusedError(message)
    for number, feature in enumerate(features, start=1):
        wrong = _wrong_with(feature)
        if wrong:
            message = f"outline {number} of what came {wrong}"
            raise RefusedError(message)
    if len(features) < source.fewest:
        message = f"what came has {len(features):,} outlines, the whole at least {source.fewest:,}"
        raise RefusedError(message)
    return {"outlines": len(features)}


def _exceeds(part: object) -> bool:
    return isinstance(part, dict) and part.get("exceededTransferLimit") is True


def _wrong_with(feature: object) -> str:
    shape = feature.get("geometry") if isinstance(feature, dict) else None
    kind = shape.get("type") if isinstance(shape, dict) else None
    if not isinstance(shape, dict) or not isinstance(kind, str) or kind not in _AREAS:
        return "is not an area (Polygon or MultiPolygon)"
    rings = list(_rings(shape.get("coordinates"), depth=_AREAS[kind] - 1))
    if not rings or not all(isinstance(ring, list) for ring in rings):
        return "has no coordinates"
    for ring in rings:
        if len(ring) < _FEWEST_POINTS or not all(_is_point(point) for point in ring):
            return "has coordinates that are not degrees of longitude and latitude"
    return ""


def _rings(part: object, *, depth: int) -> Iterator[Any]:
    if depth == 0:
        yield part
    elif isinstance(part, list):
        for inner in part:
            yield from _rings(inner, depth=depth - 1)
    else:
        yield None


def _is_point(point: object) -> bool:
    return (
        isinstance(point, list)
        and len(point) in {2, 3}
        and all(isinstance(x, int | float) and not isinstance(x, bool) for x in point)
        and abs(point[0]) <= _MOST_EAST
        and abs(point[1]) <= _MOST_NORTH
    )


def _no_number(name: str) -> float:
    message = f"{name} is not a number"
    raise ValueError(message)
