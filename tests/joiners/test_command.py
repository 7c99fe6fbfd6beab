"""Check the command ``geofinder joiners`` from its arguments to its files and messages."""

import functools
import json

import pandas as pd
import pytest


@pytest.fixture
def run(run):
    """Return a function that runs this command: code, stdout, stderr."""
    return functools.partial(run, "joiners")


def test_the_command_ranks_the_schools_near_a_trust_and_writes_them(run, tmp_path):
    code, out, err = run("South Downs Learning Trust", "--minutes", 20, "--run-date", "2026-11-21")
    assert code == 0, err
    folder = tmp_path / "maps" / "joiners-south-downs-learning-trust"
    table = pd.read_csv(folder / "joiners.csv")
    assert table["nearest_min"].max() <= 20
    assert "1. Motcombe Infants' School (114460): 3 minutes to Ocklynge Junior School" in out
    assert "nobody has asked these schools" in out
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["run_date"] == "2026-11-21"
    assert "transfers" in " ".join(manifest["notes"])


@pytest.mark.parametrize(
    ("arguments", "message", "code"),
    [
        (["South Down Learning"], "Closest: 16898 SOUTH DOWNS LEARNING TRUST", 1),
        (["Skylark Federation"], "is a federation, not an academy trust", 1),
        (["16898", "--minutes", "0"], "trust_minutes", 2),
        (["16898", "--exclude", "nowhere.csv"], "There is no file nowhere.csv", 1),
        (["16898", "--run-date", "tomorrow"], "YYYY-MM-DD", 2),
    ],
    ids=["trust", "federation", "minutes", "exclude", "date"],
)
def test_a_wrong_request_gets_one_message_and_writes_nothing(
    run, tmp_path, arguments, message, code
):
    got, out, err = run(*arguments)
    assert (got, out) == (code, "")
    assert message in err.replace("\n", " ")
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_a_limit_that_no_school_meets_lists_none_and_promises_none(run):
    code, out, err = run("16898", "--minutes", "0.1")
    assert code == 0, err
    assert "0 standalone schools, of 0 listed.\n" in out
