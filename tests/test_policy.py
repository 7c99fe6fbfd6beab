"""The law as data: each rule fires where it should, and nothing unknown reads as allowed."""

import datetime as dt
import random
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geofinder.errors import SettingsError
from geofinder.facts import FACTS, school_facts
from geofinder.policy import best_verdicts, read_policy, verdicts
from geofinder.resources import data_path
from geofinder.tables import FORMS, SCHOOLS
from tests.made_up import made_up_schools

DAY = dt.date(2026, 11, 21)
POLICY = read_policy(data_path("policy.toml"))

COMMUNITY = {"governance": "maintained", "type": "Community school", "faith": "none"}
VA_CHURCH = {
    "governance": "maintained",
    "type": "Voluntary aided school",
    "faith": "church-of-england",
}
MAT_ACADEMY = {
    "governance": "academy",
    "type": "Academy converter",
    "faith": "none",
    "trust_id": "1",
    "trust_kind": "mat",
}
ACADEMY_UNKNOWN = {"governance": "academy", "type": "Academy converter", "faith": "none"}
UNKNOWN_FAITH = {"governance": "maintained", "type": "Foundation school", "faith": None}
UNKNOWN_TYPE = {"governance": "not-known", "type": None, "faith": "none"}
FEDERATED = COMMUNITY | {"federation_id": "9", "federation_name": "Pioneer Federation"}
OTHER_FEDERATION = COMMUNITY | {"federation_id": "8", "federation_name": "Skylark"}
KENT = COMMUNITY | {"la_code": "886"}
KINDS = (COMMUNITY, VA_CHURCH, MAT_ACADEMY, ACADEMY_UNKNOWN, UNKNOWN_FAITH, UNKNOWN_TYPE,
         FEDERATED, OTHER_FEDERATION, KENT)  # fmt: skip


def _schools(*kinds):
    frame = made_up_schools([f"School {k}" for k in range(len(kinds))])
    for column in {name for kind in kinds for name in kind}:
        values = [kind.get(column, None) for kind in kinds]
        if column == "la_code":
            values = [value or "845" for value in values]
        frame[column] = pd.Series(values, dtype="str")
    return SCHOOLS.validate(frame)


def _judge(*kinds, role="member"):
    schools = _schools(*kinds)
    members = pd.DataFrame({"group_id": "g", "urn": schools["urn"], "role": role})
    facts = school_facts(schools, small_pupils=210)
    return verdicts(members, schools, facts, POLICY, day=DAY).set_index("form")


# Each rule of the file: a group for which it fires, and one for which it does not.
EXERCISES = {
    "federation-maintained-only": ((COMMUNITY, MAT_ACADEMY), (COMMUNITY, VA_CHURCH)),
    "federation-already-in-one": ((COMMUNITY, FEDERATED), (COMMUNITY, COMMUNITY)),
    "federation-procedure": ((COMMUNITY, COMMUNITY), (COMMUNITY, MAT_ACADEMY)),
    "federation-keeps-identity": ((COMMUNITY, COMMUNITY), (COMMUNITY, MAT_ACADEMY)),
    "federation-across-authorities": ((COMMUNITY, KENT), (COMMUNITY, COMMUNITY)),
    "federation-church-consent": ((COMMUNITY, VA_CHURCH), (COMMUNITY, COMMUNITY)),
    "join-federation-none-here": ((COMMUNITY, COMMUNITY), (COMMUNITY, FEDERATED)),
    "join-federation-nobody-to-join": ((FEDERATED, FEDERATED), (COMMUNITY, FEDERATED)),
    "join-federation-two-federations": (
        (FEDERATED, OTHER_FEDERATION, COMMUNITY),
        (FEDERATED, FEDERATED, COMMUNITY),
    ),
    "collaboration-write-it-down": ((COMMUNITY, MAT_ACADEMY), None),
    "collaboration-joint-committee": ((COMMUNITY, VA_CHURCH), (COMMUNITY, MAT_ACADEMY)),
    "collaboration-no-joint-committee": ((COMMUNITY, MAT_ACADEMY), (COMMUNITY, COMMUNITY)),
    "collaboration-trust-agrees": ((COMMUNITY, MAT_ACADEMY), (COMMUNITY, COMMUNITY)),
    "collaboration-church-consent": ((COMMUNITY, VA_CHURCH), (COMMUNITY, MAT_ACADEMY)),
}


def test_every_rule_of_the_file_is_exercised():
    assert {rule.id for rule in POLICY.rule} == set(EXERCISES)


@pytest.mark.parametrize("rule_id", EXERCISES)
def test_each_rule_fires_for_the_group_it_is_about_and_not_for_another(rule_id):
    fires, does_not = EXERCISES[rule_id]
    assert rule_id in " ".join(_judge(*fires)["rules"]).split()
    if does_not is not None:
        assert rule_id not in " ".join(_judge(*does_not)["rules"]).split()


@pytest.mark.parametrize(
    ("kinds", "form", "status"),
    [
        ((COMMUNITY, COMMUNITY), "federation", "open"),
        ((COMMUNITY, VA_CHURCH), "federation", "needs-consent"),
        ((COMMUNITY, MAT_ACADEMY), "federation", "blocked"),
        ((COMMUNITY, MAT_ACADEMY), "collaboration", "open"),
        ((COMMUNITY, FEDERATED), "federation", "blocked"),
        ((COMMUNITY, FEDERATED), "join-federation", "open"),
        ((VA_CHURCH, FEDERATED), "join-federation", "needs-consent"),
        ((COMMUNITY, COMMUNITY), "join-federation", "blocked"),
        ((FEDERATED, OTHER_FEDERATION, COMMUNITY), "join-federation", "blocked"),
        ((COMMUNITY, UNKNOWN_TYPE), "federation", "not-known"),
        ((COMMUNITY, UNKNOWN_FAITH), "federation", "not-known"),
        ((COMMUNITY, UNKNOWN_FAITH), "collaboration", "not-known"),
        ((MAT_ACADEMY, UNKNOWN_FAITH), "federation", "blocked"),
        ((COMMUNITY, ACADEMY_UNKNOWN), "federation", "blocked"),
    ],
)
def test_the_verdict_that_the_law_gives(kinds, form, status):
    assert _judge(*kinds).loc[form, "status"] == status


def test_a_community_school_has_no_religious_character_even_where_none_is_recorded():
    blank = COMMUNITY | {"faith": None}
    assert _judge(COMMUNITY, blank).loc["federation", "status"] == "open"


GROUPS = st.lists(st.sampled_from(KINDS), min_size=2, max_size=6)


@given(kinds=GROUPS)
def test_no_group_with_an_academy_can_federate(kinds):
    table = _judge(*kinds)
    if any(kind["governance"] == "academy" for kind in kinds):
        assert set(table.loc[["federation", "join-federation"], "status"]) == {"blocked"}


@given(kinds=GROUPS, added=st.sampled_from(KINDS))
def test_adding_a_school_never_lifts_a_block_that_a_member_causes(kinds, added):
    before, after = _judge(*kinds), _judge(*kinds, added)
    assert before.loc["federation", "status"] != "blocked" or (
        after.loc["federation", "status"] == "blocked"
    )


@given(kinds=GROUPS)
def test_what_is_not_known_never_reads_as_allowed(kinds):
    table = _judge(*kinds)
    if UNKNOWN_TYPE in kinds:
        assert set(table.loc[["federation", "join-federation"], "status"]) <= {
            "blocked",
            "not-known",
        }


@given(kinds=GROUPS, seed=st.integers(0, 9))
def test_the_order_of_the_members_changes_nothing(kinds, seed):
    schools = _schools(*kinds)
    facts = school_facts(schools, small_pupils=210)
    members = pd.DataFrame({"group_id": "g", "urn": schools["urn"], "role": "member"})
    order = list(range(len(members)))
    random.Random(seed).shuffle(order)
    one = verdicts(members, schools, facts, POLICY, day=DAY)
    two = verdicts(members.iloc[order], schools, facts, POLICY, day=DAY)
    pd.testing.assert_frame_equal(one, two)


@given(kinds=GROUPS)
def test_every_rule_quoted_exists_and_every_verdict_says_why(kinds):
    known = {rule.id for rule in POLICY.rule}
    table = _judge(*kinds)
    assert set(" ".join(table["rules"]).split()) <= known
    assert (table["sentence"].str.len() > 0).all()
    assert set(table.index) == set(POLICY.forms)


def test_many_groups_are_judged_as_one_by_one():
    schools = _schools(*KINDS)
    facts = school_facts(schools, small_pupils=210)
    urns = schools["urn"].tolist()
    parts = [(f"g{a}{b}", (urns[a], urns[b])) for a in range(9) for b in range(a)]
    members = pd.DataFrame(
        [(name, urn, "member") for name, pair in parts for urn in pair],
        columns=["group_id", "urn", "role"],
    )
    together = verdicts(members, schools, facts, POLICY, day=DAY)
    for name, _ in parts:
        alone = verdicts(members[members["group_id"] == name], schools, facts, POLICY, day=DAY)
        expected = together[together["group_id"] == name].reset_index(drop=True)
        pd.testing.assert_frame_equal(alone, expected)


def test_no_groups_have_no_verdicts():
    schools = _schools(COMMUNITY)
    members = pd.DataFrame({"group_id": [], "urn": [], "role": []})
    facts = school_facts(schools, small_pupils=210)
    assert verdicts(members, schools, facts, POLICY, day=DAY).empty


def test_the_best_form_is_the_least_hindered_one():
    best = best_verdicts(_judge(COMMUNITY, MAT_ACADEMY).reset_index())
    assert best.loc["g"].tolist() == ["collaboration", "open"]
    best = best_verdicts(_judge(COMMUNITY, VA_CHURCH).reset_index())
    assert best.loc["g"].tolist() == ["federation", "needs-consent"]


GOOD = """
version = 1
date = 2026-11-21
[[rule]]
id = "ours"
forms = ["federation"]
applies = "any"
facts = ["not maintained"]
effect = "blocked"
sentence = "Only maintained schools can federate."
source = "The law"
source_date = 2012-09-01
sure = "seen"
"""


def test_a_rule_outside_its_time_does_not_count(tmp_path):
    path = tmp_path / "policy.toml"
    path.write_text(GOOD + "valid_from = 2027-01-01\n")
    schools = _schools(COMMUNITY, MAT_ACADEMY)
    members = pd.DataFrame({"group_id": "g", "urn": schools["urn"], "role": "member"})
    facts = school_facts(schools, small_pupils=210)
    policy = read_policy(path)
    for day, status in ((DAY, "not-known"), (dt.date(2027, 1, 1), "blocked")):
        assert verdicts(members, schools, facts, policy, day=day)["status"].tolist() == [status]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('effect = "blocked"', 'efect = "blocked"', r"rule 1 \(ours\), efect: Extra inputs"),
        ('"federation"', '"federashun"', r"rule 1 \(ours\), forms.0: Input should be 'federation'"),
        ('"not maintained"', '"wealthy"', "no such fact: wealthy"),
        ('applies = "any"', 'applies = "always"', "facts are needed, unless"),
        ('id = "ours"', 'id = "Our Rule"', "rule 1 .*id: String should match"),
        ("version = 1", "version = 2", "version: Input should be 1"),
        ('sure = "seen"', 'sure = "seen"\nroles = ["boss"]', "no such role: boss"),
        ('sure = "seen"', 'sure = "seen"\nvalid_from = 2026-02-01\nvalid_until = 2026-01-01',
         "valid_until lies before"),
        ("[[rule]]", "[[rule]", "cannot be read"),
    ],
)  # fmt: skip
def test_a_typing_error_in_the_rules_is_refused_with_its_place(tmp_path, old, new, message):
    path = tmp_path / "policy.toml"
    path.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(SettingsError, match=message):
        read_policy(path)


def test_a_rule_that_stands_twice_is_refused(tmp_path):
    path = tmp_path / "policy.toml"
    path.write_text(GOOD + GOOD[GOOD.index("[[rule]]") :])
    with pytest.raises(SettingsError, match="stand twice: ours"):
        read_policy(path)


def test_the_words_of_the_rules_are_whole_sentences():
    for rule in POLICY.rule:
        for words in filter(None, (rule.sentence, rule.unknown)):
            assert re.fullmatch(r"[A-Z].*\.", words), rule.id
        assert set(rule.forms) <= set(FORMS)


def test_every_fact_is_given_and_missing_where_the_register_is_silent():
    facts = school_facts(_schools(UNKNOWN_TYPE, ACADEMY_UNKNOWN), small_pupils=210)
    assert list(facts.columns) == list(FACTS)
    unknown, academy = facts.iloc[0], facts.iloc[1]
    assert unknown[["maintained", "academy", "free", "voluntary-aided"]].isna().all()
    assert academy[["in-mat", "single-academy-trust", "free"]].isna().all()
    assert academy["trust-not-recorded"]
