"""A routing server is believed only as far as its answer makes sense, and failures are told."""

import json
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from geofinder.errors import TravelError, UsageError
from geofinder.travel import open_router, within
from tests.fetching.server import Reply
from tests.travel.bad_servers import between, over, passed_on
from tests.travel.conftest import routing_server
from tests.travel.made_up_roads import every_pair, schools_at


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

    def behave(asked):
        reply = passed_on(patient_server, asked)
        seen.append(len(json.loads(reply.body)["durations"]) <= 2)
        return reply if seen[-1] else Reply(414, b"<h1>URI Too Long</h1>")

    with between(behave) as url:
        table = over(url, size=100, at_once=4).pairs(town, every_pair(town))
    pd.testing.assert_frame_equal(table, router.pairs(town, every_pair(town)))
    assert not all(seen)


def test_a_server_that_takes_nothing_says_its_limit_and_how_to_raise_it(town):
    too_big = Reply(400, b'{"code": "TooBig", "message": "Too many table coordinates"}')
    with (
        between(lambda _: too_big) as url,
        pytest.raises(TravelError, match=r"one pair .*Too many table coord.*--max-table-size"),
    ):
        over(url).pairs(town, every_pair(town))


def test_a_server_that_dies_half_way_says_how_far_it_came(patient_server, town):
    def behave(asked):
        return passed_on(patient_server, asked) if asked.number < 4 else None

    with (
        between(behave) as url,
        pytest.raises(TravelError, match=r"did not answer .* It stopped after \d+ of 30 pairs"),
    ):
        over(url, size=3).pairs(town, every_pair(town))


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
    with between(lambda _: None) as url:
        pass
    router = over(url.replace("//", "//clerk:secret@"))
    with pytest.raises(TravelError) as caught:
        router.pairs(town, every_pair(town))
    told = f"{caught.value} {router.sentence} {router.source}"
    assert "secret" not in told
    with pytest.raises(UsageError) as refused:
        open_router(roads=None, osrm_url="ftp://clerk:secret@example.org", snap_limit_m=500.0)
    assert "secret" not in str(refused.value)
