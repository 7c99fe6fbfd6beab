"""Check that up to three groups are picked, compared side by side, drawn and sent by a link."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.page.test_accessibility import small_targets, told


def ids(result, number, *, skip=0):
    """Return the ids of the best groups, best first."""
    ranked = result.candidates.sort_values("rank")["group_id"]
    return ranked.iloc[skip : skip + number].tolist()


def toggle(opened, group_id):
    return opened.page.locator(f'#list [data-compare="{group_id}"]')


def row(opened, label):
    """Return the texts of the cells of one row of the comparison."""
    found = opened.page.locator("#detail .comparison tbody tr").filter(
        has=opened.page.get_by_role("rowheader", name=label)
    )
    return found.first.locator("td").all_text_contents()


def test_two_groups_are_picked_in_the_list_and_compared_side_by_side(opener, madeshire):
    opened = opener("#view=groups")
    first, second = ids(madeshire, 2)
    toggle(opened, first).click()
    assert toggle(opened, first).get_attribute("aria-pressed") == "true"
    assert "Comparing 1 of 3" in opened.page.locator("#compare-bar").text_content()
    toggle(opened, second).click()
    expect(opened.page.locator("#compare-said")).to_have_text("Picked. 2 groups of 3 to compare.")
    opened.page.get_by_role("button", name="Compare now").first.click()
    assert opened.page.locator("#detail h2").text_content() == "Groups side by side"
    groups = madeshire.candidates.set_index("group_id").loc[[first, second]]
    heads = opened.names("#detail .comparison thead th .link")
    assert len(heads) == 2
    assert row(opened, "Pupils together") == [
        "Not recorded" if missing else f"{pupils:,}"
        for pupils, missing in zip(groups["pupils"], groups["pupils"].isna(), strict=True)
    ]
    assert row(opened, "Score, of 1") == [f"{score:.2f}" for score in groups["score"]]
    assert opened.complaints == []


def test_the_comparison_tells_members_verdicts_criteria_and_what_is_not_known(opener, madeshire):
    chosen = ids(madeshire, 3)
    opened = opener(f"#compare={','.join(chosen)}")
    names = madeshire.schools.set_index("urn")["name"]
    words = {"open": "open", "needs-consent": "needs consent", "blocked": "blocked",
             "not-known": "not known"}  # fmt: skip
    said = madeshire.verdicts.set_index(["form", "group_id"])["status"]
    assert row(opened, "Federation") == [words[said["federation", key]] for key in chosen]
    for place, key in enumerate(chosen):
        urns = madeshire.members.loc[madeshire.members["group_id"] == key, "urn"]
        cell = opened.page.locator("#detail .comparison tbody tr").nth(1).locator("td").nth(place)
        assert set(cell.locator("li").all_text_contents()) == set(names[urns])
    table = opened.page.locator("#detail .comparison").text_content()
    assert "How close together" in table
    assert "What is not known" in table
    assert "Nobody has been asked" in opened.page.locator("#detail").text_content()


def test_what_differs_is_told_in_words_and_what_is_the_same_is_not(opener, madeshire):
    first, second = ids(madeshire, 2)
    opened = opener(f"#compare={first},{second}")
    for line in opened.page.locator("#detail .comparison tbody tr:not(.part)").all():
        texts = line.locator("td").all_text_contents()
        assert line.locator(".differs").count() == (1 if len(set(texts)) > 1 else 0), texts
    opened.at(f"compare={first}")
    assert opened.page.locator("#detail .differs").count() == 0


def test_a_fourth_group_is_refused_in_words_and_the_three_stay(opener, madeshire):
    opened = opener("#view=groups")
    *three, fourth = ids(madeshire, 4)
    for key in three:
        toggle(opened, key).click()
    toggle(opened, fourth).click()
    refusal = "Three groups are the most that fit side by side. Take one away first."
    expect(opened.page.locator("#compare-said")).to_have_text(refusal)
    assert refusal in opened.page.locator("#compare-bar").text_content()
    assert toggle(opened, fourth).get_attribute("aria-pressed") == "false"
    toggle(opened, three[0]).click()
    assert refusal not in opened.page.locator("#compare-bar").text_content()
    toggle(opened, fourth).click()
    assert toggle(opened, fourth).get_attribute("aria-pressed") == "true"


def test_on_the_map_each_compared_group_has_its_letter_and_its_own_line(opener, madeshire):
    opened = opener(f"#compare={','.join(ids(madeshire, 3))}")
    assert opened.names(".leaflet-names-pane .letter") == ["A", "B", "C"]
    dashes = opened.page.evaluate(
        "[...document.querySelectorAll('path.compared')]"
        ".map(node => getComputedStyle(node).strokeDasharray)"
    )
    assert len(set(dashes)) == len(dashes) == 3
    opened.page.get_by_role("button", name="← Back to the list").click()
    assert opened.page.locator("path.compared").count() == 0


def test_a_link_opens_the_comparison_and_groups_of_another_run_are_told(opener, madeshire):
    (first,) = ids(madeshire, 1)
    opened = opener(f"#compare={first},feeders-ffffffffff")
    assert opened.page.locator("#detail .comparison thead th").count() == 1
    detail = opened.page.locator("#detail").text_content()
    assert "One group of this address is not on this page and left out" in detail
    opened.at("compare=feeders-ffffffffff")
    assert "not on this page" in opened.page.locator("#detail").text_content()
    assert opened.page.locator("#detail .comparison").count() == 0
    assert opened.complaints == []


def test_a_group_opened_from_the_comparison_leads_back_to_it(opener, madeshire):
    first, second = ids(madeshire, 2)
    opened = opener(f"#compare={first},{second}")
    opened.page.locator("#detail .comparison thead .link").first.click()
    assert f"group={first}" in opened.page.url
    assert opened.page.locator(f'#detail [data-compare="{first}"]').get_attribute(
        "aria-pressed"
    ) == ("true")
    opened.page.locator("#compare-bar").get_by_role("button", name="Compare now").click()
    assert opened.page.locator("#detail .comparison thead th").count() == 2
    opened.page.go_back()
    expect(opened.page.locator("#detail .comparison")).to_have_count(0)
    assert f"group={first}" in opened.page.url


def press_until(opened, selector, *, most=60):
    """Press the tab key until what has the focus is what ``selector`` finds."""
    for _ in range(most):
        opened.page.keyboard.press("Tab")
        if opened.page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"{selector} was not reached by {most} presses of the tab key")


def test_the_keyboard_alone_picks_two_compares_them_takes_one_away_and_goes_back(opener, madeshire):
    opened = opener("#view=groups")
    first, second = ids(madeshire, 2)
    keyboard = opened.page.keyboard
    opened.page.locator("#tab-groups").focus()
    press_until(opened, f'[data-compare="{first}"]')
    keyboard.press("Space")
    focused = "document.activeElement.dataset.compare"
    assert opened.page.evaluate(focused) == first
    press_until(opened, f'[data-compare="{second}"]')
    keyboard.press("Enter")
    assert opened.page.evaluate(focused) == second
    keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.textContent") == "Compare now"
    keyboard.press("Enter")
    assert opened.page.evaluate("document.activeElement.id") == "detail-heading"
    assert opened.page.locator("#detail .comparison thead th").count() == 2
    press_until(opened, ".remove")
    keyboard.press("Enter")
    assert opened.page.locator("#detail .comparison thead th").count() == 1
    assert opened.page.evaluate("document.activeElement.id") == "detail-heading"
    opened.page.get_by_role("button", name="← Back to the list").focus()
    keyboard.press("Enter")
    assert opened.page.evaluate("document.activeElement.closest('#compare-bar') !== null")
    keyboard.press("Enter")
    assert opened.page.locator("#compare-bar").is_hidden()
    assert opened.page.evaluate("document.activeElement.id") == "tab-groups"


@pytest.mark.parametrize("width", [1280, 360, 320])
def test_nothing_of_the_comparison_is_cut_off_or_too_small_to_press(opener, madeshire, width):
    opened = opener(f"#compare={','.join(ids(madeshire, 3))}", width=width)
    assert small_targets(opened) == []
    assert opened.page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    beyond = opened.page.evaluate(
        "[...document.querySelectorAll('.comparison *')].filter(node => "
        "node.getBoundingClientRect().right > document.documentElement.clientWidth + 1).length"
    )
    assert beyond == 0


@pytest.mark.parametrize("width", [1280, 768, 360])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_no_violation_while_groups_are_picked_and_compared(
    opener, madeshire, width, dark
):
    three = ",".join(ids(madeshire, 3))
    opened = opener(f"#view=groups&pick={three}", width=width, dark=dark)
    assert told(Axe().run(opened.page)) == []
    assert small_targets(opened) == []
    opened.at(f"compare={three}")
    assert told(Axe().run(opened.page)) == []
