"""List for each school the others it could work with, and how many stand nearer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from geofinder.ranking.schools import Flags, Floats, Ints, Schools

type MinutesOf = Callable[[Ints, Ints, Floats], Floats]
"""Minutes of pairs: one school, the other, and the straight metres between them."""
type ByRoad = Callable[[int, int], bool]
"""Whether the minutes of a pair of schools (positions) were routed by road."""

NEAREST, LIKE, SAME_STAGE, SAME_FAITH = 20, 60, 20, 20
"""How many of each are listed: any; same authority and phase; and stage; faith and phase."""
_LOOKED_AT = 300
_AT_ONCE = 1000


def never(_one: int, _other: int) -> bool:
    """Return False: all minutes are estimates."""
    return False


@dataclass(frozen=True, kw_only=True)
class Nearby:
    """The listed pairs, sorted by ``one``, then by straight line, then by ``other``.

    ``nearer`` counts the schools that are nearer to ``one`` than ``other`` is, ``nearer_like``
    those of the same authority and a shared broad phase. ``back`` is the row of the same pair
    from the other end, -1 where it is not listed. ``start`` has where each school's rows begin.
    """

    one: Ints
    other: Ints
    straight_m: Floats
    minutes: Floats
    nearer: Ints
    nearer_like: Ints
    back: Ints
    start: Ints

    def rows_of(self, schools: Ints) -> tuple[Ints, Ints]:
        """Return the number in ``schools`` and the row, of all rows of these schools."""
        size = self.start[schools + 1] - self.start[schools]
        which = np.repeat(np.arange(len(schools)), size)
        before = np.r_[0, np.cumsum(size)[:-1]] if len(size) else size
        rows = np.arange(size.sum()) + np.repeat(self.start[schools] - before, size)
        return which.astype(np.int64), rows.astype(np.int64)


def nearby(
    schools: Schools, member_of: Flags, minutes_of: MinutesOf, *, asked: Ints | None = None
) -> Nearby:
    """List the pairs among the schools where ``member_of`` is true (positions stay those of all).

    A school's list holds the nearest of any kind, of its authority and phase, of its stage, and
    of its faith: 99 of 100 real federations have a partner on it, and it is short.
    With ``asked`` only these schools' lists are made, and those of the schools on them.
    """
    own = np.flatnonzero(member_of)
    none = np.empty(0, dtype=np.int64)
    if asked is None:
        wanted = own
    else:
        seen = [other for _, other, *_ in _parts(schools, own, asked)]
        wanted = np.unique(np.concatenate([asked, *seen]))
    parts = list(_parts(schools, own, wanted)) or [(none, none, np.empty(0), none, none)]
    one, other, straight, nearer, like = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.lexsort((other, straight, one))
    one, other, straight = one[order], other[order], straight[order].astype(np.float64)
    minutes = minutes_of(one, other, straight)
    return Nearby(
        one=one,
        other=other,
        straight_m=straight,
        minutes=minutes,
        nearer=nearer[order],
        nearer_like=like[order],
        back=_back(one, other, len(schools.urn)),
        start=np.searchsorted(one, np.arange(len(schools.urn) + 1)).astype(np.int64),
    )


def _parts(
    schools: Schools, own: Ints, wanted: Ints
) -> Iterator[tuple[Ints, Ints, Floats, Ints, Ints]]:
    if len(own) <= 1:
        return
    tree = cKDTree(schools.places[own])
    for begin in range(0, len(wanted), _AT_ONCE):
        asked = wanted[begin : begin + _AT_ONCE]
        straight, found = tree.query(schools.places[asked], k=min(_LOOKED_AT, len(own)))
        near = own[found]
        # Schools at one place come in any order: the lower number first.
        order = np.lexsort((near, straight), axis=1)
        near = np.take_along_axis(near, order, axis=1)
        straight = np.take_along_axis(straight, order, axis=1)
        another = near != asked[:, None]
        shares = (schools.broad[near] & schools.broad[asked][:, None, :]).any(axis=2) & another
        like = shares & (schools.authority[near] == schools.authority[asked][:, None])
        peer = like & (schools.stage[near] == schools.stage[asked][:, None])
        church = schools.faith[asked] != "none"
        faith = shares & (schools.faith[near] == schools.faith[asked][:, None]) & church[:, None]
        listed = (
            _first(another, NEAREST)
            | _first(like, LIKE)
            | _first(peer, SAME_STAGE)
            | _first(faith, SAME_FAITH)
        )
        row, column = np.nonzero(listed)
        before, like_before = _before(another), _before(like)
        yield (
            asked[row],
            near[row, column],
            straight[row, column],
            before[row, column],
            like_before[row, column],
        )


def _first(wanted: Flags, most: int) -> Flags:
    return np.asarray(wanted & (np.cumsum(wanted, axis=1) <= most), dtype=np.bool_)


def _before(counted: Flags) -> Ints:
    return np.asarray(np.cumsum(counted, axis=1) - counted, dtype=np.int64)


def _back(one: Ints, other: Ints, size: int) -> Ints:
    if not len(one):
        return one
    key, wanted = one * size + other, other * size + one
    order = np.argsort(key)
    place = np.minimum(np.searchsorted(key, wanted, sorter=order), len(key) - 1)
    found = order[place]
    return np.where(key[found] == wanted, found, -1).astype(np.int64)
