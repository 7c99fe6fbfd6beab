"""What must hold of every verdict: nothing unknown reads as allowed, and no order counts."""

import itertools
import random

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geofinder.facts import FACTS, school_facts
from geofinder.policy import best_verdicts, explain, verdicts
from geofinder.tables import FORMS
from tests.kinds import (
    ACADEMY_UNKNOWN,
    CATHOLIC,
    CATHOLIC_FOUNDATION,
    CHURCH_FOUNDATION,
    COMMUNITY,
    DAY,
    FOUNDATION,
    INFANT,
    JUNIOR,
    KINDS,
    MAT_ACADEMY,
    MOST_OF_A_KIND,
    OTHER_MAT,
    POLICY,
    SINGLE_ACADEMY,
    UNKNOWN_AGES,
    UNKNOWN_FAITH,
    UNKNOWN_TYPE,
    VA_CHURCH,
    judge,
    judge_all,
    pool,
    schools_of,
)

GROUPS = st.lists(st.sampled_from(KINDS), min_size=2, max_size=6)
LACKS_A_PARTNER = {
    "join-federation-none-here", "join-federation-nobody-to-join", "join-trust-nobody-to-join",
    "amalgamation-no-infant", "amalgamation-no-junior", "transfer-none-in-trust",
}  # fmt: skip
"""Blocks that a further school lifts: somebody to join, to host or to transfer was missing."""
COULD_BE = (
    (ACADEMY_UNKNOWN, (MAT_ACADEMY, OTHER_MAT, SINGLE_ACADEMY)),
    (UNKNOWN_FAITH, (FOUNDATION, CHURCH_FOUNDATION, CATHOLIC_FOUNDATION)),
    (UNKNOWN_TYPE, (COMMUNITY, MAT_ACADEMY, OTHER_MAT, SINGLE_ACADEMY)),
    (UNKNOWN_AGES, (COMMUNITY, INFANT, JUNIOR)),
)  # fmt: skip
"""What a school of which something is not recorded could turn out to be."""


def _lasting_blocks(rules):
    blocked = rules.loc[rules["status"] == "blocked", "rules"]
    return {(form, rule) for form, ids in blocked.items() for rule in ids.split()
            if rule not in LACKS_A_PARTNER}  # fmt: skip


@given(kinds=GROUPS)
def test_every_group_has_a_verdict_on_all_nine_forms(kinds):
    assert sorted(judge_all([kinds])[0].index) == sorted(FORMS)


@given(kinds=GROUPS)
def test_no_group_with_an_academy_can_federate_amalgamate_or_share_a_foundation_trust(kinds):
    table = judge_all([kinds])[0]
    if any(kind["governance"] == "academy" for kind in kinds):
        closed = ["federation", "join-federation", "foundation-trust", "amalgamation"]
        assert set(table.loc[closed, "status"]) == {"blocked"}


@given(kinds=GROUPS, added=st.sampled_from(KINDS))
def test_adding_a_school_never_lifts_a_block_that_a_member_causes(kinds, added):
    before, after = judge_all([kinds, [*kinds, added]])
    for form in ("federation", "new-trust", "foundation-trust", "collaboration"):
        assert before.loc[form, "status"] != "blocked" or after.loc[form, "status"] == "blocked"
    assert _lasting_blocks(before) <= _lasting_blocks(after)


@given(kinds=GROUPS)
def test_no_blocked_pair_is_inside_an_open_group(kinds):
    table, *pairs = judge_all([kinds, *itertools.combinations(kinds, 2)])
    free = set(table.index[table["status"].isin(["open", "needs-consent"])])
    for pair in pairs:
        assert not {form for form, _ in _lasting_blocks(pair)} & free


@given(kinds=GROUPS)
def test_what_is_not_known_never_reads_as_allowed(kinds):
    table = judge_all([kinds])[0]
    if UNKNOWN_TYPE in kinds:
        rest = table["status"].drop("collaboration")
        assert set(rest) <= {"blocked", "not-known"}


@given(kinds=GROUPS, unknown=st.sampled_from(COULD_BE))
def test_whatever_an_unknown_school_turns_out_to_be_a_verdict_holds(kinds, unknown):
    school, could_be = unknown
    told, *turned_out = judge_all([*kinds, kind] for kind in (school, *could_be))
    known = told.loc[told["status"] != "not-known", "status"]
    for each in turned_out:
        # Nothing said to be open, to need consent or to be blocked is ever taken back.
        rest = each.loc[known.index, "status"]
        settled = rest != "not-known"
        assert (rest[settled] == known[settled]).all()
        assert settled.all()


@given(kinds=GROUPS, seed=st.integers(0, 9))
def test_the_order_of_the_members_changes_nothing(kinds, seed):
    schools, facts = pool()
    urns = [schools["urn"].iloc[KINDS.index(kind) * MOST_OF_A_KIND + k]
            for k, kind in enumerate(kinds)]  # fmt: skip
    members = pd.DataFrame({"group_id": "g", "urn": urns, "role": "member"})
    order = list(range(len(members)))
    random.Random(seed).shuffle(order)
    one = verdicts(members, schools, facts, POLICY, day=DAY)
    two = verdicts(members.iloc[order], schools, facts, POLICY, day=DAY)
    pd.testing.assert_frame_equal(one, two)
    one = explain(members, schools, facts, POLICY, day=DAY)
    two = explain(members.iloc[order], schools, facts, POLICY, day=DAY)
    pd.testing.assert_frame_equal(one, two)


@given(kinds=GROUPS)
def test_every_rule_quoted_exists_and_every_verdict_says_why(kinds):
    known = {rule.id for rule in POLICY.rule}
    table = judge_all([kinds])[0]
    assert set(" ".join(table["rules"]).split()) <= known
    assert (table["sentence"].str.len() > 0).all()
    assert set(table.index) == set(POLICY.forms)


def test_many_groups_are_judged_as_one_by_one():
    schools = schools_of(*KINDS)
    facts = school_facts(schools, small_pupils=210)
    urns = schools["urn"].tolist()
    count = len(KINDS)
    parts = [(f"g{a:02}{b:02}", (urns[a], urns[b])) for a in range(count) for b in range(a)]
    members = pd.DataFrame(
        [(name, urn, "member") for name, pair in parts for urn in pair],
        columns=["group_id", "urn", "role"],
    )
    together = verdicts(members, schools, facts, POLICY, day=DAY)
    for name, _ in parts[::7]:
        alone = verdicts(members[members["group_id"] == name], schools, facts, POLICY, day=DAY)
        expected = together[together["group_id"] == name].reset_index(drop=True)
        pd.testing.assert_frame_equal(alone, expected)


def test_no_groups_have_no_verdicts():
    schools = schools_of(COMMUNITY)
    members = pd.DataFrame({"group_id": [], "urn": [], "role": []})
    facts = school_facts(schools, small_pupils=210)
    assert verdicts(members, schools, facts, POLICY, day=DAY).empty
    assert explain(members, schools, facts, POLICY, day=DAY).empty


def test_the_best_form_is_the_least_hindered_one():
    best = best_verdicts(judge(COMMUNITY, MAT_ACADEMY).reset_index())
    assert best.loc["g"].tolist() == ["collaboration", "open"]
    best = best_verdicts(judge(COMMUNITY, VA_CHURCH).reset_index())
    assert best.loc["g"].tolist() == ["federation", "needs-consent"]


def test_of_forms_as_little_hindered_the_one_sought_is_best():
    table = judge(COMMUNITY, MAT_ACADEMY).reset_index()
    best = best_verdicts(table, sought={"g": "join-trust"})
    assert best.loc["g"].tolist() == ["join-trust", "open"]
    # A hindered form is not best because somebody seeks it.
    best = best_verdicts(table, sought={"g": "federation"})
    assert best.loc["g"].tolist() == ["collaboration", "open"]


def test_a_transfer_is_never_the_best_form():
    table = judge(MAT_ACADEMY, MAT_ACADEMY | {"faith": None}).reset_index()
    assert best_verdicts(table).loc["g", "best_form"] == "collaboration"
    table = judge(CATHOLIC | MAT_ACADEMY, OTHER_MAT).reset_index()
    assert best_verdicts(table).loc["g", "best_form"] == "collaboration"


def test_every_fact_is_given_and_missing_where_the_register_is_silent():
    facts = school_facts(schools_of(UNKNOWN_TYPE, ACADEMY_UNKNOWN), small_pupils=210)
    assert list(facts.columns) == list(FACTS)
    unknown, academy = facts.iloc[0], facts.iloc[1]
    assert unknown[["maintained", "academy", "free", "voluntary-aided"]].isna().all()
    assert academy[["in-mat", "single-academy-trust", "free"]].isna().all()
    assert academy["trust-not-recorded"]
    assert unknown["governance-not-recorded"]
    ages = school_facts(schools_of(UNKNOWN_AGES), small_pupils=210).iloc[0]
    assert ages[["infant-school", "junior-school"]].isna().all()
    assert ages["primary-phase"]
