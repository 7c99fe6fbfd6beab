"""Find the best groups for each school by branch and bound, without listing all of them.

Order is by score, then the smaller group, then the schools'
numbers, so that nothing depends on chance or on the order of rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from geofinder.grouping.cliques import Groups, groups_of, joined
from geofinder.minutes import Flags, Floats, Ints, Minutes, runs

SCORE_STEPS = 1e9
"""Scores are compared in steps of a thousand millionth, so that equal means equal."""
_SLACK = 1e-3
"""Bounds are rounded up by this part of a step: more than any rounding error, so never low."""
_SIZES = 64
_PAIR_JOINS_AT_ONCE = 2_000_000


class Scorer(Protocol):
    """What the search must know of a score; higher is better."""

    def score(self, groups: Groups) -> Floats:
        """Return the score of each group, 0 to 1."""

    def bound(self, groups: Groups) -> Floats:
        """Return a value that no larger group holding a group's schools can score above."""


@dataclass(frozen=True, kw_only=True)
class Search:
    """What to look for: ``top`` groups for each wanted school, of 2 to ``max_size``.

    The seeds are the schools numbered 0 to ``seeds`` - 1; every group must hold one. ``label``
    gives each number's place in the canonical order, which breaks ties.
    """

    seeds: int
    wanted: Flags
    label: Ints
    max_size: int
    top: int


def best_by_bound(graph: Minutes, scorer: Scorer, search: Search) -> list[Ints]:
    """Return the union of each wanted school's best groups: rows of labels, a size each.

    Each wanted school grows its own groups. A group is grown only while its bound can still
    reach the school's ``top``-th best so far. The bound holds for every larger group with the
    same schools, so all parts of a best group survive, and joining two of them makes it.
    """
    start, end, _ = graph.both_ways()
    chosen = search.wanted[start]
    start, end = start[chosen], end[chosen]
    rows: dict[int, list[Ints]] = {}
    merits: dict[int, list[Ints]] = {}
    for part in _parts_by_school(start):
        pairs = np.column_stack((start[part], end[part])).astype(np.int32)
        for best, merit in _grown(groups_of(graph, pairs), graph, scorer, search):
            rows.setdefault(best.shape[1], []).append(best)
            merits.setdefault(best.shape[1], []).append(merit)
    sizes = sorted(rows)
    return _select(
        [np.concatenate(rows[size]) for size in sizes],
        [np.concatenate(merits[size]) for size in sizes],
        search,
    )


def _grown(
    groups: Groups, graph: Minutes, scorer: Scorer, search: Search
) -> list[tuple[Ints, Ints]]:
    """Return rows and merits that may be among the best of their first school, a size each."""
    thresholds = np.full(graph.size, -_SIZES)  # below every merit
    pools: list[tuple[Ints, Ints]] = []
    while len(groups.rows):
        size = groups.rows.shape[1]
        seeded = (groups.rows < search.seeds).any(axis=1)
        merit = _merit(scorer.score(groups), size)
        pools.append((groups.rows[seeded], merit[seeded]))
        pools = _trimmed(pools, thresholds, search.top)
        if size == search.max_size:
            break
        reach = _merit(scorer.bound(groups), size + 1, slack=_SLACK)
        alive = reach >= thresholds[groups.rows[:, 0]]
        kept = groups.take(alive)
        # From three schools on, the first two hold a seed: pairs without one only end a join.
        groups = joined(kept, graph, may_lead=seeded[alive])
    return pools


def _trimmed(pools: list[tuple[Ints, Ints]], thresholds: Ints, top: int) -> list[tuple[Ints, Ints]]:
    """Raise each school's threshold to its ``top``-th best merit and drop what lies below."""
    school = np.concatenate([rows[:, 0] for rows, _ in pools])
    merit = np.concatenate([merits for _, merits in pools])
    order = np.lexsort((-merit, school))
    school, merit = school[order], merit[order]
    starts, ends = runs(school)
    full = ends - starts >= top
    thresholds[school[starts[full]]] = merit[starts[full] + top - 1]
    return [
        (rows[merits >= thresholds[rows[:, 0]]], merits[merits >= thresholds[rows[:, 0]]])
        for rows, merits in pools
    ]


def _merit(scores: Floats, size: int, *, slack: float = 0.0) -> Ints:
    """Return one whole number that orders groups by score and then by the smaller size."""
    steps = np.floor(scores * SCORE_STEPS + 0.5 + slack).astype(np.int64)
    return steps * _SIZES - size


def _parts_by_school(start: Ints) -> list[slice]:
    """Cut the sorted pairs between schools, so that the first joins of a part fit in memory."""
    parts, begin, work = [], 0, 0
    for first, end in np.column_stack(runs(start)).tolist():
        joins = (end - first) ** 2 // 2
        if work and work + joins > _PAIR_JOINS_AT_ONCE:
            parts.append(slice(begin, first))
            begin, work = first, 0
        work += joins
    return [*parts, slice(begin, len(start))] if len(start) else []


def _select(rows: Sequence[Ints], merits: Sequence[Ints], search: Search) -> list[Ints]:
    """Return the union of each wanted school's ``top`` groups as rows of labels, a size each."""
    if not any(map(len, rows)):
        return []
    width = search.max_size
    table = np.concatenate([_padded(search.label[part], width) for part in rows])
    order = np.lexsort((*table.T[::-1], -np.concatenate(merits)))
    table = table[order]
    table = table[np.r_[True, (table[1:] != table[:-1]).any(axis=1)]]
    # The last place is that of -1, which fills the rows up and nobody wants.
    wanted = np.zeros(len(search.label) + 1, dtype=np.bool_)
    wanted[search.label] = search.wanted
    place, column = np.nonzero(wanted[table])
    by_school = np.lexsort((place, table[place, column]))
    school, place = table[place, column][by_school], place[by_school]
    starts = np.searchsorted(school, school)
    kept = table[np.unique(place[np.arange(len(place)) - starts < search.top])]
    size = (kept >= 0).sum(axis=1)
    return [kept[size == n][:, width - n :] for n in np.unique(size)]


def _padded(rows: Ints, width: int) -> Ints:
    """Sort each row and fill it on the left with -1, so that rows of all sizes fit one table."""
    filled = np.full((len(rows), width), -1, dtype=np.int32)
    filled[:, width - rows.shape[1] :] = np.sort(rows)
    return filled
