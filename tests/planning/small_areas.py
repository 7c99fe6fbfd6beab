"""Make up areas of a few schools, and find their best plan the slow way: by trying every group."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd

from geofinder import scores
from geofinder.facts import school_facts
from geofinder.local import Local
from geofinder.local.knowledge import PAIRS, PAIRS_TITLE
from geofinder.patterns import Found
from geofinder.patterns.found import members_table
from geofinder.pipeline.common import POLICY, SAMPLE, Ground
from geofinder.pipeline.judging import Groups, Task, find_and_judge, judge
from geofinder.policy import read_policy
from geofinder.settings import Settings
from geofinder.travel import Reach, open_router
from tests.candidates.made_up import academy, school, schools_of, travel_among

DAY = dt.date(2026, 11, 21)
RULES = read_policy(POLICY)
ROUTER = open_router(roads=None, osrm_url=None, snap_limit_m=500.0)
RURAL = "rural-primaries"
PRIMARY = {"infant", "first", "junior", "primary"}
ALLOWED = {"open", "needs-consent"}
SCORE_UNITS, MINUTE_UNITS = 10**scores.DECIMALS, 10**9
"""Whole numbers add up without rounding, in any order."""
_KINDS = {
    "Community school": "none",
    "Voluntary controlled school": "church-of-england",
    "Voluntary aided school": "church-of-england",
    "Foundation school": "none",
}


class Merit(NamedTuple):
    """What a plan is judged by, first things first; the more the better, so minutes are negative.

    Scores and minutes are counted in small whole units.
    """

    first: int
    second: int
    third: int


class Group(NamedTuple):
    """A group that a plan may hold."""

    group_id: str
    urns: frozenset[int]
    merit: Merit


def small_area(seed: int, *, size: int = 11, side_km: float = 9.0) -> pd.DataFrame:
    """Return schools of every kind near one another, with facts missing here and there."""
    random = np.random.default_rng(seed)
    at = random.uniform(0, side_km * 1_000, (size, 2))
    kinds = random.choice(
        ["free", "federation", "mat", "sat", "unknown"], size, p=[0.62, 0.16, 0.08, 0.08, 0.06]
    )
    stages = random.choice(
        ["primary", "infant", "junior", "secondary"], size, p=[0.76, 0.08, 0.08, 0.08]
    )
    urns = np.sort(random.choice(np.arange(100_000, 101_000), size, replace=False))
    rows = []
    for number in range(size):
        name = list(_KINDS)[random.choice(4, p=[0.5, 0.2, 0.2, 0.1])]
        facts = {
            "stage": str(stages[number]),
            "type": name,
            "faith": _KINDS[name],
            "pupils": None if random.random() < 0.05 else int(random.integers(20, 320)),
            "rural": [True, False, None][random.choice(3, p=[0.65, 0.3, 0.05])],
            "in_area": bool(random.random() < 0.85),
            "la_code": str(random.choice(["845", "846"], p=[0.8, 0.2])),
            "easting": 540_000.0 + float(at[number, 0]),
            "northing": 110_000.0 + float(at[number, 1]),
        }
        rows.append(_governed(str(kinds[number]), int(urns[number]), number, facts))
    return schools_of(rows)


def _governed(kind: str, urn: int, number: int, facts: dict) -> dict:
    if kind == "federation":
        body = {"federation_id": f"F{number % 2}", "federation_name": f"Federation {number % 2}"}
        return school(urn, **facts | body)
    if kind == "mat":
        return academy(urn, **facts | {"type": "Academy converter"})
    if kind == "sat":
        trust = {"trust_id": f"S{number}", "trust_kind": "sat", "type": "Academy converter"}
        return academy(urn, **facts | trust)
    if kind == "unknown":
        return school(urn, **facts | {"governance": "academy", "type": "Academy converter"})
    return school(urn, **facts)


def never(pairs: Iterable[tuple[int, int]]) -> Local:
    """Return local knowledge that keeps these pairs apart."""
    rows = sorted({tuple(sorted(pair)) for pair in pairs})
    values = {
        "urn_a": [one for one, _ in rows],
        "urn_b": [other for _, other in rows],
        "never": True,
        "weight": None,
        "reason": None,
        "line": range(2, 2 + len(rows)),
    }
    table = pd.DataFrame(values, index=range(len(rows))).astype(PAIRS)
    return Local(pairs=table, files=((PAIRS_TITLE, SAMPLE / "establishments.csv"),))


def task_of(schools, settings: Settings, *, travel=None, apart=(), seed: int = 0) -> Task:
    """Return what a plan is made from; minutes differ by direction and obey no triangle rule."""
    facts = school_facts(schools, small_pupils=settings.small_pupils)
    table = travel_among(schools, seed=seed, reach_min=30.0) if travel is None else travel
    nothing = pd.DataFrame()
    ground = Ground(schools, facts, ROUTER, Reach(table, nothing, nothing))
    return Task(ground, RULES, settings, never(apart), DAY)


def every_group(task: Task) -> list[Group]:
    """Return all groups that a plan of this task may hold: of rural primaries by trying each set.

    What may be in a plan is worked out anew here, from the verdicts in full.
    """
    schools, settings = task.ground.schools, task.settings
    listed = find_and_judge(task)
    chosen = listed.judged.candidates
    parts = [(listed, set(chosen.loc[chosen["pattern"] != RURAL, "group_id"]))]
    if RURAL in settings.patterns:
        sets = list(_rural(task))
        table = members_table(RURAL, ([(urn, "member") for urn in sorted(urns)] for urns in sets))
        slow = judge(task, {RURAL: Found(table, [])}, task.ground.reach.table)
        parts.append((slow, set(table["group_id"])))
    counts = counts_of(schools, settings)
    return [
        group
        for groups, ids in parts
        for group in _allowed(groups, ids, schools.set_index("urn"), counts, settings)
    ]


def counts_of(schools: pd.DataFrame, settings: Settings) -> dict[int, int]:
    """Return what serving each school counts: small primaries of the area without a partner."""
    small = (schools["pupils"] < settings.small_pupils).fillna(value=False)
    alone = schools["federation_id"].isna() & schools["trust_kind"].ne("mat").fillna(value=True)
    seeks = small & schools["stage"].isin(PRIMARY) & schools["in_area"] & alone
    return dict(zip(schools["urn"], seeks.astype(int) * settings.plan_small_counts, strict=True))


def _rural(task: Task) -> Iterator[frozenset[int]]:
    schools, settings = task.ground.schools, task.settings
    facts = task.ground.facts
    table = task.ground.reach.table
    drive = dict(zip(zip(table["from_urn"], table["to_urn"], strict=True), table["travel_min"],
                     strict=True))  # fmt: skip
    rows = {row["urn"]: row for row in schools.to_dict("records")}
    able = [
        urn
        for urn, row in rows.items()
        if row["stage"] in PRIMARY and _known(facts.loc[urn, "free"])
    ]
    apart = set(zip(task.local.never["urn_a"], task.local.never["urn_b"], strict=True))

    def near(one: int, other: int) -> bool:
        ways = (drive.get((one, other), np.nan), drive.get((other, one), np.nan))
        return (one, other) not in apart and all(way <= settings.max_minutes for way in ways)

    def seeds(urn: int) -> bool:
        pupils = rows[urn]["pupils"]
        small = not pd.isna(pupils) and pupils < settings.small_pupils
        return small and (settings.any_setting or _known(rows[urn]["rural"]))

    for size in range(2, settings.max_size + 1):
        for urns in combinations(sorted(able), size):
            fits = any(map(seeds, urns)) and any(rows[urn]["in_area"] for urn in urns)
            if fits and all(near(*pair) for pair in combinations(urns, 2)):
                yield frozenset(urns)


def _known(flag) -> bool:
    return not pd.isna(flag) and bool(flag)


def _allowed(groups: Groups, ids, schools, counts, settings: Settings) -> Iterator[Group]:
    verdicts = groups.judged.verdicts
    open_to = verdicts[verdicts["form"].isin(settings.plan_forms)]
    open_to = set(open_to.loc[open_to["status"].isin(ALLOWED), "group_id"])
    score = dict(groups.judged.candidates[["group_id", "score"]].itertuples(index=False))
    for name, rows in groups.judged.members.groupby("group_id"):
        urns = frozenset(rows["urn"].tolist())
        if name not in ids or name not in open_to or rows["minutes_to_hub"].isna().any():
            continue
        bodies = set(schools.loc[sorted(urns), "federation_id"].dropna())
        split = any(
            not set(schools.index[schools["federation_id"] == body]) <= urns for body in bodies
        )
        served = sum(counts[urn] for urn in urns)
        unserving = settings.plan_serving_only and not served
        if split or unserving or not _bounded(schools.loc[sorted(urns)], settings):
            continue
        travel_min = float(rows["minutes_to_hub"].sum())
        yield Group(name, urns, _merit(served, score[name], travel_min, settings))


def _merit(served: int, score: float, travel_min: float, settings: Settings) -> Merit:
    values = {
        "served": served,
        "score": round(score * SCORE_UNITS),
        "travel": -round(travel_min * MINUTE_UNITS),
    }
    return Merit(*(values[name] for name in settings.plan_order))


def _bounded(rows: pd.DataFrame, settings: Settings) -> bool:
    least, most = settings.plan_pupils_least, settings.plan_pupils_most
    if settings.plan_size_most is not None and len(rows) > settings.plan_size_most:
        return False
    if least is None and most is None:
        return True
    if rows["pupils"].isna().any():
        return False
    return (least or 0) <= rows["pupils"].sum() <= (np.inf if most is None else most)


def best_of(groups: Iterable[Group], schools: pd.DataFrame) -> Merit:
    """Return the merit of the best choice of groups that do not overlap, over all choices."""
    bit = {urn: 1 << place for place, urn in enumerate(schools["urn"])}
    by_lowest: dict[int, list[tuple[int, Merit]]] = {}
    for group in groups:
        mask = sum(bit[urn] for urn in group.urns)
        by_lowest.setdefault(mask & -mask, []).append((mask, group.merit))
    best = [Merit(0, 0, 0)] * (1 << len(bit))
    for mask in range(1, len(best)):
        low = mask & -mask
        best[mask] = max(
            [best[mask ^ low]]
            + [
                together(merit, best[mask ^ held])
                for held, merit in by_lowest.get(low, ())
                if held & mask == held
            ]
        )
    return best[-1]


def together(one: Merit, other: Merit) -> Merit:
    return Merit(*(mine + theirs for mine, theirs in zip(one, other, strict=True)))


def merit_of(plan: pd.DataFrame, schools: pd.DataFrame, settings: Settings) -> Merit:
    """Return the merit of a plan as its table says it."""
    counts = counts_of(schools, settings)
    urns = [int(urn) for text in plan["urns"] for urn in text.split()]
    served = sum(counts[urn] for urn in urns)
    return _merit(served, plan["score"].sum(), plan["travel_min"].sum(), settings)
