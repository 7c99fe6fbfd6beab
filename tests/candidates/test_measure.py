"""Check hub, minutes, criteria, score, rank and sentences of measured groups."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geofinder.candidates import measure
from geofinder.errors import UsageError
from geofinder.names import telling_words
from geofinder.patterns import FINDERS, Found, group_id
from geofinder.patterns.found import members_table
from geofinder.settings import Settings, Weights
from geofinder.tables import CANDIDATES, CRITERIA, MEMBERS
from tests.candidates.made_up import (
    academy,
    facts_of,
    register,
    school,
    schools_of,
    travel_among,
    travel_of,
)


def measured(rows, minutes, groups, *, pattern="rural-primaries", **options):
    """Measure groups given as {urn: role}, or as URNs of plain members."""
    schools = schools_of(rows)
    pairs = [
        list(group.items()) if isinstance(group, dict) else [(urn, "member") for urn in group]
        for group in groups
    ]
    found = {pattern: Found(members_table(pattern, pairs), [])}
    chosen = Settings(**options)
    return measure(found, schools, facts_of(schools), travel_of(minutes), chosen)


def only(rows, minutes, group, **options):
    candidates, members = measured(rows, minutes, [group], **options)
    return candidates.iloc[0], members.set_index("urn")


THREE = {(1, 2): 4.0, (2, 1): 6.0, (2, 3): 5.0, (1, 3): 9.0}


def test_the_hub_has_the_least_travel_to_the_others_in_the_slower_direction():
    group, members = only([school(1), school(2), school(3)], THREE, (1, 2, 3))
    assert group["hub_urn"] == 2
    assert members["minutes_to_hub"].to_dict() == {1: 6.0, 2: 0.0, 3: 5.0}
    assert group["longest_min"] == 9.0
    assert group["longest_m"] == 6_300.0


def test_the_lower_urn_is_the_hub_in_a_tie():
    assert only([school(1), school(2)], {(1, 2): 5.0}, (1, 2))[0]["hub_urn"] == 1


def test_the_secondary_and_the_junior_are_hubs_wherever_they_lie():
    rows = [school(1), school(2), school(3, stage="secondary")]
    group, _ = only(rows, THREE, {1: "feeder", 2: "feeder", 3: "secondary"}, pattern="feeders")
    assert group["hub_urn"] == 3
    rows = [school(1, stage="infant"), school(2, stage="infant"), school(3, stage="junior")]
    roles = {1: "infant", 2: "infant", 3: "junior"}
    assert only(rows, THREE, roles, pattern="infant-junior")[0]["hub_urn"] == 3


def test_the_member_nearest_to_a_joiner_is_the_hub_and_rules_the_closeness():
    rows = [school(1, federation_id="F"), school(2), school(3, federation_id="F")]
    roles = {1: "member", 2: "joiner", 3: "member"}
    group, _ = only(rows, THREE, roles, pattern="federation-joiner")
    assert group["hub_urn"] == 3
    assert group["closeness"] == pytest.approx(1 - 5 / 15)
    assert group["longest_min"] == 9.0


def test_a_pair_without_a_time_leaves_the_longest_missing_and_is_named():
    minutes = {(1, 2): 4.0, (2, 3): 5.0, (1, 3): None}
    group, _ = only([school(1, "Firle"), school(2), school(3, "Rodmell")], minutes, (1, 2, 3))
    assert np.isnan(group["longest_min"])
    assert np.isnan(group["closeness"])
    assert group["hub_urn"] == 2
    assert "No travel time both ways is known between Firle and Rodmell." in group["reasons"]
    assert "Left out of the score for that reason: closeness." in group["reasons"]


def test_one_missing_roll_leaves_the_combined_roll_missing_never_a_smaller_sum():
    group, _ = only([school(1, "Firle", pupils=None), school(2)], {(1, 2): 3.0}, (1, 2))
    assert pd.isna(group["pupils"])
    assert np.isnan(group["combined_roll"])
    assert np.isnan(group["small_schools"])
    assert "The roll of Firle is not recorded." in group["reasons"]
    # 0.8 x 4, same authority and same character 1 each, over the weights of what is known.
    assert group["score"] == pytest.approx((0.8 * 4 + 1 + 1) / 6)


def test_the_score_is_the_weighted_mean_of_the_criteria():
    rows = [
        school(1, pupils=60),
        school(2, pupils=45, faith="catholic"),
        school(3, la_code="886", la_name="Kent", pupils=300),
    ]
    group, _ = only(rows, THREE, (1, 2, 3))
    assert group["closeness"] == pytest.approx(1 - 9 / 15)
    assert group["small_schools"] == pytest.approx(2 / 3)
    assert group["combined_roll"] == 1.0
    assert group["same_authority"] == pytest.approx(1 / 3)
    assert group["same_character"] == pytest.approx(1 / 3)
    expected = (0.4 * 4 + 2 / 3 * 2 + 1 * 2 + 1 / 3 + 1 / 3) / 10
    assert group["score"] == pytest.approx(expected)
    assert group[["shared_name", "fit"]].isna().all()


def test_the_combined_roll_rises_to_the_target():
    group, _ = only([school(1, pupils=60), school(2, pupils=45)], {(1, 2): 3.0}, (1, 2))
    assert group["pupils"] == 105
    assert group["combined_roll"] == 0.5
    assert "Together 105 pupils, under 210." in group["reasons"]


def test_a_criterion_without_weight_changes_nothing_and_without_any_the_score_is_nought():
    rows = [school(1), school(2)]
    no_weights = Weights(**dict.fromkeys(CRITERIA, 0.0))
    assert only(rows, {(1, 2): 3.0}, (1, 2), weights=no_weights)[0]["score"] == 0.0
    close = Weights(**(dict.fromkeys(CRITERIA, 0.0) | {"closeness": 1.0}))
    assert only(rows, {(1, 2): 3.0}, (1, 2), weights=close)[0]["score"] == pytest.approx(0.8)


def test_fit_of_feeders_is_the_share_of_leavers_that_find_a_place():
    rows = [
        school(1, pupils=210),
        school(2, pupils=420),
        school(3, stage="secondary", capacity=300, pupils=250),
    ]
    roles = {1: "feeder", 2: "feeder", 3: "secondary"}
    group, _ = only(rows, THREE, roles, pattern="feeders")
    assert group["fit"] == pytest.approx(60 / 90)
    assert group["closeness"] == pytest.approx(1 - 9 / 20)
    assert "takes in about 60 a year (from its capacity)" in group["reasons"]
    assert "about 90 leave its feeders" in group["reasons"]


def test_fit_of_an_infant_school_is_less_where_the_ages_are_a_year_off():
    exact, off = school(1, stage="infant"), school(2, stage="infant", low_age=4, high_age=8)
    rows = [exact, off, school(3, stage="junior")]
    roles = {1: "infant", 2: "infant", 3: "junior"}
    group, _ = only(rows, THREE, roles, pattern="infant-junior")
    assert group["fit"] == pytest.approx(0.75)


def test_a_shared_name_is_a_telling_word_of_both():
    rows = [
        school(1, "Parkland Infants' School", stage="infant"),
        school(2, "Oak Infant School", stage="infant"),
        school(3, "Parkland Junior School", stage="junior"),
    ]
    roles = {1: "infant", 2: "infant", 3: "junior"}
    assert only(rows, THREE, roles, pattern="infant-junior")[0]["shared_name"] == 0.5
    assert telling_words("St Mary's CofE (VA) Infant School, Rye") == {"mary", "rye"}


def test_the_sentences_say_what_the_numbers_are():
    rows = [school(1, "Firle", pupils=61), school(2, "Rodmell", pupils=150)]
    group, _ = only(rows, {(1, 2): 7.4}, (1, 2))
    assert group["reasons"] == (
        "2 schools near one another: the drive, in the slower direction, is 7 minutes. All are "
        "small (under 210 pupils; 1 with under 110): Firle (61, rural) and Rodmell (150, rural). "
        "Together 211 pupils. All in East Sussex. None has a religious character."
    )


def test_what_is_not_known_and_what_warns_is_said():
    rows = [
        school(1, "Firle", faith=None, rural=None, status="proposed to close"),
        academy(2, "Rye", trust_id=None, trust_kind=None, trust_name=None),
    ]
    text = only(rows, {(1, 2): 0.2}, (1, 2))[0]["reasons"]
    for sentence in (
        "is under 1 minute.",
        "Firle is proposed to close.",
        "The religious character of Firle is not recorded.",
        "The trust of Rye is not recorded.",
        "The rural or urban setting of Firle is not recorded.",
        "Left out of the score for that reason: same character.",
    ):
        assert sentence in text


def test_a_federation_seen_with_one_school_only_says_so():
    rows = [school(1), school(2, federation_id="F", federation_name="The Oak Federation")]
    roles = {1: "joiner", 2: "member"}
    text = only(rows, {(1, 2): 3.0}, roles, pattern="federation-joiner")[0]["reasons"]
    assert "School 1 could join The Oak Federation, whose school School 2 is 3 minutes" in text
    assert "Only one school of The Oak Federation is among the schools of this run" in text


def test_the_best_score_ranks_first_and_the_group_id_breaks_ties():
    rows = [school(urn) for urn in (1, 2, 3, 4)]
    minutes = {(1, 2): 5.0, (3, 4): 5.0, (1, 3): 2.0}
    candidates, _ = measured(rows, minutes, [(1, 2), (3, 4), (1, 3)])
    assert candidates["rank"].tolist() == [1, 2, 3]
    assert candidates["group_id"].iloc[0] == group_id("rural-primaries", [1, 3])
    tied = [group_id("rural-primaries", [1, 2]), group_id("rural-primaries", [3, 4])]
    assert candidates["group_id"].iloc[1:].tolist() == sorted(tied)


def test_a_group_with_an_unknown_school_is_an_error_that_names_it():
    with pytest.raises(UsageError, match="does not know: 7"):
        measured([school(1)], {}, [(1, 7)])


def everything(seed, kind, **options):
    schools = register(50, seed=seed, kind=kind)
    travel, facts = travel_among(schools, seed=seed), facts_of(schools)
    chosen = Settings(**options)
    found = {name: FINDERS[name](schools, facts, travel, chosen) for name in FINDERS}
    return found, schools, facts, travel, chosen


@given(st.integers(0, 10_000), st.sampled_from(["rural", "mixed", "city"]))
@settings(max_examples=8, deadline=None)
def test_tables_pass_their_schemas_and_do_not_depend_on_the_order_of_rows(seed, kind):
    found, schools, facts, travel, chosen = everything(seed, kind)
    candidates, members = measure(found, schools, facts, travel, chosen)
    full = candidates.assign(best_form="federation", best_status="open")
    CANDIDATES.validate(full.astype({"best_form": "str", "best_status": "str"}))
    MEMBERS.validate(members)
    assert set(candidates["group_id"]) == set(members["group_id"])
    mixed = travel.sample(frac=1.0, random_state=seed)
    facts = facts.sample(frac=1.0, random_state=seed)
    again = {name: FINDERS[name](schools, facts, mixed, chosen) for name in reversed(list(FINDERS))}
    again = {
        name: Found(one.members.sample(frac=1.0, random_state=seed), one.notes)
        for name, one in again.items()
    }
    assert {name: one.notes for name, one in again.items()} == {
        name: one.notes for name, one in found.items()
    }
    candidates_again, members_again = measure(again, schools, facts, mixed, chosen)
    pd.testing.assert_frame_equal(candidates, candidates_again)
    pd.testing.assert_frame_equal(members, members_again)


@given(st.integers(0, 10_000), st.sampled_from(["rural", "mixed"]))
@settings(max_examples=5, deadline=None)
def test_the_groups_kept_for_a_school_are_its_best_by_the_score_that_is_printed(seed, kind):
    found, schools, facts, travel, chosen = everything(
        seed, kind, all_groups_most=10_000_000, max_size=3
    )
    rural = {"rural-primaries": found["rural-primaries"]}
    candidates, members = measure(rural, schools, facts, travel, chosen)
    urns = members.groupby("group_id")["urn"].agg(list)
    ordered = candidates.assign(urns=candidates["group_id"].map(urns))
    ordered["key"] = [[-row.score, row.size, row.urns] for row in ordered.itertuples(index=False)]
    in_area = set(schools.loc[schools["in_area"], "urn"])
    ranked = sorted(zip(ordered["key"], ordered["group_id"], strict=True))
    expected = set()
    for urn in in_area:
        expected.update([name for key, name in ranked if urn in key[2]][:2])
    few = Settings(all_groups_most=0, top=2, max_size=3)
    kept = FINDERS["rural-primaries"](schools, facts, travel, few)
    assert set(kept.members["group_id"]) == expected


def test_nothing_found_makes_empty_tables_with_the_right_columns():
    schools = schools_of([school(1)])
    nothing = Found(members_table("feeders", []), [])
    for found in ({}, {"feeders": nothing}):
        candidates, members = measure(found, schools, facts_of(schools), travel_of({}), Settings())
        full = candidates.assign(best_form="federation", best_status="open")
        CANDIDATES.validate(full.astype({"best_form": "str", "best_status": "str"}))
        MEMBERS.validate(members)
        assert len(candidates) == len(members) == 0


def test_every_sentence_ends_and_no_number_is_left_unrounded():
    found, schools, facts, travel, chosen = everything(3, "rural")
    candidates, _ = measure(found, schools, facts, travel, chosen)
    assert len(candidates) > 10
    for text in candidates["reasons"]:
        assert text.endswith(".")
        assert not re.search(r"\d\.\d|nan|None\b(?! has| of)", text)
