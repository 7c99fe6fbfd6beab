"""Nothing that the input holds gives the terminal orders, on whatever way it gets there."""

import json
import os
import subprocess
import sys

import pytest

from geofinder.letters import escaped, shown
from geofinder.sizes import MESSAGE_LETTERS
from geofinder.terminal import words_only
from tests.gias.registers import LINK, write_links
from tests.hostile.conftest import BAR, ROOT
from tests.hostile.county import AREA, AUTHORITY, FIRST_URN
from tests.hostile.payloads import ORDERS, PAYLOADS, obeyed

EVERYTHING = "X".join(text.replace("\x00", "") for text in ORDERS.values())
"""Every order in one text; what starts a program cannot hold a zero byte."""
FEW = EVERYTHING.replace("\r", "")
NAME = EVERYTHING.replace("/", "|")
"""The same as a file's name."""
COMMANDS = {
    "check": ["check", "REGISTER"],
    "check all": ["check", "REGISTER", "--all"],
    "joiners": ["joiners", "9000", "--minutes", 15, "--out", "joiners"],
    "options": ["options", FIRST_URN + 1, "--out", "options"],
    "why": ["why", FIRST_URN, FIRST_URN + 1, FIRST_URN + 3],
    "why as json": ["why", FIRST_URN, FIRST_URN + 1, "--format", "json"],
    "forms": ["forms", "--policy", "POLICY"],
    "forms as markdown": ["forms", "--policy", "POLICY", "--format", "markdown"],
    "fetch status": ["fetch", "status"],
}
WRONG = {
    "area": (["plan", EVERYTHING], 1),
    "place": (["plan", "--within", 5, "--of", EVERYTHING], 2),
    "trust": (["joiners", EVERYTHING], 1),
    "school": (["options", EVERYTHING], 1),
    "schools": (["why", EVERYTHING, "x"], 1),
    "region": (["fetch", "roads", EVERYTHING], 1),
    "register": (["plan", "x", "--gias", f"{FEW}.csv"], 1),
    "links": (["plan", "x", "--gias", "REGISTER", "--links", f"{FEW}.csv"], 1),
    "boundaries": (["plan", "x", "--boundaries", f"{FEW}.json"], 1),
    "roads": (["plan", AREA, "--gias", "REGISTER", "--roads", f"{FEW}.osm.pbf"], 1),
    "local": (["plan", "x", "--local", f"{FEW}.csv"], 1),
    "pairs": (["plan", "x", "--pairs", f"{FEW}.csv"], 1),
    "policy": (["plan", "x", "--policy", f"{FEW}.toml"], 1),
    "config": (["plan", "x", "--config", f"{FEW}.toml"], 1),
    "weights": (["plan", "x", "--weights", f"{FEW}.toml"], 1),
    "addresses": (["fetch", "gias", "--addresses", f"{FEW}.toml"], 1),
    "exclude": (["joiners", "x", "--exclude", f"{FEW}.csv"], 1),
    "server": (["plan", AREA, "--gias", "REGISTER", "--osrm-url", EVERYTHING], 2),
    "day": (["plan", "x", "--run-date", EVERYTHING], 2),
    "pattern": (["plan", "x", "--pattern", EVERYTHING], 2),
    "forms": (["plan", "x", "--plan-forms", EVERYTHING], 2),
    "limits": (["plan", "x", "--limits", EVERYTHING], 2),
    "tiles": (["plan", "x", "--tiles", EVERYTHING], 2),
    "credit": (["plan", "x", "--tiles-credit", EVERYTHING, "--tiles", "https://a/{z}/{x}/{y}"], 2),
    "number": (["plan", "x", "--max-minutes", EVERYTHING], 2),
    "option": (["plan", "x", f"--{EVERYTHING}"], 2),
    "argument": (["plan", "x", EVERYTHING], 2),
    "command": ([EVERYTHING], 2),
}  # fmt: skip
CONTENTS = {
    "config key": ("--config", f'"{shown(FEW)}" = 1\n"\\u001b[2J\\u009b" = 2\n'),
    "config value": ("--config", 'plan_order = ["\\u001b[2J\\u009b1m\\u202e"]\n'),
    "weights key": ("--weights", '"\\u001b]52;c;x\\u0007\\u009b" = 2\n'),
    "policy key": ("--policy", 'version = 1\ndate = 2026-01-01\n"\\u001b[2J\\u009b" = 2\n'),
    "policy rule": ("--policy", 'version=1\ndate=2026-01-01\n[[rule]]\nid = "\\u001b[2J\\u009b"\n'),
    "local heading": ("--local", f"urn,{FEW}\n1,2\n"),
    "local cell": ("--local", f"urn,forecast_1y\n114404,{FEW}\n"),
    "pairs cell": ("--pairs", f"urn_a,urn_b,weight\n{FEW},114404,1\n"),
    "pairs weight": ("--pairs", f"urn_a,urn_b,weight\n114404,114391,{FEW}\n"),
    "plan heading": ("--plan", f"{FEW},b\n1,2\n"),
    "plan group": ("--plan", f'group_id\n"{FEW}"\n'),
    "register heading": ("--gias", f"URN,{FEW}\n1,2\n"),
    "links heading": ("--links", f"URN,{FEW}\n1,2\n"),
    "boundaries column": (
        "--boundaries",
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": {FEW: 1},
                        "geometry": {"type": "Point", "coordinates": [0, 51]},
                    }
                ],
            }
        ),
    ),
}  # fmt: skip


def _with(county, arguments):
    given = {"REGISTER": county.files.register, "POLICY": county.files.policy}
    return [given.get(one, one) if isinstance(one, str) else one for one in arguments]


@pytest.mark.parametrize("key", PAYLOADS)
def test_what_is_shown_gives_no_orders_and_is_otherwise_the_same(key):
    text = PAYLOADS[key]
    assert not obeyed(shown(text))
    assert len(shown(text)) == len(text)
    if not obeyed(text) and "\ufeff" not in text:
        assert shown(text) == text
    assert json.loads(escaped(json.dumps(text, ensure_ascii=False))) == text


def test_on_a_terminal_a_run_of_the_hostile_county_sends_it_nothing_but_its_bar(county):
    told = BAR.sub("", county.printed)
    assert not obeyed(told)
    assert shown(AUTHORITY) in told
    assert "[red]" in told, "square brackets are words too"
    assert "Open out ?[2J [b];=1 <b>/index.html" in told


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_gives_the_terminal_orders(county, run, monkeypatch, tmp_path, name):
    monkeypatch.setenv("GEOFINDER_CACHE", str(tmp_path / "cache"))
    arguments = _with(county, COMMANDS[name])
    given = [] if arguments[0] in {"check", "forms", "fetch"} else ["--gias", county.files.register]
    code, out, err = run(*arguments, *given)
    assert code == 0, err
    assert out
    assert not obeyed(out + err)
    if name == "why as json":
        names = [school["name"] for school in json.loads(out)["schools"]]
        assert names == list(PAYLOADS.values())[:2]
        assert json.loads(out)["schools"][0]["la_name"] == AUTHORITY


@pytest.mark.parametrize("name", WRONG)
def test_no_message_about_what_was_asked_gives_orders(county, run, monkeypatch, tmp_path, name):
    monkeypatch.setenv("GEOFINDER_CACHE", str(tmp_path / "cache"))
    arguments, wanted = WRONG[name]
    code, out, err = run(*_with(county, arguments))
    assert (code, out) == (wanted, "")
    assert not obeyed(err)
    assert "Traceback" not in err


@pytest.mark.parametrize("name", CONTENTS)
def test_no_message_about_a_file_gives_orders(run, tmp_path, name):
    option, content = CONTENTS[name]
    path = tmp_path / f"given{NAME}"
    path.write_text(content, encoding="utf-8", newline="")
    first = ["--gias", ROOT / "data/east_sussex/establishments.csv"] if option == "--links" else []
    code, out, err = run("plan", "Rother", *first, option, path, "--out", tmp_path / "out")
    assert (code, out) == (1, "")
    assert not obeyed(err)
    assert "Traceback" not in err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", ["federations", "joins"])
def test_a_backtest_of_hostile_files_gives_no_orders(county, run, tmp_path, kind):
    links = write_links(tmp_path, LINK | {"URN": str(FIRST_URN), "Group Name": "A[2JB"})
    events = tmp_path / f"{NAME}.csv"
    events.write_text(f"urn,group_id,date\n{FEW},{FEW},{FEW}\n", encoding="utf-8", newline="")
    code, _, err = run(
        "backtest", kind, "--gias", county.files.register, "--links", links, "--events", events
    )
    assert code == 1
    assert "is no URN" in err
    assert not obeyed(err)


def test_a_traceback_and_a_library_s_warning_go_by_the_same_way():
    script = (
        "import sys, warnings\n"
        "from geofinder.terminal import words_only\n"
        "with words_only():\n"
        "    warnings.warn('A\\x1b[2JB')\n"
        "    sys.stderr.writelines(['A\\x9bB\\n'])\n"
        "    print('\\ud800 \\N{SCHOOL}')\n"
        "    raise ValueError('A\\x1b]52;c;x\\x07B')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=False, cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    told = done.stdout.decode() + done.stderr.decode()
    assert done.returncode == 1
    assert not obeyed(told)
    assert "Traceback" in told
    assert "ValueError: A?]52;c;x?B" in told
    assert "A?[2JB" in told
    assert done.stdout == b"? ?\n", "a letter that the terminal cannot show ends no run"


def test_the_streams_are_given_back(capsys):
    before = sys.stdout
    with words_only():
        sys.stdout.write("A\x1b[2JB")
    assert sys.stdout is before
    assert capsys.readouterr().out == "A?[2JB"


def test_a_message_of_any_length_is_cut(run, tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(f'"{"x" * 100_000}" = 1\n', encoding="utf-8")
    code, _, err = run("plan", "x", "--config", path)
    assert code == 1
    assert len(err) < MESSAGE_LETTERS + 200
    assert "(cut: " in err
