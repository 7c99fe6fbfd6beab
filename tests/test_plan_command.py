"""The command ``plan`` chooses the best plan, takes decisions by hand, and says what they cost."""

import json
import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from geofinder import tables
from tests.local.files import pairs_file

DAY = ("--run-date", "2026-11-21")
WIDE = ("--alternatives", "2", "--differ", "2", "--limits", "20,10,15")
ASKED = {
    "alternatives.csv", "limits.csv", "limit_plans.csv", "limits.svg", "limits_maps.svg",
    "limits_maps.png",
}  # fmt: skip
NAMES = ["hub_name", "school_names"]


def plan_of(folder, name="plan"):
    return pd.read_csv(folder / f"{name}.csv", dtype={"urns": "str", "pupils": "Int64"})


def told_of(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["plan"]


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """Return the folder of one run for East Sussex with all that can be asked for."""
    folder = tmp_path_factory.mktemp("county")
    done = subprocess.run(
        [sys.executable, "-m", "geofinder", "plan", "East Sussex", *DAY, *WIDE, "--out", folder],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    """Return the folder of one plain run for a district."""
    folder = tmp_path_factory.mktemp("district")
    done = subprocess.run(
        [sys.executable, "-m", "geofinder", "plan", "Lewes", *DAY, "--out", folder],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def again(run, tmp_path):
    """Return a function that runs the district with further options: the folder and the words."""

    def again_(*options):
        code, out, err = run("plan", "Lewes", *DAY, *options, "--out", tmp_path / "again")
        assert code == 0, err
        return tmp_path / "again", out

    return again_


def test_the_plan_of_east_sussex_is_proven_to_be_the_best(county):
    folder, said = county
    told = told_of(folder)
    assert (told["gap"], told["proven"], told["bounded_by"]) == (0.0, True, [])
    assert told["bound"] == pytest.approx(told["objective"], abs=1e-3)
    assert told["sentence"] in said
    assert "gap 0.00%" in said
    assert (told["by_hand"], told["kept"], told["dropped"]) == (None, [], [])


def test_the_plan_follows_from_the_tables_beside_it(county):
    folder, _ = county
    plan, told = plan_of(folder), told_of(folder)
    assert list(plan.columns) == [*tables.PLAN.columns, *NAMES]
    schools = pd.read_csv(folder / "schools.csv").set_index("urn")
    candidates = pd.read_csv(folder / "candidates.csv").set_index("group_id")
    verdicts = pd.read_csv(folder / "verdicts.csv").set_index(["group_id", "form"])["status"]
    members = pd.read_csv(folder / "members.csv").groupby("group_id")
    urns = [int(urn) for text in plan["urns"] for urn in text.split()]
    assert len(urns) == len(set(urns)) == told["schools"]
    for row in plan.to_dict("records"):
        own = members.get_group(row["group_id"])
        assert row["urns"] == " ".join(map(str, sorted(own["urn"])))
        assert row["travel_min"] == pytest.approx(own["minutes_to_hub"].sum(), abs=0.01)
        found = candidates.loc[row["group_id"]]
        for name in ("pattern", "size", "score", "longest_min", "hub_urn"):
            assert row[name] == found[name]
        assert verdicts[row["group_id"], row["form"]] == row["status"]
        assert row["form"] in told["forms"]
    bodies = schools.loc[urns, "federation_id"].dropna()
    for body in bodies.unique():
        every = set(schools.index[schools["federation_id"] == body])
        (group,) = {row for row in plan["urns"] if every & set(map(int, row.split()))}
        assert every <= set(map(int, group.split()))
    left = pd.read_csv(folder / "left_over.csv")
    assert told["groups"] == len(plan)
    assert plan["served"].sum() + len(left) == told["asked"]
    assert not set(left["urn"]) & set(urns)


def test_the_row_of_the_runs_own_limit_is_the_plan(county):
    folder, _ = county
    limits = pd.read_csv(folder / "limits.csv").set_index("limit_min")
    groups = pd.read_csv(folder / "limit_plans.csv").groupby("limit_min")
    assert groups.size().to_dict() == limits["groups"].to_dict()
    assert groups["served"].sum().to_dict() == limits["served"].to_dict()
    assert list(limits.index) == [10, 15, 20]
    plan, told, own = plan_of(folder), told_of(folder), limits.loc[15]
    assert [own[name] for name in ("groups", "schools", "asked", "served")] == [
        told["groups"], told["schools"], told["asked"], told["objective"]["served"],
    ]  # fmt: skip
    assert own["score"] == pytest.approx(told["objective"]["score"], abs=1e-4)
    assert own["longest_min"] == plan["longest_min"].max()
    assert limits["served"].is_monotonic_increasing
    assert (limits["proven"] & limits["gap"].eq(0)).all()


def test_comparing_limits_and_alternatives_changes_nothing_else(county, run, tmp_path):
    folder, _ = county
    code, _, err = run("plan", "East Sussex", *DAY, "--out", tmp_path / "plain")
    assert code == 0, err
    for name in ("plan", "left_over", "before_after", "authorities"):
        plain = tmp_path / "plain" / f"{name}.csv"
        assert plain.read_bytes() == (folder / f"{name}.csv").read_bytes(), name


def test_alternatives_that_are_not_to_be_had_are_told_as_such(run, tmp_path):
    more = ("--alternatives", "3", "--differ", "50")
    code, said, err = run("plan", "114404", *DAY, *more, "--out", tmp_path / "out")
    assert code == 0, err
    assert ": 1 school and 29 neighbours\n" in said
    assert "  none of the 3 alternatives asked for: no other plan was found" in said


def test_alternatives_differ_by_as_much_as_asked_and_are_no_better(county):
    folder, said = county
    plan, told = plan_of(folder), told_of(folder)
    others = plan_of(folder, "alternatives")
    assert list(others.columns) == [*tables.ALTERNATIVES.columns, "school_names"]
    assert set(others["alternative"]) == {1, 2}
    before = [set(plan["group_id"])]
    best = (told["objective"]["served"], told["objective"]["score"])
    for place, table in others.groupby("alternative"):
        own = set(table["group_id"])
        assert all(len(other - own) >= 2 for other in before)
        assert table["in_best"].tolist() == table["group_id"].isin(before[0]).tolist()
        urns = " ".join(table["urns"]).split()
        assert len(urns) == len(set(urns))
        merit = told["alternatives"][place - 1]
        assert (merit["served"], merit["score"]) <= best
        assert merit["differs"] == len(before[0] - own)
        assert f"alternative {place}: {merit['served']}" in said
        best = (merit["served"], merit["score"])
        before.append(own)
    known = set(pd.read_csv(folder / "candidates.csv")["group_id"])
    assert set(others["group_id"]) <= known


def test_files_only_some_runs_ask_for_are_gone_after_a_run_that_did_not(again, tmp_path):
    folder, _ = again("--alternatives", "1", "--limits", "15")
    assert {path.name for path in folder.iterdir()} >= ASKED
    picture = ET.parse(folder / "limits.svg").getroot()  # noqa: S314 (our own file)
    assert picture.tag.endswith("svg")
    assert "15 min" in "".join(picture.itertext())
    again()
    assert not ASKED & {path.name for path in (tmp_path / "again").iterdir()}


def _outside(folder):
    """Return a candidate for a form of the plan that shares schools with it but is not in it."""
    plan, told = plan_of(folder), told_of(folder)
    members = pd.read_csv(folder / "members.csv")
    verdicts = pd.read_csv(folder / "verdicts.csv")
    able = verdicts[verdicts["form"].isin(told["forms"])]
    able = set(able.loc[able["status"].isin(["open", "needs-consent"]), "group_id"])
    planned = set(" ".join(plan["urns"]).split())
    return next(
        str(group)
        for group, rows in members.groupby("group_id")
        if group in able
        and str(group).startswith("rural-primaries")
        and group not in set(plan["group_id"])
        and set(rows["urn"].astype("str")) & planned
    )


def test_a_group_that_is_kept_is_in_the_plan_and_its_price_is_told(district, again):
    wanted, best = _outside(district), told_of(district)
    folder, said = again("--keep", wanted)
    plan, told = plan_of(folder), told_of(folder)
    assert plan.loc[plan["by_hand"], "group_id"].tolist() == [wanted]
    assert told["kept"] == [wanted]
    lost = told["by_hand"]
    assert lost["served"] == best["objective"]["served"] - told["objective"]["served"] >= 0
    assert lost["score"] == pytest.approx(best["objective"]["score"] - told["objective"]["score"])
    assert (lost["served"], lost["score"]) > (0, 0) or lost["score"] > 0
    assert told["bound"] == best["bound"]
    assert not told["proven"]
    assert told["gap"] > 0
    assert "Against the best plan: " in told["sentence"]
    assert " 0 " not in told["sentence"].partition("Against")[2].partition(".")[0]
    assert told["sentence"] in said


def test_a_group_that_is_dropped_is_in_the_plan_no_more(district, again):
    unwanted = plan_of(district)["group_id"].iloc[0]
    folder, _ = again("--drop", unwanted)
    told = told_of(folder)
    assert unwanted not in set(plan_of(folder)["group_id"])
    assert told["dropped"] == [unwanted]
    assert (told["by_hand"]["served"], told["by_hand"]["score"]) >= (0, 0)


@pytest.mark.parametrize("dialect", ["as it is", "semicolons", "windows"])
def test_a_plan_read_back_unedited_costs_nothing(district, again, tmp_path, dialect):
    path = tmp_path / "mine.csv"
    table = plan_of(district)
    if dialect == "as it is":
        path.write_bytes((district / "plan.csv").read_bytes())
    elif dialect == "semicolons":
        table.to_csv(path, index=False, sep=";", encoding="utf-8-sig")
    else:
        # As a spreadsheet saves it: Windows letters and line ends, an empty row at the end.
        table["hub_name"] = "St Mary\N{RIGHT SINGLE QUOTATION MARK}s"
        table.to_csv(path, index=False, encoding="cp1252", lineterminator="\r\n")
        path.write_bytes(path.read_bytes() + b"," * 14 + b"\r\n")
    folder, _ = again("--plan", path)
    told, best = told_of(folder), told_of(district)
    assert told["objective"] == best["objective"]
    assert told["by_hand"] == {"served": 0, "score": 0.0, "travel_min": 0.0}
    assert (told["proven"], told["gap"]) == (True, 0.0)
    assert "as good as the best plan" in told["sentence"]
    read_back = plan_of(folder)
    assert read_back["by_hand"].all()
    assert read_back.drop(columns="by_hand").equals(table.assign(
        hub_name=read_back["hub_name"]).drop(columns="by_hand"))  # fmt: skip


def test_a_row_removed_from_a_plan_costs_what_it_was_worth(district, again, tmp_path):
    table = plan_of(district)
    gone = table.iloc[-1]
    table.iloc[:-1].to_csv(tmp_path / "mine.csv", index=False)
    folder, _ = again("--plan", tmp_path / "mine.csv")
    told = told_of(folder)
    assert gone["group_id"] not in set(plan_of(folder)["group_id"])
    assert told["groups"] == len(table) - 1
    assert told["by_hand"]["served"] == gone["served"]
    assert told["by_hand"]["score"] == pytest.approx(gone["score"], abs=1e-4)
    left = pd.read_csv(folder / "left_over.csv")
    assert len(left) - len(pd.read_csv(district / "left_over.csv")) == gone["served"]


def test_a_group_that_no_run_lists_is_known_by_its_urns(district, again, tmp_path):
    """All groups of the plan stay known where only each school's single best are kept."""
    (tmp_path / "few.toml").write_text("all_groups_most = 0\ntop = 1\n")
    folder, _ = again("--plan", district / "plan.csv", "--config", tmp_path / "few.toml")
    assert set(plan_of(folder)["group_id"]) == set(plan_of(district)["group_id"])


def _refused(run, tmp_path, *options, match, code=1):
    got, out, err = run("plan", "Lewes", *DAY, *options, "--out", tmp_path / "never")
    assert (got, out) == (code, ""), out
    assert match in " ".join(err.split()), err
    assert "Traceback" not in err
    assert not (tmp_path / "never").exists()


def _overlapping(table, members, verdicts):
    able = verdicts[verdicts["form"].eq("federation") & verdicts["status"].eq("open")]
    taken = set(" ".join(table["urns"]).split())
    group = next(
        group
        for group, rows in members.groupby("group_id")
        if group in set(able["group_id"])
        and group not in set(table["group_id"])
        and set(rows["urn"].astype("str")) & taken
    )
    return pd.concat([table, pd.DataFrame([{"group_id": group}])])


def _blocked(table, verdicts):
    closed = verdicts[verdicts["form"].isin(["federation", "join-federation"])]
    closed = closed.groupby("group_id")["status"].agg(lambda status: set(status) == {"blocked"})
    return table.iloc[:0].assign(group_id=[]), closed.index[closed][0]


def test_a_row_whose_schools_were_changed_is_refused_not_taken_as_it_was(run, tmp_path, district):
    table = plan_of(district)
    table.loc[0, "urns"] = f"{table.loc[0, 'urns']} 114404"
    table.to_csv(tmp_path / "mine.csv", index=False)
    match = "A group with other schools is another group"
    _refused(run, tmp_path, "--plan", tmp_path / "mine.csv", match=match)


@pytest.mark.parametrize(
    ("rows", "match"),
    [
        ("group_id,urns\nrural-primaries-000000000000,114400 114401\n", "No group of this run is"),
        ("group_id,urns\nnonsense\n", "No group of this run is called nonsense"),
        ("group_id,urns\n,114400 114401\n", "a row without a group_id"),
        ("name,urns\nA,114400 114401\n", "has no column group_id; it has name, urns"),
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("<html>no</html>", "is a web page, not a CSV file"),
        (b"PK\x03\x04 an Excel book", "is not a CSV file"),
    ],
)
def test_a_file_that_is_no_plan_gets_one_message(run, tmp_path, rows, match):
    path = tmp_path / "mine.csv"
    path.write_bytes(rows if isinstance(rows, bytes) else rows.encode())
    _refused(run, tmp_path, "--plan", path, match=match)


def test_a_plan_that_cannot_be_gets_one_message(district, run, tmp_path):
    table = plan_of(district)
    members = pd.read_csv(district / "members.csv")
    verdicts = pd.read_csv(district / "verdicts.csv")
    path = tmp_path / "mine.csv"
    pd.concat([table, table.iloc[:1]]).to_csv(path, index=False)
    _refused(run, tmp_path, "--plan", path, match="twice. Remove one of the rows")
    _overlapping(table, members, verdicts).to_csv(path, index=False)
    _refused(run, tmp_path, "--plan", path, match="is in two groups of the plan")
    _, group = _blocked(table, verdicts)
    pd.DataFrame({"group_id": [group]}).to_csv(path, index=False)
    _refused(run, tmp_path, "--plan", path, match=f"The group {group} cannot be in the plan")
    _refused(run, tmp_path, "--keep", group, match=f"The group {group} cannot be in the plan")
    _refused(run, tmp_path, "--plan", tmp_path, match="is a folder")
    _refused(run, tmp_path, "--plan", tmp_path / "none.csv", match="There is no file")


def test_a_plan_made_under_a_longer_limit_is_refused_under_a_shorter(run, again, tmp_path):
    """It would else be taken for a fault of the program, by the check before it is written."""
    folder, _ = again("--max-minutes", "25")
    path = tmp_path / "far.csv"
    table = plan_of(folder)
    far = table[table["pattern"].eq("rural-primaries") & table["longest_min"].gt(15)]
    assert len(far)
    far.to_csv(path, index=False)
    _refused(run, tmp_path, "--plan", path, match="No group of this run is called")


@pytest.mark.parametrize(
    ("options", "match"),
    [
        (["--keep", "a-1", "--plan", "mine.csv"], "--keep and --drop do not go with it"),
        (["--keep", "a-1", "--drop", "a-1"], "to be kept and dropped: a-1"),
        (["--alternatives", "-1"], "--alternatives takes a number from 0 up"),
        (["--limits", "10,x"], "--limits takes minutes with commas"),
        (["--limits", "0"], "--limits minutes from 1 to 90"),
        (["--plan-forms", "marriage"], "No such form: 'marriage'"),
        (["--differ", "0"], "plan_differ"),
        (["--time-limit", "0"], "time_limit"),
    ],
)
def test_wishes_that_cannot_be_are_wrong_usage(run, tmp_path, options, match):
    _refused(run, tmp_path, *options, match=match, code=2)


@pytest.mark.parametrize("option", ["--keep", "--drop"])
def test_an_unknown_group_gets_one_message(run, tmp_path, option):
    _refused(run, tmp_path, option, "rural-primaries-0", match="Take ids from candidates.csv")


SMALL = "114547,114550"


@pytest.mark.parametrize(
    ("area", "options", "config", "named"),
    [
        (SMALL, ["--max-minutes", "1", "--pattern", "rural-primaries"], "", "--max-minutes"),
        (SMALL, ["--plan-forms", "transfer"], "", "--plan-forms"),
        (SMALL, [], "plan_pupils_least = 9000", "plan_pupils_least (9,000)"),
        (SMALL, ["--pairs"], "", "--pairs keeps apart"),
    ],
)
def test_an_area_without_any_possible_group_gets_an_empty_plan_and_the_reason(
    run, tmp_path, area, options, config, named
):
    if options == ["--pairs"]:
        options = ["--pairs", pairs_file(tmp_path, "114547,114550,never,a river")]
        options += ["--pattern", "rural-primaries"]
    (tmp_path / "own.toml").write_text(config)
    out = tmp_path / "out"
    command = ["plan", area, "--border-km", "0", *DAY, *options, "--config", tmp_path / "own.toml"]
    code, said, err = run(*command, "--out", out)
    assert code == 0, err
    assert plan_of(out).empty
    sentence = told_of(out)["sentence"]
    assert sentence.startswith("No group can be in a plan")
    assert named in sentence
    assert sentence in said


def test_a_plan_found_in_no_time_is_valid_and_says_how_far_from_the_best_it_may_be(district, again):
    folder, said = again("--time-limit", "0.001")
    plan, told, best = plan_of(folder), told_of(folder), told_of(district)
    urns = " ".join(plan["urns"]).split()
    assert len(urns) == len(set(urns))
    assert told["objective"]["served"] <= best["objective"]["served"] <= told["bound"]["served"]
    if not told["proven"]:
        assert told["gap"] > 0
        assert "bounded: " in said


def test_what_a_reason_says_to_keep_can_be_kept(district, again, tmp_path):
    """In a plan without groups every school is left over: each is told what would put it in."""
    (tmp_path / "none.csv").write_text("group_id\n")
    folder, _ = again("--plan", tmp_path / "none.csv")
    left = pd.read_csv(folder / "left_over.csv")
    assert len(left) == told_of(district)["asked"]
    members = pd.read_csv(folder / "members.csv").groupby("group_id")["urn"].agg(set)
    told = left["change"].str.extract(r"--keep (\S+)")[0]
    assert told.notna().any()
    for urn, group, reason in zip(left["urn"], told, left["reason"], strict=True):
        if isinstance(group, str):
            assert urn in members[group]
            named = re.findall(r"[a-z]+(?:-[a-z]+)*-[0-9a-f]{12}", reason)
            assert set(named) <= {group}
    wanted = told.dropna().iloc[0]
    folder, _ = again("--keep", wanted)
    assert wanted in set(plan_of(folder)["group_id"])
