"""Check which primaries lead to which secondary, by minutes, ages and places."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geofinder.arrivals import arrivals, entry_age, leaving_age
from geofinder.patterns import feeders
from geofinder.patterns import flow as flow_module
from geofinder.patterns.flow import NO_PLACE_MIN, shares
from geofinder.patterns.leading import Links
from geofinder.settings import Settings
from tests.candidates.made_up import academy, facts_of, school, schools_of, travel_of


def find(rows, minutes, **options):
    schools = schools_of(rows)
    chosen = Settings(**options)
    return feeders.find(schools, facts_of(schools), travel_of(minutes), chosen)


def led_to(found):
    """Return the feeders of each secondary."""
    groups = [part for _, part in found.members.groupby("group_id")]
    return {
        int(part.loc[part["role"] == "secondary", "urn"].item()): set(
            part.loc[part["role"] == "feeder", "urn"]
        )
        for part in groups
    }


def secondary(urn, name="A Secondary School", *, places=200, **facts):
    return school(
        urn, name, **({"stage": "secondary", "pupils": 700, "capacity": places * 5} | facts)
    )


def primary(urn, *, leavers=30, **facts):
    return school(urn, **({"pupils": leavers * 7} | facts))


def test_each_primary_leads_to_the_nearest_secondary_with_places():
    rows = [primary(1), primary(2), secondary(8), academy(9, stage="secondary", capacity=1_000)]
    found = find(rows, {(1, 8): 5.0, (1, 9): 9.0, (2, 8): 9.0, (2, 9): 5.0})
    assert led_to(found) == {8: {1}, 9: {2}}


def test_when_the_nearest_is_full_the_primary_with_less_to_lose_goes_elsewhere():
    rows = [primary(1), primary(2), secondary(8, places=30), secondary(9, places=200)]
    found = find(rows, {(1, 8): 2.0, (1, 9): 4.0, (2, 8): 3.0, (2, 9): 18.0})
    assert led_to(found) == {8: {2}, 9: {1}}


def test_without_enough_places_everybody_still_goes_to_a_school():
    rows = [primary(1), primary(2), secondary(8, places=10)]
    assert led_to(find(rows, {(1, 8): 2.0, (2, 8): 3.0})) == {8: {1, 2}}


def test_a_missing_capacity_is_stood_for_by_the_roll_and_both_missing_by_no_limit():
    rows = [primary(1), secondary(8, "Rye", capacity=None), secondary(9, "Battle", capacity=None,
                                                                      pupils=None)]  # fmt: skip
    found = find(rows, {(1, 8): 2.0, (1, 9): 3.0})
    notes = " ".join(found.notes)
    assert "without a capacity (the roll stands for it): 1, Rye." in notes
    assert "places are taken as unlimited: 1, Battle." in notes


def test_infant_first_special_and_nursery_schools_feed_no_secondary_but_juniors_do():
    stages = ["infant", "first", "special", "nursery", "junior", "primary"]
    rows = [*(school(n, stage=stage) for n, stage in enumerate(stages, 1)), secondary(9)]
    found = find(rows, {(n, 9): 5.0 for n in range(1, 7)})
    assert led_to(found) == {9: {5, 6}}


def test_a_middle_school_leads_to_an_upper_school_and_a_primary_does_not():
    rows = [school(1, stage="middle"), primary(2), school(8, stage="upper"), secondary(9)]
    near = dict.fromkeys(itertools.product((1, 2), (8, 9)), 5.0)
    assert led_to(find(rows, near)) == {8: {1}, 9: {2}}


def test_an_all_through_school_takes_primaries_in_at_eleven_and_is_nobodys_feeder():
    rows = [primary(1), school(8, stage="all-through", capacity=1_200), secondary(9)]
    found = find(rows, {(1, 8): 5.0, (1, 9): 9.0, (8, 9): 1.0})
    assert led_to(found) == {8: {1}}


def test_a_selective_school_is_offered_no_feeders_and_the_note_names_it():
    rows = [primary(1), secondary(8, "The Grammar", admissions="Selective"), secondary(9)]
    found = find(rows, {(1, 8): 1.0, (1, 9): 9.0})
    assert led_to(found) == {9: {1}}
    assert "Selective schools, offered no feeders by distance: The Grammar." in found.notes


def test_a_school_for_girls_is_named():
    found = find([primary(1), secondary(8, "Girls High", gender="Girls")], {(1, 8): 1.0})
    assert any("one sex" in note and "Girls High" in note for note in found.notes)


@pytest.mark.parametrize(
    "facts", [{"faith": "catholic"}, {"faith": None, "name": "St Richard's Catholic College"}]
)
def test_a_catholic_secondary_counts_as_farther_for_others_and_nearer_for_its_own(facts):
    rows = [primary(1), primary(2, faith="catholic"), secondary(8, **facts), secondary(9)]
    near = {(1, 8): 1.0, (1, 9): 9.0, (2, 8): 9.0, (2, 9): 1.0}
    assert led_to(find(rows, near)) == {8: {2}, 9: {1}}


def test_a_primary_out_of_reach_leads_nowhere_and_is_named():
    found = find([school(1, "Far Primary"), secondary(8)], {(1, 8): 20.5})
    assert found.members.empty
    assert any("Far Primary" in note for note in found.notes)


def test_years_and_ages_stand_for_what_is_not_recorded():
    rows = [
        school(1, pupils=210, low_age=None, high_age=None, ages_source="not-known"),
        school(2, stage="junior", pupils=240),
        school(3, stage="secondary", low_age=11, high_age=18, capacity=1_200),
        school(4, stage="all-through", low_age=2, high_age=16, capacity=1_200),
        school(5, stage="special"),
        school(6, pupils=None),
    ]
    schools = schools_of(rows)
    per_year = arrivals(schools)
    assert per_year.leavers[:2].tolist() == [30.0, 60.0]
    assert per_year.places[2:4].tolist() == [200.0, 100.0]
    assert np.isnan(per_year.leavers[5])
    assert per_year.source == ["roll", "roll", "capacity", "capacity", "roll", "not recorded"]
    assert leaving_age(schools)[:2].tolist() == [11.0, 11.0]
    assert entry_age(schools)[2:4].tolist() == [11.0, 11.0]
    assert np.isnan(leaving_age(schools)[2:5]).all()
    assert np.isnan(entry_age(schools)[4])


def cheapest_by_trying(minutes, leavers, places):
    """Return the least cost of all whole-number ways to share two senders' leavers."""
    best = np.inf
    for first in itertools.product(range(leavers[0] + 1), repeat=len(places)):
        if sum(first) != leavers[0]:
            continue
        for second in itertools.product(range(leavers[1] + 1), repeat=len(places)):
            if sum(second) == leavers[1]:
                arrived = np.add(first, second)
                over = np.maximum(arrived - places, 0).sum()
                cost = np.dot(minutes[0], first) + np.dot(minutes[1], second)
                best = min(best, cost + over * NO_PLACE_MIN)
    return best


@given(
    st.sampled_from([1, 2, 8]),
    st.lists(st.lists(st.integers(0, 20), min_size=3, max_size=3), min_size=2, max_size=2),
    st.lists(st.integers(1, 4), min_size=2, max_size=2),
    st.lists(st.integers(0, 5), min_size=3, max_size=3),
)
def test_leavers_are_shared_out_at_the_least_cost(nearest_first, minutes, leavers, places):
    moves = sorted((one, cost, to) for one in (0, 1) for to, cost in enumerate(minutes[one], 2))
    sender, cost, receiver = (np.array(column) for column in zip(*moves, strict=True))
    links = Links(sender, receiver, cost.astype(float), np.zeros(6))
    with pytest.MonkeyPatch.context() as patch:
        # However few links the search begins with, it must find the optimum over all.
        patch.setattr(flow_module, "NEAREST_FIRST", nearest_first)
        supply = np.array([*leavers, 0.0, 0.0, 0.0])
        share = shares(links, supply, np.array([0, 0, *places], dtype=float))
    flow = np.zeros((2, 3))
    flow[sender, receiver - 2] = share
    assert flow.sum(axis=1).tolist() == leavers
    over = np.maximum(flow.sum(axis=0) - places, 0).sum()
    cost = (flow * np.array(minutes)).sum() + over * NO_PLACE_MIN
    assert cost == pytest.approx(cheapest_by_trying(minutes, leavers, places))
