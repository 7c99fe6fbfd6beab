"""Check the chart of a group's pupils on the page, in a real browser."""

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe

from geofinder.page import render_page
from tests.page.js.sample import county
from tests.page.test_accessibility import told


@pytest.fixture(scope="module")
def forecast(tmp_path_factory):
    """Return the page of a county with forecasts, and its first group with one and without."""
    result = county()
    local = result.local
    ids = local["group_id"].tolist()
    some = local.assign(
        pupils_3y=local["pupils_3y"].where(local["group_id"] != ids[0]),
        forecasts_3y=local["forecasts_3y"].where(local["group_id"] != ids[0], 1),
    )
    path = tmp_path_factory.mktemp("forecast") / "index.html"
    path.write_text(render_page(replace(result, local=some)), encoding="utf-8")
    return path, ids[0], ids[1]


def test_a_group_with_forecasts_has_a_chart_and_the_same_figures_in_a_table(opener, forecast):
    path, group, _ = forecast
    opened = opener(f"#group={group}", path=path)
    rows = opened.page.locator(".pupils-table tbody tr").all()
    told_in_table = [row.locator("th, td").all_text_contents() for row in rows]
    assert [row[0] for row in told_in_table] == ["now", "in 1 year", "in 3 years", "in 5 years"]
    assert [row[1] for row in told_in_table[1:]] == ["151", "not known", "155"]
    assert told_in_table[0][2] == "the register"
    assert told_in_table[2][2].startswith("forecasts of 1 of ")
    drawn = opened.names(".pupils-chart text")
    assert [text for text in drawn if text in {row[1] for row in told_in_table}] == [
        row[1] for row in told_in_table
    ]
    gaps = sum(row[1] == "not known" for row in told_in_table)
    assert opened.page.locator(".pupils-gap").count() == gaps > 0
    assert opened.complaints == []


def test_a_group_without_a_forecast_has_no_chart(opener, forecast):
    path, _, without = forecast
    opened = opener(f"#group={without}", path=path)
    assert opened.page.locator("#detail h2").count() == 1
    assert opened.page.locator(".pupils").count() == 0


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_no_violation_beside_the_chart_and_a_phone_holds_it(
    opener, forecast, width, dark
):
    path, group, _ = forecast
    opened = opener(f"#group={group}", path=path, width=width, dark=dark)
    assert told(Axe().run(opened.page)) == []
    assert not opened.scrolls_sideways()
