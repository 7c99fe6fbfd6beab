"""Check which infant and first schools lead to which junior and middle schools."""

import pytest

from geofinder.patterns import infant_junior
from geofinder.settings import Settings
from tests.candidates.made_up import academy, facts_of, school, schools_of, travel_of


def find(rows, minutes, **options):
    schools = schools_of(rows)
    chosen = Settings(**options)
    return infant_junior.find(schools, facts_of(schools), travel_of(minutes), chosen)


def groups_of(found):
    return {
        frozenset(zip(part["urn"], part["role"], strict=True))
        for _, part in found.members.groupby("group_id")
    }


def infant(urn, name="An Infant School", **facts):
    return school(urn, name, stage="infant", **facts)


def junior(urn, name="A Junior School", **facts):
    return school(urn, name, stage="junior", **facts)


def test_two_infant_schools_lead_to_the_junior_of_a_trust_as_in_eastbourne():
    rows = [
        infant(114460, "Motcombe Infants' School"),
        infant(114461, "Pashley Down Infant School"),
        academy(144954, "Ocklynge Junior School", stage="junior"),
    ]
    found = find(rows, {(114460, 144954): 3.0, (114461, 144954): 4.0, (114460, 114461): 4.0})
    assert groups_of(found) == {
        frozenset({(114460, "infant"), (114461, "infant"), (144954, "junior")})
    }


def test_each_infant_school_goes_to_the_junior_nearest_in_the_slower_direction():
    rows = [infant(1), junior(2, "Oak Junior School"), junior(3, "Elm Junior School")]
    minutes = {(1, 2): 2.0, (2, 1): 9.0, (1, 3): 5.0, (3, 1): 5.0}
    assert groups_of(find(rows, minutes)) == {frozenset({(1, "infant"), (3, "junior")})}


@pytest.mark.parametrize(("farther", "chosen"), [(3.9, 3), (4.1, 2)])
def test_a_shared_name_decides_between_near_equals_only(farther, chosen):
    rows = [
        infant(1, "Motcombe Infants' School"),
        junior(2, "Ocklynge Junior School"),
        junior(3, "Motcombe Junior School"),
    ]
    found = find(rows, {(1, 2): 2.0, (1, 3): farther})
    assert groups_of(found) == {frozenset({(1, "infant"), (chosen, "junior")})}


def test_words_that_every_school_has_are_no_shared_name():
    rows = [
        infant(1, "St Mary's Church of England Infant School"),
        junior(2, "Oak Junior School"),
        junior(3, "The Church of England Junior School"),
    ]
    found = find(rows, {(1, 2): 2.0, (1, 3): 3.0})
    assert groups_of(found) == {frozenset({(1, "infant"), (2, "junior")})}


def test_a_first_school_leads_to_a_middle_school_of_the_next_age():
    rows = [
        school(1, stage="first", low_age=4, high_age=9),
        school(2, stage="middle", low_age=9, high_age=13),
        school(3, stage="middle", low_age=10, high_age=14),
        junior(4),
    ]
    found = find(rows, {(1, 2): 8.0, (1, 3): 2.0, (1, 4): 1.0})
    assert groups_of(found) == {frozenset({(1, "first"), (2, "middle")})}


def test_ages_a_year_apart_do_only_where_no_exact_match_is_in_reach():
    rows = [infant(1), school(2, stage="junior", low_age=8, high_age=12)]
    assert groups_of(find(rows, {(1, 2): 2.0})) == {frozenset({(1, "infant"), (2, "junior")})}


def test_infant_schools_without_a_junior_in_reach_are_named():
    rows = [infant(1, "Lonely Infant School"), junior(2, "Far Junior School")]
    found = find(rows, {(1, 2): 10.1})
    assert found.members.empty
    assert any("Lonely Infant School" in note for note in found.notes)
    assert any("Far Junior School" in note for note in found.notes)


def test_a_group_has_a_school_of_the_area_and_no_independent_school():
    over = {"in_area": False}
    rows = [infant(1, **over), junior(2, **over), infant(3), junior(4, governance="independent")]
    assert groups_of(find(rows, {(1, 2): 2.0, (3, 4): 2.0})) == set()
    assert groups_of(find(rows, {(1, 2): 2.0, (3, 2): 2.0})) == {
        frozenset({(1, "infant"), (2, "junior"), (3, "infant")})
    }
