"""Share the first steps of every command: read the files, choose the schools, measure travel."""

import datetime as dt
import importlib
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import geopandas as gpd
import pandas as pd

import geofinder
from geofinder.area import Area, choose_area
from geofinder.facts import school_facts
from geofinder.gias import Register, read_register
from geofinder.likely import Likely
from geofinder.local import Local, manifest_part, with_pair_weights, with_risk
from geofinder.parts import ALONE, Workers
from geofinder.patterns import trust_hub
from geofinder.pipeline.order import order_told
from geofinder.pipeline.rating import Rating
from geofinder.policy import Policy, read_policy
from geofinder.resources import data_path
from geofinder.result import Tiles
from geofinder.settings import Settings
from geofinder.sources import describe
from geofinder.travel import Asking, Reach, Router, fill, open_router, within

SAMPLE = data_path("east_sussex")
POLICY = data_path("policy.toml")
NOTHING = Local()
_KB, _MB = 1_024, 1_048_576


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
    policy: Path | None = None
    local: Path | None = None
    pairs: Path | None = None
    tiles: Tiles | None = None


@dataclass(frozen=True, kw_only=True)
class Where:
    """The area asked for: by name, code, district or URNs, or ``within_km`` ``of`` a place."""

    area: str | None = None
    within_km: float | None = None
    of: str | None = None


@dataclass
class Clock:
    """Tell the watcher of each stage and keep how long it took.

    ``peak_mb`` is the most memory this process had held by the end of a stage, not that stage's
    own; it stays empty where the system does not tell (Windows).
    """

    watcher: Watcher
    seconds: dict[str, float] = field(default_factory=dict)
    peak_mb: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what runs inside, under ``name``."""
        self.watcher.stage(name)
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 3)
        held = peak_mb()
        if held is not None:
            self.peak_mb[name] = held


def peak_mb() -> int | None:
    """Return the most memory in MB that this process has held; None where that is not told."""
    try:
        resource = importlib.import_module("resource")
    except ImportError:
        return None
    held = int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return held // (_MB if sys.platform == "darwin" else _KB)


class Read(NamedTuple):
    """What a command starts from."""

    register: Register
    policy: Policy


class Ground(NamedTuple):
    """The schools that a road reaches, their facts, and the travel between them.

    ``rating`` is what real schools did, where the run ranks by it.
    """

    schools: gpd.GeoDataFrame
    facts: pd.DataFrame
    router: Router
    reach: Reach
    rating: Rating | None = None

    @property
    def likely(self) -> Likely | None:
        """How often candidates like these came true, where the run ranks by it."""
        return None if self.rating is None else self.rating.likely


def policy_of(own: Path | None) -> Policy:
    """Return the shipped rules, extended or replaced by a file of the user's own."""
    return read_policy(POLICY, *([own] if own else []))


def read(inputs: Inputs, clock: Clock) -> Read:
    """Read the policy and the register.

    Raises:
        SettingsError, InputError: a file is not what it should be.
    """
    with clock.stage("read the register"):
        policy = policy_of(inputs.policy)
        return Read(read_register(inputs.gias, links=inputs.links), policy)


def choose(register: Register, where: Where, settings: Settings) -> Area:
    """Return the schools of the area asked for, with the neighbours over its border."""
    return choose_area(
        register.schools,
        area=where.area,
        within_km=where.within_km,
        of=where.of,
        border_km=settings.border_km,
    )


def router_of(inputs: Inputs, settings: Settings, *, workers: Workers = ALONE) -> Router:
    """Return the way to measure travel that the inputs name.

    Raises:
        UsageError, InputError, TravelError: as ``open_router`` says.
    """
    return open_router(
        roads=inputs.roads,
        osrm_url=inputs.osrm_url,
        snap_limit_m=settings.snap_limit_m,
        asking=Asking(settings.osrm_points, settings.osrm_at_once, workers.say),
    )


def route(
    schools: gpd.GeoDataFrame,
    inputs: Inputs,
    settings: Settings,
    clock: Clock,
    *,
    reach_min: float | None = None,
    workers: Workers = ALONE,
) -> Ground:
    """Measure the travel within ``reach_min`` (by default what the settings' patterns ask for).

    A school that no road reaches is left out: a group with it would have no travel time.

    Raises:
        TravelError: the routing engine fails.
        WorkersError: one of ``workers`` dies, or their cluster does not answer.
    """
    with clock.stage("prepare the roads"):
        router = router_of(inputs, settings, workers=workers)
    with clock.stage("travel"):
        reach = within(
            router,
            schools,
            reach_min=settings.reach_min if reach_min is None else reach_min,
            snap_limit_m=settings.snap_limit_m,
            progress=clock.watcher.progress,
            workers=workers,
        )
    lost = schools["urn"].isin(reach.unsnappable["urn"])
    placed = schools[~lost].reset_index(drop=True)
    facts = school_facts(placed, small_pupils=settings.small_pupils)
    if "trust-hub" in settings.patterns:
        pairs = trust_hub.pairs_wanted(placed, facts, reach_m=router.reach_m(settings.hub_minutes))
        reach = reach._replace(table=fill(router, placed, reach.table, pairs, workers=workers))
    return Ground(placed, facts, router, reach)


def informed(ground: Ground, local: Local, settings: Settings) -> tuple[Ground, Settings]:
    """Return both with local knowledge: weights of pairs, and the fact ``at-risk``."""
    facts = with_risk(ground.facts, local, ground.schools, settings)
    return ground._replace(facts=facts), with_pair_weights(settings, local)


def rules_of(policy: Policy) -> dict[str, dict[str, str]]:
    """Return the rules as pages and files quote them, by id."""
    return {
        rule.id: {
            "sentence": rule.sentence,
            "source": rule.source,
            "source_date": rule.dated,
            "sure": rule.sure,
            "effect": rule.effect,
        }
        for rule in policy.rule
    }


def account(
    register: Register,
    ground: Ground,
    *,
    inputs: Inputs,
    settings: Settings,
    run_date: dt.date,
    local: Local = NOTHING,
) -> dict[str, Any]:
    """Return what every manifest says: version, day, settings, sources, travel, who is lost."""
    others = {
        "Boundaries": inputs.boundaries,
        "Policy rules": POLICY,
        "Policy rules of one's own": inputs.policy,
        **local.paths,
    }
    return {
        "version": geofinder.__version__,
        "run_date": run_date.isoformat(),
        "settings": settings.model_dump(mode="json", exclude={"pair_weights"}),
        "sources": [
            *register.sources,
            *(describe(path, title=title) for title, path in others.items() if path),
        ],
        "travel": {
            "method": ground.router.method,
            "sentence": ground.router.sentence,
            "source": ground.router.source,
        },
        "order": order_told(
            settings,
            sample=inputs.gias == Inputs().gias,
            by_road=ground.router.method != "estimate",
        ),
        "local": manifest_part(local, register.schools, ground.schools),
        "unsnappable": records(ground.reach.unsnappable),
        "no_route": records(ground.reach.no_route),
    }


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as plain dictionaries, None for what is missing."""
    plain = frame.astype("object").where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]
