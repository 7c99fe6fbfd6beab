"""Draw the best plan under several limits side by side, as one small SVG without a script."""

import textwrap

import pandas as pd

from geofinder.page.coding import clean
from geofinder.page.saying import long_date, minutes, said

WIDTH = 360
_LEFT, _TOP = 14, 16
_LABEL, _BAR, _VALUE = 56, 190, 86
_ROW, _HEAD, _BETWEEN, _THICK = 22, 24, 12, 13
_TITLE_LINE, _LINE, _MOST_LINES = 20, 16, 3
# Letters of the title that fit a line in the widest of the usual typefaces.
_WIDE = 36

# The classes are the picture's own, so that it can also stand inside a page, whose policy allows
# this very text.
STYLE = """
.gl-paper { fill: #ffffff; }
.gl-text { fill: #16202a; font: 13px system-ui, "Segoe UI", Roboto, Arial, sans-serif; }
.gl-title { font-size: 15px; font-weight: 700; }
.gl-head { font-weight: 700; }
.gl-soft { fill: #4a5763; font-size: 11.5px; }
.gl-bar { fill: #00527a; }
.gl-rest { fill: none; stroke: #00527a; stroke-width: 1; stroke-dasharray: 3 2; }
.gl-axis { stroke: #4a5763; stroke-width: 1; }
@media (prefers-color-scheme: dark) {
  .gl-paper { fill: #14191e; }
  .gl-text { fill: #eef2f5; }
  .gl-soft { fill: #b4c0ca; }
  .gl-bar { fill: #8fcdf0; }
  .gl-rest { stroke: #8fcdf0; }
  .gl-axis { stroke: #b4c0ca; }
}
@media print {
  .gl-paper { fill: #ffffff; }
  .gl-text { fill: #000000; }
  .gl-soft { fill: #333333; }
  .gl-bar { fill: #00527a; }
  .gl-rest { stroke: #00527a; }
  .gl-axis { stroke: #333333; }
}
"""


def limits_svg(
    limits: pd.DataFrame, *, area_name: str, run_date: str, estimate: bool = False
) -> str:
    """Return the picture: served of those asked, groups, longest drive and left over, as bars.

    Args:
        limits: ``tables.LIMITS``, at least one row, in any order.
        area_name: as the page calls the area; any text.
        run_date: ISO date of the run.
        estimate: whether any of its minutes are estimates.
    """
    table = limits.sort_values("limit_min", ignore_index=True)
    title = f"The best plan of {clean(area_name)} under {_limits(table)}"
    lines = _wrapped(title)
    parts: list[str] = []
    y = _TOP
    for line in lines:
        y += _TITLE_LINE
        parts.append(_text(_LEFT, y - 6, line, look="gl-title"))
    for heading, rows in _measures(table):
        y += _BETWEEN
        parts.append(_text(_LEFT, y + 13, heading, look="gl-head"))
        y += _HEAD
        top = y
        most = max([1.0, *(whole for _, whole, _ in rows)])
        for limit, (value, whole, told) in zip(table["limit_min"], rows, strict=True):
            parts.append(_bar(y, f"{limit:g} min", value / most, whole / most, told))
            y += _ROW
        x = _LEFT + _LABEL
        parts.append(f'<line class="gl-axis" x1="{x}" y1="{top - 2}" x2="{x}" y2="{y - 5}"/>')
    for line in _notes(table, run_date, estimate=estimate):
        y += _LINE
        parts.append(_text(_LEFT, y, line, look="gl-soft"))
    height = y + _TOP
    return (
        f'<svg class="limits-picture" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'aria-labelledby="limits-title limits-words">\n'
        f'<title id="limits-title">{said(title)}</title>\n'
        f'<desc id="limits-words">{said(_words(table))}</desc>\n'
        f"<style>{STYLE}</style>\n"
        f'<rect class="gl-paper" width="{WIDTH}" height="{height}"/>\n' + "\n".join(parts) + "\n"
        "</svg>\n"
    )


def _limits(table: pd.DataFrame) -> str:
    return "one limit" if len(table) == 1 else f"{len(table)} limits"


def _wrapped(title: str) -> list[str]:
    return textwrap.wrap(title, _WIDE, max_lines=_MOST_LINES, placeholder=" …") or [""]


def _measures(table: pd.DataFrame) -> list[tuple[str, list[tuple[float, float, str]]]]:
    """Return each measure's heading and for each limit the bar, the whole and what is told."""
    longest = [0.0 if pd.isna(value) else float(value) for value in table["longest_min"]]
    told = ["none" if pd.isna(value) else minutes(value) for value in table["longest_min"]]
    return [
        (
            "Served, of the small or at-risk schools",
            [
                (float(served), float(asked), f"{served:,} of {asked:,}")
                for served, asked in zip(table["served"], table["asked"], strict=True)
            ],
        ),
        ("Left over", [(float(n), float(n), f"{n:,}") for n in table["left_over"]]),
        ("Groups", [(float(n), float(n), f"{n:,}") for n in table["groups"]]),
        (
            "Longest drive within a group",
            [(value, value, words) for value, words in zip(longest, told, strict=True)],
        ),
    ]


def _bar(y: int, label: str, share: float, whole: float, told: str) -> str:
    """Return one row: the limit, the bar, the outline of what it is a part of, the figure."""
    x = _LEFT + _LABEL
    outline = (
        f'<rect class="gl-rest" x="{x}" y="{y}" width="{whole * _BAR:.1f}" height="{_THICK}"/>'
        if whole > share
        else ""
    )
    return (
        _text(_LEFT, y + 11, label)
        + outline
        + f'<rect class="gl-bar" x="{x}" y="{y}" width="{share * _BAR:.1f}" height="{_THICK}"/>'
        + _text(WIDTH - _LEFT, y + 11, told, anchor="end")
    )


def _text(x: int, y: int, text: str, *, look: str = "", anchor: str = "start") -> str:
    classes = f"gl-text {look}".strip()
    return f'<text class="{classes}" x="{x}" y="{y}" text-anchor="{anchor}">{said(text)}</text>'


def _notes(table: pd.DataFrame, run_date: str, *, estimate: bool) -> list[str]:
    """Return the lines under the bars: what is not proven, and where the picture is from."""
    unproven = [
        f"Under {limit:g} min a better plan may exist: within {gap:.1%}."
        for limit, gap, proven in zip(
            table["limit_min"], table["gap"], table["proven"], strict=True
        )
        if not proven
    ]
    return [
        *(unproven or ["Each plan is proven to be the best under its limit."]),
        f"Minutes are by car{', estimated' if estimate else ''}.",
        f"Geofinder, {long_date(run_date)}.",
    ]


def _words(table: pd.DataFrame) -> str:
    """Return the whole picture as sentences, for who cannot see it."""
    return " ".join(
        f"Under {row['limit_min']:g} minutes: {row['served']:,} of {row['asked']:,} small or "
        f"at-risk schools served by {row['groups']:,} groups, {row['left_over']:,} left over, "
        f"longest drive {'none' if pd.isna(row['longest_min']) else minutes(row['longest_min'])}."
        for row in table.to_dict("records")
    )
