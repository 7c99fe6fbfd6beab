"""Find, judge and rank the groups of an area and choose its plan: ``geofinder plan``."""

import datetime as dt
import time
from dataclasses import asdict, replace
from typing import Any, NamedTuple

import pandas as pd

from geofinder.area import Area
from geofinder.gias import Register
from geofinder.local import (
    allowed_travel,
    notes_on,
    read_local,
    school_figures,
)
from geofinder.page.bound import bound_notes, bounded
from geofinder.pipeline.common import (
    Clock,
    Inputs,
    Watcher,
    Where,
    account,
    choose,
    informed,
    read,
    records,
    route,
    rules_of,
)
from geofinder.pipeline.deciding import decide
from geofinder.pipeline.finding import rated
from geofinder.pipeline.ground import backdrop, outline
from geofinder.pipeline.hand import Wishes, check_wishes
from geofinder.pipeline.judging import Groups, Task, find_and_judge
from geofinder.pipeline.limits import Compared, compare_limits, none_compared, reach_of
from geofinder.planning.authorities import authorities
from geofinder.planning.before_after import before_after
from geofinder.planning.left_over import explain, unserved
from geofinder.planning.verify import Made, verify
from geofinder.planning.ways import Ground as LeftGround
from geofinder.planning.ways import nearest_pairs
from geofinder.policy import verdicts
from geofinder.resources import data_path
from geofinder.result import Planned, RunResult
from geofinder.settings import Settings
from geofinder.sources import describe
from geofinder.tables import CANDIDATES, MEMBERS
from geofinder.travel import Router, fill
from geofinder.ways import follow

NO_WISHES = Wishes()


class _Told(NamedTuple):
    """What follows from the plan: who is left over, and the tables beside it."""

    left_over: pd.DataFrame
    travel: pd.DataFrame
    planned: Planned


def run_plan(
    where: Where,
    inputs: Inputs,
    settings: Settings,
    *,
    run_date: dt.date,
    watcher: Watcher,
    wishes: Wishes = NO_WISHES,
) -> RunResult:
    """Find, judge and rank every candidate group of an area and choose the best plan.

    Raises:
        GeofinderError: an input, the area, the settings, the wishes or the routing engine fails;
            the message says which and what to do.
    """
    check_wishes(wishes)
    workers = wishes.workers
    clock = Clock(watcher)
    local = read_local(local=inputs.local, pairs=inputs.pairs)
    register, policy = read(inputs, clock)
    area = choose(register, where, settings)
    reach_min = reach_of(settings, wishes.limits)
    ground = route(area.schools, inputs, settings, clock, reach_min=reach_min, workers=workers)
    ground, settings = informed(ground, local, settings)
    ground = rated(ground, register, settings, clock, day=run_date)
    task = Task(ground, policy, settings, local, run_date)
    with clock.stage("find and judge candidate groups"):
        groups = find_and_judge(task)
    with clock.stage("choose the plan"):
        start = time.perf_counter()
        decided = decide(task, groups, wishes, workers=workers, progress=watcher.progress)
        groups, told_of_plan = decided.groups, decided.proof
        told_of_plan["seconds"] = round(time.perf_counter() - start, 3)
    compared = none_compared()
    if wishes.limits:
        with clock.stage("compare limits"):
            compared = compare_limits(task, wishes.limits, workers=workers)
    with clock.stage("name who is left over"):
        told = _told(task, groups, decided.plan, decided.alternatives, compared)
    with clock.stage("draw the backdrop"):
        districts, ground_of = backdrop(area.schools, inputs)
        beyond = outline(area.schools, districts)
    report = account(
        register, ground, inputs=inputs, settings=settings, run_date=run_date, local=local
    )
    report |= {
        **_of_area(area, register, task, groups, told),
        "plan": told_of_plan,
        "tiles": None if inputs.tiles is None else asdict(inputs.tiles),
        "seconds": clock.seconds,
        "peak_mb": clock.peak_mb,
    }
    if beyond is not None:
        report["sources"].append(describe(data_path("outline.geojson"), title="Coarse outline"))
    result = RunResult(
        area_name=area.name,
        schools=ground.schools,
        travel=told.travel,
        candidates=pd.DataFrame(
            CANDIDATES.validate(groups.judged.candidates[list(CANDIDATES.columns)])
        ),
        verdicts=groups.judged.verdicts,
        members=pd.DataFrame(MEMBERS.validate(groups.judged.members)),
        left_over=told.left_over,
        rules=rules_of(policy),
        manifest=report,
        districts=districts,
        backdrop=ground_of,
        outline=beyond,
        tiles=inputs.tiles,
        local=groups.figures if local.used else None,
        local_schools=school_figures(local, ground.schools, settings) if local.used else None,
        planned=told.planned,
    )
    return _on_the_roads(result, ground.router, clock)


def _on_the_roads(result: RunResult, router: Router, clock: Clock) -> RunResult:
    """Return the run with lines and areas for the groups that its page carries, if roads are."""
    if router.method == "estimate":
        return result
    with clock.stage("follow the roads"):
        ways = follow(router, bounded(result), progress=clock.watcher.progress)
    return replace(result, ways=ways)


def _told(
    task: Task,
    groups: Groups,
    plan: pd.DataFrame,
    alternatives: pd.DataFrame,
    compared: Compared,
) -> _Told:
    """Check the plan once more, and say who is left over, and what it changes."""
    (schools, facts, router, *_), settings, judged = task.ground, task.settings, groups.judged
    members = judged.members[judged.members["group_id"].isin(plan["group_id"])]
    verify(
        plan,
        members,
        Made(
            schools=schools,
            facts=facts,
            travel=groups.travel,
            verdicts=judged.verdicts,
            never=task.local.never,
            settings=settings,
        ),
    )
    left = unserved(schools, facts, members, settings)
    travel = fill(router, schools, groups.travel, nearest_pairs(left, schools, facts, settings))

    def judge(groups_of: pd.DataFrame) -> pd.DataFrame:
        return verdicts(groups_of, schools, facts, task.policy, day=task.day)

    left_over = explain(
        left,
        members,
        LeftGround(
            schools=schools,
            facts=facts,
            travel=travel,
            candidates=judged.candidates,
            members=judged.members,
            verdicts=judged.verdicts,
            never=task.local.never,
            rules=rules_of(task.policy),
            settings=settings,
        ),
        judge,
    )
    planned = Planned(
        plan=plan,
        before_after=before_after(
            plan, members, schools, facts, allowed_travel(travel, task.local), settings
        ),
        authorities=authorities(plan, members, schools, facts, settings),
        limits=compared.limits,
        limit_plans=compared.plans,
        alternatives=alternatives,
    )
    return _Told(left_over, travel, planned)


def _of_area(
    area: Area, register: Register, task: Task, groups: Groups, told: _Told
) -> dict[str, Any]:
    """Return what the manifest says of the area: its notes, its counts, and who was left out."""
    candidates = groups.judged.candidates
    # Those of the files: a school that lies near no road is in none of them, and named apart.
    schools = task.ground.schools
    own = area.schools.loc[area.schools["in_area"], "la_name"].unique()
    odd = register.oddities[register.oddities["la_name"].isin(own)]
    here = odd[odd["action"] == "left out"]
    return {
        "area": area.name,
        "area_slug": area.slug,
        "notes": [
            *notes_on(task.local, register.schools, schools),
            *groups.notes,
            *bound_notes(len(candidates)),
        ],
        "counts": {
            "rows_read": register.rows,
            "schools": len(schools),
            "schools_in_area": int(schools["in_area"].sum()),
            "left_out": here.groupby("kind").size().to_dict(),
            "odd": odd[odd["action"] != "left out"].groupby("kind").size().to_dict(),
            "candidates": len(candidates),
            "candidates_by_pattern": candidates["pattern"].value_counts().sort_index().to_dict(),
            "travel_pairs": len(told.travel),
            "left_over": len(told.left_over),
        },
        "left_out": records(here[["urn", "name", "kind", "detail"]]),
    }
