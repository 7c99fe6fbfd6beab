"""Check that nothing asks the network or complains, and no name acts, wherever a reader goes."""

from dataclasses import replace

import pytest

from geofinder.page import render_page
from tests.page import made_up
from tests.page.test_hostile_names import NAMES
from tests.page.views import LISTS, addresses, roaded_group

MADE = "document.querySelectorAll('img, iframe, object, svg[onload], [onerror]').length"


@pytest.fixture(scope="module")
def hostile_whole(whole):
    """The county by road, with hostile names for schools, federations and trusts."""
    group = roaded_group(whole)
    urns = whole.members.loc[whole.members["group_id"] == group, "urn"].tolist()
    urns += [urn for urn in whole.schools["urn"].tolist() if urn not in urns]
    named = made_up.renamed(whole, dict(zip(map(int, urns), NAMES, strict=False)))
    table = named.schools.copy()
    federated = table["federation_id"].notna()
    table.loc[federated, "federation_name"] = NAMES[0]
    table.loc[table["trust_id"].notna(), "trust_name"] = NAMES[1]
    return replace(named, schools=table)


@pytest.fixture(scope="module")
def hostile_whole_file(hostile_whole, tmp_path_factory):
    path = tmp_path_factory.mktemp("hostile_whole") / "index.html"
    path.write_text(render_page(hostile_whole), encoding="utf-8")
    return path


def everything(opened, result):
    """Go through every view, press what can be pressed there, print and come back."""
    page = opened.page
    page.evaluate("window.print = () => {}")
    for view in LISTS:
        page.locator(f"#tab-{view}").click()
        for summary in page.locator("#panel summary:visible").all():
            summary.click()
    page.locator("#tab-groups").click()
    page.locator("#q").fill(NAMES[0])
    page.locator("#q").fill("")
    page.locator("#sort").select_option(index=1)
    page.locator(".layer-button").click()
    page.locator(".whole-area").first.click()
    for address in addresses(result).values():
        opened.at(address)
        for button in ("#detail .print", ".reach-button", ".reach-hide", "#clear"):
            if page.locator(button).first.is_visible():
                page.locator(button).first.click()
        for event in ("beforeprint", "afterprint"):
            page.evaluate("name => window.dispatchEvent(new Event(name))", event)
    page.go_back()


@pytest.mark.parametrize("width", [1280, 360])
def test_no_interaction_asks_the_network_or_makes_the_browser_complain(
    opener, whole, whole_file, width
):
    opened = opener(path=whole_file, width=width)
    everything(opened, whole)
    assert opened.complaints == []
    assert len(opened.requests) == 1


def test_no_hostile_name_acts_wherever_it_is_shown(opener, hostile_whole, hostile_whole_file):
    opened = opener(path=hostile_whole_file)
    alarms = []
    opened.page.on("dialog", lambda dialog: alarms.append(dialog.message))
    everything(opened, hostile_whole)
    assert (alarms, opened.complaints, len(opened.requests)) == ([], [], 1)
    assert opened.page.evaluate(MADE) == 0


def test_hostile_names_are_text_on_routes_areas_layer_and_their_print(
    opener, hostile_whole, hostile_whole_file
):
    group = roaded_group(hostile_whole)
    hub = hostile_whole.candidates.set_index("group_id").loc[group, "hub_urn"]
    name = hostile_whole.schools.set_index("urn").loc[hub, "name"]
    opened = opener(f"#group={group}&reach=school:{hub}", path=hostile_whole_file)
    page = opened.page
    assert page.locator(".reach-caption bdi").text_content() == name
    assert page.locator("path.route").count() > 0
    assert name in opened.names("#detail .members button")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert name in page.locator("#print-sheet").text_content()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    opened.at("view=existing&layer=existing")
    assert set(opened.names(".body-name bdi")) <= {NAMES[0], NAMES[1]}
    assert opened.names(".body-name bdi")
    assert page.evaluate(MADE) == 0
    assert opened.complaints == []


def test_what_an_address_or_a_search_holds_is_never_more_than_text(opener, whole_file):
    opened = opener(path=whole_file)
    alarms = []
    opened.page.on("dialog", lambda dialog: alarms.append(dialog.message))
    for name in NAMES:
        for key in ("q", "pattern", "sort", "group", "compare", "pick", "reach", "body", "layer"):
            opened.at(f"{key}={name}")
    for name in NAMES:
        opened.page.locator("#q").fill(name)
        assert opened.page.locator("#q").input_value() == name
    assert (alarms, opened.complaints, len(opened.requests)) == ([], [], 1)
    assert opened.page.evaluate(MADE) == 0
