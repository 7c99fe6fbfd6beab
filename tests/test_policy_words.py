"""The rules, the explanations and the refusals read as a person is meant to read them."""

import datetime as dt

import pandas as pd
import pytest

from geofinder.errors import SettingsError
from geofinder.facts import school_facts
from geofinder.policy import explain, list_policy, read_policy, verdicts
from geofinder.policy.explaining import EXPLANATION
from geofinder.policy.rules import written
from geofinder.tables import FORMS, VERDICTS
from tests.kinds import COMMUNITY, DAY, MAT_ACADEMY, schools_of
from tests.test_policy_conditions import rule_of

SMALL = """
version = 1
date = 2026-11-20

[figures]
largest = 12
grant = 145100
council = "Kent"

[about.federation]
name = "Federation"
sentence = "Schools share one governing body and each keeps its own name, budget, staff and place."

[[rule]]
id = "together"
forms = ["federation"]
applies = "group"
facts = ["schools > largest", "several-authorities or not several-trusts"]
effect = "condition"
sentence = "A grant of {grant} pounds | a year is lost in {council}."
source = "A guide"
source_date = 2024-05-01
sure = "second"
valid_from = 2026-01-01
valid_until = 2027-01-01

[[rule]]
id = "must"
forms = ["federation"]
applies = "any"
facts = ["not maintained", "voluntary-aided or in-mat"]
roles = ["joiner", "member"]
dioceses = ["Leeds", "Arundel"]
councils = ["886", "Kent"]
also = [{ applies = "none", facts = ["in-federation"] }]
effect = "blocked"
sentence = "Only maintained schools can federate."
source = "The law"
sure = "seen"

[[rule]]
id = "anyhow"
forms = ["federation"]
applies = "always"
effect = "not-known"
sentence = "Check with the council."
source = "Nobody"
sure = "unsure"

[[rule]]
id = "asks"
forms = ["federation"]
applies = "all"
facts = ["religious"]
effect = "needs-consent"
sentence = "The diocese is asked before the governors decide."
source = "The law"
sure = "seen"
valid_from = 2020-01-01

[[rule]]
id = "ended"
forms = ["federation"]
applies = "any"
facts = ["academy"]
effect = "condition"
sentence = "This is over since long ago."
source = "The law"
sure = "seen"
valid_until = 2019-12-31
"""
TEXT = """\
Forms and rules in force on 2026-11-21; the rules are as of 2026-11-20.

Federation (federation)
  Schools share one governing body and each keeps its own name, budget, staff and place.
  - blocked, if a school is: not maintained and voluntary aided or in mat and of the
    diocese Leeds or Arundel and in 886 or Kent (of those in the role joiner or member),
    and if no school is: in federation
    Only maintained schools can federate.
    [must: The law, date not recorded; the text itself was read]
  - not known, always
    Check with the council.
    [anyhow: Nobody, date not recorded; not checked]
  - needs consent, if every school is: religious
    The diocese is asked before the governors decide.
    [asks: The law, date not recorded; the text itself was read]
  - to be told, if together: schools > 12 and several authorities or not several trusts
    A grant of 145,100 pounds | a year is lost in Kent.
    [together: A guide, 2024-05-01; a source that quotes it was read]
"""
TABLES = """\
## Federation

`federation`. Schools share one governing body and each keeps its own name, budget, staff and place.

| what follows | when | what is said | rule |
| --- | --- | --- | --- |
| blocked | if a school is: not maintained and voluntary aided or in mat and of the diocese Leeds \
or Arundel and in 886 or Kent (of those in the role joiner or member), and if no school is: in \
federation | Only maintained schools can federate. | `must` |
| not known | always | Check with the council. | `anyhow` |
| needs consent | if every school is: religious | The diocese is asked before the governors \
decide. | `asks` |
| to be told | if together: schools > 12 and several authorities or not several trusts | A grant \
of 145,100 pounds \\| a year is lost in Kent. | `together` |
"""
ENDS = """\
## Sources

Every rule, where it comes from, and how sure it is.

| rule | source | date | sure | in force |
| --- | --- | --- | --- | --- |
| `anyhow` | Nobody | date not recorded | not checked | always |
| `asks` | The law | date not recorded | the text itself was read | from 2020-01-01 |
| `must` | The law | date not recorded | the text itself was read | always |
| `together` | A guide | 2024-05-01 | a source that quotes it was read | from 2026-01-01 until \
2027-01-01 |

## Figures

Thresholds and sums that the rules name.

| figure | value |
| --- | --- |
| `largest` | 12 |
| `grant` | 145,100 |
| `council` | Kent |
"""


@pytest.fixture
def small(tmp_path):
    return read_policy(_file(tmp_path, SMALL))


def _file(folder, text):
    path = folder / "own.toml"
    path.write_text(text)
    return path


def test_the_list_for_the_terminal_reads_from_the_hardest_rule_to_the_mildest(small):
    text = list_policy(small, day=DAY)
    assert text.startswith(TEXT)
    rest = [f"\n{form} ({form})\n  No rule is in force: not known.\n" for form in FORMS[1:]]
    assert text == TEXT + "".join(rest)


def test_the_list_for_the_documents_has_tables_of_rules_sources_and_figures(small):
    text = list_policy(small, day=DAY, style="markdown")
    head, rest = text.split("\n## Federation\n", 1)
    none = "".join(
        f"\n## {form}\n\n`{form}`. \n\nNo rule is in force: not known.\n" for form in FORMS[1:]
    )
    assert "## Federation\n" + rest == TABLES + none + "\n" + ENDS
    lines = head.split("\n")
    assert lines[:2] == ["# Forms and rules", ""]
    assert max(map(len, lines)) <= 100
    assert lines[-2:] == [
        "This is information, not legal advice: the sources count, and they change.", "",
    ]  # fmt: skip
    said = " ".join(lines[2:-3])
    assert said.startswith("Made by `geofinder forms --format markdown` from `data/policy.toml`, ")
    assert "the rules as of 2026-11-20, in force on 2026-11-21. A form is *blocked* if" in said
    for status in ("*blocked*", "*not known*", "*needs consent*", "*open*", "*to be told*"):
        assert status in said
    assert said.endswith("The facts are explained in [concepts.md](concepts.md).")


def test_an_explanation_has_a_row_a_rule_with_its_source_and_how_sure_it_is(small):
    schools = schools_of(MAT_ACADEMY | {"la_code": "886"}, COMMUNITY)
    facts = school_facts(schools, small_pupils=210)
    table = explain(schools["urn"], schools, facts, small, day=DAY)
    assert table.columns.tolist() == list(EXPLANATION)
    first, second = table.to_dict("records")[:2]
    assert first == {
        "group_id": "", "form": "federation", "status": "not-known", "rule": "must",
        "effect": "blocked", "known": False, "schools": [schools["urn"][0]],
        "sentence": "Not known: Only maintained schools can federate.", "source": "The law",
        "source_date": "date not recorded", "sure": "seen",
    }  # fmt: skip
    assert (second["rule"], second["known"], second["schools"]) == ("anyhow", True, [])
    assert (second["sure"], second["source"]) == ("unsure", "Nobody")


def test_a_form_of_which_no_rule_says_anything_has_a_row_that_says_so(tmp_path):
    schools = schools_of(COMMUNITY, COMMUNITY)
    facts = school_facts(schools, small_pupils=210)
    told = []
    for until in ("", "valid_until = 2019-12-31\n"):
        rule = f"""
version = 1
date = 2026-11-20
[[rule]]
id = "ours"
forms = ["federation"]
applies = "any"
facts = ["academy"]
effect = "blocked"
sentence = "No academy can federate."
source = "The law"
sure = "seen"
{until}"""
        policy = read_policy(_file(tmp_path, rule))
        (row,) = explain(schools["urn"], schools, facts, policy, day=DAY).to_dict("records")
        members = pd.DataFrame({"group_id": "g", "urn": schools["urn"], "role": "member"})
        (verdict,) = verdicts(members, schools, facts, policy, day=DAY).to_dict("records")
        assert list(verdict) == list(VERDICTS.columns)
        assert verdict == {
            "group_id": "g", "form": "federation", "status": row["status"], "rules": "",
            "sentence": row["sentence"],
        }  # fmt: skip
        told.append((row.pop("status"), row.pop("known"), row.pop("sentence")))
        assert row == {
            "group_id": "", "form": "federation", "rule": "", "effect": "", "schools": [],
            "source": "", "source_date": None, "sure": "",
        }  # fmt: skip
    assert told == [
        ("open", True, "No rule in force stands against this form."),
        ("not-known", False, "No rule for this form is in force, so nothing can be said of it."),
    ]


def test_nothing_is_explained_of_no_groups_in_the_columns_of_an_explanation(small):
    schools = schools_of(COMMUNITY)
    none = pd.DataFrame({"group_id": [], "urn": [], "role": []})
    table = explain(none, schools, school_facts(schools, small_pupils=210), small, day=DAY)
    assert table.columns.tolist() == list(EXPLANATION)


EARLY, MIDDLE, LATE = (dt.date(2026, month, 1) for month in (1, 5, 9))


def test_a_rule_holds_from_its_first_day_to_its_last():
    rule = rule_of("always", valid_from=EARLY, valid_until=MIDDLE)
    day = dt.timedelta(days=1)
    days = [EARLY - day, EARLY, MIDDLE, MIDDLE + day]
    assert [rule.in_force(each) for each in days] == [False, True, True, False]
    assert rule_of("always").in_force(EARLY)
    one_day = rule_of("always", valid_from=EARLY, valid_until=EARLY)
    assert one_day.in_force(EARLY)


def test_two_rules_overlap_if_one_day_is_in_both():
    until, after = rule_of("always", valid_until=MIDDLE), rule_of("always", valid_from=LATE)
    on = rule_of("always", valid_from=MIDDLE)
    assert until.overlaps(on)
    assert on.overlaps(until)
    assert not until.overlaps(after)
    assert not after.overlaps(until)
    assert rule_of("always").overlaps(after)


def test_rules_contradict_only_of_one_form_one_condition_and_what_cannot_both_be():
    one = rule_of("any", "academy or not maintained", "in-mat", roles=("host", "joiner"))
    same = rule_of("any", "in-mat", "not maintained or academy", roles=("joiner", "host"))

    def with_(rule, **changes):
        return rule.model_copy(update=changes)

    assert one.contradicts(with_(same, effect="condition"))
    assert not one.contradicts(same), "the effects agree"
    asks, told = with_(one, effect="needs-consent"), with_(same, effect="condition")
    assert not asks.contradicts(told), "a consent and a thing to be told go together"
    assert asks.contradicts(with_(same, effect="not-known"))
    milder = with_(same, effect="condition")
    assert not one.contradicts(with_(milder, forms=("transfer",)))
    assert one.contradicts(with_(milder, forms=("transfer", "federation")))
    for change in (
        {"applies": "all"}, {"facts": ("in-mat",)}, {"roles": ("host",)}, {"dioceses": ("Leeds",)},
        {"councils": ("Kent",)}, {"also": (rule_of("always"),)},
    ):  # fmt: skip
        assert not one.contradicts(with_(milder, **change)), change


def test_figures_stand_in_sentences_with_thousands_and_as_words():
    assert [written(each) for each in (7500, 1.5, "Kent")] == ["7,500", "1.5", "Kent"]
    rule = rule_of("group", "pupils < most", unknown="Not below {most}.")
    rule = rule.model_copy(update={"also": (rule_of("group", "schools >= few"),)})
    filled = rule.filled({"most": 7500, "few": 3})
    assert filled.facts == ("pupils < 7500",)
    assert filled.unknown == "Not below 7,500."
    assert filled.also[0].facts == ("schools >= 3",)


WRONG = [
    ('sentence = "No {a} and {b} and {c}."', "sentence: no such figure: b, c; known are a"),
    ('facts = ["wealthy or not rich", "academy"]', "no such fact: wealthy, rich; known are main"),
    (
        'facts = ["academy"]\nroles = ["boss", "aid"]',
        "(ours): no such role: aid, boss",
    ),
]


@pytest.mark.parametrize(("line", "said"), WRONG)
def test_all_that_is_wrong_in_one_place_is_named_in_order(tmp_path, line, said):
    key = line.split(" ", 1)[0]
    usual = {"facts": 'facts = ["academy"]', "sentence": 'sentence = "No academy can join."'}
    lines = "\n".join((usual | {key: line}).values())
    text = f"""
version = 1
date = 2026-11-20
figures.a = 1
[[rule]]
id = "ours"
forms = ["federation"]
applies = "any"
{lines}
effect = "blocked"
source = "The law"
sure = "seen"
"""
    path = _file(tmp_path, text)
    with pytest.raises(SettingsError) as told:
        read_policy(path)
    start = f"The policy file {path} is not usable: rule 1 (ours)"
    assert str(told.value).startswith(start)
    assert said in str(told.value)
    assert str(told.value).endswith(".")


def test_the_later_file_wins_and_the_latest_date_counts(tmp_path, small):
    base, own = tmp_path / "base.toml", tmp_path / "other.toml"
    base.write_text(SMALL)
    own.write_text("""
version = 1
date = 2026-11-01
figures.largest = 5
[about.federation]
name = "One board"
sentence = "One governing body for several schools."
""")
    policy = read_policy(base, own)
    assert policy.date == dt.date(2026, 11, 20)
    assert policy.figures == {"largest": 5, "grant": 145100, "council": "Kent"}
    assert policy.about["federation"].name == "One board"
    together = next(rule for rule in policy.rule if rule.id == "together")
    assert together.facts[0] == "schools > 5"
    assert [rule.id for rule in policy.rule] == [rule.id for rule in small.rule]


def test_what_is_wrong_deep_in_a_file_is_named_with_its_path_and_all_that_stand_twice(tmp_path):
    nameless = SMALL.replace('name = "Federation"', "")
    with pytest.raises(SettingsError, match=r"usable: about\.federation\.name: Field required\."):
        read_policy(_file(tmp_path, nameless))
    with pytest.raises(SettingsError, match=r"these rules stand twice: anyhow, must\."):
        read_policy(
            _file(tmp_path, SMALL.replace('"together"', '"must"').replace("asks", "anyhow"))
        )


def test_of_several_files_the_one_that_contradicts_another_is_named(tmp_path):
    paths = [tmp_path / name for name in ("base.toml", "second.toml", "third.toml")]
    must = SMALL[SMALL.index('[[rule]]\nid = "asks"') : SMALL.index('[[rule]]\nid = "ended"')]
    other = must.replace('"asks"', '"other"').replace("needs-consent", "blocked")
    apart = must.replace('"asks"', '"apart"').replace("religious", "catholic")
    head = "version = 1\ndate = 2026-11-20\n"
    for path, text in zip(paths, (must, other, apart), strict=True):
        path.write_text(head + text)
    with pytest.raises(SettingsError) as told:
        read_policy(*paths)
    assert str(told.value) == (
        f"The policy file {paths[1]} is not usable: rule 1 (other) says blocked where rule 1 (asks)"
        f" of {paths[0]} says needs-consent of the same form and condition."
    )


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    missing = tmp_path / "nowhere.toml"
    with pytest.raises(SettingsError, match=r"The policy file .*nowhere\.toml cannot be read: "):
        read_policy(missing)
    odd = tmp_path / "odd.toml"
    odd.write_bytes(b"version = '\xff'")
    with pytest.raises(SettingsError, match=r"odd\.toml cannot be read: .*utf-8"):
        read_policy(odd)
    accents = tmp_path / "accents.toml"
    accents.write_bytes(SMALL.replace("Leeds", "Łódź").encode())
    assert read_policy(accents).rule[1].dioceses[0] == "Łódź"
