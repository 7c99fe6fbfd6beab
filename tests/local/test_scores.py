"""Local wishes and figures move scores by the documented amounts, and missing stays missing."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geofinder import candidates as grouping
from geofinder.local import (
    group_figures,
    school_figures,
    with_pair_weights,
    with_reasons,
    with_risk,
)
from geofinder.patterns import FINDERS
from geofinder.settings import Settings
from tests.candidates.made_up import (
    facts_of,
    register,
    school,
    schools_of,
    travel_among,
    travel_of,
)
from tests.local.files import local_of

THREE = schools_of([school(urn, f"School {urn}") for urn in (10101, 10102, 10103)])
MINUTES = {(10101, 10102): 5.0, (10101, 10103): 6.0, (10102, 10103): 7.0}
TARGET = Settings(combined_roll_target=1000)


def _measured(schools, travel, limits, local):
    chosen = with_pair_weights(limits, local)
    facts = with_risk(facts_of(schools), local, schools, chosen)
    found = {"rural-primaries": FINDERS["rural-primaries"](schools, facts, travel, chosen)}
    candidates, members = grouping.measure(found, schools, facts, travel, chosen)
    return candidates, members, group_figures(members, schools, local, chosen)


def _scores(folder, **rows):
    candidates, members, _ = _measured(THREE, travel_of(MINUTES), TARGET, local_of(folder, **rows))
    groups = members.groupby("group_id")["urn"].agg(frozenset)
    return dict(zip(candidates["group_id"].map(groups), candidates["score"], strict=True))


def test_a_weighted_pair_adds_the_documented_amount_to_groups_that_hold_it(tmp_path):
    plain = _scores(tmp_path)
    wished = _scores(tmp_path, pairs=["10101,10102,0.5,one headteacher already"])
    for group, score in plain.items():
        added = 0.025 if {10101, 10102} <= group else 0.0
        assert wished[group] == pytest.approx(score + added, abs=1e-8)


def test_a_weight_below_zero_takes_as_much_away(tmp_path):
    plain = _scores(tmp_path)
    unwished = _scores(tmp_path, pairs=["10101,10102,-1,"])
    assert unwished[frozenset({10101, 10102})] == pytest.approx(
        plain[frozenset({10101, 10102})] - 0.05, abs=1e-8
    )


def test_a_school_at_risk_adds_once_to_each_of_its_groups(tmp_path):
    plain = _scores(tmp_path)
    marked = _scores(tmp_path, figures=["10101,,,,-1,,", "10102,,,,-1,,"])
    for group, score in plain.items():
        assert marked[group] == pytest.approx(score + 0.05, abs=1e-8)


def test_figures_without_a_mark_leave_every_score_alone(tmp_path):
    figures = ["10101,150,140,130,20000,,All is well"]
    assert _scores(tmp_path, figures=figures) == _scores(tmp_path)


@pytest.mark.parametrize("weight", [1.0, -1.0])
def test_many_wishes_together_move_a_score_by_no_more_than_the_limit(tmp_path, weight):
    schools = schools_of([school(urn, f"School {urn}") for urn in range(10101, 10105)])
    urns = schools["urn"].tolist()
    pairs = [(one, other) for one in urns for other in urns if one < other]
    travel = travel_of(dict.fromkeys(pairs, 5.0))
    local = local_of(tmp_path, pairs=[f"{one},{other},{weight}," for one, other in pairs])
    nothing = local_of(tmp_path)
    plain, _, _ = _measured(schools, travel, TARGET, nothing)
    moved, _, figures = _measured(schools, travel, TARGET, local)
    apart = moved.set_index("group_id")["score"] - plain.set_index("group_id")["score"]
    assert apart.abs().max() == pytest.approx(0.2, abs=1e-8)
    assert moved["score"].between(0, 1).all()
    assert figures.set_index("group_id")["score_added"].to_dict() == pytest.approx(apart.to_dict())


@settings(max_examples=8)
@given(seed=st.integers(0, 10_000), top=st.integers(1, 4))
def test_the_best_for_each_school_are_proven_best_with_local_knowledge_too(
    tmp_path_factory, seed, top
):
    schools = register(45, seed=seed)
    travel = travel_among(schools, seed=seed)
    urns = schools["urn"].tolist()
    near = travel.loc[travel["from_urn"] < travel["to_urn"], ["from_urn", "to_urn"]]
    wishes = near.sample(min(len(near), 25), random_state=seed).to_numpy().tolist()
    weights = [(-1.0, 0.4, 1.0)[at % 3] for at in range(len(wishes))]
    local = local_of(
        tmp_path_factory.mktemp("local"),
        figures=[f"{urn},,,,-100,," for urn in urns[::9]],
        pairs=[f"{a},{b},{w}," for (a, b), w in zip(wishes, weights, strict=True)],
    )
    limits = Settings(max_size=4, top=top, all_groups_most=1_000_000)
    every, members, _ = _measured(schools, travel, limits, local)
    few, few_members, _ = _measured(schools, travel, limits.with_options(all_groups_most=0), local)
    assert set(few["group_id"]) <= set(every["group_id"])
    for urn in schools.loc[schools["in_area"], "urn"]:
        best = every[every["group_id"].isin(members.loc[members["urn"] == urn, "group_id"])]
        kept = few[few["group_id"].isin(few_members.loc[few_members["urn"] == urn, "group_id"])]
        assert kept["score"].nlargest(top).tolist() == best["score"].nlargest(top).tolist()


def test_a_wish_brings_back_a_trust_that_others_had_pushed_out(tmp_path):
    trust = {"governance": "academy", "type": "Academy converter", "trust_kind": "mat"}
    hosts = [
        school(10110 + at, trust_id=f"T{at}", trust_name=f"Trust {at}", **trust) for at in range(4)
    ]
    schools = schools_of([school(10101), *hosts])
    travel = travel_of({(10101, 10110 + at): 4.0 + at for at in range(4)})
    limits = Settings(trusts_a_school=3)
    for weight, offered in ((0, {10110, 10111, 10112}), (1, {10110, 10111, 10113})):
        local = local_of(tmp_path, pairs=[f"10101,10113,{weight},"])
        chosen = with_pair_weights(limits, local)
        found = FINDERS["trust-joiner"](schools, facts_of(schools), travel, chosen)
        members = found.members
        assert set(members.loc[members["role"] == "host", "urn"]) == offered


def test_the_trust_around_a_hub_takes_wishes_into_account(tmp_path):
    schools = schools_of([school(urn, pupils=90) for urn in range(10101, 10106)])
    urns = schools["urn"].tolist()
    travel = travel_of(
        {(one, other): 2.0 * (other - one) for one in urns for other in urns if one < other}
    )
    limits = Settings(local_pair_adds=1, local_pairs_most=1)
    together = {}
    for weight in (0, -1):
        local = local_of(tmp_path, pairs=[f"10101,10105,{weight},"])
        chosen = with_pair_weights(limits, local)
        members = FINDERS["trust-hub"](schools, facts_of(schools), travel, chosen).members
        groups = members.groupby("group_id")["urn"].agg(set)
        together[weight] = any({10101, 10105} <= group for group in groups)
    assert together == {0: True, -1: False}


def test_a_group_has_its_pupils_in_one_three_and_five_years_where_every_school_has(tmp_path):
    figures = ["10101,95,88,80,,,", "10102,70,,60,,,"]
    _, members, table = _measured(
        THREE, travel_of(MINUTES), TARGET, local_of(tmp_path, figures=figures)
    )
    groups = members.groupby("group_id")["urn"].agg(frozenset)
    rows = {groups[row["group_id"]]: row for _, row in table.iterrows()}
    pair = rows[frozenset({10101, 10102})]
    assert (pair["pupils_now"], pair["pupils_1y"], pair["pupils_5y"]) == (180, 165, 140)
    assert pd.isna(pair["pupils_3y"])
    assert pair["forecasts_3y"] == 1
    assert "180 now, 165 in 1 year, not known in 3 years (1 of 2 schools" in pair["says"]
    three = rows[frozenset({10101, 10102, 10103})]
    assert three[["pupils_1y", "pupils_3y", "pupils_5y"]].isna().all()


def test_groups_that_local_data_does_not_speak_of_are_not_in_the_table(tmp_path):
    _, members, table = _measured(
        THREE, travel_of(MINUTES), TARGET, local_of(tmp_path, figures=["10103,95,,,,,"])
    )
    spoken = members.loc[members["urn"] == 10103, "group_id"]
    assert set(table["group_id"]) == set(spoken)


def test_a_school_is_marked_for_each_thing_that_puts_it_at_risk(tmp_path):
    schools = schools_of(
        [
            school(10101, pupils=120),
            school(10102, stage="nursery", pupils=40),
            school(10103, pupils=400),
        ]
    )
    figures = [
        "10101,115,100,60,-12500,2027-08-31,",
        "10102,30,30,30,,,",
        "10103,410,420,430,50000,,Growing",
    ]
    table = school_figures(local_of(tmp_path, figures=figures), schools, Settings())
    assert table["at_risk"].tolist() == [True, False, False]
    assert table["marks"].iloc[0] == (
        "100 pupils expected in 3 years, under 110; a deficit of £12,500; "
        "the head's post is vacant from 2027-08-31"
    )
    assert table["marks"].iloc[1:].isna().all()


def test_schools_that_nobody_gave_figures_for_are_not_known_to_be_safe(tmp_path):
    local = local_of(tmp_path, figures=["10101,,,,-5,,", "10102,,,,5,,"])
    at_risk = with_risk(facts_of(THREE), local, THREE, Settings())["at-risk"]
    assert at_risk.loc[10101]
    assert at_risk.loc[[10102, 10103]].isna().all()


def test_what_was_added_and_why_is_among_the_reasons(tmp_path):
    local = local_of(
        tmp_path,
        figures=["10101,,,,-12500,,"],
        pairs=["10102,10101,1,They share a cook."],
    )
    candidates, members, figures = _measured(THREE, travel_of(MINUTES), TARGET, local)
    reasons = with_reasons(candidates, figures).set_index("group_id")["reasons"]
    pair = members.groupby("group_id")["urn"].agg(frozenset)
    text = reasons[pair[pair == frozenset({10101, 10102})].index[0]]
    assert "Local figures mark School 10101 as at risk: a deficit of £12,500." in text
    assert "gives School 10101 with School 10102 the weight +1 (They share a cook)." in text
    assert "Local data adds 0.10 to the score." in text
    other = reasons[pair[pair == frozenset({10102, 10103})].index[0]]
    assert "ocal" not in other
