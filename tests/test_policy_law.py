"""The law as data: each rule fires for the groups it is about, and each form has its verdict."""

import re

import pytest

from geofinder.tables import FORMS
from tests.kinds import (
    ACADEMY_UNKNOWN,
    CATHOLIC,
    CO_OPERATIVE,
    COMMUNITY,
    FEDERATED,
    FOUNDATION,
    INFANT,
    JUNIOR,
    KENT,
    MAT_ACADEMY,
    NURSERY,
    OTHER_CO_OPERATIVE,
    OTHER_FEDERATION,
    OTHER_MAT,
    POLICY,
    REFERRAL_UNIT,
    SECONDARY,
    SINGLE_ACADEMY,
    SPECIAL,
    UNKNOWN_AGES,
    UNKNOWN_FAITH,
    UNKNOWN_TYPE,
    VA_CHURCH,
    VC_CHURCH,
    judge,
)

PLAIN = (COMMUNITY, COMMUNITY)
CHURCH_IN_MAT = MAT_ACADEMY | {"faith": "church-of-england"}
CATHOLIC_IN_MAT = MAT_ACADEMY | {"faith": "catholic"}
TOWN = {"rural": False}
BIG = SECONDARY | {"pupils": 2600}

# Each rule of the file: a group for which it fires, and one for which it does not.
EXERCISES = {
    "partners-at-least-two": ((COMMUNITY,), PLAIN),
    "governance-not-recorded": ((COMMUNITY, UNKNOWN_TYPE), PLAIN),
    "pupil-referral-unit-federation": ((COMMUNITY, REFERRAL_UNIT), PLAIN),
    "alternative-provision-among": ((COMMUNITY, REFERRAL_UNIT), PLAIN),
    "special-school-among": ((COMMUNITY, SPECIAL), PLAIN),
    "nursery-school-among": ((COMMUNITY, NURSERY), PLAIN),
    "three-tier-schools-among": ((COMMUNITY, COMMUNITY | {"stage": "middle"}), PLAIN),
    "all-through-school-among": (
        (COMMUNITY, COMMUNITY | {"stage": "all-through"}),
        (SECONDARY, COMMUNITY | {"stage": "all-through"}),
    ),
    "older-pupils-school-among": ((COMMUNITY, COMMUNITY | {"stage": "14-plus"}), PLAIN),
    "sixth-form-among": (
        (SECONDARY, SECONDARY | {"sixth_form": True}),
        (COMMUNITY, SECONDARY | {"sixth_form": True}),
    ),
    "single-sex-school-among": ((COMMUNITY, SECONDARY | {"gender": "Girls"}), PLAIN),
    "selective-school-among": (
        (COMMUNITY, SECONDARY | {"admissions": "Selective"}),
        (COMMUNITY, SECONDARY | {"admissions": "Non-selective"}),
    ),
    "federation-board-decides": ((COMMUNITY, FEDERATED), PLAIN),
    "federation-board-agrees": ((COMMUNITY, FEDERATED), PLAIN),
    "federation-maintained-only": ((COMMUNITY, MAT_ACADEMY), (COMMUNITY, VA_CHURCH)),
    "federation-already-in-one": ((COMMUNITY, FEDERATED), PLAIN),
    "federation-procedure": (PLAIN, (COMMUNITY, MAT_ACADEMY)),
    "federation-keeps-identity": (PLAIN, (COMMUNITY, MAT_ACADEMY)),
    "federation-across-authorities": ((COMMUNITY, KENT), PLAIN),
    "federation-large": ((COMMUNITY,) * 6, (COMMUNITY,) * 5),
    "federation-church-consent": ((COMMUNITY, VA_CHURCH), PLAIN),
    "federation-foundation-trustees": ((COMMUNITY, CO_OPERATIVE), (COMMUNITY, FOUNDATION)),
    "join-federation-none-here": (PLAIN, (COMMUNITY, FEDERATED)),
    "join-federation-nobody-to-join": ((FEDERATED, FEDERATED), (COMMUNITY, FEDERATED)),
    "join-federation-two-federations": (
        (FEDERATED, OTHER_FEDERATION, COMMUNITY),
        (FEDERATED, FEDERATED, COMMUNITY),
    ),
    "new-trust-already-in-one": ((COMMUNITY, MAT_ACADEMY), (COMMUNITY, SINGLE_ACADEMY)),
    "join-trust-nobody-to-join": ((MAT_ACADEMY, MAT_ACADEMY), (COMMUNITY, MAT_ACADEMY)),
    "join-trust-two-trusts": (
        (COMMUNITY, MAT_ACADEMY, OTHER_MAT),
        (COMMUNITY, MAT_ACADEMY, MAT_ACADEMY),
    ),
    "nursery-school-no-academy": ((COMMUNITY, NURSERY), PLAIN),
    "trust-not-recorded": ((COMMUNITY, ACADEMY_UNKNOWN), (COMMUNITY, MAT_ACADEMY)),
    "trust-church-consent": ((COMMUNITY, VA_CHURCH), (COMMUNITY, CHURCH_IN_MAT)),
    "trust-catholic-bishop": ((COMMUNITY, CATHOLIC), (COMMUNITY, CATHOLIC_IN_MAT)),
    "transfer-church-consent": ((COMMUNITY, CHURCH_IN_MAT), (VA_CHURCH, MAT_ACADEMY)),
    "transfer-catholic-bishop": ((COMMUNITY, CATHOLIC_IN_MAT), (CATHOLIC, MAT_ACADEMY)),
    "trust-partnership-church-consent": ((COMMUNITY, VA_CHURCH), (COMMUNITY, CHURCH_IN_MAT)),
    "trust-foundation-consent": ((COMMUNITY, CO_OPERATIVE), (COMMUNITY, FOUNDATION)),
    "trust-voluntary-aided-articles": ((COMMUNITY, VA_CHURCH), (COMMUNITY, CATHOLIC)),
    "trust-voluntary-controlled-articles": ((COMMUNITY, VC_CHURCH), (COMMUNITY, VA_CHURCH)),
    "trust-catholic-with-others": ((COMMUNITY, CATHOLIC), (CATHOLIC, CATHOLIC)),
    "new-trust-academy": (PLAIN, (COMMUNITY, SINGLE_ACADEMY)),
    "new-trust-single-academy": ((COMMUNITY, SINGLE_ACADEMY), PLAIN),
    "new-trust-expected-size": (PLAIN, (COMMUNITY,) * 10),
    "join-trust-find-one": (PLAIN, (COMMUNITY, MAT_ACADEMY)),
    "trust-maintained-converts": (PLAIN, (SINGLE_ACADEMY, MAT_ACADEMY)),
    "join-trust-single-academy-transfers": ((SINGLE_ACADEMY, MAT_ACADEMY), PLAIN),
    "trust-white-paper": (PLAIN, (MAT_ACADEMY, MAT_ACADEMY)),
    "trust-distance": (PLAIN, (MAT_ACADEMY, MAT_ACADEMY)),
    "trust-partnership-terms": (PLAIN, (MAT_ACADEMY, OTHER_MAT)),
    "collaboration-church-consent": ((COMMUNITY, VA_CHURCH), (COMMUNITY, MAT_ACADEMY)),
    "collaboration-write-it-down": ((COMMUNITY, MAT_ACADEMY), (COMMUNITY,)),
    "collaboration-joint-committee": ((COMMUNITY, VA_CHURCH), (COMMUNITY, MAT_ACADEMY)),
    "collaboration-no-joint-committee": ((COMMUNITY, MAT_ACADEMY), PLAIN),
    "collaboration-trust-agrees": ((COMMUNITY, MAT_ACADEMY), PLAIN),
    "foundation-trust-maintained-only": ((COMMUNITY, SINGLE_ACADEMY), PLAIN),
    "foundation-trust-other-kinds": ((COMMUNITY, NURSERY), (COMMUNITY, SPECIAL)),
    "foundation-trust-two-trusts": (
        (CO_OPERATIVE, OTHER_CO_OPERATIVE),
        (CO_OPERATIVE, CO_OPERATIVE),
    ),
    "foundation-trust-church-consent": ((COMMUNITY, VC_CHURCH), PLAIN),
    "foundation-trust-category": (PLAIN, (FOUNDATION, CO_OPERATIVE)),
    "foundation-trust-procedure": (PLAIN, (COMMUNITY, MAT_ACADEMY)),
    "foundation-trust-shared": ((COMMUNITY, CO_OPERATIVE), PLAIN),
    "amalgamation-maintained-only": ((INFANT, MAT_ACADEMY), (INFANT, JUNIOR)),
    "amalgamation-other-ages": ((INFANT, COMMUNITY), (INFANT, JUNIOR)),
    "amalgamation-no-infant": ((JUNIOR, JUNIOR), (INFANT, JUNIOR)),
    "amalgamation-no-junior": ((INFANT, INFANT), (INFANT, JUNIOR)),
    "amalgamation-church-consent": ((INFANT, JUNIOR | VA_CHURCH), (INFANT, JUNIOR)),
    "amalgamation-federated": ((INFANT | FEDERATED, JUNIOR), (INFANT, JUNIOR)),
    "amalgamation-procedure": ((INFANT, JUNIOR), (INFANT, INFANT)),
    "amalgamation-lump-sum": ((INFANT, JUNIOR), (INFANT, INFANT)),
    "amalgamation-more-than-two": ((INFANT, INFANT, JUNIOR), (INFANT, JUNIOR)),
    "amalgamation-designated-rural": ((INFANT, JUNIOR), (INFANT | TOWN, JUNIOR | TOWN)),
    "amalgamation-sparsity": (
        (INFANT, JUNIOR),
        (INFANT | {"pupils": 270}, JUNIOR | {"rural": False}),
    ),
    "amalgamation-home-to-school": ((INFANT, JUNIOR), (INFANT, INFANT)),
    "transfer-none-in-trust": ((COMMUNITY, SINGLE_ACADEMY), (COMMUNITY, MAT_ACADEMY)),
    "transfer-agreement": ((COMMUNITY, MAT_ACADEMY), PLAIN),
    "transfer-find-trust": ((COMMUNITY, MAT_ACADEMY), (MAT_ACADEMY, OTHER_MAT)),
}


def test_every_rule_of_the_file_is_exercised():
    assert {rule.id for rule in POLICY.rule} == set(EXERCISES)


@pytest.mark.parametrize("rule_id", EXERCISES)
def test_each_rule_fires_for_the_group_it_is_about_and_not_for_another(rule_id):
    fires, does_not = EXERCISES[rule_id]
    forms = next(rule.forms for rule in POLICY.rule if rule.id == rule_id)
    fired, quiet = (
        {form for form, ids in judge(*kinds)["rules"].items() if rule_id in ids.split()}
        for kinds in (fires, does_not)
    )
    assert fired
    assert fired <= set(forms)
    assert not quiet


@pytest.mark.parametrize(
    ("kinds", "form", "status"),
    [
        (PLAIN, "federation", "open"),
        ((COMMUNITY, VA_CHURCH), "federation", "needs-consent"),
        ((COMMUNITY, MAT_ACADEMY), "federation", "blocked"),
        ((COMMUNITY, MAT_ACADEMY), "collaboration", "open"),
        ((COMMUNITY, FEDERATED), "federation", "blocked"),
        ((COMMUNITY, FEDERATED), "join-federation", "open"),
        ((VA_CHURCH, FEDERATED), "join-federation", "needs-consent"),
        (PLAIN, "join-federation", "blocked"),
        ((FEDERATED, OTHER_FEDERATION, COMMUNITY), "join-federation", "blocked"),
        ((COMMUNITY, UNKNOWN_TYPE), "federation", "not-known"),
        ((COMMUNITY, UNKNOWN_FAITH), "federation", "not-known"),
        ((COMMUNITY, UNKNOWN_FAITH), "collaboration", "not-known"),
        ((MAT_ACADEMY, UNKNOWN_FAITH), "federation", "blocked"),
        ((COMMUNITY, ACADEMY_UNKNOWN), "federation", "blocked"),
        ((COMMUNITY, REFERRAL_UNIT), "federation", "not-known"),
        ((COMMUNITY, NURSERY), "federation", "open"),
        ((COMMUNITY, SPECIAL), "federation", "open"),
        (PLAIN, "new-trust", "open"),
        ((COMMUNITY, SINGLE_ACADEMY), "new-trust", "open"),
        ((COMMUNITY, VC_CHURCH), "new-trust", "needs-consent"),
        ((COMMUNITY, CO_OPERATIVE), "new-trust", "needs-consent"),
        ((COMMUNITY, FEDERATED), "new-trust", "needs-consent"),
        ((COMMUNITY, MAT_ACADEMY), "new-trust", "blocked"),
        ((COMMUNITY, NURSERY), "new-trust", "blocked"),
        ((COMMUNITY, ACADEMY_UNKNOWN), "new-trust", "not-known"),
        (PLAIN, "join-trust", "open"),
        ((COMMUNITY, MAT_ACADEMY), "join-trust", "open"),
        ((SINGLE_ACADEMY, MAT_ACADEMY), "join-trust", "open"),
        ((CATHOLIC, MAT_ACADEMY), "join-trust", "needs-consent"),
        ((MAT_ACADEMY, MAT_ACADEMY), "join-trust", "blocked"),
        ((COMMUNITY, MAT_ACADEMY, OTHER_MAT), "join-trust", "blocked"),
        ((COMMUNITY, ACADEMY_UNKNOWN), "join-trust", "not-known"),
        ((NURSERY, MAT_ACADEMY), "join-trust", "blocked"),
        ((COMMUNITY, MAT_ACADEMY), "trust-partnership", "open"),
        ((NURSERY, MAT_ACADEMY), "trust-partnership", "open"),
        ((VA_CHURCH, MAT_ACADEMY), "trust-partnership", "needs-consent"),
        ((MAT_ACADEMY, OTHER_MAT), "trust-partnership", "blocked"),
        ((COMMUNITY, ACADEMY_UNKNOWN), "trust-partnership", "not-known"),
        (PLAIN, "foundation-trust", "open"),
        ((COMMUNITY, CO_OPERATIVE), "foundation-trust", "open"),
        ((COMMUNITY, VA_CHURCH), "foundation-trust", "needs-consent"),
        ((CO_OPERATIVE, OTHER_CO_OPERATIVE), "foundation-trust", "not-known"),
        ((COMMUNITY, SINGLE_ACADEMY), "foundation-trust", "blocked"),
        ((COMMUNITY, ACADEMY_UNKNOWN), "foundation-trust", "blocked"),
        ((COMMUNITY, NURSERY), "foundation-trust", "blocked"),
        ((INFANT, JUNIOR), "amalgamation", "open"),
        ((INFANT, JUNIOR | VA_CHURCH), "amalgamation", "needs-consent"),
        ((INFANT, UNKNOWN_AGES), "amalgamation", "not-known"),
        ((INFANT, COMMUNITY), "amalgamation", "blocked"),
        ((INFANT, MAT_ACADEMY | {"stage": "junior"}), "amalgamation", "blocked"),
        ((COMMUNITY, MAT_ACADEMY), "transfer", "needs-consent"),
        (PLAIN, "transfer", "blocked"),
        ((COMMUNITY, SINGLE_ACADEMY), "transfer", "blocked"),
        ((COMMUNITY, ACADEMY_UNKNOWN), "transfer", "not-known"),
    ],
)
def test_the_verdict_that_the_law_gives(kinds, form, status):
    assert judge(*kinds).loc[form, "status"] == status


def test_nine_maintained_schools_have_the_choice_that_a_real_nine_weighed():
    nine = (COMMUNITY,) * 5 + (VA_CHURCH, VC_CHURCH, VC_CHURCH, SECONDARY)
    status = judge(*nine)["status"].to_dict()
    assert status == {
        "federation": "needs-consent",
        "join-federation": "blocked",
        "new-trust": "needs-consent",
        "join-trust": "needs-consent",
        "trust-partnership": "needs-consent",
        "foundation-trust": "needs-consent",
        "collaboration": "needs-consent",
        "amalgamation": "blocked",
        "transfer": "blocked",
    }
    trust = judge(*nine).loc["new-trust"]
    assert {
        "trust-church-consent",
        "trust-voluntary-aided-articles",
        "trust-voluntary-controlled-articles",
        "new-trust-expected-size",
    } <= set(trust["rules"].split())
    assert "church-led" in trust["sentence"]


def test_an_academy_without_a_recorded_trust_is_never_taken_for_a_free_one():
    status = judge(COMMUNITY, ACADEMY_UNKNOWN)["status"]
    unknown = ["new-trust", "join-trust", "trust-partnership", "transfer"]
    assert set(status[unknown]) == {"not-known"}
    assert set(status[["federation", "foundation-trust", "amalgamation"]]) == {"blocked"}


def test_a_transfer_is_never_free():
    for kinds in ((MAT_ACADEMY, MAT_ACADEMY), (MAT_ACADEMY, OTHER_MAT), (COMMUNITY, MAT_ACADEMY)):
        assert judge(*kinds).loc["transfer", "status"] == "needs-consent"


def test_a_trust_of_seven_and_a_half_thousand_pupils_is_of_the_expected_size():
    known = judge(BIG, BIG, BIG).loc["new-trust"]
    assert "new-trust-expected-size" not in known["rules"].split()
    small = judge(BIG, BIG, COMMUNITY).loc["new-trust"]
    assert "fewer than the 10 schools or 7,500 pupils" in small["sentence"]
    assert "a direction, not a law" in small["sentence"]


def test_a_missing_roll_is_said_and_never_counted_as_none():
    unknown = judge(BIG, BIG, COMMUNITY | {"pupils": None}).loc["new-trust"]
    assert "a roll is not recorded" in unknown["sentence"]
    assert unknown["status"] == "open"
    enough = judge(BIG, BIG, BIG, COMMUNITY | {"pupils": None}).loc["new-trust"]
    assert "new-trust-expected-size" not in enough["rules"].split()


def test_amalgamation_says_what_would_be_lost_by_the_figures_of_the_file():
    sentence = judge(INFANT, JUNIOR).loc["amalgamation", "sentence"]
    assert "about 145,100 pounds a year in the national formula of 2025-26" in sentence
    assert "schools that federate keep both" in sentence


def test_the_name_primary_tells_that_a_school_without_ages_is_no_junior_school():
    named = UNKNOWN_AGES | {"name": "Laughton Community Primary School"}
    assert judge(INFANT, named).loc["amalgamation", "status"] == "blocked"


def test_a_community_school_has_no_religious_character_even_where_none_is_recorded():
    blank = COMMUNITY | {"faith": None}
    assert judge(COMMUNITY, blank).loc["federation", "status"] == "open"


def test_the_words_of_the_rules_are_whole_sentences():
    for rule in POLICY.rule:
        for words in filter(None, (rule.sentence, rule.unknown)):
            assert re.fullmatch(r"[A-Z][^{}]*\.", words), rule.id
        assert set(rule.forms) <= set(FORMS)


def test_what_was_not_checked_says_with_whom_to_check():
    unsure = [rule for rule in POLICY.rule if rule.sure == "unsure"]
    assert unsure
    assert all(rule.sentence.startswith("Check with ") for rule in unsure)


def test_no_unchecked_rule_blocks_a_form():
    assert not [
        rule.id for rule in POLICY.rule if (rule.sure, rule.effect) == ("unsure", "blocked")
    ]


def test_every_form_has_its_name_and_its_rules():
    assert POLICY.forms == FORMS
    assert set(POLICY.about) == set(FORMS)


def test_no_sentence_calls_a_school_eligible():
    assert not [rule.id for rule in POLICY.rule if "eligible" in rule.sentence]


def test_a_church_school_of_the_trust_itself_asks_no_consent_for_another_to_join():
    table = judge(COMMUNITY, CHURCH_IN_MAT)
    assert table.loc[["join-trust", "trust-partnership"], "status"].tolist() == ["open", "open"]
    unknown = MAT_ACADEMY | {"faith": None}
    table = judge(COMMUNITY, unknown)
    assert table.loc[["join-trust", "trust-partnership"], "status"].tolist() == ["open", "open"]
    assert judge(VA_CHURCH, MAT_ACADEMY).loc["join-trust", "status"] == "needs-consent"
