"""Draw a small map as one SVG that needs no script: schools, numbers, towns, districts, scale."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geofinder.page.coding import clean
from geofinder.page.saying import said
from geofinder.page.sketch_marks import Placed, marks
from geofinder.units import GRID, METRES_PER_KM

WIDTH, HEIGHT = 640, 400
_ROOM = 0.14
_LEAST_ACROSS_M = 4_000.0
_SCALES_KM = (1, 2, 5, 10, 20, 50)
_TOWNS = 9
_COAST_M, _MOSTLY = 1_000.0, 0.95
_ROAD_CLASSES = ("motorway", "trunk", "primary")


class View(NamedTuple):
    """A window on the National Grid and how many pixels a metre is."""

    west: float
    north: float
    scale: float
    width: float
    height: float

    @classmethod
    def around(
        cls,
        points: Iterable[tuple[float, float]],
        *,
        width: float,
        height: float,
        room: float = _ROOM,
    ) -> "View":
        """Return the smallest window with all points inside, ``room`` of its size around them."""
        xy = np.array(list(points), dtype=np.float64)
        low, high = xy.min(axis=0), xy.max(axis=0)
        middle = (low + high) / 2
        across = np.maximum((high - low) * (1 + 2 * room), _LEAST_ACROSS_M)
        scale = float(min(width / across[0], height / across[1]))
        west, north = middle + np.array([-width, height]) / scale / 2
        return cls(float(west), float(north), scale, width, height)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixels of a place."""
        return (x - self.west) * self.scale, (self.north - y) * self.scale

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The window in metres: west, south, east, north."""
        return (
            self.west,
            self.north - self.height / self.scale,
            self.west + self.width / self.scale,
            self.north,
        )


def sketch(  # noqa: PLR0913 (what is drawn, each by its name)
    schools: gpd.GeoDataFrame,
    numbers: Mapping[int, str],
    *,
    rings: Sequence[int],
    label: str,
    districts: gpd.GeoDataFrame | None,
    roads: gpd.GeoDataFrame | None,
    height: int = HEIGHT,
    links: Mapping[int, str] | None = None,
) -> str:
    """Return an SVG map around the schools that have a number or a ring.

    Args:
        schools: SCHOOLS; those without a number are small and pale.
        numbers: what is written beside a school, by urn.
        rings: the schools in a ring.
        label: what a screen reader says of the map.
        districts: outlines in EPSG:27700, or None.
        roads: main roads in EPSG:27700 with ``highway``, or None.
        height: in the units of which the width has 640.
        links: where a click on a school leads (``#place``), by urn.
    """
    told_urns = {*numbers, *rings}
    told = schools[schools["urn"].isin(told_urns)]
    view = View.around(
        zip(told["easting"], told["northing"], strict=True), width=WIDTH, height=height
    )
    inside = inside_of(view, schools)
    taken = [(0.0, height - 28.0, 200.0, float(height))]  # the scale stands here
    placed = _apart(inside, view)
    taken += [(x - 6, y - 6, x + 6, y + 6) for urn, x, y, _ in placed if urn in told_urns]
    back = behind(districts, inside)
    role = "group" if links else "img"
    parts = [
        (
            f'<svg class="sketch" viewBox="0 0 {WIDTH} {height}" role="{role}" '
            f'aria-label="{said(label)}">'
        ),
        f'<rect class="{back}" width="{WIDTH}" height="{height}"/>',
        *land(districts, view),
        *ways(roads, view),
        *marks(placed, schools, rings=rings, told=told_urns, links=links or {}),
        *_numbers(placed, numbers, taken),
        *towns(inside, view, taken),
        scale_bar(view),
        "</svg>",
    ]
    return "\n".join(parts)


def inside_of(view: View, schools: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the schools in the window."""
    west, south, east, north = view.box
    return schools[
        schools["easting"].between(west, east) & schools["northing"].between(south, north)
    ]


def _apart(schools: pd.DataFrame, view: View) -> list[Placed]:
    """Return urn, pixels and stage; schools at one place stand side by side."""
    seen: dict[tuple[int, int], int] = {}
    placed = []
    for urn, easting, northing, stage in (
        schools[["urn", "easting", "northing", "stage"]].sort_values("urn").to_numpy(dtype=object)
    ):
        x, y = view.at(float(easting), float(northing))
        key = (round(x / 4), round(y / 4))
        beside = seen.get(key, 0)
        seen[key] = beside + 1
        placed.append((int(urn), x + 11 * beside, y, str(stage)))
    return placed


def behind(districts: gpd.GeoDataFrame | None, schools: gpd.GeoDataFrame) -> str:
    """Return what lies outside the districts: sea where they hold the schools, else more land."""
    if districts is None or schools.empty:
        return "land"
    shapes = districts.geometry.to_crs(GRID).to_numpy()
    # A simplified coast leaves some schools in the water.
    tree = shapely.STRtree(schools.geometry.buffer(_COAST_M).to_numpy())
    held = {int(row) for row in tree.query(shapes, predicate="intersects")[1]}
    return "sea" if len(held) >= _MOSTLY * len(schools) else "land"


def land(districts: gpd.GeoDataFrame | None, view: View) -> list[str]:
    """Return the outlines of districts as one path; nothing without them."""
    if districts is None:
        return []
    shapes = districts.geometry.to_crs(GRID).to_numpy()
    clipped = shapely.clip_by_rect(shapes, *view.box)
    simple = shapely.simplify(clipped, 0.7 / view.scale)
    rings = [
        np.column_stack(view.at(*shapely.get_coordinates(ring).T))
        for shape in simple
        for part in shapely.get_parts(shape)
        if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
    ]
    lines = [f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in ring)}Z" for ring in rings]
    return [f'<path class="land" fill-rule="evenodd" d="{"".join(sorted(lines))}"/>']


def ways(roads: gpd.GeoDataFrame | None, view: View) -> list[str]:
    """Return the main roads as one path; nothing without them."""
    if roads is None:
        return []
    kind = roads["highway"].astype("str").str.removesuffix("_link")
    chosen = roads[kind.isin(_ROAD_CLASSES)].to_crs(GRID).geometry.to_numpy()
    clipped = [shapely.clip_by_rect(line, *view.box) for line in chosen]
    merged = shapely.union_all([line for line in clipped if not line.is_empty])
    drawn = []
    for line in shapely.get_parts(shapely.simplify(merged, 1.0 / view.scale)):
        points = [view.at(float(x), float(y)) for x, y in shapely.get_coordinates(line)]
        drawn.append(f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in points)}")
    return [f'<path class="way" d="{"".join(sorted(drawn))}"/>']


def _numbers(
    placed: list[Placed],
    numbers: Mapping[int, str],
    taken: list[tuple[float, float, float, float]],
) -> list[str]:
    drawn = []
    for urn, x, y, _ in placed:
        if urn not in numbers:
            continue
        text = clean(numbers[urn])
        wide = 7.2 * len(text) + 2
        boxes = [
            (x + right - wide / 2, y + down - 7, x + right + wide / 2, y + down + 7)
            for away in (6, 15)
            for right, down in _around(away, wide)
        ]
        box = next((b for b in boxes if not any(_overlap(b, o) for o in taken)), boxes[0])
        taken.append(box)
        drawn.append(
            f'<text class="number" x="{(box[0] + box[2]) / 2:.1f}" y="{box[3] - 2.5:.1f}">'
            f"{said(text)}</text>"
        )
    return drawn


def _around(away: float, wide: float) -> list[tuple[float, float]]:
    """Return where the middle of a number may stand: beside, above, below, at the corners."""
    side, up = away + wide / 2, away + 7
    corners = [(side, up), (side, -up), (-side, up), (-side, -up)]
    return [(side, 0), (-side, 0), (0, -up), (0, up), *corners]


def towns(
    schools: pd.DataFrame,
    view: View,
    taken: list[tuple[float, float, float, float]],
    *,
    most: int = _TOWNS,
) -> list[str]:
    """Name the towns with most schools, where their built-up schools stand.

    Args:
        schools: SCHOOLS in the window.
        view: the window.
        taken: boxes where no name may stand (left, top, right, bottom); it grows.
        most: so many names.
    """
    known = schools[schools["town"].notna()]
    town = known["town"].str.split(",").str[0].str.strip()
    town = town.where(~town.str.isupper(), town.str.title())
    drawn: list[str] = []
    sizes = town.value_counts()
    for name in sorted(sizes.index, key=lambda key: (-sizes[key], key))[: 2 * most]:
        of = known[town == name]
        built = of[of["rural"].eq(other=False).fillna(value=False)]
        where = built if len(built) else of
        x, y = view.at(float(where["easting"].median()), float(where["northing"].median()))
        wide = 3.4 * len(name)
        for down in (0, -16, 18):
            box = (x - wide, y + down - 9, x + wide, y + down + 5)
            free = not any(_overlap(box, other) for other in taken)
            inside = box[0] > 0 and box[2] < view.width and box[1] > 0 and box[3] < view.height
            if free and inside:
                taken.append(box)
                drawn.append(
                    f'<text class="place" x="{x:.1f}" y="{y + down + 2:.1f}">{said(name)}</text>'
                )
                break
        if len(drawn) == most:
            break
    return drawn


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def scale_bar(view: View) -> str:
    """Return a bar of a round length with its km, in the lower left corner."""
    across_km = view.width / view.scale / METRES_PER_KM
    length_km = max((km for km in _SCALES_KM if km <= across_km / 4), default=_SCALES_KM[0])
    wide = length_km * METRES_PER_KM * view.scale
    y = view.height - 12
    return (
        f'<path class="bar" d="M12 {y - 5:.0f}V{y:.0f}H{12 + wide:.1f}V{y - 5:.0f}"/>'
        f'<text class="bar-words" x="{18 + wide:.1f}" y="{y:.0f}">{length_km} km</text>'
    )
