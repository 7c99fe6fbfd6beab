"""A route is the drive that the table timed: the same minutes, along roads, from either engine."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geofinder.errors import TravelError
from geofinder.page.ways import encoded
from geofinder.travel.osrm_http import HttpEngine
from geofinder.travel.polyline import PER_DEGREE, decode
from geofinder.travel.road import degrees
from geofinder.travel.server import TRIES
from geofinder.ways.drives import SAME_S, drive
from tests.fetching.server import Reply
from tests.travel.bad_servers import between, over, passed_on, spoiled
from tests.travel.conftest import routing_server
from tests.travel.made_up_roads import ISLAND, every_pair, grid, schools_at

ELSEWHERE = encoded(np.array([[52.6, -0.7], [52.7, -0.7]]), int(PER_DEGREE))
OFF_THE_WORLD = encoded(np.array([[0.0, 95.0], [0.0, 96.0]]), int(PER_DEGREE))


@pytest.fixture(scope="module")
def patient_server(network):
    with routing_server(network.prefix) as url:
        yield url


def timed(router, schools):
    """Return the drives between the schools that a route joins, with their minutes."""
    return router.pairs(schools, every_pair(schools)).dropna(subset=["travel_min"])


def scattered(size, seed):
    chance = np.random.default_rng(seed)
    return schools_at({f"Point {n}": tuple(chance.uniform((-16, 0), (0, 14))) for n in range(size)})


@given(
    st.lists(
        st.tuples(st.integers(-180_000_000, 180_000_000), st.integers(-90_000_000, 90_000_000)),
        min_size=2,
        max_size=30,
    )
)
def test_what_is_written_as_a_line_is_read_as_the_same_points(millionths):
    points = np.array(millionths) / PER_DEGREE
    moved = np.r_[True, (np.diff(points, axis=0) != 0).any(axis=1)]
    if moved.sum() < 2:
        return
    assert np.allclose(decode(encoded(points, int(PER_DEGREE))), points[moved], atol=1e-9)


@pytest.mark.parametrize(
    "text", ["", "?", "??", "???", "_", "??_?", "? ??", "\x7f???", "é???", "~" * 9]
)
def test_what_is_no_line_is_refused(text):
    with pytest.raises(ValueError, match="line"):
        decode(text)


def test_every_route_takes_the_minutes_of_the_table(router, town):
    drives = timed(router, town)
    routes = drive(router, town, drives)
    assert len(routes) == len(drives) == 30
    assert routes["distance_m"].to_numpy() == pytest.approx(drives["distance_m"].to_numpy(), abs=1)
    assert (routes.length >= drives["straight_m"].to_numpy() - 100).all()


def test_every_route_of_rutland_takes_the_minutes_of_the_table(rutland_router):
    schools = scattered(30, seed=8)
    drives = timed(rutland_router, schools)
    routes = drive(rutland_router, schools, drives)
    assert len(routes) == len(drives) > 100
    assert routes.length.to_numpy() == pytest.approx(routes["distance_m"].to_numpy(), rel=0.02)
    assert (routes.length > 1.05 * drives["straight_m"].to_numpy()).mean() > 0.8


def test_a_route_keeps_to_the_streets_and_to_their_direction(router, town):
    west, east = (
        int(town.loc[town["name"] == name, "urn"].iloc[0]) for name in ("West End", "One Way")
    )
    there, back = (
        drive(router, town, timed(router, town).query("from_urn == @a and to_urn == @b"))
        for a, b in ((west, east), (east, west))
    )
    x, y = grid([(0, 0)])[0]
    streets = shapely.union_all(
        [shapely.LineString([(x + k * 1000, y), (x + k * 1000, y + 4000)]) for k in range(5)]
        + [shapely.LineString([(x, y + k * 1000), (x + 4000, y + k * 1000)]) for k in range(5)]
    )
    for routes in (there, back):
        assert shapely.distance(streets, shapely.points(routes.geometry.iloc[0].coords)).max() < 5
    assert there.geometry.iloc[0].length < 1_100
    assert back.geometry.iloc[0].length > 2_500


def test_between_two_roads_that_do_not_meet_there_is_no_route(router, patient_server):
    start, end = degrees(grid([(0, 0), ISLAND[0]]))
    assert router.engine.route(start, end) is None
    assert HttpEngine(patient_server).route(start, end) is None


def test_a_line_that_takes_other_minutes_than_the_table_is_not_drawn(router):
    schools = schools_at({"Town": (2.0, 2.0), "Corner": (4.0, 4.0)})
    drives = timed(router, schools)
    off = np.array([2 * SAME_S / 60, 0.0])
    drawn = drive(router, schools, drives.assign(travel_min=drives["travel_min"] + off))
    assert drawn["from_urn"].tolist() == [drives["from_urn"].iloc[1]]


def test_a_server_draws_the_same_routes_as_the_engine_in_the_process(patient_server, router, town):
    drives = timed(router, town)
    there, here = drive(over(patient_server), town, drives), drive(router, town, drives)
    pd.testing.assert_frame_equal(pd.DataFrame(there), pd.DataFrame(here))


def test_a_server_that_dies_between_two_routes_says_how_far_it_came(patient_server, router, town):
    drives = timed(router, town)

    def behave(asked):
        return passed_on(patient_server, asked) if asked.number < 7 else None

    with (
        between(behave) as url,
        pytest.raises(TravelError, match=f"in {TRIES} tries.* It stopped after 7 of 30 routes"),
    ):
        drive(over(url), town, drives)


def test_a_server_that_takes_no_route_is_an_error(router, town):
    too_big = Reply(400, b'{"code": "TooBig", "message": "Too many"}')
    with (
        between(lambda _: too_big) as url,
        pytest.raises(TravelError, match="not take even one route"),
    ):
        drive(over(url), town, timed(router, town))


def first_route(**parts):
    def spoil(answer):
        answer["routes"][0].update(parts)
        return answer

    return spoil


WRONG = {
    "no routes": (lambda answer: {**answer, "routes": []}, "should hold a route"),
    "routes that are a word": (lambda answer: {**answer, "routes": "one"}, "should hold a route"),
    "no time": (first_route(duration=None), "'duration' hold None"),
    "a negative length": (first_route(distance=-1), "'distance' hold -1"),
    "a line as points": (first_route(geometry={"type": "LineString"}), "'geometry' is"),
    "half a point": (first_route(geometry="??_"), "ends in the middle"),
    "a line off the world": (first_route(geometry=OFF_THE_WORLD), "leaves the world"),
    "a line elsewhere": (first_route(geometry=ELSEWHERE), "its line ends"),
    "the other point first": (
        lambda answer: {**answer, "waypoints": answer["waypoints"][::-1]},
        "from the point asked about",
    ),
    "a refusal": (lambda answer: {**answer, "code": "InvalidQuery"}, "refused"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_route_is_an_error_and_never_a_missing_line(patient_server, router, town, kind):
    spoil, words = WRONG[kind]

    with (
        between(spoiled(patient_server, spoil)) as url,
        pytest.raises(TravelError, match=words) as caught,
    ):
        drive(over(url), town, timed(router, town).head(2))
    assert url in str(caught.value)
