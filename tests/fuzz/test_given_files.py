"""Whatever stands in a file that a user made, it is understood or refused by name and line."""

from pathlib import Path

import pytest

from geofinder.joining.exclusions import read_exclusions
from geofinder.local import read_local
from geofinder.pipeline.hand import read_plan
from geofinder.ranking.events import read_events
from tests.fuzz.cases import attempt, fuzzed
from tests.fuzz.damage import tables

FIGURES = (
    {
        "urn": "114404",
        "forecast_1y": "71",
        "forecast_3y": "",
        "forecast_5y": "60",
        "revenue_balance": "-12,500",
        "head_vacancy": "01/09/2026",
        "note": "the roof",
    },
    {
        "urn": "114500",
        "forecast_1y": "",
        "forecast_3y": "55",
        "forecast_5y": "",
        "revenue_balance": "£4,000.50",
        "head_vacancy": "2026-09-01",
        "note": "",
    },
)
PAIRS = (
    {"urn_a": "114404", "urn_b": "114500", "weight": "0.5", "reason": "one church"},
    {"urn_a": "114404", "urn_b": "114391", "weight": "never", "reason": ""},
)
PLAN = (
    {"group_id": "rural-primaries-aa11", "form": "federation", "urns": "114401 114404"},
    {"group_id": "infant-junior-bb22", "form": "federation", "urns": "114400 114402"},
)
EXCLUDED = ({"urn": "114404", "reason": "asked and declined"}, {"urn": "114500", "reason": "x, y"})
EVENTS = (
    {"urn": "114404", "group_id": "2871", "date": "2025-09-01"},
    {"urn": "114500", "group_id": "16718.0", "date": "01/04/2026"},
)


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("given") / "given.csv"


@fuzzed(short=40, long=2_000, content=tables(FIGURES))
def test_any_local_figures_are_understood_or_refused(path, content):
    path.write_bytes(content)
    attempt(
        "--local",
        lambda: read_local(local=path, pairs=None).schools,
        names=path.name,
        meets=_are_figures,
    )


def _are_figures(table) -> None:
    assert table["urn"].is_unique
    assert table["urn"].between(10_000, 9_999_999).all()
    forecasts = table[["forecast_1y", "forecast_3y", "forecast_5y"]].stack()
    assert forecasts.between(0, 20_000).all()
    assert table["revenue_balance"].dropna().abs().le(1e9).all()


@fuzzed(short=40, long=2_000, content=tables(PAIRS))
def test_any_pairs_are_understood_or_refused(path, content):
    path.write_bytes(content)
    attempt(
        "--pairs",
        lambda: read_local(local=None, pairs=path).pairs,
        names=path.name,
        meets=_are_pairs,
    )


def _are_pairs(table) -> None:
    assert (table["urn_a"] < table["urn_b"]).all()
    assert not table.duplicated(["urn_a", "urn_b"]).any()
    assert (table["weight"].isna() == table["never"]).all()
    assert table["weight"].dropna().between(-1, 1).all()


@fuzzed(short=50, long=2_500, content=tables(PLAN))
def test_any_plan_is_understood_or_refused(path, content):
    path.write_bytes(content)
    attempt("--plan", lambda: read_plan(path), names=path.name, meets=_are_groups)


def _are_groups(groups) -> None:
    assert all(groups)
    assert all(isinstance(text, str) for pair in groups.items() for text in pair)


@fuzzed(short=40, long=1_800, content=tables(EXCLUDED))
def test_any_exclusions_are_understood_or_refused(path, content):
    path.write_bytes(content)
    attempt("--exclude", lambda: read_exclusions(path), names=path.name, meets=_have_reasons)


def _have_reasons(found) -> None:
    assert all(isinstance(urn, int) and reason for urn, reason in found.items())


@fuzzed(short=30, long=1_800, content=tables(EVENTS))
def test_any_events_are_understood_or_refused(path, content):
    path.write_bytes(content)
    attempt("--events", lambda: read_events(path), names=path.name, meets=_have_days)


def _have_days(table) -> None:
    assert len(table)
    assert table["group_id"].str.len().gt(0).all()
    assert table["day"].dtype == "int64"
