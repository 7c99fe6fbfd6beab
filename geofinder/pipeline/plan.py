"""Run the stages in their order, from the register's files to the tables of a run."""

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import geopandas as gpd
import pandas as pd
import shapely

import geofinder
from geofinder import candidates as grouping
from geofinder import left_over as leaving
from geofinder.area import Area, choose_area
from geofinder.backdrop import main_roads
from geofinder.boundaries import read_boundaries
from geofinder.facts import school_facts
from geofinder.gias import Register, read_register
from geofinder.patterns import FINDERS, Found
from geofinder.policy import Policy, best_verdicts, read_policy, verdicts
from geofinder.resources import data_path
from geofinder.result import RunResult
from geofinder.settings import Settings
from geofinder.sources import describe
from geofinder.tables import CANDIDATES, MEMBERS, TRAVEL
from geofinder.travel import Reach, Router, fill, open_router, within
from geofinder.units import METRES_PER_KM

SAMPLE = data_path("east_sussex")
POLICY = data_path("policy.toml")
_AROUND_M = 30 * METRES_PER_KM


class Watcher(Protocol):
    """Be told how a run goes on."""

    def stage(self, name: str) -> None:
        """Say that a stage begins."""

    def progress(self, done: int, total: int) -> None:
        """Say how far the stage is."""


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """The files and the server a run reads; by default the bundled sample."""

    gias: tuple[Path, ...] = (SAMPLE / "establishments.csv",)
    links: Path | None = SAMPLE / "group_links.csv"
    boundaries: Path | None = SAMPLE / "districts.geojson"
    roads: Path | None = None
    osrm_url: str | None = None
    policy: Path = POLICY


@dataclass(frozen=True, kw_only=True)
class Where:
    """The area asked for: by name, code, district or URNs, or ``within_km`` ``of`` a place."""

    area: str | None = None
    within_km: float | None = None
    of: str | None = None


@dataclass
class _Clock:
    """Tell the watcher of each stage and keep how long it took."""

    watcher: Watcher
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self.watcher.stage(name)
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 3)


def run_plan(
    where: Where, inputs: Inputs, settings: Settings, *, run_date: dt.date, watcher: Watcher
) -> RunResult:
    """Find, judge and rank every candidate group of an area.

    Raises:
        GeofinderError: an input, the area, the settings or the routing engine fails; the message
            says which and what to do.
    """
    clock = _Clock(watcher)
    with clock.stage("read the register"):
        policy = read_policy(inputs.policy)
        register = read_register(inputs.gias, links=inputs.links)
        area = choose_area(
            register.schools,
            area=where.area,
            within_km=where.within_km,
            of=where.of,
            border_km=settings.border_km,
        )
        facts = school_facts(area.schools, small_pupils=settings.small_pupils)
    with clock.stage("prepare the roads"):
        router = open_router(
            roads=inputs.roads, osrm_url=inputs.osrm_url, snap_limit_m=settings.snap_limit_m
        )
    with clock.stage("travel"):
        reach = within(
            router,
            area.schools,
            reach_min=settings.reach_min,
            snap_limit_m=settings.snap_limit_m,
            progress=watcher.progress,
        )
    schools = _placed_on_roads(area.schools, reach)
    facts = facts.loc[schools["urn"]]
    with clock.stage("find candidate groups"):
        found = {
            pattern: FINDERS[pattern](schools, facts, reach.table, settings)
            for pattern in settings.patterns
        }
        travel = fill(router, schools, reach.table, grouping.pairs_needed(found))
        measured, members = grouping.measure(found, schools, facts, travel, settings)
    with clock.stage("judge the forms"):
        judged = verdicts(members, schools, facts, policy, day=run_date)
        best = best_verdicts(judged)
        measured = measured.join(best, on="group_id")
    with clock.stage("name who is left over"):
        left = leaving.unserved(schools, facts, measured, members)
        travel = fill(router, schools, travel, leaving.nearest_pairs(left, schools, facts))
        left_over = leaving.explain(left, schools, facts, travel, settings)
    with clock.stage("draw the backdrop"):
        districts, roads = _backdrop(area, inputs)
    report = _manifest(
        area, register, router, reach, found, inputs=inputs, settings=settings, run_date=run_date
    )
    report["seconds"] = clock.seconds
    report["counts"] |= {
        "candidates": len(measured),
        "candidates_by_pattern": measured["pattern"].value_counts().sort_index().to_dict(),
        "travel_pairs": len(travel),
        "left_over": len(left_over),
    }
    return RunResult(
        area_name=area.name,
        schools=schools,
        travel=pd.DataFrame(TRAVEL.validate(travel)),
        candidates=pd.DataFrame(CANDIDATES.validate(measured[list(CANDIDATES.columns)])),
        verdicts=judged,
        members=pd.DataFrame(MEMBERS.validate(members)),
        left_over=left_over,
        rules=_rules(policy),
        manifest=report,
        districts=districts,
        roads=roads,
    )


def _placed_on_roads(schools: gpd.GeoDataFrame, reach: Reach) -> gpd.GeoDataFrame:
    """Leave out the schools that no road reaches: a group with one would have no travel time."""
    lost = schools["urn"].isin(reach.unsnappable["urn"])
    return schools[~lost].reset_index(drop=True)


def _backdrop(
    area: Area, inputs: Inputs
) -> tuple[gpd.GeoDataFrame | None, gpd.GeoDataFrame | None]:
    frame = shapely.box(*area.schools.total_bounds).buffer(_AROUND_M).envelope
    districts = None
    if inputs.boundaries is not None:
        outlines = read_boundaries(inputs.boundaries)
        outlines = outlines[outlines.intersects(frame)].sort_values("name").reset_index(drop=True)
        districts = outlines if len(outlines) else None
    roads = main_roads(inputs.roads, around=frame) if inputs.roads is not None else None
    return districts, roads


def _rules(policy: Policy) -> dict[str, dict[str, str]]:
    return {
        rule.id: {
            "sentence": rule.sentence,
            "source": rule.source,
            "source_date": rule.source_date.isoformat(),
            "sure": rule.sure,
            "effect": rule.effect,
        }
        for rule in policy.rule
    }


def _manifest(  # noqa: PLR0913 (it gathers what every stage said)
    area: Area,
    register: Register,
    router: Router,
    reach: Reach,
    found: dict[Any, Found],
    *,
    inputs: Inputs,
    settings: Settings,
    run_date: dt.date,
) -> dict[str, Any]:
    others = {"Boundaries": inputs.boundaries, "Policy rules": inputs.policy}
    own = area.schools.loc[area.schools["in_area"], "la_name"].unique()
    odd = register.oddities[register.oddities["la_name"].isin(own)]
    here = odd[odd["action"] == "left out"]
    return {
        "version": geofinder.__version__,
        "run_date": run_date.isoformat(),
        "area": area.name,
        "area_slug": area.slug,
        "settings": settings.model_dump(mode="json"),
        "sources": [
            *register.sources,
            *(describe(path, title=title) for title, path in others.items() if path),
        ],
        "travel": {
            "method": router.method,
            "sentence": router.sentence,
            "source": router.source,
        },
        "notes": [note for pattern in found for note in found[pattern].notes],
        "counts": {
            "rows_read": register.rows,
            "schools": len(area.schools),
            "schools_in_area": int(area.schools["in_area"].sum()),
            "left_out": here.groupby("kind").size().to_dict(),
            "odd": odd[odd["action"] != "left out"].groupby("kind").size().to_dict(),
        },
        "left_out": _records(here[["urn", "name", "kind", "detail"]]),
        "unsnappable": _records(reach.unsnappable),
        "no_route": _records(reach.no_route),
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = frame.astype("object").where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]
