"""Find every group whose worth exceeds what its schools are worth elsewhere, without listing all.

In a linear programme that chooses groups each school has a price: what the plan would lose without
it. A group is worth choosing only if its own value exceeds the prices of its schools together
(its reduced profit is above 0): the pricing problem of column generation, here for cliques.
"""

from typing import NamedTuple, Protocol

import numpy as np

from geofinder.grouping.cliques import Groups, joined, seeded_pairs
from geofinder.minutes import Floats, Ints, Minutes


class Value(Protocol):
    """What the search must know of the value of groups, beside what serving their schools counts.

    ``bound`` is a value that no group holding these schools can exceed, larger ones included.
    """

    def value(self, groups: Groups) -> Floats:
        """Return the value of each group."""

    def bound(self, groups: Groups) -> Floats:
        """Return what no larger group with the same schools can exceed."""


class Priced(NamedTuple):
    """Groups by size (rows of shape (n, size)), their values and reduced profits.

    ``complete`` is false where the search was cut off at ``most``: there are others then.
    """

    rows: list[Ints]
    values: list[Floats]
    profits: list[Floats]
    complete: bool


class Cliques(NamedTuple):
    """Where to look: groups of 2 to ``max_size`` with all pairs in ``graph`` and a seed.

    The seeds are the schools numbered 0 to ``seeds`` - 1.
    """

    graph: Minutes
    seeds: int
    max_size: int


def profitable(
    cliques: Cliques, value: Value, *, rents: Floats, above: float, most: float = np.inf
) -> Priced:
    """Return every group with value - sum of ``rents`` > ``above``.

    A rent is a school's price less what serving it counts; it is negative where the plan would
    gain from serving the school. A group of this kind survives as all of its parts do: a part is
    kept while its bound, less its rents, with the best that neighbours' negative rents could add,
    is above the threshold. So none is missed unless ``most`` groups were passed.

    Args:
        cliques: where to look.
        value: the value of groups and its bound.
        rents: one a school of the graph.
        above: the threshold; -inf returns all groups.
        most: give up after so many groups, kept or on the way.
    """
    graph, size = cliques.graph, 2
    gains = _gains_near(graph, rents, cliques.max_size)
    level = seeded_pairs(graph, seeds=cliques.seeds)
    found: list[tuple[Ints, Floats, Floats]] = []
    made = len(level.rows)
    while len(level.rows):
        rent = rents[level.rows].sum(axis=1)
        worth = value.value(level)
        good = worth - rent > above
        found.append((level.rows[good], worth[good], (worth - rent)[good]))
        if size == cliques.max_size or made > most:
            break
        gain = gains[cliques.max_size - size][level.rows].min(axis=1)
        alive = value.bound(level) - rent + gain > above
        level = joined(level.take(alive), graph, most=most - made)
        size += 1
        made += len(level.rows)
    return Priced(
        [rows for rows, _, _ in found],
        [worth for _, worth, _ in found],
        [profit for _, _, profit in found],
        made <= most,
    )


def _gains_near(graph: Minutes, rents: Floats, max_size: int) -> list[Floats]:
    """Return the most that each school's neighbours could add: 0 of them to ``max_size`` - 2."""
    start, end, _ = graph.both_ways()
    gain = np.maximum(-rents, 0.0)[end]
    order = np.lexsort((-gain, start))
    start, gain = start[order], gain[order]
    place = np.arange(len(start)) - np.searchsorted(start, start)
    return [
        np.bincount(start[place < more], weights=gain[place < more], minlength=graph.size)
        for more in range(max_size - 1)
    ]
