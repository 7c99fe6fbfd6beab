"""A solver that stops early, or fails, costs a proof but never a plan and never the truth."""

import numpy as np
import pytest
from scipy.optimize import OptimizeResult, linprog, milp

from geofinder.highs import OPTIMAL, TROUBLE, steadily
from geofinder.planning import bounding, choosing, relaxing, solving
from tests.planning.test_best_plan import columns_of, packed_of

OPEN = "a connected part of {} schools has more plans than can be tried"


def scattered(schools, groups, seed):
    """Return groups of three and four, thrown in at random, and what each school counts."""
    chance = np.random.default_rng(seed)
    sets = {
        tuple(sorted(chance.choice(schools, size=chance.integers(3, 5), replace=False).tolist()))
        for _ in range(groups)
    }
    listed = [
        (one, round(chance.random(), 3), float(chance.integers(3, 30))) for one in sorted(sets)
    ]
    return listed, [int(each) for each in chance.integers(0, 2, schools)]


def merit_of(packed):
    return packed.objective["served"], packed.objective["score"]


@pytest.fixture
def starved(monkeypatch):
    """Let the solver end at its first branch, over bounds that no cut has brought down."""
    monkeypatch.setattr(choosing, "_MANY", 0)
    monkeypatch.setattr(choosing, "_NODES", 1)
    monkeypatch.setattr(bounding, "_CUT_ROUNDS", 0)


@pytest.mark.parametrize(("schools", "groups", "seed"), [(18, 60, 0), (24, 90, 2), (18, 60, 2)])
def test_a_search_that_ends_at_its_first_branch_ends_with_a_bound_that_is_true(
    schools, groups, seed, request
):
    listed, counts = scattered(schools, groups, seed)
    best = packed_of(listed, counts)
    assert best.proven
    request.getfixturevalue("starved")
    hurried = packed_of(listed, counts)
    assert merit_of(hurried) <= merit_of(best)
    assert hurried.bound["served"] >= best.objective["served"]
    if hurried.bound["served"] == best.objective["served"]:
        assert hurried.bound["score"] >= best.objective["score"] - 1e-6
    if hurried.proven:
        assert merit_of(hurried) == pytest.approx(merit_of(best))
    else:
        assert (hurried.gap > 0, hurried.notes) == (True, [OPEN.format(schools)])
        assert schools != 18 or seed == 0, "the third is easy enough to be proven at once"


def test_a_poorer_answer_from_a_wider_search_is_no_proof_of_the_first(monkeypatch):
    """The first search is among few groups; the second is among all, and stopped at once."""
    listed, counts = scattered(18, 60, 0)
    best = packed_of(listed, counts)
    stopped = []

    def tired(cost, **programme):
        answer = milp(cost, **programme)
        if not stopped and len(cost) <= few:
            return answer
        stopped.append(len(cost))
        return OptimizeResult(status=1, x=np.zeros(len(cost)), mip_dual_bound=-1e3)

    few = 12
    monkeypatch.setattr(choosing, "milp", tired)
    monkeypatch.setattr(bounding, "_CUT_ROUNDS", 0)
    monkeypatch.setattr(solving, "_HELD_MOST", (few,))
    hurried = packed_of(listed, counts)
    assert stopped, "all groups were looked at"
    assert merit_of(hurried) <= merit_of(best)
    assert not hurried.proven
    assert hurried.bound["served"] >= best.objective["served"]
    assert hurried.notes == [OPEN.format(18)]


TWO_WAYS = [((0, 1), 0.5, 5.0), ((2, 3), 0.5, 5.0), ((0, 2), 0.5, 4.0), ((1, 3), 0.5, 4.0)]


@pytest.mark.parametrize("broken", [False, True])
def test_ties_that_the_solver_does_not_settle_are_not_called_settled(monkeypatch, broken):
    asked = []

    def tired(cost, **programme):
        if len(programme["constraints"]) == 1:
            return milp(cost, **programme)
        # Among the plans that are as good: nothing, or the poorer of the two.
        asked.append(len(cost))
        poorer = None if broken else np.array([1.0, 0.0, 0.0, 1.0])
        return OptimizeResult(status=1, x=poorer, mip_dual_bound=8.0)

    monkeypatch.setattr(choosing, "milp", tired)
    packed = packed_of(TWO_WAYS, [1] * 4)
    assert asked == [4]
    assert (packed.proven, packed.gap) == (False, 0)
    assert packed.notes == [OPEN.format(4)]
    assert packed.bound == {"served": 4.0, "score": 1.0, "travel": None}
    monkeypatch.undo()
    settled = packed_of(TWO_WAYS, [1] * 4)
    assert (settled.proven, settled.objective["travel"]) == (True, 8.0)


def test_a_programme_that_the_solver_loses_in_presolve_is_solved_as_it_stands():
    asked = []

    def forgetful(cost, *, options, **programme):
        asked.append(options)
        if options.get("presolve", True):
            return OptimizeResult(status=TROUBLE, x=None, message="model status unknown")
        return linprog(cost, options=options, **programme)

    answer = steadily(forgetful, [1.0], bounds=(2.0, 3.0), options={"time_limit": 9.0})
    assert (answer.status, answer.x.tolist()) == (OPTIMAL, [2.0])
    assert asked == [{"time_limit": 9.0}, {"time_limit": 9.0, "presolve": False}]
    assert steadily(linprog, [1.0], bounds=(2.0, 3.0)).fun == 2.0


def test_where_no_relaxation_is_solved_there_is_a_plan_without_a_proof(monkeypatch):
    lost = OptimizeResult(status=TROUBLE, x=None, message="model status unknown")
    monkeypatch.setattr(relaxing, "linprog", lambda _cost, **_programme: lost)
    listed, counts = scattered(18, 60, 2)
    packed = packed_of(listed, counts)
    assert (packed.objective["served"], packed.proven) == (12, False)
    assert packed.bound["served"] >= 12
    assert packed.notes == ["the search ended before a bound was found"]


def test_where_no_whole_numbers_are_found_the_plan_is_the_greedy_one(monkeypatch):
    lost = OptimizeResult(status=TROUBLE, x=None, message="model status unknown")
    monkeypatch.setattr(choosing, "milp", lambda _cost, **_programme: lost)
    listed, counts = scattered(18, 60, 0)
    packed = packed_of(listed, counts)
    every = columns_of(listed, counts)
    taken = choosing.greedy(every, every.served * 10.0 + every.score, schools=18)
    assert packed.objective["served"] == int(every.served[taken.chosen].sum())
    assert not packed.proven
    assert packed.bound["served"] >= 10, "as many as are served when it does not fail"
