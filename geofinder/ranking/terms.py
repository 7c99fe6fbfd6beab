"""Collect plain functions as the terms of a model, in the order in which they are written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from geofinder.ranking.schools import Flags, Floats


@dataclass(frozen=True, kw_only=True)
class Term[View]:
    """A term: its name, the sign its weight must have (0: any), the family it is told with."""

    name: str
    sign: int
    family: str
    of: Callable[[View], Floats | Flags]

    @property
    def meaning(self) -> str:
        """What it says, in words."""
        return (self.of.__doc__ or "").strip()


class Keep[View](Protocol):
    """A decorator that keeps a function as a term and changes nothing of it."""

    def __call__[Values: Floats | Flags](
        self, of: Callable[[View], Values], /
    ) -> Callable[[View], Values]:
        """Keep the function."""


class Terms[View](list[Term[View]]):
    """The terms of one model; ``View`` is what they look at."""

    def term(self, family: str, sign: int) -> Keep[View]:
        """Return the decorator that makes a function of a view a term."""

        def keep[Values: Floats | Flags](
            of: Callable[[View], Values], /
        ) -> Callable[[View], Values]:
            self.append(Term(name=of.__name__, sign=sign, family=family, of=of))
            return of

        return keep

    def matrix(self, view: View) -> Floats:
        """Return all terms, a column each, in the order in which they are written."""
        return np.column_stack([np.asarray(one.of(view), dtype=np.float64) for one in self])
