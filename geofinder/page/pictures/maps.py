"""Draw small maps side by side: the best groups of each pattern, the plan under each limit."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from geofinder.page import words
from geofinder.page.coding import clean
from geofinder.page.pictures.ground import Ground, ground_of, hull, shape_of
from geofinder.page.pictures.lettering import paragraph, wrapped, written
from geofinder.page.pictures.sheet import Frame, Sheet, document, grid, lay
from geofinder.page.plan_part import ordered
from geofinder.page.saying import minutes
from geofinder.page.sketch_marks import mark
from geofinder.result import RunResult
from geofinder.settings import PATTERNS
from geofinder.wording import count

_DRAWN = 12
"""So many groups are drawn of each pattern: more would hide one another."""
_AROUND, _MARK = 5.5, 2.9
_HEAD_SIZE, _TOLD_SIZE, _HEAD_STEP, _TOLD_STEP = 13, 10.5, 17, 13.5
_USUAL_HEAD, _TALLEST = 58, 1.6
_MOST_LIMITS = 12
_MOST_NUMBERS = 40


class Panel(NamedTuple):
    """One small map: its heading, what it tells, and its groups (hub and URNs), best first."""

    head: str
    told: str
    groups: Sequence[tuple[int, list[int]]]
    numbered: bool = False


def overview_svg(result: RunResult) -> str:
    """Return one small map a pattern, the plan first, as SVG.

    The same tables give the same bytes, whatever the order of their rows.
    """
    panels, empty = _patterns(result)
    plan = _plan(result)
    shown = [*([plan] if plan else []), *panels]
    notes = [f"No candidate groups in this run: {', '.join(empty)}."] if empty else []
    notes.append(
        "Outlines: groups, each with lines from the school in its middle. Grey dots: all schools "
        "of the area. Of each pattern the best are drawn, as far as none shares a school with a "
        "better one; the page lists all."
    )
    if plan:
        notes[-1] += " Numbers: the groups of the plan, as the page and plan.csv list them."
    return _sheet(
        result,
        shown,
        title=f"Groups of schools that could work together: {clean(result.area_name)}",
        lead=_lead(result),
        notes=notes,
    )


def limit_maps_svg(result: RunResult) -> str:
    """Return the plan under each limit in minutes side by side, as SVG.

    Args:
        result: a run whose plan was compared under limits; the first twelve are drawn.
    """
    if result.planned is None:
        message = "this run has no plan, so none can be drawn under a limit"
        raise ValueError(message)
    limits = result.planned.limits.sort_values("limit_min")
    of = dict(list(result.planned.limit_plans.groupby("limit_min")))
    panels = [
        Panel(
            f"Limit of {row['limit_min']:g} minutes",
            _told_of_limit(row),
            _groups(ordered(of[row["limit_min"]], result)) if row["limit_min"] in of else [],
        )
        for row in limits.head(_MOST_LIMITS).to_dict("records")
    ]
    more = len(limits) - len(panels)
    notes = [words.LIMIT, *([f"{more} longer limits are in limits.csv."] if more else [])]
    return _sheet(
        result,
        panels,
        title=f"The best plan under {count(len(limits), 'limit')}: {clean(result.area_name)}",
        lead=_lead(result),
        notes=[*notes, "Outlines: the groups of each plan. Grey dots: all schools of the area."],
    )


def _lead(result: RunResult) -> str:
    area = int(result.schools["in_area"].sum())
    groups = len(result.candidates)
    return f"{count(area, 'school')} in the area, {count(groups, 'candidate group')} in all"


def _told_of_limit(row: Mapping[Hashable, Any]) -> str:
    proof = "" if row["proven"] else f"; a better plan may exist, within {row['gap']:.1%}"
    longest = "none" if pd.isna(row["longest_min"]) else minutes(row["longest_min"])
    return (
        f"{count(row['groups'], 'group')} with {count(row['schools'], 'school')}; serves "
        f"{row['served']:,} of {row['asked']:,} small or at-risk schools, {row['left_over']:,} "
        f"left over; longest drive {longest}{proof}"
    )


def _plan(result: RunResult) -> Panel | None:
    if result.planned is None or result.planned.plan.empty:
        return None
    plan = ordered(result.planned.plan, result)
    told = (
        f"{count(len(plan), 'group')} with {count(plan['size'].sum(), 'school')} that can all "
        f"exist at once; {count(plan['served'].sum(), 'small or at-risk school')} served"
    )
    return Panel("The best plan", told, _groups(plan), numbered=len(plan) <= _MOST_NUMBERS)


def _patterns(result: RunResult) -> tuple[list[Panel], list[str]]:
    """Return a panel for each pattern with groups, and the names of those without."""
    urns = _urns(result)
    panels, empty = [], []
    asked = result.manifest.get("settings", {}).get("patterns", PATTERNS)
    for pattern in PATTERNS:
        name, sentence = words.PATTERNS[pattern]
        table = result.candidates[result.candidates["pattern"] == pattern]
        if table.empty:
            empty += [name.lower()] if pattern in asked else []
            continue
        chosen = _best_apart(table.sort_values(["rank", "group_id"]), urns)
        drawn = "" if len(chosen) == len(table) else f", the best {len(chosen)} drawn"
        told = f"{sentence}: {count(len(table), 'candidate group')}{drawn}"
        panels.append(Panel(name, told, chosen))
    return panels, empty


def _urns(result: RunResult) -> Callable[[str], list[int]]:
    members = result.members.sort_values(["group_id", "urn"])
    of = {str(key): part.tolist() for key, part in members.groupby("group_id")["urn"]}
    return lambda group_id: [int(urn) for urn in of.get(group_id, [])]


def _best_apart(
    table: pd.DataFrame, urns: Callable[[str], list[int]]
) -> list[tuple[int, list[int]]]:
    """Return the best groups that share no school with a better one."""
    taken: set[int] = set()
    chosen = []
    for group_id, hub in zip(table["group_id"], table["hub_urn"], strict=True):
        members = urns(str(group_id))
        if taken.isdisjoint(members):
            taken.update(members)
            chosen.append((int(hub), members))
        if len(chosen) == _DRAWN:
            break
    return chosen


def _groups(plan: pd.DataFrame) -> list[tuple[int, list[int]]]:
    return [
        (int(hub), [int(urn) for urn in urns.split()])
        for hub, urns in zip(plan["hub_urn"], plan["urns"], strict=True)
    ]


def _sheet(
    result: RunResult, panels: list[Panel], *, title: str, lead: str, notes: list[str]
) -> str:
    stages = dict(zip(result.schools["urn"], result.schools["stage"], strict=True))
    drawn = {urn for panel in panels for _, urns in panel.groups for urn in urns}
    sheet = Sheet(title, lead, notes, [stages[urn] for urn in sorted(drawn & set(stages))])
    laid = lay(sheet, result)
    parts: list[str] = []
    end = laid.top
    if panels:
        frames = grid(len(panels), laid, above=_USUAL_HEAD, shape=min(shape_of(result), _TALLEST))
        head = max(_head_height(panel, frames[0].width) for panel in panels)
        wide, high = frames[0].width, frames[0].height - head
        end = frames[-1].y + frames[-1].height
        ground = ground_of(result, width=wide, height=high)
        parts = [
            (
                f'<defs><clipPath id="window"><rect width="{wide:.1f}" height="{high:.1f}"/>'
                f"</clipPath>{ground.shared}</defs>"
            ),
            *(_panel(panel, f, ground, head) for panel, f in zip(panels, frames, strict=True)),
        ]
    described = " ".join(f"{panel.head}: {panel.told}." for panel in panels) or "No groups."
    return document(sheet, laid, parts, end=end, described=f"{described} {words.CLAIM}")


def _texts(panel: Panel, width: float) -> tuple[list[str], list[str]]:
    return (
        wrapped(panel.head, _HEAD_SIZE, width, most=2, bold=True),
        wrapped(panel.told, _TOLD_SIZE, width, most=4),
    )


def _head_height(panel: Panel, width: float) -> float:
    head, told = _texts(panel, width)
    return len(head) * _HEAD_STEP + len(told) * _TOLD_STEP + 4


def _panel(panel: Panel, frame: Frame, ground: Ground, head: float) -> str:
    """Return one panel: the heading, what it tells, the map under both."""
    title, told = _texts(panel, frame.width)
    start = frame.y + 12
    wide, high = ground.view.width, ground.view.height
    lines = [
        *paragraph(frame.x, start, title, "head", step=_HEAD_STEP),
        *paragraph(frame.x, start + len(title) * _HEAD_STEP - 2, told, "told", step=_TOLD_STEP),
        (
            f'<g transform="translate({frame.x:.1f} {frame.y + head:.1f})" '
            'clip-path="url(#window)"><use href="#ground"/>'
        ),
        *_drawn(panel, ground),
        *(_numbers(panel, ground) if panel.numbered else []),
        f'<rect class="frame" width="{wide:.1f}" height="{high:.1f}"/></g>',
    ]
    return "\n".join(lines)


def _drawn(panel: Panel, ground: Ground) -> list[str]:
    """Return the outlines of the groups, the lines from their hubs, and the schools' marks."""
    hulls, spokes, marks = [], [], []
    for hub, urns in panel.groups:
        points = [ground.places[urn] for urn in urns if urn in ground.places]
        if not points:
            continue
        hulls.append(hull(points, around=_AROUND))
        centre = ground.places.get(hub, points[0])
        spokes += [f"M{centre[0]:.1f} {centre[1]:.1f}L{x:.1f} {y:.1f}" for x, y in points]
        marks += [
            mark(ground.stages[urn], *ground.places[urn], size=_MARK)
            for urn in urns
            if urn in ground.places
        ]
    if not hulls:
        return []
    outlines = "".join(f'<path class="hull" d="{data}"/>' for data in hulls)
    return [outlines, f'<path class="spoke" d="{"".join(spokes)}"/>', *marks]


def _numbers(panel: Panel, ground: Ground) -> list[str]:
    """Return each group's number above its northernmost school."""
    parts = []
    for number, (_, urns) in enumerate(panel.groups, start=1):
        points = [ground.places[urn] for urn in urns if urn in ground.places]
        if points:
            x, y = min(points, key=lambda point: (point[1], point[0]))
            parts.append(written(x, y - _AROUND - 2, str(number), "number"))
    return parts
