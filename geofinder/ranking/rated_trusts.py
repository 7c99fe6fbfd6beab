"""Rate the trusts that each school could join by the joins' model, and say why."""

from collections.abc import Sequence
from dataclasses import dataclass

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
from geofinder.ranking.file import Part
from geofinder.ranking.nearby import ByRoad, never
from geofinder.ranking.schools import Floats, Ints
from geofinder.ranking.sentences import TRUSTS
from geofinder.ranking.trust_terms import TERMS
from geofinder.ranking.trusts import Seen, Trusts

FAMILIES = families_of(TERMS)


@dataclass(frozen=True, kw_only=True)
class RatedTrusts:
    """The trusts of each school that was asked, one row each.

    ``school`` is a position in the register's schools, ``trust`` a number of ``Memberships``,
    ``share`` the frequency behind the chance that the model gives on ``day``. ``by_road``
    tells whose minutes were routed.
    """

    part: Part
    trusts: Trusts
    day: int
    names: Sequence[str]
    school: Ints
    trust: Ints
    share: Floats
    by_road: ByRoad = never

    def shares(self) -> Shares:
        """Return the share of each school (URN) with each trust (number)."""
        return Shares.of(self.trusts.schools.urn[self.school], self.trust, self.share)

    def why(self, school: Ints, trust: Ints) -> list[Reasons]:
        """Return the reasons of each school (position) with a trust (number)."""
        found: dict[tuple[int, int], Reasons] = {}
        wanted: dict[int, set[int]] = {}
        for one, number in zip(school.tolist(), trust.tolist(), strict=True):
            wanted.setdefault(one, set()).add(number)
        for one, numbers in wanted.items():
            found |= {(one, number): why for number, why in self._of_school(one, numbers)}
        nothing = Reasons((), ())
        return [
            found.get(pair, nothing) for pair in zip(school.tolist(), trust.tolist(), strict=True)
        ]

    def _of_school(self, school: int, numbers: set[int]) -> list[tuple[int, Reasons]]:
        seen = self.trusts.seen(school, self.day)
        among, terms, chance = _rated(seen, self.part)
        adds = contributions(self.part.linear(), terms, FAMILIES)
        adds = against_rivals(adds, chance @ adds, chance)
        nearest = {
            int(number): (float(minutes), int(member))
            for number, minutes, member in zip(
                seen.trust, seen.nearest, seen.member[seen.nearest_at], strict=True
            )
            if int(number) in numbers
        }
        said = []
        for row in np.flatnonzero(np.isin(among, sorted(numbers))).tolist():
            minutes, other = nearest[int(among[row])]
            values = dict(zip(self.part.terms, terms[row].tolist(), strict=True))
            families = [
                Said(
                    float(adds[row, at]),
                    TRUSTS[family],
                    Case(
                        terms=values,
                        minutes=minutes,
                        minutes_of_true=self.part.minutes_of_true,
                        one=self.names[school],
                        other=self.names[other],
                        rises=bool(adds[row, at] > 0),
                        by_road=self.by_road(school, other),
                    ),
                )
                for at, family in enumerate(FAMILIES)
            ]
            said.append((int(among[row]), reasons(families)))
        return said


def rated_trusts(
    trusts: Trusts, asked: Ints, part: Part, *, day: int, names: Sequence[str]
) -> RatedTrusts:
    """Rate every trust that each of the schools asked (positions) chooses among on a day."""
    curve = part.calibration()
    none = np.zeros(0, dtype=np.int64)
    parts: list[tuple[Ints, Ints, Floats]] = [(none, none, np.zeros(0))]
    for school in asked.tolist() if (trusts.members.day < day).any() else []:
        among, _, chance = _rated(trusts.seen(school, day), part)
        parts.append((np.full(len(among), school), among, curve.frequency(chance)))
    school_of, trust, share = (np.concatenate(column) for column in zip(*parts, strict=True))
    return RatedTrusts(
        part=part,
        trusts=trusts,
        day=day,
        names=names,
        school=school_of,
        trust=trust,
        share=share,
    )


def _rated(seen: Seen, part: Part) -> tuple[Ints, Floats, Floats]:
    """Return the trusts that the school chooses among, their terms and their chances."""
    if not len(seen.member):
        return seen.group, np.zeros((0, len(TERMS))), seen.minutes
    kept = seen.candidates()
    terms = TERMS.matrix(seen)[kept]
    value = part.linear().value(terms)
    return seen.trust[kept], terms, chances(value, np.zeros(len(value), dtype=np.int64))
