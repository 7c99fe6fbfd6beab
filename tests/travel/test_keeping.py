"""What a server answered before it failed is not asked again, and never mixes with new roads."""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geofinder.errors import TravelError
from geofinder.kept import LONGEST_S
from geofinder.travel import fill, keeping, within
from geofinder.travel.keeping import KeptEngine
from geofinder.travel.network import road_network
from geofinder.ways.drives import drive
from tests.fetching.server import Reply, Server, serving
from tests.travel.bad_servers import over, passed_on
from tests.travel.conftest import routing_server
from tests.travel.made_up_roads import every_pair, write_roads

FIRST = 3
"""The questions by which a run knows the server's roads: six schools, two at a time."""


@pytest.fixture(scope="module")
def real(network) -> Iterator[str]:
    with routing_server(network.prefix) as url:
        yield url


class Run:
    """A run that measures the town and draws its routes, and what it said."""

    def __init__(self, url, folder, *, at_once=1):
        self.said = []
        plain = over(url, size=2, at_once=at_once)
        engine = KeptEngine(plain.engine, folder, say=self.said.append)
        self.router = type(plain)(
            engine=engine,
            snap_limit_m=plain.snap_limit_m,
            sentence=plain.sentence,
            source=plain.source,
        )

    def __call__(self, town):
        near = within(self.router, town, reach_min=8, snap_limit_m=500.0)
        table = fill(self.router, town, near.table, every_pair(town))
        lines = drive(self.router, town, table.dropna(subset=["travel_min"]))
        return table, pd.DataFrame(lines)


def assert_same(one, other):
    for here, there in zip(one, other, strict=True):
        pd.testing.assert_frame_equal(here, there, check_exact=True)


@contextmanager
def dying_after(real, answers) -> Iterator[Server]:
    """Run a server that answers so many questions and then none, until ``behave`` is changed."""
    with serving() as server:
        server.behave = lambda asked: passed_on(real, asked) if asked.number < answers else None
        yield server


@pytest.fixture
def whole(real, town, tmp_path):
    return Run(real, tmp_path / "whole")(town)


def last_question(real, town, folder) -> int:
    with serving() as server:
        server.behave = lambda asked: passed_on(real, asked)
        Run(server.url, folder)(town)
        return len(server.asked)


def test_a_run_goes_on_where_it_stopped_wherever_that_was(real, town, whole, tmp_path):
    total = last_question(real, town, tmp_path / "count")
    assert total > 45
    for answers in range(0, total, 8):
        folder = tmp_path / f"after {answers}"
        with dying_after(real, answers) as server:
            with pytest.raises(TravelError, match="did not answer in 5 tries") as caught:
                Run(server.url, folder)(town)
            answered = set(server.paths[FIRST:answers])
            server.asked.clear()
            server.behave = lambda asked: passed_on(real, asked)
            again = Run(server.url, folder)
            assert_same(again(town), whole)
            assert not answered & set(server.paths[FIRST:])
            assert len(server.asked) == total - max(0, answers - FIRST)
        if answers > FIRST:
            assert f"Its {answers - FIRST} answers so far are kept for a day" in str(caught.value)
            (said,) = again.said
            assert said.startswith(f"{answers - FIRST} answers of the OSRM server at {server.url} ")
            assert "are asked now" in said
        else:
            assert again.said == []


def test_four_at_once_is_the_same_to_the_byte_and_loses_nothing(real, town, whole, tmp_path):
    lock, under_way, most = threading.Lock(), set(), []
    chance = np.random.default_rng(7)

    def uneven(asked):
        with lock:
            under_way.add(asked.path)
            most.append(len(under_way))
            pause_s = chance.uniform(0, 0.02)
        time.sleep(pause_s)
        reply = passed_on(real, asked)
        with lock:
            under_way.discard(asked.path)
        return reply if asked.number < 30 or server.mended else None

    with serving() as server:
        server.behave, server.mended = uneven, False
        with pytest.raises(TravelError):
            Run(server.url, tmp_path / "four", at_once=4)(town)
        answered = {asked.path for asked in server.asked if FIRST <= asked.number < 30}
        server.asked.clear()
        server.mended = True
        assert_same(Run(server.url, tmp_path / "four", at_once=4)(town), whole)
        assert not answered & set(server.paths[FIRST:])
    assert 2 <= max(most) <= 4


def test_a_run_that_ended_well_is_not_asked_again_but_for_its_roads(real, town, whole, tmp_path):
    with serving() as server:
        server.behave = lambda asked: passed_on(real, asked)
        Run(server.url, tmp_path)(town)
        server.asked.clear()
        again = Run(server.url, tmp_path)
        assert_same(again(town), whole)
        assert len(server.asked) == FIRST
        assert again.said == []


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory, cache) -> Iterator[str]:
    """Run a server whose roads are those of a later day: a wider grid of streets."""
    roads = write_roads(tmp_path_factory.mktemp("later") / "later.osm", step_km=1.1)
    with routing_server(road_network(roads, cache_dir=cache).prefix) as url:
        yield url


def test_a_server_with_new_roads_is_asked_everything_anew(real, rebuilt, town, tmp_path):
    with dying_after(real, 20) as server:
        with pytest.raises(TravelError):
            Run(server.url, tmp_path)(town)
        server.asked.clear()
        server.behave = lambda asked: passed_on(rebuilt, asked)
        again = Run(server.url, tmp_path)
        assert_same(again(town), Run(rebuilt, tmp_path / "other")(town))
    assert again.said == []


def test_another_address_is_another_server(real, town, tmp_path):
    with dying_after(real, 20) as server, pytest.raises(TravelError):
        Run(server.url, tmp_path)(town)
    other = Run(real, tmp_path)
    other(town)
    assert other.said == []


def test_a_server_that_comes_back_with_new_roads_stops_the_run(real, rebuilt, town, tmp_path):
    def behave(asked):
        if asked.number == 20:
            return Reply(503, b"new roads are being loaded")
        return passed_on(real if asked.number < 20 else rebuilt, asked)

    with serving() as server:
        server.behave = behave
        with pytest.raises(TravelError, match="has other roads than before it failed") as caught:
            Run(server.url, tmp_path)(town)
        assert "Start the same command again" in str(caught.value)
        assert_same(Run(server.url, tmp_path)(town), Run(rebuilt, tmp_path / "other")(town))


def test_a_server_that_tells_another_date_of_its_roads_stops_the_run(real, town, tmp_path):
    def dated(asked):
        reply = passed_on(real, asked)
        day = "2026-11-01" if asked.number < 20 else "2026-11-02"
        return Reply(200, json.dumps({**json.loads(reply.body), "data_version": day}).encode())

    with serving() as server:
        server.behave = dated
        with pytest.raises(TravelError, match="'2026-11-01' to '2026-11-02'") as caught:
            Run(server.url, tmp_path)(town)
    assert "kept" not in str(caught.value)


DAMAGE = {
    "empty": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "changed": lambda path: path.write_bytes(path.read_bytes()[:-1] + b"\x00"),
    "too old": lambda path: old(path, LONGEST_S + 60),
    "gone": lambda path: path.unlink(),
}


def old(path: Path, age_s: float) -> None:
    when = time.time() - age_s
    os.utime(path, (when, when))


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_answer_is_asked_anew(real, town, whole, tmp_path, kind):
    with serving() as server:
        server.behave = lambda asked: passed_on(real, asked)
        Run(server.url, tmp_path)(town)
        damaged = sorted(tmp_path.iterdir())[:7]
        for path in damaged:
            DAMAGE[kind](path)
        server.asked.clear()
        assert_same(Run(server.url, tmp_path)(town), whole)
        assert len(server.asked) == FIRST + len(damaged)


def test_where_nothing_can_be_kept_the_run_goes_on_and_says_so_once(real, town, whole, tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    run = Run(real, tmp_path / "file" / "answers")
    assert_same(run(town), whole)
    (said,) = run.said
    assert "cannot be kept" in said


def test_the_oldest_answers_go_when_they_take_too_much_room(real, town, tmp_path, monkeypatch):
    Run(real, tmp_path)(town)
    files = sorted(tmp_path.iterdir())
    for place, path in enumerate(files):
        old(path, 60.0 * place)
    room = sum(path.stat().st_size for path in files[:5])
    monkeypatch.setattr(keeping, "MOST_BYTES", room)
    keeping.trim(tmp_path)
    assert sorted(tmp_path.iterdir()) == files[:5]


@given(
    st.lists(
        st.one_of(
            st.tuples(st.text(max_size=3), st.integers(0, 3)),
            st.lists(st.integers(0, 3), max_size=3).map(np.array),
            st.lists(st.sampled_from([0.0, 1.0]), max_size=3).map(np.array),
            st.none(),
        ),
        max_size=3,
    ).map(tuple),
    st.lists(st.tuples(st.text(max_size=3), st.integers(0, 3)), max_size=3).map(tuple),
)
def test_two_questions_share_a_name_only_if_they_are_one(one, other):
    same = repr(one) == repr(other)
    assert (keeping.digest(*one) == keeping.digest(*other)) == same
