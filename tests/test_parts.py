"""The parts of a stage give the same wherever they run, and a killed run goes on."""

import os
import signal
import socket
import subprocess
import sys
import time
from functools import partial

import dask
import pytest
from distributed import LocalCluster
from hypothesis import given
from hypothesis import strategies as st

from geofinder import parts
from geofinder.errors import TravelError, UsageError, WorkersError
from geofinder.kept import LONGEST_S
from geofinder.parts import ALONE, Workers
from tests import made_up_parts as made_up

SIX = range(6)
SQUARES = [0, 1, 4, 9, 16, 25]
RUN = """
import sys
from functools import partial
from pathlib import Path
from geofinder.parts import Workers
from tests.made_up_parts import stuck_at_three

folder, keep, processes = sys.argv[1:]
with Workers(int(processes), keep=Path(keep)) as workers:
    workers.run("squares", partial(stuck_at_three, Path(folder)), range(6))
"""


@pytest.fixture
def folder(tmp_path):
    """Return a folder where calls are counted."""
    (tmp_path / "calls").mkdir()
    return tmp_path / "calls"


def kept(keep):
    return sorted(keep.glob("*.part"))


def closed_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_the_order_of_the_parts(processes):
    seen = []
    found = Workers(processes).run(
        "squares",
        made_up.square,
        SIX,
        sizes=[10] * 6,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert found == SQUARES
    assert seen == [(10 * done, 60) for done in range(1, 7)]


def test_the_order_is_the_same_when_the_first_part_is_the_last_to_finish(folder):
    found = Workers(2).run("order", partial(made_up.first_waits, folder), range(4))
    assert [part for part, _ in found] == [0, 1, 2, 3]
    assert os.getpid() not in {process for _, process in found}


def test_a_cluster_gives_the_same_in_the_same_order(cluster, folder):
    with Workers(scheduler=cluster) as workers:
        found = workers.run("order", partial(made_up.first_waits, folder), range(4))
    assert [part for part, _ in found] == [0, 1, 2, 3]
    assert os.getpid() not in {process for _, process in found}


@pytest.mark.parametrize(
    ("workers", "given_parts", "takes_s"),
    [(ALONE, SIX, 1000.0), (Workers(2), SIX, 0.1), (Workers(2), [3], 1000.0)],
    ids=["one process", "little work", "one part"],
)
def test_what_is_not_worth_a_process_is_done_here(workers, given_parts, takes_s):
    found = workers.run("where", made_up.process, given_parts, takes_s=takes_s)
    assert set(found) == {os.getpid()}


def test_little_work_is_not_kept(tmp_path):
    Workers(1, keep=tmp_path).run("squares", made_up.square, SIX, takes_s=0.1)
    assert kept(tmp_path) == []


@pytest.mark.parametrize(("processes", "finished"), [(1, [0, 1, 2]), (2, [0, 1, 2, 4, 5])])
def test_a_killed_run_goes_on_where_it_stopped(root, folder, tmp_path, processes, finished):
    keep = tmp_path / "keep"
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, folder, keep, str(processes)],
        cwd=root,
        start_new_session=True,
    )
    end = time.monotonic() + made_up.PATIENCE_S
    while len(kept(keep)) < len(finished) or 3 not in made_up.calls(folder):
        assert run.poll() is None, "the run ended before it was killed"
        assert time.monotonic() < end
        time.sleep(0.02)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert set(made_up.calls(folder)) == {*finished, 3}
    (folder / "go").touch()
    seen = []
    with Workers(1, keep=keep) as workers:
        found = workers.run(
            "squares",
            partial(made_up.stuck_at_three, folder),
            SIX,
            progress=lambda done, total: seen.append((done, total)),
        )
    assert found == SQUARES
    assert made_up.calls(folder) == sorted([*SIX, 3]), "only what was not finished is done anew"
    assert seen[0] == (len(finished), 6)
    assert list(keep.iterdir()) == [], "a run that ends well leaves nothing"


def test_a_run_that_fails_keeps_what_it_finished(folder, tmp_path):
    def two_stages():
        with Workers(1, keep=tmp_path) as workers:
            workers.run("squares", partial(made_up.counted, folder), SIX)
            workers.run("roads", made_up.failing, SIX)

    with pytest.raises(TravelError):
        two_stages()
    with Workers(1, keep=tmp_path) as workers:
        assert workers.run("squares", partial(made_up.counted, folder), SIX) == SQUARES
    assert made_up.calls(folder) == list(SIX)


@pytest.mark.parametrize(
    "damage",
    [lambda data: data[:-1], lambda data: data[:0], lambda data: data[:-1] + b"?"],
    ids=["cut", "empty", "changed"],
)
def test_a_damaged_part_is_computed_anew(folder, tmp_path, damage):
    squares = partial(made_up.counted, folder)
    Workers(1, keep=tmp_path).run("squares", squares, SIX)
    broken = kept(tmp_path)[2]
    broken.write_bytes(damage(broken.read_bytes()))
    assert Workers(1, keep=tmp_path).run("squares", squares, SIX) == SQUARES
    assert len(made_up.calls(folder)) == 7


def test_a_part_kept_too_long_is_not_used(folder, tmp_path):
    squares = partial(made_up.counted, folder)
    Workers(1, keep=tmp_path).run("squares", squares, SIX)
    long_ago = time.time() - LONGEST_S - 60
    os.utime(kept(tmp_path)[0], (long_ago, long_ago))
    assert Workers(1, keep=tmp_path).run("squares", squares, SIX) == SQUARES
    assert len(made_up.calls(folder)) == 7


@given(bound=st.lists(st.integers(-3, 3), min_size=2, max_size=4))
def test_kept_parts_of_one_question_never_answer_another(bound, tmp_path_factory):
    workers = Workers(1, keep=tmp_path_factory.mktemp("keep"))
    for number in bound:
        expected = [number + part for part in SIX]
        assert workers.run("sums", partial(made_up.add, number), SIX) == expected
        assert workers.run("sums", made_up.Adder(number).add, SIX) == expected


def test_a_function_that_its_name_does_not_tell_is_not_kept(tmp_path):
    with pytest.raises(TypeError, match="no function of a module"):
        Workers(1, keep=tmp_path).run("sums", lambda part: part, SIX)


def test_a_full_disk_is_said_once_and_stops_nothing(tmp_path):
    said = []
    (tmp_path / "file").touch()
    with Workers(1, keep=tmp_path / "file" / "keep", say=said.append) as workers:
        assert workers.run("squares", made_up.square, SIX) == SQUARES
        assert workers.run("sums", partial(made_up.add, 1), SIX) == [1, 2, 3, 4, 5, 6]
    assert len(said) == 1
    assert "cannot be kept" in said[0]
    assert "Not a directory" in said[0]


def test_a_killed_process_is_one_clear_message_and_the_next_run_works():
    with pytest.raises(WorkersError, match=r"ended in the middle of the stage 'hills'.*--proc"):
        Workers(2).run("hills", made_up.killed, SIX)
    assert Workers(2).run("squares", made_up.square, SIX) == SQUARES


@pytest.mark.parametrize("processes", [1, 2])
def test_an_error_of_a_part_is_the_error_of_the_run(processes):
    with pytest.raises(TravelError, match="No road leads to part"):
        Workers(processes).run("roads", made_up.failing, SIX)


def test_no_process_at_all_is_refused():
    with pytest.raises(UsageError, match="--processes takes a number from 1 up, not 0"):
        Workers(0)


def test_a_scheduler_that_does_not_answer_is_named_before_the_work_begins(monkeypatch):
    monkeypatch.setattr(parts, "PATIENCE_S", 0.5)
    address = f"tcp://127.0.0.1:{closed_port()}"
    with pytest.raises(WorkersError, match=f"No Dask scheduler answers at {address}"):
        Workers(scheduler=address).__enter__()


@pytest.mark.parametrize("address", ["", "nonsense", "http://127.0.0.1:8786", "tcp://127.0.0.1"])
def test_an_address_that_cannot_be_is_refused(address):
    with pytest.raises(UsageError, match="is not an address"):
        Workers(scheduler=address).__enter__()


def test_without_dask_a_scheduler_names_the_extra_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"pip install 'geofinder-schools\[cluster\]'"):
        Workers(scheduler="tcp://127.0.0.1:8786").__enter__()


def test_a_cluster_without_workers_is_told(monkeypatch):
    monkeypatch.setattr(parts, "PATIENCE_S", 0.5)
    with (
        LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0") as empty,
        pytest.raises(WorkersError, match="has no workers"),
    ):
        Workers(scheduler=empty.scheduler_address).__enter__()


def test_a_worker_of_a_cluster_that_dies_is_one_clear_message():
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
        ) as frail,
        pytest.raises(WorkersError, match=r"worker of it died.*stage 'hills'"),
    ):
        Workers(scheduler=frail.scheduler_address).run("hills", made_up.killed, SIX)
