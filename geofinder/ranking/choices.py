"""Hold what is asked and what there is to choose from, one row a candidate."""

from dataclasses import dataclass, replace

import numpy as np

from geofinder.ranking.schools import Flags, Floats, Ints


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The events: the school (position), the group it joined, and the day it did.

    ``day`` is None where the register's own day counts: then all other groups are known as the
    register has them. Else only memberships older than the event's day are.
    """

    school: Ints
    group: Ints
    day: Ints | None

    def only(self, chosen: Flags | Ints) -> "Asked":
        """Return the chosen events."""
        day = None if self.day is None else self.day[chosen]
        return Asked(school=self.school[chosen], group=self.group[chosen], day=day)


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Rows sorted by event; a candidate is a free school, an existing federation or a trust.

    ``asked`` and ``group`` have one value an event: the school (position) and the group it is in
    truth of. ``event`` to ``terms`` have one value a row: ``other`` is the candidate's nearest
    school (position), ``unit`` tells candidates of one event apart.
    """

    asked: Ints
    group: Ints
    event: Ints
    other: Ints
    unit: Ints
    minutes: Floats
    compatible: Flags
    truth: Flags
    terms: Floats

    def only(self, events: Flags) -> "Choices":
        """Return the rows of the chosen events, numbered anew."""
        number = np.cumsum(events) - 1
        kept = events[self.event]
        rows = {
            name: getattr(self, name)[kept]
            for name in ("other", "unit", "minutes", "compatible", "truth", "terms")
        }
        return replace(
            self,
            asked=self.asked[events],
            group=self.group[events],
            event=number[self.event[kept]],
            **rows,
        )
