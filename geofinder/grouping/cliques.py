"""Enumerate, level by level, every group in which all pairs are within the limit.

A group is a clique of the graph whose edges are the pairs near enough. Two groups that share all
schools but the last join to one that is larger by one if their last schools are a pair: each
larger group is made exactly once, and each join costs one look-up.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np

from geofinder.minutes import Flags, Floats, Ints, Minutes, ranges

JOINS_AT_ONCE = 4_000_000


class Groups(NamedTuple):
    """Groups of one size: ``rows`` of shape (n, size), and what is known of all pairs of each.

    ``longest_min`` has the minutes of the longest pair, ``least_share`` the least share of a pair
    (1 where the graph knows of none). In a search rows are in lexicographic order, and
    ``rows[:, 1:]`` is ascending; the first school may be a root.
    """

    rows: Ints
    longest_min: Floats
    least_share: Floats

    def take(self, chosen: Flags) -> "Groups":
        """Return only the chosen groups."""
        return Groups(self.rows[chosen], self.longest_min[chosen], self.least_share[chosen])


def groups_of(graph: Minutes, rows: Ints) -> Groups:
    """Return groups given as rows of shape (n, size), with what is known of all their pairs."""
    longest, least = np.zeros(len(rows)), np.ones(len(rows))
    for one, other in combinations(range(rows.shape[1]), 2):
        place = graph.place(rows[:, one], rows[:, other])
        longest = np.maximum(longest, graph.worse_min[place])
        if graph.share is not None:
            least = np.minimum(least, graph.share[place])
    return Groups(rows, longest, least)


def enumerate_groups(
    graph: Minutes, *, seeds: int, max_size: int, most: float = np.inf
) -> list[Groups] | None:
    """Return every group of 2 to ``max_size`` that holds a seed, one ``Groups`` a size.

    Args:
        graph: the pairs near enough; the seeds are the schools numbered 0 to ``seeds`` - 1, so
            a group has a seed exactly if its first school is one.
        seeds: how many seeds there are.
        max_size: the largest group.
        most: give up and return None as soon as there are more groups than this.
    """
    level = seeded_pairs(graph, seeds=seeds)
    levels = [level]
    total = len(level.rows)
    while level.rows.shape[1] < max_size and len(level.rows) and total <= most:
        level = joined(level, graph, most=most - total)
        levels.append(level)
        total += len(level.rows)
    return levels if total <= most else None


def seeded_pairs(graph: Minutes, *, seeds: int) -> Groups:
    """Return the pairs of the graph that hold one of the first schools."""
    first = graph.first < seeds
    return groups_of(
        graph, np.column_stack((graph.first[first], graph.second[first])).astype(np.int32)
    )


def joined(
    groups: Groups, graph: Minutes, *, may_lead: Flags | None = None, most: float = np.inf
) -> Groups:
    """Return the groups larger by one that two of ``groups`` make.

    ``may_lead`` says which rows may be the earlier of the two. More than ``most`` results are
    not worth finishing: what has been found by then is returned.
    """
    rows, longest, least = groups
    found, total = [], 0
    for left, right in _siblings(rows, may_lead):
        place = graph.place(rows[left, -1], rows[right, -1])
        near = place >= 0
        left, right, place = left[near], right[near], place[near]  # noqa: PLW2901 (filtered)
        share = np.minimum(least[left], least[right])
        found.append(
            Groups(
                np.column_stack((rows[left], rows[right, -1])),
                np.maximum(np.maximum(longest[left], longest[right]), graph.worse_min[place]),
                share if graph.share is None else np.minimum(share, graph.share[place]),
            )
        )
        total += len(left)
        if total > most:
            break
    if not found:
        nothing = np.empty(0)
        return Groups(np.empty((0, rows.shape[1] + 1), dtype=rows.dtype), nothing, nothing)
    return Groups(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def _siblings(rows: Ints, may_lead: Flags | None) -> Iterator[tuple[Ints, Ints]]:
    """Yield, a block at a time, the pairs of rows that differ only in their last school."""
    total = len(rows)
    starts = np.flatnonzero(np.r_[True, (rows[1:, :-1] != rows[:-1, :-1]).any(axis=1)])
    ends = np.repeat(np.r_[starts[1:], total], np.diff(np.r_[starts, total]))
    later = ends - np.arange(total) - 1
    if may_lead is not None:
        later = np.where(may_lead, later, 0)
    before = np.r_[0, np.cumsum(later)]
    start = 0
    while start < total:
        target = before[start] + JOINS_AT_ONCE
        stop = max(start + 1, int(np.searchsorted(before, target, side="right")) - 1)
        left, right = ranges(np.arange(start, stop) + 1, later[start:stop])
        yield left + start, right
        start = stop
