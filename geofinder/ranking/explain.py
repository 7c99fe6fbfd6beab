"""Say why a candidate stands where it stands, in sentences made from the model's own terms."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from geofinder.ranking.schools import Floats, Ints

MOST = 3
_LEAST = 0.15
"""A family that moves the odds by less than a seventh is not worth a sentence."""


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """The strongest sentences for and against one candidate, the strongest first."""

    good: tuple[str, ...]
    bad: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One candidate: its terms by name, its minutes, and the minutes of real cases by tenths.

    ``rises`` tells whether what is to be worded speaks for it.
    """

    terms: dict[str, float]
    minutes: float
    minutes_of_true: Sequence[float]
    rises: bool = False

    @property
    def nearer_than(self) -> int:
        """Of 100 real cases so many are farther apart."""
        tenths = np.linspace(100.0, 0.0, len(self.minutes_of_true))
        return int(round(float(np.interp(self.minutes, self.minutes_of_true, tenths)), -1))


type Sentence = Callable[[Case], str]
"""Words a family for a case; an empty text where there is nothing to say."""


def contributions(
    parts: Floats, families: Sequence[str], chance: Floats, event: Ints
) -> tuple[list[str], Floats]:
    """Return families and what each adds, shape (rows, families), against the rivals.

    The rivals are the candidates of the same event, each counted by its chance: so a family says
    what sets a candidate apart from those it competes with, not from schools far away.

    Args:
        parts: what each term adds to the value, shape (rows, terms).
        families: the family of each term.
        chance: each candidate's chance, adding up to 1 in each event.
        event: which rows compete.
    """
    names = list(dict.fromkeys(families))
    columns = [[at for at, own in enumerate(families) if own == name] for name in names]
    table = np.column_stack([parts[:, own].sum(axis=1) for own in columns])
    mean = np.column_stack([np.bincount(event, column * chance) for column in table.T])
    return names, table - mean[event]


def reasons(names: Sequence[str], adds: Floats, said: dict[str, Sentence], case: Case) -> Reasons:
    """Return the sentences of one candidate, from what each family adds."""
    order = np.argsort(-np.abs(adds), kind="stable")
    strong = [at for at in order.tolist() if abs(adds[at]) >= _LEAST and names[at] in said]
    sentences = [
        (bool(adds[at] > 0), said[names[at]](replace(case, rises=bool(adds[at] > 0))))
        for at in strong
    ]
    good = [text for rises, text in sentences if rises and text]
    bad = [text for rises, text in sentences if not rises and text]
    return Reasons(good=tuple(good[:MOST]), bad=tuple(bad[:MOST]))
