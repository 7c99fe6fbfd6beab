"""Check the primaries of all kinds around one secondary."""

from geofinder.candidates import measure
from geofinder.patterns import area
from geofinder.settings import Settings
from tests.candidates.made_up import academy, facts_of, school, schools_of, travel_of

SECONDARY = 100


def find(rows, minutes, **options):
    schools = schools_of(rows)
    return area.find(schools, facts_of(schools), travel_of(minutes), Settings(**options))


def groups_of(found):
    return {frozenset(part["urn"]) for _, part in found.members.groupby("group_id")}


def around(*urns, of=SECONDARY, minutes=5.0):
    return {(urn, of): minutes for urn in urns}


def test_church_and_community_primaries_stand_around_their_nearest_secondary():
    rows = [
        school(1),
        school(2, faith="church-of-england"),
        school(3),
        school(100, stage="secondary"),
        school(101, stage="secondary"),
    ]
    minutes = around(1, 2, minutes=9.0) | {(3, 100): 9.0, (3, 101): 3.0}
    assert groups_of(find(rows, minutes)) == {frozenset({1, 2, 100})}


def test_beside_all_kinds_stand_the_standalone_ones_where_they_differ():
    rows = [school(1), school(2), academy(3), school(4, federation_id="F")]
    found = find([*rows, school(100, stage="secondary")], around(1, 2, 3, 4))
    assert groups_of(found) == {frozenset({1, 2, 3, 4, 100}), frozenset({1, 2, 100})}


def test_no_area_has_more_schools_than_asked_and_the_nearest_are_kept():
    rows = [*(school(urn) for urn in range(1, 15)), school(100, stage="secondary")]
    found = find(rows, {(urn, 100): float(urn) for urn in range(1, 15)})
    assert groups_of(found) == {frozenset({*range(1, 10), 100})}
    assert any("the nearest 9 are shown" in note for note in found.notes)


def test_selective_secondaries_and_nursery_schools_are_in_no_area():
    rows = [school(1), school(2), school(3, stage="nursery")]
    selective = school(100, stage="secondary", admissions="Selective")
    assert find([*rows, selective], around(1, 2, 3)).members.empty
    mixed = find([*rows, school(100, stage="secondary")], around(1, 2, 3))
    assert groups_of(mixed) == {frozenset({1, 2, 100})}


def test_a_secondary_with_one_primary_or_nobody_of_the_area_is_no_area():
    secondary = school(100, stage="secondary")
    assert find([school(1), secondary], around(1)).members.empty
    over = [school(1, in_area=False), school(2, in_area=False)]
    assert find([*over, secondary | {"in_area": False}], around(1, 2)).members.empty


def test_the_secondary_is_the_hub_and_the_longest_drive_to_it_is_said():
    schools = schools_of([school(1), school(2), school(100, "Heathfield", stage="all-through")])
    facts = facts_of(schools)
    travel = travel_of({(1, 100): 4.0, (2, 100): 8.0, (1, 2): 14.0})
    found = {"area": area.find(schools, facts, travel, Settings())}
    row = measure(found, schools, facts, travel, Settings())[0].iloc[0]
    assert row["hub_urn"] == 100
    assert row["longest_min"] == 14.0
    assert "Heathfield with the schools near it (2 primary, 1 all-through)" in row["reasons"]
    assert "the longest drive to it is 8 minutes" in row["reasons"]
    assert row["fit"] == 1.0
