"""Whatever stands in a file of settings, rules or figures, it is followed or refused by name."""

import datetime as dt
import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import strategies as st

from geofinder.fetching import read_addresses
from geofinder.policy import list_policy, read_policy
from geofinder.ranking.file import read_ranking
from geofinder.resources import data_path
from geofinder.settings import Settings, read_settings, read_weights
from geofinder.sources import describe
from geofinder.travel.estimate import read_estimate
from tests.fuzz.cases import attempt, fuzzed
from tests.fuzz.damage import VALUES, altered, damaged
from tests.fuzz.toml import as_toml

DAY = dt.date(2026, 11, 22)
MOMENTS = st.sampled_from([DAY, dt.date.min, dt.date.max, dt.time(4), dt.datetime(2026, 1, 1, 5)])
FORMS = ("federation", "join-federation")


def _shipped(name: str) -> dict:
    return tomllib.loads(data_path(name).read_text(encoding="utf-8"))


def _policy() -> dict:
    """Return the shipped rules, as few as have every kind of key."""
    whole = _shipped("policy.toml")
    seen: set[str] = set()
    rules = []
    for rule in whole["rule"]:
        if set(rule) - seen or rule["applies"] not in seen:
            rules.append(rule)
            seen |= {*rule, rule["applies"]}
    return whole | {"rule": rules, "about": {name: whole["about"][name] for name in FORMS}}


def files(document: dict) -> st.SearchStrategy[bytes]:
    """Return the file with other values, or with damaged bytes, or both."""
    good = as_toml(document).encode()
    other = altered(document, values=VALUES | MOMENTS).map(
        lambda changed: as_toml(changed).encode("utf-8", "replace")
    )
    return other | other | damaged(good) | other.flatmap(damaged)


POLICY = _policy()
SETTINGS = Settings().model_dump(mode="json", exclude={"pair_weights"}, exclude_none=True)
SIDECAR = {"register.csv": {"date": "2026-01-01", "licence": "OGL", "title": "the register"}}


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("settings") / "given.toml"


@fuzzed(short=10, long=1_000, content=files(POLICY))
def test_any_policy_is_followed_or_refused(path, content):
    path.write_bytes(content)
    attempt("--policy", lambda: read_policy(path), names=path.name, meets=_can_be_listed)


def _can_be_listed(policy) -> None:
    for style in ("text", "markdown"):
        assert list_policy(policy, day=DAY, style=style)


@fuzzed(short=3, long=100, content=files(POLICY))
def test_any_policy_extends_the_shipped_one_or_is_refused(path, content):
    path.write_bytes(content)
    attempt(
        "--policy beside the shipped one",
        lambda: read_policy(data_path("policy.toml"), path),
        names=path.name,
        meets=_can_be_listed,
    )


@fuzzed(short=30, long=2_000, content=files(SETTINGS))
def test_any_settings_are_followed_or_refused(path, content):
    path.write_bytes(content)
    attempt("--config", lambda: read_settings(path), names=path.name, meets=_can_be_used)


def _can_be_used(settings) -> None:
    json.dumps(settings.model_dump(mode="json"), allow_nan=False)
    assert settings.with_options() == settings
    assert 0 < settings.reach_min <= 90


@fuzzed(short=30, long=2_000, content=files(SETTINGS["weights"]))
def test_any_weights_are_followed_or_refused(path, content):
    path.write_bytes(content)
    attempt("--weights", lambda: read_weights(path), names=path.name, meets=_weigh)


def _weigh(weights) -> None:
    assert 0 < sum(weights.model_dump().values()) < float("inf")


@fuzzed(short=15, long=1_000, content=files(_shipped("estimate.toml")))
def test_any_coefficients_are_used_or_refused(path, content):
    path.write_bytes(content)
    attempt("estimate.toml", lambda: read_estimate(path), names=path.name, meets=_estimates)


def _estimates(estimate) -> None:
    for curve in estimate.curves.values():
        assert curve.straight_m(15.0) > 0
        assert (curve.minutes(curve.at_knots()[0][1:]) > 0).all()


@fuzzed(short=15, long=1_000, content=files(_shipped("ranking.toml")))
def test_any_ranking_is_used_or_refused(path, content):
    path.write_bytes(content)
    attempt("ranking.toml", lambda: read_ranking(path), names=path.name, meets=_ranks)


def _ranks(ranking) -> None:
    for part in (ranking.federations, ranking.joins):
        linear = part.linear()
        assert (linear.scale > 0).all()
        assert len(linear.weight) == len(linear.terms)
        part.calibration()


@fuzzed(short=15, long=1_000, content=files(_shipped("addresses.toml")))
def test_any_addresses_are_used_or_refused(path, content):
    path.write_bytes(content)
    attempt("--addresses", lambda: read_addresses(path), names=path.name, meets=_can_be_asked)


def _can_be_asked(book) -> None:
    for source in (book.gias, book.links, book.boundaries):
        for candidate in source.candidates(DAY):
            assert candidate.address.isprintable()
            assert "/" not in candidate.file


@fuzzed(short=15, long=1_200, content=files(SIDECAR))
def test_whatever_lies_beside_a_register_says_what_it_is_or_is_refused(path, content):
    register = path.with_name("register.csv")
    register.write_bytes(b"URN\r\n1\r\n")
    beside = path.with_name("sources.toml")
    beside.write_bytes(content)
    attempt(
        "sources.toml",
        lambda: describe(register, title="the register"),
        names=beside.name,
        meets=_is_described,
    )


def _is_described(facts) -> None:
    assert facts["file"] == "register.csv"
    assert {"title", "date", "licence", "attribution", "sha256"} <= set(facts)
