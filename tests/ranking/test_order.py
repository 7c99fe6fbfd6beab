"""The order of a real run: law first, evidence after it, and the user's own weights instead."""

import datetime as dt
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from geofinder.likely import LEAST, PROVEN
from geofinder.pipeline import Inputs, Where, run_plan
from geofinder.settings import Settings
from geofinder.tables import CRITERIA
from geofinder.tables.columns import WORDS
from tests.made_up import Silent

DAY = dt.date(2026, 11, 21)


def _run(**settings):
    return run_plan(
        Where(area="East Sussex"),
        Inputs(),
        Settings(**settings),
        run_date=DAY,
        watcher=Silent(),
    )


@pytest.fixture(scope="module")
def run():
    return _run()


@pytest.fixture(scope="module")
def by_weights():
    return _run(ranked_by="weights")


def _mean_of_criteria(table, weights):
    values = table[list(CRITERIA)].to_numpy(dtype=float)
    known = ~np.isnan(values)
    weight = np.array([getattr(weights, name) for name in CRITERIA]) * known
    return (weight * np.nan_to_num(values)).sum(axis=1) / weight.sum(axis=1)


def test_patterns_with_evidence_score_by_their_share_and_say_the_word(run):
    proven = run.candidates[run.candidates["pattern"].isin(PROVEN)]
    assert set(proven["pattern"]) == set(PROVEN)
    assert proven["score"].tolist() == pytest.approx(proven["likelihood_share"].tolist(), abs=1e-9)
    least = dict(zip(WORDS, LEAST, strict=True))
    for word, share in zip(proven["likelihood"], proven["likelihood_share"], strict=True):
        assert share >= least[word]
        assert all(share < least[better] for better in WORDS[: WORDS.index(word)])


def test_patterns_without_evidence_keep_their_weights_and_no_word(run):
    others = run.candidates[~run.candidates["pattern"].isin(PROVEN)]
    settings = Settings()
    assert set(others["pattern"]) == {"area", "trust-hub", "feeders"}
    assert others["likelihood"].isna().all()
    assert others["likelihood_share"].isna().all()
    expected = settings.unproven_counts * _mean_of_criteria(others, settings.weights)
    assert others["score"].tolist() == pytest.approx(expected.tolist(), abs=1e-6)


def test_the_run_says_what_the_order_shows_and_what_not(run, by_weights):
    said = run.manifest["order"]
    assert said["by"] == "evidence"
    assert "what has happened, not what should" in said["sentence"]
    assert "area" in said["by_weights"]
    assert said["least"] == dict(zip(WORDS, LEAST, strict=True))
    assert "estimated from the straight line" in said["limit"]
    assert by_weights.manifest["order"]["by"] == "weights"


def test_the_rules_are_the_same_whatever_ranks(run, by_weights):
    """Law first: the order opens nothing and blocks nothing."""
    one, other = (
        each.verdicts.set_index(["group_id", "form"])["status"] for each in (run, by_weights)
    )
    both = one.index.intersection(other.index)
    assert len(both) > 1_000
    pd.testing.assert_series_equal(one[both], other[both])


def test_a_candidate_that_is_very_likely_stays_blocked_where_a_rule_blocks_it(run):
    status = run.verdicts.set_index(["group_id", "form"])["status"]
    likely = run.candidates[run.candidates["likelihood"] == "likely"]["group_id"]
    assert (status[status.index.get_level_values(0).isin(likely)] == "blocked").any()
    plan = run.planned.plan
    able = [status[group, form] for group, form in zip(plan["group_id"], plan["form"], strict=True)]
    assert set(able) <= {"open", "needs-consent"}


def test_a_pair_that_fits_is_called_likely_with_the_frequency_and_its_reasons(run):
    names = run.schools.set_index("name")["urn"]
    pair = {
        int(names["Danehill Church of England Primary School"]),
        int(names["Nutley Church of England Primary School"]),
    }
    groups = run.members.groupby("group_id")["urn"].agg(set)
    (group,) = groups[groups == pair].index
    row = run.candidates.set_index("group_id").loc[group]
    assert row["likelihood"] == "likely"
    assert (
        "Likely, going by the past: of 100 possible partners rated like this, for schools that had "
        "federated by" in row["reasons"]
    )
    assert (
        "For it: Each is the other's nearest school of the phase and authority." in (row["reasons"])
    )
    assert "8 minutes apart" in row["reasons"]


def test_a_larger_group_names_the_pair_that_it_is_rated_by(run):
    large = run.candidates[
        (run.candidates["pattern"] == "rural-primaries") & (run.candidates["size"] > 2)
    ]
    assert len(large)
    assert large["reasons"].str.contains("Its least likely pair is ").all()


def test_a_group_whose_schools_were_not_compared_says_why_it_has_no_reasons(run):
    bare = run.candidates[run.candidates["likelihood_share"] == 0.0]["reasons"]
    assert len(bare)
    told = bare.str.contains("For it: |Against it: |no reasons are listed", regex=True)
    assert told.all()


def test_how_many_of_a_trusts_schools_are_alike_is_said_as_a_count_of_them(run):
    reasons = run.candidates.loc[run.candidates["pattern"] == "trust-joiner", "reasons"]
    told = reasons.str.extractall(r"(\d+) of the trust's (\d+) schools (?:is|are)").astype(int)
    assert len(told) > 20
    assert (told[0] <= told[1]).all()


def test_own_weights_rank_as_the_readable_formula_says(by_weights):
    table = by_weights.candidates
    expected = _mean_of_criteria(table, Settings().weights)
    assert table["score"].tolist() == pytest.approx(expected.tolist(), abs=1e-6)
    assert table["likelihood"].isna().all()
    assert not table["reasons"].str.contains("rated like").any()


def _command(tmp_path, text, command=("plan", "East Sussex")):
    path = tmp_path / "weights.toml"
    path.write_text(text, encoding="utf-8")
    return subprocess.run(
        [
            sys.executable, "-m", "geofinder", *command, "--weights", str(path),
            "--out", str(tmp_path / "out"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip


def test_a_file_of_weights_replaces_the_order(tmp_path):
    done = _command(tmp_path, "closeness = 1\n")
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(tmp_path / "out" / "candidates.csv")
    known = table["closeness"].notna()
    assert table["score"][known].tolist() == pytest.approx(
        table["closeness"][known].tolist(), abs=1e-3
    )


def test_a_file_of_weights_replaces_the_order_of_a_trusts_joiners(tmp_path):
    done = _command(tmp_path, "closeness = 1\n", command=("joiners", "South Downs Learning Trust"))
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(tmp_path / "out" / "joiners.csv")
    assert table["score"].tolist() == pytest.approx(table["closeness"].tolist(), abs=1e-3)
    assert table["likelihood"].isna().all()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nearness = 1\n", "names what is no criterion: nearness. Known: closeness"),
        ("closeness = -1\n", "closeness: Input should be greater than or equal to 0"),
        ("closeness = 0\n", "gives no criterion a weight above 0"),
        ("", "names no criterion. Known: closeness"),
        ("closeness = \n", "cannot be read"),
    ],
)
def test_a_file_of_weights_that_cannot_be_used_is_one_message(tmp_path, text, message):
    done = _command(tmp_path, text)
    assert done.returncode == 1
    assert message in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
