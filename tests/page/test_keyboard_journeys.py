"""Check that everything is done with the keyboard alone, and that the focus is never lost."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.page.conftest import SIZES, Opened
from tests.page.views import roaded_group

FOCUS = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const style = getComputedStyle(node), box = node.getBoundingClientRect();
  return { id: node.id, name: (node.getAttribute('aria-label') || node.textContent).trim(),
    outline: style.outlineStyle, wide: parseFloat(style.outlineWidth),
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth };
}"""
MATCHES = "selector => document.activeElement.matches(selector)"
IN_ORDER = """() => {
  const all = [...document.querySelectorAll('*')];
  return all.indexOf(document.activeElement);
}"""


class Reader:
    """Somebody who has no mouse: what has the focus is looked at after every key."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.page = opened.page

    def press(self, *keys: str) -> dict:
        """Press keys; after each something has the focus and is on the screen."""
        for key in keys:
            self.page.keyboard.press(key)
            found = self.focus()
            assert found is not None, f"{key} left the focus nowhere"
        return found

    def focus(self) -> dict | None:
        return self.page.evaluate(FOCUS)

    def reach(self, selector: str, *, key: str = "Tab", most: int = 90) -> dict:
        """Go on to what ``selector`` finds; each stop on the way is visible and outlined."""
        for _ in range(most):
            found = self.press(key)
            assert found["outline"] == "solid", found
            assert found["wide"] >= 2, found
            assert found["inside"], found
            if self.page.evaluate(MATCHES, selector):
                return found
        pytest.fail(f"{selector} was not reached by {most} times {key}")

    def at(self, selector: str) -> bool:
        return self.page.evaluate(MATCHES, selector)


@pytest.fixture(scope="module", params=[1280, 360])
def window(browser, request) -> Iterator[Opened]:
    page = browser.new_page(
        viewport={"width": request.param, "height": SIZES[request.param]}, reduced_motion="reduce"
    )
    opened = Opened(page)
    page.on("console", lambda message: opened.complaints.append(message.text))
    page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    yield opened
    page.close()


@pytest.fixture
def reader(window, whole_file) -> Iterator[Reader]:
    """Somebody at the page as it opens."""
    window.page.goto("about:blank")
    window.page.goto(whole_file.as_uri())
    window.page.wait_for_selector("html[data-ready]")
    yield Reader(window)
    assert window.complaints == []


def open_by_typing(reader, school):
    """Find a school by typing its name, and open it."""
    reader.press("Tab")
    assert reader.at("#skip")
    reader.press("Enter")
    assert reader.at("#panel")
    reader.press("Tab")
    assert reader.at("#q")
    reader.page.keyboard.type(school["name"])
    reader.reach("#tab-plan")
    reader.press("ArrowRight", "ArrowRight")
    assert reader.at("#tab-schools")
    expect(reader.page.locator("#list .card")).to_have_count(1)
    reader.reach("#list .card .link")
    reader.press("Enter")
    assert reader.at("#detail-heading")
    assert reader.page.locator("#detail h2").text_content() == school["name"]


def stub_print(page):
    page.evaluate("window.print = () => { document.documentElement.dataset.printed = 'yes'; }")


def print_and_go_back(reader):
    """Print what is open, which the browser ends by itself, and go back to the list."""
    reader.reach("#detail .print", key="Shift+Tab")
    reader.press("Enter")
    reader.page.wait_for_selector("html[data-printed]")
    assert reader.page.locator("#print-sheet").text_content()
    reader.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert reader.at("#detail .print")
    reader.reach("#detail .back", key="Shift+Tab")
    reader.press("Enter")
    assert reader.page.locator("#detail").is_hidden()


def test_a_school_is_found_its_two_best_groups_are_compared_and_printed(reader, whole):
    page = reader.page
    stub_print(page)
    ranked = whole.candidates.sort_values("rank")["group_id"]
    most = whole.members["urn"].value_counts().index[0]
    of_it = set(whole.members.loc[whole.members["urn"] == most, "group_id"])
    two = [group_id for group_id in ranked if group_id in of_it][:2]
    school = whole.schools.set_index("urn").loc[most]
    open_by_typing(reader, school)
    for place, group_id in enumerate(two, start=1):
        reader.reach(f"#detail .card:nth-child({place}) .link")
        reader.press("Enter")
        assert reader.at("#detail-heading")
        assert f"group={group_id}" in page.url
        reader.reach(f'#detail [data-compare="{group_id}"]')
        reader.press("Space")
        assert reader.at(f'#detail [data-compare="{group_id}"][aria-pressed="true"]')
        if place == 1:
            reader.reach("#detail .back", key="Shift+Tab")
            reader.press("Enter")
            # Nothing of the group stands in the list of schools: its tab is the nearest.
            assert reader.at("#tab-schools")
            reader.reach("#list .card .link")
            reader.press("Enter")
            assert page.locator("#detail h2").text_content() == school["name"]
    reader.press("Tab")
    assert reader.focus()["name"] == "Compare now"
    reader.press("Enter")
    assert reader.at("#detail-heading")
    assert page.locator("#detail .comparison thead th").count() == len(two)
    print_and_go_back(reader)
    assert reader.at("#compare-bar button, #list button")


def test_two_groups_are_picked_in_the_list_compared_printed_and_left(reader, whole):
    page = reader.page
    stub_print(page)
    reader.press("Tab", "Enter")
    reader.reach("#tab-plan")
    reader.press("ArrowRight")
    assert reader.at("#tab-groups")
    for group_id in whole.candidates.sort_values("rank")["group_id"].head(2):
        reader.reach(f'#list [data-compare="{group_id}"]')
        reader.press("Space")
        assert reader.at(f'#list [data-compare="{group_id}"]')
    reader.press("Tab")
    assert reader.focus()["name"] == "Compare now"
    reader.press("Enter")
    assert reader.at("#detail-heading")
    print_and_go_back(reader)
    # What was compared stays picked: its bar is where one goes on.
    assert reader.at("#compare-bar button, #list button")


def test_a_card_has_the_focus_again_when_what_it_opened_is_closed(reader):
    reader.press("Tab", "Enter")
    reader.reach("#tab-plan")
    reader.press("ArrowRight")
    reader.reach("#list .card:nth-child(3) .link")
    reader.press("Enter")
    assert reader.at("#detail-heading")
    reader.reach("#detail .back", key="Shift+Tab")
    reader.press("Enter")
    assert reader.at("#list .card:nth-child(3) .link")
    assert reader.focus()["inside"]


def test_arrows_go_round_the_tabs_and_each_is_one_stop(reader):
    page = reader.page
    reader.press("Tab", "Enter")
    reader.reach("#tab-plan")
    for name in ("groups", "schools", "existing", "left", "about", "plan"):
        found = reader.press("ArrowRight")
        assert found["id"] == f"tab-{name}"
        assert page.locator('[role="tab"][aria-selected="true"]').count() == 1
        assert page.locator(f"#tab-{name}").get_attribute("aria-selected") == "true"
    assert reader.press("End")["id"] == "tab-about"
    assert reader.press("Home")["id"] == "tab-plan"
    assert reader.press("ArrowLeft")["id"] == "tab-about"
    reader.press("Tab")
    assert not reader.at('[role="tab"]')


def test_a_filter_is_chosen_and_taken_away_by_its_chip_and_the_focus_goes_on(reader):
    page = reader.page
    reader.press("Tab", "Enter")
    reader.reach("#tab-plan")
    reader.press("ArrowRight")
    every = page.locator("#count").text_content()
    if page.locator("#filters-first select").count():
        reader.reach("#filter-form", key="Shift+Tab")
    else:
        reader.reach("#filters-summary", key="Shift+Tab")
        reader.press("Enter")
        reader.reach("#filter-form")
    reader.press("ArrowDown")
    assert reader.at("#filter-form")
    expect(page.locator("#count")).not_to_have_text(every)
    reader.reach(".chip")
    assert reader.focus()["name"].startswith("Remove filter: ")
    reader.press("Enter")
    expect(page.locator("#count")).to_have_text(every)
    assert reader.at("#q")


def test_the_layer_and_the_areas_are_shown_and_hidden_again(reader, whole):
    page = reader.page
    reader.reach(".layer-button")
    reader.press("Space")
    assert reader.at('.layer-button[aria-pressed="true"]')
    reader.press("Space")
    assert reader.at('.layer-button[aria-pressed="false"]')
    group = roaded_group(whole)
    reader.opened.at(f"group={group}")
    assert reader.at("#detail-heading")
    reader.reach(".reach-button")
    reader.press("Enter")
    assert reader.at('.reach-button[aria-pressed="true"]')
    reader.reach(".reach-hide", key="Shift+Tab")
    reader.press("Enter")
    assert page.locator("path.reach").count() == 0
    assert reader.at('.reach-button[aria-pressed="false"]')
    # Only the areas are gone.
    assert f"group={group}" in page.url


@pytest.mark.parametrize("view", ["", "view=schools", "view=about", "school", "group"])
def test_the_focus_goes_through_a_view_in_the_order_of_reading_and_out_again(reader, whole, view):
    """Every stop comes later in the document than the one before: no trap, nothing left out."""
    page = reader.page
    address = {
        "school": f"school={whole.members['urn'].iloc[0]}",
        "group": f"group={roaded_group(whole)}",
    }.get(view, view)
    reader.opened.at(address)
    page.evaluate("document.activeElement.blur(); window.getSelection().removeAllRanges()")
    page.evaluate("document.querySelector('#skip').focus()")
    stops = page.evaluate(
        """() => [...document.querySelectorAll('a, button, input, select, summary, [tabindex]')]
            .filter(node => node.checkVisibility() && node.tabIndex >= 0 && !node.disabled
              && !node.closest('[hidden]')).length"""
    )
    places = [page.evaluate(IN_ORDER)]
    for _ in range(min(stops, 40) - 1):
        reader.press("Tab")
        places.append(page.evaluate(IN_ORDER))
    assert places == sorted(set(places))
    headings = page.evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4')].filter(n => n.checkVisibility())"
        ".map(n => Number(n.tagName[1]))"
    )
    assert headings[0] == 1
    assert all(next_ - one <= 1 for one, next_ in pairwise(headings))


def test_no_stop_has_a_number_that_would_put_it_before_the_others(reader, whole):
    for address in ("", "view=groups", f"group={roaded_group(whole)}"):
        reader.opened.at(address)
        numbers = reader.page.eval_on_selector_all(
            "[tabindex]", "all => all.map(node => node.getAttribute('tabindex'))"
        )
        assert {number for number in numbers if not re.fullmatch("0|-1", number)} == set()
