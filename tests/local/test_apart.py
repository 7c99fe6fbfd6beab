"""Schools that a local pair keeps apart never share a group, and others lose little by it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geofinder.local import find_apart
from geofinder.patterns import FINDERS
from geofinder.settings import PATTERNS, Settings
from tests.candidates.made_up import (
    facts_of,
    register,
    school,
    schools_of,
    travel_among,
    travel_of,
)
from tests.local.files import local_of
from tests.planning.small_areas import never

EVERY = Settings(all_groups_most=100_000, max_size=4)


def _groups(members):
    return {frozenset(urns) for _, urns in members.groupby("group_id")["urn"]}


def _found(pattern, schools, travel, local, limits=EVERY):
    facts = facts_of(schools)
    return find_apart(FINDERS[pattern], schools, facts, travel, limits, local=local)


def _holds(group, pairs):
    return any(one in group and other in group for one, other in pairs)


@pytest.mark.parametrize("pattern", PATTERNS)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), count=st.integers(1, 25))
def test_no_group_of_any_pattern_holds_a_pair_to_be_kept_apart(pattern, seed, count):
    schools = register(60, seed=seed)
    travel = travel_among(schools, seed=seed)
    before, _ = _found(pattern, schools, travel, never([]))
    random = np.random.default_rng(seed)
    together = sorted(map(sorted, _groups(before)))
    picked = random.permutation(len(together))[:count]
    pairs = [random.choice(together[at], 2, replace=False).tolist() for at in picked]
    members, _ = _found(pattern, schools, travel, never(pairs))
    assert not [group for group in _groups(members) if _holds(group, pairs)]


@settings(max_examples=10)
@given(seed=st.integers(0, 10_000))
def test_of_rural_primaries_exactly_the_groups_with_the_pair_go(seed):
    schools = register(40, seed=seed)
    travel = travel_among(schools, seed=seed)
    before = _groups(_found("rural-primaries", schools, travel, never([]))[0])
    pairs = [sorted(group)[:2] for group in sorted(before, key=sorted)[:3]]
    after = _groups(_found("rural-primaries", schools, travel, never(pairs))[0])
    assert after == {group for group in before if not _holds(group, pairs)}


INFANTS = schools_of(
    [
        school(10101, "Near Infants", stage="infant"),
        school(10102, "Far Infants", stage="infant"),
        school(10111, "First Juniors", stage="junior"),
        school(10112, "Second Juniors", stage="junior"),
    ]
)
INFANT_MINUTES = {
    (10101, 10102): 3.0,
    (10101, 10111): 2.0,
    (10102, 10111): 4.0,
    (10101, 10112): 9.0,
    (10102, 10112): 8.0,
    (10111, 10112): 7.0,
}


def test_an_infant_school_kept_from_its_junior_school_leads_to_the_next_one():
    travel = travel_of(INFANT_MINUTES)
    members, notes = _found("infant-junior", INFANTS, travel, never([(10101, 10111)]))
    assert _groups(members) == {frozenset({10101, 10112}), frozenset({10102, 10111})}
    assert all("Local" not in note for note in notes)


def test_of_two_infant_schools_kept_apart_the_farther_leads_to_the_next_junior_school():
    travel = travel_of(INFANT_MINUTES)
    assert _groups(_found("infant-junior", INFANTS, travel, never([]))[0]) == {
        frozenset({10101, 10102, 10111})
    }
    members, notes = _found("infant-junior", INFANTS, travel, never([(10101, 10102)]))
    assert _groups(members) == {frozenset({10101, 10111}), frozenset({10102, 10112})}
    said = "Local pairs keep Near Infants and Far Infants apart, so Far Infants is not put with"
    assert any(note.startswith(f"{said} First Juniors") for note in notes)


def test_of_two_primaries_kept_apart_the_farther_leads_to_another_secondary_or_to_none():
    rows = [
        school(10101, "Near Primary"),
        school(10102, "Far Primary"),
        school(10103, "Third Primary"),
        school(10111, "High School", stage="secondary", pupils=900, capacity=1000),
    ]
    travel = travel_of(
        {(10101, 10111): 3.0, (10102, 10111): 6.0, (10103, 10111): 9.0, (10101, 10102): 4.0}
    )
    members, _ = _found("feeders", schools_of(rows), travel, never([(10101, 10102)]))
    assert _groups(members) == {frozenset({10101, 10103, 10111})}


FEDERATED = schools_of(
    [
        school(10101, "Village School"),
        school(10111, "Hill School", federation_id="F1", federation_name="Hill Federation"),
        school(10112, "Dale School", federation_id="F1", federation_name="Hill Federation"),
        school(10121, "Mill School", federation_id="F2", federation_name="Mill Federation"),
    ]
)
FEDERATED_MINUTES = {
    (10101, 10111): 5.0,
    (10101, 10112): 8.0,
    (10101, 10121): 6.0,
    (10111, 10112): 4.0,
    (10111, 10121): 9.0,
    (10112, 10121): 9.0,
}


def test_a_school_is_not_offered_a_federation_with_a_member_it_must_not_meet():
    travel = travel_of(FEDERATED_MINUTES)
    members, notes = _found("federation-joiner", FEDERATED, travel, never([(10101, 10112)]))
    assert _groups(members) == {frozenset({10101, 10121})}
    assert any("Village School is not shown as joining" in note for note in notes)


def test_members_of_one_federation_kept_apart_make_no_group_to_join():
    travel = travel_of(FEDERATED_MINUTES)
    members, _ = _found("federation-joiner", FEDERATED, travel, never([(10111, 10112)]))
    assert _groups(members) == {frozenset({10101, 10121})}


def test_a_school_is_not_offered_a_trust_with_a_school_it_must_not_meet_however_far_that_is():
    trust = {"governance": "academy", "type": "Academy converter", "trust_kind": "mat"}
    rows = [
        school(10101, "Village School"),
        school(10111, "Hill School", trust_id="T1", trust_name="Hill Trust", **trust),
        school(10112, "Distant School", trust_id="T1", trust_name="Hill Trust", **trust),
        school(10121, "Mill School", trust_id="T2", trust_name="Mill Trust", **trust),
    ]
    travel = travel_of({(10101, 10111): 5.0, (10101, 10121): 8.0})
    plain, _ = _found("trust-joiner", schools_of(rows), travel, never([]))
    assert _groups(plain) == {frozenset({10101, 10111}), frozenset({10101, 10121})}
    members, notes = _found("trust-joiner", schools_of(rows), travel, never([(10101, 10112)]))
    assert _groups(members) == {frozenset({10101, 10121})}
    assert any("keep Village School and Distant School apart" in note for note in notes)


def test_the_order_of_rows_in_the_file_changes_nothing(tmp_path):
    rows = ["10101,10102,never,", "10111,10101,never,", "10112,10102,0.5,"]
    travel = travel_of(INFANT_MINUTES)
    one, other = (
        _found("infant-junior", INFANTS, travel, local_of(tmp_path / name, pairs=part))
        for name, part in (("one", rows), ("other", rows[::-1]))
    )
    pd.testing.assert_frame_equal(one[0], other[0])
    assert one[1] == other[1]


def test_pairs_about_schools_elsewhere_change_nothing():
    travel = travel_of(INFANT_MINUTES)
    plain = _found("infant-junior", INFANTS, travel, never([]))
    other = _found("infant-junior", INFANTS, travel, never([(10101, 999), (998, 999)]))
    pd.testing.assert_frame_equal(plain[0], other[0])
    assert plain[1] == other[1]
