"""Hold the state of every trust on a day, as one school would have seen it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geofinder.ranking.events import Memberships
from geofinder.ranking.nearby import MinutesOf
from geofinder.ranking.schools import PRIMARY, SECONDARY, Flags, Floats, Ints, Schools
from geofinder.units import METRES_PER_KM

NEAREST_TRUSTS = 150
"""A school chooses among so many trusts, by their nearest school, and those of its authority."""
FAR_MIN = 120.0
_LONG_AGO_DAYS = 4000.0


@dataclass(frozen=True, kw_only=True)
class Trusts:
    """Memberships whose schools the register holds, sorted by trust."""

    schools: Schools
    members: Memberships
    at: Ints
    minutes_of: MinutesOf

    @classmethod
    def of(cls, schools: Schools, members: Memberships, minutes_of: MinutesOf) -> "Trusts":
        """Leave out members that the register does not hold."""
        at = schools.at(members.urn)
        kept = at >= 0
        own = members._replace(
            urn=members.urn[kept], group=members.group[kept], day=members.day[kept]
        )
        return cls(schools=schools, members=own, at=at[kept], minutes_of=minutes_of)

    def seen(self, school: int, day: int) -> "Seen":
        """Return the trusts as they stood before ``day``, without anything of the school itself."""
        own = self.at == school
        before = self.members.day < day
        left = self.members.group[own & before]
        used = np.flatnonzero(before & ~own & ~np.isin(self.members.group, left))
        straight = np.hypot(*(self.schools.places[self.at[used]] - self.schools.places[school]).T)
        minutes = self.minutes_of(
            np.full(len(used), school, dtype=np.int64), self.at[used], straight
        )
        return Seen(
            schools=self.schools,
            school=school,
            names=self.members.group_name,
            member=self.at[used],
            group=self.members.group[used],
            minutes=np.minimum(minutes, FAR_MIN),
            age=(day - self.members.day[used]).astype(np.float64),
        )


@dataclass(frozen=True)
class Seen:
    """The members of trusts before a day, as one school sees them; sorted by trust.

    ``member`` (position), ``group``, ``minutes`` from the school and ``age`` (days since it
    joined) have one value a member. Methods return one value a trust, in the order of ``trust``.
    """

    schools: Schools
    school: int
    names: tuple[str, ...]
    member: Ints
    group: Ints
    minutes: Floats
    age: Floats

    @cached_property
    def starts(self) -> Ints:
        """Where each trust's members begin."""
        return np.flatnonzero(np.diff(self.group, prepend=-1))

    @cached_property
    def trust(self) -> Ints:
        """The trusts, by their number in ``Memberships``."""
        return self.group[self.starts]

    @cached_property
    def size(self) -> Floats:
        """Each trust's schools."""
        size = np.diff(np.r_[self.starts, len(self.group)])
        return np.asarray(size, dtype=np.float64)

    def total(self, values: Floats | Flags) -> Floats:
        """Add up a value of the members."""
        return np.add.reduceat(values.astype(np.float64), self.starts)

    def least(self, values: Floats) -> Floats:
        """Return the smallest value among the members."""
        return np.minimum.reduceat(values, self.starts)

    def share(self, values: Floats | Flags) -> Floats:
        """Return the mean of a value of the members."""
        return self.total(values) / self.size

    @cached_property
    def middle_m(self) -> Floats:
        """The middle of each trust's schools, shape (trusts, 2)."""
        own = self.schools.places[self.member]
        return np.column_stack([self.share(own[:, 0]), self.share(own[:, 1])])

    @cached_property
    def spread_km(self) -> Floats:
        """How far a trust's schools lie from their middle: root of the mean square, in km."""
        around = np.repeat(self.middle_m, self.size.astype(np.int64), axis=0)
        away = ((self.schools.places[self.member] - around) ** 2).sum(axis=1)
        return np.sqrt(self.share(away)) / METRES_PER_KM

    @cached_property
    def nearest(self) -> Floats:
        """Minutes to the nearest member."""
        return self.least(self.minutes)

    @cached_property
    def nearest_at(self) -> Ints:
        """Where in ``member`` each trust's nearest school stands."""
        order = np.lexsort((self.minutes, self.group))
        return np.asarray(order[self.starts], dtype=np.int64)

    def nearest_where(self, wanted: Flags) -> Floats:
        """Minutes to the nearest of some members, ``FAR_MIN`` where there is none."""
        return self.least(np.where(wanted, self.minutes, FAR_MIN))

    @cached_property
    def same_authority(self) -> Flags:
        """Which members are in the school's authority."""
        authority = self.schools.authority
        same = authority[self.member] == authority[self.school]
        return np.asarray(same, dtype=np.bool_)

    @cached_property
    def same_phase(self) -> Flags:
        """Which members share a broad phase with the school."""
        broad = self.schools.broad
        shared = (broad[self.member] & broad[self.school]).any(axis=1)
        return np.asarray(shared, dtype=np.bool_)

    @cached_property
    def primary(self) -> bool:
        """Tell whether the school is of the primary phase."""
        return bool(self.schools.broad[self.school, PRIMARY])

    @cached_property
    def secondary(self) -> bool:
        """Tell whether the school is of the secondary phase alone."""
        return bool(self.schools.broad[self.school, SECONDARY]) and not self.primary

    @cached_property
    def faith(self) -> str:
        """The school's faith."""
        return str(self.schools.faith[self.school])

    def near(self, within_min: float) -> Floats:
        """Return a weight of each member that fades with its minutes."""
        return np.exp(-self.minutes / within_min)

    def lately(self, days: int) -> Flags:
        """Which members joined in the last so many days."""
        return self.age <= days

    @cached_property
    def quiet_days(self) -> Floats:
        """Days since a school last joined the trust, at most eleven years."""
        return np.minimum(self.least(self.age), _LONG_AGO_DAYS)

    def candidates(self) -> Flags:
        """Which trusts the school chooses among: the nearest, and those of its authority."""
        order = np.argsort(self.nearest, kind="stable")
        near = np.zeros(len(order), dtype=np.bool_)
        near[order[:NEAREST_TRUSTS]] = True
        return near | (self.total(self.same_authority) > 0)


def ranks(values: Floats) -> Floats:
    """Return how many have a smaller value; equal ones share the lower rank."""
    return np.searchsorted(np.sort(values), values).astype(np.float64)
