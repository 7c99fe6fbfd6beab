"""Find, judge and rank every candidate group of an area: the stages of ``geofinder plan``."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from geofinder import candidates as grouping
from geofinder import left_over as leaving
from geofinder.area import Area
from geofinder.gias import Register
from geofinder.local import (
    allowed_travel,
    group_figures,
    notes_on,
    read_local,
    school_figures,
    with_apart,
    with_reasons,
)
from geofinder.patterns import FORM_SOUGHT, Found
from geofinder.pipeline.common import (
    Clock,
    Inputs,
    Watcher,
    Where,
    account,
    backdrop,
    choose,
    find_groups,
    informed,
    read,
    records,
    route,
    rules_of,
)
from geofinder.policy import best_verdicts, verdicts
from geofinder.result import RunResult
from geofinder.settings import Pattern, Settings
from geofinder.tables import CANDIDATES, MEMBERS, TRAVEL
from geofinder.travel import fill


def run_plan(
    where: Where, inputs: Inputs, settings: Settings, *, run_date: dt.date, watcher: Watcher
) -> RunResult:
    """Find, judge and rank every candidate group of an area.

    Raises:
        GeofinderError: an input, the area, the settings or the routing engine fails; the message
            says which and what to do.
    """
    clock = Clock(watcher)
    local = read_local(local=inputs.local, pairs=inputs.pairs)
    register, policy = read(inputs, clock)
    area = choose(register, where, settings)
    ground, settings = informed(route(area.schools, inputs, settings, clock), local, settings)
    schools, facts = ground.schools, ground.facts
    with clock.stage("find candidate groups"):
        found = find_groups(ground, settings, local)
        travel = fill(ground.router, schools, ground.reach.table, grouping.pairs_needed(found))
        measured, members = grouping.measure(found, schools, facts, travel, settings)
        figures = group_figures(members, schools, local, settings)
        measured = with_reasons(measured, figures)
    with clock.stage("judge the forms"):
        judged = verdicts(members, schools, facts, policy, day=run_date)
        sought = dict(zip(measured["group_id"], measured["pattern"].map(FORM_SOUGHT), strict=True))
        measured = measured.join(best_verdicts(judged, sought=sought), on="group_id")
    with clock.stage("name who is left over"):
        left = leaving.unserved(schools, facts, measured, members)
        travel = fill(ground.router, schools, travel, leaving.nearest_pairs(left, schools, facts))
        apart = allowed_travel(travel, local)
        left_over = leaving.explain(left, schools, facts, apart, settings)
        left_over = with_apart(left_over, local, schools)
    with clock.stage("draw the backdrop"):
        districts, roads = backdrop(area.schools, inputs)
    report = account(
        register, ground, inputs=inputs, settings=settings, run_date=run_date, local=local
    )
    report |= _of_area(area, register, found)
    report["notes"] = [*notes_on(local, register.schools, schools), *report["notes"]]
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
        rules=rules_of(policy),
        manifest=report,
        districts=districts,
        roads=roads,
        local=figures if local.used else None,
        local_schools=school_figures(local, schools, settings) if local.used else None,
    )


def _of_area(area: Area, register: Register, found: Mapping[Pattern, Found]) -> dict[str, Any]:
    """Return what the manifest says of the area and of the rows that were left out."""
    own = area.schools.loc[area.schools["in_area"], "la_name"].unique()
    odd = register.oddities[register.oddities["la_name"].isin(own)]
    here = odd[odd["action"] == "left out"]
    return {
        "area": area.name,
        "area_slug": area.slug,
        "notes": [note for pattern in found for note in found[pattern].notes],
        "counts": {
            "rows_read": register.rows,
            "schools": len(area.schools),
            "schools_in_area": int(area.schools["in_area"].sum()),
            "left_out": here.groupby("kind").size().to_dict(),
            "odd": odd[odd["action"] != "left out"].groupby("kind").size().to_dict(),
        },
        "left_out": records(here[["urn", "name", "kind", "detail"]]),
    }
