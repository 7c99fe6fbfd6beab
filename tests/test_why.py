"""``geofinder why`` says what stands in the way of whom; ``geofinder forms`` lists the rules."""

import json

import pytest

from geofinder.resources import data_path
from tests.gias.registers import school, write_register
from tests.kinds import POLICY

MOTCOMBE, PASHLEY_DOWN, OCKLYNGE, LAUGHTON = "114460", "114461", "144954", "114404"
PIONEER = "114391"
NO_TRUST = "152097"


def _forms(run, *arguments):
    code, out, err = run("why", *arguments, "--format", "json", "--run-date", "2026-11-21")
    assert code == 0, err
    answer = json.loads(out)
    return answer, {form["form"]: form for form in answer["forms"]}


def test_two_infant_schools_and_an_academy_may_collaborate_and_not_federate(run):
    answer, forms = _forms(run, MOTCOMBE, PASHLEY_DOWN, OCKLYNGE)
    assert forms["federation"]["status"] == "blocked"
    rule = forms["federation"]["rules"][0]
    assert rule["rule"] == "federation-maintained-only"
    assert rule["schools"] == [int(OCKLYNGE)]
    assert rule["source_date"] == "2012-09-01"
    assert forms["collaboration"]["status"] == "open"
    assert forms["join-trust"]["status"] == "open"
    assert len(forms) == 9
    assert len(answer["travel"]) == 6
    assert {row["method"] for row in answer["travel"]} == {"estimate"}


def test_a_school_of_the_pioneer_federation_is_not_free_and_can_be_joined(run):
    _, forms = _forms(run, LAUGHTON, PIONEER)
    assert forms["federation"]["status"] == "blocked"
    assert forms["join-federation"]["status"] in {"open", "needs-consent", "not-known"}
    assert "federation-board-decides" in {rule["rule"] for rule in forms["join-trust"]["rules"]}


def test_an_academy_without_a_recorded_trust_reads_not_known(run):
    _, forms = _forms(run, LAUGHTON, NO_TRUST)
    assert forms["join-trust"]["status"] == "not-known"
    assert forms["trust-partnership"]["status"] == "not-known"


def test_the_text_says_form_rule_source_and_minutes(run):
    code, out, err = run("why", MOTCOMBE, OCKLYNGE, "--run-date", "2026-11-21")
    assert (code, err) == (0, "")
    text = " ".join(out.split())
    assert "Federation: BLOCKED" in text
    assert "because of: Ocklynge Junior School (144954)" in text
    assert "School Governance (Federations) (England) Regulations 2012, 2012-09-01" in text
    assert "minutes" in text
    assert "Estimated minutes, not routed ones" in text
    assert "not legal advice" in text


def test_a_rule_of_ones_own_is_quoted(run, tmp_path):
    (tmp_path / "own.toml").write_text(
        'version = 1\ndate = 2026-10-01\n[[rule]]\nid = "our-rule"\nforms = ["collaboration"]\n'
        'applies = "always"\neffect = "condition"\nsentence = "Tell the cabinet member first."\n'
        'source = "Our council"\nsource_date = 2026-10-01\nsure = "seen"\n'
    )
    code, out, _ = run("why", MOTCOMBE, PASHLEY_DOWN, "--policy", "own.toml")
    assert code == 0
    assert "Tell the cabinet member first." in out
    code, out, _ = run("forms", "--policy", "own.toml")
    assert "Our council" in out


@pytest.mark.parametrize(
    ("arguments", "message", "code"),
    [
        (["why", LAUGHTON], "at least two different URNs", 2),
        (["why", LAUGHTON, LAUGHTON], "at least two different URNs", 2),
        (["why", LAUGHTON, "114461999"], "Close to it: ", 1),
        (["why", LAUGHTON, "999999"], "Close to it: ", 1),
        (["why", LAUGHTON, "Ocklynge"], "Closest names: 144954 Ocklynge Junior School", 1),
        (["why", LAUGHTON, "114614"], "Brighton College (114614) is in the file, but left out", 1),
        (["why", LAUGHTON, OCKLYNGE, "--policy", "nothing.toml"], "cannot be read", 1),
        (["why", LAUGHTON, OCKLYNGE, "--run-date", "soon"], "--run-date takes a day", 2),
        (["why", LAUGHTON, OCKLYNGE, "--format", "sung"], "Invalid value for", 2),
        (["forms", "--policy", "nothing.toml"], "cannot be read", 1),
    ],
)
def test_a_wrong_request_gets_one_message(run, arguments, message, code):
    got, out, err = run(*arguments)
    assert (got, out) == (code, "")
    assert message in " ".join(err.split())
    assert "Traceback" not in err


def test_a_closed_school_is_named_as_closed(run, tmp_path):
    closed = school(
        URN="114501", EstablishmentName="Old School",
        **{"EstablishmentStatus (name)": "Closed"},
    )  # fmt: skip
    path = write_register(tmp_path, school(URN="114500"), school(URN="114502"), closed)
    code, out, err = run("why", "114500", "114501", "--gias", path)
    assert (code, out) == (1, "")
    told = " ".join(err.split())
    assert "Old School (114501) is not open: the register says 'Closed'" in told
    assert "name no successor" in told


def test_schools_at_any_distance_are_told_their_minutes(run, tmp_path):
    far = school(URN="114501", EstablishmentName="Far School", Easting="430000", Northing="560000")
    path = write_register(tmp_path, school(URN="114500"), far)
    answer, _ = _forms(run, "114500", "114501", "--gias", path)
    assert all(row["travel_min"] > 200 for row in answer["travel"])


@pytest.mark.parametrize("command", ["why", "forms"])
def test_help_ends_with_an_example(run, command):
    code, out, _ = run(command, "--help")
    assert code == 0
    assert f"Example: geofinder {command}" in " ".join(out.split())


def test_the_page_of_forms_is_what_the_command_prints(run, root):
    code, out, _ = run("forms", "--format", "markdown", "--run-date", POLICY.date.isoformat())
    assert code == 0
    assert (root / "docs" / "forms.md").read_text(encoding="utf-8") == out
    assert data_path("policy.toml").name in out
