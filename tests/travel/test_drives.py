"""Which drives are drawn: the way to the hub, the way back where it differs, the longest pair."""

from itertools import permutations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geofinder.ways.drives import DIFFERS_MIN, wanted

URNS = (101, 102, 103, 104)


def travel_of(minutes):
    """Return TRAVEL with what ``wanted`` reads, from minutes by ordered pair."""
    rows = [(a, b, value) for (a, b), value in minutes.items()]
    return pd.DataFrame(rows, columns=["from_urn", "to_urn", "travel_min"])


def groups_of(*members):
    """Return groups in their order, each hub the first of its members, and the members."""
    ranked = pd.DataFrame(
        {"group_id": [f"g{n}" for n in range(len(members))], "hub_urn": [m[0] for m in members]}
    )
    rows = [(f"g{n}", urn) for n, urns in enumerate(members) for urn in urns]
    return ranked, pd.DataFrame(rows, columns=["group_id", "urn"])


def drives(minutes, *members, **how):
    chosen = wanted(*groups_of(*members), travel_of(minutes), **how)
    return list(zip(chosen["from_urn"], chosen["to_urn"], strict=True))


def test_the_slower_way_is_drawn_and_the_other_too_where_it_differs_by_a_minute():
    assert drives({(101, 102): 8.0, (102, 101): 7.5}, (101, 102)) == [(101, 102)]
    assert drives({(101, 102): 8.0, (102, 101): 7.0}, (101, 102)) == [(101, 102), (102, 101)]


def test_of_two_ways_that_take_the_same_time_the_one_to_the_hub_is_enough():
    assert drives({(101, 102): 8.0, (102, 101): 8.0}, (101, 102)) == [(102, 101)]


def test_the_longest_pair_is_drawn_once_even_if_it_is_not_to_the_hub():
    minutes = dict.fromkeys(permutations(URNS[:3], 2), 5.0)
    minutes[102, 103], minutes[103, 102] = 9.0, 8.9
    found = drives(minutes, URNS[:3])
    assert found == [(102, 101), (103, 101), (102, 103)]


def test_schools_at_one_place_and_pairs_without_a_route_are_not_drawn():
    assert drives({(101, 102): 0.0, (102, 101): 0.0}, (101, 102)) == []
    assert drives({(101, 102): np.nan, (102, 101): np.nan}, (101, 102)) == []


def test_drives_of_the_first_group_come_first_and_the_last_fall_out():
    minutes = dict.fromkeys(permutations(URNS, 2), 5.0)
    both = drives(minutes, (104, 103), (101, 102))
    assert both == [(103, 104), (102, 101)]
    assert drives(minutes, (104, 103), (101, 102), most=1) == [(103, 104)]


@given(
    st.lists(st.floats(0.1, 40), min_size=12, max_size=12),
    st.sampled_from([(101, 102), (101, 102, 103), (101, 102, 103, 104)]),
    st.sampled_from([(102, 101), (104, 101), (103, 104, 101)]),
)
def test_every_member_has_a_drive_to_or_from_its_hub_and_no_drive_is_asked_twice(
    values, first, second
):
    minutes = dict(zip(permutations(URNS, 2), values, strict=True))
    found = drives(minutes, first, second)
    assert len(found) == len(set(found))
    for hub, *others in (first, second):
        for urn in others:
            ways = sorted([(minutes[urn, hub], (urn, hub)), (minutes[hub, urn], (hub, urn))])
            assert ways[1][1] in found or ways[0][0] == ways[1][0]
            if ways[1][0] - ways[0][0] > DIFFERS_MIN:
                assert ways[0][1] in found
        inside = list(permutations((hub, *others), 2))
        worst = max(minutes[pair] for pair in inside)
        assert any(minutes[pair] == worst for pair in inside if pair in found)
