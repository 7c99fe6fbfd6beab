"""The address holds what is chosen; a damaged or hostile one opens the page all the same."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.page.listed import choose, keys, shown

UNKNOWN = (
    "view=__proto__",
    "sort=__proto__&form=toString&status=hasOwnProperty",
    "phase=valueOf&faith=__proto__&trust=constructor&size=1e9&rural=<b>&within=-5&why=x",
    "%",
    "%%%&%ZZ=%ZZ",
    "=&&&==&?#",
    f"q={'x' * 50_000}",
    "layer=javascript:alert(1)&reach=__proto__",
    "compare=,,,&pick=,",
)
ODD = (
    *UNKNOWN,
    "view=constructor",
    "q=%E0%A4%A",
    "q=((((&sort=%00",
    f"{'&phase=primary' * 5_000}",
    "panel",
)


@pytest.mark.parametrize("view", ["plan", "groups", "schools", "existing", "left", "about"])
def test_what_an_address_asks_and_the_page_does_not_know_changes_nothing(opener, plan_file, view):
    opened = opener(f"#view={view}", path=plan_file)
    whole = opened.page.locator("#count").text_content()
    for odd in UNKNOWN:
        opened.at(f"view={view}&{odd}")
        assert opened.page.locator("#count").text_content() == whole, odd[:60]
        assert opened.page.locator(f"#tab-{view}").get_attribute("aria-selected") == "true"
        assert opened.page.locator(".chip").count() == 0
        opened.at(f"view={view}")
    assert opened.complaints == []


@pytest.mark.parametrize("odd", ODD, ids=[odd[:24] for odd in ODD])
def test_a_page_opens_with_an_odd_address_from_the_start(opener, odd):
    opened = opener(f"#{odd}")
    assert opened.complaints == []
    opened.at("view=groups")
    assert opened.page.locator("#list .card").count() == 50


@pytest.mark.parametrize("key", ["group", "school", "body"])
@pytest.mark.parametrize("value", ["%", "__proto__", "%3Cimg%20onerror%3Dx%3E", "constructor"])
def test_what_the_page_does_not_hold_is_told_and_the_list_can_be_reached(opener, key, value):
    opened = opener(f"#{key}={value}")
    assert "Not on this map" in opened.page.locator("#detail h2").text_content()
    opened.page.get_by_role("button", name="← Back to the list").click()
    assert opened.page.locator("#list .card").count() > 0
    assert opened.complaints == []


def test_everything_chosen_is_opened_again_by_its_link(opener, plan_file):
    opened = opener("#view=groups", path=plan_file)
    opened.page.fill("#q", "school")
    choose(opened, "form", "federation")
    choose(opened, "status", "needs-consent")
    choose(opened, "rural", "rural")
    choose(opened, "within", "20")
    opened.page.select_option("#sort", "pupils-down")
    address = opened.page.url[opened.page.url.index("#") :]
    assert parse_qs(urlsplit(opened.page.url).fragment) == {
        "view": ["groups"],
        "q": ["school"],
        "form": ["federation"],
        "status": ["needs-consent"],
        "rural": ["rural"],
        "within": ["20"],
        "sort": ["pupils-down"],
    }
    again = opener(address, path=plan_file)
    assert again.page.locator("#q").input_value() == "school"
    assert keys(again) == keys(opened)
    assert shown(again) > 0


def test_back_and_forward_go_through_what_was_chosen(opener):
    opened = opener()
    whole = shown(opened)
    choose(opened, "pattern", "feeders")
    feeders = shown(opened)
    opened.page.locator("#q").press_sequentially("ashminster", delay=80)
    opened.page.wait_for_url("**q=ashminster**")
    searched = shown(opened)
    assert searched < feeders < whole
    opened.page.go_back()
    opened.page.wait_for_url(lambda url: "q=" not in url)
    assert shown(opened) == feeders, "a step back is before the search, not its last letter"
    assert opened.page.locator("#q").input_value() == ""
    opened.page.go_back()
    opened.page.wait_for_url(lambda url: "feeders" not in url)
    assert (shown(opened), opened.page.locator("#filter-pattern").input_value()) == (whole, "")
    opened.page.go_forward()
    opened.page.go_forward()
    opened.page.wait_for_url("**q=ashminster**")
    assert shown(opened) == searched
    assert opened.page.locator("#q").input_value() == "ashminster"


def test_the_link_to_a_view_is_copied_from_disk(opener):
    opened = opener("#rural=rural")
    opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.page.get_by_role("button", name="Copy link to this view").click()
    said = opened.page.locator("#copied")
    said.get_by_text("Link copied").wait_for()
    assert said.get_attribute("role") == "status"
    assert opened.page.evaluate("navigator.clipboard.readText()") == opened.page.url
    opened.page.locator("#tab-schools").click()
    assert said.text_content() == "", "the message goes with the view that it was about"


def test_where_a_page_may_not_copy_the_link_is_selected_to_be_copied_by_hand(opener):
    opened = opener("#rural=rural")
    opened.page.evaluate(
        "void (navigator.clipboard.writeText = () => Promise.reject(new Error('no')))"
    )
    opened.page.locator("#copy-link").focus()
    opened.page.keyboard.press("Enter")
    opened.page.locator("#copy-field").wait_for()
    selected = opened.page.evaluate(
        "(field => field.value.slice(field.selectionStart, field.selectionEnd))"
        "(document.getElementById('copy-field'))"
    )
    assert selected == opened.page.url
    assert opened.page.evaluate("document.activeElement.id") == "copy-field"
    assert "copy it from there" in opened.page.locator("#copied").text_content()
    assert opened.complaints == []


def test_what_is_open_has_a_link_of_its_own_to_copy(opener, madeshire):
    group = madeshire.candidates["group_id"].iloc[0]
    opened = opener(f"#group={group}")
    opened.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.page.locator("#detail").get_by_role("button", name="Copy link").click()
    opened.page.locator("#copied").get_by_text("Link copied").wait_for()
    assert opened.page.evaluate("navigator.clipboard.readText()").endswith(f"group={group}")
