"""Hold pairs of schools as one of them sees the other."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geofinder.ranking.nearby import LIKE, Nearby
from geofinder.ranking.schools import Flags, Floats, Ints, Schools

FARTHEST_MIN = 60.0


@dataclass(frozen=True)
class Pairs:
    """Rows of ``Nearby`` as seen by the school that looks (``one``).

    ``federated`` tells which others are in an existing federation: as far as was known on the
    day, and never the federation of ``one`` itself.
    """

    schools: Schools
    nearby: Nearby
    rows: Ints
    federated: Flags

    @cached_property
    def one(self) -> Ints:
        """The school that looks."""
        return self.nearby.one[self.rows]

    @cached_property
    def other(self) -> Ints:
        """The school it looks at."""
        return self.nearby.other[self.rows]

    @cached_property
    def minutes(self) -> Floats:
        """Minutes between the two, at most an hour."""
        return np.minimum(self.nearby.minutes[self.rows], FARTHEST_MIN)

    @cached_property
    def log_minutes(self) -> Floats:
        """Minutes on a scale on which twice as far is the same step everywhere."""
        return np.log(self.minutes + 0.5)

    def either(self, flags: Flags) -> Flags:
        """Exactly one of the two."""
        return flags[self.one] ^ flags[self.other]

    def both(self, flags: Flags) -> Flags:
        """Both of the two."""
        return flags[self.one] & flags[self.other]

    def seen_from_the_other(self, counts: Ints) -> Ints:
        """Return a count of ``Nearby`` as the other school has it of this one."""
        back = self.nearby.back[self.rows]
        return np.where(back >= 0, counts[np.maximum(back, 0)], LIKE)
