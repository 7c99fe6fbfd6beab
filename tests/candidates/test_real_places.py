"""Check the groups of real places against what is known of them."""

import itertools

import pytest

from geofinder.area import choose_area
from geofinder.candidates import measure, pairs_needed
from geofinder.facts import school_facts
from geofinder.gias import read_register
from geofinder.patterns import FINDERS
from geofinder.settings import Settings
from geofinder.travel import fill, open_router, within

MOTCOMBE, PASHLEY_DOWN, OCKLYNGE = 114460, 114461, 144954


@pytest.fixture(scope="module")
def east_sussex(shared_data):
    settings = Settings()
    england = shared_data / "england"
    register = read_register([england / "edubasealldata.csv"], links=england / "alllinksdata.csv")
    area = choose_area(register.schools, area="East Sussex", border_km=settings.border_km)
    facts = school_facts(area.schools, small_pupils=settings.small_pupils)
    router = open_router(roads=None, osrm_url=None, snap_limit_m=settings.snap_limit_m)
    reach = within(
        router, area.schools, reach_min=settings.reach_min, snap_limit_m=settings.snap_limit_m
    )
    found = {name: FINDERS[name](area.schools, facts, reach.table, settings) for name in FINDERS}
    travel = fill(router, area.schools, reach.table, pairs_needed(found))
    candidates, members = measure(found, area.schools, facts, travel, settings)
    return area.schools.set_index("urn"), facts, travel, candidates, members


def members_with(members, urn, role):
    chosen = members.loc[(members["urn"] == urn) & (members["role"] == role), "group_id"]
    groups = members[members["group_id"].isin(chosen)].groupby("group_id")
    return [dict(zip(part["urn"], part["role"], strict=True)) for _, part in groups]


def test_motcombe_and_pashley_down_lead_to_ocklynge(east_sussex):
    *_, members = east_sussex
    (group,) = members_with(members, OCKLYNGE, "junior")
    assert group == {MOTCOMBE: "infant", PASHLEY_DOWN: "infant", OCKLYNGE: "junior"}


def test_very_small_village_schools_around_lewes_and_rye_are_in_groups(east_sussex):
    schools, facts, _, candidates, members = east_sussex
    rural = set(candidates.loc[candidates["pattern"] == "rural-primaries", "group_id"])
    grouped = set(members.loc[members["group_id"].isin(rural), "urn"])
    very_small = schools[
        (schools["pupils"] < 110)
        & schools["in_area"]
        & schools["stage"].eq("primary")
        & facts["free"].eq(other=True)
        & facts["rural"].eq(other=True)
    ]
    assert len(very_small) >= 10
    for place in ("Lewes", "Rye"):
        near = very_small[very_small["town"] == place]
        assert grouped & set(near.index), place


def test_no_member_of_a_trust_or_federation_is_a_rural_primary_on_offer(east_sussex):
    schools, _, _, candidates, members = east_sussex
    rural = candidates.loc[candidates["pattern"] == "rural-primaries", "group_id"]
    own = schools.loc[members.loc[members["group_id"].isin(rural), "urn"].unique()]
    assert len(own) > 30
    assert own["federation_id"].isna().all()
    assert (own["trust_kind"] != "mat").all()


def test_every_pair_of_rural_primaries_is_within_the_limit_both_ways(east_sussex):
    _, _, travel, candidates, members = east_sussex
    minutes = travel.set_index(["from_urn", "to_urn"])["travel_min"].to_dict()
    rural = set(candidates.loc[candidates["pattern"] == "rural-primaries", "group_id"])
    inside = members[members["group_id"].isin(rural)]
    assert all(
        minutes[pair] <= 15.0
        for _, urns in inside.groupby("group_id")["urn"]
        for pair in itertools.permutations(urns, 2)
    )


def test_every_joiner_is_offered_a_whole_federation(east_sussex):
    schools, _, _, candidates, members = east_sussex
    federations = schools.groupby("federation_id").groups
    joining = candidates.loc[candidates["pattern"] == "federation-joiner", "group_id"]
    assert len(joining) > 10
    for _, part in members[members["group_id"].isin(joining)].groupby("group_id"):
        inside = set(part.loc[part["role"] == "member", "urn"])
        (federation,) = schools.loc[sorted(inside), "federation_id"].unique()
        assert inside == set(federations[federation])
        (joiner,) = part.loc[part["role"] == "joiner", "urn"]
        assert schools.loc[joiner, "governance"] == "maintained"


def test_a_primary_leads_to_one_secondary_only(east_sussex):
    *_, members = east_sussex
    feeders = members[members["role"] == "feeder"]
    assert len(feeders) > 100
    assert feeders["urn"].is_unique
    cavendish_and_hailsham = members[
        members["group_id"].str.startswith("feeders") & members["role"].eq("secondary")
    ]
    assert len(cavendish_and_hailsham) > 15
