"""``geofinder fetch`` prints what it got and how to use it, and fails in one message."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from geofinder.cli import fetch as command
from tests.fetching.conftest import register
from tests.fetching.server import Reply, file_of
from tests.gias.registers import published, school


@pytest.fixture
def fetches(run, monkeypatch, tmp_path, addresses, patience):
    """Return a function that runs ``geofinder fetch`` with a cache of its own."""
    monkeypatch.setenv("GEOFINDER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(command, "PATIENCE", replace(patience, tries=2))
    return lambda *arguments: run("fetch", *arguments, "--addresses", addresses)


def facts_of(out):
    lines = [line for line in out.splitlines() if line.startswith("  ")]
    return {line[2:14].strip(): line[15:] for line in lines}


def test_the_facts_and_the_command_to_go_on_with_are_printed(server, fetches, tmp_path):
    server.behave = lambda asked: file_of(asked, register())
    code, out, err = fetches("gias")
    assert (code, err) == (0, "")
    facts = facts_of(out)
    # All three columns of this register are read, and stay; whatever came, they are kept in UTF-8.
    kept = register(encoding="utf-8")
    assert Path(facts["file"]).read_bytes() == kept
    assert Path(facts["file"]).is_relative_to(tmp_path / "cache" / "fetched" / "gias")
    assert facts["licence"] == "Open Government Licence v3.0"
    assert facts["size"] == f"0.0 MB ({len(kept)} bytes), 3 rows"
    assert facts["columns"] == "3 of 3: those that are read"
    assert facts["fetched"].endswith("(just now)")
    assert len(facts["sha256"]) == 64
    assert f'Use it: geofinder plan "East Sussex" --gias {facts["file"]}' in out


def test_a_fetched_register_runs_and_its_licence_reaches_the_report(server, fetches, run, tmp_path):
    rows = [
        school(URN=str(114400 + n), EstablishmentName=f"School {n}", Easting=str(547000 + 900 * n))
        for n in range(4)
    ]
    content = published(rows).encode("cp1252")
    server.behave = lambda asked: file_of(asked, content)
    assert fetches("gias", "--out", tmp_path / "register.csv")[0] == 0
    code, _, err = run("plan", "East Sussex", "--gias", "register.csv", "--out", "map")
    assert code == 0, err
    told = json.loads((tmp_path / "map" / "manifest.json").read_text(encoding="utf-8"))
    (source, *_) = told["sources"]
    assert source["licence"] == "Open Government Licence v3.0"
    assert source["address"].startswith(server.url)


def test_offline_says_what_is_there_and_asks_nobody(server, fetches):
    server.behave = lambda asked: file_of(asked, register())
    fetches("gias")
    server.asked.clear()
    code, out, _ = fetches("gias", "--offline")
    assert code == 0
    assert "no one was asked" in out
    code, out, err = fetches("links", "--offline")
    assert (code, out) == (1, "")
    assert err.startswith("geofinder: The GIAS file of all group links has not been fetched")
    assert server.asked == []


def test_status_tells_what_is_there_begun_damaged_and_missing(server, fetches, tmp_path):
    code, out, _ = fetches("status")
    assert code == 0
    assert "gias: not fetched. For --gias: geofinder fetch gias" in out
    server.behave = lambda asked: (
        file_of(asked, register(), cut=40 if "alllinks" in asked.path else None)
        if asked.path.endswith(".csv")
        else Reply(404)
    )
    _, got, _ = fetches("gias")
    server.behave = lambda asked: (
        file_of(asked, register(), cut=40) if "Range" not in asked.headers else Reply(503)
    )
    assert fetches("links")[0] == 1
    server.behave = lambda _: Reply(404)
    assert fetches("boundaries")[0] == 1
    asked = len(server.asked)
    _, out, _ = fetches("status")
    assert facts_of(out)["file"] == facts_of(got)["file"]
    assert "links: begun, not complete. Go on: geofinder fetch links" in out
    assert "roads: not fetched. For --roads: geofinder fetch roads REGION" in out
    assert "boundaries: not fetched. For --boundaries: geofinder fetch boundaries" in out
    Path(facts_of(got)["file"]).write_bytes(b"")
    assert "gias: damaged. Fetch it again: geofinder fetch gias" in fetches("status")[1]
    assert len(server.asked) == asked
    assert (tmp_path / "cache" / "fetched" / "links" / "unfinished").stat().st_size == 40


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["gias"], 1, "could not be fetched from http://127.0.0.1"),
        (["links"], 1, "could not be fetched"),
        (["boundaries"], 1, "could not be fetched"),
        (["roads", "Kent"], 1, "could not be fetched"),
        (["roads", "Kant"], 1, "The closest: kent"),
        (["roads"], 2, "Missing argument"),
        (["gias", "--largest-mb", "0"], 2, "above 0"),
        (["gias", "--largest-mb", "nan"], 2, "above 0"),
        (["gias", "--largest-mb", "many"], 2, "largest-mb"),
        (["schools"], 2, "No such command"),
    ],
)
def test_a_failure_is_one_message_and_its_code(server, fetches, arguments, code, message):
    server.behave = lambda _: Reply(403, b"\x1b]0;title\x07[bold]no[/bold]")
    ended, out, err = fetches(*arguments)
    assert ended == code
    assert message in " ".join(err.split())
    assert out == ""
    assert "Traceback" not in err
    assert "\x1b" not in err


def test_the_addresses_themselves_can_be_wrong(run, tmp_path):
    (tmp_path / "mine.toml").write_text("[gias]\n", encoding="utf-8")
    code, _, err = run("fetch", "gias", "--addresses", "mine.toml")
    assert code == 1
    assert "mine.toml is not usable: gias.title: Field required" in err


@pytest.mark.parametrize("name", ["gias", "links", "roads", "boundaries", "status"])
def test_every_command_has_help_that_ends_with_an_example(run, name):
    code, out, _ = run("fetch", name, "--help")
    assert code == 0
    assert f"Example: geofinder fetch {name}" in " ".join(out.split())
