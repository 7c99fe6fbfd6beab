"""Draw schools' marks as SVG: a shape and a colour for each phase, as on the map page."""

import math
from collections.abc import Collection, Iterable, Mapping

import geopandas as gpd

from geofinder.page import words
from geofinder.page.saying import said

type Placed = tuple[int, float, float, str]
"""A school on the sketch: its URN, pixels across and down, and stage."""

_MARK, _OTHER = 5.0, 3.2

# Corners, turn (in full turns) and star, as the map page draws them; no corners is a circle.
_SHAPES: dict[str, tuple[int, float, bool]] = {
    "infant": (3, -0.25, False),
    "junior": (3, 0.25, False),
    "primary": (0, 0.0, False),
    "middle": (4, 0.25, False),
    "secondary": (4, 0.125, False),
    "all-through": (5, -0.25, True),
    "nursery": (5, -0.25, False),
    "16-plus": (6, 0.0, False),
    "special": (4, -0.25, True),
    "not-known": (4, 0.125, True),
}


def phase_of(stage: str) -> str:
    """Return the group of stages that shares a mark."""
    return next((key for key, (_, stages) in words.PHASES.items() if stage in stages), "not-known")


def mark(stage: str, x: float, y: float, *, size: float = _MARK, extra: str = "") -> str:
    """Return a school's mark as SVG."""
    phase = phase_of(stage)
    corners, turn, star = _SHAPES[phase]
    look = f'class="mark-{phase}{extra}"'
    if not corners:
        return f'<circle {look} cx="{x:.1f}" cy="{y:.1f}" r="{size:g}"/>'
    reach = size * (1.45 if star else 1.35 if corners == 3 else 1.2)  # noqa: PLR2004 (a triangle)
    count = corners * 2 if star else corners
    points = []
    for corner in range(count):
        far = reach * 0.45 if star and corner % 2 else reach
        angle = (corner / count + turn) * 2 * math.pi
        points.append(f"{x + far * math.cos(angle):.1f},{y + far * math.sin(angle):.1f}")
    return f'<polygon {look} points="{" ".join(points)}"/>'


def marks(
    placed: Collection[Placed],
    schools: gpd.GeoDataFrame,
    *,
    rings: Collection[int],
    told: Collection[int],
    links: Mapping[int, str],
) -> list[str]:
    """Return all marks: the small pale ones, above them the rings, above these who is told of.

    Args:
        placed: where the marks stand.
        schools: SCHOOLS, for their names.
        rings: the URNs of the schools in a ring.
        told: the URNs of the schools that are not small and pale.
        links: where a click on one of these leads, by URN.
    """
    return [
        *(
            mark(at, x, y, size=_OTHER, extra=" other")
            for urn, x, y, at in placed
            if urn not in told
        ),
        *(
            f'<circle class="ring" cx="{x:.1f}" cy="{y:.1f}" r="10"/>'
            for urn, x, y, _ in placed
            if urn in rings
        ),
        *(_named(urn, mark(at, x, y), schools, links) for urn, x, y, at in placed if urn in told),
    ]


def _named(urn: int, drawn: str, schools: gpd.GeoDataFrame, links: Mapping[int, str]) -> str:
    """Return a mark that shows the school's name to a mouse, and leads where it should."""
    name = said(schools.loc[schools["urn"] == urn, "name"].iloc[0])
    shape = f"<g>{drawn}<title>{name}</title></g>"
    if urn not in links:
        return shape
    return f'<a href="{said(links[urn])}" tabindex="-1">{shape}</a>'


def legend(stages: Iterable[str]) -> str:
    """Return the marks of these stages with their names, as HTML."""
    phases = {phase_of(stage): stage for stage in sorted(set(stages))}
    items = [
        f'<li><svg class="key" viewBox="0 0 16 16" aria-hidden="true">{mark(phases[key], 8, 8)}'
        f"</svg> {said(name)}</li>"
        for key, (name, _) in words.PHASES.items()
        if key in phases
    ]
    return f'<ul class="legend-row">{"".join(items)}</ul>'
