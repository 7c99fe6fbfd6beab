"""The main job on the bundled sample finds what is known of East Sussex."""

import datetime as dt

import pandas as pd
import pytest

from geofinder import tables
from geofinder.pipeline import Inputs, Where, run_plan
from geofinder.settings import Settings
from tests.made_up import Silent

FEDERATIONS = {
    "Pioneer Federation": {114391, 114408, 114501, 114553},
    "The Genesis Federation": {114490, 114518, 114520},
    "Riverside Federation": {114502, 114529},
    "Skylark Federation": {114394, 114410, 114488, 114530},
    "The Sussex Spires Federation": {114506, 114552, 114554},
    "The Bluebell Federation": {114495, 114503, 114504},
    "The Bewl Federation": {114524, 114532},
    "The Woodlands Federation": {114414, 114498},
    "South Ashdown Federation": {114493, 114511},
    "The Weald Federation": {114505, 114512, 114526, 114558},
}
MOTCOMBE, PASHLEY_DOWN, OCKLYNGE = 114460, 114461, 144954
CAVENDISH, HAILSHAM = 138475, 152097


@pytest.fixture(scope="module")
def run():
    return run_plan(
        Where(area="East Sussex"),
        Inputs(),
        Settings(),
        run_date=dt.date(2026, 11, 21),
        watcher=Silent(),
    )


@pytest.fixture(scope="module")
def verdict(run):
    return run.verdicts.set_index(["group_id", "form"])


def _groups(run, pattern):
    ids = run.candidates.loc[run.candidates["pattern"] == pattern, "group_id"]
    return run.members[run.members["group_id"].isin(ids)].groupby("group_id")["urn"].agg(set)


def test_every_table_keeps_its_schema(run):
    tables.SCHOOLS.validate(run.schools)
    tables.TRAVEL.validate(run.travel)
    tables.CANDIDATES.validate(run.candidates)
    tables.MEMBERS.validate(run.members)
    tables.VERDICTS.validate(run.verdicts)
    tables.LEFT_OVER.validate(run.left_over)


def test_the_ten_federations_are_there_with_their_members(run):
    own = run.schools[run.schools["in_area"] & run.schools["federation_id"].notna()]
    assert own.groupby("federation_name")["urn"].agg(set).to_dict() == FEDERATIONS


def test_members_of_a_federation_or_trust_are_not_offered_as_free(run):
    schools = run.schools.set_index("urn")
    taken = schools.index[schools["federation_id"].notna() | (schools["trust_kind"] == "mat")]
    for members in _groups(run, "rural-primaries"):
        assert not members & set(taken)
    roles = run.members[run.members["role"] == "joiner"]
    assert len(roles)
    assert not set(roles["urn"]) & set(taken)


def test_a_federation_is_joined_as_a_whole(run):
    for members in _groups(run, "federation-joiner"):
        inside = {name for name, urns in FEDERATIONS.items() if urns & members}
        for name in inside:
            assert FEDERATIONS[name] < members


def test_two_infant_schools_lead_to_ocklynge_and_its_trust_blocks_a_federation(run, verdict):
    groups = _groups(run, "infant-junior")
    group = groups.index[[OCKLYNGE in members for members in groups]]
    assert len(group) == 1
    assert groups[group[0]] == {MOTCOMBE, PASHLEY_DOWN, OCKLYNGE}
    federation = verdict.loc[(group[0], "federation")]
    assert federation["status"] == "blocked"
    assert "federation-maintained-only" in federation["rules"].split()
    assert verdict.loc[(group[0], "collaboration"), "status"] == "open"


@pytest.mark.parametrize(
    ("place", "east", "north"), [("Lewes", 541500, 110000), ("Rye", 592000, 120300)]
)
def test_very_small_rural_primaries_around_a_town_have_groups(run, place, east, north):
    schools = run.schools[run.schools["in_area"]]
    near = schools[((schools["easting"] - east) ** 2 + (schools["northing"] - north) ** 2) ** 0.5
                   < 12_000]  # fmt: skip
    small = set(near.loc[(near["pupils"] < 110) & near["rural"].fillna(value=False), "urn"])
    found = set().union(*_groups(run, "rural-primaries"))
    assert small & found, place


def test_cavendish_and_hailsham_are_all_through_schools(run):
    schools = run.schools.set_index("urn")
    assert schools.loc[[CAVENDISH, HAILSHAM], "stage"].tolist() == ["all-through", "all-through"]
    # Cavendish and its one feeder are in a trust together; primaries of other kinds are near it.
    receiving = run.candidates["pattern"].isin(["feeders", "area"])
    assert set(run.candidates.loc[receiving, "hub_urn"]) >= {CAVENDISH, HAILSHAM}


def test_no_group_with_an_academy_is_open_as_a_federation(run):
    governance = run.schools.set_index("urn")["governance"]
    academies = run.members["urn"].map(governance) != "maintained"
    groups = set(run.members.loc[academies, "group_id"])
    rows = run.verdicts[run.verdicts["group_id"].isin(groups)]
    rows = rows[rows["form"].isin(["federation", "join-federation"])]
    assert len(rows)
    assert set(rows["status"]) == {"blocked"}


def test_every_school_in_a_rural_group_is_within_the_limit_of_every_other(run):
    minutes = run.travel.set_index(["from_urn", "to_urn"])["travel_min"]
    schools = run.schools.set_index("urn")
    for members in _groups(run, "rural-primaries"):
        assert 2 <= len(members) <= 5
        assert max(minutes[a, b] for a in members for b in members if a != b) <= 15
        rows = schools.loc[sorted(members)]
        assert ((rows["pupils"] < 210) & rows["rural"]).any()
        assert rows["in_area"].any()


def test_each_group_has_a_verdict_on_every_form_and_a_reason(run):
    forms = run.verdicts.groupby("group_id")["form"].agg(set)
    assert set(forms.index) == set(run.candidates["group_id"])
    assert {frozenset(each) for each in forms} == {frozenset(tables.FORMS)}
    assert run.candidates["reasons"].str.endswith(".").all()


def test_a_missing_roll_makes_the_sum_missing_not_smaller(run):
    pupils = run.schools.set_index("urn")["pupils"]
    members = run.members.assign(pupils=run.members["urn"].map(pupils))
    unknown = set(members.loc[members["pupils"].isna(), "group_id"])
    candidates = run.candidates.set_index("group_id")["pupils"]
    assert unknown
    assert candidates[sorted(unknown)].isna().all()
    known = candidates.drop(sorted(unknown))
    assert known.tolist() == members.groupby("group_id")["pupils"].sum()[known.index].tolist()


def test_every_small_school_is_in_a_partnership_in_a_group_or_left_over_with_a_reason(run):
    schools = run.schools[run.schools["in_area"] & (run.schools["pupils"] < 210)]
    primary = schools[schools["stage"].isin(["infant", "first", "junior", "primary"])]
    partnered = primary["federation_id"].notna() | (primary["trust_kind"] == "mat")
    grouped = primary["urn"].isin(run.members["urn"])
    left = primary["urn"].isin(run.left_over["urn"])
    assert (partnered | grouped | left).all()
    assert run.left_over["reason"].str.len().gt(20).all()


def test_the_manifest_says_what_when_and_how(run):
    manifest = run.manifest
    assert manifest["run_date"] == "2026-11-21"
    assert manifest["travel"]["method"] == "estimate"
    assert "Estimated" in manifest["travel"]["sentence"]
    assert all(len(source["sha256"]) == 64 for source in manifest["sources"])
    assert {source["date"] for source in manifest["sources"]} != {"not recorded"}
    left_out = manifest["counts"]["left_out"]
    assert sum(left_out.values()) == len(manifest["left_out"])


def test_a_limit_that_nobody_meets_leaves_every_small_school_over_with_its_nearest(run):
    tight = run_plan(
        Where(area="Rother"),
        Inputs(),
        Settings(max_minutes=0.5, joiner_minutes=0.5, patterns=("rural-primaries",)),
        run_date=dt.date(2026, 11, 21),
        watcher=Silent(),
    )
    assert tight.candidates.empty
    assert len(tight.left_over) > 5
    known = tight.left_over[tight.left_over["nearest_min"].notna()]
    assert (known["nearest_min"] > 0.5).all()
    assert known["reason"].str.contains("within 0.5 minutes").all()
    assert pd.notna(run.manifest["version"])


def test_schools_that_are_all_in_one_trust_or_federation_are_no_candidate_group(run):
    schools = run.schools.set_index("urn")
    for column in ("trust_id", "federation_id"):
        body = run.members["urn"].map(schools[column])
        shared = body.groupby(run.members["group_id"]).agg(lambda ids: ids.nunique(dropna=False))
        known = body.groupby(run.members["group_id"]).count() > 0
        assert not ((shared == 1) & known).any()
    assert any("in one trust or federation already" in note for note in run.manifest["notes"])
