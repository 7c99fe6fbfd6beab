"""Check that routes follow the roads on the page, and that areas show what minutes reach."""

import json
from dataclasses import replace

import pytest
import shapely
from axe_playwright_python.sync_playwright import Axe

from geofinder.page import render_page
from geofinder.page import ways as page_ways
from geofinder.page.payload import payload
from tests.page.made_up_ways import RADII_M, SENTENCE, on_roads


@pytest.fixture(scope="module")
def roaded(madeshire):
    return on_roads(madeshire)


@pytest.fixture(scope="module")
def road_page(roaded, tmp_path_factory):
    path = tmp_path_factory.mktemp("ways") / "index.html"
    path.write_text(render_page(roaded), encoding="utf-8")
    return path


def best(result, size):
    """Return the best group of so many schools that are all some minutes apart."""
    apart = result.members.query("minutes_to_hub > 2")["group_id"].value_counts()
    ranked = result.candidates.sort_values("rank").set_index("group_id", drop=False)
    return ranked[(ranked["size"] == size) & (apart.reindex(ranked.index) == size - 1)].iloc[0]


def reached(result):
    """Return the key of a hub with an area, and a group of that hub."""
    hub = result.ways.isochrones["key"].iloc[-1]
    groups = result.candidates[result.candidates["hub_urn"] == int(hub.removeprefix("school:"))]
    return hub, groups.sort_values("rank").iloc[0]["group_id"]


def test_a_group_is_drawn_along_its_roads_and_not_straight(opener, roaded, road_page):
    group = best(roaded, 3)
    opened = opener(f"#group={group['group_id']}", path=road_page)
    assert opened.page.locator("path.spoke").count() == 0
    drawn = opened.page.locator("path.route:not(.route-other):not(.route-longest)")
    assert drawn.count() == 2
    for path in drawn.all():
        # M and two L: a corner between the two ends.
        assert path.get_attribute("d").count("L") == 2
    assert "follow the roads" in opened.page.locator("#detail .ways-note").text_content()
    assert SENTENCE in opened.page.locator("#detail .ways-note details").text_content()
    assert opened.complaints == []


def test_the_minutes_on_the_map_are_those_of_the_table_there_and_back(opener, roaded, road_page):
    group = best(roaded, 3)
    opened = opener(f"#group={group['group_id']}", path=road_page)
    minutes = roaded.travel.set_index(["from_urn", "to_urn"])["travel_min"]
    members = roaded.members[roaded.members["group_id"] == group["group_id"]]["urn"]
    hub = group["hub_urn"]
    expected = set()
    for urn in set(members) - {hub}:
        there, back = round(minutes[urn, hub]), round(minutes[hub, urn])
        expected.add(f"{there} min" if there == back else f"{there} min ({back} back)")
    labels = opened.names(".leaflet-names-pane .spoke-minutes")
    assert {label for label in labels if not label.startswith("longest")} == expected


def test_a_drive_whose_route_the_page_lacks_is_straight_and_said_to_be(opener, roaded, tmp_path):
    group = best(roaded, 3)
    one = roaded.members.query("group_id == @group.group_id and urn != @group.hub_urn")["urn"].iloc[
        0
    ]
    routes = roaded.ways.routes
    kept = routes[(routes["from_urn"] != one) & (routes["to_urn"] != one)]
    path = tmp_path / "index.html"
    lacking = replace(roaded, ways=replace(roaded.ways, routes=kept))
    path.write_text(render_page(lacking), encoding="utf-8")
    opened = opener(f"#group={group['group_id']}", path=path)
    assert opened.page.locator("path.spoke").count() == 1
    assert "straight dashed line stands" in opened.page.locator("#detail .ways-note").text_content()


def test_without_roads_lines_are_straight_and_reach_is_said_to_need_roads(opener, madeshire):
    opened = opener(f"#group={best(madeshire, 3)['group_id']}")
    assert opened.page.locator("path.route").count() == 0
    assert opened.page.locator("path.spoke").count() == 2
    told = opened.page.locator("#detail").text_content()
    assert "no roads were given" in told
    assert "needs roads" in told
    assert opened.page.locator(".reach-button").count() == 0


def test_the_keyboard_shows_how_far_minutes_reach_and_hides_it_again(opener, roaded, road_page):
    key, group_id = reached(roaded)
    opened = opener(f"#group={group_id}", path=road_page)
    button = opened.page.locator(".reach-button")
    button.focus()
    opened.page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    assert opened.page.locator("path.reach").count() == len(RADII_M)
    assert key.replace(":", "%3A") in opened.page.url
    dashes = {
        path.evaluate("node => getComputedStyle(node).strokeDasharray")
        for path in opened.page.locator("path.reach").all()
    }
    assert len(dashes) == len(RADII_M)
    opened.page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "false"
    assert opened.page.locator("path.reach").count() == 0
    assert "reach" not in opened.page.url
    assert opened.complaints == []


def test_an_address_with_a_reach_opens_it_and_its_own_button_takes_it_away(
    opener, roaded, road_page
):
    key, _ = reached(roaded)
    opened = opener(f"#reach={key}", path=road_page)
    assert opened.page.locator("path.reach").count() == len(RADII_M)
    labels = opened.names(".leaflet-reachnames-pane .reach-minutes")
    assert {"10 min", "15 min", "20 min"} <= set(labels)
    opened.page.get_by_role("button", name="Hide these areas").click()
    assert opened.page.locator("path.reach").count() == 0
    assert opened.page.locator(".reach-caption").is_hidden()


def test_a_reach_of_another_run_is_no_reach(opener, road_page):
    opened = opener("#reach=school:1", path=road_page)
    assert opened.page.locator("path.reach").count() == 0
    assert opened.complaints == []


def test_the_schools_inside_are_counted_and_named(opener, roaded, road_page):
    key, group_id = reached(roaded)
    opened = opener(f"#group={group_id}&reach={key}", path=road_page)
    areas = roaded.ways.isochrones.set_index(["key", "minutes"]).geometry
    others = roaded.schools[roaded.schools["urn"] != int(key.removeprefix("school:"))]
    told = opened.page.locator("#detail section", has=opened.page.locator(".reach-button"))
    for minutes in RADII_M:
        # The page draws edges to within 100 m, in steps of a thousandth of a degree.
        least, most = (
            shapely.contains(areas[key, minutes].buffer(by), others.geometry).sum()
            for by in (-200, 200)
        )
        told_of = [
            number
            for number in range(least, most + 1)
            if f"{minutes} minutes: {number} other school" in told.text_content()
        ]
        assert len(told_of) == 1
    assert least > 0
    assert told.locator("details li li").count() == told_of[0]


def test_a_federation_shows_how_far_its_schools_reach(opener, roaded, road_page):
    key = roaded.ways.isochrones["key"].iloc[0]
    opened = opener(f"#body={key}", path=road_page)
    opened.page.locator(".reach-button").click()
    assert opened.page.locator("path.reach").count() == len(RADII_M)
    assert "nearest school of" in opened.page.locator(".reach-caption").text_content()


def test_a_reach_is_printed_with_its_words(opener, roaded, road_page):
    key, group_id = reached(roaded)
    opened = opener(f"#group={group_id}&reach={key}", path=road_page)
    opened.page.emulate_media(media="print")
    assert opened.page.locator(".reach-caption p").is_visible()
    assert opened.page.locator(".reach-counts").is_visible()
    assert opened.page.locator(".reach-hide").is_hidden()
    assert opened.page.locator("path.route").first.is_visible()


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("dark", [False, True])
def test_reach_and_routes_have_no_barrier_that_axe_finds(opener, roaded, road_page, width, dark):
    key, group_id = reached(roaded)
    opened = opener(f"#group={group_id}&reach={key}", width=width, path=road_page, dark=dark)
    found = Axe().run(opened.page).response["violations"]
    assert [violation["id"] for violation in found] == []
    sizes = opened.page.locator(".reach-button, .reach-hide").evaluate_all(
        "all => all.map(node => node.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 24
    assert opened.requests[1:] == []


def test_what_the_page_has_no_room_for_is_dropped_from_the_end_and_said(roaded, monkeypatch):
    whole = payload(roaded)["ways"]
    monkeypatch.setattr(page_ways, "ROUTES_BYTES", 900)
    monkeypatch.setattr(page_ways, "AREAS_BYTES", 400)
    part = payload(roaded)["ways"]
    for column in ("from", "to"):
        assert part[column] == whole[column][: len(part[column])]
    assert 0 < len(part["line"]) < len(whole["line"])
    assert 0 < len(part["reach"]) < len(whole["reach"])
    assert len(json.dumps(part["line"], separators=(",", ":"))) <= 900 + 2
    assert f"{len(part['line']):,} of {len(whole['line']):,} routes" in part["sentence"]
    assert f"{len(part['reach'])} of {len(whole['reach'])} hubs" in part["sentence"]


def test_rows_in_another_order_give_the_same_ways(roaded):
    mixed = replace(roaded, schools=roaded.schools.sample(frac=1, random_state=3))
    assert payload(mixed)["ways"] == payload(roaded)["ways"]
