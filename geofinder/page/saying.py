"""Turn the data's texts, dates and numbers into words that are safe in HTML."""

import weakref
from collections.abc import Mapping
from datetime import date
from html import escape
from numbers import Integral
from typing import Any

import pandas as pd

from geofinder.page.coding import clean
from geofinder.units import METRES_PER_KM

NOT_RECORDED = "not recorded"


def said(text: object) -> str:
    """Return any text of the data as HTML that shows it as it is."""
    return escape(clean(str(text)))


def named(name: object) -> str:
    """Return a name of the data, kept apart from the direction of the text around it."""
    return f"<bdi>{said(name)}</bdi>"


def long_date(value: object) -> str:
    """Return an ISO date in words (``5 January 2026``); any other text as it is."""
    try:
        day = date.fromisoformat(str(value)[:10])
    except ValueError:
        return str(value)
    return f"{day.day} {day:%B %Y}"


def minutes(value: Any) -> str:  # noqa: ANN401 (a table's cell)
    """Return minutes in words; missing is no known route."""
    if pd.isna(value):
        return "no route known"
    return "under 1 min" if 0 < value < 1 else f"{value:.0f} min"


def kilometres(metres: Any) -> str:  # noqa: ANN401 (a table's cell)
    """Return metres as km with one decimal."""
    return "not known" if pd.isna(metres) else f"{metres / METRES_PER_KM:.1f} km"


def recorded(value: Any) -> str:  # noqa: ANN401 (a table's cell)
    """Return a number or text, or that it is not recorded."""
    if pd.isna(value) or value == "":
        return NOT_RECORDED
    return f"{value:,}" if isinstance(value, Integral) else str(value)


def table(caption: str, headings: list[str], rows: list[list[str]], *, look: str = "") -> str:
    """Return an HTML table; the cells are HTML already, the first of a row is its heading."""
    head = "".join(f'<th scope="col">{said(heading)}</th>' for heading in headings)
    body = "\n".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    return (
        f'<div class="scroller" tabindex="0" role="region" aria-label="{said(caption)}">'
        f'<table class="{look}"><caption>{said(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def row_of(frame: pd.DataFrame, urn: int) -> "pd.Series[Any]":
    """Return the row of one school."""
    return frame[frame["urn"] == urn].iloc[0]


def is_estimate(travel: pd.DataFrame) -> bool:
    """Say whether any minutes of a table of travel are estimates."""
    return "estimate" in methods_of(travel)


_METHODS: dict[int, frozenset[str]] = {}
"""By the identity of a table that is still in use."""


def methods_of(travel: pd.DataFrame) -> frozenset[str]:
    """Return the methods by which travel was measured.

    A country's table has millions of rows, and a page asks this in many places: so the answer is
    kept for as long as the table is.
    """
    key = id(travel)
    if key not in _METHODS:
        _METHODS[key] = frozenset(travel["method"].to_numpy(dtype=object).tolist())
        weakref.finalize(travel, _METHODS.pop, key, None)
    return _METHODS[key]


MOST_LISTED = 300
"""A national trust has thousands of schools near it: a page of them all opens nowhere."""


def first_of(number: int, file: str) -> str:
    """Say that the page ends before a list of ``number`` does, where it does."""
    if number <= MOST_LISTED:
        return ""
    return f" The first {MOST_LISTED} of {number:,} are here, all of them in {file}."


def local_used(manifest: Mapping[str, Any]) -> str:
    """Return, as HTML, the sentence that local knowledge was used, or nothing."""
    told = manifest.get("local", {})
    return f" <strong>{said(told['sentence'])}</strong>" if told.get("used") else ""
