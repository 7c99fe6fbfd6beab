"""Find every group worth its price where what counts against it are the drives to its hub.

The profit of a group with a given hub is a sum: each member brings what it pays less its drive to
the hub. So members join in the order of what they bring, and a part is left as soon as the best of
those that are still to come cannot lift it above the threshold. Every school is tried as the hub.
"""

import numpy as np

from geofinder.grouping.pricing import Cliques, Priced
from geofinder.minutes import Flags, Floats, Ints, Minutes, ranges


def led(cliques: Cliques, *, rents: Floats, above: float, most: float = np.inf) -> Priced:
    """Return every group with -(minutes to its hub, added up) - sum of ``rents`` > ``above``.

    Args:
        cliques: where to look.
        rents: one a school of the graph: its price less what serving it counts.
        above: the threshold; -inf returns all groups.
        most: give up after so many groups, kept or on the way.
    """
    graph, paths = cliques.graph, _Paths(cliques.graph, rents, cliques.max_size)
    rows: Ints = np.arange(graph.size)[:, None]
    at: Ints = paths.first[:-1]
    profit = -rents
    found: list[tuple[Ints, Floats]] = []
    made, complete = 0, True
    for size in range(2, cliques.max_size + 1):
        until = paths.worthwhile(rows[:, 0], at, above - profit, left=cliques.max_size - size)
        made += int((until - at).sum())
        if made > most:
            complete = False
            break
        part, at = ranges(at, until - at)
        inside = _near_all(graph, rows[part, 1:], paths.end[at])
        part, at = part[inside], at[inside]
        rows = np.column_stack([rows[part], paths.end[at]])
        profit = profit[part] + paths.brings[at]
        good = (profit > above) & (rows < cliques.seeds).any(axis=1)
        found.append(_best_hubs(rows[good], profit[good]))
        at = at + 1
    values = [profits + rents[rows].sum(axis=1) for rows, profits in found]
    return Priced([rows for rows, _ in found], values, [profits for _, profits in found], complete)


class _Paths:
    """The ways to each hub: of hub h ``first[h]`` to ``first[h + 1]``, the best member first.

    ``end`` is the member, ``brings`` what it pays less its drive.
    """

    def __init__(self, graph: Minutes, rents: Floats, max_size: int) -> None:
        hub, end, minutes = graph.both_ways()
        brings = -rents[end] - minutes
        order = np.lexsort((end, -brings, hub))
        self.end, self.brings = end[order], brings[order]
        self.first = np.searchsorted(hub, np.arange(graph.size + 1))
        last = np.isin(np.arange(len(hub)) + 1, self.first)
        # With so many more from those after it, at the most; at the end of all there are none.
        best = np.zeros(len(hub))
        self._key = [self.brings]
        for _ in range(max_size - 2):
            best = np.maximum(self.brings, 0.0) + np.where(last, 0.0, np.r_[best[1:], 0.0])
            self._key.append(self.brings + np.where(last, 0.0, np.r_[best[1:], 0.0]))

    def worthwhile(self, hub: Ints, at: Ints, lacking: Floats, *, left: int) -> Ints:
        """Return where the members from ``at`` on end that, with ``left`` more, bring enough."""
        low, high = at.copy(), self.first[hub + 1]
        key = self._key[left]
        while (open_ := low < high).any():
            middle = (low + high) // 2
            enough = np.zeros(len(low), dtype=np.bool_)
            enough[open_] = key[middle[open_]] > lacking[open_]
            low = np.where(open_ & enough, middle + 1, low)
            high = np.where(open_ & ~enough, middle, high)
        return low


def _near_all(graph: Minutes, rows: Ints, new: Ints) -> Flags:
    near = np.ones(len(new), dtype=np.bool_)
    for member in rows.T:
        near[near] = graph.place(member[near], new[near]) >= 0
    return near


def _best_hubs(rows: Ints, profit: Floats) -> tuple[Ints, Floats]:
    """Return each group once, schools ascending, with the profit that its best hub makes."""
    rows = np.sort(rows, axis=1)
    order = np.lexsort((-profit, *rows.T[::-1]))
    rows, profit = rows[order], profit[order]
    once = np.r_[True, (rows[1:] != rows[:-1]).any(axis=1)][: len(rows)]
    return rows[once], profit[once]
