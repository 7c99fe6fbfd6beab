"""Check the joiners of a real trust of East Sussex against what is known of them."""

from geofinder.tables import JOINERS, TRUST_MEMBERS

MOTCOMBE, PASHLEY_DOWN, OCKLYNGE, RATTON = 114460, 114461, 144954, 138474


def test_the_trusts_schools_are_ocklynge_and_ratton(south_downs):
    assert south_downs.members["urn"].tolist() == [RATTON, OCKLYNGE]
    assert south_downs.trust["trust_id"] == "16898"
    assert south_downs.trust["schools"] == 2
    assert south_downs.trust["stages"] == {"junior": 1, "secondary": 1}
    TRUST_MEMBERS.validate(south_downs.members)
    JOINERS.validate(south_downs.joiners)


def test_the_infant_schools_that_lead_to_ocklynge_are_the_first_two(south_downs):
    first = south_downs.joiners.head(2)
    assert set(first["urn"]) == {MOTCOMBE, PASHLEY_DOWN}
    assert first["rank"].tolist() == [1, 2]
    assert first["leads_to"].str.contains("Ocklynge Junior School").all()
    assert first["adds"].tolist() == ["infant", "infant"]


def test_everyone_listed_is_within_thirty_minutes_in_the_slower_direction(south_downs):
    minutes = south_downs.travel.set_index(["from_urn", "to_urn"])["travel_min"]
    for urn, nearest, given in south_downs.joiners[
        ["urn", "nearest_urn", "nearest_min"]
    ].itertuples(index=False):
        assert given == max(minutes[urn, nearest], minutes[nearest, urn])
        assert given <= 30
        others = [max(minutes[urn, m], minutes[m, urn]) for m in (OCKLYNGE, RATTON)]
        assert given == min(others)


def test_nobody_in_a_federation_is_listed_and_the_notes_name_them(south_downs):
    schools = south_downs.schools.set_index("urn")
    assert schools.loc[south_downs.joiners["urn"], "federation_id"].isna().all()
    assert any("are in a federation" in note for note in south_downs.manifest["notes"])


def test_only_standalone_schools_are_ranked_and_each_of_them_once(south_downs):
    table = south_downs.joiners
    ranked = table[table["rank"].notna()]
    assert set(ranked["standing"]) == {"standalone"}
    assert ranked["rank"].tolist() == list(range(1, len(ranked) + 1))
    assert ranked["score"].is_monotonic_decreasing
    assert len(ranked) > 40


def test_church_schools_are_marked_for_consent_under_both_forms(south_downs):
    table = south_downs.joiners
    church = table[
        table["faith"].isin(["church-of-england", "catholic"]) & (table["standing"] == "standalone")
    ]
    assert len(church) > 10
    assert set(church["join_trust"]) == {"needs-consent"}
    assert set(church["trust_partnership"]) == {"needs-consent"}
    assert church["consents"].str.contains("diocese").all()


def test_an_academy_without_a_recorded_trust_reads_not_known_and_has_no_rank(south_downs):
    table = south_downs.joiners
    unknown = table[table["standing"] == "not-known"]
    assert len(unknown) > 5
    assert set(unknown["join_trust"]) == {"not-known"}
    assert unknown["rank"].isna().all()


def test_an_academy_of_another_trust_would_transfer_and_is_never_free(south_downs):
    table = south_downs.joiners
    moving = table[table["standing"] == "in-trust"]
    assert len(moving) > 30
    assert moving["rank"].isna().all()
    assert set(moving["join_trust"]) == {"blocked"}
    assert moving["transfer"].isin(["needs-consent", "not-known"]).all()
    assert moving["reasons"].str.contains("not free").all()
    assert table.loc[table["standing"] != "in-trust", "transfer"].isna().all()


def test_the_spread_never_shrinks_when_a_school_joins(south_downs):
    table = south_downs.joiners
    assert (table["hull_after_km2"] >= table["hull_before_km2"]).all()
    longest = south_downs.members["nearest_min"].max()
    assert (table["longest_nearest_before_min"] == longest).all()
    assert (table["longest_nearest_after_min"] >= longest).all()


def test_more_of_the_trusts_schools_are_within_more_minutes(south_downs):
    table = south_downs.joiners
    assert (table["members_10_min"] <= table["members_20_min"]).all()
    assert (table["members_20_min"] <= table["members_30_min"]).all()
    assert (table["members_30_min"] >= 1).all()


def test_every_rule_and_consent_that_is_quoted_exists(south_downs):
    table = south_downs.joiners
    for column in ("join_trust_rules", "trust_partnership_rules", "transfer_rules"):
        quoted = {rule for rules in table[column].dropna() for rule in rules.split()}
        assert quoted
        assert quoted <= set(south_downs.rules)
    assert south_downs.manifest["counts"]["ranked"] == int(table["rank"].notna().sum())
