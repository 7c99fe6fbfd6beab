"""Make the runs whose pages are measured: a county as it is, and a country's schools and groups."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from benchmarks.peers.areas import DAY, LINKS, REGISTER, Quiet
from geofinder.boundaries import read_boundaries
from geofinder.facts import school_facts
from geofinder.gias import read_register
from geofinder.patterns import Found
from geofinder.patterns.found import members_table
from geofinder.pipeline import Inputs, Where, run_plan
from geofinder.pipeline.common import NOTHING, POLICY, Ground, rules_of
from geofinder.pipeline.judging import Task, judge
from geofinder.policy import read_policy
from geofinder.result import RunResult
from geofinder.settings import Pattern, Settings
from geofinder.tables import CANDIDATES
from geofinder.travel import Reach, open_router
from tests.candidates.made_up import register as made_up_register
from tests.candidates.made_up import travel_of
from tests.page import made_up_plan

GROUPS = 5_000
SCHOOLS = 27_000
"""Schools of a country where there is no register to take them from."""

_PLANNED = 2_400
_NEAR = 30


class _Kind(NamedTuple):
    """Groups of one pattern: who is first, who joins, how many schools in turn, which share."""

    pattern: Pattern
    first: tuple[str, str]
    others: tuple[str, str]
    sizes: tuple[int, ...]
    share: float


_ANY = "primary|infant|junior|first"
_EVERY = f"{_ANY}|middle|secondary|upper|all-through"
_KINDS = (
    _Kind("rural-primaries", (_ANY, "member"), (_ANY, "member"), (2, 3, 4, 5), 0.28),
    _Kind("trust-joiner", (_ANY, "joiner"), (_EVERY, "host"), (4, 9, 14), 0.22),
    _Kind("area", ("secondary", "member"), (_EVERY, "member"), (8, 12), 0.16),
    _Kind("trust-hub", (_ANY, "hub"), (_ANY, "member"), (4, 7), 0.12),
    _Kind("feeders", ("secondary", "secondary"), (_ANY, "feeder"), (5, 8), 0.10),
    _Kind("federation-joiner", (_ANY, "joiner"), (_ANY, "host"), (3, 4), 0.07),
    _Kind("infant-junior", ("infant", "infant"), ("junior", "junior"), (2,), 0.05),
)
"""Shares and sizes as those of the 5,000 groups that a page of England holds."""


def county(
    name: str = "East Sussex", *, data: Path | None = None, roads: Path | None = None
) -> RunResult:
    """Return a whole run over a county: of the bundled sample, or of the national files."""
    inputs = Inputs()
    if data is not None:
        links = data / LINKS
        inputs = Inputs(gias=(data / REGISTER,), links=links, boundaries=None, roads=roads)
    return run_plan(Where(area=name), inputs, Settings(), run_date=DAY, watcher=Quiet())


def country(data: Path | None) -> RunResult:
    """Return a country's schools with made-up groups of near ones, measured and judged as real.

    To search England takes minutes. These groups are no finder's, but as many, as large and as
    wordy as the 5,000 of a page of England; their scores, reasons and verdicts are those that a
    run gives such groups. The plan is made up of the first that share no school.

    Args:
        data: the folder of the two national files; without it the schools are made up too.
    """
    settings, policy = Settings(), read_policy(POLICY)
    schools = _schools(data)
    facts = school_facts(schools, small_pupils=settings.small_pupils)
    router = open_router(roads=None, osrm_url=None, snap_limit_m=settings.snap_limit_m)
    nobody = pd.DataFrame()
    ground = Ground(schools, facts, router, Reach(travel_of({}), nobody, nobody))
    task = Task(ground, policy, settings, NOTHING, DAY)
    groups = judge(task, dict(_found(schools)), ground.reach.table)
    result = RunResult(
        area_name="a made-up country" if data is None else "England",
        schools=schools,
        travel=groups.travel,
        candidates=groups.judged.candidates[list(CANDIDATES.columns)],
        verdicts=groups.judged.verdicts,
        members=groups.judged.members,
        left_over=pd.DataFrame(),
        rules=rules_of(policy),
        manifest={
            "version": "benchmark",
            "run_date": str(DAY),
            "travel": {"method": router.method, "sentence": router.sentence},
        },
        districts=None if data is None else _districts(data),
    )
    return made_up_plan.planned(result, most=_PLANNED)


def _schools(data: Path | None) -> gpd.GeoDataFrame:
    if data is None:
        table = made_up_register(SCHOOLS, seed=7, kind="mixed")
    else:
        table = read_register((data / REGISTER,), links=data / LINKS).schools
    return table.assign(in_area=True).sort_values("urn", ignore_index=True)


def _districts(data: Path) -> gpd.GeoDataFrame | None:
    file = data.parent / "boundaries" / "lad_england.geojson"
    return read_boundaries(file) if file.is_file() else None


def _found(schools: gpd.GeoDataFrame) -> Iterator[tuple[Pattern, Found]]:
    for kind in _KINDS:
        yield kind.pattern, Found(_members(schools, kind), [])


def _members(schools: gpd.GeoDataFrame, kind: _Kind) -> pd.DataFrame:
    """Return groups of a first school and those nearest to it, spread over the country."""
    urns = schools["urn"].to_numpy()
    points = schools[["easting", "northing"]].to_numpy(dtype=np.float64)
    (stage, role), (other_stage, other_role) = kind.first, kind.others
    first, others = (
        np.flatnonzero(schools["stage"].str.fullmatch(text)) for text in (stage, other_stage)
    )
    wanted = round(GROUPS * kind.share)
    spread = first[np.linspace(0, len(first) - 1, min(wanted, len(first))).astype(int)]
    _, near = cKDTree(points[others]).query(points[spread], k=min(_NEAR, len(others)))
    groups = []
    for turn, (row, neighbours) in enumerate(zip(spread.tolist(), near.tolist(), strict=True)):
        size = kind.sizes[turn % len(kind.sizes)]
        along = [int(others[at]) for at in neighbours if others[at] != row][: size - 1]
        pairs = [(int(urns[row]), role), *((int(urns[at]), other_role) for at in along)]
        groups.append(pairs)
    return members_table(kind.pattern, _once(groups))


def _once(groups: list[list[tuple[int, str]]]) -> list[list[tuple[int, str]]]:
    """Return each set of schools once."""
    return list({frozenset(urn for urn, _ in pairs): pairs for pairs in groups}.values())
