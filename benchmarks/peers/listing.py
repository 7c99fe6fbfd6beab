"""Plan without a proof: greedily, and by clusters that are cut until they are allowed."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from sklearn.cluster import AgglomerativeClustering

from benchmarks.peers.instance import Instance
from geofinder.grouping.best import best_by_bound
from geofinder.grouping.cliques import enumerate_groups
from geofinder.grouping.probing import estimate_count
from geofinder.planning.columns import Columns, Floats, Ints

LISTED_MOST = 2_000_000
_FAR = 10.0
"""Schools with no way within the limit count as so many limits apart."""


class Answer(NamedTuple):
    """A method's plan, the gap it can tell of (None: none), and a remark."""

    plan: Columns
    gap: float | None
    remark: str


def greedy(instance: Instance) -> Answer:
    """Take the best group whose schools are all left, again and again, in three orders."""
    search, graph = instance.source, instance.source.graph
    everyone = np.ones(graph.size, dtype=np.bool_)
    estimate = estimate_count(
        graph, seeds=search.seeds, wanted=everyone, max_size=instance.max_size
    )
    if estimate <= LISTED_MOST:
        levels = enumerate_groups(graph, seeds=search.seeds, max_size=instance.max_size)
        listed: Sequence[Ints] = [search.place[level.rows] for level in levels or ()]
        remark = f"all of {sum(map(len, listed)):,} groups"
    else:
        space = instance.space
        listed = best_by_bound(space.graph, space.scorer, space.search)
        remark = f"each school's best, {sum(map(len, listed)):,} of about {estimate:,.0f} groups"
    rows = [np.sort(part, axis=1) for part in listed if len(part)]
    columns = Columns.joined([instance.columns(part[instance.feasible(part)]) for part in rows])
    served, size = columns.served, columns.sizes
    plans = [
        _taken(columns, np.lexsort((-key, served == 0)), schools=len(instance.counts))
        for key in (columns.score / np.maximum(served, 1), (served + columns.score) / size,
                    columns.score)
    ]  # fmt: skip
    best = max(plans, key=lambda plan: (int(plan.served.sum()), float(plan.score.sum())))
    return Answer(best, None, f"best of three orders; {remark}")


def _taken(columns: Columns, order: Ints, *, schools: int) -> Columns:
    taken = np.zeros(schools, dtype=np.bool_)
    chosen = []
    for group in order.tolist():
        members = list(columns.members(group))
        if not taken[members].any():
            taken[members] = True
            chosen.append(group)
    return columns.take(np.array(sorted(chosen), dtype=np.int64))


def linkage(instance: Instance) -> Answer:
    """Join schools by complete linkage and cut the tree where that serves most schools."""
    plan = best_cut(instance, instance.taking_part)
    return Answer(plan, None, "the best cut of its tree into allowed groups")


def best_cut(instance: Instance, rows: Ints) -> Columns:
    """Return the best plan whose groups are branches of the complete-linkage tree of these rows.

    The tree itself knows neither sizes nor rules; of each branch either it is a group, where it
    may be one, or its two halves are looked at.
    """
    if len(rows) < 2:
        return Columns.none()
    far = _FAR * instance.task.settings.max_minutes
    apart = instance.apart_min[np.ix_(rows, rows)]
    apart = np.where(np.isfinite(apart), apart, far)
    np.fill_diagonal(apart, 0.0)
    tree = AgglomerativeClustering(
        n_clusters=None, distance_threshold=0.0, metric="precomputed", linkage="complete"
    ).fit(apart)
    leaves: list[list[int] | None] = [[int(row)] for row in rows]
    for one, other in tree.children_.tolist():
        first, second = leaves[one], leaves[other]
        small = first is not None and second is not None
        both = sorted((first or []) + (second or [])) if small else []
        leaves.append(both if small and len(both) <= instance.max_size else None)
    columns = instance.columns_of(leaf for leaf in leaves[len(rows) :] if leaf)
    return columns.take(_best_branches(instance, tree.children_, leaves, columns))


def _best_branches(
    instance: Instance, children: Ints, leaves: Sequence[list[int] | None], columns: Columns
) -> Ints:
    number = {columns.members(group): group for group in range(len(columns))}
    worth = instance.goal.value(columns)
    start = len(leaves) - len(children)
    value: Floats = np.zeros(len(leaves))
    below: list[list[int]] = [[] for _ in leaves]
    for node, (one, other) in enumerate(children.tolist(), start=start):
        value[node] = value[one] + value[other]
        below[node] = below[one] + below[other]
        group = number.get(tuple(leaves[node] or ()))
        if group is not None and worth[group] > value[node]:
            value[node], below[node] = worth[group], [group]
    return np.array(sorted(below[-1]), dtype=np.int64)


def max_p(instance: Instance) -> Answer:
    """Build as many regions of two schools or more as spopt finds, and cut them as linkage is.

    spopt's regions hold a least size and are connected; it has no way to say how many schools a
    region may have, how far apart, or which rules they must meet.
    """
    from libpysal.weights import W  # noqa: PLC0415 (a peer need not be installed)
    from spopt.region import MaxPHeuristic  # noqa: PLC0415 (a peer need not be installed)

    rows = instance.taking_part
    near = np.isfinite(instance.apart_min[np.ix_(rows, rows)])
    weights = W({at: np.flatnonzero(line).tolist() for at, line in enumerate(near)},
                silence_warnings=True)  # fmt: skip
    schools = instance.task.ground.schools.iloc[rows].reset_index(drop=True).assign(one=1)
    np.random.seed(0)  # noqa: NPY002 (spopt draws from it)
    regions: Any = MaxPHeuristic(
        schools, weights, ["easting", "northing"], "one", 2, max_iterations_construction=20,
        max_iterations_sa=1,
    )  # fmt: skip
    regions.solve()
    label = np.asarray(regions.labels_)
    parts = [best_cut(instance, rows[label == each]) for each in np.unique(label)]
    largest = int(np.bincount(label).max())
    remark = f"its {regions.p} regions, the largest of {largest} schools, cut to allowed groups"
    return Answer(Columns.joined([part for part in parts if len(part)]), None, remark)


type Method = Callable[[Instance], Answer]
