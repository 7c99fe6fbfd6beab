"""Check what leaves the view of the plan: without a script, on paper, as a picture."""

from xml.etree import ElementTree as ET

import pandas as pd

from geofinder.page.limits import limits_svg


def by_rank(planned):
    ranks = planned.candidates.set_index("group_id")["rank"]
    plan = planned.planned.plan
    return plan.assign(rank=plan["group_id"].map(ranks)).sort_values("rank")


def test_without_script_the_plan_is_a_table_with_its_proof_and_the_schools_left_over(
    browser, planned, plan_file
):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(plan_file.as_uri())
    told = page.locator("noscript").text_content()
    assert planned.manifest["plan"]["sentence"] in told
    assert not page.locator("#plan").is_visible()
    names = planned.schools.set_index("urn")["name"]
    rows = page.locator("noscript table").first.locator("tbody tr").all_text_contents()
    for row, group in zip(rows, by_rank(planned).itertuples(), strict=True):
        assert all(names[int(urn)] in row for urn in group.urns.split())
    assert all(change in told for change in planned.left_over["change"])
    context.close()


def test_the_printed_plan_holds_its_proof_every_group_and_the_schools_left_over(
    opener, planned, plan_file
):
    opened = opener(path=plan_file)
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    opened.page.emulate_media(media="print")
    sheet = opened.page.locator("#print-sheet")
    assert planned.manifest["plan"]["sentence"] in sheet.text_content()
    tables = sheet.locator("table")
    assert tables.first.locator("tbody tr").count() == len(planned.planned.plan)
    assert tables.last.locator("tbody tr").count() == len(planned.left_over)
    widths = opened.page.evaluate(
        "[...document.querySelectorAll('#print-sheet table')]"
        ".map(n => n.getBoundingClientRect().width)"
    )
    assert opened.page.locator("#print-head h2").text_content() == (
        opened.page.locator("#plan-heading").text_content()
    )
    assert opened.page.locator("path.plan-hull").is_visible()
    paper = opened.page.evaluate("document.querySelector('#print-sheet').clientWidth")
    assert max(widths) <= paper + 1
    opened.page.emulate_media(media="screen")
    opened.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert sheet.text_content() == ""


def test_the_picture_of_the_limits_is_one_svg_that_tells_everything_in_words_too(planned):
    limits = planned.planned.limits
    text = limits_svg(limits, area_name="Madeshire", run_date="2026-11-21")
    picture = ET.fromstring(text)  # noqa: S314 (our own text)
    said = picture.findtext("{*}desc")
    seen = [node.text for node in picture.iter("{http://www.w3.org/2000/svg}text")]
    for row in limits.itertuples():
        assert f"{row.served} of {row.asked}" in seen
        assert f"{row.served} of {row.asked} small or at-risk schools served" in said
        assert f"{row.left_over} left over" in said
    assert "Under 20 min a better plan may exist: within 1.2%." in seen
    assert seen[-2:] == ["Minutes are by car.", "Geofinder, 21 November 2026."]
    estimated = limits_svg(limits, area_name="Madeshire", run_date="2026-11-21", estimate=True)
    assert "Minutes are by car, estimated." in estimated
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_the_picture_of_the_limits_is_the_same_whatever_the_order_of_the_rows(planned):
    limits = planned.planned.limits
    told = {"area_name": "Madeshire", "run_date": "2026-11-21"}
    assert limits_svg(limits[::-1].reset_index(drop=True), **told) == limits_svg(limits, **told)


def test_a_limit_under_which_nothing_can_be_planned_has_no_longest_drive(planned):
    nothing = planned.planned.limits.head(1).assign(
        limit_min=1.0, groups=0, schools=0, served=0, longest_min=float("nan")
    )
    both = pd.concat([nothing, planned.planned.limits], ignore_index=True)
    text = limits_svg(both, area_name="Madeshire", run_date="2026-11-21")
    assert "longest drive none" in text
    assert "nan" not in text
