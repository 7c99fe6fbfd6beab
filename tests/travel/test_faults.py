"""Whatever a routing server does, a run has its true minutes, or one message says what and where.

Real answers of the real server come through a server that spoils them, or never come.
"""

import dataclasses
import gzip
import json
import os
import re
import signal
import socket
import struct
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pandas as pd
import pytest

from geofinder.errors import TravelError, UsageError
from geofinder.travel import within
from geofinder.travel.address import server_address
from geofinder.travel.server import TRIES, Patience
from tests.fetching.server import Reply, serving
from tests.travel.bad_servers import QUICK, at_first, between, over, passed_on, spoiled, wire
from tests.travel.conftest import routing_server
from tests.travel.made_up_roads import every_pair, schools_at

SHORT = Patience(first_pause_s=0.001, tries=2, answer_s=0.3)
PAGE = b"<!doctype html><title>Sign in to the network</title>"
LONG_LIST = b'{"code": "Ok", "durations": [' + b"0," * 2_000_000 + b"0]}"


@pytest.fixture(scope="module")
def real(network) -> Iterator[str]:
    with routing_server(network.prefix) as url:
        yield url


@pytest.fixture
def truth(router, town) -> pd.DataFrame:
    return router.pairs(town, every_pair(town))


def told(url, town, **options) -> str:
    """Return the one message that measuring over the server ends in."""
    with pytest.raises(TravelError) as caught:
        over(url, **options).pairs(town, every_pair(town))
    assert len(str(caught.value)) < 700
    assert str(caught.value).isprintable()
    return str(caught.value)


def code(status, name, message="said so", **headers):
    body = json.dumps({"code": name, "message": message}).encode()
    return lambda _: Reply(status, body, headers)


# What passes: the fault comes once for each question, and the minutes are the true ones.
PASSING = {
    "closed without a word": lambda _: None,
    "cut off in the body": lambda _: Reply(200, b'{"code": "Ok", "dur', length=5_000),
    "cut off without a length": lambda _: Reply(200, b'{"code": "Ok", "dur', length=None),
    "a broken gzip": lambda _: Reply(200, b"\x1f\x8b\x08nonsense", {"Content-Encoding": "gzip"}),
    "500": code(500, "InternalError"),
    "502 with a page": lambda _: Reply(502, PAGE),
    "503": lambda _: Reply(503),
    "504": lambda _: Reply(504, b"upstream timed out"),
    "429": code(429, "TooManyRequests"),
    "429 with Retry-After": code(429, "TooManyRequests", **{"Retry-After": "0"}),
    "a Retry-After that is none": code(503, "Busy", **{"Retry-After": "soon"}),
}


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_passes_is_waited_out(real, truth, town, fault):
    with between(at_first(PASSING[fault], real)) as url:
        table = over(url, at_once=4).pairs(town, every_pair(town))
    pd.testing.assert_frame_equal(table, truth)


# What does not pass: told at once, with the server's words.
REFUSED = {
    "a page": (lambda _: Reply(200, PAGE), "not an OSRM answer: '<!doctype html>"),
    "a word": (lambda _: Reply(200, b'"Ok"'), "refused .*'\"Ok\"'"),
    "null": (lambda _: Reply(200, b"null"), "refused .*'null'"),
    "a list": (lambda _: Reply(200, b'["Ok"]'), "refused"),
    "an error inside a 200": (code(200, "NoSegment"), "NoSegment.*a server of another place"),
    "no table": (code(400, "NoTable"), "NoTable.*damaged"),
    "another service": (code(400, "InvalidService"), "InvalidService.*OSRM 5.18 or newer"),
    "an unknown question": (code(400, "InvalidQuery"), "InvalidQuery.*OSRM 5.18 or newer"),
    "a part of the data off": (code(400, "DisabledDataset"), "without a part of its data"),
    "a code that is a number": (lambda _: Reply(200, b'{"code": 7}'), "refused"),
    "a code that is a list": (lambda _: Reply(200, b'{"code": []}'), "refused"),
    "who are you": (lambda _: Reply(401, b"who?"), "status 401.*USER:PASSWORD@HOST"),
    "not you": (lambda _: Reply(403, PAGE), "status 403.*ask who runs it"),
    "no such place": (lambda _: Reply(404, b"404 page not found"), "status 404.*path before"),
    "control characters": (lambda _: Reply(400, b"\x1b[2J\x9b31m\xe2\x80\xae"), "status 400"),
    "a terminal's commands": (code(400, "NoTable", "\x1b[2Jgone"), "NoTable"),
    "a password in its words": (
        lambda _: Reply(400, b"ask http://clerk:secret@other/"),
        "http://other/",
    ),
    "deep nesting": (lambda _: Reply(200, b"[" * 100_000), "not an OSRM answer"),
    "not the alphabet": (lambda _: Reply(200, b"\xff\xfe{\x00}\x00"), "not an OSRM answer"),
    "a whole number without end": (
        lambda _: Reply(200, b'{"code":"Ok","durations":' + b"9" * 5_000 + b"}"),
        "not an OSRM answer",
    ),
    "too much": (lambda _: Reply(200, LONG_LIST), "sends more than 1.0 MB, which no answer"),
    "a bomb": (
        lambda _: Reply(200, gzip.compress(b" " * 50_000_000), {"Content-Encoding": "gzip"}),
        "sends more than 1.0 MB",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_does_not_pass_is_told_at_once_in_the_servers_words(town, kind):
    behave, words = REFUSED[kind]
    asked = []

    def once(question):
        asked.append(question)
        return behave(question)

    with between(once) as url:
        message = told(url, town)
    assert len(asked) == 1
    assert message.startswith(f"The OSRM server at {url} ")
    assert re.search(words, message), message
    assert "secret" not in message


LASTING = {
    "503": (lambda _: Reply(503, b"maintenance"), "status 503, 'maintenance'"),
    "429": (code(429, "TooManyRequests"), "status 429, .*TooManyRequests"),
    "closed without a word": (lambda _: None, "closed connection without response"),
    "cut off": (lambda _: Reply(200, b"{", length=99), "1 bytes read, 98 more expected"),
    "cut off without a length": (lambda _: Reply(200, b'{"code"', length=None), "breaks off"),
}


@pytest.mark.parametrize("kind", LASTING)
def test_what_lasts_is_told_after_five_tries(town, kind):
    behave, words = LASTING[kind]
    asked = []

    def always(question):
        asked.append(question)
        return behave(question)

    with between(always) as url:
        message = told(url, town)
    assert len(asked) == TRIES
    assert re.search(f"did not answer in {TRIES} tries: .*{words}", message), message
    assert "stopped after 0 of 30 pairs" in message or "pairs" not in message


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def reset_in_the_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{")
    reset(connection)


def silence(connection: socket.socket) -> None:
    connection.recv(1)


def drip(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n")
    while True:
        connection.sendall(b" ")
        threading.Event().wait(0.02)


ON_THE_WIRE = {
    "a reset": (reset, "reset|closed"),
    "a reset in the body": (reset_in_the_body, "reset|broken|more expected"),
    "never an answer": (silence, "timed out"),
    "a slow drip": (drip, "not whole after 0 s"),
    "no HTTP": (lambda connection: connection.sendall(b"SSH-2.0-hello\r\n"), "SSH-2.0"),
}


@pytest.mark.parametrize("kind", ON_THE_WIRE)
def test_a_server_that_hangs_or_babbles_is_left_in_time(town, kind):
    talk, words = ON_THE_WIRE[kind]
    with wire(talk) as url:
        message = told(url, town, patience=SHORT)
    assert re.search(f"did not answer in 2 tries: .*({words})", message), message


def test_a_server_that_is_not_there_is_told(town):
    with wire(silence) as url:
        pass
    assert "Connection refused" in told(url, town)


def test_who_interrupts_a_run_does_not_wait_for_a_silent_server(town):
    asked = threading.Event()

    def silent(connection: socket.socket) -> None:
        if not asked.is_set():
            asked.set()
            os.kill(os.getpid(), signal.SIGINT)
        silence(connection)

    # A program that runs tests side by side leaves its workers deaf to the interrupt.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with wire(silent) as url, pytest.raises(KeyboardInterrupt):
            over(url, size=2, at_once=4).pairs(town, every_pair(town))
    finally:
        signal.signal(signal.SIGINT, before)
    assert asked.is_set()


@pytest.mark.parametrize("when", ["seconds", "a date"])
def test_a_server_that_asks_to_wait_is_not_asked_before(real, truth, town, when):
    waits = []
    later = datetime.now(tz=UTC) + timedelta(seconds=60)
    header = {"seconds": "50", "a date": format_datetime(later, usegmt=True)}[when]
    patience = dataclasses.replace(QUICK, wait=lambda _, seconds: waits.append(seconds))
    with between(at_first(code(429, "Slow", **{"Retry-After": header}), real)) as url:
        table = over(url, patience=patience).pairs(town, every_pair(town))
    pd.testing.assert_frame_equal(table, truth)
    assert waits
    assert all(40 <= wait <= 60 for wait in waits)


def test_a_server_that_asks_to_come_back_much_later_is_left_for_then(town):
    asked = []

    def later(question):
        asked.append(question)
        return Reply(503, b"backup", {"Retry-After": "7200"})

    with between(later) as url:
        assert "asks to come back in 120 minutes: status 503, 'backup'" in told(url, town)
    assert len(asked) == 1


def test_pauses_grow(town):
    waits = []
    patience = Patience(wait=lambda _, seconds: waits.append(seconds))
    with between(lambda _: Reply(503)) as url:
        told(url, town, patience=patience)
    assert waits == [0.5, 1.0, 2.0, 4.0]


# Answers that are JSON, but not the answer.


def first_cell(key, value):
    def spoil(answer):
        answer[key][0][0] = value
        return answer

    return spoil


def each_cell(key, make):
    return lambda a: {**a, key: [[make(value) for value in row] for row in a[key]]}


def first_point(key, **parts):
    def spoil(answer):
        answer[key][0] |= parts
        return answer

    return spoil


def swapped(answer):
    answer["sources"].reverse()
    return answer


def without_distance(answer):
    for point in answer["sources"] + answer["destinations"]:
        del point["distance"]
    return answer


WRONG = {
    "no minutes": (lambda a: {**a, "durations": None}, "'durations' should have"),
    "minutes that are an object": (lambda a: {**a, "durations": {}}, "'durations' should have"),
    "null rows": (lambda a: {**a, "durations": [None for _ in a["durations"]]}, "each row"),
    "a row more": (lambda a: {**a, "durations": a["durations"] * 2}, "'durations' should have"),
    "a column short": (lambda a: {**a, "distances": [row[1:] for row in a["distances"]]}, "each"),
    "a source short": (lambda a: {**a, "sources": a["sources"][1:]}, "'sources' should have"),
    "points that are null": (lambda a: {**a, "destinations": None}, "'destinations' should have"),
    "a point that is a word": (lambda a: {**a, "sources": ["x"] * len(a["sources"])}, "at None"),
    "not a number": (first_cell("durations", float("nan")), "not an OSRM answer"),
    "Infinity": (first_cell("durations", float("inf")), "not an OSRM answer"),
    "without end": (
        lambda a: json.dumps(a).replace("[[0", "[[1e999").encode(),
        "hold inf|cannot be used",
    ),
    "negative": (first_cell("durations", -0.1), "'durations' hold -0.1"),
    "a word": (first_cell("distances", "5"), "'distances' hold '5'"),
    "a truth": (first_cell("durations", value=True), "'durations' hold True"),
    "a long word": (first_cell("durations", "5" * 99_999), "'durations' hold '5555"),
    "a huge number": (first_cell("durations", 10**400), "'durations' hold 1000"),
    "thirty years": (first_cell("durations", 1e9), "'durations' hold 1000000000.0"),
    "round the world": (first_cell("distances", 1e8), "'distances' hold 100000000.0"),
    "minutes without metres": (first_cell("distances", None), "without a distance"),
    "a server before 5.18": (
        lambda a: {key: value for key, value in a.items() if key != "distances"},
        "gives no distances, which OSRM does from version 5.18 on",
    ),
    "in hundredths of a second": (each_cell("durations", lambda s: s / 100), "no car does that"),
    "in kilometres": (each_cell("distances", lambda m: m / 1000), "no car does that"),
    "all in no time": (each_cell("durations", lambda _: 0), "no car does that"),
    "in another order": (swapped, "from the point asked about"),
    "a place that is none": (first_point("sources", location=None), "hold a point at None"),
    "half a place": (first_point("sources", location=[1.0]), "hold a point at"),
    "a place off the world": (first_point("sources", location=[400.0, 1.0]), "hold 400.0"),
    "a place elsewhere": (first_point("sources", location=[-0.1, 52.0]), "from the point asked"),
    "a road nearer than it is": (first_point("destinations", distance=5_000), "call that 5,000 m"),
    "a distance that is a word": (first_point("sources", distance="near"), "hold 'near'"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_answer_is_an_error_and_never_a_missing_time(real, town, kind):
    spoil, words = WRONG[kind]
    with between(spoiled(real, spoil)) as url:
        message = told(url, town)
        assert url in message
    assert re.search(words, message), message


RIGHT = {
    "a server before 5.21, which tells no distance to a road": without_distance,
    "more than was asked for": lambda a: {**a, "fallback_speed_cells": [], "new": {"in": "6.0"}},
    "hints": lambda a: {**a, "sources": [point | {"hint": "A" * 120} for point in a["sources"]]},
    "whole numbers": lambda a: json.dumps(a).replace(".0,", ",").encode(),
}


@pytest.mark.parametrize("kind", RIGHT)
def test_answers_of_older_and_newer_servers_are_the_same_minutes(real, truth, town, kind):
    with between(spoiled(real, RIGHT[kind])) as url:
        table = over(url).pairs(town, every_pair(town))
    pd.testing.assert_frame_equal(table, truth, atol=1.0 if "5.21" in kind else 1e-9)


def test_no_route_is_a_fact_and_no_route_at_all_is_a_broken_server(real, town):
    nowhere = each_cell("durations", lambda _: None), each_cell("distances", lambda _: None)
    with between(spoiled(real, lambda a: nowhere[0](nowhere[1](a)))) as url:
        table = over(url).pairs(town, every_pair(town))
        assert table["travel_min"].isna().all()
        with pytest.raises(TravelError, match="joins not one of the 30 pairs of schools"):
            within(over(url), town, reach_min=30, snap_limit_m=500)


def test_a_server_of_another_place_says_how_far_and_what_to_do(real):
    paris = schools_at({f"School {n}": (100.0 + n, -290.0) for n in range(3)})
    with pytest.raises(TravelError) as caught:
        within(over(real), paris, reach_min=30, snap_limit_m=500)
    message = str(caught.value)
    assert re.search(r"the nearest is 30\d\.\d km away", message), message
    assert message.endswith("give the extract or server that covers the schools.")
    assert message.count("give ") == 1


# The way there.


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_told_and_never_followed(real, town, status):
    def elsewhere(asked):
        there = f"http://clerk:secret@{real.removeprefix('http://')}{asked.path}"
        return Reply(status, b"", {"Location": there})

    with between(elsewhere) as url:
        message = told(url, town)
    assert f"sends on to '{real}' (status {status}), which is not followed" in message


def test_a_certificate_that_nobody_vouches_for_is_told_with_the_cure(
    real, truth, town, certificate, monkeypatch
):
    with serving(certificate) as server:
        server.behave = lambda asked: passed_on(real, asked)
        assert "is not trusted (" in (message := told(server.url, town))
        assert "REQUESTS_CA_BUNDLE" in message
        assert len(server.asked) == 0
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        table = over(server.url).pairs(town, every_pair(town))
    pd.testing.assert_frame_equal(table, truth)


def test_a_server_of_this_machine_is_asked_without_a_proxy(real, truth, town, monkeypatch):
    with serving() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        table = over(real).pairs(town, every_pair(town))
        assert proxy.asked == []
    pd.testing.assert_frame_equal(table, truth)


def test_another_machine_is_asked_through_the_networks_proxy(town, monkeypatch):
    with serving() as proxy:
        proxy.behave = lambda _: Reply(407, b"who are you?")
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert "status 407" in (message := told("http://osrm.example", town))
        assert "HTTP_PROXY" in message
        assert proxy.paths[0].startswith("http://osrm.example/table/v1/driving/")


def test_only_the_question_is_sent_and_a_password_only_as_one(real, town, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("default login clerk password other", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with serving() as server:
        server.behave = lambda asked: dataclasses.replace(
            passed_on(real, asked), headers={"Set-Cookie": "who=you"}
        )
        over(server.url).pairs(town, every_pair(town))
        over(server.url.replace("//", "//clerk:secret@")).pairs(town, every_pair(town))
    sent = [{name.lower(): value for name, value in a.headers.items()} for a in server.asked]
    names = {"host", "user-agent", "accept-encoding"}
    assert all(set(headers) - {"connection"} <= names | {"authorization"} for headers in sent)
    passwords = [headers.get("authorization") for headers in sent]
    half = len(sent) // 2
    assert set(passwords[:half]) == {None}
    assert set(passwords[half:]) == {"Basic Y2xlcms6c2VjcmV0"}
    assert all(headers["user-agent"].startswith("geofinder/") for headers in sent)


ADDRESSES = {
    "http://[::1]:5000": ("http://[::1]:5000", "http://[::1]:5000"),
    "http://localhost:5000/": ("http://localhost:5000", "http://localhost:5000"),
    "https://roads.example/osrm/car/": (
        "https://roads.example/osrm/car",
        "https://roads.example/osrm/car",
    ),
    "http://clerk:se%40cret@roads.example/a": (
        "http://clerk:se%40cret@roads.example/a",
        "http://roads.example/a",
    ),
    "http://straße.example": ("http://straße.example", "http://straße.example"),
}


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_is_asked_as_given_and_shown_without_a_password(url):
    assert server_address(url) == ADDRESSES[url]


@pytest.mark.parametrize(
    "url",
    ["http://*.example", "http://" + "ü" * 64 + ".example", "http://clerk:secret@[::1"],
)
def test_a_name_that_no_server_has_is_refused_before_anything_is_asked(url):
    with pytest.raises(UsageError, match="--osrm-url") as caught:
        server_address(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://a..b", "http://a..ü", "http://-.-", "http://no.invalid"])
def test_a_name_that_nobody_has_is_told(town, url):
    assert f"server at {url} did not answer in 2 tries" in told(url, town, patience=SHORT)


def test_a_path_before_the_service_is_kept(real, truth, town):
    def behave(asked):
        assert asked.path.startswith("/osrm/car/table/v1/driving/")
        return passed_on(
            real, dataclasses.replace(asked, path=asked.path.removeprefix("/osrm/car"))
        )

    with between(behave) as url:
        table = over(f"{url}/osrm/car/").pairs(town, every_pair(town))
    pd.testing.assert_frame_equal(table, truth)
