"""Write roads, water and names of places as steps of whole numbers, within a budget of bytes."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from geofinder.page.backdrop import WGS84
from geofinder.page.coding import clean
from geofinder.result import Backdrop, RunResult

MOST_BYTES = 150_000
"""What the ground may add to a page; the outlines of land have a bound of their own."""
_DECIMALS = 4
_TOLERANCES_M = (12.0, 30.0, 60.0)
_SMALL_WATER_M2 = 200_000.0
KINDS = ("city", "town", "village", "suburb", "hamlet")


class _Part(NamedTuple):
    """One class of the ground: what people call it, where it is written, and how to write it."""

    called: str
    key: str
    rows: Callable[[Backdrop, float], list[Any]]


def _roads(kind: str) -> Callable[[Backdrop, float], list[Any]]:
    def rows(ground: Backdrop, tolerance_m: float) -> list[Any]:
        chosen = ground.roads[ground.roads["highway"] == kind]
        refs = chosen["ref"] if "ref" in chosen else chosen["highway"].where(lambda _: False)
        return _lines(chosen, refs.tolist(), tolerance_m, kind=kind)

    return rows


def _rivers(ground: Backdrop, tolerance_m: float) -> list[Any]:
    return _lines(ground.rivers, ground.rivers["name"].tolist(), tolerance_m)


def _lines(
    frame: gpd.GeoDataFrame, names: list[Any], tolerance_m: float, **more: str
) -> list[dict[str, Any]]:
    """Return a row for each name: its lines as steps in 1e-4 degrees, "" where it has none."""
    shapes = frame.geometry.simplify(tolerance_m).to_crs(WGS84)
    by_name: dict[str, list[list[int]]] = {}
    for name, shape in zip(names, shapes, strict=True):
        key = clean(name).strip() if isinstance(name, str) else ""
        by_name.setdefault(key, []).extend(_steps(part) for part in shapely.get_parts(shape))
    return [
        {**more, "name": name, "lines": lines}
        for name in sorted(by_name)
        if (lines := sorted(line for line in by_name[name] if len(line) > 2))  # noqa: PLR2004 (a point)
    ]


def _steps(line: shapely.Geometry) -> list[int]:
    """Return latitude and longitude, then steps, in units of 1e-4 degrees, none of them nothing."""
    whole = np.round(shapely.get_coordinates(line)[:, ::-1] * 10**_DECIMALS).astype(int)
    moves = np.vstack([whole[:1], np.diff(whole, axis=0)])
    moves = moves[[True, *moves[1:].any(axis=1)]]
    return [int(value) for value in moves.ravel()]


def _water(*, small: bool) -> Callable[[Backdrop, float], list[Any]]:
    def rows(ground: Backdrop, tolerance_m: float) -> list[Any]:
        chosen = ground.water[(ground.water.area < _SMALL_WATER_M2) == small]
        shapes = chosen.geometry.simplify(tolerance_m).to_crs(WGS84)
        areas = [
            [_steps(ring) for ring in (part.exterior, *part.interiors)]
            for shape in shapes
            for part in shapely.get_parts(shape)
            if part.geom_type == "Polygon" and not part.is_empty
        ]
        return sorted(areas)

    return rows


def _places(*kinds: str) -> Callable[[Backdrop, float], list[Any]]:
    def rows(ground: Backdrop, tolerance_m: float) -> list[Any]:
        del tolerance_m  # a point has nothing to leave out
        chosen = ground.places[ground.places["kind"].isin(kinds)]
        points = chosen.geometry.to_crs(WGS84)
        scale = 10**_DECIMALS
        named = [
            [
                clean(str(name)).strip(),
                KINDS.index(kind),
                None if people is None else int(people),
                round(north * scale),
                round(east * scale),
            ]
            for name, kind, people, north, east in zip(
                chosen["name"],
                chosen["kind"],
                chosen["population"].astype("object").where(chosen["population"].notna(), None),
                points.y,
                points.x,
                strict=True,
            )
        ]
        return sorted(named, key=lambda row: (row[1], -(row[2] or 0), row[0], row[3], row[4]))

    return rows


_PARTS = (
    _Part("motorways", "roads", _roads("motorway")),
    _Part("trunk roads", "roads", _roads("trunk")),
    _Part("names of towns", "places", _places("city", "town")),
    _Part("A roads", "roads", _roads("primary")),
    _Part("large lakes", "water", _water(small=False)),
    _Part("names of villages", "places", _places("village")),
    _Part("rivers", "rivers", _rivers),
    _Part("B roads", "roads", _roads("secondary")),
    _Part("names of suburbs", "places", _places("suburb")),
    _Part("small lakes", "water", _water(small=True)),
    _Part("names of hamlets", "places", _places("hamlet")),
    _Part("minor roads", "roads", _roads("tertiary")),
)
"""Most important first: where a page would grow too large, the last go first."""


def ground_part(result: RunResult) -> dict[str, Any]:
    """Return what the map's script draws under the schools; empty lists where nothing is known."""
    written, _ = _within_budget(result.backdrop)
    tiles = result.tiles
    return {
        **written,
        "districts": _district_names(result),
        "tiles": None if tiles is None else {"url": tiles.url},
    }


def ground_notes(result: RunResult) -> list[str]:
    """Return what a reader of the map should know of its ground, not escaped."""
    notes = []
    if result.outline is not None:
        notes.append(
            "Beyond the outlines of districts that were given, the map shows a coarse outline of "
            "England and Wales, true to some hundred metres; Scotland is drawn in broad strokes."
        )
    _, dropped = _within_budget(result.backdrop)
    if dropped:
        notes.append(f"So that the page stays small, its map leaves out: {', '.join(dropped)}.")
    if result.tiles is not None:
        host = result.tiles.origin
        notes.append(
            f"While this page is open, its map asks {host} for tiles. That server learns "
            "the reader's address, the address of the site that shows the page, and which places "
            "are looked at. Without the tiles the map is drawn from what the page holds."
        )
    return notes


def _within_budget(ground: Backdrop | None) -> tuple[dict[str, list[Any]], list[str]]:
    """Return the ground as finely as fits, and what the classes are called that did not fit."""
    written: dict[str, list[Any]] = {"roads": [], "rivers": [], "water": [], "places": []}
    if ground is None:
        return written, []
    for tolerance_m in _TOLERANCES_M:
        parts = [(part, part.rows(ground, tolerance_m)) for part in _PARTS]
        sizes = [_bytes(rows) for _, rows in parts]
        if sum(sizes) <= MOST_BYTES:
            break
    total = 0
    dropped: list[str] = []
    for (part, rows), size in zip(parts, sizes, strict=True):
        if rows and (dropped or total + size > MOST_BYTES):
            dropped.append(part.called)
            continue
        written[part.key] += rows
        total += size
    return written, dropped


def _bytes(rows: list[Any]) -> int:
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return len(text.encode())


def _district_names(result: RunResult) -> list[list[Any]]:
    """Return each named district around the schools with a point inside it."""
    if result.districts is None or "name" not in result.districts:
        return []
    inside = result.districts.geometry.representative_point().to_crs(WGS84)
    scale = 10**_DECIMALS
    return sorted(
        [clean(str(name)).strip(), round(north * scale), round(east * scale)]
        for name, north, east in zip(result.districts["name"], inside.y, inside.x, strict=True)
        if name
    )
