"""Check that a selected group prints on one page with map, minutes and members."""

import re

import pytest

PAGE = re.compile(rb"/Type\s*/Page\b")


def pages(opened):
    return len(PAGE.findall(opened.page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("pattern", ["feeders", "infant-junior", "rural-primaries"])
def test_a_selected_group_prints_on_one_page(opener, madeshire, pattern):
    of_pattern = madeshire.candidates[madeshire.candidates["pattern"] == pattern]
    group = of_pattern.sort_values("size").iloc[-1]
    assert pages(opener(f"#group={group['group_id']}")) == 1


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
