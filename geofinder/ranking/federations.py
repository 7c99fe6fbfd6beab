"""Ask each member of a real federation, hidden, whom it would work with."""

from collections.abc import Iterator

import numpy as np

from geofinder.ranking.choices import Asked, Choices
from geofinder.ranking.events import Memberships
from geofinder.ranking.nearby import Nearby
from geofinder.ranking.pair_terms import TERMS
from geofinder.ranking.pairs import Pairs
from geofinder.ranking.schools import Flags, Ints, Schools


def hidden(schools: Schools, members: Memberships, candidate: Flags, *, dated: bool) -> Asked:
    """Return every school whose federation has another candidate in it.

    With ``dated`` each is asked on the day it joined; else all are on the register's day.
    """
    at = schools.at(members.urn)
    real = (at >= 0) & candidate[np.maximum(at, 0)]
    size = np.bincount(members.group[real], minlength=len(members.group_id))
    used = np.flatnonzero(real & (size[members.group] > 1))
    used = used[np.argsort(at[used], kind="stable")]
    if not dated:
        return Asked(school=at[used], group=members.group[used], day=None)
    # The first of a federation had nobody to join, if the others came on a later day.
    begun = np.full(len(members.group_id), np.iinfo(np.int64).max)
    np.minimum.at(begun, members.group[used], members.day[used])
    on_first = members.day[used] == begun[members.group[used]]
    founders = np.bincount(members.group[used][on_first], minlength=len(begun))
    used = used[~on_first | (founders[members.group[used]] > 1)]
    return Asked(school=at[used], group=members.group[used], day=members.day[used])


def choices(
    schools: Schools, nearby: Nearby, members: Memberships, asked: Asked, *, hide: bool = True
) -> Choices:
    """Return the candidates of each event: free schools singly, other federations as one.

    With ``hide`` the federation asked about is unknown: its members stand among the free schools
    and nothing tells that they belong together. Without, a federation that was there before the
    event's day is one candidate, and the true one.
    """
    which, rows = nearby.rows_of(asked.school)
    other = nearby.other[rows]
    own = asked.group[which]
    federation, truth = np.full(len(rows), -1, dtype=np.int64), np.zeros(len(rows), dtype=np.bool_)
    for day, among in _days(asked):
        there = among[which]
        federation[there] = _federation_of(schools, members, day)[other[there]]
        joined = _joined_by(members, day)
        size = len(schools.urn)
        pairs = members.group[joined] * size + schools.at(members.urn[joined])
        truth[there] = np.isin(own[there] * size + other[there], pairs)
    known = (federation >= 0) & ((federation != own) | (not hide))
    size = len(schools.urn)
    first, unit, back = units(which, other, np.where(known, federation, -1), size=size)
    right = np.zeros(len(first), dtype=np.bool_)
    np.logical_or.at(right, back, truth)
    rows, other, which = rows[first], other[first], which[first]
    return Choices(
        asked=asked.school,
        group=asked.group,
        event=which,
        other=other,
        unit=unit,
        minutes=nearby.minutes[rows],
        compatible=(schools.broad[asked.school[which]] & schools.broad[other]).any(axis=1),
        truth=right,
        terms=TERMS.matrix(Pairs(schools, nearby, rows, known[first])),
    )


def units(which: Ints, other: Ints, federation: Ints, *, size: int) -> tuple[Ints, Ints, Ints]:
    """Return the rows that stand for a candidate, what each is, and the candidate of every row.

    A candidate is a free school (its position) or a federation (``size`` plus its number).

    Args:
        which: the event of each row.
        other: the school of each row; rows of an event come nearest first, and a federation is
            seen as its nearest member.
        federation: its federation, -1 for none or where it is not known.
        size: the number of schools.
    """
    unit = np.where(federation >= 0, size + federation, other)
    # No more federations than schools.
    _, first, back = np.unique(which * 2 * size + unit, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return first[order], unit[first[order]], place[back]


def _days(asked: Asked) -> Iterator[tuple[int | None, Flags]]:
    """Yield each day and which events are of it."""
    if asked.day is None:
        yield None, np.ones(len(asked.school), dtype=np.bool_)
        return
    for day in np.unique(asked.day).tolist():
        yield day, asked.day == day


def _federation_of(schools: Schools, members: Memberships, day: int | None) -> Ints:
    """Return the federation of each school before a day, -1 for none; the latest counts."""
    order = np.argsort(members.day, kind="stable")
    if day is not None:
        order = order[members.day[order] < day]
    at = schools.at(members.urn[order])
    federation = np.full(len(schools.urn), -1, dtype=np.int64)
    federation[at[at >= 0]] = members.group[order][at >= 0]
    return federation


def _joined_by(members: Memberships, day: int | None) -> Flags:
    """Tell which memberships a day's event could have been with: older ones and the same day's."""
    return np.ones(len(members.day), dtype=np.bool_) if day is None else members.day <= day
