"""A school that the plan leaves over is told why in a sentence that is true of it."""

import pandas as pd
import pytest

from geofinder import tables
from geofinder.settings import Settings
from tests.candidates.made_up import academy, school, schools_of, travel_of
from tests.planning.worlds import world_of

PAIRS = ("rural-primaries", "federation-joiner")
FEDERATION = {"federation_id": "F1", "federation_name": "Two Together"}
SINGLE = {
    "governance": "academy", "type": "Academy converter", "trust_id": "S1", "trust_kind": "sat",
}  # fmt: skip


def _told(rows, minutes, *, plan=(), never=(), **settings):
    chosen = Settings(**({"patterns": PAIRS} | settings))
    world = world_of(schools_of(rows), travel_of(minutes), chosen, plan=plan, never=never)
    table = world.explained()
    tables.LEFT_OVER.validate(table)
    return table.set_index("urn")


def test_a_school_far_from_all_others_is_told_the_nearest_and_the_limit_that_reaches_it():
    told = _told([school(1), school(2, "Far End")], {(1, 2): 19.0, (2, 1): 17.5}).loc[1]
    assert told["why"] == "nothing-near"
    assert told["reason"] == (
        "No school that it could be with is within 15 minutes: the nearest, Far End, is "
        "19 minutes away."
    )
    assert told["change"] == "--max-minutes 19 would reach Far End."
    assert (told["nearest_urn"], told["nearest_name"], told["nearest_min"]) == (2, "Far End", 19.0)


def test_minutes_just_above_the_limit_never_read_as_within_it():
    told = _told([school(1), school(2)], {(1, 2): 15.01}).loc[1]
    assert "15.1 minutes away" in told["reason"]
    assert told["change"].startswith("--max-minutes 16 ")


def test_a_limit_that_no_run_takes_is_not_offered():
    told = _told([school(1), school(2, "Far End")], {(1, 2): 95.0}).loc[1]
    assert told["change"] == "No limit up to 90 minutes reaches Far End."


def test_an_island_without_a_route_has_no_nearest():
    told = _told([school(1), school(2)], {(1, 2): None}).loc[1]
    assert told["why"] == "nothing-near"
    assert "known route" in told["reason"]
    assert pd.isna(told["nearest_urn"])


def test_a_federation_beyond_the_limit_is_the_nearest_partner():
    rows = [school(1), school(2, "Elm", **FEDERATION), school(3, **FEDERATION)]
    told = _told(rows, {(1, 2): 22.0, (1, 3): 30.0, (2, 3): 5.0}).loc[1]
    assert told["why"] == "nothing-near"
    assert told["change"].startswith("joiner_minutes = 22 ")


def test_academies_of_trusts_near_by_are_counted_and_the_nearest_other_school_is_named():
    rows = [school(1), academy(2, "Oak"), academy(3), school(4, "Ash")]
    told = _told(rows, {(1, 2): 4.0, (1, 3): 6.0, (1, 4): 21.0}).loc[1]
    assert told["why"] == "only-academies"
    assert told["reason"] == (
        "All 2 schools within 15 minutes are academies (the nearest is Oak (4 minutes)), all in a "
        "multi-academy trust. The nearest other one that is open to it is Ash (21 minutes)."
    )
    assert told["change"] == "--max-minutes 21 would reach Ash."


def test_a_standalone_academy_near_by_opens_another_form():
    told = _told([school(1), school(2, "Oak", **SINGLE)], {(1, 2): 4.0}).loc[1]
    assert told["why"] == "only-academies"
    assert "closed to the plan's forms (federation, join-federation)" in told["reason"]
    assert told["change"].startswith("--plan-forms federation,join-federation,")
    assert "would allow a group with Oak (4 minutes)" in told["change"]


def test_a_standalone_academy_itself_is_blocked_by_the_rule_that_says_so():
    told = _told([school(1, **SINGLE), school(2, pupils=400)], {(1, 2): 4.0}).loc[1]
    assert told["why"] == "blocked"
    assert "It is an academy." in told["reason"]
    assert "federation-maintained-only: Only maintained schools can federate" in told["reason"]


def test_a_school_whose_partner_is_in_another_group_is_told_where_it_is():
    rows = [school(1, "Ash"), school(2, "Elm"), school(3, "Oak")]
    minutes = {(1, 2): 5.0, (2, 3): 6.0, (1, 3): 25.0}
    told = _told(rows, minutes, plan=[{2, 3}]).loc[1]
    assert told["why"] == "better-elsewhere"
    assert told["reason"].startswith(
        "Its one possible partner within 15 minutes, Elm (5 minutes), is in the plan with Oak ("
    )
    assert told["change"].startswith("--keep rural-primaries-")
    assert "with Elm instead of rural-primaries-" in told["change"]


def test_a_federation_that_another_school_joins_is_taken():
    rows = [school(1), school(2, "Elm", **FEDERATION), school(3, **FEDERATION), school(4, "Oak")]
    minutes = {(1, 2): 9.0, (2, 3): 5.0, (4, 2): 5.0, (1, 4): 30.0, (1, 3): 16.0, (4, 3): 9.0}
    told = _told(rows, minutes, plan=[{2, 3, 4}]).loc[1]
    assert told["why"] == "better-elsewhere"
    assert "the federation of Elm (9 minutes), is in the plan with Oak" in told["reason"]


def test_a_partner_that_is_in_no_group_either_is_said_to_be():
    told = _told([school(1), school(2, "Elm")], {(1, 2): 5.0}).loc[1]
    assert told["why"] == "better-elsewhere"
    assert "Elm (5 minutes), which is in no group of the plan either" in told["reason"]


def test_town_schools_are_told_that_a_rural_one_is_lacking():
    rows = [school(1, rural=False), school(2, "Elm", rural=False)]
    told = _told(rows, {(1, 2): 5.0}).loc[1]
    assert told["why"] == "no-rural"
    assert "neither it nor Elm (5 minutes), the one school" in told["reason"]
    assert told["change"].startswith("--any-setting")
    assert _told(rows, {(1, 2): 5.0}, any_setting=True).loc[1]["why"] == "better-elsewhere"


def test_a_pair_that_local_wishes_keep_apart_is_named():
    told = _told([school(1), school(2, "Elm")], {(1, 2): 5.0}, never=[(1, 2)]).loc[1]
    assert told["why"] == "kept-apart"
    assert told["reason"].endswith("local pairs (--pairs) keep such a group apart: Elm.")


def test_a_federation_with_one_school_to_keep_away_from_is_closed_as_a_whole():
    rows = [school(1), school(2, "Elm", **FEDERATION), school(3, "Oak", **FEDERATION)]
    told = _told(rows, {(1, 2): 5.0, (2, 3): 5.0}, never=[(1, 3)]).loc[1]
    assert told["why"] == "kept-apart"
    assert told["reason"].endswith(": Oak.")


def test_an_academy_without_a_recorded_trust_is_not_known_to_be_free():
    rows = [school(1, governance="academy", type="Academy converter"), school(2, "Elm", pupils=500)]
    told = _told(rows, {(1, 2): 5.0}).loc[1]
    assert told["why"] == "not-known"
    assert "no trust is recorded" in told["reason"]
    assert told["nearest_name"] == "Elm"


def test_a_neighbour_that_may_not_be_free_is_named():
    rows = [school(1), school(2, "Elm", pupils=500, governance="academy")]
    told = _told(rows, {(1, 2): 5.0}).loc[1]
    assert told["why"] == "not-known"
    assert "Elm (5 minutes) it is not recorded whether it is standalone" in told["reason"]


def test_a_religious_character_that_is_not_recorded_leaves_the_form_not_known():
    rows = [school(1), school(2, "Elm", type="Voluntary aided school", faith=None)]
    told = _told(rows, {(1, 2): 5.0}).loc[1]
    assert told["why"] == "not-known"
    assert "federation-church-consent" in told["reason"]


@pytest.mark.parametrize(
    ("bound", "words", "change"),
    [
        ({"plan_pupils_least": 200}, "180 pupils, and the plan asks for 200", "least = 180"),
        ({"plan_pupils_most": 170}, "180 pupils, and the plan allows 170", "most = 180"),
    ],
)
def test_a_bound_on_pupils_is_told_with_the_one_that_would_do(bound, words, change):
    told = _told([school(1), school(2, "Elm")], {(1, 2): 5.0}, **bound).loc[1]
    assert told["why"] == "bounds"
    assert words in told["reason"]
    assert change in told["change"]


def test_a_roll_that_is_not_recorded_is_not_known_to_be_within_a_bound():
    told = _told([school(1), school(2, pupils=None)], {(1, 2): 5.0}, plan_pupils_most=900).loc[1]
    assert told["why"] == "bounds"
    assert "not recorded" in told["reason"]


def test_a_federation_too_large_for_the_plan_is_out_of_bounds():
    rows = [school(1), school(2, **FEDERATION), school(3, **FEDERATION)]
    told = _told(rows, {(1, 2): 5.0, (2, 3): 5.0, (1, 3): 16.0}, plan_size_most=2).loc[1]
    assert told["why"] == "bounds"
    assert "that makes 3 schools, and the plan allows 2" in told["reason"]


def test_a_larger_group_that_a_bound_allows_is_not_called_out_of_bounds():
    rows = [school(1), school(2, "Elm"), school(3, "Oak")]
    minutes = {(1, 2): 5.0, (2, 3): 5.0, (1, 3): 5.0}
    told = _told(rows, minutes, plan_pupils_least=250).loc[1]
    assert told["why"] == "better-elsewhere"


def test_with_nobody_left_over_the_table_is_empty():
    told = _told([school(1), school(2)], {(1, 2): 5.0}, plan=[{1, 2}])
    assert told.empty


def test_rows_in_another_order_are_told_the_same():
    rows = [school(1, "Ash"), school(2, "Elm"), school(3, "Oak"), academy(4), school(5)]
    minutes = {(1, 2): 5.0, (2, 3): 6.0, (1, 3): 25.0, (5, 4): 3.0, (5, 1): 5.0, (1, 4): 5.0}
    once = _told(rows, minutes, plan=[{2, 3}])
    turned = dict(reversed(list(minutes.items())))
    assert once.to_csv() == _told(rows[::-1], turned, plan=[{2, 3}]).to_csv()
