"""Groups held as columns, what they are worth, and the choices among them."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geofinder.planning.choosing import Row, choose, greedy, without_ties
from geofinder.planning.columns import Columns, from_rows
from geofinder.planning.cuts import _few, _pairs, _pieces, held_in, most_in, violated
from geofinder.planning.goal import SAME, Goal
from geofinder.planning.relaxing import Prices, packing, relax
from tests.planning.test_best_plan import columns_of, every_plan, problems

LONG_S = 60.0


def columns(*groups, kinds=None, counts=(1,) * 30):
    """Return groups given as schools, each with a score and minutes of its own."""
    told = columns_of(
        [(schools, 0.1 + at / 100, 2.0 + at) for at, schools in enumerate(groups)], counts
    )
    return told if kinds is None else Columns(**(vars(told) | {"kind": np.array(kinds)}))


def facts_of(some):
    """Return all that is known of each group, in their order."""
    return [
        (*one, some.served[at], some.score[at], some.travel_min[at])
        for at, one in enumerate(some.identities())
    ]


FOUR = columns((0, 3), (1, 2, 4), (0, 3), (2, 5), kinds=[0, 0, 1, 0])


def test_the_members_of_each_group_are_told_in_every_way():
    assert len(FOUR) == 4
    assert FOUR.sizes.tolist() == [2, 3, 2, 2]
    assert FOUR.of.tolist() == [0, 0, 1, 1, 1, 2, 2, 3, 3]
    assert FOUR.members(1) == (1, 2, 4)
    assert FOUR.identities() == [(0, 0, 3), (0, 1, 2, 4), (1, 0, 3), (0, 2, 5)]
    expected = [[1, 0, 0, 1, 0, 0, 0], [0, 1, 1, 0, 1, 0, 0], [1, 0, 0, 1, 0, 0, 0],
                [0, 0, 1, 0, 0, 1, 0]]  # fmt: skip
    assert FOUR.matrix(7).toarray().tolist() == expected
    touched = FOUR.touching(np.array([False, False, True, False, False, False]))
    assert touched.tolist() == [False, True, False, True]
    first = FOUR.touching(np.array([True, False, False, False, False, False]))
    assert first.tolist() == [True, False, True, False]
    assert not FOUR.touching(np.zeros(6, dtype=bool)).any()


def test_taken_groups_are_the_same_groups_in_the_order_asked_for():
    every = facts_of(FOUR)
    assert facts_of(FOUR.take(np.array([3, 0, 1]))) == [every[3], every[0], every[1]]
    assert facts_of(FOUR.take(np.array([True, False, False, True]))) == [every[0], every[3]]
    assert facts_of(FOUR.take(np.zeros(0, dtype=np.int64))) == []
    assert facts_of(Columns.joined([FOUR.take(np.array([2])), FOUR])) == [every[2], *every]
    assert len(Columns.joined([])) == len(Columns.none()) == 0
    turned = FOUR.renumbered(np.array([10, 11, 12, 13, 14, 15]))
    assert [one[1:] for one in turned.identities()] == [
        (10, 13), (11, 12, 14), (10, 13), (12, 15),
    ]  # fmt: skip
    assert turned.served.tolist() == FOUR.served.tolist()


def test_a_group_is_among_others_by_its_schools_and_its_kind():
    others = columns((2, 5), (0, 3), (1, 4), (7, 9), kinds=[0, 1, 0, 0])
    assert FOUR.among(others).tolist() == [False, False, True, True]
    assert others.among(FOUR).tolist() == [True, True, False, False]
    assert not FOUR.among(Columns.none()).any()
    # The sum of the numbers alone would not do.
    assert not columns((0, 5)).among(columns((1, 4), (2, 3))).any()


@given(problem=problems(), shuffle=st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_in_order_each_group_stands_once_whatever_order_they_came_in(problem, shuffle):
    groups, counts = problem
    twice = [*groups, *groups]
    shuffle.shuffle(twice)
    once = columns_of(twice, counts).in_order()
    assert [one[1:] for one in once.identities()] == sorted(schools for schools, _, _ in groups)
    assert facts_of(once) == facts_of(once.take(np.arange(len(once))[::-1]).in_order())


def test_groups_given_as_rows_are_sorted_and_count_what_their_schools_count():
    rows = np.array([[3, 1, 0], [2, 4, 1]])
    told = from_rows(
        rows,
        kind=7,
        served=np.array([1, 2, 0, 4, 8]),
        score=np.array([0.5, 0.25]),
        travel_min=np.array([9.0, 3.0]),
    )
    assert facts_of(told) == [(7, 0, 1, 3, 7, 0.5, 9.0), (7, 1, 2, 4, 10, 0.25, 3.0)]
    assert told.touching(np.array([True, False, False, False, False])).tolist() == [True, False]


ORDERS = (("served",), ("served", "score", "travel"), ("served", "travel", "score"))


@pytest.mark.parametrize("order", ORDERS)
@given(problem=problems())
@settings(max_examples=25)
def test_one_value_ranks_plans_by_what_they_serve_and_then_by_the_second_aim(order, problem):
    groups, counts = problem
    every = columns_of(groups, counts)
    goal = Goal.of(order, schools=len(counts), most_min=12.5)
    value = goal.value(every)
    worst = {"score": 0, "travel": 1}
    for plan in itertools.islice(every_plan(groups), 300):
        chosen = [groups.index(group) for group in plan]
        served, rest = every.served[chosen].sum(), 0.0
        if len(order) > 1:
            column = (every.score, -every.travel_min)[worst[order[1]]]
            rest = column[chosen].sum()
        total = value[chosen].sum()
        assert total == pytest.approx(goal.big * served + rest)
        most, second = goal.split(total)
        assert most == served
        assert second == pytest.approx(rest, abs=1e-6)
        assert abs(rest) < goal.big


def test_the_weight_of_serving_one_more_is_above_all_that_scores_or_minutes_can_make():
    goal = Goal.of(("served", "score"), schools=7, most_min=40.0)
    assert goal.big == 4.0
    assert Goal.of(("served", "travel"), schools=7, most_min=40.0).big == 141.0
    assert Goal.of(("served",), schools=7, most_min=40.0).big == 1.0
    assert goal.split(8.0 - SAME / 2) == (2, pytest.approx(0.0, abs=SAME))


@given(problem=problems())
@settings(max_examples=25)
def test_taking_the_best_first_finds_a_choice_to_which_nothing_can_be_added(problem):
    groups, counts = problem
    every = columns_of(groups, counts)
    worth = every.score - 0.25
    found = greedy(every, worth, schools=len(counts))
    taken = [at for group in found.chosen for at in every.members(group)]
    assert len(taken) == len(set(taken))
    assert found.value == pytest.approx(worth[found.chosen].sum())
    assert found.bound == np.inf
    assert (worth[found.chosen] > 0).all()
    for group in range(len(every)):
        free = set(taken).isdisjoint(every.members(group))
        assert not (free and worth[group] > 0), "it could be added"
    assert found.chosen.tolist() == sorted(found.chosen)


def test_the_most_worth_a_school_is_taken_first():
    three = columns((0, 1, 2), (0, 3), (1, 4), (2, 5))
    assert greedy(three, np.array([3.0, 1.4, 1.4, 1.4]), schools=6).chosen.tolist() == [0]
    assert greedy(three, np.array([3.0, 2.2, 0.0, 1.4]), schools=6).chosen.tolist() == [1, 3]


def test_a_further_demand_narrows_the_choice_and_one_that_cannot_be_met_leaves_none():
    pairs = columns((0, 1), (1, 2), (2, 3))
    worth = np.array([2.0, 3.5, 2.0])
    free = choose(pairs, worth, schools=4, seconds=LONG_S)
    assert (free.chosen.tolist(), free.value, free.bound) == ([0, 2], 4.0, 4.0)
    each = np.array([1.0, 0.0, 1.0])
    one = choose(pairs, worth, schools=4, seconds=LONG_S, rows=[Row(each, -np.inf, 1.0)])
    assert one.chosen.tolist() == [1]
    exactly = choose(pairs, worth, schools=4, seconds=LONG_S, rows=[Row(each, 1.0, 1.0)])
    assert exactly.value == 2.0
    assert choose(pairs, worth, schools=4, seconds=LONG_S, rows=[Row(each, 3.0, 9.0)]) is None
    none = choose(Columns.none(), np.zeros(0), schools=4, seconds=LONG_S)
    assert (none.chosen.tolist(), none.value, none.bound) == ([], 0.0, 0.0)


@pytest.mark.parametrize("order", ORDERS[1:])
def test_of_plans_as_good_in_the_first_two_aims_the_best_in_the_third_is_taken(order):
    # Two ways to pair four schools, alike but for the third aim.
    same = [(0.5, 5.0), (0.5, 5.0)]
    third = {"travel": [(0.5, 4.0), (0.5, 5.5)], "score": [(0.6, 5.0), (0.5, 5.0)]}[order[2]]
    ways = [((0, 1), *same[0]), ((2, 3), *same[1]), ((0, 2), *third[0]), ((1, 3), *third[1])]
    every = columns_of(ways, [1] * 4)
    goal = Goal.of(order, schools=4, most_min=10.0)
    best, proven = without_ties(every, np.array([0, 1]), goal, schools=4, seconds=LONG_S)
    assert (sorted(best.tolist()), proven) == ([2, 3], True)
    worse = [(schools, score, minutes + 0.1 * (at > 1)) for at, (schools, score, minutes)
             in enumerate(ways)]  # fmt: skip
    if order[1] == "travel":
        every = columns_of(worse, [1] * 4)
        best, proven = without_ties(every, np.array([0, 1]), goal, schools=4, seconds=LONG_S)
        assert sorted(best.tolist()) == [0, 1], "the second aim is not given up for the third"


@given(problem=problems(), data=st.data())
@settings(max_examples=25)
def test_no_plan_is_cut_off(problem, data):
    groups, counts = problem
    every = columns_of(groups, counts)
    shares = st.sampled_from([0.0, 0.25, 1 / 3, 0.5, 0.75, 1.0])
    share = np.array([data.draw(shares) for _ in groups])
    cuts = violated(every, share, schools=len(counts), known=[])
    assert len(cuts) == len(set(cuts))
    rows, most = packing(every, cuts, schools=len(counts))
    for cut, line in zip(cuts, rows[len(counts) :].toarray(), strict=True):
        assert list(cut) == sorted(set(cut))
        assert len(cut) % 2 == 1
        assert line.tolist() == [len(set(cut) & set(schools)) // 2 for schools, _, _ in groups]
        assert line @ share > (len(cut) - 1) / 2, "the shares break it"
    for plan in itertools.islice(every_plan(groups), 200):
        chosen = np.array([group in plan for group in groups], dtype=float)
        assert (rows @ chosen <= most).all()
    assert not set(violated(every, share, schools=len(counts), known=cuts)) & set(cuts)


@pytest.mark.parametrize("size", [3, 5, 7, 9, 11])
def test_an_odd_ring_in_halves_is_cut_off_and_an_even_one_is_not(size):
    ring = [tuple(sorted((at, (at + 1) % size))) for at in range(size)]
    halves = np.full(size, 0.5)
    assert tuple(range(size)) in violated(columns(*ring), halves, schools=size + 2, known=[])
    assert most_in([tuple(range(size))]).tolist() == [size // 2]
    # Two odd rings side by side, joined by a third at whole shares, are found each alone.
    twice = [*ring, *(tuple(at + size for at in pair) for pair in ring)]
    found = violated(columns(*twice), np.full(2 * size, 0.5), schools=2 * size, known=[])
    assert {tuple(range(size)), tuple(range(size, 2 * size))} <= set(found)
    even = [tuple(sorted((at, (at + 1) % (size + 1)))) for at in range(size + 1)]
    assert violated(columns(*even), np.full(size + 1, 0.5), schools=size + 1, known=[]) == []
    whole = np.array([1.0 - 1e-7] + [0.0] * (size - 1))
    assert violated(columns(*ring), whole, schools=size, known=[]) == []


def test_the_shares_of_an_odd_ring_are_halves_until_it_is_cut():
    ring = columns(*[tuple(sorted((at, (at + 1) % 5))) for at in range(5)])
    goal = Goal.of(("served",), schools=6, most_min=1.0)
    for cuts, shared, value in (([], 2.5, 5.0), ([(0, 1, 2, 3, 4)], 2.0, 4.0)):
        prices, share = relax(ring, goal, cuts=cuts, near=np.zeros(6), seconds=LONG_S)
        assert share.sum() == pytest.approx(shared, abs=1e-3)
        assert share.max() <= 1.001
        assert prices.value == pytest.approx(value, abs=1e-6)
        assert prices.profits(ring, goal).max() <= 1e-6
        assert len(prices.school) == 6
    assert share.shape == (5,)
    nothing, shares = relax(Columns.none(), goal, cuts=[], near=np.zeros(6), seconds=LONG_S)
    assert (nothing.value, len(nothing.school), len(shares)) == (0.0, 6, 0)


def test_groups_pay_to_a_cut_for_each_two_of_its_schools_though_none_holds_its_last():
    prices = Prices(school=np.zeros(9), cuts=[(0, 1, 8), (2, 3, 4)], cut=np.array([2.0, 8.0]))
    assert prices.paid_to_cuts(np.array([[1, 0, 5], [3, 4, 0], [2, 5, 6]])).tolist() == [2, 8, 0]
    assert prices.paid_to_cuts(np.zeros((0, 3), dtype=int)).tolist() == []


def test_an_odd_ring_is_found_within_a_larger_web_of_shares():
    ring = [tuple(sorted((at, (at + 1) % 5))) for at in range(5)]
    tail = [(0, 5), (5, 6), (6, 7)]
    share = np.array([0.45] * 5 + [0.1] * 3)
    assert (0, 1, 2, 3, 4) in violated(columns(*ring, *tail), share, schools=9, known=[])


def test_trios_that_share_two_schools_are_cut_though_no_pair_is_among_them():
    # Three groups of three, any two of which meet, in halves: at most one can be in a plan.
    trios = columns((0, 1, 3), (1, 2, 4), (0, 2, 5))
    found = violated(trios, np.full(3, 0.5), schools=6, known=[])
    assert (0, 1, 2) in found
    held = held_in(trios, [(0, 1, 2), (3, 4, 5), (0, 1, 2, 3, 4)], 6).toarray()
    assert held.tolist() == [[1, 0, 1], [1, 0, 1], [1, 0, 1]]


def test_odd_pieces_of_the_web_of_shares_are_tried_and_even_ones_less_each_school():
    web = columns((0, 1), (1, 2), (4, 5), (5, 6), (6, 7))
    odd = _pieces(_pairs(web, np.full(5, 0.5), 9))
    assert odd == {(0, 1, 2), (4, 5, 6), (4, 5, 7), (4, 6, 7), (5, 6, 7)}


def test_of_many_cuts_only_so_many_hold_the_same_school():
    cuts = [(0, at, at + 1) for at in range(1, 21)] + [(30, 31, 32)]
    few = _few(cuts)
    assert few == [*cuts[:6], (30, 31, 32)]
    apart = [(at, at + 1, at + 2) for at in range(0, 1200, 3)]
    assert _few(apart) == apart[:300]
