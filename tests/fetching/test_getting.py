"""The newest file is found, kept with what is known of it, and not brought twice."""

import datetime as dt
import hashlib
from dataclasses import replace

import pytest

from geofinder.errors import FetchError
from geofinder.fetching import fetch
from geofinder.sealed import unsealed
from geofinder.sources import describe
from tests.fetching.conftest import register
from tests.fetching.server import Reply, file_of

DAY = "/edubase/downloads/public/edubasealldata202611{:02}.csv"


def only(path, content, **more):
    """Have one path answer with a file, all others with 404."""
    return lambda asked: file_of(asked, content, **more) if asked.path == path else Reply(404)


def test_the_newest_day_that_is_there_is_taken(server, book, fetcher):
    server.behave = only(DAY.format(20), register())
    kept = fetch(book.gias, fetcher).kept
    assert server.paths == [DAY.format(22), DAY.format(21), DAY.format(20)]
    assert kept.path.name == "edubasealldata20261120.csv"
    assert kept.facts["date"] == "2026-11-20"
    assert kept.path.read_bytes() == register()


def test_the_facts_say_whence_when_and_under_which_licence(server, book, fetcher):
    server.behave = only(DAY.format(22), register(), modified="Sun, 22 Nov 2026 02:00:00 GMT")
    kept = fetch(book.gias, fetcher).kept
    facts = unsealed(kept.path.with_name(kept.path.name + ".source.json").read_text("utf-8"))
    assert facts == {
        "title": "Get Information about Schools (GIAS), establishment fields",
        "date": "2026-11-22",
        "licence": "Open Government Licence v3.0",
        "attribution": "Department for Education, Get Information about Schools",
        "address": server.url + DAY.format(22),
        "fetched": "2026-11-22T09:30:00Z",
        "checked": "2026-11-22T09:30:00Z",
        "bytes": len(register()),
        "sha256": hashlib.sha256(register()).hexdigest(),
        "etag": '"one"',
        "last_modified": "Sun, 22 Nov 2026 02:00:00 GMT",
        "rows": 3,
    }


def test_a_run_that_reads_a_fetched_file_tells_its_licence_and_address(server, book, fetcher):
    server.behave = only(DAY.format(22), register())
    kept = fetch(book.gias, fetcher).kept
    told = describe(kept.path, title="The register")
    assert told["licence"] == "Open Government Licence v3.0"
    assert told["address"] == server.url + DAY.format(22)
    assert told["date"] == "2026-11-22"


def test_facts_beside_another_content_are_not_believed(server, book, fetcher):
    server.behave = only(DAY.format(22), register())
    kept = fetch(book.gias, fetcher).kept
    kept.path.write_bytes(register(9))
    told = describe(kept.path, title="The register")
    assert told["licence"] == "not recorded"
    assert "address" not in told


@pytest.mark.parametrize(
    "version", [{"etag": '"a"'}, {"etag": "", "modified": "Sat, 21 Nov 2026 02:00:00 GMT"}]
)
def test_what_is_unchanged_is_not_brought_again(server, book, fetcher, later, version):
    server.behave = only(DAY.format(21), register(), **version)
    first = fetch(book.gias, fetcher)
    again = fetch(book.gias, later(0))
    assert (first.new, again.new) == (True, False)
    assert again.said == "Unchanged since it was fetched."
    assert again.kept.path == first.kept.path
    asked = server.asked[-1].headers
    assert "If-None-Match" in asked or "If-Modified-Since" in asked


def test_a_server_without_versions_is_asked_for_all_and_the_same_content_is_known(
    server, book, fetcher
):
    server.behave = only(DAY.format(22), register(), etag="")
    first, again = fetch(book.gias, fetcher), fetch(book.gias, fetcher)
    assert (first.new, again.new) == (True, False)
    assert again.kept.path == first.kept.path
    assert again.kept.path.read_bytes() == register()


def test_a_newer_file_takes_the_place_of_the_older_one(server, book, fetcher, later):
    server.behave = only(DAY.format(22), register(3))
    old = fetch(book.gias, fetcher).kept
    server.behave = only(DAY.format(23), register(4), etag='"two"')
    new = fetch(book.gias, later(1)).kept
    assert new.path.read_bytes() == register(4)
    assert not old.path.exists()
    assert fetcher.shelf.kept("gias") == new


def test_an_older_file_never_takes_the_place_of_a_newer_one(server, book, fetcher, later):
    server.behave = only(DAY.format(22), register(3))
    fetch(book.gias, fetcher)
    server.behave = only(DAY.format(20), register(2), etag='"old"')
    kept = fetch(book.gias, later(1))
    assert not kept.new
    assert kept.kept.facts["date"] == "2026-11-22"
    assert DAY.format(20) not in server.paths


def test_nothing_within_the_days_is_one_message_that_says_where_was_looked(server, book, fetcher):
    with pytest.raises(FetchError) as told:
        fetch(book.gias, fetcher)
    assert len(server.asked) == 15
    message = str(told.value)
    assert "edubasealldata20261122.csv to " in message
    assert "edubasealldata20261108.csv" in message
    assert "status 404" in message
    assert "https://get-information-schools.service.gov.uk/Downloads" in message
    assert "--gias" in message


def test_the_links_have_their_own_address(server, book, fetcher):
    content = b"URN,Group UID,Group Name,Group Type\r\n1,2,Downs,Federation\r\n"
    server.behave = only("/edubase/downloads/public/alllinksdata20261122.csv", content)
    assert fetch(book.links, fetcher).kept.path.read_bytes() == content


def test_offline_asks_nobody_and_takes_what_is_there(server, book, fetcher):
    server.behave = only(DAY.format(22), register())
    first = fetch(book.gias, fetcher)
    server.asked.clear()
    again = fetch(book.gias, fetcher, offline=True)
    assert again.kept == first.kept
    assert server.asked == []


def test_offline_with_nothing_there_says_what_to_do_and_asks_nobody(server, book, fetcher):
    with pytest.raises(FetchError, match=r"has not been fetched .* --offline asks nobody"):
        fetch(book.gias, fetcher, offline=True)
    assert server.asked == []


def test_a_damaged_file_is_never_taken_offline_and_is_brought_anew_online(server, book, fetcher):
    server.behave = only(DAY.format(22), register())
    kept = fetch(book.gias, fetcher).kept
    kept.path.write_bytes(register()[:-20])
    with pytest.raises(FetchError, match="is damaged"):
        fetch(book.gias, fetcher, offline=True)
    assert fetch(book.gias, fetcher).kept.path.read_bytes() == register()
    assert "If-None-Match" not in server.asked[-1].headers


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"sha256": 1}', b"\xff", b"[" * 100_000])
def test_damaged_facts_are_healed_by_fetching_again(server, book, fetcher, damage):
    server.behave = only(DAY.format(22), register())
    kept = fetch(book.gias, fetcher).kept
    kept.path.with_name(kept.path.name + ".source.json").write_bytes(damage)
    assert fetcher.shelf.kept("gias") is None
    assert fetch(book.gias, fetcher).kept.facts == kept.facts


def test_the_limit_of_size_can_be_raised_and_lowered(server, book, fetcher):
    server.behave = only(DAY.format(22), register(1_000))
    with pytest.raises(FetchError, match=r"more than the limit of 0\.0 MB.*--largest-mb"):
        fetch(book.gias, replace(fetcher, largest_mb=0.01))
    assert fetch(book.gias, replace(fetcher, largest_mb=1.0)).kept.facts["rows"] == 1_000


def test_the_limit_holds_for_a_server_that_does_not_say_how_much_it_sends(server, book, fetcher):
    server.behave = lambda _: Reply(200, register(1_000), length=None)
    with pytest.raises(FetchError, match="more than the limit"):
        fetch(book.gias, replace(fetcher, largest_mb=0.01))
    assert fetcher.shelf.kept("gias") is None


def test_the_day_is_the_day_of_the_fetcher(server, book, fetcher):
    server.behave = only("/edubase/downloads/public/edubasealldata20270101.csv", register())
    new_year = replace(fetcher, now=lambda: dt.datetime(2027, 1, 2, tzinfo=dt.UTC))
    assert fetch(book.gias, new_year).kept.facts["date"] == "2027-01-01"


def test_progress_is_told_in_bytes(server, book, fetcher):
    told = []
    server.behave = only(DAY.format(22), register(5_000))
    fetch(book.gias, replace(fetcher, tell=lambda done, total: told.append((done, total))))
    size = len(register(5_000))
    assert told[0] == (0, size)
    assert told[-1] == (size, size)
    assert told == sorted(told)
