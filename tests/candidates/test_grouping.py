"""Check that groups are exactly the cliques, and that branch and bound equals brute force."""

import dataclasses
import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geofinder.grouping.best import SCORE_STEPS, Search, best_by_bound
from geofinder.grouping.cliques import Groups, enumerate_groups, groups_of, joined
from geofinder.grouping.probing import estimate_count
from geofinder.minutes import Minutes
from geofinder.patterns.rural_score import RuralScorer
from geofinder.settings import Settings, Weights


def graph_of(size: int, pairs: dict[tuple[int, int], float]) -> Minutes:
    ordered = sorted((min(pair), max(pair), value) for pair, value in pairs.items())
    first, second, minutes = (np.array([row[i] for row in ordered]) for i in range(3))
    return Minutes(
        size=size,
        first=first.astype(np.int64),
        second=second.astype(np.int64),
        worse_min=minutes.astype(np.float64),
        worse_m=minutes.astype(np.float64) * 700,
    )


@st.composite
def graphs(draw: st.DrawFn, most: int = 8) -> Minutes:
    size = draw(st.integers(2, most))
    every = list(itertools.combinations(range(size), 2))
    drawn = draw(st.lists(st.sampled_from(every), unique=True, max_size=2 * size))
    # Mostly all pairs but a few, so that there are larger groups to find.
    chosen = drawn if draw(st.integers(0, 3)) == 0 else [one for one in every if one not in drawn]
    # Few distinct values, so that ties happen; 0 because schools share a site.
    minutes = draw(
        st.lists(
            st.sampled_from([0.0, 3.0, 3.7, 7.5, 14.9]), min_size=len(chosen), max_size=len(chosen)
        )
    )
    return graph_of(size, dict(zip(chosen, minutes, strict=True)))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Minutes, RuralScorer, Search]:
    graph = draw(graphs())
    size = graph.size

    def each(*values):
        return np.array(draw(st.lists(st.sampled_from(values), min_size=size, max_size=size)))

    max_size = draw(st.integers(2, 6))
    heavy = st.sampled_from([0.0, 1.0, 4.0])
    weights = Weights(
        closeness=draw(heavy),
        small_schools=draw(heavy),
        combined_roll=draw(heavy),
        same_authority=draw(heavy),
        same_character=draw(heavy),
    )
    scorer = RuralScorer(
        pupils=each(20.0, 90.0, 205.0, 400.0, np.nan),
        small=each(0.0, 1.0),
        authority=each(0, 1),
        character=each(0, 1, 2, -1),
        settings=Settings(max_size=max_size, weights=weights),
    )
    search = Search(
        seeds=draw(st.integers(0, size)),
        wanted=each(1, 1, 0).astype(bool),
        label=np.array(draw(st.permutations(range(size)))),
        max_size=max_size,
        top=draw(st.integers(1, 4)),
    )
    return graph, scorer, search


def cliques_by_networkx(graph: Minutes, *, seeds: int, max_size: int) -> set[tuple[int, ...]]:
    peer = nx.Graph(zip(graph.first.tolist(), graph.second.tolist(), strict=True))
    groups = (tuple(sorted(clique)) for clique in nx.enumerate_all_cliques(peer))
    return {group for group in groups if 2 <= len(group) <= max_size and group[0] < seeds}


def rows_of(levels: list[Groups]) -> list[tuple[int, ...]]:
    return [tuple(row) for level in levels for row in level.rows.tolist()]


@given(graphs(), st.integers(0, 11), st.integers(2, 6))
def test_enumeration_finds_every_clique_with_a_seed_once_as_networkx_does(graph, seeds, max_size):
    rows = rows_of(enumerate_groups(graph, seeds=seeds, max_size=max_size))
    assert len(rows) == len(set(rows))
    assert set(rows) == cliques_by_networkx(graph, seeds=seeds, max_size=max_size)


@given(graphs())
def test_the_longest_drive_of_a_group_is_that_of_its_worst_pair(graph):
    minutes = dict(zip(zip(graph.first, graph.second, strict=True), graph.worse_min, strict=True))
    for level in enumerate_groups(graph, seeds=graph.size, max_size=5):
        for row, longest in zip(level.rows.tolist(), level.longest_min, strict=True):
            assert longest == max(minutes[pair] for pair in itertools.combinations(row, 2))


@given(graphs(), st.data())
def test_the_least_share_of_a_group_is_that_of_its_rarest_pair(graph, data):
    each = st.sampled_from([0.0, 0.02, 0.3, 1.0])
    drawn = [data.draw(each) for _ in graph.first]
    shares = dict(zip(zip(graph.first, graph.second, strict=True), drawn, strict=True))
    known = dataclasses.replace(graph, share=np.array(drawn))
    for level in enumerate_groups(known, seeds=graph.size, max_size=4):
        rarest = [min(shares[pair] for pair in itertools.combinations(row, 2))
                  for row in level.rows.tolist()]  # fmt: skip
        assert level.least_share.tolist() == rarest
        assert groups_of(known, level.rows).least_share.tolist() == rarest


def test_two_schools_that_no_third_is_near_make_no_larger_group():
    graph = graph_of(4, {(0, 1): 5.0, (2, 3): 5.0})
    pairs, none = enumerate_groups(graph, seeds=4, max_size=5)
    assert pairs.rows.tolist() == [[0, 1], [2, 3]]
    assert (none.rows.shape, len(none.longest_min), len(none.least_share)) == ((0, 3), 0, 0)
    larger = joined(none, graph)
    assert larger.rows.shape == (0, 4)
    assert (len(larger.longest_min), len(larger.least_share)) == (0, 0)


def test_a_trio_has_the_share_of_its_rarest_pair_however_it_is_made():
    unknown = graph_of(3, {(0, 1): 5.0, (0, 2): 5.0, (1, 2): 5.0})
    known = dataclasses.replace(unknown, share=np.array([0.3, 0.02, 0.5]))
    for graph, of_pairs, of_trio in ((unknown, [1.0] * 3, 1.0), (known, [0.3, 0.02, 0.5], 0.02)):
        pairs, trio = enumerate_groups(graph, seeds=3, max_size=3)
        assert pairs.least_share.tolist() == of_pairs
        assert trio.least_share.tolist() == [of_trio]
        assert groups_of(graph, trio.rows).least_share.tolist() == [of_trio]


class Counted(Minutes):
    """Minutes that count how many pairs are looked up."""

    looked_up = 0

    def place(self, one, other):
        type(self).looked_up += len(one)
        return super().place(one, other)


def test_enumeration_that_gives_up_has_not_looked_at_all_groups_first(monkeypatch):
    monkeypatch.setattr("geofinder.grouping.cliques.JOINS_AT_ONCE", 50)
    graph = Counted(**vars(graph_of(20, dict.fromkeys(itertools.combinations(range(20), 2), 5.0))))
    assert enumerate_groups(graph, seeds=20, max_size=5, most=200) is None
    assert 190 <= Counted.looked_up <= 300, "190 pairs, and the first of 1,140 trios"


def test_enumeration_gives_up_above_the_number_it_is_given():
    complete = graph_of(12, dict.fromkeys(itertools.combinations(range(12), 2), 5.0))
    assert enumerate_groups(complete, seeds=12, max_size=5, most=1_000) is None
    assert enumerate_groups(complete, seeds=12, max_size=5, most=1_573) is not None
    assert enumerate_groups(complete, seeds=12, max_size=5, most=66) is None, "the pairs alone"


@given(cases())
@settings(max_examples=200, deadline=None)
def test_no_group_scores_above_the_bound_of_a_group_within_it(case):
    graph, scorer, search = case
    levels = enumerate_groups(graph, seeds=graph.size, max_size=search.max_size)
    bounds = [dict(zip(rows_of([level]), scorer.bound(level), strict=True)) for level in levels]
    for larger in levels[1:]:
        for row, score in zip(rows_of([larger]), scorer.score(larger), strict=True):
            for size in range(2, len(row)):
                for part in itertools.combinations(row, size):
                    assert score <= bounds[size - 2][part] + 1e-12


def best_by_brute_force(graph, scorer, search) -> set[tuple[int, ...]]:
    """Sort all groups by score, size and labels, and take each wanted school's first ones."""
    levels = enumerate_groups(graph, seeds=search.seeds, max_size=search.max_size)
    ranked = sorted(
        (-round(float(score) * 1e9), len(row), tuple(sorted(search.label[list(row)].tolist())), row)
        for level in levels
        for row, score in zip(rows_of([level]), scorer.score(level), strict=True)
    )
    kept = set()
    for school in np.flatnonzero(search.wanted).tolist():
        own = [labels for _, _, labels, row in ranked if school in row]
        kept.update(own[: search.top])
    return kept


@given(cases())
@settings(max_examples=200, deadline=None)
def test_branch_and_bound_keeps_what_brute_force_keeps(case):
    graph, scorer, search = case
    expected = best_by_brute_force(graph, scorer, search)
    by_bound = [
        tuple(row) for part in best_by_bound(graph, scorer, search) for row in part.tolist()
    ]
    assert len(by_bound) == len(set(by_bound))
    assert set(by_bound) == expected


@dataclasses.dataclass(frozen=True)
class Told:
    """Scores that are given, 0 where none is; ``most`` bounds them all."""

    scores: dict[tuple[int, ...], float]
    most: float = 1.0

    def score(self, groups):
        rows = map(sorted, groups.rows.tolist())
        return np.array([self.scores.get(tuple(row), 0.0) for row in rows])

    def bound(self, groups):
        return np.full(len(groups.rows), self.most)


def best_of(scores, *, top, most=1.0):
    pairs = {pair: 5.0 for row in scores for pair in itertools.combinations(row, 2)}
    graph = graph_of(1 + max(map(max, scores)), pairs)
    search = Search(
        seeds=graph.size,
        wanted=np.ones(graph.size, bool),
        label=np.arange(graph.size),
        max_size=3,
        top=top,
    )
    found = best_by_bound(graph, Told(scores, most), search)
    return {tuple(row) for part in found for row in part.tolist()}


def test_a_group_counts_once_for_a_school_though_several_of_its_schools_find_it():
    scores = {(0, 1, 2): 0.9, (0, 1): 0.5, (0, 2): 0.4, (1, 2): 0.3, (1, 3): 0.8, (1, 4): 0.8}
    # The second best of the first school is below the two best of its partner.
    assert best_of(scores, top=2) == {(0, 1, 2), (0, 1), (0, 2), (1, 3), (1, 4)}


def test_a_school_keeps_its_own_best_group_though_others_have_better_ones():
    assert best_of({(0, 1): 0.9, (1, 2): 0.5}, top=1) == {(0, 1), (1, 2)}


def test_a_bound_that_rounding_makes_a_hair_too_low_loses_no_group():
    def steps(value):
        return np.floor(value * SCORE_STEPS + 0.5)

    score = 0.5000000005 + 1e-15
    while steps(np.nextafter(score, 0)) == steps(score):
        score = np.nextafter(score, 0)
    pairs = dict.fromkeys([(0, 1), (0, 2), (1, 2)], 0.5)
    assert best_of({(0, 1, 2): score, **pairs}, top=1, most=np.nextafter(score, 0)) == {(0, 1, 2)}


def test_where_no_group_is_wanted_there_is_none():
    graph = graph_of(3, {(0, 1): 5.0, (1, 2): 5.0})
    nobody, all_of_them = np.zeros(3, bool), np.ones(3, bool)
    for seeds, wanted in ((3, nobody), (0, all_of_them)):
        search = Search(seeds=seeds, wanted=wanted, label=np.arange(3), max_size=3, top=2)
        assert best_by_bound(graph, Told({}), search) == []


def test_hundreds_of_schools_on_one_spot_do_not_send_branch_and_bound_through_all_groups():
    size = 120  # 200 million groups of two to five, all with the same score
    graph = graph_of(size, dict.fromkeys(itertools.combinations(range(size), 2), 0.0))
    scorer = RuralScorer(
        pupils=np.full(size, 400.0),
        small=np.ones(size),
        authority=np.zeros(size, dtype=int),
        character=np.zeros(size, dtype=int),
        settings=Settings(),
    )
    search = Search(
        seeds=size, wanted=np.ones(size, bool), label=np.arange(size), max_size=5, top=3
    )
    (pairs,) = best_by_bound(graph, scorer, search)
    assert [0, 1] in pairs.tolist()
    assert [3, 4] not in pairs.tolist()
    assert pairs.shape[1] == 2


@pytest.mark.parametrize(("size", "share"), [(40, 0.3), (60, 0.5), (80, 0.25)])
def test_probing_estimates_the_number_of_groups_within_a_tenth(size, share):
    random = np.random.default_rng(size)
    every = itertools.combinations(range(size), 2)
    graph = graph_of(size, {pair: 5.0 for pair in every if random.random() < share})
    wanted = random.random(size) < 0.5
    levels = enumerate_groups(graph, seeds=size // 2, max_size=5)
    counted = sum(int(wanted[level.rows].any(axis=1).sum()) for level in levels)
    estimate = estimate_count(graph, seeds=size // 2, wanted=wanted, max_size=5)
    assert estimate == pytest.approx(counted, rel=0.1)
    again = estimate_count(graph, seeds=size // 2, wanted=wanted, max_size=5)
    assert estimate == again, "the same in every run"


def test_probing_is_exact_where_there_is_nothing_or_only_pairs():
    graph = graph_of(5, {(0, 1): 5.0, (1, 2): 5.0, (3, 4): 5.0})
    wanted = np.array([True, False, False, False, False])
    assert estimate_count(graph, seeds=5, wanted=wanted, max_size=5) == 1.0
    assert estimate_count(graph, seeds=0, wanted=wanted, max_size=5) == 0.0
    assert estimate_count(graph, seeds=5, wanted=~wanted, max_size=2) == 3.0


def test_probing_counts_a_group_for_whichever_of_its_schools_is_wanted():
    # Of the groups of four schools with the first: a pair, two trios and all four hold the third.
    graph = graph_of(4, dict.fromkeys(itertools.combinations(range(4), 2), 5.0))
    wanted = np.array([False, False, True, False])
    estimate = estimate_count(graph, seeds=1, wanted=wanted, max_size=4)
    assert estimate == pytest.approx(4.0, rel=0.05)


def test_the_bound_foresees_that_a_missing_roll_leaves_poor_criteria_out():
    scorer = RuralScorer(
        pupils=np.array([400.0, 400.0, np.nan]),
        small=np.zeros(3),
        authority=np.zeros(3, dtype=int),
        character=np.zeros(3, dtype=int),
        settings=Settings(max_size=3),
    )
    pair = Groups(np.array([[0, 1]]), np.array([0.0]), np.array([1.0]))
    three = Groups(np.array([[0, 1, 2]]), np.array([0.0]), np.array([1.0]))
    assert scorer.score(three)[0] == 1.0
    assert scorer.bound(pair)[0] == 1.0
