"""Figures of today and with the plan, for an area and for each of its authorities."""

import dataclasses

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geofinder import tables
from geofinder.gias import read_register
from geofinder.pipeline.common import SAMPLE
from geofinder.planning.asked import asked
from geofinder.planning.authorities import authorities
from geofinder.planning.before_after import before_after
from geofinder.settings import Settings
from tests.candidates.made_up import academy, register, school, schools_of, travel_among, travel_of
from tests.planning.worlds import plan_of, real_world, world_of

OVER = {"la_code": "846", "la_name": "Brighton and Hove"}
FEDERATION = {"federation_id": "F1", "federation_name": "Two Together"}
ROWS = [
    school(1, pupils=60),
    school(2, pupils=70, faith="church-of-england"),
    school(3, pupils=50, **FEDERATION),
    school(4, pupils=40, **FEDERATION, **OVER),
    school(5, pupils=80),
    academy(6),
    school(7, pupils=90),
    school(8, in_area=False, **OVER),
]
MINUTES = {(1, 2): 8.0, (2, 1): 9.0, (5, 3): 10.0, (3, 4): 5.0, (5, 4): 16.0, (7, 8): 12.0}
PAIRS = ("rural-primaries", "federation-joiner")


def _world(rows=ROWS, *, plan):
    return world_of(schools_of(rows), travel_of(MINUTES), Settings(patterns=PAIRS), plan=plan)


def _figures(world):
    told = before_after(
        plan_of(world), world.members, world.schools, world.facts, world.travel, world.settings
    )
    tables.BEFORE_AFTER.validate(told)
    return told.set_index("measure")


def _authorities(world):
    told = authorities(plan_of(world), world.members, world.schools, world.facts, world.settings)
    tables.AUTHORITIES.validate(told)
    return told.set_index("la_code")


def _pair(told, measure):
    row = told.loc[measure]
    return row["today"], row["plan"]


def test_schools_in_a_partnership_are_those_of_today_and_those_in_a_group():
    told = _figures(_world(plan=[{1, 2}, {3, 4, 5}]))
    assert _pair(told, "partnered") == (3, 6)
    assert told.loc["partnered", "known"] == 7


def test_a_federation_that_a_school_joins_is_one_group_and_not_two():
    told = _figures(_world(plan=[{3, 4, 5}]))
    assert _pair(told, "combined_roll") == (90, 170)
    assert _pair(told, "under_target") == (1, 1)
    assert told.loc["combined_roll", "known"] == 1
    more = _figures(_world(plan=[{1, 2}]))
    assert _pair(more, "combined_roll") == (90, 110)
    assert _pair(more, "under_target") == (1, 2)


def test_groups_of_several_faiths_and_authorities_are_counted():
    told = _figures(_world(plan=[{1, 2}, {3, 4, 5}]))
    assert _pair(told, "mixed_faith") == (0, 1)
    assert _pair(told, "across_authorities") == (1, 1)


def test_the_nearest_partner_of_those_served_counts_in_the_worse_direction():
    told = _figures(_world(plan=[{1, 2}, {3, 4, 5}])).loc["nearest_partner"]
    assert (told["plan"], told["known"]) == (9.0, 3)
    assert pd.isna(told["today"])


def test_a_roll_that_is_not_recorded_leaves_its_group_out_of_the_figure():
    rows = [school(1, pupils=60), school(2, pupils=None), *ROWS[2:]]
    told = _figures(_world(rows, plan=[{1, 2}, {3, 4, 5}]))
    assert _pair(told, "combined_roll") == (90, 170)
    assert told.loc["combined_roll", "known"] == 1


def test_a_faith_that_is_not_recorded_is_told_only_where_two_others_differ():
    rows = [school(1, pupils=60, faith=None), *ROWS[1:]]
    told = _figures(_world(rows, plan=[{3, 4, 5}]))
    assert told.loc["mixed_faith", "known"] == 1


def test_without_a_group_nothing_is_known_rather_than_zero():
    told = _figures(_world([ROWS[0], ROWS[1]], plan=[]))
    assert pd.isna(told.loc["combined_roll", "today"])
    assert pd.isna(told.loc["combined_roll", "plan"])
    assert told.loc["combined_roll", "known"] == 0
    assert _pair(told, "partnered") == (0, 0)


def test_a_group_across_a_border_counts_for_each_side_of_the_area():
    told = _authorities(_world(plan=[{1, 2}, {3, 4, 5}, {7, 8}]))
    assert told.loc["845", ["schools", "asked", "partnered", "served"]].tolist() == [6, 4, 2, 4]
    assert told.loc["845", ["groups", "groups_across", "left_over"]].tolist() == [3, 2, 0]
    assert told.loc["846", ["schools", "asked", "partnered", "served"]].tolist() == [1, 0, 1, 0]
    assert told.loc["846", ["groups", "groups_across", "left_over"]].tolist() == [1, 1, 0]


def test_an_authority_without_a_group_has_no_longest_drive():
    told = _authorities(_world(plan=[{1, 2}]))
    assert told.loc["845", "longest_min"] == 9.0
    assert told.loc["846", "groups"] == 0
    assert pd.isna(told.loc["846", "longest_min"])


def test_one_drive_that_is_not_known_leaves_the_longest_not_known():
    world = _world(plan=[{1, 2}, {7, 8}])
    known = world.candidates
    lost = known.assign(longest_min=known["longest_min"].mask(known["longest_min"] > 9))
    assert pd.isna(_authorities(dataclasses.replace(world, candidates=lost)).loc["845"].iloc[-1])


@settings(max_examples=6)
@given(seed=st.integers(0, 10_000))
def test_the_authorities_add_up_to_the_area(seed):
    schools = register(50, seed=seed)
    found = world_of(
        schools, travel_among(schools, seed=seed), Settings(patterns=PAIRS, max_size=3)
    )
    urns = found.members.groupby("group_id")["urn"].agg(set)
    used: set[int] = set()
    chosen = []
    for group, members in urns.items():
        if used.isdisjoint(members):
            used |= members
            chosen.append(group)
    world = dataclasses.replace(
        found, planned=found.members[found.members["group_id"].isin(chosen)]
    )
    told = _authorities(world)
    counts = asked(schools, world.facts, world.settings)
    assert told["schools"].sum() == schools["in_area"].sum()
    assert told["asked"].sum() == (counts > 0).sum()
    assert (told["served"] + told["left_over"] == told["asked"]).all()
    assert told["left_over"].sum() == len(world.left)
    figures = _figures(world)
    today, ahead = _pair(figures, "partnered")
    assert today == told["partnered"].sum()
    assert today + told["served"].sum() <= ahead <= len(schools)


@pytest.fixture(scope="module")
def east_sussex():
    found = read_register([SAMPLE / "establishments.csv"], links=SAMPLE / "group_links.csv")
    return real_world(found, "East Sussex", Settings())


def test_east_sussex_today_has_its_ten_federations(east_sussex):
    told = _figures(east_sussex)
    schools = east_sussex.schools
    rolls = schools[schools["federation_id"].notna()].groupby("federation_id").agg(
        pupils=("pupils", "sum"), own=("in_area", "any"), size=("urn", "size")
    )  # fmt: skip
    rolls = rolls[rolls["own"] & (rolls["size"] > 1)]
    assert len(rolls) >= 10
    assert told.loc["combined_roll", "today"] == rolls["pupils"].median()
    assert told.loc["under_target", "today"] == (rolls["pupils"] < 210).sum()
    assert told.loc["partnered", "plan"] > told.loc["partnered", "today"]


def test_the_rows_may_come_in_any_order(east_sussex):
    turned = dataclasses.replace(
        east_sussex,
        schools=east_sussex.schools.iloc[::-1],
        members=east_sussex.members.iloc[::-1],
        planned=east_sussex.planned.iloc[::-1],
    )
    assert _figures(turned).to_csv() == _figures(east_sussex).to_csv()
    assert _authorities(turned).to_csv() == _authorities(east_sussex).to_csv()
