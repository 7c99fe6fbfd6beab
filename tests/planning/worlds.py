"""Make small plans by hand, and whole real areas with a plan that is not the best one."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geofinder import candidates as grouping
from geofinder import tables
from geofinder.area import choose_area
from geofinder.facts import school_facts
from geofinder.patterns import FINDERS, group_id, without_existing
from geofinder.pipeline.common import POLICY, rules_of
from geofinder.planning.asked import asked
from geofinder.planning.left_over import explain, unserved
from geofinder.planning.ways import Ground, nearest_pairs
from geofinder.policy import read_policy, verdicts
from geofinder.settings import Settings
from geofinder.travel import fill, open_router, within

DAY = dt.date(2026, 11, 21)
ALLOWED = ("open", "needs-consent")
RULES = read_policy(POLICY)
NEVER = {"urn_a": "int64", "urn_b": "int64"}


def never_of(*pairs: tuple[int, int]) -> pd.DataFrame:
    return pd.DataFrame(list(pairs), columns=list(NEVER)).astype(NEVER)


@dataclass(frozen=True, kw_only=True)
class World:
    """An area with its groups; ``planned`` are the MEMBERS of the groups of its plan."""

    schools: Any
    facts: pd.DataFrame
    travel: pd.DataFrame
    candidates: pd.DataFrame
    members: pd.DataFrame
    planned: pd.DataFrame
    settings: Settings
    never: pd.DataFrame
    router: Any = None

    def judge(self, members: pd.DataFrame) -> pd.DataFrame:
        return verdicts(members, self.schools, self.facts, RULES, day=DAY)

    @property
    def verdicts(self) -> pd.DataFrame:
        return self.judge(self.members)

    @property
    def left(self) -> pd.DataFrame:
        return unserved(self.schools, self.facts, self.planned, self.settings)

    def explained(self) -> pd.DataFrame:
        travel = self.travel
        if self.router is not None:
            pairs = nearest_pairs(self.left, self.schools, self.facts, self.settings)
            travel = fill(self.router, self.schools, travel, pairs)
        ground = Ground(
            schools=self.schools,
            facts=self.facts,
            travel=travel,
            candidates=self.candidates,
            members=self.members,
            verdicts=self.verdicts,
            never=self.never,
            rules=rules_of(RULES),
            settings=self.settings,
        )
        return explain(self.left, self.planned, ground, self.judge)


def world_of(schools, travel, settings, *, plan: Iterable[Iterable[int]] = (), never=(), **more):
    """Return a world of made-up schools, found and judged; the plan's groups are given by URNs."""
    facts = school_facts(schools, small_pupils=settings.small_pupils)
    facts = facts.assign(**more)
    found = {
        name: without_existing(FINDERS[name](schools, facts, travel, settings), schools)
        for name in settings.patterns
    }
    candidates, members = grouping.measure(found, schools, facts, travel, settings)
    chosen = {frozenset(group) for group in plan}
    groups = members.groupby("group_id")["urn"].agg(frozenset)
    ids = set(groups.index[groups.isin(chosen)])
    return World(
        schools=schools,
        facts=facts,
        travel=travel,
        candidates=candidates,
        members=members,
        planned=members[members["group_id"].isin(ids)],
        settings=settings,
        never=never_of(*never),
    )


def real_world(register, area: str, settings: Settings) -> World:
    """Return a real area with a plan made greedily: no allowed candidate fits in beside it."""
    schools = choose_area(register.schools, area=area, border_km=settings.border_km).schools
    facts = school_facts(schools, small_pupils=settings.small_pupils)
    limit_m = settings.snap_limit_m
    router = open_router(roads=None, osrm_url=None, snap_limit_m=limit_m)
    reach = within(router, schools, reach_min=settings.reach_min, snap_limit_m=limit_m)
    found = {
        name: without_existing(FINDERS[name](schools, facts, reach.table, settings), schools)
        for name in settings.patterns
    }
    travel = fill(router, schools, reach.table, grouping.pairs_needed(found))
    candidates, members = grouping.measure(found, schools, facts, travel, settings)
    judged = verdicts(members, schools, facts, RULES, day=DAY)
    chosen = _greedy(schools, facts, members, judged, settings)
    return World(
        schools=schools,
        facts=facts,
        travel=travel,
        candidates=candidates,
        members=members,
        planned=members[members["group_id"].isin(chosen)],
        settings=settings,
        never=never_of(),
        router=router,
    )


def _greedy(schools, facts, members, judged, settings) -> list[str]:
    counts = asked(schools, facts, settings)
    right = judged["form"].isin(settings.plan_forms) & judged["status"].isin(ALLOWED)
    groups = members[members["group_id"].isin(judged.loc[right, "group_id"])]
    federation = schools.set_index("urn")["federation_id"].dropna()
    whole = {body: set(urns) for body, urns in federation.groupby(federation).groups.items()}
    used: set[int] = set()
    chosen = []
    for group, urns in sorted(
        groups.groupby("group_id")["urn"].agg(set).items(), key=lambda item: (len(item[1]), item[0])
    ):
        bodies = {federation[urn] for urn in urns if urn in federation.index}
        whole_ones = all(whole[body] <= urns for body in bodies)
        if whole_ones and used.isdisjoint(urns) and counts[sorted(urns)].sum():
            used |= urns
            chosen.append(group)
    return chosen


def plan_of(world: World, *, form: str = "federation") -> pd.DataFrame:
    """Return PLAN for the world's planned groups, each in the first allowed form."""
    judged = world.verdicts.set_index(["group_id", "form"])["status"]
    known = world.candidates.set_index("group_id")
    rows = [
        _row(world, group, part["urn"].tolist(), judged, known, form)
        for group, part in world.planned.groupby("group_id")
    ]
    text = dict.fromkeys(("group_id", "pattern", "form", "status", "urns"), "str")
    table = pd.DataFrame(rows, columns=list(tables.PLAN.columns)).astype(
        text
        | {"pupils": "Int64", "size": "int64", "served": "int64", "hub_urn": "int64"}
        | {"by_hand": "bool"}
        | dict.fromkeys(("score", "travel_min", "longest_min"), "float64")
    )
    return tables.PLAN.validate(table)


def _row(world, group, urns, judged, known, form) -> Mapping[str, Any]:
    forms = [each for each in world.settings.plan_forms if judged[group, each] in ALLOWED]
    chosen = (forms or [form])[0]
    counts = asked(world.schools, world.facts, world.settings)
    return {
        "group_id": group,
        "pattern": known.loc[group, "pattern"],
        "form": chosen,
        "status": judged[group, chosen] if forms else "open",
        "size": len(urns),
        "served": int(counts[urns].sum()),
        "score": known.loc[group, "score"],
        "travel_min": 0.0,
        "longest_min": known.loc[group, "longest_min"],
        "pupils": known.loc[group, "pupils"],
        "hub_urn": known.loc[group, "hub_urn"],
        "by_hand": False,
        "urns": " ".join(map(str, sorted(urns))),
    }


__all__ = ["ALLOWED", "World", "group_id", "plan_of", "real_world", "world_of"]
