"""Whatever a server sends as an official file, it is whole or it replaces nothing."""

import pytest
from hypothesis import strategies as st

from geofinder.fetching import read_addresses
from geofinder.fetching.checking import checked
from geofinder.fetching.partial import Partial
from geofinder.fetching.trouble import NotThereError, RefusedError
from tests.fetching.conftest import register
from tests.fetching.test_content import EXTRACT, outlines, polygon, zipped
from tests.fuzz.cases import attempt, fuzzed
from tests.fuzz.damage import damaged, tables, zips
from tests.fuzz.test_maps import outlines as other_outlines
from tests.fuzz.test_register import ROWS

BOOK = read_addresses()
SMALL = {
    kind: getattr(BOOK, kind).model_copy(update={"fewest": 1})
    for kind in ("gias", "roads", "boundaries")
}
MOST = 100_000


@pytest.fixture(scope="module")
def partial(tmp_path_factory) -> Partial:
    return Partial(tmp_path_factory.mktemp("slot"))


def _check(target: str, partial: Partial, kind: str, content: bytes) -> None:
    partial.path.write_bytes(content)
    attempt(
        target,
        lambda: checked(partial, SMALL[kind], largest_bytes=MOST),
        kinds=(NotThereError, RefusedError),
        meets=_is_whole,
    )


def _is_whole(found) -> None:
    path, facts = found
    assert 0 < path.stat().st_size <= MOST
    assert set(facts) <= {"rows", "outlines", "date", "note"}
    assert facts.get("rows", 1) >= 1


@fuzzed(short=30, long=1_500, content=tables(ROWS) | zips(register(), name="a.csv"))
def test_any_register_that_comes_is_checked(partial, content):
    _check("fetched register", partial, "gias", content)


@fuzzed(short=20, long=1_500, content=other_outlines() | damaged(outlines(polygon())))
def test_any_outlines_that_come_are_checked(partial, content):
    _check("fetched outlines", partial, "boundaries", content)


@fuzzed(short=50, long=4_000, content=damaged(EXTRACT, most=6) | st.binary(max_size=80))
def test_any_extract_that_comes_is_checked(partial, content):
    _check("fetched extract", partial, "roads", content)


@fuzzed(short=20, long=1_500, content=damaged(zipped(("a.csv", register())), most=8))
def test_any_zip_that_comes_is_checked(partial, content):
    _check("fetched zip", partial, "gias", content)
