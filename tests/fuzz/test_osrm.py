"""Whatever a routing server answers, there are minutes or one of our own messages."""

import itertools
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from hypothesis import strategies as st

from geofinder.travel.osrm_http import HttpEngine
from geofinder.travel.polyline import decode
from geofinder.travel.server import Patience
from tests.fuzz.cases import attempt, fuzzed
from tests.fuzz.damage import ONE_IN_TEN, altered, damaged

POINTS = np.array([[0.1, 50.8], [0.2, 50.9], [0.0, 50.9]])
SOURCES, DESTINATIONS = np.array([0, 1]), np.array([0, 1, 2])
MET = [{"distance": 3.2, "name": "High Street", "location": point} for point in POINTS.tolist()]
TABLE = {
    "code": "Ok",
    "durations": [[0, 512.3, 600], [500.1, 0, None]],
    "distances": [[0, 7000.5, 8000], [7001, 0, None]],
    "sources": MET[:2],
    "destinations": MET,
}


def encoded(steps: list[tuple[int, int]]) -> str:
    """Return a line of steps in millionths of a degree, as an engine writes it."""
    text = ""
    for step in itertools.chain.from_iterable(steps):
        left = ~(step << 1) if step < 0 else step << 1
        while left >= 0x20:
            text += chr((0x20 | (left & 0x1F)) + 63)
            left >>= 5
        text += chr(left + 63)
    return text


LINE = encoded([(50_800_000, 100_000), (60_000, 40_000), (40_000, 60_000)])
ROUTE = {
    "code": "Ok",
    "routes": [{"duration": 812.3, "distance": 17000.5, "geometry": LINE, "legs": []}],
    "waypoints": MET[:2],
}
CODES = st.sampled_from(["Ok", "NoRoute", "TooBig", "NoSegment", "InvalidQuery", "NoTable", ""])
NUMBERS = (
    st.floats()
    | st.integers()
    | st.sampled_from([None, True, "5", -0.0, 1e308, 10**400, [], {}, "NaN", [[0]], [None]])
)
VALUES = CODES | NUMBERS | st.text(max_size=6)
STATUSES = st.sampled_from(
    [b"200 OK"] * 50
    + [b"%d Oops" % code for code in (204, 206, 301, 400, 403, 404, 413, 414, 429, 431, 500, 503)]
    + [b"999 ", b"20 x", b"200", b"-1 OK"]
)
LENGTHS = st.sampled_from([b""] * 20 + [b"0", b"-1", b"x", b"99999"])
HEADERS = st.sampled_from(
    [b""] * 20
    + [b"Content-Encoding: gzip\r\n", b"Transfer-Encoding: chunked\r\n", b": \r\n"]
    + [b"Retry-After: 1e9\r\n", b"Retry-After: Sun, 99 Foo 2026\r\n", b"Retry-After: \xb2\r\n"]
    + [b"Location: http://[::1\r\n", b"Location: http://clerk:secret@host/table/v1/x\r\n"]
    + [b"X: \xff\x00\r\n", b"X: %s\r\n" % (b"x" * 70_000)]
)


def bodies(answer: dict) -> st.SearchStrategy[bytes]:
    """Return an answer with other values, or with damaged bytes."""
    good = json.dumps(answer).encode()
    other = altered(answer, values=VALUES).map(lambda body: json.dumps(body).encode())
    return other | other | other | other | other | damaged(good)


@st.composite
def replies(draw, answer: dict) -> bytes:
    """Return all bytes of a reply: status line, headers and body, some of it damaged."""
    body = draw(bodies(answer))
    length, status, more = draw(LENGTHS), draw(STATUSES), draw(HEADERS)
    told = length or b"%d" % len(body)
    head = b"HTTP/1.1 %s\r\nContent-Length: %s\r\n%s" % (status, told, more)
    whole = head + b"Connection: close\r\n\r\n" + body
    return draw(damaged(whole)) if draw(ONE_IN_TEN) else whole


def _is_table(table) -> None:
    for values in (table.duration_s, table.distance_m):
        assert values.shape == (2, 3)
        assert not (values < 0).any()
        assert not np.isinf(values).any()
    assert np.array_equal(np.isnan(table.duration_s), np.isnan(table.distance_m))
    for values, size in ((table.source_snapped_m, 2), (table.destination_snapped_m, 3)):
        assert values.shape == (size,)
        assert (np.isfinite(values) & (values >= 0)).all()


def _is_drive(drive) -> None:
    if drive is not None:
        assert 0 <= drive.duration_s < np.inf
        assert 0 <= drive.distance_m < np.inf
        _is_line(drive.lonlat)


def _is_line(line) -> None:
    assert line.ndim == 2
    assert line.shape[0] >= 2
    assert (np.abs(line) <= (180, 90)).all()


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, dict[str, bytes]]]:
    """Run a real server that sends the bytes it is given, and hangs up."""
    said: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.wfile.write(said["raw"])
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}", said
        httpd.shutdown()
        thread.join()


def _engine(url: str) -> HttpEngine:
    """Return an engine that has not met this server before, and wastes no time on it."""
    return HttpEngine(url, at_once=1, patience=Patience(tries=2, wait=lambda *_: None))


@fuzzed(short=40, long=3_000, raw=replies(TABLE))
def test_any_answer_to_a_table_is_minutes_or_refused(server, raw):
    url, said = server
    said["raw"] = raw
    attempt(
        "OSRM table",
        lambda: _engine(url).table(POINTS, SOURCES, DESTINATIONS),
        names=url,
        meets=_is_table,
    )


@fuzzed(short=30, long=2_000, raw=replies(ROUTE))
def test_any_answer_to_a_route_is_a_drive_or_refused(server, raw):
    url, said = server
    said["raw"] = raw
    attempt(
        "OSRM route",
        lambda: _engine(url).route(POINTS[0], POINTS[1]),
        names=url,
        meets=_is_drive,
    )


STEPS = st.integers(-90_000_000, 90_000_000) | st.integers(-500, 500) | st.integers()
LINES = (
    st.lists(st.tuples(STEPS, STEPS), max_size=6).map(encoded)
    | st.text(st.characters(min_codepoint=60, max_codepoint=130), max_size=40)
    | st.text(max_size=12)
    | damaged(LINE.encode()).map(lambda data: data.decode("latin-1"))
)


@fuzzed(short=100, long=32_000, text=LINES)
def test_any_line_is_points_of_the_world_or_refused(text):
    attempt("polylines", lambda: decode(text), kinds=(ValueError,), meets=_is_line)
