"""Write the letter's parts about the school: facts, what to weigh, the years ahead."""

from typing import Any

import pandas as pd

from geofinder.page import letter_words
from geofinder.page.saying import NOT_RECORDED, long_date, named, recorded, row_of, said
from geofinder.result import OptionsResult
from geofinder.wording import count

_NEAR_MIN = (10, 20)
_STAGES = {"not-known": NOT_RECORDED, "16-plus": "16 plus"}
_FAITHS = {
    "none": "none",
    "church-of-england": "Church of England",
    "catholic": "Catholic",
    "other": "another faith",
}
_NO_CHARACTER = ("Does not apply", "None")


def facts_section(result: OptionsResult) -> str:
    """Return the facts of the school as the register has them, and what it lacks."""
    own = row_of(result.schools, result.urn)
    lines = _facts(result, own)
    rows = "".join(f"<div><dt>{said(key)}</dt><dd>{value}</dd></div>" for key, value in lines)
    missing = [key.lower() for key, value in lines if value == NOT_RECORDED]
    lacks = (
        f'<p class="lacks"><b>Not recorded in the file we read:</b> {said(", ".join(missing))}. '
        "What depends on it reads &#8220;not known&#8221; below.</p>"
        if missing
        else ""
    )
    return (
        '<section class="facts-part"><h2>Who we are, by the public register</h2>'
        f'<dl class="facts">{rows}</dl>{lacks}<p class="dated">{_dated(result)}</p></section>'
    )


def _facts(result: OptionsResult, own: pd.Series) -> list[tuple[str, str]]:
    wording = "" if pd.isna(own["rural_wording"]) else f", recorded as: {own['rural_wording']}"
    setting = (
        NOT_RECORDED
        if pd.isna(own["rural"])
        else f"{'rural' if own['rural'] else 'urban'}{wording}"
    )
    character = own["religious_character"]
    faith = (
        NOT_RECORDED
        if pd.isna(own["faith"])
        else _FAITHS[str(own["faith"])]
        if pd.isna(character) or character in _NO_CHARACTER
        else str(character)
    )
    stage = str(own["stage"])
    place = ", ".join(str(own[key]) for key in ("district", "la_name") if pd.notna(own[key]))
    lines = [
        ("URN", said(result.urn)),
        ("Phase", said(_STAGES.get(stage, stage))),
        ("Ages", said(_ages(own))),
        ("Pupils", said(recorded(own["pupils"]))),
        ("Capacity", said(recorded(own["capacity"]))),
        ("Type", said(recorded(own["type"]))),
        ("Religious character", said(faith)),
        *([("Diocese", said(recorded(own["diocese"])))] if faith != "none" else []),
        ("Setting", said(setting)),
        ("Where", said(place)),
        ("Partners already", _partners(own)),
    ]
    if own["status"] == "proposed to close":
        lines.append(("Status", "proposed to close"))
    return lines


def _ages(own: pd.Series) -> str:
    if pd.isna(own["low_age"]) or pd.isna(own["high_age"]):
        return NOT_RECORDED
    assumed = "" if own["ages_source"] == "recorded" else " (read from the name)"
    return f"{own['low_age']} to {own['high_age']}{assumed}"


def _partners(own: pd.Series) -> str:
    kinds = {"mat": "a multi-academy trust", "sat": "a single-academy trust"}
    found = []
    if pd.notna(own["federation_name"]):
        found.append(
            f"in the federation {named(own['federation_name'])}{_since(own, 'federation')}"
        )
    if pd.notna(own["trust_name"]):
        kind = kinds.get(str(own["trust_kind"]), "a trust")
        found.append(f"in {named(own['trust_name'])}, {kind}{_since(own, 'trust')}")
    if pd.notna(own["foundation_trust_name"]):
        found.append(f"supported by {named(own['foundation_trust_name'])}, a foundation trust")
    if found:
        return "; ".join(found)
    if own["governance"] == "academy":
        return "an academy for which no trust is recorded"
    return "no federation or trust recorded"


def _since(own: pd.Series, kind: str) -> str:
    day = own[f"{kind}_joined"]
    return "" if pd.isna(day) else f" (since {said(long_date(day.date().isoformat()))})"


def _dated(result: OptionsResult) -> str:
    register: dict[str, Any] = next(iter(result.manifest.get("sources", [])), {})
    incomplete = register.get("incomplete")
    known = f' <span class="gaps">Known gaps: {said(incomplete)}.</span>' if incomplete else ""
    return (
        f"{said(register.get('title', 'Register'))}. Dates: "
        f"{said(long_date(register.get('date', NOT_RECORDED)))}.{known}"
    )


def consider_section(result: OptionsResult) -> str:
    """Return what a governing board should weigh, with what this school's figures add to it."""
    own = row_of(result.schools, result.urn)
    settings = result.manifest.get("settings", {})
    items = [
        ("Capacity, now and over time", f"{_size(own, settings)}{letter_words.CAPACITY}"),
        ("What pupils gain", letter_words.PUPILS),
        ("Nearness and identity", f"{_near(result)} {letter_words.IDENTITY}"),
        ("Purpose and structure", letter_words.PURPOSE),
        ("Cost", letter_words.COST),
    ]
    rows = "".join(f"<li><b>{said(title)}.</b> {said(text)}</li>" for title, text in items)
    return f'<section class="consider"><h2>What to weigh</h2><ul>{rows}</ul></section>'


def _size(own: pd.Series, settings: dict[str, Any]) -> str:
    primary = own["stage"] in {"infant", "first", "junior", "primary"}
    small = int(settings.get("small_pupils", 0))
    if not primary or pd.isna(own["pupils"]) or own["pupils"] >= small:
        return ""
    return f"With {own['pupils']} pupils (under {small}) the school is small. {letter_words.SMALL} "


def _near(result: OptionsResult) -> str:
    worse = result.nearby["worse_min"]
    stages = result.schools.set_index("urn")["stage"]
    kind = stages[result.urn]
    same = result.nearby["urn"].map(stages) == kind
    counts = [int((same & (worse <= limit)).sum()) for limit in _NEAR_MIN]
    what = "schools of the same phase" if kind == "not-known" else f"other {kind} schools"
    nearest = result.nearby[same].head(1)
    first = ""
    if len(nearest):
        names = result.schools.set_index("urn")["name"]
        first = f"; the nearest is {names[int(nearest['urn'].iloc[0])]}"
    return (
        f"{counts[0] or 'No'} {what} lie within {_NEAR_MIN[0]} minutes, {counts[1] or 'none'} "
        f"within {_NEAR_MIN[1]}{first}."
    )


def future_section(result: OptionsResult) -> str:
    """Return the school in one, three and five years: the forecast given, and what to ask."""
    local = result.local_schools
    rows = None if local is None else local[local["urn"] == result.urn]
    own = None if rows is None or rows.empty else rows.iloc[0]
    parts = []
    for when, years, question in letter_words.FUTURE:
        value = None if own is None else own.get(f"forecast_{years}y")
        forecast = (
            "Forecast of pupils: ask your council."
            if value is None or pd.isna(value)
            else f"{count(int(value), 'pupil')} forecast (local data)."
        )
        parts.append(f"<li><b>{said(when)}.</b> {said(forecast)} {said(question)}</li>")
    return (
        '<section class="future"><h2>Where the school sees itself</h2>'
        f"<ul>{''.join(parts)}</ul>{_local_notes(own)}</section>"
    )


def _local_notes(own: pd.Series | None) -> str:
    if own is None:
        return ""
    told = []
    if pd.notna(own.get("revenue_balance")):
        balance = own["revenue_balance"]
        told.append(f"revenue balance {'-' if balance < 0 else ''}£{abs(balance):,.0f}")
    if pd.notna(own.get("head_vacancy")):
        told.append(f"head's post vacant from {long_date(own['head_vacancy'].date().isoformat())}")
    if pd.notna(own.get("note")):
        told.append(str(own["note"]))
    return f"<p>Local data also says: {said('; '.join(told))}.</p>" if told else ""
