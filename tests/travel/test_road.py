"""Road travel: the engine's own times, both ways, and every school that cannot be reached named."""

import pickle

import numpy as np
import osrm
import pandas as pd
import pytest

from geofinder import tables
from geofinder.errors import NotFoundError, TravelError
from geofinder.travel import fill, within
from geofinder.travel.blocks import plan_blocks
from geofinder.travel.network import road_network
from geofinder.travel.osrm_local import LocalEngine
from geofinder.travel.road import FASTEST_KMH, degrees
from tests.travel.made_up_roads import (
    ISLAND,
    PLACES,
    every_pair,
    schools_at,
    schools_on_grid,
    write_roads,
)

RUTLAND_WATER = (492_500.0, 307_000.0)


def one_table(prefix, grid):
    """Return minutes and metres of one bare table call of the engine."""
    engine = osrm.OSRM(storage_config=str(prefix), algorithm="CH", use_shared_memory=False)
    parameters = osrm.TableParameters(
        coordinates=[tuple(point) for point in degrees(grid).tolist()],
        annotations=["duration", "distance"],
    )
    answer = engine.Table(parameters)
    return tuple(
        np.array([list(row) for row in answer[key]], dtype=float) / unit
        for key, unit in (("durations", 60.0), ("distances", 1.0))
    )


def engine_over(roads, cache):
    return LocalEngine(road_network(roads, cache_dir=cache).prefix)


def as_square(table, schools, column):
    """Return one column as a square in the order of the schools, zero on the diagonal."""
    urns = schools["urn"]
    square = table.pivot_table(index="from_urn", columns="to_urn", values=column, dropna=False)
    return square.reindex(index=urns, columns=urns).fillna(0.0).to_numpy()


def test_minutes_and_metres_are_the_engines_own_for_the_same_points(router, network, town):
    table = tables.TRAVEL.validate(router.pairs(town, every_pair(town)))
    minutes, metres = one_table(network.prefix, town[["easting", "northing"]].to_numpy())
    assert np.array_equal(as_square(table, town, "travel_min"), minutes)
    assert np.array_equal(as_square(table, town, "distance_m"), metres)
    assert (table["method"] == "road").all()


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_blocks_of_any_size_give_the_same_as_one_table(network, router, town, size):
    pairs = every_pair(town)
    whole = router.pairs(town, pairs)
    small = LocalEngine(network.prefix, most_sources=size, most_destinations=size)
    cut = type(router)(engine=small, snap_limit_m=500.0, sentence="", source={})
    pd.testing.assert_frame_equal(cut.pairs(town, pairs), whole)


def test_blocks_ask_for_every_pair_once_and_stay_within_the_engines_size(network):
    chance = np.random.default_rng(5)
    grid = chance.uniform(0, 90_000, size=(200, 2))
    origins, ends = np.divmod(np.sort(chance.choice(40_000, size=3_000, replace=False)), 200)
    engine = LocalEngine(network.prefix, most_sources=7, most_destinations=11)
    blocks = plan_blocks(grid, grid, origins, ends, engine=engine)
    rows = np.concatenate([block.rows for block in blocks])
    assert np.array_equal(np.sort(rows), np.arange(3_000))
    assert max(len(block.question.sources) for block in blocks) <= 7
    assert max(len(block.question.destinations) for block in blocks) <= 11
    for block in blocks:
        points, sources, destinations = block.question
        asked = points[sources[block.row_source]]
        told = points[destinations[block.row_destination]]
        assert np.array_equal(asked, grid[origins[block.rows]])
        assert np.array_equal(told, grid[ends[block.rows]])


def test_a_block_and_its_engine_can_go_to_another_process(network, town):
    grid = town[["easting", "northing"]].to_numpy()
    origins, ends = np.array([0, 1]), np.array([1, 0])
    engine = LocalEngine(network.prefix)
    (block,) = plan_blocks(grid, degrees(grid), origins, ends, engine=engine)
    there, asked = pickle.loads(pickle.dumps((engine, block)))  # noqa: S301 (made here)
    (answer,), (known,) = there.tables([asked.question]), engine.tables([block.question])
    assert np.array_equal(answer.duration_s, known.duration_s)


def test_a_one_way_street_takes_longer_against_it(router, town):
    minutes = router.pairs(town, every_pair(town)).set_index(["from_urn", "to_urn"])["travel_min"]
    west, one_way = town["urn"].iloc[:2]
    assert minutes[one_way, west] > 2 * minutes[west, one_way]


def test_the_order_of_schools_and_pairs_does_not_change_the_table(router, town):
    pairs = every_pair(town)
    shuffled = town.sample(frac=1, random_state=3)
    again = router.pairs(shuffled, pd.concat([pairs, pairs]).sample(frac=1, random_state=4))
    pd.testing.assert_frame_equal(again, router.pairs(town, pairs))


def test_a_school_far_from_every_road_is_named_and_has_no_row(router):
    schools = schools_at({**PLACES, "Moor School": (2.0, 7.0)})
    reach = within(router, schools, reach_min=60, snap_limit_m=500)
    assert reach.unsnappable["name"].tolist() == ["Moor School"]
    assert reach.unsnappable["snapped_m"].iloc[0] == pytest.approx(3_000, rel=0.01)
    lost = reach.unsnappable["urn"].iloc[0]
    assert not reach.table[["from_urn", "to_urn"]].isin([lost]).to_numpy().any()
    assert len(fill(router, schools, reach.table, every_pair(schools))) == len(reach.table)


def test_pairs_without_a_route_are_named_and_have_no_minutes(router):
    schools = schools_at({"Town": (2.0, 2.0), "Island": ISLAND[0], "Island Top": ISLAND[1]})
    reach = within(router, schools, reach_min=60, snap_limit_m=500)
    named = set(zip(reach.no_route["from_name"], reach.no_route["to_name"], strict=True))
    assert named == {
        ("Town", "Island"),
        ("Island", "Town"),
        ("Town", "Island Top"),
        ("Island Top", "Town"),
    }
    lost = reach.table["travel_min"].isna()
    assert lost.sum() == 4
    assert reach.table.loc[lost, "distance_m"].isna().all()
    tables.TRAVEL.validate(reach.table)


def test_two_schools_on_a_detached_street_have_the_same_minutes_alone_as_among_all(
    tmp_path, cache, router
):
    street = ((0.2, -0.1), (0.5, -0.1))
    # Only a network of more than a thousand corners makes the engine call the street small.
    city = write_roads(tmp_path / "city.osm", streets=(600, 2), step_km=0.1, detached=street)
    router = type(router)(
        engine=engine_over(city, cache), snap_limit_m=500.0, sentence="", source={}
    )
    schools = schools_at({"City": (3.0, 0.1), "Here": street[0], "There": street[1]})
    urns = schools["urn"].iloc[1:].tolist()
    among = router.pairs(schools, every_pair(schools))
    pair = (among["from_urn"] == urns[0]) & (among["to_urn"] == urns[1])
    alone = router.pairs(schools, pd.DataFrame({"from_urn": urns[:1], "to_urn": urns[1:]}))
    pd.testing.assert_frame_equal(alone, among[pair].reset_index(drop=True))
    assert alone["snapped_m"].item() == pytest.approx(100, rel=0.01)


def test_roads_of_another_county_are_refused_by_name(tmp_path, cache, router, town):
    elsewhere = write_roads(tmp_path / "elsewhere.osm", corner=(400_000.0, 200_000.0))
    other = type(router)(
        engine=engine_over(elsewhere, cache),
        snap_limit_m=500.0,
        sentence="",
        source={"path": "X.osm"},
    )
    with pytest.raises(TravelError, match=r"Not one of the 6 schools .*X\.osm.*West End"):
        within(other, town, reach_min=15, snap_limit_m=500)


def test_roads_that_only_cover_neighbours_over_the_border_are_refused(router):
    schools = schools_at({"Ours": (60.0, 60.0), "Theirs": (2.0, 2.0)})
    schools["in_area"] = [True, False]
    with pytest.raises(TravelError, match="Not one of the 1 schools"):
        within(router, schools, reach_min=15, snap_limit_m=500)


def test_within_keeps_each_direction_by_its_own_minutes(router, town):
    everything = router.pairs(town, every_pair(town))
    limit = float(everything["travel_min"].median())
    table = within(router, town, reach_min=limit, snap_limit_m=500).table
    wanted = everything[everything["travel_min"] <= limit].reset_index(drop=True)
    pd.testing.assert_frame_equal(table, wanted)


def test_fill_adds_only_what_is_lacking_and_keeps_the_rest(router, town):
    whole = router.pairs(town, every_pair(town))
    kept = whole.sample(frac=0.5, random_state=1).assign(travel_min=1.0)
    filled = fill(router, town, kept, every_pair(town))
    tables.TRAVEL.validate(filled)
    assert filled[["from_urn", "to_urn"]].equals(whole[["from_urn", "to_urn"]])
    assert (filled["travel_min"] == 1.0).sum() == len(kept)
    assert fill(router, town, whole, every_pair(town)).equals(whole)


def test_a_pair_of_an_unknown_school_is_refused(router, town):
    with pytest.raises(NotFoundError, match=r"1 URNs .* 999999"):
        router.pairs(town, pd.DataFrame({"from_urn": [999_999], "to_urn": [town["urn"].iloc[0]]}))


def test_no_pairs_and_no_schools_give_an_empty_table(router, town):
    none = pd.DataFrame({"from_urn": [], "to_urn": []}, dtype="int64")
    assert tables.TRAVEL.validate(router.pairs(town, none)).empty
    reach = within(router, town.head(0), reach_min=15, snap_limit_m=500)
    assert tables.TRAVEL.validate(reach.table).empty


def test_progress_ends_at_all_pairs(router, town):
    seen = []
    within(
        router,
        town,
        reach_min=15,
        snap_limit_m=500,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen[-1] == (30, 30)


def test_nothing_but_the_caller_prints(router, town, capfd):
    within(router, town, reach_min=15, snap_limit_m=500)
    assert capfd.readouterr() == ("", "")


def test_rutland_times_are_the_engines_own_and_the_school_in_the_lake_is_named(
    rutland_router, rutland, cache, shared_data
):
    rows = pd.read_csv(shared_data / "england" / "edubasealldata.csv", encoding="cp1252", dtype=str)
    rows = rows[(rows["LA (name)"] == "Rutland") & rows["Easting"].notna()]
    where = np.vstack([rows[["Easting", "Northing"]].to_numpy(dtype=float), RUTLAND_WATER])
    schools = schools_on_grid([*rows["EstablishmentName"], "Lake School"], where)
    reach = within(rutland_router, schools, reach_min=15, snap_limit_m=500)
    assert reach.unsnappable["name"].tolist() == ["Lake School"]
    assert (reach.table["method"] == "road").all()
    assert reach.no_route.empty
    dry = schools.iloc[:-1]
    minutes, metres = one_table(engine_over(rutland, cache).prefix, where[:-1])
    whole = rutland_router.pairs(dry, every_pair(dry))
    assert np.array_equal(as_square(whole, dry, "travel_min"), minutes)
    assert np.array_equal(as_square(whole, dry, "distance_m"), metres)
    near = whole[whole["travel_min"] <= 15].reset_index(drop=True)
    pd.testing.assert_frame_equal(reach.table, near)


def test_no_rutland_route_is_faster_than_the_prefilter_believes(rutland_router):
    chance = np.random.default_rng(8)
    where = chance.uniform((483_000, 299_000), (500_000, 315_000), size=(50, 2))
    schools = schools_on_grid([f"Point {number}" for number in range(50)], where)
    table = rutland_router.pairs(schools, every_pair(schools))
    # The school may lie off the road at both ends; the rest of the line is driven.
    driven_km = (table["straight_m"] - 2 * table["snapped_m"]) / 1000
    assert len(table) > 500
    assert (driven_km / (table["travel_min"] / 60)).max() < FASTEST_KMH
