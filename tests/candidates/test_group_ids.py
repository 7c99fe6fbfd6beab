"""Check that a group's name is stable, and which pairs its measuring asks travel for."""

import itertools

from geofinder.candidates import pairs_needed
from geofinder.patterns import Found, group_id
from geofinder.patterns.found import members_table


def test_a_group_id_is_made_of_pattern_and_urns_and_never_changes():
    assert group_id("rural-primaries", [114391, 114404]) == "rural-primaries-a97f0a0da28b"
    assert group_id("feeders", [114404, 114391]).startswith("feeders-")
    assert group_id("feeders", [1, 23]) != group_id("feeders", [12, 3])


def test_the_pairs_needed_are_all_ordered_pairs_within_groups_once():
    members = members_table("feeders", [[(1, "secondary"), (2, "feeder"), (3, "feeder")]])
    other = members_table("rural-primaries", [[(2, "member"), (3, "member")]])
    pairs = pairs_needed({"feeders": Found(members, []), "rural-primaries": Found(other, [])})
    assert list(pairs.columns) == ["from_urn", "to_urn"]
    expected = sorted(itertools.permutations((1, 2, 3), 2))
    assert list(pairs.itertuples(index=False, name=None)) == expected
    assert pairs_needed({}).empty
    assert pairs_needed({"feeders": Found(members.iloc[:0], [])}).empty
