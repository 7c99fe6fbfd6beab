"""Check that no text of the input acts on the pages without a script, and what is refused."""

import datetime as dt
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from geofinder.page import render_letter
from geofinder.page.joiners import render_joiners
from geofinder.pipeline.joiners import Asked, run_joiners
from geofinder.pipeline.options import run_options
from geofinder.settings import Settings
from tests.gias.registers import school, write_register
from tests.made_up import Silent
from tests.page import hostile_files
from tests.page.hostile import EVERYTHING, SETS, WAYS, expected
from tests.page.watching import Watcher, of_head, written

DAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Write what an attacker would have a council read; return it with the folder."""
    folder = tmp_path_factory.mktemp("hostile")
    return hostile_files.inputs(folder), folder


def plain(watch: Watcher, folder: Path, html: str) -> str:
    """Open a page that has no script, with and without its policy, and return its text."""
    for kind, path in written(folder, "plain", html).items():
        watched = watch(path)
        assert watched.harm() == {}
        assert watched.elements() == of_head(Counter(meta=5, style=1), kind)
    return str(watched.page.locator("body").text_content())


def test_no_text_acts_in_a_schools_letter(watch, files, tmp_path):
    given, _ = files
    letter = run_options(
        str(EVERYTHING.urn(0)),
        replace(given, roads=None),
        Settings(border_km=20),
        run_date=DAY,
        watcher=Silent(),
    )
    text = plain(watch, tmp_path, render_letter(letter))
    ways = {way for way, (_, at, _) in WAYS.items() if at in {"first", "letter"}}
    for way in ways - {"town", "postcode"}:
        assert expected(way, EVERYTHING) in text, way
    # It has room for some of the other schools and for some of the rules.
    for way in ("name", "rule", "source"):
        assert [one for one in SETS if expected(way, one) in text], way


def test_no_text_acts_on_the_page_about_a_trust(watch, files, tmp_path):
    given, folder = files
    asked = " ".join(EVERYTHING.text("trust id").split())
    about = run_joiners(
        Asked(trust=asked, exclude=hostile_files.exclusions(folder), transfers=True),
        replace(given, roads=None),
        Settings(trust_minutes=90),
        run_date=DAY,
        watcher=Silent(),
    )
    text = plain(watch, tmp_path, render_joiners(about))
    for one in SETS:
        for way in ("name", "authority", "trust", "type", "aside"):
            assert expected(way, one) in text, (way, one.place)
    assert expected("kept apart", EVERYTHING) in text


TRIES = "<img src=x onerror=pwned()>\x1b[31m"
REFUSED = {
    "a value of --config": (["--config", "settings.toml"], "The settings file"),
    "the id of a rule of --policy": (["--policy", "rules.toml"], "The policy file"),
    "--tiles": (["--tiles", f"https://tiles.invalid/{{z}}/{{x}}/{{y}}{TRIES}"], "--tiles takes"),
    "--tiles-credit": (
        ["--tiles", "https://tiles.invalid/{z}/{x}/{y}", "--tiles-credit", TRIES],
        "--tiles-credit",
    ),
    "--osrm-url": (["--osrm-url", f"javascript:{TRIES}"], "OSRM"),
    "--run-date": (["--run-date", TRIES], "--run-date takes a day"),
    "AREA": ([TRIES], "holds no local authority"),
    "--of": (["--within", "5", "--of", TRIES], "--of takes"),
    "a name longer than any": (["--gias", "long.csv"], "more than the limit of 1,000"),
}
"""What no page ever shows, for it is refused, and what the message says."""


@pytest.mark.parametrize("refused", list(REFUSED))
def test_what_could_not_stand_on_a_page_is_refused_in_one_line(run, tmp_path, refused):
    written_as = json.dumps(TRIES)
    (tmp_path / "settings.toml").write_text(f"ranked_by = {written_as}")
    rule = {"forms": ["federation"], "applies": "always", "effect": "condition", "sure": "seen"}
    lines = [f"{key} = {json.dumps(value)}" for key, value in rule.items()]
    lines += [f"id = {written_as}", 'sentence = "Ask the diocese."', 'source = "A book"']
    start = "version = 1\ndate = 2026-11-21\n[[rule]]\n"
    (tmp_path / "rules.toml").write_text(start + "\n".join(lines))
    write_register(tmp_path, school(EstablishmentName="<b>" * 334), name="long.csv")
    arguments, said = REFUSED[refused]
    named = [] if refused in {"AREA", "--of"} else ["East Sussex"]
    code, out, err = run("plan", *named, *arguments, "--out", "map")
    assert (code in {1, 2}, out) == (True, "")
    assert said in err
    assert "\x1b" not in err
    assert not (tmp_path / "map").exists()
