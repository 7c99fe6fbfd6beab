"""Say in plain sentences what each school and the trust would be to one another."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from geofinder.measuring.known import minutes_in_words
from geofinder.wording import listed

BANDS = {
    "nursery": ("nursery",),
    "infant": ("infant",),
    "first": ("infant",),
    "junior": ("junior",),
    "primary": ("infant", "junior"),
    "middle": ("junior",),
    "secondary": ("secondary",),
    "upper": ("secondary",),
    "all-through": ("infant", "junior", "secondary"),
    "14-plus": ("secondary",),
    "16-plus": ("sixth form",),
    "special": ("special",),
    "alternative": ("alternative provision",),
}
"""The ages or kind of pupils that a school of each stage is for."""
SCHOOLS_OF_AN_AREA = 3
_FAITH = {"church-of-england": "Church of England", "catholic": "Catholic", "other": "faith"}


class Near(NamedTuple):
    """The numbers of one school beside a trust; minutes are of the worse direction."""

    nearest: str
    nearest_min: float
    within: Sequence[tuple[float, int]]
    leads_to: Sequence[str]
    takes_from: Sequence[str]
    adds: str
    longest_min: tuple[float, float]


def bands_of(stages: pd.Series) -> set[str]:
    """Return the ages and kinds of pupils that schools of these stages are for."""
    return {band for stage in stages for band in BANDS.get(stage, ())}


def adds(stage: str, bands: set[str]) -> str:
    """Return what a school of this stage brings that a trust with these bands lacks, or ''."""
    return ", ".join(band for band in BANDS.get(stage, ()) if band not in bands)


def reasons(school: dict[str, Any], near: Near, members: int) -> str:
    """Return the sentences about one school; ``school`` is its row, None for what is missing."""
    return " ".join(
        [
            *_standing(school),
            *_drives(near, members),
            *_paths(near),
            *_kind(school, near),
            *_spread(near),
            *_warnings(school),
        ]
    )


def _standing(school: dict[str, Any]) -> list[str]:
    if school["standing"] == "in-trust":
        said = (
            f"It is an academy of {school['trust_name']} and not free: coming here would be a "
            "transfer between trusts, a process of its own."
        )
        return [said]
    if school["standing"] == "not-known":
        return ["Its trust or governance is not recorded, so it is not known to be standalone."]
    if school["trust_name"] is not None:
        return [f"It is the only academy of {school['trust_name']}."]
    return []


def _drives(near: Near, members: int) -> list[str]:
    counted = [f"{number} within {limit:g}" for limit, number in near.within]
    said = f"{near.nearest} is {minutes_in_words(near.nearest_min)} away in the slower direction"
    if members == 1:
        return [f"{said}."]
    return [f"{said}; of the trust's {members} schools {listed(counted)} minutes."]


def _paths(near: Near) -> list[str]:
    said = []
    if near.leads_to:
        named = listed(list(near.leads_to))
        said.append(f"By distance and age its pupils' likely next school is {named}.")
    if near.takes_from:
        named = listed(list(near.takes_from))
        said.append(f"By distance and age it is the likely next school of pupils of {named}.")
    return said


def _kind(school: dict[str, Any], near: Near) -> list[str]:
    said = [f"It would bring the trust its first {near.adds} pupils."] if near.adds else []
    if school["faith"] in _FAITH:
        said.append(f"It is a {_FAITH[school['faith']]} school.")
    traits = [word for word in ("small", "rural") if school[word]]
    if traits:
        roll = "" if school["pupils"] is None else f" ({school['pupils']} pupils)"
        said.append(f"It is {' and '.join(traits)}{roll}.")
    return said


def _spread(near: Near) -> list[str]:
    before, after = near.longest_min
    if np.isnan(before) or np.isnan(after):
        return []
    change = f"from {minutes_in_words(before)} to {minutes_in_words(after)}"
    if round(before) == round(after):
        change = f"at {minutes_in_words(before)}"
    verb = "stays" if round(before) == round(after) else "goes"
    return [f"The longest drive from a school of the trust to its nearest other {verb} {change}."]


def _warnings(school: dict[str, Any]) -> list[str]:
    said = []
    if school["status"] == "proposed to close":
        said.append("It is proposed to close.")
    if school["admissions"] == "Selective":
        said.append("It is selective.")
    if school["gender"] in {"Girls", "Boys"}:
        said.append(f"It takes {school['gender'].lower()} only.")
    if school["foundation_trust_name"] is not None:
        said.append(f"The foundation trust {school['foundation_trust_name']} supports it.")
    blank = [
        word
        for column, word in (
            ("pupils", "roll"),
            ("faith", "religious character"),
            ("rural", "rural or urban setting"),
            ("type", "type of school"),
        )
        if school[column] is None
    ]
    if blank:
        said.append(f"Not recorded: its {listed(blank)}.")
    return said


def trust_lines(trust: dict[str, Any], *, day: str) -> list[str]:
    """Return what the trust is, as plain sentences."""
    count = "1 school" if trust["schools"] == 1 else f"{trust['schools']} schools"
    stages = ", ".join(f"{number} {stage}" for stage, number in trust["stages"].items())
    pupils = "not recorded for all" if trust["pupils"] is None else f"{trust['pupils']:,}"
    kinds = f"{trust['church']} of a church or other faith, {trust['rural']} rural"
    lines = [
        f"{count}: {stages}. Pupils in all: {pupils}.",
        f"Of its schools {kinds}, {trust['small']} small"
        + (f"; not recorded for {trust['faith_not_known']}." if trust["faith_not_known"] else "."),
        _joined(trust, day),
    ]
    spread = f"The area around its schools is {trust['hull_km2']:,.1f} km2"
    if trust["schools"] < SCHOOLS_OF_AN_AREA:
        spread = "It has fewer than three schools, so there is no area around them"
    longest = trust["longest_nearest_min"]
    if longest is not None:
        spread += (
            f"; the school farthest from its nearest other is {minutes_in_words(longest)} from it"
        )
    return [*lines, f"{spread}."]


def _joined(trust: dict[str, Any], day: str) -> str:
    late = trust["joined_lately"]
    named = ", ".join(f"{school['name']} ({school['joined']})" for school in late)
    undated = trust["joins_undated"]
    gap = f" No date of joining is recorded for {undated}." if undated else ""
    return f"Joined in the three years to {day}: {named or 'none recorded'}.{gap}"
