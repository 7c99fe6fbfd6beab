"""What is told of a plan, read in full: figures, authorities, drives, ways and reasons."""

import numpy as np
import pandas as pd
import pytest

from geofinder.planning.case import minutes
from geofinder.planning.driving import worse_minutes
from geofinder.planning.hindrances import _by_rules
from geofinder.planning.ways import _members, nearest_pairs
from geofinder.settings import Settings
from geofinder.tables import AUTHORITIES, BEFORE_AFTER, LEFT_OVER
from tests.candidates.made_up import academy, facts_of, school, schools_of, travel_of
from tests.planning.test_before_after import FEDERATION, OVER, _authorities, _figures, _world
from tests.planning.test_left_over import SINGLE, _told

PLAN = [{1, 2}, {3, 4, 5}]


def test_the_figures_of_an_area_read_as_they_are_meant():
    told = _figures(_world(plan=PLAN)).reset_index()
    assert told.columns.tolist() == list(BEFORE_AFTER.columns)
    none = pd.NA
    assert told.to_numpy(dtype=object, na_value=none).tolist() == [
        ["partnered",
         "Schools of the area in a federation, a multi-academy trust or a group of the plan.",
         "schools", 3.0, 6.0, 7],
        ["nearest_partner",
         ("Median minutes (worse direction) from a school that the plan serves to its nearest "
         "partner; it has none today."),
         "minutes", none, 9.0, 3],
        ["combined_roll",
         "Median pupils together of the federations today; with the plan, of its groups too.",
         "pupils", 90.0, 150.0, 2],
        ["under_target", "Of these, groups with fewer than 210 pupils together.",
         "groups", 1.0, 2.0, 2],
        ["mixed_faith",
         "Of these, groups of schools of different religious character, or of some and none.",
         "groups", 0.0, 1.0, 2],
        ["across_authorities", "Of these, groups of schools of several local authorities.",
         "groups", 1.0, 1.0, 2],
    ]  # fmt: skip


def test_a_roll_at_the_very_target_is_not_under_it_and_a_large_target_reads_in_thousands():
    world = _world(plan=PLAN)
    for target, under in ((130, 0), (131, 1), (170, 1), (171, 2)):
        told = _figures(
            type(world)(**(vars(world) | {
                "settings": world.settings.with_options(combined_roll_target=target)
            }))
        )  # fmt: skip
        assert told.loc["under_target", "plan"] == under
    told = _figures(
        type(world)(**(vars(world) | {
            "settings": world.settings.with_options(combined_roll_target=1200)
        }))
    )  # fmt: skip
    assert "fewer than 1,200 pupils" in told.loc["under_target", "sentence"]


def test_only_federations_with_a_school_of_the_area_and_two_known_schools_count():
    away = {"federation_id": "F2", "federation_name": "Away", "in_area": False}
    lone = {"federation_id": "F3", "federation_name": "Lone"}
    rows = [
        school(1, pupils=60), school(2, pupils=70), school(3, pupils=50, **FEDERATION),
        school(4, pupils=40, in_area=False, **FEDERATION), school(5, pupils=5, **away),
        school(6, pupils=5, **away), school(7, pupils=5, **lone),
    ]  # fmt: skip
    told = _figures(_world(rows, plan=[]))
    assert told.loc["combined_roll", ["today", "plan", "known"]].tolist() == [90.0, 90.0, 1]


def test_the_authorities_of_an_area_read_as_they_are_meant():
    told = _authorities(_world(plan=PLAN)).reset_index()
    assert told.columns.tolist() == list(AUTHORITIES.columns)
    rows = told.set_index("la_code").to_dict("index")
    assert rows["845"] == {
        "la_name": "East Sussex", "schools": 6, "asked": 4, "partnered": 2, "served": 3,
        "left_over": 1, "groups": 2, "groups_across": 1, "longest_min": 16.0,
    }  # fmt: skip
    assert rows["846"] == {
        "la_name": OVER["la_name"], "schools": 1, "asked": 0, "partnered": 1, "served": 0,
        "left_over": 0, "groups": 1, "groups_across": 1, "longest_min": 16.0,
    }  # fmt: skip


def test_authorities_stand_by_their_codes_whichever_has_the_first_school():
    told = _authorities(_world([school(1, **OVER), school(2)], plan=[])).reset_index()
    assert told["la_code"].tolist() == ["845", "846"]


def test_drives_are_those_of_the_worse_direction_the_nearest_first():
    travel = travel_of({(1, 2): 5.0, (2, 1): 7.0, (1, 3): 4.0, (1, 4): None, (2, 3): 1.0,
                        (1, 5): 4.0, (3, 1): 4.5})  # fmt: skip
    one_way = travel[~((travel["from_urn"] == 5) & (travel["to_urn"] == 1))]
    same = pd.DataFrame([{**travel.iloc[0].to_dict(), "from_urn": 1, "to_urn": 1}])
    told = worse_minutes(pd.concat([travel, same], ignore_index=True), [2, 1, 1])
    assert told.columns.tolist() == ["urn", "other_urn", "worse_min"]
    assert told.to_numpy().tolist() == [
        [1, 5, 4.0], [1, 3, 4.5], [1, 2, 7.0], [2, 3, 1.0], [2, 1, 7.0],
    ]  # fmt: skip
    assert told.index.tolist() == [0, 1, 2, 3, 4]
    assert worse_minutes(one_way, [1])["other_urn"].tolist() == [3, 2]
    assert worse_minutes(travel, []).empty


@pytest.mark.parametrize(
    ("value", "limit", "said"),
    [
        (1.0, np.nan, "1 minute"), (1.04, np.nan, "1 minute"), (1.06, np.nan, "1.1 minutes"),
        (15.0, 15.0, "15 minutes"), (15.01, 15.0, "15.1 minutes"), (14.96, 15.0, "15 minutes"),
        (15.04, np.nan, "15 minutes"), (0.0, 15.0, "0 minutes"),
    ],
)  # fmt: skip
def test_minutes_are_written_to_one_decimal_and_never_into_the_limit(value, limit, said):
    assert minutes(value, limit=limit) == said


def _pairs(rows, left, **settings):
    schools = schools_of(rows)
    chosen = schools[schools["urn"].isin(left)]
    told = nearest_pairs(chosen, schools, facts_of(schools), Settings(**settings))
    assert told.columns.tolist() == ["from_urn", "to_urn"]
    pairs = [tuple(pair) for pair in told.to_numpy().tolist()]
    assert pairs == sorted(set(pairs))
    assert set(pairs) == {(other, one) for one, other in pairs}
    return {pair for pair in pairs if pair[0] < pair[1]}


def test_the_nearest_of_each_kind_are_looked_up_however_far():
    def at(urn, km, **facts):
        return school(urn, easting=540_000.0 + km * 100, **facts)

    free = [at(urn, urn) for urn in range(1, 31)]
    lone = at(40, 900, **SINGLE)
    body = at(50, 700, federation_id="F1", federation_name="One")
    trust = at(60, 0.5, governance="academy", type="Academy converter", trust_kind="mat",
               trust_id="T1")  # fmt: skip
    older = at(70, 0.6, stage="secondary")
    rows = [*free, lone, body, trust, older]
    found = _pairs(rows, [1], patterns=("rural-primaries", "federation-joiner"))
    assert found == {(1, urn) for urn in range(2, 22)} | {(1, 40), (1, 50)}
    assert _pairs(rows, [1], patterns=("federation-joiner",)) == {(1, 50)}
    assert _pairs(rows, [1], patterns=("rural-primaries",)) == found - {(1, 50)}
    assert _pairs(rows, [1], patterns=("feeders",)) == set()
    assert _pairs(rows, [], patterns=("rural-primaries",)) == set()
    assert _pairs([free[0], body], [1, 50], patterns=("federation-joiner",)) == {(1, 50)}


def test_the_table_of_those_left_over_has_its_columns_and_names_the_nearest():
    told = _told([school(2, "Far End"), school(1, "Near Side")], {(1, 2): 19.0}).reset_index()
    assert told.columns.tolist() == list(LEFT_OVER.columns)
    assert told["urn"].tolist() == [1, 2]
    assert told["name"].tolist() == ["Near Side", "Far End"]
    assert told["nearest_name"].tolist() == ["Far End", "Near Side"]
    assert told["nearest_urn"].tolist() == [2, 1]


def _said(rows, drives, urn=1, **more):
    told = _told(rows, drives, **more).loc[urn]
    return told["why"], told["reason"], told["change"]


def test_a_neighbour_beyond_the_limit_with_which_no_form_is_open_is_not_offered():
    why, reason, change = _said([school(1), school(2, "Oak", **SINGLE)], {(1, 2): 19.0})
    assert why == "nothing-near"
    assert reason == (
        "No standalone school or federation is within 15 minutes: the nearest, Oak, is 19 minutes "
        "away, and the plan's forms (federation, join-federation) are closed to the two."
    )
    assert change == "A longer limit alone would not do."
    kept = _said([school(1), school(2, "Oak")], {(1, 2): 19.0}, never=[(2, 1)])
    assert kept[1].endswith("19 minutes away, and local pairs keep the two apart.")
    unknown = school(2, "Oak", type="Voluntary aided school", faith=None)
    told = _said([school(1), unknown], {(1, 2): 19.0})
    assert told[1].endswith(
        "whether the plan's forms (federation, join-federation) are open to the two is not known."
    )


def test_the_limit_of_a_federation_is_told_where_it_is_another():
    rows = [school(1), school(2, "Elm", **FEDERATION), school(3, **FEDERATION)]
    drives = {(1, 2): 22.0, (1, 3): 30.0, (2, 3): 5.0}
    told = _said(rows, drives, joiner_minutes=20.0)
    assert "is within 15 minutes (a federation: 20): the nearest, Elm, is 22 minutes" in told[1]
    assert told[2] == "joiner_minutes = 22 in a settings file (--config) would reach Elm."


def test_schools_with_which_it_could_form_no_group_are_not_told_of():
    none = ("nothing-near", "No other school that it could be with has a known route near it.")
    drives = {(1, 2): 5.0, (1, 3): 6.0, (2, 3): 5.0}
    assert _said([school(1), school(2, stage="secondary")], drives)[:2] == none
    federated = [school(2, **FEDERATION), school(3, stage="not-known", **FEDERATION)]
    academy_cannot_join = [school(1, **SINGLE), *federated]
    assert _said(academy_cannot_join, drives)[:2] == none
    older = [school(2, stage="special", **FEDERATION), school(3, stage="upper", **FEDERATION)]
    assert _said([school(1), *older], drives)[:2] == none
    assert _said([school(1), *federated], drives)[0] == "better-elsewhere", "of its phase"


def test_town_schools_beyond_the_limit_need_a_longer_one_and_any_setting():
    rows = [school(1, rural=False), school(2, "Elm", rural=False)]
    assert _said(rows, {(1, 2): 19.2})[2] == (
        "--max-minutes 20, with --any-setting, would reach Elm."
    )
    anywhere = _said(rows, {(1, 2): 19.2}, any_setting=True)
    assert anywhere[2] == "--max-minutes 20 would reach Elm."


def test_a_neighbour_that_may_be_rural_is_not_known_to_be():
    rows = [school(1, rural=False), school(2, "Elm", rural=None)]
    why, reason, change = _said(rows, {(1, 2): 5.0})
    assert why == "no-rural"
    assert "neither it nor Elm (5 minutes), the one school" in reason
    assert change == "--any-setting lets small town schools count as well."


def test_without_the_pattern_of_rural_schools_its_absence_is_the_reason():
    why, reason, change = _said([school(1)], {}, patterns=("feeders", "area"))
    assert why == "nothing-near"
    assert reason == "No group of the patterns asked for (feeders, area) could serve it."
    assert change == "A run of other patterns, or over a wider area, may find one."


def test_all_partners_being_taken_the_nearest_is_told_with_its_group():
    rows = [school(1, "Ash"), school(2, "Elm"), school(3, "Oak"), school(4, "Yew")]
    drives = {(1, 2): 5.0, (2, 3): 6.0, (1, 3): 7.0, (1, 4): 25.0, (2, 4): 9.0, (3, 4): 9.0}
    why, reason, change = _said(rows, drives, plan=[{2, 3, 4}])
    assert why == "better-elsewhere"
    assert reason.startswith(
        "All 2 possible partners within 15 minutes are in other groups of the plan: the nearest, "
        "Elm (5 minutes), is in the plan with Oak, Yew (rural-primaries-"
    )
    assert change.startswith("--keep rural-primaries-")
    loose = _said(rows[:2], {(1, 2): 5.0})
    assert loose[1] == (
        "It could be with Elm (5 minutes), which is in no group of the plan either: the order of "
        "aims, a choice by hand or the end of the search left both out."
    )
    assert loose[2].startswith("--keep rural-primaries-")
    assert loose[2].endswith(" would put it in the plan, with Elm.")


def test_several_town_schools_are_counted_and_small_ones_are_lacking_where_none_is():
    rows = [school(1, rural=False), school(2, "Elm", rural=False), school(3, rural=False)]
    drives = {(1, 2): 5.0, (1, 3): 6.0, (2, 3): 7.0}
    told = _said(rows, drives)
    assert told == (
        "no-rural",
        (
            "A group needs a small and rural school, and neither it nor any of the 2 schools that "
            "it could be with within 15 minutes is recorded as that."
        ),
        "--any-setting lets small town schools count as well.",
    )


def test_a_bound_that_rules_out_several_partners_is_told_of_the_nearest():
    rows = [school(1), school(2, "Elm"), school(3, "Oak", pupils=1100)]
    drives = {(1, 2): 5.0, (1, 3): 6.0, (2, 3): 25.0}
    told = _said(rows, drives, plan_pupils_most=170)
    assert told == (
        "bounds",
        (
            "It could be with Elm (5 minutes), but together they have 180 pupils, and the plan "
            "allows 170. The plan's bounds rule out its other 1 possible partners too."
        ),
        "plan_pupils_most = 180 in a settings file (--config) would allow that group.",
    )
    most = _said([rows[0], rows[2]], drives, plan_pupils_most=1000, plan_size_most=2)
    assert most[1].endswith("but together they have 1,190 pupils, and the plan allows 1,000."), (
        "two schools are as many as the plan allows"
    )
    lost = _said([rows[0], school(2, "Elm", pupils=None)], drives, plan_pupils_most=170)
    assert lost[2] == "A register in which the roll is recorded would tell."


def test_pairs_kept_apart_are_counted_and_named():
    rows = [school(1), school(2, "Elm"), school(3, "Oak")]
    drives = {(1, 2): 5.0, (1, 3): 6.0, (2, 3): 25.0}
    one = _said(rows[:2], drives, never=[(2, 1)])
    assert one == (
        "kept-apart",
        (
            "The one possible partner within 15 minutes is Elm (5 minutes); local pairs (--pairs) "
            "keep such a group apart: Elm."
        ),
        "The local pairs that stand against a group with Elm would have to go.",
    )
    two = _said(rows, drives, never=[(2, 1), (1, 3)])
    assert two[1] == (
        "There are 2 possible partners within 15 minutes, the nearest Elm (5 minutes); local pairs "
        "(--pairs) keep such a group apart: Elm, Oak."
    )


def test_of_a_federation_those_are_named_that_are_kept_from_the_school_else_from_one_another():
    rows = [school(1), school(2, "Elm", **FEDERATION), school(3, "Oak", **FEDERATION)]
    drives = {(1, 2): 5.0, (1, 3): 6.0, (2, 3): 5.0}
    for never, named in (([(1, 3), (2, 3)], "Oak"), ([(2, 3)], "Elm, Oak")):
        why, reason, _ = _said(rows, drives, never=never)
        assert why == "kept-apart"
        assert reason.endswith(f"local pairs (--pairs) keep such a group apart: {named}.")


def test_a_group_with_one_school_of_a_federation_would_split_it():
    rows = [school(1, stage="infant"), school(2, "Elm", stage="junior", **FEDERATION),
            school(3, **FEDERATION)]  # fmt: skip
    why, reason, change = _said(
        rows, {(1, 2): 5.0}, patterns=("infant-junior",), plan_forms=("collaboration",)
    )
    assert why == "blocked"
    assert reason.startswith("The one kind of group with it, such as infant-junior-")
    assert reason.endswith(
        " with Elm (5 minutes), would split a federation, and the plan keeps federations whole."
    )
    assert change == "No other form opens a group with it within these limits."


def test_a_closed_group_near_by_does_not_say_why_no_school_there_is_a_partner():
    rows = [school(1, stage="infant"), school(2, "Elm", stage="junior", **FEDERATION),
            school(3, **FEDERATION), school(4, "Oak")]  # fmt: skip
    patterns = ("rural-primaries", "infant-junior")
    drives = {(1, 2): 5.0, (1, 4): 19.0}
    why, reason, _ = _said(rows, drives, patterns=patterns, plan_forms=("collaboration",))
    assert why == "nothing-near"
    assert reason.endswith("is within 15 minutes: the nearest, Oak, is 19 minutes away.")


def test_a_school_without_a_way_is_not_told_of_those_of_another():
    told = _told([school(1), school(2, "Elm"), school(3)], {(1, 2): 5.0})
    assert told.loc[3, "why"] == "nothing-near"
    assert told.loc[3, "reason"].startswith("No other school that it could be with has a known")


def test_academies_near_by_are_told_by_whether_they_are_in_a_trust():
    drives = {(1, 2): 4.0, (1, 3): 6.0, (2, 3): 25.0}
    closed = "closed to the plan's forms (federation, join-federation)"
    trust, lone = academy(2, "Oak"), school(3, "Elm", **SINGLE)
    one = _said([school(1), trust], drives)
    assert one[1] == (
        "The one school within 15 minutes, Oak (4 minutes), is an academy in a multi-academy "
        "trust, so not free."
    )
    assert one[2] == "No other form opens a group with it within these limits."
    both = _said([school(1), trust, lone], drives)
    assert both[1] == (
        "All 2 schools within 15 minutes are academies (the nearest is Oak (4 minutes)): 1 in a "
        f"multi-academy trust, 1 {closed}."
    )
    only = _said([school(1), lone], drives)
    assert only[1] == f"The one school within 15 minutes, Elm (6 minutes), is an academy, {closed}."


def test_a_standalone_academy_is_told_the_rule_against_it_and_a_form_that_is_open():
    why, reason, change = _said([school(1, **SINGLE), school(2, "Elm")], {(1, 2): 4.0})
    assert why == "blocked"
    assert reason.startswith(
        "It is an academy. The plan's forms (federation, join-federation) are blocked for it with "
        "every school within 15 minutes, the nearest of them Elm (4 minutes). The rule is "
        "federation-maintained-only: Only maintained schools"
    )
    assert change.startswith("--plan-forms federation,join-federation,")
    assert change.endswith(" would allow a group with Elm (4 minutes).")


def test_what_is_not_recorded_is_said_and_who_could_tell():
    change = "A register file in which that is recorded, or the school itself, would tell."
    lost = school(1, governance="academy", type="Academy converter")
    assert _said([lost, school(2, pupils=500)], {(1, 2): 5.0}) == (
        "not-known",
        (
            "It is an academy for which no trust is recorded, so it is not known whether it is "
            "standalone, and it is not offered as free."
        ),
        change,
    )
    unknown = school(1, governance="not-known", type=None)
    assert _said([unknown, school(2, pupils=500)], {(1, 2): 5.0})[1] == (
        "Its type or trust is not recorded, so it is not known whether it is standalone."
    )
    may_be = [school(1), school(2, "Elm", pupils=500, governance="academy")]
    assert _said(may_be, {(1, 2): 5.0})[1:] == (
        (
            "No school within 15 minutes is known to be a possible partner: for Elm (5 minutes) it "
            "is not recorded whether it is standalone."
        ),
        change,
    )
    faith = [school(1), school(2, "Elm", type="Voluntary aided school", faith=None)]
    assert _said(faith, {(1, 2): 5.0})[1].startswith(
        "No school within 15 minutes is known to be a possible partner: whether a form of the plan "
        "(federation, join-federation) is open to it with Elm (5 minutes) is not known. It turns "
        "on the rule federation-church-consent: "
    )


def test_an_independent_school_is_told_that_no_group_is_formed_with_it():
    rows = [school(1, governance="independent", type="Other independent school"), school(2)]
    why, reason, change = _said(rows, {(1, 2): 5.0})
    assert why == "blocked"
    assert reason.startswith("It is neither a maintained school nor an academy by the register, ")
    assert change == "Nothing that these settings offer."


def test_the_school_left_over_is_the_one_that_joins_a_federation():
    ways = pd.DataFrame(
        {"way": ["a", "b"], "kind": ["join", "school"], "urns": [(1, 3, 2), (4, 5)]}
    )
    assert _members(ways).to_numpy().tolist() == [
        ["a", 1, "joiner"], ["a", 3, "member"], ["a", 2, "member"], ["b", 4, "member"],
        ["b", 5, "member"],
    ]  # fmt: skip


def test_an_academy_among_the_others_is_what_closes_a_way_and_one_that_asks_is_blocked():
    schools = pd.DataFrame({"governance": ["maintained", "academy", "maintained"]}, index=[1, 2, 3])
    facts = pd.DataFrame({"free": pd.array([True, True, None], dtype="boolean")}, index=[1, 2, 3])
    ways = [
        (1, "school", (1, 2), "blocked", "academy"), (2, "school", (2, 1), "blocked", "blocked"),
        (1, "school", (1, 3), "blocked", "blocked"), (1, "group", (1, 3, 2), "blocked", "academy"),
        (1, "school", (1, 2), "open", "nothing"), (1, "join", (1, 3), "needs-consent", "nothing"),
        (1, "school", (1, 3), "not-known", "not-known"), (1, "school", (1, 3), None, "not-known"),
        (1, "trust", (1, 2), None, "academy"), (1, "not-known", (1, 3), "open", "not-known"),
        (3, "school", (3, 1), "open", "not-known"), (3, "group", (3, 1), "open", "nothing"),
    ]  # fmt: skip
    table = pd.DataFrame(ways, columns=["urn", "kind", "urns", "status", "expected"])
    assert _by_rules(table, schools, facts).tolist() == table["expected"].tolist()
