"""Compute the criteria of every group, each by the formula of its pattern."""

import numpy as np
import pandas as pd

from geofinder import scores
from geofinder.arrivals import arrivals, entry_age, leaving_age
from geofinder.measuring.layout import Layout
from geofinder.measuring.spans import Spans
from geofinder.minutes import Floats
from geofinder.names import telling_words
from geofinder.patterns.onward import path_share
from geofinder.settings import Pattern, Settings
from geofinder.tables import CRITERIA

APPLY: dict[Pattern, tuple[str, ...]] = {
    "rural-primaries": (
        "closeness", "small_schools", "combined_roll", "same_authority", "same_character",
    ),
    "infant-junior": (
        "closeness", "combined_roll", "same_authority", "same_character", "shared_name", "fit",
    ),
    "feeders": ("closeness", "same_authority", "same_character", "fit"),
    "federation-joiner": (
        "closeness", "small_schools", "combined_roll", "same_authority", "same_character",
    ),
    "trust-joiner": ("closeness", "same_authority", "same_character", "fit"),
    "trust-hub": ("closeness", "combined_roll", "same_authority", "same_character", "fit"),
    "area": ("closeness", "same_authority", "fit"),
}  # fmt: skip
"""Which criteria a pattern's score is made of; the others do not apply and stay missing."""

MAY_LACK = (("trust-hub", "fit"),)
"""No fact is missing there: a trust of one phase has no paths from school to school."""

NEARLY = 0.5
"""The fit of a school whose leaving age is a year off the next school's entry age."""


def limits_min(layout: Layout, settings: Settings) -> Floats:
    """Return the minutes that the pattern of each group allows."""
    limit: dict[Pattern, float] = {
        "rural-primaries": settings.max_minutes,
        "infant-junior": settings.infant_junior_minutes,
        "feeders": settings.feeder_minutes,
        "federation-joiner": settings.joiner_minutes,
        "trust-joiner": settings.trust_minutes,
        "trust-hub": settings.hub_minutes,
        "area": settings.area_minutes,
    }
    return np.array([limit[pattern] for pattern in layout.patterns], dtype=np.float64)


def criteria(
    layout: Layout, spanned: Spans, schools: pd.DataFrame, facts: pd.DataFrame, settings: Settings
) -> dict[str, Floats]:
    """Return each criterion's value a group, NaN where it does not apply or a fact is missing."""
    pupils = schools["pupils"].to_numpy(dtype=np.float64, na_value=np.nan)[layout.school]
    small = facts["small"].reindex(schools["urn"]).to_numpy(dtype=np.float64, na_value=np.nan)
    size = layout.sizes.astype(np.float64)
    rolls = layout.total(pupils)
    values = {
        "closeness": scores.closeness(spanned.ruling_min, limits_min(layout, settings)),
        "small_schools": scores.small_share(layout.total(small[layout.school]), size),
        "combined_roll": np.where(
            layout.of_pattern("trust-hub"),
            _trust_size(size, rolls, settings),
            scores.roll_share(rolls, settings.combined_roll_target),
        ),
        "same_authority": _alike(layout, schools["la_code"]),
        "same_character": _alike(layout, schools["faith"]),
        "shared_name": _shared_name(layout, spanned, schools),
        "fit": _fit(layout, spanned, schools),
    }
    for name, of_trust in (spanned.standing.criteria(settings.trust_minutes)).items():
        values[name][spanned.with_trust] = of_trust
    applies = {
        name: layout.of_pattern(*(pattern for pattern, names in APPLY.items() if name in names))
        for name in CRITERIA
    }
    return {name: np.where(applies[name], values[name], np.nan) for name in CRITERIA}


def _trust_size(size: Floats, rolls: Floats, settings: Settings) -> Floats:
    return scores.trust_size_share(
        size,
        rolls,
        schools_target=settings.trust_schools_target,
        pupils_target=settings.trust_pupils_target,
    )


def _fit(layout: Layout, spanned: Spans, schools: pd.DataFrame) -> Floats:
    """Return how well ages, places or pupils' paths fit, as each pattern means it."""
    by_path = path_share(spanned.onward, schools, layout.group, layout.school)
    by_age = np.where(
        layout.of_pattern("feeders"),
        _fit_of_places(layout, spanned, schools),
        _fit_of_ages(layout, spanned, schools),
    )
    return np.where(layout.of_pattern("trust-hub", "area"), by_path, by_age)


def _alike(layout: Layout, column: pd.Series) -> Floats:
    """Return the share of a group's pairs with the same value; NaN where one is missing."""
    code = pd.factorize(column, sort=True)[0][layout.school]
    alike = layout.total_of_pairs(code[layout.left] == code[layout.right])
    share = scores.alike_share(alike, layout.sizes.astype(np.float64))
    return np.where(layout.total(code < 0) > 0, np.nan, share)


def _shared_name(layout: Layout, spanned: Spans, schools: pd.DataFrame) -> Floats:
    """Return the share of the other schools with a telling word of the hub's name."""
    leading = np.flatnonzero(layout.of_pattern("infant-junior")[layout.group])
    hub = spanned.hub[layout.group]
    words = schools["name"].map(telling_words).tolist() if len(leading) else []
    shared = np.zeros(len(layout.school))
    for member in leading.tolist():
        own, other = words[layout.school[member]], words[layout.school[hub[member]]]
        shared[member] = member != hub[member] and not own.isdisjoint(other)
    return np.asarray(layout.total(shared) / (layout.sizes - 1), dtype=np.float64)


def _fit_of_ages(layout: Layout, spanned: Spans, schools: pd.DataFrame) -> Floats:
    """Return 1 where every school's leaving age is the hub's entry age, less where a year off."""
    known = (schools["ages_source"] != "not-known").to_numpy()[layout.school]
    hub = spanned.hub[layout.group]
    apart = np.abs(leaving_age(schools)[layout.school] - entry_age(schools)[layout.school[hub]])
    fit = np.where(known & known[hub], np.where(apart == 0, 1.0, NEARLY), np.nan)
    others = np.where(np.arange(len(hub)) == hub, 0.0, fit)
    return np.asarray(layout.total(others) / (layout.sizes - 1), dtype=np.float64)


def _fit_of_places(layout: Layout, spanned: Spans, schools: pd.DataFrame) -> Floats:
    """Return the share of the feeders' leavers that the hub has places for."""
    per_year = arrivals(schools)
    feeders = np.where(layout.with_role("feeder"), per_year.leavers[layout.school], 0.0)
    leavers = layout.total(feeders)
    places = per_year.places[layout.school[spanned.hub]]
    share = np.divide(places, leavers, out=np.ones_like(places), where=leavers > 0)
    return np.where(np.isnan(leavers), np.nan, np.minimum(share, 1.0))
