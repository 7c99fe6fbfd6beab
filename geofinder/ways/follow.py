"""Ask for all the lines and areas that one run's page and GeoPackage show."""

import pandas as pd

from geofinder.result import RunResult, Ways
from geofinder.travel import Progress, RoadRouter, Router
from geofinder.ways.drives import MOST_DRIVES, drive, wanted
from geofinder.ways.origins import origins
from geofinder.ways.reach import GRID_M, MINUTES, reaches


def follow(router: Router, result: RunResult, *, progress: Progress | None = None) -> Ways | None:
    """Return the drives inside the run's groups along the roads, and how far minutes reach.

    Groups of the plan come first, then the others by rank. None where travel is an estimate.

    Args:
        router: the way the run's travel was measured.
        result: the run; with the groups that its page carries, no others are asked for.
        progress: called with what is done and what there is in all.

    Raises:
        TravelError: the engine or server failed.
    """
    if not isinstance(router, RoadRouter):
        return None
    planned = set() if result.planned is None else set(result.planned.plan["group_id"])
    ranked = _ranked(result.candidates, planned)
    drives = wanted(ranked, result.members, result.travel)
    routes = drive(router, result.schools, drives, progress=progress)
    asked = origins(result.schools, ranked, planned)
    areas = reaches(router, result.schools, asked, progress=progress)
    return Ways(
        routes=routes,
        isochrones=areas,
        sentence=sentence(router.snap_limit_m, bounded=len(drives) == MOST_DRIVES),
    )


def _ranked(candidates: pd.DataFrame, planned: set[str]) -> pd.DataFrame:
    later = ~candidates["group_id"].isin(planned)
    return candidates.assign(later=later).sort_values(
        ["later", "rank", "group_id"], ignore_index=True
    )


def sentence(snap_limit_m: float, *, bounded: bool) -> str:
    """Say in plain words how lines and areas were made."""
    *first, last = MINUTES
    few = f" Only the {MOST_DRIVES:,} most wanted routes were asked for." if bounded else ""
    return (
        "Routes are those of the same engine and roads as the minutes, from the road nearest to "
        f"one school to the road nearest to the other.{few} How far {', '.join(map(str, first))} "
        f"and {last} minutes reach is computed from routed times from the school, outward, to a "
        f"grid of {GRID_M:,.0f} m, each point taken to the nearest road within "
        f"{snap_limit_m:,.0f} m of it and evened out with its neighbours; edges are good to about "
        f"{GRID_M:,.0f} m, and nothing is shown beyond the given roads."
    )
