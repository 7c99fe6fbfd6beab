"""All groups worth more than their schools' rents are found, without listing the others."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geofinder.grouping.best import _merit, _parts_by_school
from geofinder.grouping.cliques import _siblings, enumerate_groups, groups_of, joined
from geofinder.grouping.pricing import Cliques, profitable
from tests.candidates.test_grouping import graph_of, graphs

WORST_MIN = 20.0


class Near:
    """The shorter its longest drive the more a group is worth, so no larger one is worth more."""

    def value(self, groups):
        return 1.0 - groups.longest_min / WORST_MIN

    def bound(self, groups):
        return self.value(groups)


def every_group(cliques, rents):
    """Return the profit of each group, by listing all of them."""
    levels = enumerate_groups(cliques.graph, seeds=cliques.seeds, max_size=cliques.max_size)
    return {
        tuple(row): (worth, worth - sum(rents[at] for at in row))
        for level in levels
        for row, worth in zip(level.rows.tolist(), Near().value(level).tolist(), strict=True)
    }


def found_of(priced):
    return {
        tuple(row): (worth, profit)
        for rows, values, profits in zip(*priced[:3], strict=True)
        for row, worth, profit in zip(rows.tolist(), values.tolist(), profits.tolist(), strict=True)
    }


@st.composite
def searches(draw):
    graph = draw(graphs())
    # Rents below zero pull schools in: a pair at a loss may grow into a group with a profit.
    each = st.sampled_from([-2.0, -0.4, 0.0, 0.25, 0.5, 3.0])
    rents = draw(st.lists(each, min_size=graph.size, max_size=graph.size))
    cliques = Cliques(graph, draw(st.integers(0, graph.size)), draw(st.integers(2, 6)))
    return cliques, np.array(rents), draw(st.sampled_from([-np.inf, -0.5, 0.0, 0.3]))


@settings(max_examples=80)
@given(searches())
def test_all_groups_with_a_profit_above_the_threshold_are_found_and_no_others(search):
    cliques, rents, above = search
    priced = profitable(cliques, Near(), rents=rents, above=above)
    expected = {row: told for row, told in every_group(cliques, rents).items() if told[1] > above}
    found = found_of(priced)
    assert found.keys() == expected.keys()
    assert priced.complete
    assert sum(map(len, priced.rows)) == len(found), "each once"
    for row, told in found.items():
        assert told == pytest.approx(expected[row])
    assert [rows.shape[1] for rows in priced.rows] == list(range(2, 2 + len(priced.rows)))


@settings(max_examples=40)
@given(searches(), st.integers(1, 30))
def test_a_search_that_gives_up_says_so_and_tells_nothing_wrong(search, most):
    cliques, rents, above = search
    priced = profitable(cliques, Near(), rents=rents, above=above, most=most)
    expected = {row: told for row, told in every_group(cliques, rents).items() if told[1] > above}
    found = found_of(priced)
    assert found.keys() <= expected.keys()
    if priced.complete:
        assert found.keys() == expected.keys()


def _complete(size):
    return graph_of(size, dict.fromkeys(itertools.combinations(range(size), 2), 5.0))


def test_a_search_gives_up_above_the_number_it_is_given_and_not_at_it():
    # Six schools: 15 pairs, 20 trios, 15 fours.
    cliques = Cliques(_complete(6), 6, 4)
    rents = np.zeros(6)
    told = {
        most: profitable(cliques, Near(), rents=rents, above=-np.inf, most=most)
        for most in (10, 15, 34, 35, 49, 50)
    }
    assert [priced.complete for priced in told.values()] == [False] * 5 + [True]
    assert len(found_of(told[50])) == 50
    assert {row.shape[1] for row in told[10].rows} == {2}


def test_a_search_that_has_found_all_is_complete_though_it_is_at_its_limit():
    path = graph_of(4, {(0, 1): 5.0, (1, 2): 5.0, (2, 3): 5.0})
    for most, complete in ((3, True), (2, False)):
        priced = profitable(
            Cliques(path, 4, 4), Near(), rents=np.zeros(4), above=-np.inf, most=most
        )
        assert (len(found_of(priced)), priced.complete) == (3, complete)


def test_a_search_that_gives_up_does_not_list_all_groups_first(monkeypatch):
    monkeypatch.setattr("geofinder.grouping.cliques.JOINS_AT_ONCE", 5)
    priced = profitable(
        Cliques(_complete(8), 8, 5), Near(), rents=np.zeros(8), above=-np.inf, most=30
    )
    assert not priced.complete
    assert [len(rows) for rows in priced.rows] == [28, 6], "of 56 trios those looked at first"


def test_a_group_worth_just_the_threshold_is_not_above_it():
    pair = Cliques(graph_of(2, {(0, 1): 5.0}), 2, 2)
    rents = np.array([0.25, 0.5])
    assert not found_of(profitable(pair, Near(), rents=rents, above=0.0))
    assert found_of(profitable(pair, Near(), rents=rents, above=-0.125)) == {(0, 1): (0.75, 0.0)}


@settings(max_examples=40)
@given(graphs(), st.data())
def test_groups_that_may_not_lead_are_only_the_later_of_two(graph, data):
    pairs = np.column_stack((graph.first, graph.second)).astype(np.int32)
    level = groups_of(graph, pairs)
    lead = np.array([data.draw(st.booleans()) for _ in pairs], dtype=bool)
    chosen = {tuple(pair) for pair in pairs[lead].tolist()}
    every, some = joined(level, graph), joined(level, graph, may_lead=lead)
    expected = [row for row in every.rows.tolist() if tuple(row[:2]) in chosen]
    assert some.rows.tolist() == expected
    assert every.rows.dtype == pairs.dtype
    longest = dict(zip(map(tuple, every.rows.tolist()), every.longest_min, strict=True))
    assert [longest[tuple(row)] for row in expected] == some.longest_min.tolist()


def test_joining_stops_soon_after_the_most_that_is_worth_having(monkeypatch):
    graph = _complete(8)
    level = groups_of(graph, np.column_stack((graph.first, graph.second)))
    monkeypatch.setattr("geofinder.grouping.cliques.JOINS_AT_ONCE", 5)
    assert len(joined(level, graph).rows) == 56
    assert 10 < len(joined(level, graph, most=10).rows) <= 20
    for most in range(57):
        assert len(joined(level, graph, most=most).rows) > min(most, 55), "more, or all there are"


@pytest.mark.parametrize("at_once", [1, 3, 10, 1000])
def test_pairs_of_rows_come_in_blocks_of_any_size_each_once(monkeypatch, at_once):
    monkeypatch.setattr("geofinder.grouping.cliques.JOINS_AT_ONCE", at_once)
    rows = np.array([[0, 1], [0, 2], [0, 5], [1, 2], [2, 3], [2, 4], [2, 5], [2, 7]])
    blocks = [(left.tolist(), right.tolist()) for left, right in _siblings(rows, None)]
    pairs = [pair for block in blocks for pair in zip(*block, strict=True)]
    expected = [
        (one, other)
        for one, other in itertools.combinations(range(len(rows)), 2)
        if rows[one, 0] == rows[other, 0]
    ]
    assert pairs == expected
    assert all(len(left) <= max(at_once, 3) for left, _ in blocks)
    assert len(blocks) == {1: 5, 3: 3, 10: 1, 1000: 1}[at_once], "as few as there can be"
    assert not list(_siblings(rows[:0], None))


@pytest.mark.parametrize("at_once", [1, 4, 40, 10_000])
def test_schools_are_cut_into_parts_of_bounded_work_and_none_is_torn(monkeypatch, at_once):
    monkeypatch.setattr("geofinder.grouping.best._PAIR_JOINS_AT_ONCE", at_once)
    start = np.repeat(np.arange(7), [1, 4, 3, 9, 2, 2, 2])
    parts = _parts_by_school(start)
    whole = [at for part in parts for at in range(part.start, part.stop)]
    assert whole == list(range(len(start)))
    owners = [set(start[part].tolist()) for part in parts]
    assert sum(map(len, owners)) == 7, "no school is in two parts"
    work = [[(start == one).sum() ** 2 // 2 for one in sorted(owner)] for owner in owners]
    assert all(sum(each) <= at_once or len([w for w in each if w]) == 1 for each in work)
    assert len(parts) == {1: 6, 4: 5, 40: 3, 10_000: 1}[at_once]
    assert _parts_by_school(start[:0]) == []


def test_merit_is_by_score_in_steps_and_then_by_the_smaller_group():
    scores = np.array([0.5, 0.5 + 4e-10, 0.5 + 6e-10, 0.0, 1.0])
    two, three = _merit(scores, 2), _merit(scores, 3)
    assert two[0] == two[1] < two[2] < two[4]
    assert (two > three).all()
    assert (two[[0, 2, 4]] > three[[0, 2, 4]]).all()
    assert three[2] > two[0], "the better score counts before the size"
    assert _merit(scores, 2, slack=0.2)[1] > two[1], "a bound is rounded up"
