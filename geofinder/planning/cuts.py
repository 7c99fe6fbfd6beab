"""Cut off the shares of groups that no plan can have: at most half of an odd set can be paired.

For an odd set S of schools the sum over chosen groups g of floor(|g and S| / 2) is at most
(|S| - 1) / 2, because chosen groups do not overlap (blossom inequalities, Edmonds 1965, for pairs;
subset-row inequalities, Jepsen and others 2008, for trios). With pairs alone they are all that the
relaxation lacks; nearly all groups of a good plan are pairs.
"""

from itertools import combinations

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components, dijkstra

from geofinder.planning.columns import Columns, Floats

type Cut = tuple[int, ...]
"""An odd set of schools, ascending."""

WHOLE = 1e-3
"""A share nearer than this to 0 or 1 counts as it: shares are exact but for a hair a school."""
_VIOLATED = 2e-3
_AT_ONCE = 300
_A_SCHOOL = 6
_LONGEST = 41


def most_in(cuts: list[Cut]) -> Floats:
    """Return the right-hand side of each cut."""
    return np.array([(len(cut) - 1) / 2 for cut in cuts], dtype=np.float64)


def held_in(columns: Columns, cuts: list[Cut], schools: int) -> sp.csr_matrix:
    """Return groups by cuts: half of the cut's schools that the group holds, rounded down."""
    return held_by(columns.matrix(schools), cuts)


def held_by(groups: sp.csr_matrix, cuts: list[Cut]) -> sp.csr_matrix:
    """Return the same for groups given as a matrix of groups by schools."""
    school = np.array([at for cut in cuts for at in cut], dtype=np.int64)
    number = np.repeat(np.arange(len(cuts)), [len(cut) for cut in cuts]).astype(np.int64)
    shape = (groups.shape[1], len(cuts))
    held = (groups @ sp.csr_matrix((np.ones(len(school)), (school, number)), shape=shape)).tocsr()
    held.data = np.floor(held.data / 2)
    held.eliminate_zeros()
    return held


def violated(columns: Columns, share: Floats, *, schools: int, known: list[Cut]) -> list[Cut]:
    """Return odd sets whose cut the shares break, the most broken first."""
    broken = columns.take((share > WHOLE) & (share < 1 - WHOLE))
    part = share[(share > WHOLE) & (share < 1 - WHOLE)]
    if not len(broken):
        return []
    pairs = _pairs(broken, part, schools)
    had = set(known)
    sets = {*_trios(pairs), *_pieces(pairs), *_odd_cycles(pairs)} - had
    tried = sorted(cut for cut in sets if 3 <= len(cut) <= _LONGEST)  # noqa: PLR2004 (a trio)
    if not tried:
        return []
    excess = held_in(broken, tried, schools).T @ part - most_in(tried)
    order = [at for at in np.argsort(-excess, kind="stable").tolist() if excess[at] > _VIOLATED]
    return _few([tried[at] for at in order])


def _pairs(columns: Columns, share: Floats, schools: int) -> sp.csr_matrix:
    """Return for two schools the shares of the groups that hold both."""
    groups = columns.matrix(schools)
    both = (groups.T @ sp.diags(share) @ groups).tocsr()
    both.setdiag(0)
    both.eliminate_zeros()
    return both


def _trios(pairs: sp.csr_matrix) -> set[Cut]:
    near = {at: set(pairs.indices[pairs.indptr[at] : pairs.indptr[at + 1]].tolist())
            for at in np.flatnonzero(np.diff(pairs.indptr)).tolist()}  # fmt: skip
    return {
        (one, other, third)
        for one in near
        for other, third in combinations(sorted(at for at in near[one] if at > one), 2)
        if third in near[other]
    }


def _pieces(pairs: sp.csr_matrix) -> set[Cut]:
    """Return the connected pieces, and those less one school, that are odd."""
    _, piece = connected_components(pairs, directed=False)
    members: dict[int, list[int]] = {}
    for at in np.flatnonzero(np.diff(pairs.indptr)).tolist():
        members.setdefault(int(piece[at]), []).append(at)
    odd: set[Cut] = set()
    for schools in members.values():
        if len(schools) % 2:
            odd.add(tuple(schools))
        else:
            odd |= {tuple(at for at in schools if at != left) for left in schools}
    return odd


def _odd_cycles(pairs: sp.csr_matrix) -> set[Cut]:
    """Return a short odd cycle through each school, short where shares are large.

    A walk of an odd number of steps from a school to itself is a path in the doubled graph, in
    which every step changes sides.
    """
    used = np.flatnonzero(np.diff(pairs.indptr))
    small = pairs[used][:, used].tocsr()
    small.data = np.maximum(1.0 - 2.0 * small.data, 0.0) + 1e-3
    doubled = sp.bmat([[None, small], [small, None]]).tocsr()
    count = len(used)
    _, before = dijkstra(doubled, indices=np.arange(count), return_predecessors=True, limit=2.0)
    cycles: set[Cut] = set()
    for start in range(count):
        walk: list[int] = []
        at = count + start
        while before[start, at] >= 0:
            walk.append(at % count)
            at = int(before[start, at])
        if walk and len(set(walk)) == len(walk):
            cycles.add(tuple(sorted(int(used[step]) for step in walk)))
    return cycles


def _few(found: list[Cut]) -> list[Cut]:
    """Return the first ones, only so many with the same school."""
    used: dict[int, int] = {}
    chosen: list[Cut] = []
    for cut in found:
        if len(chosen) < _AT_ONCE and all(used.get(at, 0) < _A_SCHOOL for at in cut):
            chosen.append(cut)
            for at in cut:
                used[at] = used.get(at, 0) + 1
    return chosen
