"""Code columns and sentences so that a repeated text is written once."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

NUMBER, SCHOOL, BODY = "\x01", "\x02", "\x03"
"""What stands in a template for a number, a school's name, and a trust's or federation's name."""

_NUMBERS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SENTENCE_END = re.compile(r"(?<=[.!?])[ \t]+(?=[A-Z\x01-\x03])|\n+")


def clean(text: str) -> str:
    """Return ``text`` without control characters, which no name needs."""
    return _CONTROLS.sub(" ", text)


def plain(values: Iterable[Any], *, times: float = 1) -> list[int | None]:
    """Return whole numbers, each value times ``times`` and rounded; missing becomes None."""
    numbers = _column(values).to_numpy(dtype=np.float64, na_value=np.nan) * times
    missing = np.isnan(numbers)
    whole: list[int | None] = np.rint(np.where(missing, 0.0, numbers)).astype(np.int64).tolist()
    for row in np.flatnonzero(missing).tolist():
        whole[row] = None
    return whole


def flags(values: Iterable[Any]) -> list[int | None]:
    """Return 1, 0 or None for true, false and missing."""
    rows, distinct = pd.factorize(_column(values))
    said = [*(int(bool(value)) for value in distinct), None]
    return [said[row] for row in rows.tolist()]


def coded(values: Iterable[Any]) -> dict[str, list[Any]]:
    """Return the distinct texts in order (``of``) and each row's place in them (``at``)."""
    rows, found = pd.factorize(_column(values))
    texts = [clean(str(value)) for value in found]
    distinct = sorted(set(texts))
    places = {text: place for place, text in enumerate(distinct)}
    # A missing text has the place -1.
    at = np.array([*(places[text] for text in texts), -1], dtype=np.int64)
    return {"of": distinct, "at": at[rows].tolist()}


def _column(values: Iterable[Any]) -> pd.Series:
    return values if isinstance(values, pd.Series) else pd.Series(list(values), dtype="object")


def steps(values: Sequence[int]) -> list[int]:
    """Return each value's difference from the one before: short to write where they are sorted."""
    return [value - before for value, before in zip(values, [0, *values], strict=False)]


class Sentences:
    """Collect sentences as templates with slots for numbers and names, each written once.

    ``All 3 schools`` and ``All 4 schools`` share one template. Nothing is lost: filling the slots
    gives the sentence back.
    """

    def __init__(self) -> None:
        """Start without any."""
        self._templates: dict[str, int] = {}
        self._rows: dict[tuple[Any, ...], int] = {}
        self._nameless: dict[str, list[int]] = {}

    def add(self, text: str, *, schools: Mapping[str, int], bodies: Mapping[str, int]) -> list[int]:
        """Return the numbers of the sentences in ``text``.

        Args:
            text: one or more sentences; a new line always starts a new one.
            schools: names of schools that may be in the text, with each one's place.
            bodies: names of trusts and federations, likewise.
        """
        if any(name in text for names in (schools, bodies) for name in names):
            return self._added(text, schools, bodies)
        # A verdict names nobody, and thousands of groups are told it in the same words.
        if text not in self._nameless:
            self._nameless[text] = self._added(text, schools, bodies)
        return self._nameless[text]

    def _added(self, text: str, schools: Mapping[str, int], bodies: Mapping[str, int]) -> list[int]:
        slotted, found = _slot_names(clean(text), schools=schools, bodies=bodies)
        rows = []
        for part in _SENTENCE_END.split(slotted):
            taken = [found.pop(0) for mark in part if mark in (SCHOOL, BODY)]
            if part.strip():
                rows.append(self._row(part.strip(), taken))
        return rows

    def _row(self, part: str, names: list[int]) -> int:
        arguments: list[Any] = []

        def slot(match: re.Match[str]) -> str:
            arguments.append(_short(match.group()))
            return NUMBER

        # Numbers and names are filled in the order in which their slots stand in the template.
        template = _NUMBERS.sub(slot, part)
        numbers, places = iter(arguments), iter(names)
        ordered = [
            next(numbers) if mark == NUMBER else next(places)
            for mark in template
            if mark in (NUMBER, SCHOOL, BODY)
        ]
        key = (self._templates.setdefault(template, len(self._templates)), *ordered)
        return self._rows.setdefault(key, len(self._rows))

    def written(self) -> dict[str, list[Any]]:
        """Return the templates and the rows (template, then what fills its slots)."""
        return {"templates": list(self._templates), "rows": [list(row) for row in self._rows]}


def _slot_names(
    text: str, *, schools: Mapping[str, int], bodies: Mapping[str, int]
) -> tuple[str, list[int]]:
    """Put slots in place of names, the longest first, and return the places that fill them."""
    pieces: list[str | tuple[str, int]] = [text]
    for name in sorted({*schools, *bodies} - {""}, key=lambda name: (-len(name), name)):
        if name in text:
            slot = (SCHOOL, schools[name]) if name in schools else (BODY, bodies[name])
            pieces = [part for piece in pieces for part in _split(piece, name, slot)]
    found = [piece[1] for piece in pieces if isinstance(piece, tuple)]
    return "".join(piece if isinstance(piece, str) else piece[0] for piece in pieces), found


def _split(
    piece: str | tuple[str, int], name: str, slot: tuple[str, int]
) -> Iterator[str | tuple[str, int]]:
    """Yield a piece of text with ``slot`` wherever it holds ``name``; a slot stays as it is."""
    if isinstance(piece, tuple):
        yield piece
        return
    first, *others = piece.split(name)
    yield first
    for other in others:
        yield slot
        yield other


def _short(number: str) -> int | float | str:
    """Return ``number`` as a JSON number where that prints the same in a browser."""
    value = float(number.replace(",", ""))
    for candidate in (int(value), value):
        if str(candidate) == number:
            return candidate
    return number
