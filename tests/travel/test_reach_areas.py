"""Areas within some minutes: what the engine reaches is inside, what it does not is outside."""

import numpy as np
import pandas as pd
import pytest
import shapely

import geofinder.ways.origins
from geofinder.errors import TravelError
from geofinder.travel.road import degrees
from geofinder.ways.contour import area_within
from geofinder.ways.origins import origins
from geofinder.ways.reach import GRID_M, MINUTES, Origin, reaches, smoothed
from tests.travel.bad_servers import between, over, passed_on
from tests.travel.conftest import routing_server
from tests.travel.made_up_roads import CORNER, schools_at


def rutland_schools(size=4):
    chance = np.random.default_rng(11)
    return schools_at({f"Point {n}": tuple(chance.uniform((-9, 3), (-2, 11))) for n in range(size)})


def each_alone(schools):
    return [Origin(f"school:{urn}", (int(urn),)) for urn in schools["urn"]]


def by_key(areas):
    return areas.set_index(["key", "minutes"]).geometry


@pytest.fixture(scope="module")
def rutland_areas(rutland_router):
    schools = rutland_schools()
    return schools, by_key(reaches(rutland_router, schools, each_alone(schools)))


def test_a_cone_is_cut_to_a_circle():
    north, east = np.mgrid[:61, :61]
    away = np.hypot(north - 30, east - 30)
    area = area_within(away, 20.0, corner=(1_000.0, 2_000.0), step_m=10.0)
    disc = shapely.Point(1_300, 2_300).buffer(200, quad_segs=64)
    assert area.is_valid
    assert area.symmetric_difference(disc).area < 0.01 * disc.area


def test_where_nothing_is_known_or_all_is_too_far_there_is_no_area():
    assert area_within(np.full((5, 5), np.nan), 9.0, corner=(0, 0), step_m=1.0).is_empty
    assert area_within(np.full((5, 5), 10.0), 9.0, corner=(0, 0), step_m=1.0).is_empty


def test_what_is_just_at_the_limit_is_inside():
    area = area_within(np.full((3, 4), 9.0), 9.0, corner=(0, 0), step_m=2.0)
    assert area.equals(shapely.box(0, 0, 6, 4))


@pytest.mark.parametrize("seed", range(5))
def test_any_field_gives_a_sound_area_that_holds_its_low_points_and_no_high_one(seed):
    chance = np.random.default_rng(seed)
    values = chance.uniform(0, 30, (25, 30))
    values[chance.random(values.shape) < 0.1] = np.nan
    area = area_within(values, 12.0, corner=(0, 0), step_m=1.0)
    assert area.is_valid
    north, east = np.nonzero(values > 12)
    assert not shapely.contains(area, shapely.points(east, north)).any()
    known = ~np.isnan(np.pad(values, 1, constant_values=np.nan))
    whole = np.lib.stride_tricks.sliding_window_view(known, (3, 3)).all(axis=(2, 3))
    north, east = np.nonzero((values < 12) & whole)
    assert shapely.intersects(area, shapely.points(east, north)).all()


def test_one_odd_point_and_one_unknown_are_evened_out_by_their_neighbours():
    values = np.full((5, 5), 8.0)
    values[2, 2], values[1, 3] = 60.0, np.nan
    assert (smoothed(values) == 8.0).all()
    lone = np.full((5, 5), np.nan)
    lone[0, 0] = 3.0
    assert np.array_equal(smoothed(lone), lone, equal_nan=True)


def test_of_random_points_by_a_road_nearly_all_are_on_the_right_side(rutland_router, rutland_areas):
    schools, areas = rutland_areas
    chance = np.random.default_rng(5)
    spots = np.array(CORNER) + chance.uniform((-14_000, -1_000), (5_000, 17_000), (3_000, 2))
    starts = schools[["easting", "northing"]].to_numpy(dtype=float)
    points = degrees(np.concatenate([starts, spots]))
    at = np.arange(len(points))
    answer = rutland_router.engine.table(points, at[: len(starts)], at[len(starts) :])
    near = answer.destination_snapped_m <= 100
    assert near.sum() > 500
    for urn, seconds in zip(schools["urn"], answer.duration_s[:, near], strict=True):
        for minutes in MINUTES:
            area = areas[f"school:{urn}", minutes]
            inside = shapely.contains(area, shapely.points(spots[near]))
            wrong = inside != (seconds / 60 <= minutes)
            assert wrong.mean() < 0.06
            away = shapely.distance(area.boundary, shapely.points(spots[near][wrong]))
            assert np.median(away) < GRID_M


def test_more_minutes_reach_more(rutland_areas):
    schools, areas = rutland_areas
    for urn in schools["urn"]:
        small, middle, large = (areas[f"school:{urn}", minutes] for minutes in MINUTES)
        assert small.area < middle.area < large.area
        assert small.difference(middle).area < 0.01 * small.area
        assert middle.difference(large).area < 0.01 * middle.area
        assert shapely.distance(small, schools.geometry[schools["urn"] == urn]).iloc[0] < GRID_M


def test_from_the_nearest_of_several_schools_reaches_what_each_of_them_does(
    rutland_router, rutland_areas
):
    schools, areas = rutland_areas
    urns = tuple(int(urn) for urn in schools["urn"])
    together = by_key(reaches(rutland_router, schools, [Origin("trust:1", urns)]))
    for minutes in MINUTES:
        each = shapely.union_all([areas[f"school:{urn}", minutes] for urn in urns])
        assert each.difference(together["trust:1", minutes]).area < 0.02 * each.area


def test_a_server_gives_the_same_areas_as_the_engine_in_the_process(network, router):
    schools = schools_at({"Middle": (2.0, 2.0)})
    with routing_server(network.prefix) as url:
        there = reaches(over(url, size=100), schools, each_alone(schools))
    here = reaches(router, schools, each_alone(schools))
    assert len(here) == len(MINUTES)
    pd.testing.assert_frame_equal(pd.DataFrame(there), pd.DataFrame(here))


def test_a_server_that_dies_says_how_far_it_came(network):
    schools = schools_at({"Middle": (2.0, 2.0)})
    with (
        routing_server(network.prefix) as real,
        between(lambda asked: passed_on(real, asked) if asked.number < 3 else None) as url,
        pytest.raises(TravelError, match="stopped after the reach of 0 of 1 schools"),
    ):
        reaches(over(url, size=100), schools, each_alone(schools))


def test_the_plan_comes_first_then_bodies_of_several_schools_then_trusts_that_could_be():
    schools = schools_at({name: (n, 0.0) for n, name in enumerate("ABCDEF")})
    a, b, c, d, e, _ = (int(urn) for urn in schools["urn"])
    schools["federation_id"] = pd.array(["F1", "F1", None, None, None, None], dtype="str")
    schools["trust_id"] = pd.array([None, None, "T1", None, None, None], dtype="str")
    schools["foundation_trust_id"] = pd.array([None] * 6, dtype="str")
    ranked = pd.DataFrame(
        {
            "group_id": ["planned", "other", "rural"],
            "pattern": ["area", "trust-hub", "rural-primaries"],
            "hub_urn": [d, e, a],
        }
    )
    keys = [origin.key for origin in origins(schools, ranked, {"planned"})]
    assert keys == [f"school:{d}", "federation:F1", f"school:{e}", "trust:T1"]
    assert origins(schools, ranked, {"planned"})[1].urns == (a, b)
    assert c in origins(schools, ranked, set())[-1].urns


def test_a_hub_of_the_plan_and_of_a_trust_is_drawn_once_and_first():
    schools = schools_at({name: (n, 0.0) for n, name in enumerate("ABC")})
    schools["federation_id"] = pd.array(["F1", "F1", None], dtype="str")
    hub = int(schools["urn"].iloc[0])
    ranked = pd.DataFrame(
        {"group_id": ["p", "t"], "pattern": ["trust-hub", "trust-hub"], "hub_urn": [hub, hub]}
    )
    keys = [origin.key for origin in origins(schools, ranked, {"p"})]
    assert keys[:2] == [f"school:{hub}", "federation:F1"]
    assert keys.count(f"school:{hub}") == 1


def test_a_trust_of_a_whole_country_is_passed_over_and_smaller_ones_are_kept(monkeypatch):
    monkeypatch.setattr(geofinder.ways.origins, "MOST_SCHOOLS", 3)
    schools = schools_at({name: (n, 0.0) for n, name in enumerate("ABCDEF")})
    schools["trust_id"] = pd.array(["T1"] * 4 + ["T2"] * 2, dtype="str")
    ranked = pd.DataFrame({"group_id": [], "pattern": [], "hub_urn": []})
    assert [origin.key for origin in origins(schools, ranked, set())] == ["trust:T2"]
