"""Measure what blocks cost beside one bare table of the engine, and reach by each way.

Run from the source tree: ``python -m benchmarks.travel [--roads FILE] [--points 200 600]``
"""

import argparse
import resource
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import osrm
import pandas as pd
from rich.console import Console
from rich.table import Table

from geofinder.travel import open_router, within
from geofinder.travel.network import road_network
from geofinder.travel.road import degrees

ROADS = Path(__file__).resolve().parents[2] / "shared" / "data" / "roads" / "rutland.osm.pbf"
AREA = (483_000.0, 299_000.0), (500_000.0, 315_000.0)
ENGLAND = (300_000.0, 100_000.0), (600_000.0, 500_000.0)
ENGLAND_SCHOOLS = 24_000
LIMIT_MIN = 15.0


def timed[Result](
    work: Callable[[], Result], clock: Callable[[], float] = time.process_time
) -> tuple[Result, float]:
    """Return the result and its seconds, of the processor: other work does not disturb them."""
    start = clock()
    result = work()
    return result, clock() - start


def points(count: int, area: tuple[tuple[float, float], tuple[float, float]]) -> gpd.GeoDataFrame:
    """Return made-up schools at random places: only what travel reads of them."""
    where = np.random.default_rng(1).uniform(*area, size=(count, 2))
    return gpd.GeoDataFrame(
        {
            "urn": np.arange(count) + 100_000,
            "name": [f"Point {number}" for number in range(count)],
            "easting": where[:, 0],
            "northing": where[:, 1],
            "rural": pd.Series([True, False] * (count // 2), dtype="boolean"),
            "in_area": True,
        },
        geometry=gpd.points_from_xy(where[:, 0], where[:, 1], crs="EPSG:27700"),
    )


def bare(engine: osrm.OSRM, lonlat: np.ndarray) -> np.ndarray:
    """Return minutes of one table, turned into numbers as plainly as can be."""
    parameters = osrm.TableParameters(
        coordinates=[tuple(point) for point in lonlat.tolist()],
        annotations=["duration", "distance"],
        generate_hints=False,
    )
    answer = engine.Table(parameters)
    np.array([list(row) for row in answer["distances"]], dtype=float)
    return np.array([list(row) for row in answer["durations"]], dtype=float) / 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--roads", type=Path, default=ROADS)
    parser.add_argument("--points", type=int, nargs="+", default=[200, 600, 1200])
    options = parser.parse_args()
    network, build_s = timed(lambda: road_network(options.roads), time.perf_counter)
    _, again_s = timed(lambda: road_network(options.roads))
    engine = osrm.OSRM(
        storage_config=str(network.prefix),
        algorithm="CH",
        use_shared_memory=False,
        max_locations_distance_table=-1,
    )
    # No point is left out, so that both sides answer for the same pairs.
    router = open_router(roads=options.roads, osrm_url=None, snap_limit_m=np.inf)
    found = Table("points", "pairs", "bare table, CPU s", "blocks, CPU s", "ratio", "same times")
    for count in options.points:
        schools = points(count, AREA)
        lonlat = degrees(schools[["easting", "northing"]].to_numpy())
        urns = schools["urn"].to_numpy()
        pairs = pd.DataFrame({"from_urn": np.repeat(urns, count), "to_urn": np.tile(urns, count)})
        bare(engine, lonlat[:2])
        router.pairs(schools.head(2), pairs[pairs.max(axis=1) < urns[2]])
        one, bare_s = timed(lambda lonlat=lonlat: bare(engine, lonlat))
        cut, blocks_s = timed(lambda s=schools, p=pairs: router.pairs(s, p))
        same = np.array_equal(cut["travel_min"].to_numpy(), one.ravel(), equal_nan=True)
        found.add_row(
            f"{count:,}",
            f"{len(cut):,}",
            f"{bare_s:.2f}",
            f"{blocks_s:.2f}",
            f"{blocks_s / bare_s:.2f}",
            str(same),
        )
    england = points(ENGLAND_SCHOOLS, ENGLAND)
    estimate = open_router(roads=None, osrm_url=None, snap_limit_m=500.0)
    reach, estimate_s = timed(
        lambda: within(estimate, england, reach_min=LIMIT_MIN, snap_limit_m=500.0)
    )
    console = Console()
    console.print(f"network: {build_s:.1f} s the first time, {again_s:.2f} s from the cache")
    console.print(found)
    console.print(
        f"estimate: {ENGLAND_SCHOOLS:,} points, {len(reach.table):,} rows within {LIMIT_MIN:.0f} "
        f"minutes in {estimate_s:.1f} CPU s; peak memory of this run "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB"
    )


if __name__ == "__main__":
    main()
