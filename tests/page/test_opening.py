"""Check that the page opens from disk by itself, whatever the screen."""

import re
from dataclasses import replace
from itertools import combinations

import pytest

from geofinder.page import render_page
from tests.page import made_up

SIZE_LIMIT = 700_000


@pytest.mark.parametrize("width", [1280, 768, 360])
def test_opening_from_disk_asks_the_network_nothing_and_complains_of_nothing(opener, width):
    opened = opener(width=width)
    opened.page.locator("#list .card button").first.click()
    opened.page.locator("#detail h2").wait_for()
    assert [url for url in opened.requests if not url.startswith("file:")] == []
    assert len(opened.requests) == 1
    assert opened.complaints == []


def test_a_page_saved_by_the_browser_opens_as_the_one_that_was_sent(opener, tmp_path):
    """A browser saves what was drawn, not the file: nothing of it may stay beneath the new map."""
    drawn = (
        "() => [...document.querySelectorAll('body *')].map((each) => each.tagName + "
        "(each.getAttribute('class') ?? '').split(' ', 1)[0])"
    )
    page = opener().page
    sent, words = page.evaluate(drawn), page.locator("body").inner_text()
    page.locator("#list .card button").first.click()
    page.locator("#detail h2").wait_for()
    saved = tmp_path / "Grüße, 50% #1" / "the plan?.html"
    saved.parent.mkdir()
    saved.write_text(page.content(), encoding="utf-8")
    again = opener(path=saved).page
    assert again.evaluate(drawn) == sent
    assert again.locator("body").inner_text() == words


def test_the_policy_of_the_page_allows_no_network_and_no_foreign_script(opener, madeshire):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', render_page(madeshire))
    assert policy is not None
    rules = dict(rule.split(" ", 1) for rule in policy.group(1).split("; "))
    assert rules["default-src"] == rules["connect-src"] == rules["form-action"] == "'none'"
    assert rules["base-uri"] == "'none'"
    assert rules["img-src"] == "'none'"
    assert "unsafe" not in policy.group(1)
    page = opener().page
    blocked = page.evaluate(
        "() => fetch('http://127.0.0.1:9/').then(() => 'open', () => 'blocked')"
    )
    assert blocked == "blocked"


def test_no_text_becomes_markup_even_by_a_fault_of_a_script_of_the_page(opener):
    page = opener().page
    write = "text => { try { document.body.innerHTML = text; return text; } catch { return ''; } }"
    for text in ("<b>bold</b>", "<svg/><img src=x>", "3 km<img src=x>", "<svg/>\n<b>"):
        assert page.evaluate(write, text) == ""
    assert page.locator("h1").count() == 1
    assert page.locator(".leaflet-control-zoom a").all_text_contents() == ["+", "\u2212"]
    assert page.locator(".leaflet-control-scale-line").first.text_content()


def test_the_page_has_a_language_a_title_one_heading_and_landmarks(opener):
    page = opener().page
    assert page.locator("html").get_attribute("lang") == "en-GB"
    assert page.title() == "Schools that could work together: Madeshire | geofinder"
    assert page.locator("h1").all_text_contents() == ["Schools that could work together: Madeshire"]
    assert page.locator("main").count() == 1


def test_method_date_and_the_claim_are_always_visible(opener):
    for width in (1280, 360):
        page = opener(width=width).page
        assert page.get_by_text("Candidates are not proposals").first.is_visible()
        summary = page.locator("#method summary")
        assert summary.is_visible()
        assert "Made 21 November 2026." in summary.text_content()
        assert "estimates from straight lines" in summary.text_content()


def test_figures_of_an_estimate_say_so(opener, madeshire, tmp_path):
    figures = opener().page.locator("#list .figures", has_text="min").all_text_contents()
    assert figures
    assert all("(estimate)" in text for text in figures)
    travel = madeshire.travel.assign(method="road").astype({"method": "str"})
    path = tmp_path / "road.html"
    path.write_text(render_page(replace(madeshire, travel=travel)), encoding="utf-8")
    assert "estimate" not in opener(path=path).page.locator("#list").text_content()


def test_licences_sources_and_their_dates_are_told(opener):
    page = opener("#view=about").page
    about = page.locator("#about").text_content()
    for told in (
        "Open Government Licence v3.0",
        "Crown copyright and database right 2026",
        "BSD 2-Clause License",
        "Get Information about Schools (gias.csv). Dates: 5 January 2026",
        "Lost School (URN 100999): no coordinates",
        "The best 10 groups of each school were kept.",
    ):
        assert told in about
    assert "/home/someone" not in page.content()


def test_roads_are_drawn_and_credited_where_there_are_any(opener, madeshire, tmp_path):
    path = tmp_path / "roads.html"
    path.write_text(render_page(replace(madeshire, backdrop=made_up.backdrop())), encoding="utf-8")
    opened = opener(path=path)
    assert opened.page.locator("path.road-motorway").count() == 1
    assert "© OpenStreetMap contributors" in opened.page.locator(".credit").text_content()
    assert opened.complaints == []


def test_a_page_without_outlines_still_opens(opener, madeshire, tmp_path):
    path = tmp_path / "bare.html"
    path.write_text(render_page(replace(madeshire, districts=None)), encoding="utf-8")
    opened = opener(path=path)
    assert opened.page.locator("#list .card").count() > 0
    assert opened.complaints == []


def test_a_run_without_any_group_says_so(opener, madeshire, tmp_path):
    empty = replace(
        madeshire,
        candidates=madeshire.candidates.head(0),
        members=madeshire.members.head(0),
        verdicts=madeshire.verdicts.head(0),
        left_over=madeshire.left_over.head(0),
    )
    path = tmp_path / "empty.html"
    path.write_text(render_page(empty), encoding="utf-8")
    opened = opener(path=path)
    assert opened.page.locator("#count").text_content().startswith("0 candidate groups")
    assert opened.complaints == []


def test_without_script_the_best_groups_are_a_table(browser, page_file, madeshire):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file.as_uri())
    rows = page.locator("noscript tbody tr")
    assert rows.count() == 50
    best = madeshire.candidates.sort_values("rank").iloc[0]
    urns = madeshire.members.loc[madeshire.members["group_id"] == best["group_id"], "urn"]
    for name in madeshire.schools.set_index("urn").loc[urns, "name"]:
        assert name in rows.first.text_content()
    context.close()


def test_a_county_of_450_schools_and_2000_groups_fits_the_budget():
    county = made_up.run(450, most_groups=2_000, most_m=2_500.0)
    assert len(county.candidates) == 2_000
    assert len(render_page(county).encode()) < SIZE_LIMIT


@pytest.mark.parametrize("width", [360, 320])
def test_a_phone_does_not_scroll_sideways(opener, width):
    opened = opener(width=width)
    opened.page.locator("#list .card button").first.click()
    for address in ("#view=schools", "#view=existing", "#view=about", "#school=100003"):
        opened.at(address)
        widths = opened.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert widths[0] <= widths[1], address


@pytest.mark.parametrize("width", [1280, 360])
def test_no_name_on_the_map_covers_another(opener, madeshire, width):
    group = madeshire.candidates[madeshire.candidates["size"] == 7]["group_id"].iloc[0]
    opened = opener(width=width)
    for address in ("", f"group={group}"):
        opened.at(address)
        boxes = opened.page.eval_on_selector_all(
            ".leaflet-towns-pane > span, .leaflet-names-pane > span",
            "all => all.map(n => n.getBoundingClientRect())"
            ".map(box => [box.x, box.y, box.right, box.bottom])",
        )
        assert boxes, address
        for one, other in combinations(boxes, 2):
            apart = (
                one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            )
            assert apart, (one, other)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_error_of_an_estimate_is_seen_without_a_tap(opener, madeshire, tmp_path, width):
    travel = {
        "method": "estimate",
        "sentence": "Estimated minutes, not routed ones. All of it here.",
        "source": {"held_out": [{"median_abs_pct": 13.2, "p90_abs_pct": 36.8}]},
    }
    manifest = {**madeshire.manifest, "travel": travel}
    path = tmp_path / "error.html"
    path.write_text(render_page(replace(madeshire, manifest=manifest)), encoding="utf-8")
    summary = opener(path=path, width=width).page.locator("#method summary")
    assert summary.is_visible()
    assert "within 13% of the routed minutes, nine in ten within 37%" in summary.text_content()
