"""Check the layer of existing federations and trusts: drawn under any view, named, opened."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.page.test_accessibility import small_targets, told

BUTTON = "Existing federations and trusts on the map"


def test_a_button_draws_every_federation_and_trust_under_any_view(opener):
    opened = opener("#view=groups")
    button = opened.page.get_by_role("button", name=BUTTON)
    assert button.get_attribute("aria-pressed") == "false"
    assert opened.page.locator(".leaflet-existing-pane path").count() == 0
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert "layer=existing" in opened.page.url
    drawn = opened.page.locator(".leaflet-existing-pane path.existing").count()
    assert drawn
    for view in ("schools", "existing", "left", "about"):
        opened.page.locator(f"#tab-{view}").click()
        assert opened.page.locator(".leaflet-existing-pane path.existing").count() == drawn
    button.click()
    assert opened.page.locator(".leaflet-existing-pane path").count() == 0
    assert opened.complaints == []


def test_the_keyboard_reaches_the_button_and_the_address_keeps_the_layer(opener):
    opened = opener("#layer=existing")
    button = opened.page.get_by_role("button", name=BUTTON)
    assert button.get_attribute("aria-pressed") == "true"
    button.focus()
    opened.page.keyboard.press("Space")
    assert button.get_attribute("aria-pressed") == "false"
    assert opened.page.evaluate("document.activeElement.textContent") == "Existing"


def test_each_kind_has_its_own_line_and_a_row_of_the_legend_while_it_is_drawn(opener):
    opened = opener("#layer=existing")
    dashes = opened.page.evaluate(
        "['federation', 'trust'].map(kind => getComputedStyle("
        "document.querySelector(`.leaflet-existing-pane .existing-${kind}`)).strokeDasharray)"
    )
    assert len(set(dashes)) == 2
    opened.page.locator("#legend summary").click()
    legend = opened.page.locator("#legend-list").inner_text()
    assert "Federation: unbroken" in legend
    assert "Multi-academy trust: dashes" in legend
    opened.page.get_by_role("button", name=BUTTON).click()
    assert "Federation: unbroken" not in opened.page.locator("#legend-list").inner_text()


def test_a_name_on_the_map_opens_the_body_and_the_others_stay_faint_behind_it(opener):
    opened = opener("#layer=existing")
    label = opened.page.locator(".body-name", has_text="Pioneer Federation")
    label.click()
    assert opened.page.locator("#detail h2").text_content() == "Pioneer Federation"
    assert "faint" in opened.page.locator(".leaflet-existing-pane").get_attribute("class")
    expect(opened.page.locator(".body-name")).to_have_count(0)


def test_no_line_of_a_body_is_longer_than_across_a_county(opener):
    opened = opener("#layer=existing")
    longest = opened.page.evaluate(
        """() => {
            let most = 0;
            const place = (text) => map_geofinder.layerPointToLatLng(text.split(" ").map(Number));
            const paths = document.querySelectorAll(".leaflet-existing-pane path:not(.area)");
            for (const path of paths) {
                for (const line of path.getAttribute("d").split("M").filter(Boolean)) {
                    const [from, to] = line.split("L").map(place);
                    most = Math.max(most, map_geofinder.distance(from, to));
                }
            }
            return most;
        }"""
    )
    assert 0 < longest <= 61_000


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_no_violation_with_the_layer_on_the_map(opener, width, dark):
    opened = opener("#layer=existing", width=width, dark=dark)
    assert told(Axe().run(opened.page)) == []
    assert small_targets(opened) == []
    least = opened.page.evaluate(
        "Math.min(...[...document.querySelectorAll('.body-name')]"
        ".map(node => node.getBoundingClientRect().height))"
    )
    assert least >= 24
