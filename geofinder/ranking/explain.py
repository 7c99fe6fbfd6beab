"""Say why a candidate stands where it stands, in sentences made from the model's own terms."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from geofinder.ranking.choice import Linear
from geofinder.ranking.schools import Floats

MOST = 3
_CERTAIN = 1e-6
_LEAST = 0.15
"""A family that moves the odds by less than a seventh is not worth a sentence."""


class Reasons(NamedTuple):
    """The strongest sentences for and against one candidate, the strongest first."""

    good: tuple[str, ...]
    bad: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One candidate: its terms by name, its minutes, and the minutes of real cases by tenths.

    ``one`` is the name of the school that chooses, ``other`` that of the candidate's nearest
    school. ``rises`` tells whether what is to be worded speaks for it, ``by_road`` whether its
    minutes were routed; those of real cases are estimates.
    """

    terms: dict[str, float]
    minutes: float
    minutes_of_true: Sequence[float]
    one: str = "the school"
    other: str = "the other"
    rises: bool = False
    by_road: bool = False

    @property
    def nearer_than(self) -> int:
        """Of 100 real cases so many are farther apart."""
        tenths = np.linspace(100.0, 0.0, len(self.minutes_of_true))
        return int(round(float(np.interp(self.minutes, self.minutes_of_true, tenths)), -1))


type Sentence = Callable[[Case], str]
"""Words a family for a case; an empty text where there is nothing to say."""


class Said(NamedTuple):
    """What a family adds to a candidate's value against its rivals', and how it is worded.

    The rivals are the other candidates of the same school, each counted by its chance: so a family
    says what sets a candidate apart from those it competes with, not from schools far away.
    """

    adds: float
    sentence: Sentence
    case: Case


class _Term(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def family(self) -> str: ...


def families_of(terms: Sequence[_Term]) -> Mapping[str, list[str]]:
    """Return the names of each family's terms."""
    families: dict[str, list[str]] = {}
    for term in terms:
        families.setdefault(term.family, []).append(term.name)
    return families


def contributions(linear: Linear, terms: Floats, families: Mapping[str, list[str]]) -> Floats:
    """Return what each family adds to the value of each row, shape (rows, families)."""
    into = np.array([[name in own for own in families.values()] for name in linear.terms])
    share = (linear.weight / linear.scale)[:, None] * into
    return np.asarray(terms @ share - linear.mean @ share, dtype=np.float64)


def against_rivals(adds: Floats, mean: Floats, chance: Floats) -> Floats:
    """Return what each family adds to a candidate beyond what it adds to the others of its school.

    Args:
        adds: shape (rows, families).
        mean: what each adds to all candidates of the row's school, each counted by its chance.
        chance: the row's own.
    """
    rest = np.maximum(1.0 - chance, _CERTAIN)[:, None]
    return np.asarray((adds - mean) / rest, dtype=np.float64)


def reasons(families: Sequence[Said]) -> Reasons:
    """Return the sentences of one candidate, from what each family adds."""
    strong = [said for said in families if abs(said.adds) >= _LEAST]
    worded = [
        (said.adds, text)
        for said in sorted(strong, key=lambda said: -abs(said.adds))
        for text in [said.sentence(said.case)]
        if text
    ]
    return Reasons(
        good=tuple(text for adds, text in worded if adds > 0)[:MOST],
        bad=tuple(text for adds, text in worded if adds < 0)[:MOST],
    )
