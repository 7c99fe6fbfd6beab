"""Find what one school could do with those around it: the stages of ``geofinder options``."""

import datetime as dt
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from geofinder import candidates as grouping
from geofinder import options as choosing
from geofinder.errors import TravelError
from geofinder.local import Local, group_figures, notes_on, read_local, school_figures
from geofinder.patterns import Found
from geofinder.pipeline.common import (
    Clock,
    Ground,
    Inputs,
    Watcher,
    Where,
    account,
    choose,
    informed,
    read,
    route,
    rules_of,
)
from geofinder.pipeline.finding import find_groups, rated
from geofinder.pipeline.ground import backdrop
from geofinder.pipeline.why import wanted_urn
from geofinder.policy import explain, verdicts
from geofinder.result import OptionsResult
from geofinder.settings import Pattern, Settings
from geofinder.travel import fill
from geofinder.units import METRES_PER_KM, grid_points, straight_m

AROUND_KM = 20.0
"""Schools this near (straight line) are read: as far as half an hour by road reaches, and so that
the secondaries of other primaries are known too."""
MOST_AROUND = 1_200
"""In a city there are more schools around than a letter needs: the nearest are looked at."""
NEIGHBOUR_MIN = 30.0
"""A near school that stands in where no pattern has a group is at most so far."""


class _Groups(NamedTuple):
    """The groups with the school in them: what the patterns found, and all members."""

    found: dict[Pattern, Found]
    members: pd.DataFrame


def run_options(
    wanted: str, inputs: Inputs, settings: Settings, *, run_date: dt.date, watcher: Watcher
) -> OptionsResult:
    """Find, judge and choose the groups that one school could be in.

    Args:
        wanted: the school's URN, as the user wrote it.
        inputs: the files to read.
        settings: limits; ``border_km`` is how far around the school others are read.
        run_date: the day of the rules.
        watcher: told of each stage.

    Raises:
        NotFoundError: no open state school has this URN; the message names the closest.
        GeofinderError: an input, the settings or the routing engine fails.
    """
    clock = Clock(watcher)
    local = read_local(local=inputs.local, pairs=inputs.pairs)
    register, policy = read(inputs, clock)
    urn = wanted_urn(wanted.strip(), register)
    area = choose(register, Where(area=str(urn)), settings)
    around, thinned = _nearest(area.schools, urn)
    ground, settings = informed(route(around, inputs, settings, clock), local, settings)
    schools, facts = ground.schools, ground.facts
    ground = rated(ground, register, settings, clock, day=run_date)
    if urn not in facts.index:
        raise TravelError(_no_road_near(urn, area.name, settings))
    with clock.stage("measure from the school"):
        own = choosing.pairs_with(urn, schools["urn"])
        travel = fill(ground.router, schools, ground.reach.table, own)
        seen = choosing.seen_from(urn, travel)
    with clock.stage("find candidate groups"):
        groups = _groups(urn, ground, seen, settings, local)
        measured = _measured(ground, groups.found, travel, settings)
    with clock.stage("judge the forms"):
        judged = verdicts(groups.members, schools, facts, policy, day=run_date)
        table = choosing.options_table(judged, measured, groups.members, schools, seen, urn=urn)
        quoted = choosing.quoted_groups(table)
        in_letter = groups.members[groups.members["group_id"].isin(quoted)]
        because = explain(in_letter, schools, facts, policy, day=run_date)
    with clock.stage("draw the backdrop"):
        districts, ground_of = backdrop(around, inputs)
    report = account(
        register, ground, inputs=inputs, settings=settings, run_date=run_date, local=local
    )
    report |= _of_school(urn, area.name, ground, groups, table)
    report["notes"] = [*notes_on(local, register.schools, schools), *thinned, *report["notes"]]
    report["thinned"] = thinned
    report["seconds"] = clock.seconds
    return OptionsResult(
        urn=urn,
        schools=schools,
        facts=facts,
        options=table,
        members=groups.members,
        nearby=seen,
        because=because,
        rules=rules_of(policy),
        manifest=report,
        districts=districts,
        backdrop=ground_of,
        local=group_figures(in_letter, schools, local, settings) if local.used else None,
        local_schools=school_figures(local, schools, settings) if local.used else None,
    )


def _nearest(schools: gpd.GeoDataFrame, urn: int) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Keep the nearest schools where a city has too many, with a note that says so."""
    if len(schools) <= MOST_AROUND:
        return schools, []
    places = grid_points(schools)
    away_m = straight_m(places, places[(schools["urn"] == urn).to_numpy()][0])
    kept = np.sort(np.lexsort((schools["urn"], away_m))[:MOST_AROUND])
    note = (
        f"Of {len(schools):,} schools around, the {MOST_AROUND:,} nearest (up to "
        f"{away_m[kept].max() / METRES_PER_KM:.1f} km by straight line) were looked at."
    )
    return schools.iloc[kept].reset_index(drop=True), [note]


def _groups(
    urn: int, ground: Ground, seen: pd.DataFrame, settings: Settings, local: Local
) -> _Groups:
    """Return the groups of all patterns that hold the school, and its pairs with near schools."""
    found: dict[Pattern, Found] = {}
    for pattern, every in find_groups(ground, settings, local).items():
        with_it = every.members.loc[every.members["urn"] == urn, "group_id"]
        kept = every.members[every.members["group_id"].isin(with_it)]
        found[pattern] = Found(kept.reset_index(drop=True), every.notes)
    allowed = seen[~seen["urn"].isin(local.never_with(urn))]
    pairs = choosing.neighbours(ground.schools, allowed, urn=urn, reach_min=NEIGHBOUR_MIN)
    tables = [*(one.members for one in found.values()), pairs, choosing.alone(urn)]
    return _Groups(found, pd.concat(tables, ignore_index=True))


def _measured(
    ground: Ground, found: dict[Pattern, Found], travel: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """Return CANDIDATES of the groups that the patterns found, with the drives that they lack."""
    travel = fill(ground.router, ground.schools, travel, grouping.pairs_needed(found))
    measured, members = grouping.measure(
        found, ground.schools, ground.facts, travel, settings, likely=ground.likely
    )
    if ground.rating is None:
        return measured
    return ground.rating.explained(measured, members, ground.schools)


def _no_road_near(urn: int, name: str, settings: Settings) -> str:
    return (
        f"{name} (URN {urn}) lies more than {settings.snap_limit_m:,.0f} m from any road of the "
        "network, so nothing can be measured from it. Check its place in the register, or raise "
        "snap_limit_m in a settings file."
    )


def _of_school(
    urn: int, name: str, ground: Ground, groups: _Groups, table: pd.DataFrame
) -> dict[str, Any]:
    """Return what the manifest says beyond what every command's manifest does."""
    return {
        "command": "options",
        "urn": urn,
        "school": name,
        "notes": [note for one in groups.found.values() for note in one.notes],
        "counts": {
            "schools": len(ground.schools),
            "groups": {
                pattern: one.members["group_id"].nunique() for pattern, one in groups.found.items()
            },
            "groups_in_letter": int(table.loc[table["in_letter"], "group_id"].nunique()),
        },
    }
