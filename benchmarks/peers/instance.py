"""State one planning problem of rural primaries in the terms that every method understands."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np

from geofinder.errors import PlanError
from geofinder.grouping.cliques import groups_of
from geofinder.patterns import Found
from geofinder.patterns.found import members_table
from geofinder.patterns.rural_primaries import Space
from geofinder.pipeline.judging import Groups, Task, judge
from geofinder.pipeline.planned import plan_table, problem_of
from geofinder.pipeline.space import KIND, RuralSource, RuralSplitting
from geofinder.planning.columns import Columns, Flags, Floats, Ints, from_rows
from geofinder.planning.goal import Goal
from geofinder.planning.packing import Problem
from geofinder.planning.verify import Made, verify


class Measured(NamedTuple):
    """A plan that was checked: asked schools served, groups, their scores, minutes to the hub."""

    served: int
    groups: int
    score: float
    travel_min: float


@dataclass(frozen=True, kw_only=True)
class Instance:
    """A task, and its problem as every method sees it, over the rows of SCHOOLS.

    ``apart_min`` is the worse direction in minutes, shape (n, n), infinite for pairs that no group
    may hold; ``seed`` and ``wanted`` schools are those of which a group needs one each.
    """

    task: Task
    problem: Problem
    source: RuralSource
    apart_min: Floats
    seed: Flags
    wanted: Flags
    counts: Ints

    @property
    def space(self) -> Space:
        """All groups, as the finder of candidates searches them."""
        splitting = self.problem.splitting
        if not isinstance(splitting, RuralSplitting):
            message = "The instances are of rural primaries alone."
            raise TypeError(message)
        return splitting.space

    @property
    def goal(self) -> Goal:
        """What is best, as one value a group."""
        problem = self.problem
        return Goal.of(problem.order, schools=len(problem.counts), most_min=problem.most_min)

    @property
    def max_size(self) -> int:
        """The most schools of a group."""
        return self.task.settings.max_size

    @property
    def taking_part(self) -> Ints:
        """The rows with another school near enough."""
        return np.flatnonzero(np.isfinite(self.apart_min).any(axis=1))

    def feasible(self, rows: Ints) -> Flags:
        """Tell which groups, shape (n, size), could be in a plan."""
        able = self.seed[rows].any(axis=1) & self.wanted[rows].any(axis=1)
        for one, other in combinations(range(rows.shape[1]), 2):
            able &= np.isfinite(self.apart_min[rows[:, one], rows[:, other]])
        able[able] = self.source.allowed.of(rows[able])
        return able

    def columns(self, rows: Ints) -> Columns:
        """Return feasible groups of one size, shape (n, size), with what they are worth."""
        number = np.full(len(self.counts), -1, dtype=np.int64)
        number[self.source.place] = np.arange(len(self.source.place))
        longest, total = np.zeros(len(rows)), np.zeros(rows.shape)
        for one, other in combinations(range(rows.shape[1]), 2):
            apart = self.apart_min[rows[:, one], rows[:, other]]
            longest = np.maximum(longest, apart)
            total[:, one] += apart
            total[:, other] += apart
        return from_rows(
            rows,
            kind=KIND,
            served=self.counts,
            score=self.source.score(groups_of(self.source.graph, number[rows])),
            travel_min=total.min(axis=1) if len(rows) else np.zeros(0),
        )

    def columns_of(self, groups: Iterable[Iterable[int]]) -> Columns:
        """Return those of the groups, rows of SCHOOLS, that are feasible."""
        by_size: dict[int, list[list[int]]] = {}
        for group in groups:
            rows = sorted(group)
            by_size.setdefault(len(rows), []).append(rows)
        parts = []
        for _, listed in sorted(by_size.items()):
            rows = np.array(listed, dtype=np.int64)
            parts.append(self.columns(rows[self.feasible(rows)]))
        return Columns.joined([part for part in parts if len(part)])

    def measured(self, plan: Columns) -> Measured:
        """Check a plan against the tables, and say what it is worth.

        The check and the measures are those of the finished plan: minutes, rules, federations and
        scores are looked up anew, whatever the method believed.

        Raises:
            PlanError: a school is in two groups, or a group is not allowed.
        """
        if not len(plan):
            return Measured(0, 0, 0.0, 0.0)
        task, schools = self.task, self.task.ground.schools
        groups = judged_of(task, [plan.members(group) for group in range(len(plan))])
        judged = groups.judged
        table = plan_table(task, groups, judged.candidates["group_id"].tolist(), by_hand=set())
        made = Made(
            schools=schools,
            facts=task.ground.facts,
            travel=groups.travel,
            verdicts=judged.verdicts,
            never=task.local.never,
            settings=task.settings,
        )
        verify(table, judged.members, made)
        here = judged.members["urn"].map(schools.set_index("urn")["in_area"])
        if len(table) < len(plan) or not here.groupby(judged.members["group_id"]).any().all():
            message = "A group of the plan is there twice or has no school of the area."
            raise PlanError(message)
        return Measured(
            int(table["served"].sum()),
            len(table),
            float(table["score"].sum()),
            float(table["travel_min"].sum()),
        )


def judged_of(task: Task, groups: Iterable[Iterable[int]]) -> Groups:
    """Return groups of rural primaries, given as rows of SCHOOLS, measured and judged."""
    urns = task.ground.schools["urn"].to_numpy(dtype=np.int64)
    members = members_table(
        "rural-primaries", ([(int(urns[row]), "member") for row in group] for group in groups)
    )
    return judge(task, {"rural-primaries": Found(members, [])}, task.ground.reach.table)


def instance_of(task: Task) -> Instance:
    """Return the problem of a task whose one pattern is rural primaries."""
    # The problem holds every group, whichever are candidates: so any one will do as the list.
    near = task.ground.reach.table.dropna(subset=["travel_min"]).iloc[0]
    urns = task.ground.schools["urn"].tolist()
    any_one = judged_of(task, [[urns.index(near["from_urn"]), urns.index(near["to_urn"])]])
    problem, _ = problem_of(task, any_one)
    schools = len(problem.counts)
    splitting = problem.splitting
    source = splitting.source(np.arange(schools)) if splitting is not None else None
    if not isinstance(source, RuralSource):
        message = "The instance has no two schools within its limit."
        raise TypeError(message)
    graph, place = source.graph, source.place
    apart = np.full((schools, schools), np.inf)
    apart[place[graph.first], place[graph.second]] = graph.worse_min
    apart[place[graph.second], place[graph.first]] = graph.worse_min
    seed, wanted = np.zeros(schools, dtype=np.bool_), np.zeros(schools, dtype=np.bool_)
    seed[place[: source.seeds]] = True
    wanted[place[source.wanted]] = True
    return Instance(
        task=task,
        problem=problem,
        source=source,
        apart_min=apart,
        seed=seed,
        wanted=wanted,
        counts=problem.counts,
    )
