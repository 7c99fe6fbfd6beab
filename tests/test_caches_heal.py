"""Whatever happens to what is kept between runs, it is noticed, made anew, and never believed."""

import json
import os
import shutil
import subprocess
import sys
from functools import partial

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geofinder import kept
from geofinder.backdrop import read_backdrop
from geofinder.errors import OutputError, TravelError
from geofinder.fetching import Fetcher, Patience, Shelf, fetch, read_addresses
from geofinder.parts import Workers
from geofinder.resources import data_path
from geofinder.sealed import sealed, unsealed
from geofinder.travel.network import road_network
from tests import made_up_parts
from tests.disks import as_nobody, small_disk
from tests.fetching.conftest import OFFICIAL, TODAY, register
from tests.fetching.server import file_of, serving
from tests.travel.made_up_roads import write_roads

BOX = shapely.box(495_000, 295_000, 525_000, 325_000)
FACTS = {"date": "2026-11-22", "rows": 27_000, "licence": "Open Government Licence v3.0"}
PUT = """
import sys
from pathlib import Path
from geofinder import kept
for _ in range(200):
    kept.put(Path(sys.argv[1]), list(range(5000)))
"""


@pytest.fixture(scope="module")
def roads(tmp_path_factory):
    return write_roads(tmp_path_factory.mktemp("roads") / "made-up.osm")


@pytest.fixture
def server():
    with serving() as running:
        running.behave = lambda asked: file_of(asked, register())
        yield running


@pytest.fixture
def use(request, roads, server, tmp_path):
    """Return a function that uses a cache in a folder, filling it if need be; named by a test."""

    def parts(folder):
        return Workers(1, keep=folder).run("squares", made_up_parts.square, range(3))

    def ground(folder):
        found = read_backdrop(roads, around=BOX, cache_dir=folder)
        return [frame.to_json() for frame in vars(found).values()]

    def network(folder):
        return road_network(roads, cache_dir=folder).sentence

    def fetched(folder):
        text = data_path("addresses.toml").read_text(encoding="utf-8")
        for official in OFFICIAL:
            text = text.replace(official, server.url)
        path = tmp_path / "addresses.toml"
        path.write_text(text.replace("fewest = 20000", "fewest = 1"), encoding="utf-8")
        fetcher = Fetcher(shelf=Shelf(folder), patience=Patience(), now=lambda: TODAY)
        found = fetch(read_addresses(path).gias, fetcher).kept
        return (found.path.read_bytes(), found.facts)

    return {"parts": parts, "ground": ground, "network": network, "fetched": fetched}[request.param]


def files_of(folder):
    """Return the content of every file that is kept, without the locks."""
    found = {
        path: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(".lock")
    }
    assert found
    return found


def changed(data, place):
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def as_folder(path):
    path.unlink()
    path.mkdir()
    (path / "inside").write_text("", encoding="utf-8")


DAMAGES = {
    "emptied": lambda path: path.write_bytes(b""),
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "first byte changed": lambda path: path.write_bytes(changed(path.read_bytes(), 0)),
    "a byte in the middle changed": lambda path: path.write_bytes(
        changed(path.read_bytes(), path.stat().st_size // 2)
    ),
    "last byte changed": lambda path: path.write_bytes(changed(path.read_bytes(), -1)[:-1]),
    "of another program": lambda path: path.write_bytes(b'{"files": {}, "sha256": ""}'),
    "a folder in its place": as_folder,
    "gone": lambda path: path.unlink(),
}


@pytest.mark.parametrize("use", ["parts", "ground", "network", "fetched"], indirect=True)
def test_each_damaged_file_is_noticed_and_made_anew(use, tmp_path):
    cache = tmp_path / "cache"
    right = use(cache)
    whole = files_of(cache)
    paths = sorted(path for path in whole if whole[path])
    for number, damage in enumerate(DAMAGES):
        path = paths[number % len(paths)]
        DAMAGES[damage](path)
        assert use(cache) == right, (path.name, damage)
        assert files_of(cache) == whole, (path.name, damage)


@given(data=st.data())
def test_no_single_bit_of_a_kept_result_can_change_unnoticed(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("kept") / "one.part"
    kept.put(path, FACTS)
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(content)
    with pytest.raises(kept.NotKeptError):
        kept.take(path)


@given(place=st.integers(0, len(sealed(FACTS)) - 1), letter=st.characters(codec="utf-8"))
def test_no_letter_of_kept_facts_can_change_them_unnoticed(place, letter):
    text = sealed(FACTS)
    try:
        assert unsealed(text[:place] + letter + text[place + 1 :]) == FACTS
    except ValueError:
        return


@given(
    facts=st.dictionaries(
        st.text().filter(lambda key: key != "seal"),
        st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5),
    )
)
def test_facts_come_back_as_they_were(facts):
    assert unsealed(sealed(facts)) == facts


@pytest.mark.parametrize("text", ["", "{", "[]", "1", json.dumps(FACTS), "[" * 100_000])
def test_what_is_not_sealed_is_not_believed(text):
    with pytest.raises(ValueError, match=r"."):
        unsealed(text)


def test_processes_that_keep_the_same_at_once_leave_one_whole_result(root, tmp_path):
    path = tmp_path / "one.part"
    kept.put(path, list(range(5000)))
    command = [sys.executable, "-c", PUT, str(path)]
    runs = [subprocess.Popen(command, cwd=root) for _ in range(2)]
    while any(run.poll() is None for run in runs):
        assert kept.take(path) == list(range(5000))
    assert [run.returncode for run in runs] == [0, 0]
    assert [each.name for each in tmp_path.iterdir()] == ["one.part"]


def test_what_may_not_be_read_counts_as_not_kept(tmp_path):
    path = tmp_path / "one.part"
    kept.put(path, FACTS)
    path.chmod(0)
    assert as_nobody(partial(kept.take, path)).startswith("NotKeptError")


@pytest.mark.parametrize("use", ["parts", "ground"], indirect=True)
def test_a_run_that_can_do_without_its_cache_does_on_a_full_disk(use, tmp_path, capsys):
    right = use(tmp_path / "roomy")
    with small_disk(tmp_path / "disk", 8) as disk:
        (disk / "ballast").write_bytes(b"x" * (shutil.disk_usage(disk).free - 4096))
        for _ in range(2):
            assert use(disk / "cache") == right
        assert not list(disk.rglob(".unfinished*"))
    assert capsys.readouterr().err.count("cannot be kept") in {0, 2}


@pytest.mark.parametrize("kilobytes", [40, 130, 220])
def test_a_network_that_finds_no_room_is_one_message_about_the_disk(roads, tmp_path, kilobytes):
    with (
        small_disk(tmp_path / "disk", kilobytes) as disk,
        pytest.raises(TravelError, match=r"cannot be kept in .*: No space left.*GEOFINDER_CACHE"),
    ):
        road_network(roads, cache_dir=disk)


@pytest.mark.parametrize("use", ["fetched"], indirect=True)
def test_a_fetched_file_that_finds_no_room_leaves_the_old_one(use, server, tmp_path):
    with small_disk(tmp_path / "disk", 60) as disk:
        old = use(disk)
        server.behave = lambda asked: file_of(asked, register(9_000), etag='"new"')
        with pytest.raises(OutputError, match=r"No space left on device.*GEOFINDER_CACHE"):
            use(disk)
        assert Shelf(disk).kept("gias").path.read_bytes() == old[0]
        server.behave = lambda asked: file_of(asked, register(5), etag='"newer"')
        assert use(disk)[0] == register(5)
