"""The score by what real schools did: the bound is sound, and the search loses no best group."""

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geofinder.grouping.best import Search, best_by_bound
from geofinder.grouping.cliques import enumerate_groups
from geofinder.grouping.pricing import Cliques, profitable
from geofinder.likely import Bodies, Likely, Shares, word
from geofinder.nudges import Nudges
from geofinder.patterns.likely_score import LikelyScorer
from geofinder.settings import Settings
from tests.candidates.test_grouping import best_by_brute_force, graphs, rows_of

NOBODY = Bodies(shares=Shares.of(np.zeros(0, int), np.zeros(0, int), np.zeros(0)), number={})


def _likely(one, other, share) -> Likely:
    return Likely(
        pairs=Shares.of(np.array(one), np.array(other), np.array(share)),
        federations=NOBODY,
        trusts=NOBODY,
    )


@st.composite
def cases(draw: st.DrawFn):
    graph = draw(graphs())
    size, listed = graph.size, max(len(graph.first) - draw(st.integers(0, 2)), 0)
    # Few values, so that ties happen; some pairs are not listed.
    shares = draw(
        st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.3, 0.9]), min_size=listed, max_size=listed)
    )
    urns = np.arange(100_000, 100_000 + size)
    likely = _likely(urns[graph.first[:listed]], urns[graph.second[:listed]], shares)
    local = None
    if draw(st.booleans()) and len(graph.first):
        weight = draw(st.sampled_from([-1.0, 0.5, 1.0]))
        pairs = ((int(urns[graph.first[0]]), int(urns[graph.second[0]]), weight),)
        table = pd.DataFrame({"urn": urns})
        nudges = Nudges.of(table, pd.DataFrame(index=urns), Settings(pair_weights=pairs))
        local = nudges.within_reach(graph.first, graph.second)
    graph = replace(graph, share=likely.pair(urns[graph.first], urns[graph.second]))
    scorer = LikelyScorer(local=local)
    search = Search(
        seeds=draw(st.integers(0, size)),
        wanted=np.array(draw(st.lists(st.booleans(), min_size=size, max_size=size))),
        label=np.array(draw(st.permutations(range(size)))),
        max_size=draw(st.integers(2, 6)),
        top=draw(st.integers(1, 4)),
    )
    return graph, scorer, search


@given(cases())
@settings(max_examples=200, deadline=None)
def test_no_group_scores_above_the_bound_of_a_group_within_it(case):
    graph, scorer, search = case
    levels = enumerate_groups(graph, seeds=graph.size, max_size=search.max_size)
    bounds = [dict(zip(rows_of([level]), scorer.bound(level), strict=True)) for level in levels]
    for larger in levels[1:]:
        for row, score in zip(rows_of([larger]), scorer.score(larger), strict=True):
            assert 0.0 <= score <= 1.0
            for size in range(2, len(row)):
                for part in itertools.combinations(row, size):
                    assert score <= bounds[size - 2][part]


@given(cases())
@settings(max_examples=200, deadline=None)
def test_branch_and_bound_keeps_what_brute_force_keeps(case):
    graph, scorer, search = case
    by_bound = [
        tuple(row) for part in best_by_bound(graph, scorer, search) for row in part.tolist()
    ]
    assert len(by_bound) == len(set(by_bound))
    assert set(by_bound) == best_by_brute_force(graph, scorer, search)


class _ByScore:
    def __init__(self, scorer):
        self.value, self.bound = scorer.score, scorer.bound


@given(cases(), st.lists(st.sampled_from([-0.5, 0.0, 0.1, 0.4]), min_size=12, max_size=12))
@settings(max_examples=200, deadline=None)
def test_pricing_finds_every_group_worth_more_than_its_schools(case, rents):
    graph, scorer, search = case
    rent = np.array(rents[: graph.size])
    cliques = Cliques(graph, graph.size, search.max_size)
    priced = profitable(cliques, _ByScore(scorer), rents=rent, above=0.05)
    found = {tuple(row) for rows in priced.rows for row in rows.tolist()}
    levels = enumerate_groups(graph, seeds=graph.size, max_size=search.max_size)
    worth = {
        row: score - rent[list(row)].sum()
        for level in levels
        for row, score in zip(rows_of([level]), scorer.score(level), strict=True)
    }
    assert found == {row for row, profit in worth.items() if profit > 0.05}


@given(cases())
@settings(max_examples=50, deadline=None)
def test_a_search_knows_the_longest_and_the_least_likely_pair_of_each_group(case):
    graph, _, search = case
    for level in enumerate_groups(graph, seeds=graph.size, max_size=search.max_size):
        for row, longest, least in zip(*level, strict=True):
            pairs = np.array(list(itertools.combinations(row, 2))).T
            place = graph.place(*pairs)
            assert longest == graph.worse_min[place].max()
            assert least == graph.share[place].min()


def test_a_group_is_as_likely_as_its_least_likely_pair():
    likely = _likely([1, 1, 2], [2, 3, 3], [0.9, 0.5, 0.1])
    members = pd.DataFrame({"group_id": "a", "urn": [1, 2, 3], "role": "member"})
    schools = pd.DataFrame({"urn": [1, 2, 3]})
    assert likely.of_groups(members, schools, "rural-primaries") == pytest.approx([0.1], abs=1e-9)
    assert likely.least_pairs(members)[["one", "other"]].to_numpy().tolist() == [[2, 3]]


def test_of_infants_and_their_junior_the_pairs_with_the_junior_count():
    likely = _likely([1, 1, 2], [2, 3, 3], [0.01, 0.5, 0.4])
    roles = ["infant", "infant", "junior"]
    members = pd.DataFrame({"group_id": "a", "urn": [1, 2, 3], "role": roles})
    share = likely.of_groups(members, pd.DataFrame({"urn": [1, 2, 3]}), "infant-junior")
    assert share == pytest.approx([0.4], abs=1e-9)


def test_a_joiner_is_rated_with_the_body_it_would_join():
    joins = Bodies(
        shares=Shares.of(np.array([1, 1]), np.array([0, 1]), np.array([0.2, 0.6])),
        number={"t0": 0, "t1": 1},
    )
    likely = Likely(pairs=NOBODY.shares, federations=NOBODY, trusts=joins)
    members = pd.DataFrame(
        {"group_id": ["a", "a", "b", "b"], "urn": [1, 2, 1, 3], "role": ["joiner", "host"] * 2}
    )
    schools = pd.DataFrame({"urn": [1, 2, 3], "trust_id": [None, "t1", "unheard of"]})
    share = likely.of_groups(members, schools, "trust-joiner")
    assert share == pytest.approx([0.6, 0.0], abs=1e-9)


def test_words_follow_the_share():
    shares = (1.0, 0.25, 0.2499, 0.05, 0.0)
    words = ["likely", "likely", "plausible", "plausible", "unusual"]
    assert [word(share) for share in shares] == words
