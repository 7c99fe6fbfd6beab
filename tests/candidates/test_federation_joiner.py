"""Check which free schools may join which existing federations."""

import pytest

from geofinder.patterns import federation_joiner
from geofinder.settings import Settings
from tests.candidates.made_up import academy, facts_of, school, schools_of, travel_of


def find(rows, minutes, **options):
    schools = schools_of(rows)
    chosen = Settings(**options)
    return federation_joiner.find(schools, facts_of(schools), travel_of(minutes), chosen)


def groups_of(found):
    return {
        frozenset(zip(part["urn"], part["role"], strict=True))
        for _, part in found.members.groupby("group_id")
    }


def member(urn, federation="F1", **facts):
    name = f"Federation {federation}"
    return school(urn, federation_id=federation, federation_name=name, **facts)


def test_a_free_school_joins_the_whole_federation_of_its_nearest_member():
    rows = [school(1), member(2), member(3), member(4, "F2")]
    found = find(rows, {(1, 2): 14.0, (1, 3): 40.0, (1, 4): 15.1})
    assert groups_of(found) == {frozenset({(1, "joiner"), (2, "member"), (3, "member")})}


def test_the_slower_direction_to_the_nearest_member_decides():
    assert groups_of(find([school(1), member(2)], {(1, 2): 14.0, (2, 1): 15.5})) == set()


def test_a_school_may_have_several_federations_to_join():
    found = find([school(1), member(2), member(3, "F2")], {(1, 2): 5.0, (1, 3): 6.0})
    assert len(groups_of(found)) == 2


@pytest.mark.parametrize(
    "other",
    [
        academy(1),
        school(1, governance="academy", trust_id="S", trust_kind="sat"),
        academy(1, trust_id=None, trust_kind=None, trust_name=None),
        member(1, "F2"),
        school(1, stage="secondary"),
        school(1, stage="special"),
    ],
    ids=["mat", "single academy", "trust not recorded", "other federation", "secondary", "special"],
)
def test_who_is_not_a_free_maintained_school_of_the_same_phase_is_no_joiner(other):
    found = find([other, member(2)], {(1, 2): 5.0})
    assert not (found.members["role"] == "joiner").any()


@pytest.mark.parametrize(
    ("stage", "members"), [("nursery", "primary"), ("secondary", "upper"), ("special", "special")]
)
def test_broad_phases_that_federate_with_one_another(stage, members):
    found = find([school(1, stage=stage), member(2, stage=members)], {(1, 2): 5.0})
    assert len(groups_of(found)) == 1


def test_one_member_in_the_area_is_enough_and_none_is_too_few():
    over = {"in_area": False}
    near = {(1, 2): 5.0, (1, 3): 5.0}
    assert len(groups_of(find([school(1), member(2, **over)], near))) == 1
    assert len(groups_of(find([school(1, **over), member(2, **over), member(3)], near))) == 1
    assert groups_of(find([school(1, **over), member(2, **over)], near)) == set()


def test_a_federation_seen_with_one_member_only_is_named():
    found = find([school(1), member(2, name="Firle")], {(1, 2): 5.0})
    assert any("only one member" in note and "Firle" in note for note in found.notes)
