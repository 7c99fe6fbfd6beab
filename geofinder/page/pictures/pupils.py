"""Draw the pupils of groups now and in one, three and five years, where local data gives them."""

from typing import NamedTuple

import pandas as pd

from geofinder.page import words
from geofinder.page.coding import clean
from geofinder.page.letter_named import shortened
from geofinder.page.pictures.lettering import paragraph, wrapped, written
from geofinder.page.pictures.sheet import Frame, Sheet, document, grid, lay
from geofinder.page.plan_part import ordered
from geofinder.result import RunResult
from geofinder.wording import count, listed

_YEARS = (1, 3, 5)
_MOST = 18
_SIZE, _STEP, _SMALL_STEP = 13, 16, 13.5
_ABOVE, _SHAPE = 70, 0.7
_BAR, _GAP_HEIGHT = 0.62, 10
_NAMED = 3


class Ahead(NamedTuple):
    """One group's pupils: now and in each year, None where not known, and how many forecasts."""

    number: int | None
    names: list[str]
    size: int
    pupils: list[int | None]
    given: list[int]


def pupils_svg(result: RunResult) -> str:
    """Return the chart as SVG, empty where local data has no forecast for any group.

    The plan's groups where it speaks of any, else the best candidate groups. A year in which one
    school of a group has no forecast is a gap.
    """
    groups, of_plan = _groups(result)
    if not groups:
        return ""
    shown = groups[:_MOST]
    which = "the plan's groups" if of_plan else "the best candidate groups"
    lead = f"{count(len(groups), 'group')} with local forecasts among {which}"
    if len(groups) > len(shown):
        lead += f"; the first {len(shown)} here, all in local.csv"
    note = (
        "Dark: on roll now (register). Blue: expected (local forecasts, added up). A dashed gap is "
        "not known, not zero: a school of the group has no forecast for that year, or no roll is "
        "recorded. Each chart has a scale of its own, from zero."
    )
    title = f"Pupils now and in one, three and five years: {clean(result.area_name)}"
    sheet = Sheet(title, lead, [note], [])
    laid = lay(sheet, result)
    frames = grid(len(shown), laid, above=_ABOVE, shape=_SHAPE)
    parts = [_panel(one, frame) for one, frame in zip(shown, frames, strict=True)]
    end = frames[-1].y + frames[-1].height
    described = " ".join(f"{', '.join(one.names)}: {_in_words(one)}." for one in shown)
    return document(sheet, laid, parts, end=end, described=f"{described} {words.CLAIM}")


def _groups(result: RunResult) -> tuple[list[Ahead], bool]:
    """Return the groups with a forecast, best first, and whether they are the plan's."""
    if result.local is None:
        return [], False
    given = [f"forecasts_{years}y" for years in _YEARS]
    local = result.local[result.local[given].sum(axis=1) > 0].set_index("group_id")
    plan = [] if result.planned is None else list(ordered(result.planned.plan, result)["group_id"])
    told = [
        (number, group_id) for number, group_id in enumerate(plan, 1) if group_id in local.index
    ]
    if told:
        return [_ahead(result, local.loc[group_id], number) for number, group_id in told], True
    ranked = result.candidates.sort_values(["rank", "group_id"])["group_id"]
    best = [group_id for group_id in ranked if group_id in local.index]
    return [_ahead(result, local.loc[group_id], None) for group_id in best], False


def _ahead(result: RunResult, row: pd.Series, number: int | None) -> Ahead:
    members = result.members.loc[result.members["group_id"] == row.name, "urn"].sort_values()
    names = dict(zip(result.schools["urn"], result.schools["name"], strict=True))
    keys = ["now", *(f"{years}y" for years in _YEARS)]
    values = [row[f"pupils_{key}"] for key in keys]
    return Ahead(
        number=number,
        names=[shortened(clean(str(names[urn]))) for urn in members],
        size=int(row["size"]),
        pupils=[None if pd.isna(value) else int(value) for value in values],
        given=[int(row[f"forecasts_{years}y"]) for years in _YEARS],
    )


def _in_words(one: Ahead) -> str:
    when = ["now", *(f"in {count(years, 'year')}" for years in _YEARS)]
    told = [
        f"{text} {'not known' if value is None else f'{value:,}'}"
        for text, value in zip(when, one.pupils, strict=True)
    ]
    return ", ".join(told)


def _head(one: Ahead) -> str:
    names = one.names[:_NAMED]
    more = len(one.names) - len(names)
    told = listed([*names, f"{more} more"] if more else names)
    return told if one.number is None else f"{one.number}. {told}"


def _panel(one: Ahead, frame: Frame) -> str:
    """Return one group's chart: a bar for now and for each year."""
    head = wrapped(_head(one), _SIZE - 2, frame.width, most=3, bold=True)
    top = frame.y + 3 * _STEP + 14
    base = frame.y + frame.height - 3 * _SMALL_STEP - 4
    apart = frame.width / len(one.pupils)
    most = max([1, *(value for value in one.pupils if value is not None)])
    parts = paragraph(frame.x, frame.y + 11, head, "told head-small", step=_SMALL_STEP)
    for place, (years, value) in enumerate(zip((0, *_YEARS), one.pupils, strict=True)):
        box = Frame(frame.x + place * apart, top, apart, base - top)
        parts += _bar(box, years, value, share=(value or 0) / most)
    parts.append(f'<path class="frame" d="M{frame.x:.1f} {base:.1f}H{frame.x + frame.width:.1f}"/>')
    line = wrapped(_foot(one), _SIZE - 2.5, frame.width, most=2)
    return "\n".join(
        [*parts, *paragraph(frame.x, base + 2 * _SMALL_STEP, line, "small", step=_SMALL_STEP)]
    )


def _foot(one: Ahead) -> str:
    """Say of how many schools the forecasts are, where they are not of all."""
    given = {given for given, value in zip(one.given, one.pupils[1:], strict=True) if value is None}
    if not given:
        return count(one.size, "school")
    least, most = min(given), max(given)
    some = f"{most}" if least == most else f"{least} to {most}"
    return f"{some} of {one.size} schools have a forecast"


def _bar(box: Frame, years: int, value: int | None, *, share: float) -> list[str]:
    """Return a bar with its figure and year, or a dashed gap where nothing is known."""
    x, base = box.x + box.width / 2, box.y + box.height
    wide = box.width * _BAR
    high = _GAP_HEIGHT if value is None else box.height * share
    look = "gap" if value is None else "now" if years == 0 else "later"
    label = ["not", "known"] if value is None else [f"{value:,}"]
    above = base - high - 4 - (len(label) - 1) * (_SMALL_STEP - 2)
    return [
        (
            f'<rect class="{look}" x="{x - wide / 2:.1f}" y="{base - high:.1f}" width="{wide:.1f}" '
            f'height="{high:.1f}"/>'
        ),
        *paragraph(x, above, label, "told middle", step=_SMALL_STEP - 2),
        written(
            x, base + _SMALL_STEP - 1, "now" if not years else count(years, "year"), "small middle"
        ),
    ]
