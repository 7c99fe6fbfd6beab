"""Choose the best plan of a whole area: part by part, each proven, and put together."""

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from geofinder.parts import ALONE, Progress, Workers
from geofinder.planning.columns import Columns, Ints
from geofinder.planning.goal import SAME, Goal
from geofinder.planning.part import Deadline, Part, Solved, Source
from geofinder.planning.solving import solve
from geofinder.settings import Objective

_SCHOOLS_A_SECOND = 400
"""So many schools of one part are planned in a second, roughly."""


class Splitting(Protocol):
    """Groups too many to list, over the rows of SCHOOLS, that can be split by connected parts."""

    def has_any(self) -> bool:
        """Tell whether there is any group at all."""

    def edges(self) -> tuple[Ints, Ints]:
        """Return the pairs of rows that may share a group."""

    def source(self, rows: Ints) -> Source | None:
        """Return the groups among these rows, by their place; None where there are none."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What to plan: ``counts`` says what serving each row of SCHOOLS counts, 0 where not asked.

    ``columns`` are the groups listed, over the same rows; ``splitting`` offers others.
    ``most_min`` is the most that one group's minutes add up to.
    """

    counts: Ints
    columns: Columns
    order: tuple[Objective, ...]
    most_min: float
    splitting: Splitting | None = None


class Piece(NamedTuple):
    """One connected part: its rows of SCHOOLS, the part over their places, and its solution."""

    rows: Ints
    part: Part
    solved: Solved


@dataclass(frozen=True, kw_only=True)
class Packed:
    """The best plan, over rows of SCHOOLS, and how good it is proven to be.

    ``bound`` is what no plan exceeds, objective by objective; None where nothing is proven.
    ``gap`` is relative, of the first objective that is not proven best; 0 if all are.
    """

    plan: Columns
    objective: dict[Objective, float]
    bound: dict[Objective, float | None]
    gap: float
    proven: bool
    held: int
    notes: list[str]
    pieces: list[Piece]


def pack(
    problem: Problem,
    *,
    workers: Workers = ALONE,
    seconds: float | None = None,
    progress: Progress | None = None,
) -> Packed:
    """Return the best plan with its bound; after ``seconds``, what was found by then.

    Raises:
        WorkersError: one of ``workers`` dies.
    """
    pieces = _pieces(problem)
    deadline = Deadline.after(seconds)
    sizes = [len(rows) for rows, _ in pieces]
    solved = workers.run(
        "choose the plan",
        functools.partial(_solve, deadline=deadline),
        [part for _, part in pieces],
        progress=progress,
        sizes=sizes,
        takes_s=sum(sizes) / _SCHOOLS_A_SECOND,
    )
    done = [Piece(rows, part, one) for (rows, part), one in zip(pieces, solved, strict=True)]
    return _together(problem, done)


def _solve(part: Part, *, deadline: Deadline) -> Solved:
    return solve(part, deadline)


def _pieces(problem: Problem) -> list[tuple[Ints, Part]]:
    """Split the schools by which could share a group, the largest part last.

    Under a time limit the many small parts, which take moments, are not left without any.
    """
    schools = len(problem.counts)
    columns = problem.columns
    first = columns.school[columns.start[:-1]][columns.of]
    ends = [(first, columns.school)]
    if problem.splitting is not None:
        ends.append(problem.splitting.edges())
    one, other = (np.concatenate(side) for side in zip(*ends, strict=True))
    graph = sp.coo_matrix((np.ones(len(one)), (one, other)), shape=(schools, schools))
    _, label = connected_components(graph, directed=False)
    goal = Goal.of(problem.order, schools=schools, most_min=problem.most_min)
    order = np.argsort(label, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(label[order]) > 0, True])
    rows_of = [order[start:end] for start, end in itertools.pairwise(starts)]
    part_of_group = label[columns.school[columns.start[:-1]]]
    by_part = np.argsort(part_of_group, kind="stable")
    bounds = np.searchsorted(part_of_group[by_part], np.arange(len(rows_of) + 1))
    pieces = []
    for number, rows in enumerate(rows_of):
        if len(rows) < 2:  # noqa: PLR2004 (a group)
            continue
        place = np.full(schools, -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        own = columns.take(by_part[bounds[number] : bounds[number + 1]]).renumbered(place)
        source = problem.splitting.source(rows) if problem.splitting is not None else None
        part = Part(counts=problem.counts[rows], columns=own, goal=goal, source=source)
        pieces.append((rows, part))
    return sorted(pieces, key=lambda piece: (len(piece[0]), int(piece[0][0])))


def _together(problem: Problem, pieces: Sequence[Piece]) -> Packed:
    plan = Columns.joined([piece.solved.plan.renumbered(piece.rows) for piece in pieces])
    plan = plan.in_order()
    objective = measured(plan, problem.order)
    bound = _bounds(problem.order, objective, pieces)
    gap = _gap(problem.order, objective, bound)
    solved = [piece.solved for piece in pieces]
    return Packed(
        plan=plan,
        objective=objective,
        bound=bound,
        gap=gap,
        proven=all(one.proven for one in solved),
        held=sum(one.held for one in solved),
        notes=sorted({one.note for one in solved if one.note}),
        pieces=list(pieces),
    )


def measured(plan: Columns, order: Sequence[Objective]) -> dict[Objective, float]:
    """Return the objectives of a plan, in their order."""
    sums: dict[Objective, float] = {
        "served": float(plan.served.sum()),
        "score": float(plan.score.sum()),
        "travel": float(plan.travel_min.sum()),
    }
    return {name: sums[name] for name in order}


def _bounds(
    order: Sequence[Objective], objective: dict[Objective, float], pieces: Sequence[Piece]
) -> dict[Objective, float | None]:
    """Add up the bounds of the parts; an objective after one that is not proven has none."""
    proven = all(piece.solved.proven for piece in pieces)
    if proven:
        return dict(objective)
    split = [piece.part.goal.split(piece.solved.bound) for piece in pieces]
    bound: dict[Objective, float | None] = dict.fromkeys(order)
    served = float(sum(most for most, _ in split))
    bound["served"] = served
    if len(order) > 1 and served <= objective["served"]:
        second = sum(rest for _, rest in split)
        bound[order[1]] = max(-second, 0.0) if order[1] == "travel" else second
    return bound


def _gap(
    order: Sequence[Objective],
    objective: dict[Objective, float],
    bound: dict[Objective, float | None],
) -> float:
    for name in order:
        most = bound[name]
        if most is None:
            # What comes after an objective that is proven best is told of in the notes.
            return 1.0 if name == order[0] else 0.0
        if abs(most - objective[name]) > SAME:
            return abs(most - objective[name]) / max(abs(most), abs(objective[name]))
    return 0.0
