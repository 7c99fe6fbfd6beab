"""The rules can be extended and replaced by a file of one's own, and no slip passes unseen."""

import datetime as dt

import pytest

from geofinder.errors import SettingsError
from geofinder.policy import list_policy, read_policy
from geofinder.resources import data_path
from tests.kinds import CATHOLIC, COMMUNITY, DAY, KENT, MAT_ACADEMY, POLICY, VA_CHURCH, judge

SHIPPED = data_path("policy.toml")
HEAD = """
version = 1
date = 2026-11-21
"""
RULE = """
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
GOOD = HEAD + RULE


def _file(folder, text, name="policy.toml"):
    path = folder / name
    path.write_text(text)
    return path


def _own(folder, text):
    """Return the shipped rules, extended by a file of one's own."""
    return read_policy(SHIPPED, _file(folder, HEAD + text))


def test_a_rule_outside_its_time_does_not_count(tmp_path):
    policy = read_policy(_file(tmp_path, GOOD + "valid_from = 2027-01-01\n"))
    for day, status in ((DAY, "not-known"), (dt.date(2027, 1, 1), "blocked")):
        table = judge(COMMUNITY, MAT_ACADEMY, policy=policy, day=day)
        assert table["status"].tolist() == [status]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('effect = "blocked"', 'efect = "blocked"', r"\(ours\), efect: there is no such key"),
        ('"federation"', '"federashun"', r"rule 1 \(ours\), forms.0: Input should be 'federation'"),
        ('["federation"]', "[]", r"rule 1 \(ours\), forms: Tuple should have at least 1 item"),
        ('"not maintained"', '"wealthy"', "no such fact: wealthy"),
        ('"not maintained"', '"maintained or wealthy"', "no such fact: wealthy"),
        ('applies = "any"', 'applies = "always"', "facts are needed, unless"),
        ('applies = "any"', 'applies = "group"', "no such fact: maintained; known are several-"),
        ('id = "ours"', 'id = "Our Rule"', "rule 1 .*id: String should match"),
        ('id = "ours"\n', "", r"rule 1 \(without id\), id: Field required"),
        ("version = 1", "version = 2", "version: Input should be 1"),
        ("version = 1", "version = 1\ncolour = 3", "colour: there is no such key"),
        ('sure = "seen"', 'sure = "seen"\nroles = ["boss"]', "no such role: boss"),
        ('sure = "seen"', 'sure = "unsure"', 'what is unsure must begin "Check with'),
        ('sure = "seen"', 'sure = "seen"\nvalid_from = 2026-02-01\nvalid_until = 2026-01-01',
         "valid_until lies before"),
        ('sure = "seen"', 'sure = "seen"\nalso = [{ applies = "any", facts = ["rich"] }]',
         "also.0: no such fact: rich"),
        ("can federate.", "{many} can federate.", "sentence: no such figure: many"),
        ("[[rule]]", "[[rule]", "cannot be read"),
    ],
)  # fmt: skip
def test_a_typing_error_in_the_rules_is_refused_with_its_place(tmp_path, old, new, message):
    path = _file(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(SettingsError, match=message):
        read_policy(path)
    with pytest.raises(SettingsError, match=message):
        read_policy(SHIPPED, path)


def test_all_the_slips_of_a_file_are_named_at_once(tmp_path):
    second = RULE.replace('"ours"', '"other"').replace("seen", "sure")
    path = _file(tmp_path, HEAD + RULE.replace("effect", "efect") + second)
    with pytest.raises(SettingsError, match=r"rule 1 \(ours\), efect.*rule 2 \(other\), sure"):
        read_policy(path)


def test_a_comparison_needs_a_number_or_a_figure_of_the_file(tmp_path):
    rule = RULE.replace('"any"', '"group"').replace("not maintained", "schools > many")
    with pytest.raises(SettingsError, match="compares with no number or figure"):
        read_policy(_file(tmp_path, HEAD + rule))


def test_a_rule_that_stands_twice_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="stand twice: ours"):
        read_policy(_file(tmp_path, GOOD + RULE))


def test_a_rule_that_contradicts_another_is_refused_with_both_places(tmp_path):
    other = RULE.replace('"ours"', '"theirs"').replace("blocked", "condition")
    message = r"rule 2 \(theirs\) says condition where rule 1 \(ours\) of .* says blocked"
    with pytest.raises(SettingsError, match=message):
        read_policy(_file(tmp_path, GOOD + other))
    message = r"rule 1 \(theirs\) says condition where rule \d+ \(federation-maintained-only\)"
    with pytest.raises(SettingsError, match=message):
        _own(tmp_path, other)


def test_rules_of_different_times_do_not_contradict_each_other(tmp_path):
    until = 'sure = "seen"\nvalid_until = 2026-08-31'
    later = RULE.replace('"ours"', '"theirs"').replace("blocked", "condition")
    text = GOOD.replace('sure = "seen"', until) + later + "valid_from = 2026-09-01\n"
    assert len(read_policy(_file(tmp_path, text)).rule) == 2


def test_a_file_of_ones_own_adds_a_rule_to_the_shipped_ones(tmp_path):
    rule = RULE.replace("not maintained", "voluntary-aided").replace("Only", "Here only")
    policy = _own(tmp_path, rule)
    assert len(policy.rule) == len(POLICY.rule) + 1
    assert judge(COMMUNITY, VA_CHURCH, policy=policy).loc["federation", "status"] == "blocked"
    assert judge(COMMUNITY, COMMUNITY, policy=policy).loc["federation", "status"] == "open"


def test_a_rule_of_the_same_id_replaces_the_shipped_one(tmp_path):
    rule = RULE.replace('"ours"', '"trust-voluntary-controlled-articles"').replace(
        "Only maintained schools can federate", "Our diocese takes a church minority"
    )
    rule = rule.replace("blocked", "condition").replace("federation", "new-trust")
    policy = _own(tmp_path, rule.replace("not maintained", "voluntary-controlled"))
    assert len(policy.rule) == len(POLICY.rule)
    church = VA_CHURCH | {"type": "Voluntary controlled school"}
    sentence = judge(COMMUNITY, church, policy=policy).loc["new-trust", "sentence"]
    assert "Our diocese takes a church minority." in sentence
    assert "dioceses differ" not in sentence


def test_a_rule_is_dropped_by_ending_it(tmp_path):
    rule = RULE.replace('"ours"', '"federation-church-consent"')
    policy = _own(tmp_path, rule + "valid_until = 2020-01-01\n")
    assert judge(COMMUNITY, VA_CHURCH, policy=policy).loc["federation", "status"] == "open"


def test_a_council_can_set_a_threshold_alone(tmp_path):
    policy = _own(tmp_path, "[figures]\ntrust_schools = 3\n")
    rule = "new-trust-expected-size"
    three = judge(COMMUNITY, COMMUNITY, COMMUNITY, policy=policy).loc["new-trust", "rules"]
    two = judge(COMMUNITY, COMMUNITY, policy=policy).loc["new-trust"]
    assert rule not in three.split()
    assert "fewer than the 3 schools" in two["sentence"]


def test_a_file_that_replaces_stands_alone(tmp_path):
    path = _file(tmp_path, "replace = true\n" + GOOD)
    policy = read_policy(SHIPPED, path)
    assert [rule.id for rule in policy.rule] == ["ours"]
    assert policy.forms == ("federation",)
    assert not policy.figures


def test_a_rule_can_be_for_the_schools_of_one_diocese_only(tmp_path):
    rule = RULE.replace("not maintained", "catholic") + 'dioceses = ["Diocese of Arundel"]\n'
    policy = _own(tmp_path, rule)
    for diocese, status in (
        ("Diocese of Arundel", "blocked"),
        ("Diocese of Leeds", "needs-consent"),
        (None, "not-known"),
    ):
        table = judge(COMMUNITY, CATHOLIC | {"diocese": diocese}, policy=policy)
        assert table.loc["federation", "status"] == status
    # That of a school that is not Catholic does not matter.
    assert judge(COMMUNITY, VA_CHURCH, policy=policy).loc["federation", "status"] == "needs-consent"


def test_a_rule_can_be_for_the_schools_of_one_council_only(tmp_path):
    rule = RULE.replace('facts = ["not maintained"]', 'councils = ["886"]')
    policy = _own(tmp_path, rule)
    assert judge(COMMUNITY, KENT, policy=policy).loc["federation", "status"] == "blocked"
    assert judge(COMMUNITY, COMMUNITY, policy=policy).loc["federation", "status"] == "open"


def test_a_rule_can_look_at_some_roles_only(tmp_path):
    rule = RULE.replace("not maintained", "religious") + 'roles = ["joiner"]\n'
    policy = _own(tmp_path, rule)
    as_host = judge(COMMUNITY, VA_CHURCH, policy=policy, role="host")
    as_joiner = judge(COMMUNITY, VA_CHURCH, policy=policy, role="joiner")
    assert as_host.loc["federation", "status"] == "needs-consent"
    assert as_joiner.loc["federation", "status"] == "blocked"


@pytest.mark.parametrize("style", ["text", "markdown"])
def test_the_list_of_forms_names_every_form_rule_and_source_in_force(style):
    text = " ".join(list_policy(POLICY, day=DAY, style=style).split())
    for about in POLICY.about.values():
        assert about.name in text
    for rule in POLICY.rule:
        assert rule.id in text
        assert rule.sentence in text
        assert rule.source in text


def test_the_list_of_forms_leaves_out_what_is_not_in_force(tmp_path):
    policy = read_policy(_file(tmp_path, GOOD + "valid_until = 2026-08-31\n"))
    assert "Only maintained" not in list_policy(policy, day=DAY)
    assert "No rule is in force" in list_policy(policy, day=DAY)
    assert "until 2026-08-31" in list_policy(policy, day=dt.date(2026, 8, 1), style="markdown")
