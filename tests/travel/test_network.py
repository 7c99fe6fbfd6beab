"""A network is built once, whole or not at all, and mends itself."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from geofinder.errors import InputError, TravelError, UsageError
from geofinder.resources import cache_folder
from geofinder.travel import open_router
from geofinder.travel.network import MANIFEST, UNFINISHED, road_network
from tests.travel.made_up_roads import every_pair, write_roads

BUILD = """
import os, signal, sys
from pathlib import Path
from geofinder.travel.network import road_network

def progress(done, total):
    print(done, flush=True)
    if sys.argv[3] == "die" and done == 1:
        os.kill(os.getpid(), signal.SIGKILL)

network = road_network(Path(sys.argv[1]), cache_dir=Path(sys.argv[2]), progress=progress)
print(network.prefix)
"""


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """Return a cache folder of the test's own."""
    return tmp_path / "cache"


def build_steps(roads: Path, cache: Path) -> list[int]:
    """Return the steps of a build that was needed; none where the network was there."""
    steps: list[int] = []
    road_network(roads, cache_dir=cache, progress=lambda done, _: steps.append(done))
    return steps


def start(roads: Path, cache: Path, how: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", BUILD, str(roads), str(cache), how]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def made(cache: Path) -> list[Path]:
    """Return the folders of networks, finished or not."""
    return [path for path in (cache / "networks").iterdir() if path.is_dir()]


def test_a_network_is_built_once_for_the_same_roads_under_any_name(roads, fresh, tmp_path):
    assert build_steps(roads, fresh) == [0, 1, 2]
    copy = tmp_path / "renamed.osm"
    copy.write_bytes(roads.read_bytes())
    assert build_steps(copy, fresh) == []


def test_other_roads_get_a_network_of_their_own(roads, fresh, tmp_path):
    here = road_network(roads, cache_dir=fresh)
    there = road_network(write_roads(tmp_path / "b.osm", step_km=0.5), cache_dir=fresh)
    assert here.prefix.parent != there.prefix.parent


def test_another_profile_or_engine_gets_a_network_of_its_own(roads, fresh, monkeypatch):
    first = road_network(roads, cache_dir=fresh)
    monkeypatch.setattr("geofinder.travel.network.version", lambda _: "99.0")
    second = road_network(roads, cache_dir=fresh)
    assert first.prefix.parent != second.prefix.parent
    assert second.source["engine"] == "OSRM 99.0"


def test_a_build_killed_half_way_leaves_nothing_that_counts_and_is_cleared(roads, fresh):
    killed = start(roads, fresh, "die")
    assert killed.communicate()[0].split() == ["0", "1"]
    assert killed.returncode < 0
    assert [UNFINISHED in path.name for path in made(fresh)] == [True]
    assert build_steps(roads, fresh) == [0, 1, 2]
    assert [UNFINISHED in path.name for path in made(fresh)] == [False]


def test_a_build_stopped_by_the_user_leaves_nothing(roads, fresh):
    def stop(done: int, _: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        road_network(roads, cache_dir=fresh, progress=stop)
    assert made(fresh) == []


def test_of_two_builds_at_once_one_builds_and_both_get_the_network(roads, fresh):
    both = [start(roads, fresh, "live") for _ in range(2)]
    told = sorted((run.communicate()[0].split() for run in both), key=len)
    prefix = str(road_network(roads, cache_dir=fresh).prefix)
    assert [run.returncode for run in both] == [0, 0]
    assert told == [[prefix], ["0", "1", "2", prefix]]


def spoil_a_byte(folder: Path) -> None:
    path = folder / "network.osrm.hsgr"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


SPOILT = {
    "a byte changed": spoil_a_byte,
    "a file cut short": lambda folder: os.truncate(folder / "network.osrm.geometry", 100),
    "a file gone": lambda folder: (folder / "network.osrm.ebg_nodes").unlink(),
    "no manifest": lambda folder: (folder / MANIFEST).unlink(),
    "manifest cut short": lambda folder: os.truncate(folder / MANIFEST, 20),
    "manifest of nothing": lambda folder: (folder / MANIFEST).write_text('{"files": {}}'),
    "manifest a list": lambda folder: (folder / MANIFEST).write_text("[1]"),
    "manifest without a date": lambda folder: (folder / MANIFEST).write_text(
        json.dumps({"files": json.loads((folder / MANIFEST).read_text())["files"]})
    ),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_network_is_built_again(roads, fresh, town, how):
    network = road_network(roads, cache_dir=fresh)
    SPOILT[how](network.prefix.parent)
    assert build_steps(roads, fresh) == [0, 1, 2]
    mended = open_router(roads=roads, osrm_url=None, snap_limit_m=500.0, cache_dir=fresh)
    assert mended.pairs(town, every_pair(town))["travel_min"].notna().all()


@pytest.mark.parametrize("how", ["a byte changed", "a file cut short", "a file gone", "all gone"])
def test_a_network_spoilt_between_its_check_and_its_use_is_told_and_made_anew(
    roads, fresh, town, how
):
    router = open_router(roads=roads, osrm_url=None, snap_limit_m=500.0, cache_dir=fresh)
    (SPOILT | {"all gone": shutil.rmtree})[how](router.engine.prefix.parent)
    with pytest.raises(TravelError, match=r"cannot open .* Start the same command again") as told:
        router.pairs(town, every_pair(town))
    assert str(router.engine.prefix.parent) in str(told.value)
    mended = open_router(roads=roads, osrm_url=None, snap_limit_m=500.0, cache_dir=fresh)
    assert mended.pairs(town, every_pair(town))["travel_min"].notna().all()


WITHOUT_MEMORY = """
import resource, sys
from pathlib import Path
import numpy as np
from geofinder.errors import TravelError
from geofinder.travel.osrm_local import LocalEngine

points, at = np.tile([-0.52, 52.59], (1500, 1)), np.arange(1500)
engine = LocalEngine(Path(sys.argv[1]))
engine.table(points, at[:1], at[:1])
held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (held + 10_000_000,) * 2)
try:
    engine.table(points, at, at)
except TravelError as error:
    print(error)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux's /proc")
def test_an_engine_without_memory_is_one_clear_message(network):
    told = subprocess.run(
        [sys.executable, "-c", WITHOUT_MEMORY, network.prefix],
        check=True,
        capture_output=True,
        text=True,
    )
    assert "failed on a block of 1500 points: no memory is left (--processes 1" in told.stdout


def test_the_cache_is_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("GEOFINDER_CACHE", str(tmp_path / "there"))
    assert cache_folder() == tmp_path / "there"
    assert cache_folder(tmp_path) == tmp_path
    monkeypatch.delenv("GEOFINDER_CACHE")
    assert cache_folder().name == "geofinder"


def test_a_cache_that_cannot_be_written_is_one_clear_message(roads, tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    with pytest.raises(TravelError, match=r"cannot be kept in .*GEOFINDER_CACHE"):
        road_network(roads, cache_dir=in_the_way)


def test_roads_that_are_missing_a_folder_empty_or_misnamed_are_refused(tmp_path, fresh):
    (tmp_path / "empty.osm.pbf").touch()
    (tmp_path / "folder.osm.pbf").mkdir()
    (tmp_path / "roads.csv").write_text("URN")
    for name, words in {
        "gone.osm.pbf": "There is no file",
        "folder.osm.pbf": "is a folder",
        "empty.osm.pbf": "is empty",
        "roads.csv": "not named like",
    }.items():
        with pytest.raises(InputError, match=words):
            road_network(tmp_path / name, cache_dir=fresh)
    assert not fresh.exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("page.osm.pbf", b"<!DOCTYPE html><html>404</html>", "PBF error"),
        ("page.osm", b"<!DOCTYPE html><html>404</html>", "Unknown top-level element"),
        ("cut.osm", b'<osm version="0.6"><node id="1" ver', "XML parsing error"),
        ("fields.osm", b'<osm version="0.6"></osm>', "no edges|nodes|input"),
    ],
)
def test_roads_that_are_not_openstreetmap_are_refused_with_the_engines_words(
    tmp_path, fresh, name, content, words
):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises((InputError, TravelError), match=words) as caught:
        road_network(path, cache_dir=fresh)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)
    assert made(fresh) == []


def test_real_roads_cut_short_are_refused(rutland, tmp_path, fresh):
    cut = tmp_path / "cut.osm.pbf"
    cut.write_bytes(rutland.read_bytes()[:900_000])
    with pytest.raises(InputError, match=r"cut\.osm\.pbf cannot be read .*unexpected EOF"):
        road_network(cut, cache_dir=fresh)


def test_without_the_engine_the_message_names_the_other_ways(roads, fresh, monkeypatch):
    monkeypatch.setattr("geofinder.travel.network.find_spec", lambda _: None)
    with pytest.raises(TravelError, match=r"--osrm-url .* or leave --roads out"):
        road_network(roads, cache_dir=fresh)


def test_roads_and_a_server_together_are_refused(roads):
    with pytest.raises(UsageError, match=r"Both --roads .* and --osrm-url"):
        open_router(roads=roads, osrm_url="http://localhost:5000", snap_limit_m=500.0)


def test_the_sentence_says_whose_roads_of_when_and_what_is_not_in_them(rutland_router):
    assert "2022-07-20 (rutland.osm.pbf)" in rutland_router.sentence
    assert "without the queues" in rutland_router.sentence
    assert rutland_router.source["sha256"].startswith("85f7540a")


def test_building_prints_nothing(roads, fresh, capfd):
    road_network(roads, cache_dir=fresh)
    assert capfd.readouterr() == ("", "")
