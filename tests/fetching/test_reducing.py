"""What stays of a fetched register is what is read of it: nobody's name, no way to reach them."""

import csv
import hashlib
import json
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geofinder.cli.fetch import COLUMNS
from geofinder.fetching import fetch
from geofinder.fetching.reducing import reduce_csv
from geofinder.gias import read_register
from tests.fetching.server import file_of
from tests.gias.registers import LINK, published, school

HEADS = [",Jane,", ",Doe,", ",01273858260,"]
"""What the made-up register holds of people, as the published one does; each a whole cell."""


def register(*changes, **more):
    """Return a register as it is published, and its rows' number."""
    rows = [school(URN=str(114_400 + n), **change) for n, change in enumerate(changes)]
    return published(rows, **more).encode("cp1252")


@pytest.fixture
def keeping(fetcher):
    """Return a fetcher that keeps what the command keeps."""
    return replace(fetcher, columns=COLUMNS)


def everything_in(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_no_name_of_a_head_stays_in_the_cache(server, book, keeping):
    content = register({}, {"EstablishmentName": "St Peter’s École"})
    assert all(name.encode() in content for name in HEADS)
    server.behave = lambda asked: file_of(asked, content)
    kept = fetch(book.gias, keeping).kept
    left = everything_in(keeping.shelf.folder)
    assert not [name for name in HEADS if name.encode() in left]
    assert "St Peter’s École".encode() in left
    with kept.path.open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == COLUMNS["gias"]


def test_of_the_links_too_only_what_is_read_stays(server, book, keeping):
    header = ",".join([*LINK, "Head of Group (First name)", "EstablishmentName"])
    content = "\n".join([header, ",".join([*LINK.values(), "Jane", "Firle"]), ""]).encode()
    server.behave = lambda asked: file_of(asked, content)
    fetch(book.links, keeping)
    left = everything_in(keeping.shelf.folder)
    assert b"Skylark Federation" in left
    assert b"Jane" not in left


def test_the_checksum_of_what_was_published_is_recorded(server, book, keeping):
    content = register({})
    server.behave = lambda asked: file_of(asked, content)
    kept = fetch(book.gias, keeping).kept
    assert kept.facts["published_sha256"] == hashlib.sha256(content).hexdigest()
    assert kept.facts["published_bytes"] == len(content)
    assert kept.facts["sha256"] == hashlib.sha256(kept.path.read_bytes()).hexdigest()
    assert kept.facts["columns"] == f"{len(COLUMNS['gias'])} of {len(published([]).split(','))}"


def test_what_is_unchanged_is_not_brought_again(server, book, keeping):
    content = register({})
    server.behave = lambda asked: file_of(asked, content)
    fetch(book.gias, keeping)
    again = fetch(book.gias, keeping)
    assert (again.new, again.said) == (False, "Unchanged since it was fetched.")


def test_a_file_kept_whole_or_with_other_columns_is_brought_anew(server, book, fetcher, keeping):
    content = register({})
    server.behave = lambda asked: file_of(asked, content)
    fetch(book.gias, fetcher)
    assert b"Jane" in everything_in(fetcher.shelf.folder)
    fewer = replace(keeping, columns={"gias": COLUMNS["gias"][:2]})
    for asked in (fewer, keeping):
        fetched = fetch(book.gias, asked)
        assert fetched.new
        assert b"Jane" not in everything_in(fetcher.shelf.folder)
    assert fetched.kept.facts["asked_for"] == ", ".join(COLUMNS["gias"])


def test_a_row_whose_values_stand_under_wrong_headings_loses_them_and_stays_faulty(tmp_path):
    lines = register({}, {}).decode("cp1252").splitlines()
    shifted = lines[1].split(",")
    shifted.insert(1, "one too many")
    path, reduced = tmp_path / "published.csv", tmp_path / "reduced.csv"
    path.write_text("\n".join([lines[0], ",".join(shifted), lines[2], ""]), encoding="cp1252")
    reduce_csv(path, reduced, columns=COLUMNS["gias"])
    assert not [name for name in HEADS if name in reduced.read_text(encoding="utf-8")]
    before, after = (read_register([each]) for each in (path, reduced))
    assert before.oddities["kind"].tolist() == after.oddities["kind"].tolist()
    assert after.schools["urn"].tolist() == before.schools["urn"].tolist() == [114_401]


TEXTS = st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), max_size=12)
CELLS = st.sampled_from(["", "NULL", "a, b", 'an "inn"', "two\nlines", " 7 "]) | TEXTS


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.fixed_dictionaries(
            {}, optional=dict.fromkeys(["Town", "EstablishmentName", "NumberOfPupils"], CELLS)
        ),
        max_size=4,
    )
)
def test_the_register_read_from_what_stays_is_the_one_that_was_published(tmp_path, changes):
    path, reduced = tmp_path / "published.csv", tmp_path / "reduced.csv"
    path.write_bytes(register({}, *changes))
    reduce_csv(path, reduced, columns=COLUMNS["gias"])
    before, after = (read_register([each]) for each in (path, reduced))
    pd.testing.assert_frame_equal(before.schools, after.schools)
    kinds = ["urn", "kind"]
    pd.testing.assert_frame_equal(before.oddities[kinds], after.oddities[kinds])


def test_a_run_tells_the_checksum_of_the_published_file(server, addresses, run, tmp_path):
    places = [{"Easting": str(547_000 + 900 * n)} for n in range(4)]
    content = register(*places)
    server.behave = lambda asked: file_of(asked, content)
    given_ = ("--addresses", addresses)
    code, said, err = run("fetch", "gias", "--out", tmp_path / "mine.csv", *given_)
    assert code == 0, err
    assert f"{len(COLUMNS['gias'])} of " in said
    assert b"Jane" not in (tmp_path / "mine.csv").read_bytes()
    code, _, err = run("plan", "East Sussex", "--gias", "mine.csv", "--out", "map")
    assert code == 0, err
    (source, *_) = json.loads((tmp_path / "map" / "manifest.json").read_text())["sources"]
    assert source["published_sha256"] == hashlib.sha256(content).hexdigest()
