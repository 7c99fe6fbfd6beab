"""Whole runs on the bundled sample use local data, say so everywhere, and forget it afterwards."""

import json
import shutil

import pandas as pd
import pyogrio
import pytest

from tests.local.files import figures_file, pairs_file

LOCAL_FILES = {"local.csv", "local_schools.csv"}
FIGURES = [
    "{a},70,66,60,-12500,2027-08-31,Roof & <b>lease</b>",
    "{b},90,,85,4000,,",
    "999998,1,1,1,,,",
]


@pytest.fixture
def run(run):
    """Return a function that runs a command on one day, by default for a plan of Lewes."""

    def run_(*arguments, out="out", command=("plan", "Lewes")):
        folder = [] if out is None else ["--out", out]
        return run(*command, "--run-date", "2026-11-21", *arguments, *folder)

    return run_


def _members(folder):
    return pd.read_csv(folder / "members.csv").groupby("group_id")["urn"].agg(frozenset)


def _with(groups, *urns):
    return {group for group, members in groups.items() if set(urns) <= members}


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    """Return a folder for the two runs, and what they said: each test has a copy of its own."""
    return tmp_path_factory.mktemp("informed") / "runs", {}


@pytest.fixture
def informed(run, tmp_path, made_once):
    """Return a plain run and one with local data about two of its schools, and the schools."""
    runs, told = made_once
    if told:
        shutil.copytree(runs, tmp_path, symlinks=True, dirs_exist_ok=True)
    else:
        told.update(_informed(run, tmp_path))
        shutil.copytree(tmp_path, runs, symlinks=True)
    return {"plain": tmp_path / "plain", "folder": tmp_path / "out", **told}


def _informed(run, tmp_path):
    assert run(out="plain")[0] == 0
    plain = tmp_path / "plain"
    candidates = pd.read_csv(plain / "candidates.csv")
    best = candidates.loc[candidates["pattern"] == "rural-primaries", "group_id"].iloc[0]
    a, b = sorted(_members(plain)[best])[:2]
    joining = candidates.loc[candidates["pattern"] == "federation-joiner", "group_id"].iloc[0]
    members = pd.read_csv(plain / "members.csv").set_index("group_id").loc[joining]
    joiner = int(members.loc[members["role"] == "joiner", "urn"].iloc[0])
    host = int(members.loc[members["role"] != "joiner", "urn"].iloc[0])
    figures = figures_file(tmp_path, *(row.format(a=a, b=b) for row in FIGURES))
    pairs = pairs_file(
        tmp_path, f"{a},{b},0.5,shared cook", f"{host},{joiner},never,an old quarrel"
    )
    code, out, err = run("--local", figures, "--pairs", pairs)
    assert code == 0, err
    return {"said": out, "pair": (a, b), "never": (joiner, host)}


def test_every_output_says_that_local_data_was_used(informed):
    folder = informed["folder"]
    assert "Local data was used" in informed["said"]
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["local"]["used"] is True
    assert (manifest["local"]["schools"], manifest["local"]["never_pairs"]) == (2, 1)
    titles = {source["title"] for source in manifest["sources"]}
    assert {"Local figures", "Local pairs"} <= titles
    about = pd.read_excel(folder / "geofinder.xlsx", sheet_name="About", header=None)
    assert about.loc[about[0] == "Local data", 1].str.startswith("Local data was used").all()
    page = (folder / "index.html").read_text()
    assert '<p class="local">Local data was used' in page
    assert "<b>lease</b>" not in page
    plain = json.loads((informed["plain"] / "manifest.json").read_text())
    assert plain["local"] == {"used": False}
    unused = (informed["plain"] / "index.html").read_text()
    assert "Local data was used" not in unused
    assert '"local":null' in unused


def test_a_row_that_matches_no_school_is_reported(informed):
    manifest = json.loads((informed["folder"] / "manifest.json").read_text())
    lost = {"file": "figures.csv", "line": 4, "urn": 999998}
    assert manifest["local"]["matches_no_school"] == [lost]
    assert any("999998 (figures.csv, line 4)" in note for note in manifest["notes"])
    assert "999998" in informed["said"]


def test_a_pair_to_be_kept_apart_is_in_no_group_and_named(informed):
    before, after = _members(informed["plain"]), _members(informed["folder"])
    assert _with(before, *informed["never"])
    assert not _with(after, *informed["never"])
    manifest = json.loads((informed["folder"] / "manifest.json").read_text())
    assert any("(an old quarrel)" in note for note in manifest["notes"])


def test_the_score_of_a_wished_pair_rises_by_the_documented_amount(informed):
    score = {
        name: pd.read_csv(informed[name] / "candidates.csv").set_index("group_id")["score"]
        for name in ("plain", "folder")
    }
    for group in _with(_members(informed["folder"]), *informed["pair"]) & set(score["plain"].index):
        expected = min(1.0, score["plain"][group] + 0.025 + 0.05)
        assert score["folder"][group] == pytest.approx(expected, abs=2e-4)


def test_the_local_tables_are_in_every_format_with_the_same_rows(informed):
    folder = informed["folder"]
    for name in ("local", "local_schools"):
        table = pd.read_csv(folder / f"{name}.csv")
        sheet = pd.read_excel(folder / "geofinder.xlsx", sheet_name=name)
        layer = pyogrio.read_dataframe(folder / "geofinder.gpkg", layer=name)
        assert len(table) == len(sheet) == len(layer) > 0
    groups = pd.read_csv(folder / "local.csv").set_index("group_id")
    exact = [
        group for group, members in _members(folder).items() if members == set(informed["pair"])
    ]
    row = groups.loc[exact[0]]
    assert (row["pupils_1y"], row["pupils_5y"]) == (160, 145)
    assert pd.isna(row["pupils_3y"])
    schools = pd.read_csv(folder / "local_schools.csv")
    assert schools["at_risk"].tolist() == [True, True]
    assert "a deficit of £12,500" in schools["marks"].iloc[0]


def test_the_same_local_data_in_another_order_gives_the_same_tables(informed, run, tmp_path):
    for name in ("figures.csv", "pairs.csv"):
        header, *rows = (tmp_path / name).read_text().splitlines()
        (tmp_path / name).write_text("\n".join([header, *rows[::-1]]))
    code, _, err = run(
        "--local", tmp_path / "figures.csv", "--pairs", tmp_path / "pairs.csv", out="again"
    )
    assert code == 0, err
    for path in informed["folder"].glob("*.csv"):
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_a_run_without_local_data_leaves_none_of_it_in_the_folder(informed, run):
    folder = informed["folder"]
    assert {path.name for path in folder.iterdir()} >= LOCAL_FILES
    assert run()[0] == 0
    assert not LOCAL_FILES & {path.name for path in folder.iterdir()}
    plain = informed["plain"]
    for name in ("candidates.csv", "members.csv", "index.html"):
        assert (folder / name).read_bytes() == (plain / name).read_bytes()


@pytest.mark.parametrize("option", ["--local", "--pairs"])
def test_a_wrong_local_file_gets_one_message_and_nothing_is_written(run, tmp_path, option):
    figures = figures_file(tmp_path, "114404,ninety,,,,,")
    pairs = pairs_file(tmp_path, "114404,114391,sometimes,")
    code, out, err = run(option, figures if option == "--local" else pairs)
    assert (code, out) == (1, "")
    assert "line 2" in err
    assert "Traceback" not in err
    assert not (tmp_path / "out").exists()


def test_the_page_shows_pupils_now_and_later_and_what_is_marked(informed, browser):
    a, _ = informed["pair"]
    page = browser.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto((informed["folder"] / "index.html").as_uri() + f"#school={a}")
    page.wait_for_selector("html[data-ready=yes]")
    header = page.locator("header .local").inner_text()
    page.set_viewport_size({"width": 320, "height": 640})
    seen = [page.locator("header .local").is_visible()]
    page.emulate_media(media="print")
    seen.append(page.locator("header .local").is_visible())
    detail = page.locator("#detail").inner_text()
    cards = page.locator("#detail .card").all_inner_texts()
    page.close()
    assert faults == []
    assert header.startswith("Local data was used")
    assert seen == [True, True], "on a phone and in print"
    assert "revenue balance -£12,500" in detail
    assert "Roof & <b>lease</b>" in detail
    assert any("Pupils in 1 year 160, in 3 years not known, in 5 years 145" in c for c in cards)
    assert all("marked as at risk by local figures" in card for card in cards)


@pytest.fixture
def two_files(tmp_path):
    """Return options that give figures of 114404, and its pair with 114391 kept apart."""
    figures = figures_file(tmp_path, "114404,95,88,80,-12500,,A note")
    pairs = pairs_file(tmp_path, "114404,114391,never,a river")
    return ["--local", figures, "--pairs", pairs]


def test_why_tells_what_local_data_says_of_the_schools(run, two_files):
    command = ("why", "114404", "114391")
    code, text, err = run(*two_files, out=None, command=command)
    assert code == 0, err
    said = " ".join(text.split())
    assert "Local data was used" in said
    assert "never to be put together (a river)" in said
    assert "marked as at risk: 88 pupils expected in 3 years" not in said
    assert "95 pupils expected in 1 year, 88 pupils expected in 3 years" in said
    _, text, _ = run(*two_files, "--format", "json", out=None, command=command)
    assert any("a river" in sentence for sentence in json.loads(text)["local"])
    _, text, _ = run(out=None, command=command)
    assert "ocal data" not in text


def test_options_and_joiners_say_that_local_data_was_used(run, two_files, tmp_path):
    for command in (("options", "114404"), ("joiners", "16898")):
        folder = tmp_path / command[0]
        code, _, err = run(*two_files, out=folder, command=command)
        assert code == 0, err
        manifest = json.loads((folder / "manifest.json").read_text())
        assert manifest["local"]["used"] is True
        about = pd.read_excel(folder / "geofinder.xlsx", sheet_name="About", header=None)
        assert "Local data" in about[0].tolist()
        assert "Local data was used" in (folder / "index.html").read_text()
