"""Hold how often pairs like these, and schools and bodies like these, have come together.

The ranking fills it, the patterns score by it. A share is a frequency, 0 to 1: of 100 such
candidates of schools that found a partner, so many were the partner. Where nothing is listed the
share is 0: the school has so many nearer and better candidates that no such one was ever chosen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geofinder.settings import Pattern
from geofinder.tables.columns import WORDS

type Floats = NDArray[np.float64]
type Ints = NDArray[np.integer]

LEAST = (0.25, 0.05, 0.0)
"""The share of each of ``WORDS``: true for one in four or more; in twenty or more; for fewer."""
PROVEN: dict[Pattern, Literal["federations", "joins"]] = {
    "rural-primaries": "federations",
    "infant-junior": "federations",
    "federation-joiner": "federations",
    "trust-joiner": "joins",
}
"""The patterns for which there is evidence, each with what real schools did."""
LED_TO = ("junior", "middle")
"""Roles of the school that the others of a group lead to."""
_WIDE = 100_000_000
"""More than any URN and any number of a body."""
_STEPS = float(1 << 40)
"""Shares are whole numbers of so fine a step: two ends add up to the same in either order."""


@dataclass(frozen=True, kw_only=True)
class Shares:
    """The share of each listed pair of numbers; 0 where a pair is not listed. ``key`` is sorted."""

    key: Ints
    share: Floats

    @classmethod
    def of(cls, one: Ints, other: Ints, share: Floats) -> Self:
        """Keep shares by pairs; of a pair given several times they are added."""
        key, back = np.unique(_keys(one, other), return_inverse=True)
        total = np.bincount(back, np.round(share * _STEPS), minlength=len(key))
        return cls(key=key, share=total / _STEPS)

    def between(self, one: Ints, other: Ints) -> Floats:
        """Return the share of each pair."""
        if not len(self.key):
            return np.zeros(len(one))
        key = _keys(one, other)
        at = np.minimum(np.searchsorted(self.key, key), len(self.key) - 1)
        return np.where(self.key[at] == key, self.share[at], 0.0)


@dataclass(frozen=True, kw_only=True)
class Bodies:
    """The share of each school (URN) with each federation, or each trust, by the body's number."""

    shares: Shares
    number: Mapping[str, int]

    def joining(self, urns: Ints, ids: Iterable[object]) -> Floats:
        """Return the share of each school with the body (its id) that it would join."""
        number = np.array([self.number.get(str(body), -1) for body in ids], dtype=np.int64)
        return np.where(number < 0, 0.0, self.shares.between(urns, np.maximum(number, 0)))


@dataclass(frozen=True, kw_only=True)
class Likely:
    """The shares of pairs of schools (lower URN first), and of a school with a body.

    A pair's share is the mean of both ends': what the one is to the other, and the reverse.
    """

    pairs: Shares
    federations: Bodies
    trusts: Bodies

    def pair(self, one: Ints, other: Ints) -> Floats:
        """Return the share of each pair of URNs, in any order."""
        return self.pairs.between(np.minimum(one, other), np.maximum(one, other))

    def of_groups(self, members: pd.DataFrame, schools: pd.DataFrame, pattern: Pattern) -> Floats:
        """Return each group's share, in the order of ``group_id``.

        Of a group of free schools it is that of its least likely pair: no school rides along with
        two that fit well. Where schools lead to one, its pairs count alone. Of a joiner with a
        body it is that of the two.

        Args:
            members: group_id, urn and role, sorted by group and urn.
            schools: SCHOOLS, which tell the body of each member.
            pattern: one of ``PROVEN``.
        """
        if members.empty:
            return np.zeros(0)
        if pattern in {"rural-primaries", "infant-junior"}:
            return self.least_pairs(members)["share"].to_numpy(dtype=np.float64)
        joins = (members["role"] == "joiner").to_numpy(dtype=np.bool_)
        of_trusts = pattern == "trust-joiner"
        column = "trust_id" if of_trusts else "federation_id"
        body = members["urn"].map(schools.set_index("urn")[column])
        first = ~members["group_id"].where(~joins).duplicated() & ~joins
        joiners = members["urn"].to_numpy(dtype=np.int64)[joins]
        return (self.trusts if of_trusts else self.federations).joining(joiners, body[first])

    def least_pairs(self, members: pd.DataFrame) -> pd.DataFrame:
        """Return the least likely pair of each group: one, other (URNs) and share.

        Args:
            members: group_id, urn and role of groups of free schools, sorted by group and urn.
        """
        group = pd.factorize(members["group_id"])[0]
        urn = members["urn"].to_numpy(dtype=np.int64)
        led_to = members["role"].isin(LED_TO).to_numpy(dtype=np.bool_)
        one, other = pairs_within(group)
        used = led_to[one] | led_to[other] | ~np.isin(group, group[led_to])[one]
        one, other = one[used], other[used]
        share = self.pair(urn[one], urn[other])
        order = np.lexsort((share, group[one]))
        first = order[np.searchsorted(group[one][order], np.arange(int(group.max()) + 1))]
        return pd.DataFrame(
            {"one": urn[one[first]], "other": urn[other[first]], "share": share[first]}
        )


def pairs_within(group: Ints) -> tuple[Ints, Ints]:
    """Return both ends of each pair of neighbours of the same number, ascending in both."""
    ends = np.searchsorted(group, group, side="right")
    later = ends - np.arange(len(group)) - 1
    one = np.repeat(np.arange(len(group)), later)
    before = np.cumsum(later) - later
    return one, one + 1 + np.arange(len(one)) - before[one]


def word(share: float) -> str:
    """Return the word for a share."""
    return next(name for name, least in zip(WORDS, LEAST, strict=True) if share >= least)


def _keys(one: Ints, other: Ints) -> Ints:
    return one.astype(np.int64) * _WIDE + other
