"""State one independent part of a packing problem and what its solution is."""

import math
import time
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from geofinder.planning.columns import Columns, Floats, Ints
from geofinder.planning.goal import Goal
from geofinder.planning.relaxing import Prices

_NEVER = 1e7


class Offer(NamedTuple):
    """Groups that a source offers: all whose profit is more than ``least``, and perhaps others.

    A group's profit is its value less the prices that it pays. If each school paid ``owed`` more,
    no group of the sizes asked for that is left out would have any.
    """

    columns: Columns
    least: float
    owed: Floats


class Source(Protocol):
    """Groups too many to list: all those worth their price can be asked for."""

    @property
    def max_size(self) -> int:
        """The largest group."""

    def offer(
        self, prices: Prices, goal: Goal, *, above: float, max_size: int, most: float = math.inf
    ) -> Offer:
        """Return the allowed groups of a profit above ``above``: the ``most`` best of them.

        Those with more than ``max_size`` schools are not asked for.
        """


@dataclass(frozen=True, kw_only=True)
class Part:
    """Schools that share no group with others, numbered from 0.

    ``counts`` is what serving each counts; ``columns`` are the groups listed, ``source`` offers
    further ones.
    """

    counts: Ints
    columns: Columns
    goal: Goal
    source: Source | None = None

    @property
    def schools(self) -> int:
        """Return the number of schools."""
        return len(self.counts)


@dataclass(frozen=True, kw_only=True)
class Solved:
    """The best plan of a part.

    ``bound`` is the value that no plan exceeds; ``prices`` prove it, and are None where time ran
    out before. ``held`` is the number of groups that the solver held, ``note`` says what
    bounded the solution, if anything did.
    """

    plan: Columns
    value: float
    bound: float
    proven: bool
    prices: Prices | None
    held: int
    note: str = ""


class Deadline(NamedTuple):
    """The moment, in seconds of the clock, at which a solver must have stopped; None: never."""

    at: float | None

    @classmethod
    def after(cls, seconds: float | None) -> "Deadline":
        """Return the moment so many seconds from now."""
        return cls(None if seconds is None else time.time() + seconds)

    def part(self, share: float) -> "Deadline":
        """Return the moment at which this share of the time left will be gone."""
        return self if self.at is None else Deadline.after(self.left * share)

    @property
    def left(self) -> float:
        """Return the seconds that are left."""
        return _NEVER if self.at is None else max(self.at - time.time(), 0.0)

    @property
    def passed(self) -> bool:
        """Tell whether there is no time left."""
        return self.left <= 0
