"""Ask each school that joined a trust which one it would join: the choices and terms."""

import numpy as np

from geofinder.ranking import trust_terms
from geofinder.ranking.choices import Asked, Choices
from geofinder.ranking.trusts import Trusts


def dated_joins(trusts: Trusts) -> Asked:
    """Return every dated join of a trust that had a school before, oldest first.

    The schools that a trust began with have nothing to choose from, and are no joins.
    """
    members = trusts.members
    begun = np.full(len(members.group_id), np.iinfo(np.int64).max)
    np.minimum.at(begun, members.group, members.day)
    used = np.flatnonzero((members.day >= 0) & (members.day > begun[members.group]))
    used = used[np.lexsort((members.urn[used], members.day[used]))]
    return Asked(school=trusts.at[used], group=members.group[used], day=members.day[used])


def newest(asked: Asked, share: float) -> int:
    """Return the day from which on joins are the newest ``share``; no day is split."""
    if asked.day is None or not len(asked.day):
        return 0
    return int(np.sort(asked.day)[int(len(asked.day) * (1.0 - share))])


def choices(trusts: Trusts, asked: Asked) -> Choices:
    """Return the candidate trusts of each join, each with the membership of the day before."""
    days = np.zeros(len(asked.school), dtype=np.int64) if asked.day is None else asked.day
    parts = []
    for number, (school, day) in enumerate(zip(asked.school.tolist(), days.tolist(), strict=True)):
        seen = trusts.seen(school, day)
        kept = seen.candidates()
        parts.append(
            (
                np.full(int(kept.sum()), number),
                seen.member[seen.nearest_at[kept]],
                seen.trust[kept],
                seen.nearest[kept],
                seen.total(seen.same_phase)[kept] > 0,
                trust_terms.TERMS.matrix(seen)[kept],
            )
        )
    event, other, unit, minutes, compatible, terms = (
        np.concatenate(part) for part in zip(*parts, strict=True)
    )
    return Choices(
        asked=asked.school,
        group=asked.group,
        event=event,
        other=other,
        unit=unit,
        minutes=minutes,
        compatible=compatible,
        truth=unit == asked.group[event],
        terms=terms,
    )
