"""Parse one cell of a file of local knowledge, or say what should stand there."""

import datetime as dt
import math
import re
from collections.abc import Callable
from typing import Any

import pandas as pd

NEVER = "never"
MOST_PUPILS = 20_000
MOST_POUNDS = 1e9
MOST_WEIGHT = 1.0
MOST_CHARACTERS = 2_000
_YEARS = (2000, 2100)
_URN = re.compile(r"\d{5,7}")
_PLAIN_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_BRITISH_DAY = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
type Parser = Callable[[str], Any]


class FaultError(ValueError):
    """A cell does not hold what its column should; the text says what that is."""


def _urn(text: str) -> int:
    if not _URN.fullmatch(text):
        kind = "a URN (a whole number of 5 to 7 digits)"
        raise FaultError(kind)
    return int(text)


def _number(text: str, *, kind: str) -> float:
    bare = text.replace("£", "", 1).replace("\u2212", "-").replace(" ", "")
    if not _PLAIN_NUMBER.fullmatch(bare):
        raise FaultError(kind)
    return float(bare.replace(",", ""))


def _pupils(text: str) -> int:
    kind = f"a whole number of pupils from 0 to {MOST_PUPILS:,} (leave it empty if not known)"
    value = _number(text, kind=kind)
    if "£" in text or not 0 <= value <= MOST_PUPILS or value != math.floor(value):
        raise FaultError(kind)
    return int(value)


def _pounds(text: str) -> float:
    kind = "a number of pounds, such as -12500 (leave it empty if not known)"
    value = _number(text, kind=kind)
    if abs(value) > MOST_POUNDS:
        raise FaultError(kind)
    return value


def _day(text: str) -> pd.Timestamp:
    kind = "a day as YYYY-MM-DD or DD/MM/YYYY (leave it empty if not known)"
    iso, british = _ISO_DAY.fullmatch(text), _BRITISH_DAY.fullmatch(text)
    if iso:
        year, month, day = (int(part) for part in iso.groups())
    elif british:
        day, month, year = (int(part) for part in british.groups())
    else:
        raise FaultError(kind)
    try:
        value = dt.date(year, month, day)
    except ValueError as error:
        raise FaultError(kind) from error
    if not _YEARS[0] <= year <= _YEARS[1]:
        kind = f"a day of the years {_YEARS[0]} to {_YEARS[1]}"
        raise FaultError(kind)
    return pd.Timestamp(value)


def _weight(text: str) -> float | str:
    if text.lower() == NEVER:
        return NEVER
    kind = 'a number from -1 to 1, or "never"'
    value = _number(text, kind=kind)
    if "£" in text or abs(value) > MOST_WEIGHT:
        raise FaultError(kind)
    return value


def _words(text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        kind = f"a text of at most {MOST_CHARACTERS:,} characters"
        raise FaultError(kind)
    return text


FIGURE_PARSERS: dict[str, Parser] = {
    "urn": _urn,
    "forecast_1y": _pupils,
    "forecast_3y": _pupils,
    "forecast_5y": _pupils,
    "revenue_balance": _pounds,
    "head_vacancy": _day,
    "note": _words,
}
PAIR_PARSERS: dict[str, Parser] = {
    "urn_a": _urn,
    "urn_b": _urn,
    "weight": _weight,
    "reason": _words,
}
