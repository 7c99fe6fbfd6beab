"""The commands on real federations and joins of one region."""

import json
import subprocess
import sys

import pandas as pd
import pytest

REGION = ("Devon", "Cornwall", "Somerset", "Torbay", "Plymouth", "Dorset")
KEYS = {"n", "recall_at_1", "recall_at_3", "recall_at_5", "recall_at_10", "recall_at_20", "mrr"}


def _run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "geofinder", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def region(shared_data, tmp_path_factory):
    """The register of one region; its links up to 2020, and the joins after that as events."""
    folder = tmp_path_factory.mktemp("region")
    read = {"encoding": "cp1252", "dtype": "str"}
    gias = pd.read_csv(shared_data / "england" / "edubasealldata.csv", **read)
    links = pd.read_csv(shared_data / "england" / "alllinksdata.csv", **read)
    gias = gias[gias["LA (name)"].isin(REGION)]
    links = links[links["URN"].isin(gias["URN"])]
    gias.to_csv(folder / "gias.csv", index=False)
    links.to_csv(folder / "links.csv", index=False)
    late = links["Joined date"] >= "2020-09-01"
    links[~late].to_csv(folder / "older.csv", index=False)
    columns = {"URN": "urn", "Group UID": "group_id", "Joined date": "date"}
    for kind, name in (("Multi-academy trust", "joins"), ("Federation", "federations")):
        events = links[late & (links["Group Type"] == kind)].rename(columns=columns)
        events[list(columns.values())].to_csv(folder / f"{name}.csv", index=False)
    return folder


@pytest.mark.parametrize("kind", ["federations", "joins"])
def test_a_backtest_prints_and_writes_ours_and_the_nearest(region, kind):
    out, plot = region / f"{kind}.json", region / f"{kind}.svg"
    done = _run(
        "backtest", kind, "--gias", region / "gias.csv", "--links", region / "links.csv",
        "--out", out, "--plot", plot,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "our ranking" in done.stdout
    report = json.loads(out.read_text(encoding="utf-8"))
    for name in ("ours", "nearest", "nearest_compatible"):
        assert set(report[name]) >= KEYS
        assert set(report[name]["intervals"]) == KEYS - {"n"}
        assert report[name]["n"] == sum(part["n"] for part in report[name]["by_setting"].values())
    assert report["ours"]["mrr"] > report["nearest"]["mrr"]
    assert plot.read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize("kind", ["federations", "joins"])
def test_later_events_are_foretold_from_what_was_known_before(region, kind):
    out = region / f"{kind}-events.json"
    done = _run(
        "backtest", kind, "--gias", region / "gias.csv", "--links", region / "older.csv",
        "--events", region / f"{kind}.csv", "--out", out,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = json.loads(out.read_text(encoding="utf-8"))
    assert report["ours"]["n"] > 5
    assert report["ours"]["recall_at_10"] >= report["nearest"]["recall_at_10"] - 0.1


def test_events_after_the_links_give_the_same_whether_the_links_hold_the_later_ones(region):
    """Links that already hold the answers must not change the figures: dates decide."""
    figures = []
    for links in ("older.csv", "links.csv"):
        out = region / f"same-{links}.json"
        done = _run(
            "backtest", "joins", "--gias", region / "gias.csv", "--links", region / links,
            "--events", region / "joins.csv", "--out", out,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        figures.append(json.loads(out.read_text(encoding="utf-8"))["ours"])
    assert figures[0] == figures[1]


def test_events_of_which_nothing_is_known_are_one_message(region):
    path = region / "strange.csv"
    path.write_text("urn,group_id,date\n999999,999999,2024-01-01\n", encoding="utf-8")
    done = _run(
        "backtest", "joins", "--gias", region / "gias.csv", "--links", region / "links.csv",
        "--events", path,
    )  # fmt: skip
    assert done.returncode == 1
    assert "None of the events can be asked" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_ranking_is_fitted_into_a_file_that_reads_back(region):
    out = region / "ranking.toml"
    done = _run(
        "fit-ranking", "--gias", region / "gias.csv", "--links", region / "links.csv", "--out", out
    )
    assert done.returncode == 0, done.stderr
    assert "held-out cases" in done.stdout
    from geofinder.ranking.file import read_ranking  # noqa: PLC0415

    assert read_ranking(out).federations.fitted_on > 20
