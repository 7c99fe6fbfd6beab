"""Check which schools may be together in a group of rural primaries, and how many are kept."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geofinder.patterns import rural_primaries
from geofinder.settings import Settings
from tests.candidates.made_up import (
    academy,
    facts_of,
    register,
    school,
    schools_of,
    travel_among,
    travel_of,
)


def groups_of(found):
    return {frozenset(urns) for _, urns in found.members.groupby("group_id")["urn"]}


def find(rows, minutes, **options):
    schools = schools_of(rows)
    chosen = Settings(**options)
    return rural_primaries.find(schools, facts_of(schools), travel_of(minutes), chosen)


def all_near(*urns, minutes=5.0):
    return dict.fromkeys(itertools.combinations(urns, 2), minutes)


def test_three_villages_in_a_row_make_two_pairs_but_no_three():
    row = {(1, 2): 10.0, (2, 3): 12.0, (1, 3): 22.0}
    assert groups_of(find([school(1), school(2), school(3)], row)) == {
        frozenset({1, 2}),
        frozenset({2, 3}),
    }


def test_the_slower_direction_decides_and_a_pair_needs_both():
    three = [school(1), school(2), school(3)]
    minutes = {(1, 2): 14.0, (2, 1): 16.0, (1, 3): 14.0, (3, 1): None, (2, 3): 14.0, (3, 2): 15.0}
    assert groups_of(find(three, minutes)) == {frozenset({2, 3})}


@pytest.mark.parametrize(
    "other",
    [
        academy(2),
        academy(2, trust_id=None, trust_kind=None, trust_name=None),
        school(2, federation_id="F1", federation_name="A Federation"),
        school(2, governance="independent"),
        school(2, governance="not-known"),
        school(2, stage="secondary"),
        school(2, stage="nursery"),
        school(2, stage="special"),
    ],
    ids=["mat", "trust not recorded", "federation", "independent", "governance not known",
         "secondary", "nursery", "special"],
)  # fmt: skip
def test_a_school_that_is_not_known_to_be_a_free_primary_is_in_no_group(other):
    assert groups_of(find([school(1), other, school(3)], all_near(1, 2, 3))) == {frozenset({1, 3})}


@pytest.mark.parametrize("stage", ["infant", "first", "junior", "primary"])
@pytest.mark.parametrize("trust", [{}, {"governance": "academy", "trust_kind": "sat"}])
def test_every_primary_stage_and_a_single_academy_trust_may_take_part(stage, trust):
    own = {"trust_id": "S1"} if trust else {}
    other = school(2, stage=stage, **trust, **own)
    assert groups_of(find([school(1), other], all_near(1, 2))) == {frozenset({1, 2})}


def test_a_group_has_a_school_that_is_both_small_and_rural():
    small_town, big_rural = school(1, rural=False), school(2, pupils=210)
    apart = find([small_town, big_rural], all_near(1, 2))
    assert groups_of(apart) == set()
    anywhere = find([small_town, big_rural], all_near(1, 2), any_setting=True)
    assert groups_of(anywhere) == {frozenset({1, 2})}
    with_one = find([small_town, big_rural, school(3, pupils=209)], all_near(1, 2, 3))
    assert groups_of(with_one) == {frozenset({1, 3}), frozenset({2, 3}), frozenset({1, 2, 3})}


def test_a_group_has_a_school_of_the_area():
    over = {"in_area": False}
    found = find([school(1, **over), school(2, **over), school(3)], all_near(1, 2, 3))
    assert groups_of(found) == {frozenset({1, 3}), frozenset({2, 3}), frozenset({1, 2, 3})}


def test_a_missing_roll_or_setting_counts_as_neither_small_nor_rural_and_is_named():
    found = find(
        [school(1, "Ashdown", pupils=None), school(2, "Firle", rural=None)], all_near(1, 2)
    )
    assert groups_of(found) == set()
    notes = " ".join(found.notes)
    assert "has no roll recorded and is not counted as small: Ashdown." in notes
    assert "has no urban or rural setting recorded and is not counted as rural: Firle." in notes


def test_an_academy_without_a_recorded_trust_is_named_as_not_known_to_be_standalone():
    odd = academy(2, "Rye", trust_id=None, trust_kind=None, trust_name=None)
    (note,) = [note for note in find([school(1), odd], {}).notes if "standalone (" in note]
    assert note.startswith("1 primary-phase school of the area is not known to be standalone")
    assert note.endswith("left out: Rye.")


def test_no_group_is_larger_than_the_largest_size():
    found = find([school(urn) for urn in range(1, 8)], all_near(*range(1, 8)), max_size=3)
    assert found.members.groupby("group_id").size().value_counts().to_dict() == {2: 21, 3: 35}
    assert "There are 56 groups of 2 to 3" in found.notes[0]
    assert "All are kept." in found.notes[0]


def test_above_the_most_each_school_keeps_its_best_and_the_note_says_of_how_many():
    row = {(a, b): float(abs(a - b)) for a, b in itertools.combinations(range(1, 7), 2)}
    rows = [school(urn, pupils=120) for urn in range(1, 7)]
    found = find(rows, row, top=1, all_groups_most=10)
    # Alike in all else, so the nearest neighbour is the best partner; the lower URNs win a tie.
    assert groups_of(found) == {frozenset({n, n + 1}) for n in range(1, 6)}
    assert "There are 56 groups" in found.notes[0]
    assert "the 1 best by score for each school of the area are kept, 5 in all" in found.notes[0]
    assert "proven" in found.notes[0]


def test_nothing_within_reach_gives_no_group_and_says_so():
    found = find([school(1), school(2)], {(1, 2): 40.0})
    assert found.members.empty
    assert list(found.members.columns) == ["group_id", "urn", "role"]
    assert found.notes[0].startswith("There are 0 groups")


def made_up(seed, kind, size=50):
    schools = register(size, seed=seed, kind=kind)
    return schools, facts_of(schools), travel_among(schools, seed=seed)


@given(st.integers(0, 10_000), st.sampled_from(["rural", "mixed", "city"]))
@settings(max_examples=15, deadline=None)
def test_every_school_in_a_group_is_within_the_limit_of_every_other(seed, kind):
    schools, facts, travel = made_up(seed, kind)
    found = rural_primaries.find(schools, facts, travel, Settings(max_size=4))
    minutes = travel.set_index(["from_urn", "to_urn"])["travel_min"].to_dict()
    own = schools.set_index("urn")
    free = set(facts.index[facts["free"].eq(other=True).fillna(value=False)])
    offered = own[own["federation_id"].isna() & own["trust_kind"].ne("mat")]
    primary = offered[offered["stage"].isin(["infant", "first", "junior", "primary"])]
    small_rural = set(own.index[((own["pupils"] < 210) & own["rural"]).fillna(value=False)])
    in_area = set(own.index[own["in_area"]])
    for urns in groups_of(found):
        assert all(minutes[pair] <= 15.0 for pair in itertools.permutations(urns, 2))
        assert urns <= free & set(primary.index)
        assert urns & small_rural
        assert urns & in_area


def test_too_many_groups_to_count_are_estimated_and_the_same_ones_are_kept(monkeypatch):
    schools, facts, travel = made_up(1, "mixed", size=90)
    chosen = Settings(all_groups_most=0, top=3, any_setting=True)
    counted = rural_primaries.find(schools, facts, travel, chosen)
    monkeypatch.setattr(rural_primaries, "COUNTED_MOST", 1)
    estimated = rural_primaries.find(schools, facts, travel, chosen)
    assert "(counted)" in counted.notes[0]
    assert "(estimated by random probing, not counted)" in estimated.notes[0]
    number = [float(note.notes[0].split(" groups")[0].split()[-1].replace(",", ""))
              for note in (counted, estimated)]  # fmt: skip
    assert number[1] == pytest.approx(number[0], rel=0.15)
    assert counted.members.equals(estimated.members)
    assert len(counted.members) > 50
