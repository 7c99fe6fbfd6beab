"""The best plan: the same optimum as a slow checker that tries every choice of groups."""

import dataclasses
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geofinder.parts import Workers
from geofinder.planning.alternatives import next_best
from geofinder.planning.columns import Columns
from geofinder.planning.goal import Goal
from geofinder.planning.packing import Piece, Problem, _bounds, _gap, pack
from geofinder.planning.part import Part, Solved

ORDERS = (("served", "score", "travel"), ("served", "travel", "score"), ("served",))


def columns_of(groups, counts):
    """Return columns of (schools, score, minutes)."""
    return Columns(
        start=np.r_[0, np.cumsum([len(schools) for schools, _, _ in groups])].astype(np.int64),
        school=np.array([at for schools, _, _ in groups for at in schools], dtype=np.int64),
        kind=np.zeros(len(groups), dtype=np.int64),
        served=np.array([sum(counts[at] for at in schools) for schools, _, _ in groups], dtype=int),
        score=np.array([score for _, score, _ in groups], dtype=float),
        travel_min=np.array([minutes for _, _, minutes in groups], dtype=float),
    )


def every_plan(groups):
    """Yield every choice of groups that do not overlap."""

    def grown(at, taken, plan):
        if at == len(groups):
            yield plan
            return
        yield from grown(at + 1, taken, plan)
        if not taken & set(groups[at][0]):
            yield from grown(at + 1, taken | set(groups[at][0]), [*plan, groups[at]])

    return grown(0, frozenset(), [])


def merit(plan, counts, order):
    sums = {
        "served": sum(counts[at] for schools, _, _ in plan for at in schools),
        "score": round(sum(score for _, score, _ in plan), 5),
        "travel": -round(sum(minutes for _, _, minutes in plan), 5),
    }
    return tuple(sums[name] for name in order)


@st.composite
def problems(draw):
    schools = draw(st.integers(2, 12))
    counts = draw(st.lists(st.sampled_from([0, 1, 2]), min_size=schools, max_size=schools))
    sets = draw(
        st.sets(
            st.frozensets(st.integers(0, schools - 1), min_size=2, max_size=5),
            min_size=1,
            max_size=11,
        )
    )
    # Few values make many ties, which the later objectives must break.
    scores, minutes = st.sampled_from([0.0, 0.25, 0.5, 0.7, 1.0]), st.sampled_from([3.0, 5.0, 12.5])
    groups = [(tuple(sorted(one)), draw(scores), draw(minutes)) for one in sorted(sets, key=sorted)]
    return groups, counts


def packed_of(groups, counts, order=ORDERS[0]):
    problem = Problem(
        counts=np.array(counts), columns=columns_of(groups, counts), order=order, most_min=100.0
    )
    return pack(problem)


def chosen_of(plan, groups):
    by_schools = {schools: (schools, score, minutes) for schools, score, minutes in groups}
    return [by_schools[plan.members(at)] for at in range(len(plan))]


@pytest.mark.parametrize("order", ORDERS)
@settings(max_examples=60)
@given(problem=problems())
def test_no_choice_of_groups_is_better_than_the_plan(order, problem):
    groups, counts = problem
    packed = packed_of(groups, counts, order)
    best = max(merit(plan, counts, order) for plan in every_plan(groups))
    assert packed.proven
    assert packed.gap == 0
    assert merit(chosen_of(packed.plan, groups), counts, order) == pytest.approx(best, abs=3e-5)


@settings(max_examples=60)
@given(problem=problems())
def test_no_school_is_in_two_groups_of_a_plan(problem):
    groups, counts = problem
    plan = packed_of(groups, counts).plan
    assert len(set(plan.school.tolist())) == len(plan.school)


@settings(max_examples=40)
@given(problem=problems(), shuffle=st.randoms(use_true_random=False))
def test_the_plan_does_not_depend_on_the_order_of_the_groups(problem, shuffle):
    groups, counts = problem
    mixed = list(groups)
    shuffle.shuffle(mixed)
    one, other = packed_of(groups, counts).plan, packed_of(mixed, counts).plan
    assert chosen_of(one, groups) == chosen_of(other, mixed)


@settings(max_examples=40)
@given(problem=problems(), differ=st.integers(1, 2))
def test_each_alternative_is_the_best_of_the_plans_that_differ_enough(problem, differ):
    groups, counts = problem
    packed = packed_of(groups, counts)
    plans = [chosen_of(packed.plan, groups)]
    found = next_best(packed, schools=len(counts), number=2, differ=differ)
    for one in found:
        assert one.proven
        able = [
            merit(plan, counts, ("served", "score"))
            for plan in every_plan(groups)
            if all(
                len([group for group in other if group not in plan]) >= differ for other in plans
            )
        ]
        own = chosen_of(one.plan, groups)
        assert merit(own, counts, ("served", "score")) == pytest.approx(max(able), abs=3e-5)
        plans.append(own)
    possible = len(plans[0]) >= differ
    assert bool(found) == possible


def test_a_plan_of_nothing_is_proven_too():
    packed = packed_of([], [1, 0, 1])
    assert (len(packed.plan), packed.gap, packed.proven) == (0, 0, True)


def test_parts_that_share_no_group_are_planned_apart_and_add_up():
    pairs = [((at, at + 1), 0.5, 4.0) for at in range(0, 12, 2)]
    packed = packed_of(pairs, [1] * 12)
    assert (len(packed.pieces), packed.objective["served"], len(packed.plan)) == (6, 12, 6)


def test_an_odd_ring_is_cut_to_what_whole_groups_can_be():
    """Five schools in a ring: in halves all five are served, in whole pairs only four."""
    ring = [(tuple(sorted((at, (at + 1) % 5))), 0.5, 4.0) for at in range(5)]
    packed = packed_of(ring, [1] * 5)
    assert packed.objective["served"] == 4
    assert packed.bound["served"] == 4
    assert packed.proven


def test_all_triangles_among_nine_schools_leave_none_over():
    trios = [(trio, 0.3, 9.0) for trio in combinations(range(9), 3)]
    packed = packed_of(trios, [1] * 9)
    assert (packed.objective["served"], len(packed.plan)) == (9, 3)


@dataclasses.dataclass(frozen=True)
class Overheard(Workers):
    """Workers that note what they are asked to do, and do it."""

    heard: list = dataclasses.field(default_factory=list)

    def run(self, name, function, parts, **more):
        self.heard.append((name, more["sizes"], more["takes_s"]))
        return super().run(name, function, parts, **more)


def test_two_long_chains_that_cross_are_two_parts_whose_schools_keep_their_order():
    odd, even = range(1, 80, 2), range(0, 80, 2)
    groups = [
        ((one, other), 0.5, 4.0)
        for chain in (odd, even)
        for one, other in reversed(list(pairwise(chain)))
    ]
    problem = Problem(
        counts=np.ones(80, dtype=int), columns=columns_of(groups, [1] * 80), order=ORDERS[0],
        most_min=100.0,
    )  # fmt: skip
    workers, told = Overheard(processes=1), []
    packed = pack(problem, workers=workers, progress=lambda *done: told.append(done))
    assert [piece.rows.tolist() for piece in packed.pieces] == [list(even), list(odd)]
    assert [len(piece.part.columns) for piece in packed.pieces] == [39, 39]
    pairs = [(at, at + 2) for at in range(0, 80, 4)] + [(at, at + 2) for at in range(1, 80, 4)]
    assert [packed.plan.members(at) for at in range(len(packed.plan))] == sorted(pairs)
    assert workers.heard == [("choose the plan", [40, 40], 0.2)]
    assert told == [(40, 80), (80, 80)]


def piece_of(order, big, bound, *, proven):
    part = Part(counts=np.ones(2), columns=Columns.none(), goal=Goal(order=order, big=big))
    solved = Solved(plan=Columns.none(), value=0.0, bound=bound, proven=proven, prices=None, held=0)
    return Piece(np.arange(2), part, solved)


@pytest.mark.parametrize(
    ("order", "big", "bounds", "served", "told"),
    [
        (ORDERS[0], 4.0, (8.5, 4.25), 3.0, {"served": 3.0, "score": 0.75, "travel": None}),
        (ORDERS[0], 4.0, (8.5, 4.25), 2.0, {"served": 3.0, "score": None, "travel": None}),
        (ORDERS[1], 100.0, (170.0, 90.0), 3.0, {"served": 3.0, "travel": 40.0, "score": None}),
        (ORDERS[1], 100.0, (170.0, 90.0), 2.0, {"served": 3.0, "travel": None, "score": None}),
        (ORDERS[2], 1.0, (2.0, 1.0), 3.0, {"served": 3.0}),
        (ORDERS[0][:2], 4.0, (8.5, 4.25), 3.0, {"served": 3.0, "score": 0.75}),
    ],
)
def test_bounds_add_up_and_that_of_the_second_aim_holds_only_if_as_many_are_served(
    order, big, bounds, served, told
):
    objective = {name: {"served": served}.get(name, 0.5) for name in order}
    one, other = bounds
    pieces = [piece_of(order, big, one, proven=False), piece_of(order, big, other, proven=True)]
    assert _bounds(order, objective, pieces) == told
    assert list(_bounds(order, objective, pieces)) == list(order)
    assert _bounds(order, objective, pieces[1:]) == objective, "what is proven is its own bound"


def test_the_gap_is_that_of_the_first_aim_that_is_not_proven_best():
    objective = {"served": 3.0, "score": 0.5, "travel": 9.0}
    for bound, gap in (
        ((4.0, None, None), 0.25), ((3.0, 0.75, None), 1 / 3), ((3.0, None, None), 0.0),
        ((None, None, None), 1.0), ((3.0, 0.5, 9.0), 0.0),
    ):  # fmt: skip
        assert _gap(ORDERS[0], objective, dict(zip(objective, bound, strict=True))) == (
            pytest.approx(gap)
        )
    hair = {"served": 3.0, "score": 0.5 + 5e-7}
    assert _gap(ORDERS[0], objective, hair | {"travel": 6.0}) >= 1 / 3, "a hair of score is none"
    assert 0 < _gap(ORDERS[0], objective, objective | {"served": 0.0}) < np.inf
