"""Check which trusts a standalone school is shown, and what is said of them."""

import pytest

from geofinder.candidates import measure, pairs_needed
from geofinder.patterns import trust_joiner
from geofinder.settings import Settings
from tests.candidates.made_up import academy, facts_of, school, schools_of, travel_of


def find(rows, minutes, **options):
    schools = schools_of(rows)
    return trust_joiner.find(schools, facts_of(schools), travel_of(minutes), Settings(**options))


def groups_of(found):
    return {
        frozenset(zip(part["urn"], part["role"], strict=True))
        for _, part in found.members.groupby("group_id")
    }


def test_a_standalone_school_is_shown_a_trust_whose_nearest_school_is_within_the_limit():
    rows = [school(1), academy(2), academy(3, trust_id="T2")]
    found = find(rows, {(1, 2): 19.0, (1, 3): 21.0})
    assert groups_of(found) == {frozenset({(1, "joiner"), (2, "host")})}


def test_the_slower_direction_to_the_nearest_member_decides():
    assert groups_of(find([school(1), academy(2)], {(1, 2): 5.0, (2, 1): 20.5})) == set()


def test_a_group_holds_the_nearest_schools_of_the_trust_and_not_those_beyond_the_limit():
    rows = [school(1), *(academy(urn) for urn in range(2, 8))]
    minutes = {(1, urn): float(urn) for urn in range(2, 7)} | {(1, 7): 25.0}
    found = find(rows, minutes, trust_hosts=3)
    assert groups_of(found) == {frozenset({(1, "joiner"), (2, "host"), (3, "host"), (4, "host")})}


@pytest.mark.parametrize(
    "other",
    [
        academy(1, trust_id="T9"),
        academy(1, trust_id=None, trust_kind=None, trust_name=None),
        school(1, federation_id="F1", federation_name="A Federation"),
        school(1, stage="nursery"),
        school(1, stage="special"),
        school(1, in_area=False),
    ],
    ids=["mat", "trust not recorded", "federation", "nursery", "special", "over the border"],
)
def test_who_is_not_free_or_has_no_trust_of_its_kind_is_no_joiner(other):
    assert find([other, academy(2)], {(1, 2): 5.0}).members.empty


def test_a_single_academy_and_a_special_school_join_trusts_with_a_school_of_their_phase():
    single = academy(1, trust_id="S1", trust_kind="sat")
    special = [school(3, stage="special"), academy(4, trust_id="T4", stage="special")]
    found = find([single, academy(2), *special], {(1, 2): 5.0, (3, 4): 5.0})
    assert {frozenset(urn for urn, _ in group) for group in groups_of(found)} == {
        frozenset({1, 2}),
        frozenset({3, 4}),
    }


def test_the_trust_that_a_schools_pupils_go_on_to_comes_before_a_nearer_one():
    rows = [
        school(1, stage="infant"),
        academy(2, stage="junior", trust_id="T2"),
        academy(3, trust_id="T3"),
    ]
    found = find(rows, {(1, 2): 4.0, (1, 3): 3.0}, trusts_a_school=1)
    assert {urn for urn, _ in next(iter(groups_of(found)))} == {1, 2}


def test_no_school_is_shown_more_trusts_than_asked_and_the_notes_say_so():
    rows = [school(1), *(academy(urn, trust_id=f"T{urn}") for urn in range(2, 8))]
    found = find(rows, {(1, urn): float(urn) for urn in range(2, 8)})
    assert len(groups_of(found)) == 3
    assert any("best 3 multi-academy trusts" in note for note in found.notes)


def test_the_reasons_name_the_trust_its_nearest_school_and_how_many_are_near():
    schools = schools_of(
        [
            school(1, "Motcombe Infants", stage="infant"),
            academy(2, "Ocklynge Junior", stage="junior", trust_name="South Downs"),
            academy(3, "Ratton", stage="secondary", trust_name="South Downs"),
        ]
    )
    facts = facts_of(schools)
    travel = travel_of({(1, 2): 4.0, (1, 3): 12.0, (2, 3): 9.0})
    found = {"trust-joiner": trust_joiner.find(schools, facts, travel, Settings())}
    assert len(pairs_needed(found)) == 6
    candidates, members = measure(found, schools, facts, travel, Settings())
    row = candidates.iloc[0]
    assert row["hub_urn"] == 2
    assert row["fit"] == 1.0
    assert row["closeness"] == pytest.approx(1 - 4 / 20)
    for words in ("South Downs", "Ocklynge Junior is 4 minutes away", "1 within 10", "2 within 20"):
        assert words in row["reasons"]
    assert dict(zip(members["urn"], members["role"], strict=True)) == {
        1: "joiner",
        2: "host",
        3: "host",
    }


def test_the_order_of_the_rows_decides_nothing():
    rows = [school(1), school(5), academy(2), academy(3, trust_id="T2"), academy(4)]
    minutes = {(1, 2): 5.0, (1, 3): 5.0, (5, 4): 5.0, (5, 3): 6.0, (1, 4): 5.0}
    turned = dict(reversed(list(minutes.items())))
    one, other = find(rows, minutes), find(rows[::-1], turned)
    assert one.members.equals(other.members)
