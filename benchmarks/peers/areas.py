"""Make the areas to plan: the bundled sample, made-up authorities, the densest real one."""

import datetime as dt
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geofinder.facts import school_facts
from geofinder.gias import Register
from geofinder.pipeline import Inputs, Where
from geofinder.pipeline.common import NOTHING, POLICY, Clock, Ground, Read, choose, read, route
from geofinder.pipeline.judging import Task
from geofinder.policy import read_policy
from geofinder.settings import Pattern, Settings
from geofinder.travel import Reach, open_router
from tests.candidates.made_up import register as made_up_register
from tests.candidates.made_up import travel_among

DAY = dt.date(2026, 1, 1)
RURAL: tuple[Pattern, ...] = ("rural-primaries",)
DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "england"
REGISTER, LINKS = "edubasealldata.csv", "alllinksdata.csv"
_NEAR_M = 6_000.0
_SEED = 7


class Quiet:
    """Watch a run without a word."""

    def stage(self, name: str) -> None:
        """Take no note of it."""

    def progress(self, done: int, total: int) -> None:
        """Take no note of it."""


def east_sussex(settings: Settings) -> Task:
    """Return the bundled sample, from file to travel."""
    inputs = Inputs()
    return _task(read(inputs, Clock(Quiet())), "East Sussex", inputs, settings)


def made_up(kind: str, *, schools: int, settings: Settings, free: bool = False) -> Task:
    """Return a made-up authority without neighbours; with ``free``, every school stands alone."""
    table = made_up_register(schools, seed=_SEED, kind=kind).assign(in_area=True)
    if free:
        alone = {
            name: pd.Series(None, index=table.index, dtype="str")
            for name in ("trust_id", "trust_name", "trust_kind", "federation_id", "federation_name")
        }
        table = table.assign(**alone, governance="maintained", type="Community school")
    travel = travel_among(table, seed=_SEED, reach_min=settings.max_minutes)
    router = open_router(roads=None, osrm_url=None, snap_limit_m=settings.snap_limit_m)
    nobody = pd.DataFrame()
    facts = school_facts(table, small_pupils=settings.small_pupils)
    ground = Ground(table, facts, router, Reach(travel, nobody, nobody))
    return Task(ground, read_policy(POLICY), settings, NOTHING, DAY)


def missing(data: Path = DATA) -> str:
    """Say which national file is not there; empty if both are."""
    lacks = [name for name in (REGISTER, LINKS) if not (data / name).is_file()]
    return f"{data} holds no {' and no '.join(lacks)}" if lacks else ""


def densest(settings: Settings, data: Path = DATA) -> tuple[str, Task]:
    """Return the English authority with the most pairs of schools near one another.

    Pairs of schools that could be in a group are counted, those of a trust or federation are not.
    """
    inputs = Inputs(gias=(data / REGISTER,), links=data / LINKS, boundaries=None)
    start = read(inputs, Clock(Quiet()))
    name = most_pairs(start.register, settings)
    return name, _task(start, name, inputs, settings)


def most_pairs(register: Register, settings: Settings) -> str:
    """Return the authority with the most pairs of free primary-phase schools that are near."""
    schools: gpd.GeoDataFrame = register.schools
    facts = school_facts(schools.assign(in_area=True), small_pupils=settings.small_pupils)
    facts = facts.reindex(schools["urn"])
    able = (facts["free"] & facts["primary-phase"]).fillna(value=False).to_numpy(dtype=np.bool_)
    at = schools.loc[able, ["easting", "northing", "la_name"]].dropna()
    pairs = cKDTree(at[["easting", "northing"]].to_numpy()).query_pairs(
        _NEAR_M, output_type="ndarray"
    )
    authority = at["la_name"].to_numpy()
    inside = authority[pairs[:, 0]] == authority[pairs[:, 1]]
    counts = pd.Series(authority[pairs[inside, 0]]).value_counts()
    return str(counts.index[0])


def _task(start: Read, area: str, inputs: Inputs, settings: Settings) -> Task:
    chosen = choose(start.register, Where(area=area), settings)
    ground = route(chosen.schools, inputs, settings, Clock(Quiet()))
    return Task(ground, start.policy, settings, NOTHING, DAY)
