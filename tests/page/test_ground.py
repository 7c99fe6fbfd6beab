"""Check that roads, water and names reach the page, keep their place and stay within its budget."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geofinder.page import render_page
from geofinder.page.ground import MOST_BYTES, ground_notes, ground_part
from geofinder.page.payload import to_json
from tests.page import made_up
from tests.page.waiting import until

GRID = "EPSG:27700"


@pytest.fixture(scope="module")
def county(madeshire):
    return replace(madeshire, backdrop=made_up.backdrop())


@pytest.fixture(scope="module")
def page_with_ground(county, tmp_path_factory):
    path = tmp_path_factory.mktemp("ground") / "index.html"
    path.write_text(render_page(county), encoding="utf-8")
    return path


def on_the_grid(steps):
    points = np.array(steps).reshape(-1, 2).cumsum(axis=0) / 1e4
    line = gpd.GeoSeries([shapely.LineString(points[:, ::-1])], crs="EPSG:4326")
    return line.to_crs(GRID).iloc[0]


def test_roads_and_rivers_come_back_where_they_were_within_ten_metres(county):
    written = ground_part(county)
    assert [(row["kind"], row["name"]) for row in written["roads"]] == [
        ("motorway", "M99"),
        ("primary", "A999"),
    ]
    told = [*county.backdrop.roads.geometry, *county.backdrop.rivers.geometry]
    for row, original in zip([*written["roads"], *written["rivers"]], told, strict=True):
        assert on_the_grid(row["lines"][0]).hausdorff_distance(original) < 10


def test_the_order_of_rows_does_not_change_what_is_written(county):
    ground = county.backdrop
    turned = replace(
        ground,
        roads=ground.roads.iloc[::-1],
        places=ground.places.iloc[::-1],
        water=ground.water.iloc[::-1],
    )
    assert ground_part(replace(county, backdrop=turned)) == ground_part(county)


def test_a_run_without_roads_writes_no_ground_but_names_its_districts(madeshire):
    written = ground_part(madeshire)
    assert not any(written[key] for key in ("roads", "rivers", "water", "places"))
    assert next(row[0] for row in written["districts"]) == "Eastshire"
    assert written["tiles"] is None


def test_too_much_ground_loses_its_lowest_classes_and_the_page_says_so(county):
    rng = np.random.default_rng(5)
    lines = [
        shapely.LineString(np.array([500_000, 300_000]) + rng.uniform(0, 9e4, (40, 2)))
        for _ in range(600)
    ]
    many = gpd.GeoDataFrame(
        {"highway": ["tertiary"] * 600, "ref": [None] * 600}, geometry=lines, crs=GRID
    )
    roads = pd.concat([made_up.roads(), many], ignore_index=True)
    result = replace(county, backdrop=replace(county.backdrop, roads=gpd.GeoDataFrame(roads)))
    written = ground_part(result)
    assert {row["kind"] for row in written["roads"]} == {"motorway", "primary"}
    sizes = [len(to_json(written[key])) for key in ("roads", "rivers", "water", "places")]
    assert sum(sizes) <= MOST_BYTES
    assert any(note.endswith("its map leaves out: minor roads.") for note in ground_notes(result))


def test_names_that_look_like_code_reach_the_map_as_text(county, opener, tmp_path):
    evil = "</script><img src=x onerror=alert(1)>{{ 7*7 }}"
    places = county.backdrop.places.assign(name=evil)
    districts = county.districts.assign(name=evil)
    path = tmp_path / "evil.html"
    run = replace(county, backdrop=replace(county.backdrop, places=places), districts=districts)
    path.write_text(render_page(run), encoding="utf-8")
    opened = opener(path=path)
    assert evil in opened.names(".leaflet-towns-pane span")
    assert opened.page.locator(".leaflet-towns-pane img").count() == 0
    assert opened.complaints == []


def test_towns_are_named_far_out_and_hamlets_close_in(page_with_ground, opener):
    opened = opener("#view=groups", path=page_with_ground)
    far = opened.names(".leaflet-towns-pane span")
    assert "Made city" in far
    assert "Made hamlet" not in far
    lat, lon = hamlet()
    opened.page.evaluate(
        f"() => window.map_geofinder.setView([{lat}, {lon}], 13, {{ animate: false }})"
    )
    until(
        opened.page,
        "[...document.querySelectorAll('.hamlet')].some(n => n.textContent === 'Made hamlet')",
    )


def hamlet():
    places = made_up.backdrop().places.to_crs("EPSG:4326")
    point = places.geometry[places["kind"] == "hamlet"].iloc[0]
    return point.y, point.x


def test_no_two_names_on_the_map_overlap(page_with_ground, opener):
    opened = opener("#view=groups", path=page_with_ground)
    boxes = opened.page.evaluate(
        """() => [...document.querySelectorAll('.leaflet-towns-pane span')].map((node) => {
          const { left, top, right, bottom } = node.getBoundingClientRect();
          return [left, top, right, bottom];
        })"""
    )
    assert len(boxes) > 5
    shapes = [shapely.box(*box) for box in boxes]
    crossing = [
        (one, other)
        for i, one in enumerate(shapes)
        for other in shapes[:i]
        if one.intersection(other).area > 0.5
    ]
    assert crossing == []


def test_water_roads_and_their_numbers_are_drawn_and_nothing_is_asked(page_with_ground, opener):
    opened = opener("#view=groups", path=page_with_ground)
    for path in ("path.lake", "path.river", "path.road-motorway", "path.road-primary"):
        assert opened.page.locator(path).count() == 1
    assert "M99" in opened.names(".road-number")
    assert [url for url in opened.requests if not url.startswith("file:")] == []
    assert opened.complaints == []


def test_far_from_any_name_the_map_points_to_the_next_towns(page_with_ground, opener):
    opened = opener("#view=groups", path=page_with_ground)
    lat, lon = hamlet()
    opened.page.evaluate(
        f"() => window.map_geofinder.setView([{lat - 0.04}, {lon}], 15, {{ animate: false }})"
    )
    opened.page.wait_for_selector(".pointer")
    assert any(name.endswith(" km") for name in opened.names(".pointer"))


def test_the_coarse_outline_tells_land_from_sea_where_no_districts_are_known(
    madeshire, opener, tmp_path
):
    sea = gpd.GeoDataFrame(
        {"part": ["england", "scotland"]},
        geometry=[made_up.districts().union_all(), shapely.box(400_000, 900_000, 410_000, 910_000)],
        crs=GRID,
    )
    run = replace(madeshire, districts=None, outline=sea)
    path = tmp_path / "coarse.html"
    path.write_text(render_page(run), encoding="utf-8")
    opened = opener(path=path)
    fill, behind = opened.page.evaluate(
        """() => [getComputedStyle(document.querySelector('.leaflet-coast-pane path')).fill,
          getComputedStyle(document.querySelector('.leaflet-container')).backgroundColor]"""
    )
    assert fill != behind
    assert "coarse outline" in opened.page.locator("#about").text_content()
    assert "Crown copyright" in opened.page.locator(".credit").text_content()
