"""A bad connection or server costs time at most: the file is whole or the old one stays."""

import datetime as dt
import email.utils
import itertools
import threading
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geofinder.errors import FetchError
from geofinder.fetching import Shelf, fetch
from geofinder.fetching.asking import _next
from geofinder.fetching.trouble import RefusedError
from tests.fetching.conftest import register
from tests.fetching.server import Reply, file_of, serving

LARGE = register(20_000)
"""About 0.6 MB: more than one piece, and more than what counts as getting on."""


def ranges(server):
    return [asked.headers.get("Range", "") for asked in server.asked]


def test_a_connection_that_is_cut_off_goes_on_where_it_was(server, book, fetcher):
    server.behave = lambda asked: file_of(asked, LARGE, cut=300_000 if asked.number == 0 else None)
    assert fetch(book.gias, fetcher).kept.path.read_bytes() == LARGE
    assert ranges(server) == ["", "bytes=300000-"]
    assert server.asked[1].headers["If-Range"] == '"one"'


def test_a_later_run_goes_on_where_an_earlier_one_gave_up(server, book, fetcher):
    server.behave = lambda asked: (
        file_of(asked, LARGE, cut=100_000) if asked.number == 0 else Reply(503)
    )
    with pytest.raises(FetchError, match="status 503"):
        fetch(book.gias, fetcher)
    server.behave = lambda asked: file_of(asked, LARGE)
    assert fetch(book.gias, fetcher).kept.path.read_bytes() == LARGE
    assert ranges(server)[-1] == "bytes=100000-"


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(0, 700_000), max_size=4), strong=st.booleans())
def test_however_often_it_is_cut_off_the_file_is_the_same(
    server, book, fetcher, tmp_path_factory, cuts, strong
):
    server.asked.clear()
    ends = iter([*cuts, *itertools.repeat(None, 9)])
    etag = '"one"' if strong else 'W/"one"'
    server.behave = lambda asked: file_of(asked, LARGE, etag=etag, cut=next(ends))
    own = replace(fetcher, shelf=Shelf(tmp_path_factory.mktemp("fetched")))
    assert fetch(book.gias, own).kept.path.read_bytes() == LARGE
    assert strong or not any(ranges(server))


def test_a_server_that_ignores_ranges_is_read_from_the_start(server, book, fetcher):
    def whole(asked):
        cut = LARGE[:300_000] if asked.number == 0 else LARGE
        return Reply(200, cut, {"ETag": '"one"'}, length=len(LARGE))

    server.behave = whole
    assert fetch(book.gias, fetcher).kept.path.read_bytes() == LARGE
    assert ranges(server) == ["", "bytes=300000-"]


def test_a_file_that_changes_between_two_parts_is_read_anew(server, book, fetcher):
    other = register(20_000, name="Another school")
    server.behave = lambda asked: (
        file_of(asked, LARGE, etag='"one"', cut=300_000)
        if asked.number == 0
        else file_of(asked, other, etag='"two"')
    )
    kept = fetch(book.gias, fetcher).kept
    assert kept.path.read_bytes() == other
    assert kept.facts["etag"] == '"two"'


@pytest.mark.parametrize(
    "wrong",
    [
        {"Content-Range": f"bytes 0-{len(LARGE) - 1}/{len(LARGE)}"},
        {"Content-Range": f"bytes 300001-{len(LARGE) - 1}/{len(LARGE)}"},
        {"Content-Range": "bytes 300000-300009/*"},
        {"Content-Range": "nonsense"},
        {"Content-Range": f"bytes 300000-{len(LARGE) - 1}/{len(LARGE)}", "ETag": '"two"'},
        {},
    ],
)
def test_a_part_that_does_not_fit_is_never_joined(server, book, fetcher, wrong):
    def behave(asked):
        if asked.number == 0:
            return file_of(asked, LARGE, cut=300_000)
        if "Range" in asked.headers:
            return Reply(206, LARGE[300_000:], wrong)
        return file_of(asked, LARGE)

    server.behave = behave
    assert fetch(book.gias, fetcher).kept.path.read_bytes() == LARGE
    assert ranges(server) == ["", "bytes=300000-", ""]


def test_a_part_that_the_server_no_longer_has_is_read_anew(server, book, fetcher):
    short = register(10)
    server.behave = lambda asked: (
        file_of(asked, LARGE, cut=300_000) if asked.number == 0 else file_of(asked, short)
    )
    assert fetch(book.gias, fetcher).kept.path.read_bytes() == short


@pytest.mark.parametrize("status", [206, 304, 416])
def test_an_answer_that_was_not_asked_for_is_not_a_file(server, book, fetcher, status):
    server.behave = lambda _: Reply(status, register() if status == 206 else b"")
    with pytest.raises(FetchError, match=f"status {status}, which was not asked for"):
        fetch(book.gias, fetcher)


def test_a_server_that_says_more_than_it_sends_is_not_believed(server, book, fetcher):
    server.behave = lambda _: Reply(200, register(), length=len(register()) + 100)
    with pytest.raises(FetchError, match=r"cut off.*tried 5 times"):
        fetch(book.gias, fetcher)
    assert len(server.asked) == 5


@pytest.mark.parametrize("short", [8, 9, 15, 20, 25])
def test_a_server_that_says_less_than_it_sends_leaves_no_half_register(
    server, book, fetcher, short
):
    server.behave = lambda _: Reply(200, register(), length=len(register()) - short)
    with pytest.raises(FetchError, match="ends in the middle of a row"):
        fetch(book.gias, fetcher)
    assert fetcher.shelf.kept("gias") is None


def test_a_cut_that_cannot_be_told_from_an_end_is_noted(server, book, fetcher):
    server.behave = lambda _: Reply(200, register(), length=len(register()) - 3)
    facts = fetch(book.gias, fetcher).kept.facts
    assert "no line break follows the last row" in facts["note"]


def test_a_connection_closed_without_a_word_is_tried_again(server, book, fetcher, pauses):
    server.behave = lambda asked: None if asked.number < 3 else file_of(asked, register())
    assert fetch(book.gias, fetcher).kept.path.read_bytes() == register()
    assert pauses == [1.0, 2.0, 4.0]


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_passing_failure_of_the_server_is_tried_again(server, book, fetcher, pauses, status):
    server.behave = lambda asked: (
        Reply(status, b"wait") if asked.number < 2 else file_of(asked, register())
    )
    assert fetch(book.gias, fetcher).kept.path.read_bytes() == register()
    assert pauses == [1.0, 2.0]


def test_the_pauses_are_spread_so_that_not_all_come_back_at_once(patience):
    spread = [replace(patience, chance=lambda c=c: c).pause_s(3) for c in (0.0, 0.5, 1.0)]
    assert spread == [2.0, 3.0, 4.0]
    assert patience.pause_s(50) == patience.longest_pause_s


@pytest.mark.parametrize("how", ["seconds", "date"])
def test_a_server_that_asks_to_wait_is_given_its_time(server, book, fetcher, pauses, how):
    then = dt.datetime.now(tz=dt.UTC) + dt.timedelta(seconds=90)
    value = "90" if how == "seconds" else email.utils.format_datetime(then, usegmt=True)
    server.behave = lambda asked: (
        Reply(429, b"", {"Retry-After": value}) if asked.number == 0 else file_of(asked, register())
    )
    fetch(book.gias, fetcher)
    assert len(pauses) == 1
    assert 1.0 < pauses[0] <= 90.0


@pytest.mark.parametrize("value", ["-5", "soon", "", "²", "1e9", "Mon, 99 Foo 2026 00:00:00 GMT"])
def test_a_wish_to_wait_that_makes_no_sense_is_overheard(server, book, fetcher, pauses, value):
    server.behave = lambda asked: (
        Reply(429, b"", {"Retry-After": value.encode("utf-8").decode("latin-1")})
        if asked.number == 0
        else file_of(asked, register())
    )
    fetch(book.gias, fetcher)
    assert pauses == [1.0]


def test_a_server_that_asks_to_come_back_tomorrow_is_left_at_once(server, book, fetcher, pauses):
    server.behave = lambda _: Reply(429, b"quota", {"Retry-After": "86400"})
    with pytest.raises(FetchError, match=r"come back in 1,440 minutes"):
        fetch(book.gias, fetcher)
    assert pauses == []


def test_a_server_that_stays_down_is_told_in_one_message(server, book, fetcher, pauses):
    server.behave = lambda _: Reply(500, b"<h1>Oh \x1b[31mno\x07</h1>")
    with pytest.raises(FetchError) as told:
        fetch(book.gias, fetcher)
    message = str(told.value)
    assert "status 500" in message
    assert "tried 5 times" in message
    assert "\x1b" not in message
    assert "\x07" not in message
    assert pauses == [1.0, 2.0, 4.0, 8.0]


@pytest.mark.parametrize("status", [400, 401, 403, 418, 451])
def test_a_refusal_is_not_asked_again(server, book, fetcher, status):
    server.behave = lambda _: Reply(status, b"Your address is blocked")
    with pytest.raises(FetchError, match=f"refuses with status {status}.*is blocked"):
        fetch(book.gias, fetcher)
    assert len(server.asked) == 1


def test_nobody_at_the_address_is_one_message(book, fetcher):
    source = book.gias.model_copy(
        update={
            "places": [
                book.gias.places[0].model_copy(update={"address": "http://127.0.0.1:9/a.csv"})
            ]
        }
    )
    with pytest.raises(FetchError, match=r"127\.0\.0\.1:9/a\.csv: the server does not answer"):
        fetch(source, fetcher)


def test_a_connection_that_drips_is_cut_and_gone_on_with(server, book, fetcher, patience):
    # The clock stands for one: each look at it is half a minute later, for the first request.
    slow = itertools.count(step=30.0)
    quick = itertools.repeat(1e9)

    def clock():
        return next(slow if len(server.asked) < 2 else quick)

    patient = replace(patience, clock=clock, slowest_bytes_per_s=10_000.0)
    server.behave = lambda asked: file_of(asked, LARGE)
    kept = fetch(book.gias, replace(fetcher, patience=patient)).kept
    assert kept.path.read_bytes() == LARGE
    assert ranges(server)[1].startswith("bytes=")


def test_a_slow_connection_that_gets_on_is_let_go_on(server, book, fetcher, patience):
    patient = replace(patience, clock=itertools.count(step=30.0).__next__, slowest_bytes_per_s=1.0)
    server.behave = lambda asked: file_of(asked, LARGE)
    kept = fetch(book.gias, replace(fetcher, patience=patient)).kept
    assert kept.path.read_bytes() == LARGE
    assert len(server.asked) == 1


def test_a_part_that_is_shorter_than_it_says_is_gone_on_with(server, book, fetcher):
    def behave(asked):
        reply = file_of(asked, LARGE, cut=300_000)
        # From the second on, the length tells what is sent, and only the range what is missing.
        return replace(reply, length=len(reply.body)) if "Range" in asked.headers else reply

    server.behave = behave
    assert fetch(book.gias, fetcher).kept.path.read_bytes() == LARGE
    assert ranges(server) == ["", "bytes=300000-", "bytes=600000-"][: len(ranges(server))]
    assert len(ranges(server)) > 2


def test_a_silent_server_is_not_waited_for_forever(server, book, fetcher, patience):
    release = threading.Event()
    server.behave = lambda asked: (
        Reply(200, register(), pause=lambda: release.wait(30) and None)
        if asked.number == 0
        else file_of(asked, register())
    )
    try:
        quick = replace(fetcher, patience=replace(patience, read_s=0.2))
        assert fetch(book.gias, quick).kept.path.read_bytes() == register()
    finally:
        release.set()
    assert len(server.asked) == 2


def test_a_redirect_on_the_same_footing_is_followed(server, book, fetcher):
    moved = {"Location": server.url.replace("127.0.0.1", "localhost") + "/moved.csv"}
    server.behave = lambda asked: (
        file_of(asked, register()) if asked.path == "/moved.csv" else Reply(302, b"", moved)
    )
    kept = fetch(book.gias, fetcher).kept
    assert kept.path.read_bytes() == register()
    assert kept.path.name == "edubasealldata20261122.csv", "the server does not choose the name"


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("file:///etc/passwd", "names no server"),
        ("file://127.0.0.1/etc/passwd", "does not begin with https"),
        ("ftp://127.0.0.1/a.csv", "does not begin with https"),
        ("http://192.0.2.1/a.csv", "does not begin with https"),
        ("//192.0.2.1/a.csv", "does not begin with https"),
        ("https://user:secret@192.0.2.1/a.csv", "a user name or a password"),
        ("http://[::1", "not an address"),
        ("http://127.0.0.1:99999/", "not an address"),
        ("https:///a.csv", "names no server"),
        ("", "without naming it"),
        ("gopher:", "names no server"),
        ("http://127.0.0.1/\x1b[2J", "control character|does not answer"),
    ],
)
def test_a_redirect_astray_is_refused(server, book, fetcher, location, why):
    server.behave = lambda _: Reply(302, b"", {"Location": location})
    with pytest.raises(FetchError, match=why) as told:
        fetch(book.gias, fetcher)
    assert len(server.asked) == 1
    assert "\x1b" not in str(told.value)


def elsewhere(source, url):
    (place,) = source.places
    return source.model_copy(update={"places": [place.model_copy(update={"address": url})]})


def test_a_server_that_nobody_vouches_for_is_refused_until_it_is_named(
    book, fetcher, certificate, monkeypatch, pauses
):
    with serving(certificate) as encrypted:
        encrypted.behave = lambda asked: file_of(asked, register())
        source = elsewhere(book.gias, f"{encrypted.url}/a.csv")
        with pytest.raises(FetchError, match=r"certificate .* not trusted.*REQUESTS_CA_BUNDLE"):
            fetch(source, fetcher)
        assert (encrypted.asked, pauses) == ([], [])
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        assert fetch(source, fetcher).kept.path.read_bytes() == register()


def test_a_real_redirect_never_leaves_the_encrypted_connection(
    server, book, fetcher, certificate, monkeypatch
):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    server.behave = lambda asked: file_of(asked, register())
    with serving(certificate) as encrypted:
        encrypted.behave = lambda _: Reply(302, b"", {"Location": f"{server.url}/a.csv"})
        with pytest.raises(FetchError, match="leaves the encrypted connection"):
            fetch(elsewhere(book.gias, f"{encrypted.url}/a.csv"), fetcher)
    assert server.asked == []


def test_a_server_that_does_not_speak_encrypted_is_tried_again_and_told(server, book, fetcher):
    source = elsewhere(book.gias, server.url.replace("http:", "https:") + "/a.csv")
    with pytest.raises(FetchError, match="tried 5 times"):
        fetch(source, fetcher)


def test_a_redirect_never_leaves_the_encrypted_connection():
    assert _next("https://a.example/x", "https://b.example/y") == "https://b.example/y"
    with pytest.raises(RefusedError, match="leaves the encrypted connection"):
        _next("https://a.example/x", "http://127.0.0.1/y")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_loop_of_redirects_ends(server, book, fetcher, status):
    server.behave = lambda asked: Reply(status, b"", {"Location": asked.path})
    with pytest.raises(FetchError, match="without end"):
        fetch(book.gias, fetcher)
    assert len(server.asked) == 6


def test_nothing_is_sent_but_the_request(server, book, fetcher, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server.behave = lambda asked: (
        Reply(503, b"", {"Set-Cookie": "id=1"}) if asked.number == 0 else file_of(asked, register())
    )
    fetch(book.gias, fetcher)
    for asked in server.asked:
        assert set(asked.headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding"}
        assert asked.headers["User-Agent"].startswith("geofinder/")


def test_a_packed_answer_that_was_not_asked_for_is_refused(server, book, fetcher):
    server.behave = lambda _: Reply(200, b"\x1f\x8b", {"Content-Encoding": "gzip"})
    with pytest.raises(FetchError, match="packs the file"):
        fetch(book.gias, fetcher)


def test_the_previous_file_outlives_every_failure(server, book, later):
    server.behave = lambda asked: file_of(asked, register())
    old = fetch(book.gias, later(0)).kept
    for bad in (
        Reply(500),
        Reply(403),
        Reply(200, b"<html>"),
        Reply(200, b""),
        Reply(200, b"URN,a\n1,2\n"),
        Reply(200, register(), length=len(register()) + 9),
        Reply(302, b"", {"Location": "file:///etc/passwd"}),
    ):
        server.behave = lambda _, bad=bad: bad
        with pytest.raises(FetchError, match="What was fetched before is untouched"):
            fetch(book.gias, later(1))
        assert later(1).shelf.kept("gias") == old
        assert old.path.read_bytes() == register()
