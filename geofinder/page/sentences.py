"""Write sentences once for all who are told them, with slots for numbers and names."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from geofinder.page.coding import clean
from geofinder.page.packing import packed
from geofinder.page.phrases import joined, phrased

NUMBER, SCHOOL, TRUST, FEDERATION, FOUNDATION, AUTHORITY, GROUP = "\x01\x02\x03\x04\x05\x06\x07"
"""What stands in a template for a number; for the name of a school; of its trust, federation,
foundation trust or local authority; and for a group's id."""

_SLOTS = re.compile("[\x01-\x07]")
_FIRST = 0xF0000
"""From here on are characters that no text uses: each stands in for a name until it is a slot."""
_STANDS_IN = re.compile("[\U000f0000-\U000fffff]")
_TOKENS = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?|" + _STANDS_IN.pattern + ")")
_SENTENCE_END = re.compile(r"(?<=[.!?])[ \t]+(?=[A-Z\x01-\x07])|\n+")


class Slot(NamedTuple):
    """What stands for a name: its mark, and which school or group it is the name of."""

    mark: str
    place: int


type Names = Mapping[str, Slot]
type Told = tuple[tuple[int, tuple[int, ...]], ...]


class Sentences:
    """Collect texts as sentences: templates with slots for numbers and names, each written once.

    ``All 3 schools`` and ``All 4 schools`` share one template. Nothing is lost: filling the slots
    gives the sentence back. A column of texts is a stream of numbers: for each text how many
    sentences, and for each of them its template and what fills its slots. A number fills its slot
    as twice itself, or, where that would be written otherwise, as its place in ``numbers`` twice
    and one.
    """

    def __init__(self) -> None:
        """Start without any."""
        self._templates: dict[str, int] = {}
        self._uses: Counter[int] = Counter()
        self._numbers: dict[str, int] = {}
        self._columns: dict[str, list[Told]] = {}
        self._nameless: dict[str, Told] = {}

    def add(self, column: str, text: str, names: Names) -> None:
        """Add a text, of one or more sentences, to a column; a new line always starts a sentence.

        Args:
            column: what the column is called.
            text: what is told.
            names: names that may be in the text.
        """
        self._columns.setdefault(column, []).append(self._told(text, names))

    def column(self, name: str) -> None:
        """Have a column of this name, though it may stay empty."""
        self._columns.setdefault(name, [])

    def written(self) -> dict[str, Any]:
        """Return the templates, the most used first, and the columns."""
        texts = list(self._templates)
        order = sorted(range(len(texts)), key=lambda row: (-self._uses[row], texts[row]))
        place = {row: new for new, row in enumerate(order)}
        return {
            "templates": phrased([texts[row] for row in order]),
            "numbers": joined(list(self._numbers)),
            **{name: packed(list(_stream(told, place))) for name, told in self._columns.items()},
        }

    def _told(self, text: str, names: Names) -> Told:
        found = {name: slot for name, slot in names.items() if name and name in text}
        if found:
            return self._parted(text, found)
        # Thousands of groups are told the same words.
        if text not in self._nameless:
            self._nameless[text] = self._parted(text, found)
        told = self._nameless[text]
        self._uses.update(template for template, _ in told)
        return told

    def _parted(self, text: str, names: Names) -> Told:
        fills: list[int] = []
        order = sorted(names, key=lambda name: (-len(name), name))
        marked = clean(text)
        if _STANDS_IN.search(marked):
            order = []
        for row, name in enumerate(order):
            marked = marked.replace(name, chr(_FIRST + row))

        # Every second piece is a token; slots are filled in the order in which they stand.
        pieces = _TOKENS.split(marked)
        for at in range(1, len(pieces), 2):
            token = pieces[at]
            if ord(token[0]) < _FIRST or not order:
                fills.append(self._number(token))
                pieces[at] = NUMBER
            else:
                mark, place = names[order[ord(token) - _FIRST]]
                fills.append(place)
                pieces[at] = mark
        parts = (part.strip() for part in _SENTENCE_END.split("".join(pieces)))
        rest = iter(fills)
        return tuple(self._sentence(part, rest) for part in parts if part)

    def _sentence(self, template: str, fills: Iterator[int]) -> tuple[int, tuple[int, ...]]:
        row = self._templates.setdefault(template, len(self._templates))
        self._uses[row] += 1
        return row, tuple(islice(fills, len(_SLOTS.findall(template))))

    def _number(self, text: str) -> int:
        if len(text) < _LONG and text.isdecimal() and text.isascii() and str(int(text)) == text:
            return 2 * int(text)
        return 2 * self._numbers.setdefault(text, len(self._numbers)) + 1


_LONG = 9
"""Whole numbers of so many digits and more are written as texts."""


def _stream(column: list[Told], place: Mapping[int, int]) -> Iterator[int]:
    for told in column:
        yield len(told)
        for template, fills in told:
            yield place[template]
            yield from fills
