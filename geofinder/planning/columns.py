"""Hold the groups that a plan may choose, as the columns of a set-packing problem."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Ints = NDArray[np.integer]
type Flags = NDArray[np.bool_]

_SEED = 1965


@dataclass(frozen=True, kw_only=True)
class Columns:
    """n groups over schools numbered from 0.

    The schools of group g are ``school[start[g] : start[g + 1]]``, ascending. ``kind`` tells groups
    of the same schools apart (a number a pattern). ``served`` is what the group's schools
    count together, ``score`` 0 to 1, ``travel_min`` the minutes to its hub added up.
    """

    start: Ints
    school: Ints
    kind: Ints
    served: Ints
    score: Floats
    travel_min: Floats

    @classmethod
    def none(cls) -> Self:
        """Return no groups."""
        whole = np.zeros(0, dtype=np.int64)
        return cls(
            start=np.zeros(1, dtype=np.int64),
            school=whole,
            kind=whole,
            served=whole,
            score=np.zeros(0),
            travel_min=np.zeros(0),
        )

    def __len__(self) -> int:
        """Return the number of groups."""
        return len(self.score)

    @property
    def sizes(self) -> Ints:
        """Return the number of schools of each group."""
        return np.diff(self.start)

    @property
    def of(self) -> Ints:
        """Return for each member the group that it is a member of."""
        return np.repeat(np.arange(len(self)), self.sizes)

    def members(self, group: int) -> tuple[int, ...]:
        """Return the schools of one group."""
        return tuple(self.school[self.start[group] : self.start[group + 1]].tolist())

    def identities(self) -> list[tuple[int, ...]]:
        """Return kind and schools of each group, by which it is known in any order."""
        return [(kind, *self.members(group)) for group, kind in enumerate(self.kind.tolist())]

    def take(self, chosen: Ints | Flags) -> Self:
        """Return only the chosen groups, in the order given."""
        at = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen
        sizes = self.sizes[at]
        start = np.r_[0, np.cumsum(sizes)].astype(np.int64)
        within = np.arange(start[-1]) - np.repeat(start[:-1], sizes)
        return type(self)(
            start=start,
            school=self.school[np.repeat(self.start[at], sizes) + within],
            kind=self.kind[at],
            served=self.served[at],
            score=self.score[at],
            travel_min=self.travel_min[at],
        )

    @classmethod
    def joined(cls, parts: Sequence["Columns"]) -> "Columns":
        """Return the groups of all parts, one part after another."""
        if not parts:
            return cls.none()
        sizes = np.concatenate([part.sizes for part in parts])
        return cls(
            start=np.r_[0, np.cumsum(sizes)].astype(np.int64),
            school=np.concatenate([part.school for part in parts]),
            kind=np.concatenate([part.kind for part in parts]),
            served=np.concatenate([part.served for part in parts]),
            score=np.concatenate([part.score for part in parts]),
            travel_min=np.concatenate([part.travel_min for part in parts]),
        )

    def matrix(self, schools: int) -> sp.csr_matrix:
        """Return groups by schools: 1 where the school is in the group."""
        ones = np.ones(len(self.school))
        return sp.csr_matrix((ones, self.school, self.start), shape=(len(self), schools))

    def touching(self, schools: Flags) -> Flags:
        """Tell which groups hold one of the flagged schools."""
        return np.bincount(self.of[schools[self.school]], minlength=len(self)) > 0

    def among(self, others: "Columns") -> Flags:
        """Tell which groups are among the others, by the fingerprint of kind and schools."""
        return np.isin(self._fingerprints(), others._fingerprints())  # noqa: SLF001 (own class)

    def _fingerprints(self) -> NDArray[np.uint64]:
        most = int(self.school.max(initial=0)) + 1
        marks = np.random.default_rng(_SEED).integers(2**63, size=most, dtype=np.uint64)
        total = np.zeros(len(self), dtype=np.uint64)
        np.add.at(total, self.of, marks[self.school])
        return total + self.kind.astype(np.uint64)

    def renumbered(self, number: Ints) -> Self:
        """Return the same groups with school i called ``number[i]``, which keeps their order."""
        return type(self)(
            start=self.start,
            school=number[self.school],
            kind=self.kind,
            served=self.served,
            score=self.score,
            travel_min=self.travel_min,
        )

    def in_order(self) -> Self:
        """Return each group once, in an order of their schools that no run can change."""
        width = int(self.sizes.max(initial=0))
        table = np.full((len(self), width + 1), -1)
        table[:, width] = self.kind
        place = np.arange(len(self.school)) - np.repeat(self.start[:-1], self.sizes)
        table[self.of, place] = self.school
        order = np.lexsort(table.T[::-1])
        table = table[order]
        if len(order):
            order = order[np.r_[True, (table[1:] != table[:-1]).any(axis=1)]]
        return self.take(order)


def from_rows(rows: Ints, *, kind: int, served: Ints, score: Floats, travel_min: Floats) -> Columns:
    """Return groups of one size, given as rows of schools; ``served`` has one value a school."""
    count, size = rows.shape
    return Columns(
        start=np.arange(count + 1) * size,
        school=np.sort(rows, axis=1).ravel().astype(np.int64),
        kind=np.full(count, kind, dtype=np.int64),
        served=served[rows].sum(axis=1).astype(np.int64),
        score=score,
        travel_min=travel_min,
    )
