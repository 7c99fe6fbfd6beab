"""The main job on real roads: Rutland, routed by OSRM."""

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geofinder.page import render_page
from geofinder.page.ground import MOST_BYTES, ground_notes, ground_part
from geofinder.page.payload import to_json
from geofinder.pipeline import Inputs, Where, run_plan
from geofinder.settings import Settings
from geofinder.travel import open_router
from tests.made_up import Silent

IN_THE_RESERVOIR = {"URN": "999001", "EstablishmentName": "Rutland Water Primary School",
                    "Easting": "492500", "Northing": "307000"}  # fmt: skip


@pytest.fixture(scope="module")
def run(shared_data, tmp_path_factory):
    england = pd.read_csv(
        shared_data / "england" / "edubasealldata.csv", encoding="cp1252", dtype="str"
    )
    rutland = england[england["LA (name)"] == "Rutland"]
    primary = rutland[rutland["PhaseOfEducation (name)"] == "Primary"].head(1)
    drowned = primary.assign(**IN_THE_RESERVOIR)
    path = tmp_path_factory.mktemp("rutland") / "edubasealldata.csv"
    pd.concat([rutland, drowned]).to_csv(path, index=False)
    return run_plan(
        Where(area="Rutland"),
        Inputs(
            gias=(path,),
            links=shared_data / "england" / "alllinksdata.csv",
            boundaries=shared_data / "boundaries" / "lad_england.geojson",
            roads=shared_data / "roads" / "rutland.osm.pbf",
        ),
        Settings(),
        run_date=dt.date(2026, 11, 21),
        watcher=Silent(),
    )


def test_every_journey_is_by_road_and_as_the_engine_says(run, shared_data):
    assert len(run.travel) > 300
    assert set(run.travel["method"]) == {"road"}
    router = open_router(
        roads=shared_data / "roads" / "rutland.osm.pbf", osrm_url=None, snap_limit_m=500
    )
    again = router.pairs(run.schools, run.travel[["from_urn", "to_urn"]])
    both = run.travel.merge(again, on=["from_urn", "to_urn"], suffixes=("", "_engine"))
    assert len(both) == len(run.travel)
    assert both["travel_min"].equals(both["travel_min_engine"])
    assert both["distance_m"].equals(both["distance_m_engine"])


def test_a_school_in_the_middle_of_rutland_water_is_reported_by_name(run):
    named = {school["name"]: school["snapped_m"] for school in run.manifest["unsnappable"]}
    assert named["Rutland Water Primary School"] > 500
    assert 999001 not in set(run.travel["from_urn"]) | set(run.travel["to_urn"])
    assert 999001 not in set(run.members["urn"])
    counts = run.manifest["counts"]
    assert counts["schools"] == len(run.schools), "those of the files are counted"
    assert counts["schools_in_area"] == run.schools["in_area"].sum()


def test_the_two_directions_differ_and_the_slower_counts(run):
    minutes = run.travel.set_index(["from_urn", "to_urn"])["travel_min"]
    back = minutes.swaplevel().reindex(minutes.index)
    assert (minutes != back).any()
    groups = run.members.groupby("group_id")["urn"].agg(list)
    for group, longest in run.candidates.set_index("group_id")["longest_min"].items():
        urns = groups[group]
        worst = max(minutes[a, b] for a in urns for b in urns if a != b)
        assert longest == pytest.approx(worst)


def test_the_backdrop_holds_the_main_roads_of_the_same_extract(run):
    assert set(run.backdrop.roads["highway"]) >= {"trunk", "primary"}
    assert run.backdrop.roads.total_bounds[0] > 475_000
    assert run.backdrop.roads.total_bounds[2] < 512_000


def test_the_backdrop_names_the_water_the_towns_and_the_rivers_of_rutland(run):
    ground = run.backdrop
    assert {"A1", "A47", "A606"} <= set(ground.roads["ref"].dropna())
    assert {"River Chater", "River Gwash", "River Welland"} <= set(ground.rivers["name"].dropna())
    towns = ground.places[ground.places["kind"] == "town"]
    assert set(towns["name"]) == {"Oakham", "Uppingham"}
    assert {"Empingham", "Edith Weston"} <= set(ground.places["name"])
    reservoir = gpd.GeoSeries([shapely.Point(492_500, 307_000)], crs="EPSG:27700")
    assert ground.water.contains(reservoir.iloc[0]).any()
    assert 10e6 < ground.water.area.max() < 14e6


def test_the_whole_page_stays_under_a_megabyte_and_its_ground_within_its_share(run):
    assert len(render_page(run).encode()) < 1_000_000
    assert len(to_json(ground_part(run)).encode()) < MOST_BYTES
    assert not any("leaves out" in note for note in ground_notes(run))


def test_minutes_by_road_feed_the_rating_and_the_sentence_says_so(run):
    rated = run.candidates[run.candidates["likelihood"].notna()]
    said = rated["reasons"].str.extract(r"(\d+) minutes apart by road, (?:near|farth)er")[0]
    of_two = said.notna() & (rated["size"] == 2)
    assert of_two.any()
    assert said[of_two].astype(int).tolist() == rated["longest_min"][of_two].round().tolist()
    assert "routed two schools by road" in run.manifest["order"]["limit"]
