"""Write the letter's part about what nobody could know from public data."""

import pandas as pd

from geofinder.page import letter_words, words
from geofinder.page.letter_forms import forms_of, status_of
from geofinder.page.letter_named import Named
from geofinder.page.saying import is_estimate, row_of, said
from geofinder.result import OptionsResult
from geofinder.wording import count, listed

_FACTS = {
    "pupils": "pupils",
    "low_age": "ages",
    "faith": "religious character",
    "rural": "rural or urban",
}


def unknown_section(result: OptionsResult, who: Named) -> str:
    """Return what is not known, each with what would tell it."""
    lines = [letter_words.WILLING, *_own(result), *_forms(result), *_others(result, who)]
    if is_estimate(result.nearby):
        lines.append(letter_words.DRIVES)
    if not _has_forecast(result):
        lines.append(letter_words.ROLLS)
    rows = "".join(f"<li>{said(line)}</li>" for line in lines)
    return f'<section class="unknown"><h2>What we do not know</h2><ul>{rows}</ul></section>'


def _own(result: OptionsResult) -> list[str]:
    own = row_of(result.schools, result.urn)
    missing = [name for key, name in _FACTS.items() if pd.isna(own[key])]
    if not missing:
        return []
    return [f"Of our own school the register we read lacks: {', '.join(missing)}."]


def _forms(result: OptionsResult) -> list[str]:
    unclear = [
        words.FORMS[form] for form in forms_of(result) if status_of(result, form) == "not-known"
    ]
    if not unclear:
        return []
    return [
        (
            f"Whether these are open to us: {listed(unclear)}. The part on each says which fact is "
            "missing."
        )
    ]


def _others(result: OptionsResult, who: Named) -> list[str]:
    of = result.schools[result.schools["urn"].isin(who.near())]
    lacking = [
        f"{name} of {count(int(of[key].isna().sum()), 'school')}"
        for key, name in _FACTS.items()
        if of[key].isna().any()
    ]
    return [f"Not recorded in the table: {', '.join(lacking)}."] if lacking else []


def _has_forecast(result: OptionsResult) -> bool:
    local = result.local_schools
    if local is None:
        return False
    own = local[local["urn"] == result.urn]
    return bool(own.filter(like="forecast_").notna().any(axis=None))
