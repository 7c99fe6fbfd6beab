"""A page about thousands of schools or of groups stays one that opens."""

import pytest

from geofinder.page import render_page
from geofinder.page.saying import MOST_LISTED, first_of
from tests.page import made_up, made_up_plan


def test_a_list_that_ends_early_says_so_and_a_short_one_does_not():
    assert first_of(MOST_LISTED, "joiners.csv") == ""
    said = first_of(1234, "joiners.csv")
    assert said == f" The first {MOST_LISTED} of 1,234 are here, all of them in joiners.csv."


@pytest.fixture(scope="module")
def long_plan_file(tmp_path_factory):
    county = made_up.run(450, most_groups=1_500, most_m=2_500.0)
    path = tmp_path_factory.mktemp("long_plan") / "index.html"
    path.write_text(render_page(made_up_plan.planned(county, every=True)), encoding="utf-8")
    return path


def test_a_plan_of_very_many_groups_lists_fifty_at_a_time_and_draws_them_as_few_lines(
    opener, long_plan_file
):
    opened = opener(path=long_plan_file)
    assert opened.page.locator("#count").text_content() == "1,500 groups of the plan"
    assert opened.page.locator("#list .card").count() == 50
    opened.page.locator(".more").click()
    assert opened.page.locator("#list .card").count() == 100
    assert opened.page.locator(".leaflet-plan-pane path").count() <= 4
    # Numbers of hundreds of groups would hide the map: they come when it is near enough.
    assert opened.page.locator(".leaflet-numbers-pane .plan-number").count() == 0
    opened.page.evaluate("void map_geofinder.setZoom(14, { animate: false })")
    opened.at("q=Callow")
    opened.at("")
    numbers = opened.page.locator(".leaflet-numbers-pane .plan-number").count()
    assert numbers <= 300


def test_the_print_and_the_table_without_script_say_where_a_long_plan_goes_on(
    opener, long_plan_file
):
    opened = opener(path=long_plan_file)
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    printed = opened.page.locator("#print-sheet").text_content()
    assert "the first 300 of 1,500, all of them in plan.csv" in printed
    noscript = opened.page.locator("noscript").text_content()
    assert "The first 300 of 1,500 are here, all of them in plan.csv" in noscript
