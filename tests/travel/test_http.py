"""A routing server is believed only as far as its answer makes sense, and failures are told."""

import itertools
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pandas as pd
import pytest
import requests

from geofinder.errors import TravelError, UsageError
from geofinder.travel import open_router, within
from geofinder.travel.osrm_http import TRIES, HttpEngine
from geofinder.travel.road import RoadRouter
from tests.travel.conftest import routing_server
from tests.travel.made_up_roads import every_pair, schools_at

type Reply = tuple[int, bytes]
type Middleman = Callable[[int, Callable[[], Reply]], Reply | None]


@contextmanager
def middleman(real: str, what: Middleman) -> Iterator[str]:
    """Stand before a real server; ``what`` gets the request's number and a way to pass it on.

    It returns the reply to send, or nothing to close the connection without a word.
    """
    number = itertools.count()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            def ask() -> Reply:
                response = requests.get(real + self.path, timeout=30)
                return response.status_code, response.content

            reply = what(next(number), ask)
            if reply is None:
                self.close_connection = True
                return
            self.send_response(reply[0])
            self.send_header("Content-Length", str(len(reply[1])))
            self.end_headers()
            self.wfile.write(reply[1])

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()
        thread.join()


def over(url: str, *, size: int = 4) -> RoadRouter:
    """Return a router that does not wait long between its tries."""
    engine = HttpEngine(url, most_sources=size, most_destinations=size, first_pause_s=0.001)
    return RoadRouter(
        engine=engine, snap_limit_m=500.0, sentence=engine.sentence, source=engine.source
    )


@pytest.fixture(scope="module")
def patient_server(network) -> Iterator[str]:
    """Run the real server without a tight limit."""
    with routing_server(network.prefix) as url:
        yield url


def test_a_server_gives_the_same_table_as_the_engine_in_the_process(patient_server, router, town):
    remote = open_router(roads=None, osrm_url=patient_server + "/", snap_limit_m=500.0)
    pairs = every_pair(town)
    pd.testing.assert_frame_equal(remote.pairs(town, pairs), router.pairs(town, pairs))


def test_a_server_names_the_same_schools_and_pairs_as_the_engine(patient_server, router):
    schools = schools_at({"Town": (2.0, 2.0), "Isle": (12.0, 0.5), "Moor": (2.0, 7.0)})
    remote = open_router(roads=None, osrm_url=patient_server, snap_limit_m=500.0)
    answers = [
        within(either, schools, reach_min=30, snap_limit_m=500) for either in (remote, router)
    ]
    for there, here in zip(*answers, strict=True):
        pd.testing.assert_frame_equal(there, here)
    assert len(answers[0].no_route) == 2
    assert len(answers[0].unsnappable) == 1


def test_rutland_by_server_is_rutland_in_the_process(rutland_router):
    chance = np.random.default_rng(4)
    spots = {f"Point {n}": tuple(chance.uniform((-16, 0), (0, 14))) for n in range(40)}
    schools = schools_at(spots)
    with routing_server(rutland_router.engine.prefix) as url:
        remote = open_router(roads=None, osrm_url=url, snap_limit_m=500.0)
        pairs = every_pair(schools)
        there, here = remote.pairs(schools, pairs), rutland_router.pairs(schools, pairs)
    assert len(here) > 300
    pd.testing.assert_frame_equal(there, here)


def test_a_server_with_a_low_limit_is_asked_for_less_at_once(server, router, town):
    pairs = every_pair(town)
    pd.testing.assert_frame_equal(
        over(server, size=100).pairs(town, pairs), router.pairs(town, pairs)
    )


def test_a_server_that_takes_only_short_addresses_is_asked_for_less_at_once(
    patient_server, router, town
):
    seen = []

    def what(_, ask):
        status, content = ask()
        few = len(json.loads(content)["durations"]) <= 2
        seen.append(few)
        return (status, content) if few else (414, b"<h1>URI Too Long</h1>")

    with middleman(patient_server, what) as url:
        table = over(url, size=100).pairs(town, every_pair(town))
    pd.testing.assert_frame_equal(table, router.pairs(town, every_pair(town)))
    assert not all(seen)


def test_a_server_that_takes_nothing_is_an_error(patient_server, town):
    too_big = (400, b'{"code": "TooBig", "message": "Too many table coordinates"}')
    with (
        middleman(patient_server, lambda *_: too_big) as url,
        pytest.raises(TravelError, match=r"not take even one pair .*Too many table coordinates"),
    ):
        over(url).pairs(town, every_pair(town))


PASSING = {
    "status 500": (500, b"oops"),
    "status 429": (429, b"slow down"),
    "status 503": (503, b""),
    "a closed connection": None,
}


@pytest.mark.parametrize("fault", PASSING)
def test_a_passing_fault_is_waited_out(patient_server, router, town, fault):
    def what(number, ask):
        return PASSING[fault] if number % 3 else ask()

    with middleman(patient_server, what) as url:
        table = over(url).pairs(town, every_pair(town))
    pd.testing.assert_frame_equal(table, router.pairs(town, every_pair(town)))


def test_a_lasting_fault_is_told_with_the_servers_words_and_how_often(patient_server, town):
    asked = []

    def what(number, _):
        asked.append(number)
        return 500, b"disk on\nfire"

    with middleman(patient_server, what) as url:
        with pytest.raises(TravelError, match=f"in {TRIES} tries: status 500, 'disk on fire'"):
            over(url).pairs(town, every_pair(town))
        assert len(asked) == TRIES


def test_a_server_that_dies_half_way_says_how_far_it_came(patient_server, town):
    def what(number, ask):
        return ask() if number < 4 else None

    with (
        middleman(patient_server, what) as url,
        pytest.raises(TravelError, match=r"did not answer .* It stopped after \d+ of 30 pairs"),
    ):
        over(url, size=3).pairs(town, every_pair(town))


def test_a_dead_server_is_one_clear_message(town):
    with middleman("", lambda *_: None) as url:
        pass
    with pytest.raises(TravelError, match=r"127\.0\.0\.1.* did not answer .*refused.*--osrm-url"):
        over(url).pairs(town, every_pair(town))


def changed(**parts: object) -> Callable[[dict[str, object]], bytes]:
    return lambda answer: json.dumps({**answer, **parts}).encode()


def first_cell(key: str, value: object) -> Callable[[dict[str, list[list[object]]]], bytes]:
    def spoil(answer: dict[str, list[list[object]]]) -> bytes:
        answer[key][0][0] = value
        return json.dumps(answer).encode()

    return spoil


WRONG = {
    "a page": (lambda _: b"<html>Welcome</html>", "not an OSRM answer: '<html>Welcome"),
    "nothing": (lambda _: b"", "nothing said"),
    "a list": (lambda _: b"[]", "refused"),
    "bytes": (lambda _: b"\xff\xfe\x00", "not an OSRM answer"),
    "deep nesting": (lambda _: b"[" * 100_000, "not an OSRM answer"),
    "an error in a 200": (changed(code="NoSegment", message="one"), "refused .*NoSegment"),
    "no code": (lambda _: b'{"durations": []}', "refused"),
    "no minutes": (changed(durations=None), "'durations' should have"),
    "a row short": (lambda a: changed(durations=a["durations"][1:])(a), "should have"),
    "a value short": (lambda a: changed(distances=[row[1:] for row in a["distances"]])(a), "each"),
    "not a number": (first_cell("durations", float("nan")), "NaN is not a number|not an OSRM"),
    "without end": (lambda a: changed()(a).replace(b"0.0", b"1e999", 1), "hold inf|cannot be used"),
    "negative": (first_cell("durations", -5), "'durations' hold -5"),
    "a word": (first_cell("distances", "5"), "'distances' hold '5'"),
    "a truth": (first_cell("durations", value=True), "'durations' hold True"),
    "a huge number": (first_cell("durations", 10**400), "cannot be used"),
    "minutes without metres": (first_cell("distances", None), "without a distance"),
    "no points": (changed(sources=[]), "'sources' should have"),
    "a point without distance": (
        lambda a: changed(sources=[{}] * len(a["sources"]))(a),
        "'sources' hold None",
    ),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_answer_is_an_error_and_never_a_missing_time(patient_server, town, kind):
    spoil, words = WRONG[kind]

    def what(_, ask):
        status, content = ask()
        return status, spoil(json.loads(content))

    with (
        middleman(patient_server, what) as url,
        pytest.raises(TravelError, match=words) as caught,
    ):
        over(url).pairs(town, every_pair(town))
    assert url in str(caught.value)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    "url",
    [
        "localhost:5000",
        "ftp://example.org",
        "http://",
        "http://example.org:port",
        "http://example.org:99999",
        "http://example.org/table/v1/driving/0,0;1,1",
        "http://example.org?key=1",
        "http://example.org/#top",
        "http://exa mple.org",
        "file:///etc/hosts",
        "http://[::1",
        "",
    ],
)
def test_what_is_not_the_address_of_a_server_is_refused(url):
    with pytest.raises(UsageError, match="--osrm-url"):
        open_router(roads=None, osrm_url=url, snap_limit_m=500.0)


def test_a_password_in_the_address_is_never_shown(town):
    with middleman("", lambda *_: None) as url:
        pass
    router = over(url.replace("//", "//clerk:secret@"))
    with pytest.raises(TravelError) as caught:
        router.pairs(town, every_pair(town))
    told = f"{caught.value} {router.sentence} {router.source}"
    assert "secret" not in told
    with pytest.raises(UsageError) as refused:
        open_router(roads=None, osrm_url="ftp://clerk:secret@example.org", snap_limit_m=500.0)
    assert "secret" not in str(refused.value)
