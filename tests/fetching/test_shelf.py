"""The shelf holds a whole file at every moment, whoever is killed and however many run at once."""

import errno
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from geofinder.errors import OutputError
from geofinder.fetching import Fetcher, Shelf, fetch, put_copy
from tests.fetching.conftest import register
from tests.fetching.server import Reply, file_of


class Killed(BaseException):
    """Stands for the end of the process: nothing of ours catches it."""


STEPS = {
    Path: ["rename", "replace", "unlink", "mkdir", "touch", "write_text", "chmod"],
    os: ["fsync"],
}


def kill_at(step, monkeypatch):
    """Let the process end before the so-many-th change of the disk; return what counts them."""
    count = [0]

    def wrapped(real):
        def change(*arguments, **more):
            count[0] += 1
            if count[0] > step:
                raise Killed
            return real(*arguments, **more)

        return change

    for owner, names in STEPS.items():
        for name in names:
            monkeypatch.setattr(owner, name, wrapped(getattr(owner, name)))
    return count


@pytest.mark.parametrize(
    "change",
    [
        (register(4), '"two"', 1),
        (register(4), '"two"', 0),
        (register(3), "", 1),
        (register(3), "", 0),
    ],
    ids=["newer", "same day", "same content, later", "same content, same day"],
)
def test_killed_before_any_change_of_the_disk_the_old_file_or_the_new_one_is_whole(
    server, book, later, monkeypatch, change
):
    new, etag, days = change
    server.behave = lambda asked: file_of(asked, register(3))
    fetch(book.gias, later(0))
    server.behave = lambda asked: file_of(asked, new, etag=etag)
    seen = set()
    for step in range(1_000):
        with monkeypatch.context() as patch:
            kill_at(step, patch)
            try:
                fetch(book.gias, later(days))
                break
            except Killed:
                pass
        kept = later(0).shelf.kept("gias")
        assert kept is not None, f"nothing is whole after step {step}"
        seen.add(kept.path.read_bytes())
    assert step > 10
    assert seen == {register(3), new}
    assert later(0).shelf.kept("gias").path.read_bytes() == new
    slot = later(1).shelf.folder / "gias"
    assert [path for path in slot.iterdir() if not path.name.startswith(".")] == [
        later(1).shelf.kept("gias").path.parent
    ]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_killed_process_leaves_the_old_file_and_the_next_goes_on(
    server, addresses, book, patience, tmp_path
):
    shelf = Shelf(tmp_path / "cache" / "fetched")
    today = Fetcher(shelf=shelf, patience=patience)
    large = register(20_000)
    half_sent, release = threading.Event(), threading.Event()

    def pause():
        half_sent.set()
        release.wait(60)

    command = [sys.executable, "-m", "geofinder", "fetch", "gias", "--addresses", addresses]
    surroundings = {**os.environ, "GEOFINDER_CACHE": str(tmp_path / "cache")}
    server.behave = lambda asked: file_of(asked, register(3), etag='"old"')
    fetch(book.gias, today)
    server.behave = lambda _: Reply(200, large, {"ETag": '"new"'}, pause=pause)
    with subprocess.Popen(command, env=surroundings, stderr=subprocess.DEVNULL) as running:
        assert half_sent.wait(60)
        unfinished = shelf.folder / "gias" / "unfinished"
        while not unfinished.exists() or unfinished.stat().st_size < 1_000:
            assert running.poll() is None
        running.send_signal(signal.SIGKILL)
    release.set()
    assert shelf.kept("gias").path.read_bytes() == register(3)
    server.behave = lambda asked: file_of(asked, large, etag='"new"')
    fetch(book.gias, today)
    assert server.asked[-1].headers["Range"].startswith("bytes=")
    assert shelf.kept("gias").path.read_bytes() == large


def test_two_runs_at_once_both_get_the_whole_file_and_ask_for_it_once(server, book, fetcher):
    said = []
    server.behave = lambda asked: file_of(asked, register(5_000))
    own = replace(fetcher, say=said.append)
    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda _: fetch(book.gias, own), range(8)))
    assert {result.kept.path.read_bytes() for result in results} == {register(5_000)}
    assert sum(result.new for result in results) == 1
    assert sum("If-None-Match" not in asked.headers for asked in server.asked) == 1


def test_a_run_that_waits_for_another_says_so(server, book, fetcher):
    inside, release, said = threading.Event(), threading.Event(), []

    def pause():
        inside.set()
        release.wait(60)

    server.behave = lambda asked: (
        Reply(200, register(), {"ETag": '"one"'}, pause=pause)
        if asked.number == 0
        else file_of(asked, register())
    )

    def say(text):
        said.append(text)
        release.set()

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(fetch, book.gias, fetcher)
        assert inside.wait(60)
        second = threads.submit(fetch, book.gias, replace(fetcher, say=say))
        assert first.result(60).kept == second.result(60).kept
    assert said == ["Another run is fetching the GIAS establishment file; this one waits for it."]


@pytest.mark.parametrize("when", ["write", "fsync"])
def test_a_full_disk_is_one_message_and_the_old_file_stays(server, book, later, monkeypatch, when):
    server.behave = lambda asked: file_of(asked, register(3))
    old = fetch(book.gias, later(0)).kept
    server.behave = lambda asked: file_of(asked, register(4), etag='"two"')

    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(*((Path, "touch") if when == "write" else (os, "fsync")), full)
        with pytest.raises(OutputError, match=r"No space left on device.*GEOFINDER_CACHE"):
            fetch(book.gias, later(1))
    assert later(1).shelf.kept("gias") == old
    assert fetch(book.gias, later(1)).kept.path.read_bytes() == register(4)


def test_a_cache_that_is_a_file_is_one_message(server, book, fetcher, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be kept in"):
        fetch(book.gias, replace(fetcher, shelf=Shelf(tmp_path / "file" / "fetched")))
    assert server.asked == []


def test_a_copy_takes_its_facts_along(server, book, fetcher, tmp_path):
    server.behave = lambda asked: file_of(asked, register())
    kept = fetch(book.gias, fetcher).kept
    copy = put_copy(kept, tmp_path / "new folder" / "schools.csv")
    assert copy.path.read_bytes() == register()
    assert sorted(path.name for path in copy.path.parent.iterdir()) == [
        "schools.csv",
        "schools.csv.source.json",
    ]


def test_a_copy_that_cannot_be_written_leaves_what_was_there(
    server, book, fetcher, tmp_path, monkeypatch
):
    server.behave = lambda asked: file_of(asked, register())
    kept = fetch(book.gias, fetcher).kept
    with pytest.raises(OutputError, match="is a folder"):
        put_copy(kept, tmp_path)
    out = tmp_path / "copies" / "schools.csv"
    out.parent.mkdir()
    out.write_text("mine", encoding="utf-8")

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("shutil.copyfile", full)
    with pytest.raises(OutputError, match=r"No space left on device.*untouched"):
        put_copy(kept, out)
    assert out.read_text(encoding="utf-8") == "mine"
    assert [path.name for path in out.parent.iterdir()] == ["schools.csv"]
