"""Measure how each school stands to each trust: drives, pupils' paths, phases, likeness."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geofinder import scores
from geofinder.facts import BROAD_PHASES
from geofinder.minutes import Flags, Floats, Ints, runs
from geofinder.patterns.leading import Links

NEAR_MIN = (10.0, 20.0, 30.0)
"""The drives within which a trust's members are counted, in minutes."""
PATH, PEERS, NEITHER = 1.0, 0.5, 0.0
"""The fit of a school that shares pupils with a member; that has peers in the trust; neither."""
_BROAD = ("primary", "secondary", "special", "alternative")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One row a pair of a school and a trust with a timed member, sorted by both.

    ``school`` and ``nearest`` are rows of SCHOOLS, ``trust`` is the trust's code; ``within``
    has one column for each of ``NEAR_MIN``, ``members`` counts
    the trust's schools in the table. ``leads_to`` and ``takes_from`` tell whether the
    school's pupils most likely move on to a member, or a member's to it. Shares are of the
    trust's members; ``same_character`` is NaN where a character is not recorded.
    """

    school: Ints
    trust: Ints
    nearest: Ints
    nearest_min: Floats
    within: Ints
    members: Ints
    leads_to: Flags
    takes_from: Flags
    peers: Flags
    same_authority: Floats
    same_character: Floats

    def only(self, chosen: Flags | Ints) -> "Standing":
        """Return the chosen rows."""
        return Standing(**{name: values[chosen] for name, values in vars(self).items()})

    def criteria(self, limit_min: float) -> dict[str, Floats]:
        """Return the criteria that a trust-joiner's score is made of."""
        path = self.leads_to | self.takes_from
        return {
            "closeness": scores.closeness(self.nearest_min, limit_min),
            "same_authority": self.same_authority,
            "same_character": self.same_character,
            "fit": np.where(path, PATH, np.where(self.peers, PEERS, NEITHER)),
        }


def trust_codes(schools: pd.DataFrame) -> tuple[Ints, list[str]]:
    """Return a code for each school's multi-academy trust (-1 where none) and the sorted ids."""
    ids = schools["trust_id"].where(schools["trust_kind"] == "mat")
    codes, names = pd.factorize(ids, sort=True)
    return codes.astype(np.int64), [str(name) for name in names]


def standings(
    schools: pd.DataFrame, code: Ints, *, drives: tuple[Ints, Ints, Floats], links: Links
) -> Standing:
    """Measure every school against every trust that a drive of it reaches.

    Args:
        schools: SCHOOLS.
        code: the trust of each school, -1 where it is none of the trusts asked about.
        drives: school, member and minutes (worse direction) of each timed pair; pairs whose
            second is no member are passed over, and a school is no joiner of its own trust.
        links: where each school's pupils most likely go (``patterns.onward``).
    """
    school, member, minutes = drives
    used = (code[member] >= 0) & (code[member] != code[school])
    school, member, minutes = school[used], member[used], minutes[used]
    order = np.lexsort((member, minutes, code[member], school))
    school, member, minutes = school[order], member[order], minutes[order]
    trusts = int(code.max(initial=-1)) + 1
    key = school * max(trusts, 1) + code[member]
    starts, _ = runs(key)
    pair = np.repeat(np.arange(len(starts)), np.diff(np.r_[starts, len(key)]))
    near = [
        np.bincount(pair, weights=minutes <= limit, minlength=len(starts)) for limit in NEAR_MIN
    ]
    one, trust = school[starts], code[member[starts]]
    return Standing(
        school=one,
        trust=trust,
        nearest=member[starts],
        nearest_min=minutes[starts],
        within=np.column_stack(near).astype(np.int64),
        members=np.bincount(code[code >= 0], minlength=max(trusts, 1))[trust],
        leads_to=_linked(links.sender, links.receiver, code, key[starts], trusts),
        takes_from=_linked(links.receiver, links.sender, code, key[starts], trusts),
        peers=_peers(schools, code, one, trust),
        same_authority=_share(schools["la_code"], code, one, trust),
        same_character=_share(schools["faith"], code, one, trust),
    )


def broad_phases(schools: pd.DataFrame) -> Flags:
    """Return which broad phases each school has, shape (schools, 4)."""
    nothing: frozenset[str] = frozenset()
    sets = [BROAD_PHASES.get(stage, nothing) for stage in schools["stage"]]
    return np.array([[phase in own for phase in _BROAD] for own in sets], dtype=bool).reshape(
        len(sets), len(_BROAD)
    )


def _linked(one: Ints, other: Ints, code: Ints, wanted: Ints, trusts: int) -> Flags:
    """Tell for which keys (school and trust) a link joins the school with a member."""
    inside = code[other] >= 0
    keys = one[inside] * max(trusts, 1) + code[other[inside]]
    return np.isin(wanted, keys)


def _peers(schools: pd.DataFrame, code: Ints, one: Ints, trust: Ints) -> Flags:
    phases = broad_phases(schools)
    of_trust = np.zeros((int(code.max(initial=-1)) + 1, phases.shape[1]), dtype=bool)
    inside = code >= 0
    np.logical_or.at(of_trust, code[inside], phases[inside])
    return np.asarray((phases[one] & of_trust[trust]).any(axis=1), dtype=np.bool_)


def _share(column: pd.Series, code: Ints, one: Ints, trust: Ints) -> Floats:
    """Return the share of the trust's members, where known, with the school's value."""
    values = pd.factorize(column, sort=True)[0]
    kinds = int(values.max(initial=-1)) + 1
    trusts = int(code.max(initial=-1)) + 1
    counts = np.zeros((trusts, max(kinds, 1)))
    known = (code >= 0) & (values >= 0)
    np.add.at(counts, (code[known], values[known]), 1.0)
    total = counts.sum(axis=1)[trust]
    alike = counts[trust, np.maximum(values[one], 0)]
    share = np.divide(alike, total, out=np.full(len(one), np.nan), where=total > 0)
    return np.where(values[one] < 0, np.nan, share)
