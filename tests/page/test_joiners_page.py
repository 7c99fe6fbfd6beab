"""Check the page about a trust: real schools of the sample, in a real browser."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe

from geofinder.page.joiners import render_joiners
from geofinder.pipeline import Inputs
from geofinder.pipeline.joiners import Asked, run_joiners
from geofinder.settings import Settings
from tests.made_up import Silent
from tests.page.test_accessibility import told


@pytest.fixture(scope="module")
def south_downs():
    return run_joiners(
        Asked(trust="South Downs Learning Trust", transfers=True),
        Inputs(),
        Settings(trust_minutes=30.0),
        run_date=dt.date(2026, 11, 21),
        watcher=Silent(),
    )


def test_each_school_has_the_word_of_the_past_and_the_page_says_what_it_does_not_show(
    plain_opener, south_downs
):
    window = plain_opener(render_joiners(south_downs))
    order = window.page.locator(".order").first.text_content()
    assert "what has happened, not what should" in order
    assert "not the chance that a school will join" in order
    best = south_downs.joiners.query("rank == 1").iloc[0]
    card = window.page.locator(".joiner").first
    share = round(100 * best["likelihood_share"])
    assert f"Past: {best['likelihood']}, {share} of 100" in card.locator(".verdicts").text_content()
    parts = dict(
        zip(
            card.locator("dt").all_text_contents(),
            card.locator("dd").all_text_contents(),
            strict=True,
        )
    )
    assert f"{share} were the one joined" in parts["What schools have done"]
    assert "Against it" not in parts["What schools have done"]


def test_every_ranked_school_is_listed_in_order_with_both_verdicts(plain_opener, south_downs):
    window = plain_opener(render_joiners(south_downs))
    ranked = south_downs.joiners.dropna(subset=["rank"]).sort_values("rank")
    assert window.names(".joiner h3 bdi") == ranked["name"].tolist()
    for verdicts in window.names(".joiner .verdicts"):
        assert "Joining: " in verdicts
        assert "For a time: " in verdicts
    assert window.complaints == []
    assert len(window.requests) == 1
    assert window.page.locator("script").count() == 0


def test_academies_of_other_trusts_are_never_among_those_on_offer(plain_opener, south_downs):
    window = plain_opener(render_joiners(south_downs))
    moving = south_downs.joiners.query("standing == 'in-trust'")
    assert len(moving)
    assert not set(moving["name"]) & set(window.names(".joiner h3 bdi"))
    others = window.page.locator("section", has_text="near, not ranked").last.text_content()
    assert all(name in others for name in moving["name"])
    assert "in another trust already" in others


def test_a_number_on_the_map_leads_to_the_school_in_the_list(plain_opener, south_downs):
    page = plain_opener(render_joiners(south_downs)).page
    links = page.eval_on_selector_all(".sketch a", "all => all.map(a => a.getAttribute('href'))")
    assert len(links) == min(40, int(south_downs.joiners["rank"].count()))
    for link in links:
        assert page.locator(link).count() == 1


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_no_violation_on_the_page_of_a_trust(plain_opener, south_downs, width, dark):
    window = plain_opener(render_joiners(south_downs), width=width, dark=dark)
    assert told(Axe().run(window.page)) == []


@pytest.mark.parametrize("width", [360, 320])
def test_a_phone_does_not_scroll_the_page_of_a_trust_sideways(plain_opener, south_downs, width):
    assert not plain_opener(render_joiners(south_downs), width=width).scrolls_sideways()


def test_paper_ends_after_as_many_schools_as_the_map_numbers_and_says_so(plain_opener, south_downs):
    page = plain_opener(render_joiners(south_downs)).page
    ranked = int(south_downs.joiners["rank"].count())
    assert ranked > 40
    assert page.locator(".joiner:visible").count() == ranked
    page.emulate_media(media="print")
    assert page.locator(".joiner:visible").count() == 40
    assert f"the first 40 of {ranked:,}" in page.locator(".printed:visible").first.text_content()
