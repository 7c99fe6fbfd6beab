"""Check the page about a trust: real schools of the sample, in a real browser."""

import datetime as dt
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe

from geofinder.page.joiners import render_joiners
from geofinder.pipeline import Inputs
from geofinder.pipeline.joiners import Asked, run_joiners
from geofinder.settings import Settings
from tests.made_up import Silent
from tests.page.conftest import SIZES, Opened
from tests.page.test_accessibility import told
from tests.page.test_hostile_names import NAMES


@pytest.fixture(scope="module")
def south_downs():
    return run_joiners(
        Asked(trust="South Downs Learning Trust", transfers=True),
        Inputs(),
        Settings(trust_minutes=30.0),
        run_date=dt.date(2026, 11, 21),
        watcher=Silent(),
    )


@pytest.fixture
def opened(browser, tmp_path):
    contexts = []

    def open_(result, *, width=1280, dark=False):
        path = tmp_path / "joiners.html"
        path.write_text(render_joiners(result), encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": SIZES[width]},
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        window = Opened(context.new_page())
        window.page.on("request", lambda request: window.requests.append(request.url))
        window.page.on("console", lambda message: window.complaints.append(message.text))
        window.page.goto(path.as_uri())
        return window

    yield open_
    for context in contexts:
        context.close()


def test_every_ranked_school_is_listed_in_order_with_both_verdicts(opened, south_downs):
    window = opened(south_downs)
    ranked = south_downs.joiners.dropna(subset=["rank"]).sort_values("rank")
    assert window.names(".joiner h3 bdi") == ranked["name"].tolist()
    for verdicts in window.names(".joiner .verdicts"):
        assert "Joining: " in verdicts
        assert "For a time: " in verdicts
    assert window.complaints == []
    assert len(window.requests) == 1
    assert window.page.locator("script").count() == 0


def test_academies_of_other_trusts_are_never_among_those_on_offer(opened, south_downs):
    window = opened(south_downs)
    moving = south_downs.joiners.query("standing == 'in-trust'")
    assert len(moving)
    assert not set(moving["name"]) & set(window.names(".joiner h3 bdi"))
    others = window.page.locator("section", has_text="near, not ranked").last.text_content()
    assert all(name in others for name in moving["name"])
    assert "in another trust already" in others


def test_a_number_on_the_map_leads_to_the_school_in_the_list(opened, south_downs):
    page = opened(south_downs).page
    links = page.eval_on_selector_all(".sketch a", "all => all.map(a => a.getAttribute('href'))")
    assert len(links) == min(40, int(south_downs.joiners["rank"].count()))
    for link in links:
        assert page.locator(link).count() == 1


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_no_violation_on_the_page_of_a_trust(opened, south_downs, width, dark):
    assert told(Axe().run(opened(south_downs, width=width, dark=dark).page)) == []


def test_a_phone_does_not_scroll_the_page_of_a_trust_sideways(opened, south_downs):
    page = opened(south_downs, width=360).page
    widths = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert widths[0] <= widths[1]


def test_hostile_names_stand_on_the_page_of_a_trust_as_text(opened, south_downs):
    first = south_downs.joiners.head(len(NAMES)).index
    table = south_downs.joiners.assign(
        name=south_downs.joiners["name"].where(~south_downs.joiners.index.isin(first), NAMES[0])
    )
    table.loc[first, "name"] = list(NAMES)
    trust = {**south_downs.trust, "name": NAMES[0], "lines": list(NAMES)}
    window = opened(replace(south_downs, joiners=table, trust=trust))
    assert window.page.locator("h1").text_content() == NAMES[0]
    assert set(NAMES) <= set(window.names(".joiner h3 bdi"))
    assert window.page.locator("img, svg[onload], script").count() == 0
    assert window.complaints == []
