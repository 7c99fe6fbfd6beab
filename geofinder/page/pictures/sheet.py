"""Lay panels out on a sheet of A4 on its side: heading, panels, legend, notes."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from geofinder.page import words
from geofinder.page.assets import part
from geofinder.page.owed import licences
from geofinder.page.pictures.lettering import paragraph, width_of, wrapped, written
from geofinder.page.saying import long_date, said
from geofinder.page.sketch_marks import mark, phase_of
from geofinder.result import RunResult

WIDTH, HEIGHT = 1_123, 794
"""A4 on its side at 96 units an inch."""
_MM_WIDE = 297
_EDGE, _GAP = 36, 16
_TITLE, _LINE, _SMALL = 22, 13, 10.5
_STEP = 13.5


class Frame(NamedTuple):
    """Where a panel stands on the sheet."""

    x: float
    y: float
    width: float
    height: float


class Sheet(NamedTuple):
    """What a sheet says around its panels; the texts are not escaped."""

    title: str
    lead: str
    notes: Sequence[str]
    stages: Iterable[str]


class Laid(NamedTuple):
    """A sheet's heading, its foot as if the panels ended at 0, and the room that both leave."""

    head: list[str]
    foot: list[str]
    top: float
    bottom: float


_MOST_COLUMNS = 6


def grid(count: int, laid: Laid, *, above: float, shape: float) -> list[Frame]:
    """Return a frame for each of ``count`` panels, as large as they can be, row by row.

    Args:
        count: how many panels.
        laid: gives the room.
        above: height of a panel's own heading.
        shape: height of what stands under it, of its width.
    """
    choices = [_cells(count, columns, laid) for columns in range(1, min(count, _MOST_COLUMNS) + 1)]
    columns, width, height = max(
        choices, key=lambda cell: (round(min(cell[1], (cell[2] - above) / shape)), -cell[0])
    )
    height = min(height, width * shape + above)
    return [
        Frame(
            _EDGE + (place % columns) * (width + _GAP),
            laid.top + (place // columns) * (height + _GAP),
            width,
            height,
        )
        for place in range(count)
    ]


def _cells(count: int, columns: int, laid: Laid) -> tuple[int, float, float]:
    """Return the columns with the width and height of a panel."""
    rows = -(-count // columns)
    width = (WIDTH - 2 * _EDGE - (columns - 1) * _GAP) / columns
    return columns, width, (laid.bottom - laid.top - (rows - 1) * _GAP) / rows


def lay(sheet: Sheet, result: RunResult) -> Laid:
    """Write what stands around the panels."""
    wide = WIDTH - 2 * _EDGE
    title = wrapped(sheet.title, _TITLE, wide, most=2, bold=True)
    y = float(_EDGE + 14)
    head = paragraph(_EDGE, y, title, "title", step=26)
    y += 26 * (len(title) - 1) + 20
    lead = wrapped(sheet.lead, _LINE, wide, most=2)
    head += paragraph(_EDGE, y, lead, "line", step=17)
    top = y + 17 * (len(lead) - 1) + 14
    notes = [
        line
        for text in (*_local(result), *sheet.notes, _method(result), " ".join(licences(result)))
        for line in wrapped(text, _SMALL, wide, most=3)
    ]
    key = _legend(sheet.stages, 20)
    claim = 42 if key else 22
    foot = [
        *key,
        written(_EDGE, claim, words.CLAIM, "claim"),
        *paragraph(_EDGE, claim + 18, notes, "small", step=_STEP),
    ]
    return Laid(head, foot, top, HEIGHT - (claim + 18 + _STEP * len(notes) + 12))


def _method(result: RunResult) -> str:
    told = result.manifest
    made = f"Made {long_date(told.get('run_date', ''))} by geofinder {told.get('version', '')}."
    method = str(told.get("travel", {}).get("sentence", "Method of travel not stated."))
    return f"{made} Minutes are by car. {method}"


def _local(result: RunResult) -> list[str]:
    """Return the sentence that local data was used: a note of its own, so that none cuts it."""
    local = result.manifest.get("local", {})
    return [str(local["sentence"])] if local.get("used") else []


def _legend(stages: Iterable[str], y: float) -> list[str]:
    """Return the marks of these stages with their names, in one line."""
    phases = {phase_of(stage): stage for stage in sorted(set(stages))}
    x, parts = float(_EDGE), []
    for key, (name, _) in words.PHASES.items():
        if key in phases:
            parts += [mark(phases[key], x + 5, y - 4, size=4.2), written(x + 14, y, name, "told")]
            x += 14 + width_of(name, _SMALL) + 14
    return parts


def document(sheet: Sheet, laid: Laid, panels: Iterable[str], *, end: float, described: str) -> str:
    """Return the whole picture as an SVG document, no higher than it needs.

    Args:
        sheet: gives the title.
        laid: what stands around the panels.
        panels: what is drawn, as SVG.
        end: where the panels end.
        described: the same in words, for who cannot see it; not escaped.
    """
    height = end + HEIGHT - laid.bottom
    parts = [*laid.head, *panels, f'<g transform="translate(0 {end:.1f})">', *laid.foot, "</g>"]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" width="297mm" '
        f'height="{height * _MM_WIDE / WIDTH:.1f}mm" viewBox="0 0 {WIDTH} {height:.1f}" '
        'aria-labelledby="sheet-title sheet-words">\n'
        f'<title id="sheet-title">{said(sheet.title)}</title>\n'
        f'<desc id="sheet-words">{said(described)}</desc>\n'
        f"<style>{part('picture')}{part('marks')}</style>\n"
        f'<rect class="paper" width="{WIDTH}" height="{height:.1f}"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )
