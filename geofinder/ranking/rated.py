"""Rate the candidates of many schools by the federations' model, and say why."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from geofinder.likely import Shares
from geofinder.ranking.choice import chances
from geofinder.ranking.explain import (
    Case,
    Reasons,
    Said,
    against_rivals,
    contributions,
    families_of,
    reasons,
)
from geofinder.ranking.federations import units
from geofinder.ranking.file import Part
from geofinder.ranking.nearby import ByRoad, Nearby, never
from geofinder.ranking.pair_terms import TERMS
from geofinder.ranking.pairs import Pairs
from geofinder.ranking.schools import Flags, Floats, Ints, Schools
from geofinder.ranking.sentences import PAIRS

_AT_ONCE = 1_000
FAMILIES = families_of(TERMS)


@dataclass(frozen=True, kw_only=True)
class RatedPairs:
    """The candidates of each school that was asked, one row each, by school.

    ``one`` and ``other`` are positions in ``schools``; ``unit`` is the free school, or the number
    of schools plus that of the federation, of which ``other`` is the nearest member; ``row`` is
    that of ``nearby``. ``chance`` is what the model gives, ``share`` the frequency behind it.
    ``rivals`` is what each family of terms adds to a school's candidates on average, each counted
    by its chance; shape (schools, families). ``names`` are the schools'. ``by_road`` tells whose
    minutes were routed.
    """

    part: Part
    schools: Schools
    nearby: Nearby
    federation: Ints
    names: Sequence[str]
    one: Ints
    other: Ints
    unit: Ints
    row: Ints
    chance: Floats
    share: Floats
    rivals: Floats
    by_road: ByRoad = never

    def pairs(self) -> Shares:
        """Return the share of each pair of URNs, lower first: the mean of both ends'.

        What a school is to a federation, it is to each school of it.
        """
        size, urns = len(self.schools.urn), self.schools.urn
        order = np.argsort(self.federation, kind="stable")
        body = np.maximum(self.unit - size, 0)
        bodies = self.unit >= size
        first = np.searchsorted(self.federation[order], body)
        count = np.where(bodies, np.searchsorted(self.federation[order], body, "right") - first, 1)
        row = np.repeat(np.arange(len(count)), count)
        nth = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        member = order[np.where(bodies[row], first[row] + nth, 0)]
        other = np.where(bodies[row], member, self.unit[row])
        one = urns[self.one[row]]
        low, high = np.minimum(one, urns[other]), np.maximum(one, urns[other])
        return Shares.of(low, high, self.share[row] / 2.0)

    def federations(self) -> Shares:
        """Return the share of each school (URN) with each federation (number)."""
        bodies = self.unit >= len(self.schools.urn)
        number = self.unit[bodies] - len(self.schools.urn)
        return Shares.of(self.schools.urn[self.one[bodies]], number, self.share[bodies])

    def why(self, one: Ints, other: Ints, *, both_ways: Flags) -> list[Reasons]:
        """Return the reasons of each pair of positions; nothing where it is not listed.

        Args:
            one: the school that looks.
            other: a school that it looks at: a candidate, or a member of one.
            both_ways: where the other looks at the one as well; each family then says what it adds
                on average, by the words of the end that it adds most of it to.
        """
        count = len(one)
        looks, seen = np.r_[one, other[both_ways]], np.r_[other, one[both_ways]]
        pair = np.r_[np.arange(count), np.flatnonzero(both_ways)]
        at = self._rows_of(looks, seen)
        order = np.argsort(pair[at >= 0], kind="stable")
        every, pair = at[at >= 0][order], pair[at >= 0][order]
        terms = TERMS.matrix(self._seen(every))
        adds = contributions(self.part.linear(), terms, FAMILIES)
        adds = against_rivals(adds, self.rivals[self.one[every]], self.chance[every])
        begin = np.searchsorted(pair, np.arange(count + 1)).tolist()
        return [self._said(every[a:b], terms[a:b], adds[a:b]) for a, b in pairwise(begin)]

    def _said(self, rows: Ints, terms: Floats, adds: Floats) -> Reasons:
        if not len(rows):
            return Reasons((), ())
        mean = adds.mean(axis=0)
        told = np.where(mean > 0, adds.argmax(axis=0), adds.argmin(axis=0)).tolist()
        values = [dict(zip(self.part.terms, row, strict=True)) for row in terms.tolist()]
        return reasons(
            [
                Said(
                    mean_of,
                    PAIRS[family],
                    Case(
                        terms=values[at],
                        minutes=float(self.nearby.minutes[self.row[rows[at]]]),
                        minutes_of_true=self.part.minutes_of_true,
                        one=self.names[int(self.one[rows[at]])],
                        other=self.names[int(self.other[rows[at]])],
                        rises=mean_of > 0,
                        by_road=self.by_road(int(self.one[rows[at]]), int(self.other[rows[at]])),
                    ),
                )
                for family, mean_of, at in zip(FAMILIES, mean.tolist(), told, strict=True)
            ]
        )

    def _rows_of(self, one: Ints, other: Ints) -> Ints:
        """Return the row of each school and candidate, -1 where it is not listed."""
        size, body = len(self.schools.urn), self.federation[other]
        apart = (body >= 0) & (body != self.federation[one])
        wanted = one * 2 * size + np.where(apart, size + body, other)
        order, keys = self._by_key
        if not len(keys):
            return np.full(len(one), -1)
        found = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[found] == wanted, order[found], -1)

    @cached_property
    def _by_key(self) -> tuple[Ints, Ints]:
        keys = self.one * 2 * len(self.schools.urn) + self.unit
        order = np.argsort(keys)
        return order, keys[order]

    def _seen(self, every: Ints) -> Pairs:
        federated = self.unit[every] >= len(self.schools.urn)
        return Pairs(self.schools, self.nearby, self.row[every], federated)


def rated_pairs(
    schools: Schools,
    nearby: Nearby,
    federation: Ints,
    asked: Ints,
    part: Part,
    names: Sequence[str],
) -> RatedPairs:
    """Rate every candidate of the schools asked (positions, ascending).

    Args:
        schools: all schools of the register.
        nearby: the pairs, listed for all schools that are asked.
        federation: the federation (number) of each school, -1 for none. Its own is hidden from
            each school, as it was in the fit: the others of it count as free ones.
        asked: the schools whose candidates are rated.
        part: the model.
        names: the schools' names.
    """
    linear, curve, size = part.linear(), part.calibration(), len(schools.urn)
    rivals = np.zeros((size, len(FAMILIES)))
    none = np.zeros(0, dtype=np.int64)
    parts: list[tuple[Ints, Ints, Ints, Ints, Floats]] = [(none, none, none, none, np.zeros(0))]
    for begin in range(0, len(asked), _AT_ONCE):
        some = asked[begin : begin + _AT_ONCE]
        which, rows = nearby.rows_of(some)
        body = federation[nearby.other[rows]]
        known = (body >= 0) & (body != federation[some[which]])
        kept, unit, _ = units(which, nearby.other[rows], np.where(known, body, -1), size=size)
        which, rows = which[kept], rows[kept]
        terms = TERMS.matrix(Pairs(schools, nearby, rows, known[kept]))
        chance = chances(linear.value(terms), which)
        rivals[some] = _means(contributions(linear, terms, FAMILIES), chance, which, len(some))
        parts.append((some[which], nearby.other[rows], unit, rows, chance))
    one, other, unit, row, chance = (np.concatenate(column) for column in zip(*parts, strict=True))
    return RatedPairs(
        part=part,
        schools=schools,
        nearby=nearby,
        federation=federation,
        names=names,
        one=one,
        other=other,
        unit=unit,
        row=row,
        chance=chance,
        share=curve.frequency(chance),
        rivals=rivals,
    )


def _means(adds: Floats, chance: Floats, event: Ints, events: int) -> Floats:
    return np.column_stack(
        [np.bincount(event, column * chance, minlength=events) for column in adds.T]
    )
