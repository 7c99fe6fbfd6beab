"""What is said of each school left over is true of it, by a slow check of all around it."""

import itertools
import re

import pandas as pd
import pytest

from geofinder.gias import read_register
from geofinder.pipeline.common import SAMPLE
from geofinder.settings import Settings
from tests.planning.worlds import ALLOWED, real_world

PATTERNS = ("rural-primaries", "infant-junior", "federation-joiner")
COUNTIES = ("Cornwall", "Northumberland", "North Yorkshire")


class Slow:
    """Everything about one school left over, by looking at every other school in turn."""

    def __init__(self, world, urn: int):
        self.settings = world.settings
        self.schools = world.schools.set_index("urn")
        self.facts = world.facts
        self.urn = urn
        others = [other for other in self.schools.index if other != urn]
        pairs = pd.DataFrame({"from_urn": urn, "to_urn": others})
        there = world.router.pairs(world.schools, pairs)
        back = world.router.pairs(world.schools, pairs.set_axis(["to_urn", "from_urn"], axis=1))
        one = dict(zip(there["to_urn"], there["travel_min"], strict=True))
        two = dict(zip(back["from_urn"], back["travel_min"], strict=True))
        self.minutes = {other: max(one[other], two[other]) for other in others}
        federations = self.schools["federation_id"].dropna()
        own = self.facts.loc[urn]
        self.groups: dict[int, tuple[list[int], str, float]] = {}
        for other in others:
            fact = self.facts.loc[other]
            if fact["free"] is not pd.NA and fact["free"] and _yes(fact["primary-phase"]):
                self.groups[other] = ([urn, other], "member", self.settings.max_minutes)
            elif other in federations.index and _yes(own["maintained"]):
                body = federations.index[federations == federations[other]].tolist()
                stages = set(self.schools.loc[body, "stage"])
                if stages & {"nursery", "infant", "first", "junior", "primary", "middle"}:
                    group = [urn, *body]
                    self.groups[other] = (group, "joiner", self.settings.joiner_minutes)
        rows = [
            (str(other), member, role if member == urn else "member")
            for other, (group, role, _) in self.groups.items()
            for member in group
        ]
        judged = world.judge(pd.DataFrame(rows, columns=["group_id", "urn", "role"]))
        self.status = judged.set_index(["group_id", "form"])["status"].to_dict()

    def open_to(self, other: int) -> bool:
        forms = self.settings.plan_forms
        return any(self.status[str(other), form] in ALLOWED for form in forms)

    def near(self, other: int) -> bool:
        return self.minutes[other] <= self.groups[other][2]

    def rural(self, other: int) -> bool:
        group, role, _ = self.groups[other]
        facts = self.facts.loc[group]
        return role == "joiner" or bool((facts["small"] & facts["rural"]).fillna(value=False).any())

    @property
    def possible(self) -> list[int]:
        """The possible partners, the nearest first."""
        ranked = sorted(self.groups, key=lambda other: (self.minutes[other], other))
        return [other for other in ranked if self.open_to(other)]

    @property
    def primaries(self) -> list[int]:
        """The other schools of the primary phase within the limit."""
        return [
            other
            for other, minutes in self.minutes.items()
            if minutes <= self.settings.max_minutes and _yes(self.facts.loc[other, "primary-phase"])
        ]


def _yes(value) -> bool:
    return value is not pd.NA and bool(value)


def _check(world, row, slow: Slow) -> None:
    why, names = row["why"], slow.schools["name"]
    free = slow.facts.loc[row["urn"], "free"]
    near = [other for other in slow.possible if slow.near(other)]
    allowed = [other for other in near if slow.rural(other)]
    planned = set(world.planned["urn"])
    if slow.possible and free is not pd.NA:
        assert row["nearest_urn"] == slow.possible[0]
        assert row["nearest_min"] == pytest.approx(slow.minutes[slow.possible[0]])
        assert row["nearest_name"] == names[slow.possible[0]]
    if why == "better-elsewhere":
        assert allowed
        named = [other for other in allowed if names[other] in row["reason"]]
        assert named
        if "in no group of the plan" in row["reason"]:
            assert any(other not in planned for other in named)
        elif "It could be in" not in row["reason"]:
            assert set(allowed) <= planned
    else:
        assert not allowed or free is pd.NA
    if why == "no-rural":
        assert near
        numbers = re.findall(r"any of the (\d+) schools", row["reason"])
        assert len(near) == (int(numbers[0]) if numbers else 1)
    if why == "nothing-near":
        assert not near
        assert not any(slow.near(other) for other in slow.groups)
    if why == "only-academies":
        governance = slow.schools["governance"]
        assert slow.primaries
        assert {governance[other] for other in slow.primaries} == {"academy"}
        numbers = re.findall(r"All (\d+) schools", row["reason"])
        assert len(slow.primaries) == (int(numbers[0]) if numbers else 1)
        nearest = min(slow.primaries, key=lambda other: (slow.minutes[other], other))
        assert names[nearest] in row["reason"]
    if why == "not-known" and free is not pd.NA:
        assert not near
        assert any(names[other] in row["reason"] for other in slow.primaries)
    if why == "blocked":
        assert not near
        assert slow.primaries
        assert "federation-maintained-only" in row["reason"]
        assert _yes(slow.facts.loc[row["urn"], "academy"])
    _check_change(world, row, slow)


def _check_change(world, row, slow: Slow) -> None:
    names, change = slow.schools["name"], row["change"]
    reach = re.match(r"(?:--max-minutes|joiner_minutes =) (\d+).* would reach (.*)\.$", change)
    if reach:
        limit, name = int(reach[1]), reach[2]
        assert name == row["nearest_name"]
        assert limit - 1 < row["nearest_min"] <= limit
    keep = re.match(r"--keep (\S+) ", change)
    if keep:
        group = keep[1].rstrip(",")
        assert row["urn"] in set(world.members.loc[world.members["group_id"] == group, "urn"])
        judged = world.verdicts
        judged = judged[
            judged["group_id"].eq(group) & judged["form"].isin(slow.settings.plan_forms)
        ]
        assert judged["status"].isin(ALLOWED).any()
    form = re.match(r"--plan-forms (\S+) would allow a group with (.*) \(", change)
    if form:
        asked = form[1].split(",")
        assert asked[:-1] == list(slow.settings.plan_forms)
        partners = [other for other in slow.groups if names[other] == form[2] and slow.near(other)]
        assert any(slow.status[str(other), asked[-1]] in ALLOWED for other in partners)
    assert change
    assert row["reason"].endswith(".")


def _check_all(world, *, least: int) -> set[str]:
    told = world.explained()
    assert len(told) == len(world.left) >= least
    for row in told.to_dict("records"):
        _check(world, row, Slow(world, row["urn"]))
    return set(told["why"])


@pytest.mark.parametrize(("limit", "least"), [(6.0, 20), (9.0, 5)])
def test_of_east_sussex_under_short_limits(limit, least):
    found = read_register([SAMPLE / "establishments.csv"], links=SAMPLE / "group_links.csv")
    short = Settings(patterns=PATTERNS, max_minutes=limit, joiner_minutes=limit)
    codes = _check_all(real_world(found, "East Sussex", short), least=least)
    assert "nothing-near" in codes


@pytest.fixture(scope="module")
def england(shared_data):
    folder = shared_data / "england"
    return read_register([folder / "edubasealldata.csv"], links=folder / "alllinksdata.csv")


def test_of_three_counties(england):
    settings = Settings(patterns=PATTERNS)
    codes = [_check_all(real_world(england, county, settings), least=10) for county in COUNTIES]
    every = set(itertools.chain.from_iterable(codes))
    assert every >= {"nothing-near", "only-academies", "better-elsewhere", "not-known", "blocked"}
