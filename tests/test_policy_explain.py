"""The explanation says the same as the verdict, and names the school that causes each rule."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geofinder.facts import school_facts
from geofinder.policy import explain, verdicts
from tests.kinds import (
    ACADEMY_UNKNOWN,
    COMMUNITY,
    DAY,
    FEDERATED,
    INFANT,
    KINDS,
    MAT_ACADEMY,
    MOST_OF_A_KIND,
    OTHER_MAT,
    POLICY,
    UNKNOWN_AGES,
    VA_CHURCH,
    pool,
    schools_of,
)

FIRST_URN = 114400
GROUPS = st.lists(st.sampled_from(KINDS), min_size=2, max_size=6)


def _explained(*kinds):
    schools = schools_of(*kinds)
    facts = school_facts(schools, small_pupils=210)
    return explain(schools["urn"], schools, facts, POLICY, day=DAY)


def _causes(form, rule, *kinds):
    table = _explained(*kinds).set_index(["form", "rule"])
    return [urn - FIRST_URN for urn in table.loc[(form, rule), "schools"]]


@settings(max_examples=40)
@given(kinds=GROUPS, cut=st.integers(1, 5))
def test_an_explanation_rests_on_the_rules_of_the_verdict(kinds, cut):
    schools, facts = pool()
    urns = [schools["urn"].iloc[KINDS.index(kind) * MOST_OF_A_KIND + k]
            for k, kind in enumerate(kinds)]  # fmt: skip
    groups = ["a" if place < cut else "b" for place in range(len(kinds))]
    members = pd.DataFrame({"group_id": groups, "urn": urns, "role": "member"})
    judged = verdicts(members, schools, facts, POLICY, day=DAY).set_index(["group_id", "form"])
    because = explain(members, schools, facts, POLICY, day=DAY)
    for key, rows in because.groupby(["group_id", "form"]):
        verdict = judged.loc[key]
        assert set(rows["status"]) == {verdict["status"]}
        assert rows["rule"].tolist() == verdict["rules"].split()
        assert " ".join(dict.fromkeys(rows["sentence"])) == verdict["sentence"]
        mine = set(members.loc[members["group_id"] == key[0], "urn"])
        assert all(set(urns) <= mine for urns in rows["schools"])
    assert len(because.groupby(["group_id", "form"])) == len(judged)


def test_the_school_that_causes_a_block_is_named():
    kinds = (COMMUNITY, MAT_ACADEMY, VA_CHURCH)
    assert _causes("federation", "federation-maintained-only", *kinds) == [1]
    assert _causes("join-trust", "trust-church-consent", *kinds) == [2]
    assert _causes("join-trust", "trust-maintained-converts", *kinds) == [0, 2]


def test_the_schools_that_are_in_different_trusts_are_named():
    kinds = (COMMUNITY, MAT_ACADEMY, OTHER_MAT)
    assert _causes("join-trust", "join-trust-two-trusts", *kinds) == [1, 2]


def test_where_somebody_to_join_is_missing_nobody_and_everybody_causes_it():
    assert _causes("join-federation", "join-federation-none-here", COMMUNITY, COMMUNITY) == [0, 1]
    both = (FEDERATED, FEDERATED)
    assert _causes("join-federation", "join-federation-nobody-to-join", *both) == [0, 1]


def test_what_holds_for_all_forms_of_a_kind_names_no_school():
    assert _causes("federation", "federation-procedure", COMMUNITY, COMMUNITY) == []


def test_the_school_whose_fact_is_missing_is_named():
    table = _explained(INFANT, UNKNOWN_AGES).set_index(["form", "rule"])
    row = table.loc[("amalgamation", "amalgamation-other-ages")]
    assert not row["known"]
    assert row["schools"] == [FIRST_URN + 1]
    assert "ages of a school here are not recorded" in row["sentence"]
    assert _causes("new-trust", "trust-not-recorded", COMMUNITY, ACADEMY_UNKNOWN) == [1]


def test_the_school_whose_roll_is_missing_is_named():
    kinds = (COMMUNITY, COMMUNITY | {"pupils": None})
    assert _causes("new-trust", "new-trust-expected-size", *kinds) == [1]
