"""Check that the page says how likely a group is by the past, why, and where nothing is known."""

import datetime as dt

import pytest

from geofinder.likely import PROVEN
from geofinder.page import render_page
from geofinder.pipeline import Inputs, Where, run_plan
from geofinder.settings import Settings
from tests.made_up import Silent
from tests.page.listed import choose

WORDS = ("likely", "plausible", "unusual")


def _run(**settings):
    return run_plan(
        Where(area="East Sussex"),
        Inputs(),
        Settings(**settings),
        run_date=dt.date(2026, 11, 21),
        watcher=Silent(),
    )


@pytest.fixture(scope="module")
def run():
    return _run()


def _written(result, folder):
    path = folder / "index.html"
    path.write_text(render_page(result), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def path(run, tmp_path_factory):
    return _written(run, tmp_path_factory.mktemp("evidence"))


def _first(run, pattern, **having):
    table = run.candidates.sort_values("rank")
    for column, value in {"pattern": pattern, **having}.items():
        table = table[table[column] == value]
    return table.iloc[0]


def _section(opened, heading):
    return opened.page.locator(
        "#detail section", has=opened.page.get_by_role("heading", name=heading)
    )


@pytest.mark.parametrize("pattern", PROVEN)
def test_the_detail_says_the_word_its_frequency_and_the_reasons_apart_from_the_others(
    opener, run, path, pattern
):
    group = _first(run, pattern)
    opened = opener(f"#group={group['group_id']}", path=path)
    told = _section(opened, "What schools have done").inner_text()
    share = round(100 * group["likelihood_share"])
    assert f"{group['likelihood'].capitalize()}, going by the past: of 100 " in told
    assert f"{share} were" in told
    assert "What speaks for it" in told
    assert "what has happened, not what should" in told
    assert "not the chance that these schools will" in told
    assert "does not say that anyone is willing" in told
    why = _section(opened, "Why this group").inner_text()
    assert "going by the past" not in why
    assert "For it" not in why
    assert not opened.complaints


@pytest.mark.parametrize("pattern", ["area", "trust-hub", "feeders"])
def test_a_group_without_evidence_says_so_and_what_its_score_is_made_of(opener, run, path, pattern):
    opened = opener(f"#group={_first(run, pattern)['group_id']}", path=path)
    told = _section(opened, "What schools have done").inner_text()
    assert "There is no record of which groups of this kind came about" in told
    assert "the weighted mean of those that are known" in told
    assert not any(f"{word.capitalize()}, going" in told for word in WORDS)


def test_the_score_of_a_larger_group_is_said_to_be_the_share_of_its_least_likely_pair(
    opener, run, path
):
    opened = opener(f"#group={_first(run, 'rural-primaries', size=3)['group_id']}", path=path)
    assert "Its least likely pair is" in _section(opened, "What schools have done").inner_text()
    opened.page.locator("#detail summary", has_text="Score").click()
    score = opened.page.locator("#detail details", has_text="and the criteria").inner_text()
    assert "the share of its least likely pair" in score
    assert "the score is not made of them" in score


def test_a_card_says_the_word_with_its_frequency_or_that_there_is_no_record(opener, path):
    opened = opener("#view=groups&pattern=rural-primaries", path=path)
    first = opened.page.locator("#list .card").first.inner_text()
    assert "going by the past: of 100 possible partners rated like this" in first
    opened = opener("#view=groups&pattern=area", path=path)
    assert (
        "No record of such groups in the past"
        in opened.page.locator("#list .card").first.inner_text()
    )


@pytest.mark.parametrize("word", WORDS)
def test_a_filter_lists_the_groups_of_a_word(opener, run, path, word):
    opened = opener("#view=groups", path=path, width=360)
    choose(opened, "likelihood", word)
    wanted = int((run.candidates["likelihood"] == word).sum())
    assert opened.page.locator("#count").inner_text().startswith(f"{wanted} of ")
    assert f"likelihood={word}" in opened.page.url


def test_near_the_list_the_page_says_that_the_order_shows_what_has_happened(opener, path):
    opened = opener("#view=groups", path=path)
    line = opened.page.locator("#order-line")
    assert "what has happened, not what should" in line.inner_text()
    opened.page.locator("#tab-schools").click()
    assert line.is_hidden()


def test_under_the_users_own_weights_nothing_is_said_of_the_past(opener, tmp_path):
    result = _run(ranked_by="weights", patterns=("rural-primaries",))
    opened = opener("#view=groups", path=_written(result, tmp_path))
    assert "own weights" in opened.page.locator("#order-line").inner_text()
    assert "past" not in opened.page.locator("#list .card").first.inner_text()
    opened.page.locator("#list .card h3 button").first.click()
    assert "What schools have done" not in opened.page.locator("#detail").inner_text()
    opened.page.locator("#detail summary", has_text="Score").click()
    assert "weighted mean of the criteria" in opened.page.locator("#detail").inner_text()
