"""Whatever a server sends, there is a whole file or one of our own messages."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from geofinder.errors import FetchError
from geofinder.fetching import Shelf, fetch, read_addresses
from geofinder.fetching.checking import checked
from geofinder.fetching.partial import Partial
from geofinder.fetching.trouble import NotThereError, RefusedError
from tests.fetching.conftest import register
from tests.fetching.server import Reply
from tests.fetching.test_content import EXTRACT, outlines, polygon, zipped

WHOLE = {
    "gias": [register(), zipped(("a.csv", register()))],
    "roads": [EXTRACT],
    "boundaries": [outlines(polygon())],
}
SMALL = {key: getattr(read_addresses(), key).model_copy(update={"fewest": 1}) for key in WHOLE}


@st.composite
def damaged(draw):
    """A good file with some bytes replaced, taken out or put in."""
    key = draw(st.sampled_from(sorted(WHOLE)))
    content = bytearray(draw(st.sampled_from(WHOLE[key])))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(content)))
        end = place + draw(st.integers(0, 6))
        content[place:end] = draw(st.binary(max_size=6))
    return key, bytes(content)


@pytest.fixture(scope="module")
def partial(tmp_path_factory):
    """Return one place for what came."""
    return Partial(tmp_path_factory.mktemp("slot"))


@settings(max_examples=300)
@given(which=damaged() | st.tuples(st.sampled_from(sorted(WHOLE)), st.binary(max_size=200)))
@example(("roads", b"\0\0\0\x02\x08\x80"))
@example(("boundaries", b'{"type":"FeatureCollection","features":[{"geometry":[]}]}'))
def test_no_content_surprises_a_check(partial, which):
    key, content = which
    partial.path.write_bytes(content)
    try:
        path, facts = checked(partial, SMALL[key], largest_bytes=100_000)
    except (NotThereError, RefusedError) as error:
        said = str(error)
    else:
        said = ""
    assert said.isprintable()
    if said:
        return
    assert path.stat().st_size > 0
    assert set(facts) <= {"rows", "outlines", "date", "note"}


PLAIN = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30)
HEADERS = st.dictionaries(
    st.sampled_from(
        ["ETag", "Last-Modified", "Content-Range", "Retry-After", "Location", "Content-Encoding"]
    ),
    PLAIN
    | st.sampled_from(
        [
            '"one"',
            "bytes 0-4/5",
            "bytes 5-9/10",
            "/next",
            "30",
            "gzip",
            "",
            "Sat, 21 Nov 2026 00:00:00 GMT",
        ]
    ),
)
REPLIES = st.none() | st.builds(
    Reply,
    status=st.sampled_from([200, 200, 206, 301, 302, 304, 307, 400, 403, 404, 416, 429, 500, 503])
    | st.integers(200, 599),
    body=st.binary(max_size=40) | st.just(register()),
    headers=HEADERS,
    length=st.sampled_from([-1, None, 0, 10, 10**15]),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(replies=st.lists(REPLIES, min_size=1, max_size=4))
def test_no_server_surprises_a_run(server, book, fetcher, tmp_path_factory, replies):
    row = itertools.chain(replies, itertools.repeat(replies[-1]))
    server.behave = lambda _: next(row)
    own = replace(
        fetcher,
        shelf=Shelf(tmp_path_factory.mktemp("fetched")),
        patience=replace(fetcher.patience, tries=3),
    )
    source = book.gias.model_copy(update={"days_back": 1})
    try:
        kept = fetch(source, own).kept
    except FetchError as error:
        kept, said = None, str(error)
    else:
        said = ""
    assert said.isprintable()
    assert own.shelf.kept("gias") == kept
    assert bool(said) == (kept is None)
