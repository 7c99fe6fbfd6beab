"""Travel is the same whoever measures it: this process, others beside it, or a cluster."""

import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from geofinder.parts import ALONE, Workers
from geofinder.travel import fill, open_router, reach, within
from tests.travel.made_up_roads import every_pair, schools_on_grid

BOX = ((485_000, 299_000), (500_000, 315_000))
SCHOOLS = 50
AGAIN = """
import sys
from pathlib import Path
from geofinder.travel import reach
from tests.travel.test_elsewhere import measured, points, router_over
from geofinder.parts import Workers

reach.MOST_ORIGINS = 8
keep, roads, cache = map(Path, sys.argv[1:])
measured(router_over(roads, cache), points(), Workers(1, keep=keep, worth_s=0))
"""


def router_over(roads, cache):
    return open_router(roads=roads, osrm_url=None, snap_limit_m=2_000, cache_dir=cache)


def points():
    """Return made-up schools all over Rutland."""
    where = np.random.default_rng(4).uniform(*BOX, size=(SCHOOLS, 2)).round()
    return schools_on_grid([f"Point {number}" for number in range(SCHOOLS)], where)


def measured(router, schools, workers):
    """Return the travel within a limit, then that of every pair, by the same workers."""
    near = within(router, schools, reach_min=12, snap_limit_m=2_000, workers=workers)
    return near.table, fill(router, schools, near.table, every_pair(schools), workers=workers)


def as_bytes(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, float_format="%r").encode()


def assert_the_same(router, schools, workers):
    for here, elsewhere in zip(
        measured(router, schools, ALONE), measured(router, schools, workers), strict=True
    ):
        assert len(here) > 100
        assert as_bytes(elsewhere) == as_bytes(here)
        pd.testing.assert_frame_equal(elsewhere, here, check_exact=True)


@pytest.fixture
def cut_small(monkeypatch):
    """Cut the work as if there were many more schools; return how the parts are counted."""
    monkeypatch.setattr(reach, "MOST_ORIGINS", 8)


@pytest.fixture
def seen() -> tuple[list[tuple[int, int]], Callable[[int, int], None]]:
    steps: list[tuple[int, int]] = []
    return steps, lambda done, total: steps.append((done, total))


@pytest.mark.usefixtures("cut_small")
def test_a_cluster_measures_rutland_as_one_process_does(rutland, cache, cluster):
    assert_the_same(router_over(rutland, cache), points(), Workers(scheduler=cluster, worth_s=0))


@pytest.mark.usefixtures("cut_small")
def test_two_processes_measure_rutland_as_one_does(rutland, cache):
    assert_the_same(router_over(rutland, cache), points(), Workers(2, worth_s=0))


def test_where_the_work_is_cut_does_not_change_it(rutland, cache, monkeypatch):
    router, schools = router_over(rutland, cache), points()
    whole = measured(router, schools, ALONE)
    for most in (1, 7, 30):
        monkeypatch.setattr(reach, "MOST_ORIGINS", most)
        for table, cut in zip(whole, measured(router, schools, ALONE), strict=True):
            assert as_bytes(cut) == as_bytes(table)


@pytest.mark.usefixtures("cut_small")
def test_two_processes_ask_a_server_as_one_does(server, monkeypatch):
    monkeypatch.setattr(reach, "MOST_ORIGINS", 3)
    where = np.random.default_rng(4).uniform((500_000, 300_000), (504_000, 304_000), size=(12, 2))
    schools = schools_on_grid([f"Point {number}" for number in range(12)], where.round())
    router = open_router(roads=None, osrm_url=server, snap_limit_m=2_000)
    assert_the_same(router, schools, Workers(2, worth_s=0))


@pytest.mark.usefixtures("cut_small")
def test_kept_travel_is_found_again_by_another_process(root, rutland, cache, tmp_path):
    workers = Workers(1, keep=tmp_path, worth_s=0)
    measured(router_over(rutland, cache), points(), workers)
    names = {path.name for path in tmp_path.iterdir()}
    written = {path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    subprocess.run([sys.executable, "-c", AGAIN, tmp_path, rutland, cache], cwd=root, check=True)
    assert len(names) > 10
    assert {path.name for path in tmp_path.iterdir()} == names
    assert {path.stat().st_mtime_ns for path in tmp_path.iterdir()} == written


@pytest.mark.usefixtures("cut_small")
def test_progress_counts_pairs_to_their_end_whoever_finishes_first(rutland, cache, seen):
    steps, progress = seen
    within(
        router_over(rutland, cache),
        points(),
        reach_min=12,
        snap_limit_m=2_000,
        progress=progress,
        workers=Workers(2, worth_s=0),
    )
    done = [step for step, _ in steps]
    assert done == sorted(done)
    assert steps[-1] == (SCHOOLS * (SCHOOLS - 1),) * 2
