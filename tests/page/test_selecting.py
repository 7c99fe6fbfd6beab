"""Check that a group, a school or a federation opens from the list, the map and the address."""

import pandas as pd
import pytest
from playwright.sync_api import expect


def best_group(result):
    return result.candidates.sort_values("rank").iloc[0]["group_id"]


def members(result, group_id):
    urns = result.members.loc[result.members["group_id"] == group_id, "urn"]
    return set(result.schools.set_index("urn").loc[urns, "name"])


def point_of(opened):
    """Return where on the screen the mark of the open school is: in the middle of its ring."""
    box = opened.page.locator("path.ring").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_group_in_the_address_is_open_with_its_members_on_list_and_map(opener, madeshire):
    group_id = best_group(madeshire)
    opened = opener(f"#group={group_id}")
    assert set(opened.names("#detail .members button")) == members(madeshire, group_id)
    size = len(members(madeshire, group_id))
    assert opened.page.locator("path.hull").count() == 1
    assert opened.page.locator("path.ring:not(.ring-hub)").count() == size
    assert opened.page.locator(".leaflet-map-pane path.spoke").count() == size - 1


def test_only_one_group_is_drawn_at_a_time(opener, madeshire):
    opened = opener()
    for group_id in madeshire.candidates["group_id"].head(3):
        opened.at(f"group={group_id}")
        assert opened.page.locator("path.hull").count() == 1
    opened.at("")
    assert opened.page.locator("path.hull").count() == 0


def test_a_school_in_the_address_is_open_with_its_facts(opener, madeshire):
    school = madeshire.schools.iloc[8]
    opened = opener(f"#school={school['urn']}")
    assert opened.page.locator("#detail h2").text_content() == school["name"]
    facts = opened.page.locator("#detail .facts").text_content()
    assert str(school["urn"]) in facts
    assert school["postcode"] in facts


def test_the_page_follows_the_address_and_the_back_button(opener, madeshire):
    opened = opener()
    school = madeshire.schools.sort_values("name").iloc[5]
    opened.page.locator("#tab-schools").click()
    opened.page.get_by_role("button", name=school["name"], exact=True).click()
    assert opened.page.url.endswith(f"school={school['urn']}")
    opened.page.go_back()
    opened.page.locator("#detail").wait_for(state="hidden")
    assert opened.page.locator("#list .card").count() > 0


def test_an_address_of_another_run_is_answered_in_words(opener):
    opened = opener("#group=rural-primaries-ffffffffff")
    assert "Not on this map" in opened.page.locator("#detail h2").text_content()
    assert opened.complaints == []


def test_a_click_on_the_map_opens_the_school(opener, madeshire):
    school = madeshire.schools[madeshire.schools["in_area"]].iloc[20]
    opened = opener(f"#school={school['urn']}")
    place = point_of(opened)
    opened.page.get_by_role("button", name="← Back to the list").click()
    opened.page.mouse.click(*place)
    assert opened.page.locator("#detail h2").text_content() == school["name"]


def test_schools_at_the_very_same_place_can_both_be_clicked(opener, madeshire):
    pair = madeshire.schools.iloc[[2, 3]]
    assert pair.geometry.iloc[0].equals(pair.geometry.iloc[1])
    for urn, name in zip(pair["urn"], pair["name"], strict=True):
        opened = opener(f"#school={urn}")
        place = point_of(opened)
        opened.page.get_by_role("button", name="← Back to the list").click()
        opened.page.mouse.click(*place)
        assert opened.page.locator("#detail h2").text_content() == name
        other = (set(pair["name"]) - {name}).pop()
        assert other in opened.page.locator("#detail").text_content()


def test_the_keyboard_alone_finds_a_school_and_opens_its_best_group(opener, madeshire):
    opened = opener()
    keyboard = opened.page.keyboard
    keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.id") == "skip"
    keyboard.press("Enter")
    keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.id") == "q"
    of = madeshire.members.iloc[0]
    keyboard.type(str(of["urn"]))
    expect(opened.page.locator("#count")).to_contain_text(" of ")
    for _ in range(20):
        keyboard.press("Tab")
        if opened.page.evaluate("document.activeElement.matches('#list .card button')"):
            break
    keyboard.press("Enter")
    assert opened.page.evaluate("document.activeElement.id") == "detail-heading"
    shown = opened.names("#detail .members button")
    assert madeshire.schools.set_index("urn").loc[of["urn"], "name"] in shown
    while not opened.page.evaluate("document.activeElement.matches('.back')"):
        keyboard.press("Shift+Tab")
    keyboard.press("Enter")
    assert opened.page.evaluate("document.activeElement.matches('#list .card button')")


def test_marks_on_the_map_are_no_stops_of_the_tab_key(opener, madeshire):
    opened = opener(f"#group={best_group(madeshire)}")
    stops = opened.page.evaluate(
        "[...document.querySelectorAll('.leaflet-map-pane *')].filter(n => n.tabIndex >= 0).length"
    )
    assert stops == 0


def test_every_verdict_of_a_group_is_there_in_words_with_its_rules_and_sources(opener, madeshire):
    group_id = madeshire.candidates["group_id"].iloc[1]
    opened = opener(f"#group={group_id}")
    told = opened.page.locator("#detail").text_content()
    verdicts = madeshire.verdicts[madeshire.verdicts["group_id"] == group_id]
    words = {"open": "open", "needs-consent": "needs consent", "blocked": "blocked"}
    for verdict in verdicts.itertuples():
        assert verdict.sentence in told
        assert words[verdict.status] in told
        for rule in verdict.rules.split():
            assert madeshire.rules[rule]["sentence"] in told
            assert madeshire.rules[rule]["source"] in told
    for line in madeshire.candidates["reasons"].iloc[1].splitlines():
        assert line.split(". ")[0].rstrip(".") in told


def test_the_matrix_gives_the_minutes_of_the_travel_table_both_ways(opener, madeshire):
    assert_matrix_is_travel(opener, madeshire)


def assert_matrix_is_travel(opener, result, **page):
    """Compare the matrix of a group of three on its page, in both directions."""
    group_id = result.candidates.query("size == 3")["group_id"].iloc[0]
    opened = opener(f"#group={group_id}", **page)
    numbered = opened.names("#detail .members button")
    assert len(numbered) == 3
    urn = dict(zip(result.schools["name"], result.schools["urn"], strict=True))
    minutes = result.travel.set_index(["from_urn", "to_urn"])["travel_min"]
    for row, start in enumerate(numbered):
        cells = opened.names(f"#detail .matrix tbody tr:nth-child({row + 1}) td")
        for cell, end in zip(cells, numbered, strict=True):
            if start == end:
                assert cell == "\N{EN DASH}"
            else:
                expected = minutes[urn[start], urn[end]]
                shown = 0.5 if cell == "under 1" else int(cell)
                assert abs(shown - expected) <= 0.6


@pytest.mark.parametrize("view", ["groups", "schools"])
def test_missing_pupils_are_said_to_be_not_recorded_never_zero(opener, madeshire, view):
    missing = madeshire.schools[madeshire.schools["pupils"].isna()].iloc[0]
    opened = opener(f"#view={view}&school={missing['urn']}")
    pupils = opened.page.locator("#detail .facts div", has_text="Pupils").first
    assert pupils.locator("dd").text_content() == "not recorded"


def test_a_school_over_the_border_says_so(opener, madeshire):
    neighbour = madeshire.schools[~madeshire.schools["in_area"]].iloc[0]
    told = opener(f"#school={neighbour['urn']}").page.locator("#detail").text_content()
    assert "over the border" in told
    assert neighbour["la_name"] in told


def test_existing_federations_and_trusts_are_shown_as_what_they_are(opener, madeshire):
    opened = opener("#view=existing")
    opened.page.get_by_role("button", name="Pioneer Federation").click()
    of = madeshire.schools[madeshire.schools["federation_name"] == "Pioneer Federation"]
    assert sorted(opened.names("#detail .members button")) == sorted(of["name"])
    assert opened.page.locator("path.hull-existing").count() == 1
    opened.page.locator("#detail .members button").first.click()
    member = opened.page.locator("#detail .facts").text_content()
    assert "member of the federation Pioneer Federation" in member


def test_schools_left_over_are_listed_with_reason_and_nearest_partner(opener, madeshire):
    opened = opener("#view=left")
    cards = opened.names("#list .card")
    assert len(cards) == len(madeshire.left_over)
    for card, row in zip(cards, madeshire.left_over.itertuples(), strict=True):
        assert row.name in card
        assert row.reason.lower() in card.lower()
        assert pd.notna(row.nearest_name)
        assert row.nearest_name in card


@pytest.mark.parametrize("size", [2, 3])
def test_on_a_phone_no_name_of_the_selection_lies_under_the_buttons(opener, madeshire, size):
    for group in madeshire.candidates.query("size == @size")["group_id"].head(4):
        opened = opener(f"#group={group}", width=360)
        boxes = opened.page.evaluate(
            """() => {
                const box = node => {
                    const { left, top, right, bottom } = node.getBoundingClientRect();
                    return [left, top, right, bottom];
                };
                const all = selector => [...document.querySelectorAll(selector)].map(box);
                return [all(".member-name"), all(".leaflet-top.leaflet-left > *")];
            }"""
        )
        names, buttons = boxes
        assert len(names) == size
        assert len(buttons) == 3
        for name in names:
            for button in buttons:
                beside = name[2] <= button[0] or button[2] <= name[0]
                assert beside or name[3] <= button[1] or button[3] <= name[1], (name, button)


@pytest.mark.parametrize("other", ["group", "body"])
def test_an_address_that_names_two_things_opens_one_of_them_without_complaint(
    opener, madeshire, other
):
    school = int(madeshire.schools["urn"].iloc[0])
    group_id = madeshire.candidates["group_id"].iloc[0]
    federation = madeshire.schools["federation_id"].dropna().iloc[0]
    value = {"group": group_id, "body": f"federation:{federation}"}[other]
    opened = opener(f"#school={school}&{other}={value}")
    assert opened.page.locator("#detail-heading").count() == 1
    assert opened.complaints == []
