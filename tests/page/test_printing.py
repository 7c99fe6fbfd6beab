"""Check that a selected group prints on one page with map, minutes and members."""

import re

import pytest
from playwright.sync_api import expect

from tests.page.waiting import until

PAGE = re.compile(rb"/Type\s*/Page\b")


def pages(opened):
    return len(PAGE.findall(opened.page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("pattern", ["feeders", "infant-junior", "rural-primaries"])
def test_a_selected_group_prints_on_one_page(opener, madeshire, pattern):
    of_pattern = madeshire.candidates[madeshire.candidates["pattern"] == pattern]
    group = of_pattern.sort_values("size").iloc[-1]
    assert pages(opener(f"#group={group['group_id']}")) == 1


def test_a_comparison_of_three_prints_on_two_pages_at_most(opener, madeshire):
    largest = madeshire.candidates.sort_values(["size", "rank"], ascending=[False, True])
    three = ",".join(largest["group_id"].head(3))
    assert pages(opener(f"#compare={three}")) <= 2
    assert pages(opener(f"#compare={three}", width=360)) <= 2


def test_a_plan_prints_on_two_pages_with_the_picture_of_its_limits(opener, plan_file):
    opened = opener("#view=plan", path=plan_file)
    assert pages(opened) <= 2
    start_print(opened)
    assert opened.page.locator("#print-sheet .limits-picture").is_visible()
    twice = opened.page.evaluate(
        "(ids => ids.length - new Set(ids).size)([...document.querySelectorAll('[id]')]"
        ".map(node => node.id))"
    )
    assert twice == 0


def start_print(opened):
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    opened.page.emulate_media(media="print")
    # What the browser lays out anew here moves the map a little, which takes some frames.
    expect(opened.page.locator(".leaflet-pan-anim")).to_have_count(0)


def test_the_printed_comparison_holds_each_group_and_nothing_to_press(opener, madeshire):
    three = madeshire.candidates["group_id"].head(3).tolist()
    opened = opener(f"#compare={','.join(three)}")
    start_print(opened)
    sheet = opened.page.locator("#print-sheet")
    assert sheet.locator("thead th").count() == 3
    assert sheet.locator("button").count() == 0
    assert sheet.locator(".status").count() == 9
    assert opened.page.locator("path.compared").count() == 3


def test_the_keyboard_alone_prints_an_open_group(opener, madeshire):
    opened = opener(f"#group={madeshire.candidates['group_id'].iloc[0]}")
    opened.page.evaluate("window.print = () => { window.printed = true; }")
    opened.page.locator("#detail-heading").focus()
    opened.page.keyboard.press("Shift+Tab")
    assert opened.page.evaluate("document.activeElement.textContent") == "Print"
    opened.page.keyboard.press("Enter")
    until(opened.page, "window.printed === true")
    assert opened.page.locator("#print-sheet .members, #print-sheet ol").count() > 0


@pytest.mark.parametrize("width", [1280, 360])
def test_the_largest_groups_print_on_one_page_each(opener, madeshire, width):
    largest = madeshire.candidates.sort_values(["size", "rank"], ascending=[False, True])
    for group_id in largest["group_id"].head(2):
        assert pages(opener(f"#group={group_id}", width=width)) == 1


def test_a_school_and_a_federation_print_on_one_page_with_what_is_recorded_of_them(
    opener, madeshire
):
    most = madeshire.members["urn"].value_counts().index[0]
    opened = opener(f"#school={most}")
    assert pages(opened) == 1
    start_print(opened)
    sheet = opened.page.locator("#print-sheet")
    assert str(most) in sheet.locator(".facts").text_content()
    assert 0 < sheet.locator("ol li").count() <= 8
    opened = opener(f"#body=federation:{madeshire.schools['federation_id'].dropna().iloc[0]}")
    assert pages(opened) == 1
    start_print(opened)
    federated = madeshire.schools["federation_id"].notna().sum()
    assert opened.page.locator("#print-sheet ol li").count() == federated


def test_the_printed_sheet_holds_map_minutes_members_and_verdicts(opener, madeshire):
    group = madeshire.candidates.query("size == 4").iloc[0]
    opened = opener(f"#group={group['group_id']}")
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    opened.page.emulate_media(media="print")
    sheet = opened.page.locator("#print-sheet")
    assert sheet.locator("ol li").count() == 4
    assert sheet.locator(".matrix tbody tr").count() == 4
    assert sheet.locator(".status").count() == 3
    assert opened.page.locator("path.hull").is_visible()
    assert opened.page.locator(".print-marks > *").count() > 0
    assert not opened.page.locator("#list").is_visible()
    opened.page.emulate_media(media="screen")
    opened.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert sheet.text_content() == ""
    assert opened.page.locator(".print-marks").count() == 0


@pytest.mark.parametrize("width", [1280, 360])
def test_a_printed_map_shows_all_of_a_plan_and_of_groups_as_tall_as_the_county(
    opener, planned, plan_file, width
):
    three = ",".join(planned.candidates.sort_values("rank")["group_id"].head(3))
    for address, drawn in (
        ("#view=plan", "path.plan-hull"),
        (f"#compare={three}", "path.compared"),
    ):
        opened = opener(address, path=plan_file, width=width)
        least = opened.page.evaluate("map_geofinder.getMinZoom()")
        start_print(opened)
        beyond = opened.page.evaluate(
            """drawn => {
                const frame = document.querySelector('.folium-map').getBoundingClientRect();
                return [...document.querySelectorAll(drawn)].filter(node => {
                    const box = node.getBoundingClientRect();
                    return box.top < frame.top || box.bottom > frame.bottom;
                }).length;
            }""",
            drawn,
        )
        assert opened.page.locator(drawn).count() > 0
        assert beyond == 0, address
        opened.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert opened.page.evaluate("map_geofinder.getMinZoom()") == least
