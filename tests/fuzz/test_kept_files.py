"""Whatever became of a file that geofinder kept, it is used whole or made anew."""

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import strategies as st

from geofinder.errors import OutputError
from geofinder.fetching import Shelf
from geofinder.fetching.partial import Partial, Validator
from geofinder.fetching.shelf import write_facts
from geofinder.kept import Kept, NotKeptError
from geofinder.outputs.folder import PROGRAM, check_folder, replacing
from geofinder.outputs.inplace import HELPER, MANIFEST
from geofinder.sources import FACTS_ENDING, describe, sha256_of
from geofinder.travel import network
from tests.fuzz.cases import attempt, fuzzed
from tests.fuzz.damage import altered, damaged, maybe_damaged

TABLE = pd.DataFrame({"from_urn": [114400, 114401], "travel_min": [4.5, None]})
NAMES = frozenset({MANIFEST, "schools.csv"})
MADE = {"program": PROGRAM, "version": "0.1.0", "files": {"schools.csv": {"bytes": 3}}}
ABOUT = {"address": "https://example.org/a.csv", "etag": '"one"', "last_modified": "Sat, 1 Nov"}
FACTS = {
    "title": "the register",
    "date": "2026-01-01",
    "licence": "OGL",
    "attribution": "DfE",
    "address": "https://example.org/a.csv",
    "fetched": "2026-11-21T00:00:00+00:00",
    "checked": "2026-11-21T00:00:00+00:00",
    "bytes": 3,
}
CONTENT = b"URN"


def documents(document: dict) -> st.SearchStrategy[bytes]:
    """Return JSON with other values, or with damaged bytes."""
    good = json.dumps(document).encode()
    other = altered(document).map(lambda changed: json.dumps(changed).encode("utf-8", "replace"))
    return other | other | damaged(good) | st.sampled_from([b"", b"[" * 100_000])


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("kept")


@fuzzed(short=20, long=1_500, damage=st.data())
def test_a_damaged_part_is_computed_again(folder, damage):
    kept = Kept(folder, say=pytest.fail)
    kept.put("key", TABLE)
    (path,) = folder.glob("*.part")
    good = path.read_bytes()
    content = damage.draw(maybe_damaged(good))
    path.write_bytes(content)

    def is_the_table(found) -> None:
        assert content == good
        pd.testing.assert_frame_equal(found, TABLE)

    attempt(
        "kept parts",
        lambda: kept.take("key"),
        names="key",
        kinds=(NotKeptError,),
        meets=is_the_table,
    )


@fuzzed(short=15, long=1_000, damage=st.data())
def test_a_fetched_file_with_damaged_facts_is_as_good_as_none(folder, damage):
    shelf = Shelf(folder / "shelf")
    file = folder / "shelf" / "gias" / "2026-01-01-abc" / "a.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(CONTENT)
    facts = FACTS | {"sha256": sha256_of(file)}
    write_facts(file, facts)
    beside = file.with_name(file.name + FACTS_ENDING)
    good = beside.read_bytes()
    content = damage.draw(maybe_damaged(good) | documents(facts))
    beside.write_bytes(content)

    def is_as_written(found) -> None:
        assert found is None or found.facts == facts
        assert shelf.is_damaged("gias") == (found is None)
        assert describe(file, title="the register")["sha256"] == facts["sha256"]

    attempt("facts of fetched files", lambda: shelf.kept("gias"), meets=is_as_written)


@fuzzed(short=20, long=1_500, content=documents(ABOUT))
def test_an_unfinished_file_is_built_on_only_where_it_tells_what_it_is(folder, content):
    partial = Partial(folder)
    partial.begin(ABOUT["address"], Validator(etag='"one"'))
    partial.path.write_bytes(CONTENT)
    (folder / "unfinished.json").write_bytes(content)

    def is_told(found) -> None:
        size, version = found
        assert size in {0, len(CONTENT)}
        assert isinstance(version.etag, str)
        assert isinstance(version.last_modified, str)
        assert bool(version.strong) or size == 0

    attempt("unfinished files", lambda: partial.of(ABOUT["address"]), meets=is_told)


@fuzzed(short=20, long=1_500, content=documents(MADE))
def test_a_folder_with_a_damaged_manifest_is_ours_or_left_alone(folder, content):
    out = folder / "out"
    out.mkdir(exist_ok=True)
    (out / MANIFEST).write_bytes(content)
    (out / "schools.csv").write_bytes(CONTENT)

    def is_ours(_: object) -> None:
        assert json.loads(content)["program"] == PROGRAM

    attempt(
        "manifest.json",
        lambda: check_folder(out, names=NAMES),
        names=str(out),
        kinds=(OutputError,),
        meets=is_ours,
    )


@fuzzed(
    short=6,
    long=300,
    names=maybe_damaged(b"manifest.json\nschools.csv"),
    left=st.sets(st.sampled_from(["new", "ready", "old", "leaving", "coming"])),
    manifest=documents(MADE),
)
def test_what_a_killed_run_left_is_finished_or_told(tmp_path_factory, names, left, manifest):
    out = tmp_path_factory.mktemp("left")
    (out / MANIFEST).write_text(json.dumps(MADE), encoding="utf-8")
    (out / "schools.csv").write_bytes(CONTENT)
    (out / "mine.txt").write_bytes(b"mine")
    for name in left:
        (out / HELPER / name).mkdir(parents=True)
        (out / HELPER / name / MANIFEST).write_bytes(manifest)
    (out / HELPER).mkdir(exist_ok=True)
    (out / HELPER / "names").write_bytes(names)

    def write() -> None:
        with replacing(out, names=NAMES) as new:
            (new / MANIFEST).write_text(json.dumps(MADE), encoding="utf-8")
            (new / "schools.csv").write_bytes(b"new")

    def is_new(_: object) -> None:
        assert (out / "schools.csv").read_bytes() == b"new"
        assert not (out / HELPER).exists()

    attempt("left by a killed run", write, names=str(out), kinds=(OutputError,), meets=is_new)
    assert (out / "mine.txt").read_bytes() == b"mine"


@fuzzed(short=20, long=1_500, damage=st.data())
def test_a_road_network_with_a_damaged_manifest_is_built_again(folder, damage):
    made = {"extract": "a.osm.pbf", "data_date": None, "files": {}}
    file = folder / "network.osrm.hsgr"
    file.write_bytes(CONTENT)
    made["files"][file.name] = sha256_of(file)
    good = network.sealed(made).encode()
    content = damage.draw(maybe_damaged(good) | documents(made))
    (folder / network.MANIFEST).write_bytes(content)

    def is_as_built(found) -> None:
        assert found is None or found == made

    attempt("manifest of a network", lambda: network.whole_network(folder), meets=is_as_built)
