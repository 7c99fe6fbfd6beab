"""Check which standalone schools are put together as a possible new trust."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geofinder.candidates import measure
from geofinder.patterns import trust_hub
from geofinder.settings import Settings
from tests.candidates.made_up import academy, facts_of, school, schools_of, travel_of


def find(rows, minutes, **options):
    schools = schools_of(rows)
    return trust_hub.find(schools, facts_of(schools), travel_of(minutes), Settings(**options))


def groups_of(found):
    return [set(part["urn"]) for _, part in found.members.groupby("group_id")]


def line(count, step):
    """Return the drives between schools that stand ``step`` minutes apart on a line."""
    return {(a, b): step * (b - a) for a, b in itertools.combinations(range(1, count + 1), 2)}


def test_the_schools_around_a_hub_are_together_and_the_hub_is_named():
    found = find([school(urn) for urn in range(1, 6)], line(5, 1.0))
    assert groups_of(found) == [{1, 2, 3, 4, 5}]
    assert found.members.set_index("role")["urn"]["hub"] == 3


def test_nobody_is_farther_from_the_hub_than_the_limit():
    found = find([school(urn) for urn in range(1, 8)], line(7, 10.0), hub_minutes=15)
    for _, part in found.members.groupby("group_id"):
        hub = part.loc[part["role"] == "hub", "urn"].iloc[0]
        assert all(abs(hub - urn) * 10.0 <= 15 for urn in part["urn"])


def test_a_school_beside_no_other_member_is_in_no_group():
    rows = [school(urn) for urn in range(1, 5)]
    minutes = {(1, 2): 5.0, (1, 3): 5.0, (2, 3): 5.0, (1, 4): 25.0, (2, 4): 25.0, (3, 4): 25.0}
    assert groups_of(find(rows, minutes)) == [{1, 2, 3}]


def test_only_standalone_mainstream_schools_take_part():
    rows = [
        *(school(urn) for urn in (1, 2, 3)),
        academy(4),
        academy(5, trust_id="S", trust_kind="sat"),
        school(6, federation_id="F"),
        school(7, stage="special"),
        school(8, stage="nursery"),
        academy(9, trust_id=None, trust_kind=None, trust_name=None),
    ]
    assert groups_of(find(rows, line(9, 1.0))) == [{1, 2, 3, 5}]


def test_no_group_is_larger_than_asked_or_smaller_than_three():
    found = find([school(urn) for urn in range(1, 9)], line(8, 0.5), hub_size=4)
    sizes = [len(group) for group in groups_of(found)]
    assert sizes
    assert all(3 <= size <= 4 for size in sizes)
    assert find([school(1), school(2)], line(2, 1.0)).members.empty


def test_a_group_may_mix_the_phases_and_its_paths_count():
    rows = [*(school(urn, stage="primary") for urn in (1, 2, 3)), school(4, stage="secondary")]
    schools = schools_of(rows)
    facts, travel = facts_of(schools), travel_of(line(4, 0.5))
    found = {"trust-hub": trust_hub.find(schools, facts, travel, Settings())}
    candidates, _ = measure(found, schools, facts, travel, Settings())
    assert groups_of(found["trust-hub"]) == [{1, 2, 3, 4}]
    assert candidates["fit"].tolist() == [1.0]


def test_the_reasons_hold_the_group_against_the_expected_size_of_a_trust():
    rows = [school(urn, faith="church-of-england" if urn == 1 else "none") for urn in (1, 2, 3)]
    schools = schools_of(rows)
    facts, travel = facts_of(schools), travel_of(line(3, 2.0))
    found = {"trust-hub": trust_hub.find(schools, facts, travel, Settings())}
    reasons = measure(found, schools, facts, travel, Settings())[0]["reasons"].iloc[0]
    assert "10 schools or 7,500 pupils, a direction and not a law: these are fewer" in reasons
    assert "1 of 3 has a religious character" in reasons
    assert "Left out of the score" not in reasons


def test_the_drives_asked_for_are_those_to_the_nearest_standalone_schools_both_ways():
    rows = [school(urn, easting=540_000.0 + 1000 * urn) for urn in range(1, 4)]
    rows += [academy(4), school(5, easting=640_000.0), school(6, in_area=False)]
    schools = schools_of(rows)
    pairs = trust_hub.pairs_wanted(schools, facts_of(schools), reach_m=10_000.0)
    asked = set(pairs.itertuples(index=False, name=None))
    assert {(1, 2), (2, 1), (1, 6), (6, 1)} <= asked
    assert not any({4, 5} & set(pair) for pair in asked)
    assert (pairs["from_urn"] != pairs["to_urn"]).all()


@given(
    places=st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=3, max_size=12, unique=True
    )
)
def test_every_member_is_near_the_hub_and_near_another_and_no_two_groups_are_alike(places):
    at = {urn: np.array(place, dtype=float) for urn, place in enumerate(places, start=1)}
    drive = {(a, b): float(np.abs(at[a] - at[b]).sum()) for a, b in itertools.combinations(at, 2)}
    found = find([school(urn) for urn in at], drive)
    both = drive | {(b, a): value for (a, b), value in drive.items()}
    groups = groups_of(found)
    for _, part in found.members.groupby("group_id"):
        hub = part.loc[part["role"] == "hub", "urn"].iloc[0]
        for urn in part["urn"]:
            others = [both[urn, other] for other in part["urn"] if other != urn]
            assert min(others) <= 15
            assert urn == hub or both[urn, hub] <= 30
    for one, other in itertools.combinations(groups, 2):
        assert len(one & other) <= len(one | other) / 2
