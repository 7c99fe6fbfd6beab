"""All groups worth the drives to their hub are found, without listing the others."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geofinder.grouping.cliques import enumerate_groups
from geofinder.grouping.led import led
from geofinder.grouping.pricing import Cliques
from tests.candidates.test_grouping import graph_of, graphs
from tests.candidates.test_pricing import found_of


def to_hub(graph, row):
    """Return the minutes to the hub: the member for which they are least."""
    apart = {
        frozenset((one, other)): minutes
        for one, other, minutes in zip(
            graph.first.tolist(), graph.second.tolist(), graph.worse_min.tolist(), strict=True
        )
    }
    return min(sum(apart[frozenset((hub, at))] for at in row if at != hub) for hub in row)


def every_group(cliques, rents):
    """Return what each group costs and leaves, by listing all of them."""
    levels = enumerate_groups(cliques.graph, seeds=cliques.seeds, max_size=cliques.max_size)
    rows = [tuple(row) for level in levels for row in level.rows.tolist()]
    costs = {row: to_hub(cliques.graph, row) for row in rows}
    return {row: (-cost, -cost - rents[list(row)].sum()) for row, cost in costs.items()}


@st.composite
def searches(draw):
    graph = draw(graphs())
    each = st.sampled_from([-30.0, -9.5, -4.25, 0.0, 0.5, 3.0])
    rents = draw(st.lists(each, min_size=graph.size, max_size=graph.size))
    cliques = Cliques(graph, draw(st.integers(0, graph.size)), draw(st.integers(2, 6)))
    return cliques, np.array(rents), draw(st.sampled_from([-np.inf, -7.3, 0.1, 4.7]))


@settings(max_examples=100)
@given(searches())
def test_all_groups_with_a_profit_above_the_threshold_are_found_and_no_others(search):
    cliques, rents, above = search
    priced = led(cliques, rents=rents, above=above)
    expected = {row: told for row, told in every_group(cliques, rents).items() if told[1] > above}
    found = found_of(priced)
    assert found.keys() == expected.keys()
    assert priced.complete
    assert sum(map(len, priced.rows)) == len(found), "each once"
    for row, told in found.items():
        assert told == pytest.approx(expected[row])
    assert [rows.shape[1] for rows in priced.rows] == list(range(2, cliques.max_size + 1))


@settings(max_examples=40)
@given(searches(), st.integers(1, 30))
def test_a_search_that_gives_up_says_so_and_tells_nothing_wrong(search, most):
    cliques, rents, above = search
    priced = led(cliques, rents=rents, above=above, most=most)
    expected = {row: told for row, told in every_group(cliques, rents).items() if told[1] > above}
    found = found_of(priced)
    for row, told in found.items():
        assert told == pytest.approx(expected[row])
    assert not priced.complete or found.keys() == expected.keys()


def test_a_member_that_brings_a_loss_is_no_end_of_a_group_that_others_lift():
    """Three around a hub in the middle: the hub pays nothing and the first member loses."""
    graph = graph_of(4, {(0, 1): 5.0, (0, 2): 5.0, (0, 3): 5.0, (1, 2): 9.0, (1, 3): 9.0,
                         (2, 3): 9.0})  # fmt: skip
    rents = np.array([4.0, -8.0, -8.0, -8.0])
    priced = led(Cliques(graph, 4, 4), rents=rents, above=4.5)
    assert found_of(priced) == {
        (1, 2): (-9.0, 7.0), (1, 3): (-9.0, 7.0), (2, 3): (-9.0, 7.0), (1, 2, 3): (-18.0, 6.0),
        (0, 1, 2, 3): (-15.0, 5.0),
    }  # fmt: skip


def test_a_search_gives_up_above_the_number_it_is_given_and_not_at_it():
    """Three schools: each is the hub of two pairs, and of one trio."""
    graph = graph_of(3, {(0, 1): 5.0, (0, 2): 5.0, (1, 2): 5.0})
    told = {
        most: led(Cliques(graph, 3, 3), rents=np.zeros(3), above=-np.inf, most=most)
        for most in (5, 6, 8, 9)
    }
    assert [priced.complete for priced in told.values()] == [False, False, False, True]
    assert [len(found_of(priced)) for priced in told.values()] == [0, 3, 3, 4]
