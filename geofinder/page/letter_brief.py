"""Say how much a letter holds, so that two printed pages hold the letter."""

import re
from typing import NamedTuple

import pandas as pd

from geofinder.result import OptionsResult


class Brief(NamedTuple):
    """One length of the letter: how many of each thing it names; the rest is counted.

    ``rows`` of the table of schools, ``groups`` a form, ``named`` schools of a group, ``again``
    where the group comes a second time, ``causes`` schools that make a rule hold, ``told``
    conditions and exclusions of a form. ``look`` is a class of the styles, ``most`` letters of
    text fit on two A4 pages in it.
    """

    rows: int
    groups: int
    named: int
    again: int
    causes: int
    told: int
    look: str
    most: int


_DENSE = 15_200
LENGTHS = (
    Brief(14, 3, 5, 2, 6, 20, "usual", 14_300),
    Brief(13, 3, 5, 2, 6, 20, "dense", _DENSE),
    Brief(12, 2, 5, 2, 5, 20, "dense", _DENSE),
    Brief(11, 2, 3, 1, 4, 20, "dense", _DENSE),
    Brief(10, 1, 3, 1, 3, 20, "dense", _DENSE),
    Brief(9, 1, 3, 1, 3, 3, "dense", _DENSE),
    Brief(8, 1, 2, 1, 2, 2, "dense", _DENSE),
)
"""The longest first; a letter is as long as two pages allow."""


_CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
_CELL_LETTERS, _LINE_LETTERS = 56, 160
"""So many letters fit a line of the table's wider cells, and of the page."""


def size_of(body: str) -> int:
    """Return how many letters of text a body has; a cell of many lines counts as whole lines."""
    text = re.sub(r"<svg.*?</svg>", "", body, flags=re.DOTALL)
    lines = sum(len(_bare(cell)) // _CELL_LETTERS for cell in _CELL.findall(text))
    return len(_bare(text)) + lines * _LINE_LETTERS


def _bare(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html)


def shown(result: OptionsResult, brief: Brief) -> pd.DataFrame:
    """Return the groups that a letter of this length shows, best first within each form."""
    table = result.options[result.options["in_letter"]].sort_values(["form", "place"])
    return table[table.groupby("form").cumcount() < brief.groups]
