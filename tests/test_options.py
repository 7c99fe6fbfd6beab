"""What one school could do: every form is answered, and by the rules."""

import datetime as dt
import json

import pandas as pd
import pytest

from geofinder.errors import NotFoundError
from geofinder.pipeline import Inputs
from geofinder.pipeline.options import AROUND_KM, run_options
from geofinder.settings import Settings
from geofinder.tables import FORMS, OPTIONS
from tests.made_up import Silent

DAY = dt.date(2026, 11, 21)
FILES = {"index.html", "options.csv", "nearby.csv", "geofinder.xlsx", "manifest.json"}


def options_of(urn, **inputs):
    settings = Settings(border_km=AROUND_KM)
    return run_options(str(urn), Inputs(**inputs), settings, run_date=DAY, watcher=Silent())


@pytest.mark.parametrize("urn", [114404, 114569, 114460, 114592, 139521, 149138, 126169, 144954])
def test_every_form_has_a_group_or_the_rule_that_closes_it(urn):
    result = options_of(urn)
    OPTIONS.validate(result.options)
    for form in FORMS:
        of = result.options[(result.options["form"] == form) & result.options["in_letter"]]
        assert len(of) >= 1, form
        assert (of["sentence"] != "").all()
        if (of["status"] == "blocked").all():
            assert (of["rules"] != "").all(), form
    assert set(" ".join(result.options["rules"]).split()) <= set(result.rules)
    own = result.options["urns"].str.split().map(lambda urns: str(urn) in urns)
    assert own.all()


def test_a_blocked_group_never_stands_before_one_that_is_not():
    for _, of in options_of(114391).options.groupby("form"):
        blocked = (of.sort_values("place")["status"] == "blocked").tolist()
        assert blocked == sorted(blocked)


def test_the_groups_of_the_letter_have_mostly_different_schools():
    shown = options_of(114404).options.query("in_letter and status != 'blocked'")
    for _, of in shown.groupby("form"):
        groups = [set(urns.split()) - {"114404"} for urns in of["urns"]]
        for place, group in enumerate(groups):
            for other in groups[:place]:
                assert len(group & other) / min(len(group), len(other)) < 0.6


def test_schools_of_its_own_federation_are_no_new_partners():
    result = options_of(114391)
    pairs = result.options[result.options["pattern"] == "neighbour"]
    siblings = {"114408", "114501"}
    assert not any(siblings & set(urns.split()) for urns in pairs["urns"])


def test_a_pair_marked_never_is_in_no_group_of_the_letter(tmp_path):
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("urn_a,urn_b,weight,reason\n114404,114557,never,asked not to\n")
    assert "114557" in " ".join(options_of(114404).options["urns"])
    for urns in options_of(114404, pairs=pairs).options["urns"]:
        assert "114557" not in urns.split()


def test_an_unknown_urn_names_the_closest(run, tmp_path):
    with pytest.raises(NotFoundError, match="URN"):
        options_of(114400_0)
    code, out, err = run("options", "11440")
    assert (code, out) == (1, "")
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_its_files_all_or_nothing(run, tmp_path):
    code, out, err = run("options", "114404", "--run-date", "2026-11-21", "--out", "letter")
    assert (code, err) == (0, "")
    assert out.rstrip().endswith("letter/index.html")
    assert "federation: " in out
    assert {path.name for path in (tmp_path / "letter").iterdir()} == FILES
    manifest = json.loads((tmp_path / "letter" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["urn"] == 114404
    assert manifest["run_date"] == "2026-11-21"
    table = pd.read_csv(tmp_path / "letter" / "options.csv")
    assert list(table.columns) == list(OPTIONS.columns)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "options.csv").write_text("mine")
    code, _, err = run("options", "114404", "--out", "other")
    assert code == 1
    assert "did not write" in err
    assert (tmp_path / "other" / "options.csv").read_text() == "mine"


def test_the_answer_does_not_depend_on_the_order_of_rows(sample, tmp_path):
    source = pd.read_csv(sample / "east_sussex" / "establishments.csv", dtype="str")
    links = sample / "east_sussex" / "group_links.csv"
    tables = []
    for name, step in (("one", 1), ("two", -1)):
        path = tmp_path / f"{name}.csv"
        source[::step].to_csv(path, index=False)
        tables.append(options_of(114404, gias=(path,), links=links).options)
    pd.testing.assert_frame_equal(*tables)
