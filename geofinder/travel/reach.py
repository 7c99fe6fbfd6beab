"""Find every pair of schools within a limit of minutes, and name those that cannot be measured."""

from functools import partial
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geofinder.errors import TravelError, UsageError, examples
from geofinder.parts import ALONE, Workers
from geofinder.sizes import PAIRS
from geofinder.travel.blocks import walk
from geofinder.travel.router import Floats, Indices, Progress, Router, locate
from geofinder.units import METRES_PER_KM, grid_points

MOST_ORIGINS = 512
"""Origins whose pairs are measured at once; bounds the memory of a national run."""
MEASURED_BY = ["urn", "easting", "northing", "rural"]
"""What a router looks at; a process beside this one is sent no more of a school."""
_USUAL_M_PER_MIN = 1_000.0
"""In a straight line; hardly a drive between two schools is faster."""
MOST_UNJOINED = 20
"""So many pairs may all have no route: on islands that is so. More are no place, but a fault."""
ROUNDING = 1e-9
"""The prefilter is that much wider, relatively, than the exact bound."""


class Reach(NamedTuple):
    """The travel within a limit, and what it leaves out, by name.

    Attributes:
        table: TRAVEL; ordered pairs within the limit, and those without a route.
        unsnappable: urn, name, snapped_m of schools too far from any road to be measured.
        no_route: from_urn, from_name, to_urn, to_name of pairs near enough that no route joins.
    """

    table: pd.DataFrame
    unsnappable: pd.DataFrame
    no_route: pd.DataFrame


def within(
    router: Router,
    schools: gpd.GeoDataFrame,
    *,
    reach_min: float,
    snap_limit_m: float,
    progress: Progress | None = None,
    workers: Workers = ALONE,
) -> Reach:
    """Return all travel of at most ``reach_min`` minutes between two of ``schools``.

    Both directions are measured; each is kept on its own. Only pairs whose straight line could be
    travelled in that time are asked for.

    Args:
        router: the way to measure.
        schools: the SCHOOLS table.
        reach_min: the limit in minutes.
        snap_limit_m: a school farther than this from a road is named and left out; the router's
            own limit applies as well.
        progress: called with the pairs done and the pairs in all.
        workers: who measures; the answer is the same whoever does.

    Raises:
        UsageError: so many pairs would not fit into memory.
        WorkersError: a process died, or the cluster does not answer.
        TravelError: the engine failed, not one school of the area lies near a road, or not one
            pair has a route.
    """
    limit_m = min(snap_limit_m, router.snap_limit_m)
    snapped_m = router.snapped_m(schools) if len(schools) else np.empty(0)
    far = snapped_m > limit_m
    _check_covered(schools, snapped_m, far, limit_m, router)
    near = schools[~far]
    tables = _measured(router, near, reach_min, progress, workers)
    table = pd.concat(tables, ignore_index=True).sort_values(
        ["from_urn", "to_urn"], ignore_index=True
    )
    _check_joined(table, router)
    unsnappable = schools.loc[far, ["urn", "name"]].assign(snapped_m=snapped_m[far])
    return Reach(
        table,
        pd.DataFrame(unsnappable).sort_values("urn", ignore_index=True),
        _no_route(table, schools),
    )


def fill(
    router: Router,
    schools: gpd.GeoDataFrame,
    travel: pd.DataFrame,
    pairs: pd.DataFrame,
    *,
    workers: Workers = ALONE,
) -> pd.DataFrame:
    """Return ``travel`` with a row for each of ``pairs`` (from_urn, to_urn) that had none.

    A pair that names a school too far from any road still has none.

    Raises:
        NotFoundError: a pair names a URN that ``schools`` does not hold.
        TravelError: the engine or server failed.
        WorkersError: a process died, or the cluster does not answer.
    """
    keys = ["from_urn", "to_urn"]
    known = pd.MultiIndex.from_frame(travel[keys])
    lacking = pairs.loc[~pd.MultiIndex.from_frame(pairs[keys]).isin(known), keys]
    if lacking.empty:
        return travel
    parts = _by_origin(schools, lacking)
    router.snapped_m(schools)  # asked once here, and known wherever the router is sent
    tables = workers.run(
        "travel",
        partial(router.pairs, pd.DataFrame(schools[MEASURED_BY])),
        parts,
        sizes=[len(part) for part in parts],
        takes_s=len(lacking) / router.pairs_per_s,
    )
    added = pd.concat([table for table in tables if len(table)] or tables[:1], ignore_index=True)
    if added.empty and not travel.empty:
        return travel
    whole = added if travel.empty else pd.concat([travel, added], ignore_index=True)
    return whole.sort_values(keys, ignore_index=True)


def _by_origin(schools: gpd.GeoDataFrame, pairs: pd.DataFrame) -> list[pd.DataFrame]:
    """Cut the pairs into parts of near origins."""
    located = locate(schools, pairs)
    order = walk(located.points)
    place = np.empty(len(order), dtype=np.intp)
    place[order] = np.arange(len(order))
    by_origin = np.argsort(place[located.origins], kind="stable")
    _, nth = np.unique(place[located.origins[by_origin]], return_inverse=True)
    return [
        pd.DataFrame(
            {
                "from_urn": located.urns[located.origins[rows]],
                "to_urn": located.urns[located.ends[rows]],
            }
        )
        for rows in np.split(by_origin, np.flatnonzero(np.diff(nth // MOST_ORIGINS)) + 1)
    ]


def _check_covered(
    schools: gpd.GeoDataFrame, snapped_m: Floats, far: np.ndarray, limit_m: float, router: Router
) -> None:
    """Refuse roads of somewhere else: neighbours over the border may snap, the area does not."""
    asked = schools["in_area"].to_numpy(dtype=bool)
    if not asked.any() or not far[asked].all():
        return
    nearest = float(snapped_m[asked].min()) / METRES_PER_KM
    place = router.source.get("path") or router.source.get("url")
    named = examples(schools.loc[asked, "name"].tolist())
    message = (
        f"Not one of the {asked.sum():,} schools lies within {limit_m:,.0f} m of a road in "
        f"{place}; the nearest is {nearest:,.1f} km away ({named}). "
        "These are the roads of another place: give the extract or server that covers the schools."
    )
    raise TravelError(message)


def _check_joined(table: pd.DataFrame, router: Router) -> None:
    """Refuse a network on which nothing can be reached; single pairs without a route are a fact."""
    if len(table) < MOST_UNJOINED or table["travel_min"].notna().any():
        return
    place = router.source.get("path") or router.source.get("url")
    message = (
        f"{place} joins not one of the {len(table):,} pairs of schools that are near enough by a "
        "route. Its network is broken or is none for cars: give another extract or server."
    )
    raise TravelError(message)


def _measured(
    router: Router,
    near: gpd.GeoDataFrame,
    reach_min: float,
    progress: Progress | None,
    workers: Workers,
) -> list[pd.DataFrame]:
    """Return the rows within the limit; at least one table, if an empty one."""
    urns = near["urn"].to_numpy()
    radius_m = router.reach_m(reach_min) * (1 + ROUNDING)
    grid = grid_points(near)
    tree = cKDTree(grid)
    order = walk(grid)
    cut = [order[start : start + MOST_ORIGINS] for start in range(0, len(order), MOST_ORIGINS)]
    sizes = [int(cKDTree(grid[part]).count_neighbors(tree, radius_m)) - len(part) for part in cut]
    if sum(sizes) > PAIRS:
        _check_fits(tree, len(order), min(radius_m, reach_min * _USUAL_M_PER_MIN), reach_min)
    parts = [
        _Part(part, radius_m, reach_min) for part, size in zip(cut, sizes, strict=True) if size
    ]
    sizes = [size for size in sizes if size]
    plain = pd.DataFrame(near[MEASURED_BY])
    nothing = router.pairs(plain, pd.DataFrame({"from_urn": urns[:0], "to_urn": urns[:0]}))
    tables = workers.run(
        "travel",
        partial(_measure, router, plain),
        parts,
        progress=progress,
        sizes=sizes,
        takes_s=sum(sizes) / router.pairs_per_s,
    )
    return [nothing, *tables]


def _check_fits(tree: cKDTree, count: int, radius_m: float, reach_min: float) -> None:
    """Refuse what would fill the memory after hours: the rows that will be kept are counted."""
    pairs = int(tree.count_neighbors(tree, radius_m)) - count
    if pairs > PAIRS:
        message = (
            f"{count:,} schools within {reach_min:g} minutes of one another make about {pairs:,} "
            f"pairs, more than the limit of {PAIRS:,} that fit into memory. Choose a smaller area, "
            "or shorter limits in minutes."
        )
        raise UsageError(message)


class _Part(NamedTuple):
    """Some origins, as positions, and how far to look from them."""

    origins: Indices
    radius_m: float
    reach_min: float


def _measure(router: Router, schools: pd.DataFrame, part: _Part) -> pd.DataFrame:
    """Return the rows within the limit from the part's origins to any of the schools."""
    grid = grid_points(schools)
    urns = schools["urn"].to_numpy()
    found = cKDTree(grid[part.origins]).sparse_distance_matrix(
        cKDTree(grid), part.radius_m, output_type="ndarray"
    )
    origins, ends = part.origins[found["i"]], found["j"]
    apart = origins != ends
    rows = router.pairs(
        schools, pd.DataFrame({"from_urn": urns[origins[apart]], "to_urn": urns[ends[apart]]})
    )
    minutes = rows["travel_min"]
    return rows[(minutes <= part.reach_min) | minutes.isna()]


def _no_route(table: pd.DataFrame, schools: gpd.GeoDataFrame) -> pd.DataFrame:
    name = schools.set_index("urn")["name"]
    lost = table.loc[table["travel_min"].isna(), ["from_urn", "to_urn"]].reset_index(drop=True)
    return pd.DataFrame(
        {
            "from_urn": lost["from_urn"],
            "from_name": name.reindex(lost["from_urn"]).to_numpy(),
            "to_urn": lost["to_urn"],
            "to_name": name.reindex(lost["to_urn"]).to_numpy(),
        }
    )
