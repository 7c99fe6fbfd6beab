"""Check that search and the lists find what the tables hold, and count it."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.page.listed import choose, counts, keys, shown


def search(opened, text):
    opened.page.fill("#q", text)
    opened.page.wait_for_url(lambda url: parse_qs(urlsplit(url).fragment).get("q") == [text])


def test_counts_of_the_filters_are_those_of_the_tables(opener, madeshire):
    opened = opener()
    patterns = madeshire.candidates["pattern"].value_counts()
    assert counts(opened, "pattern") == patterns.to_dict()
    statuses = madeshire.candidates["best_status"].value_counts()
    assert counts(opened, "status") == statuses.to_dict()
    stage = madeshire.schools.set_index("urn")["stage"]
    with_stage = madeshire.members.assign(stage=stage.loc[madeshire.members["urn"]].to_numpy())
    juniors = with_stage.loc[with_stage["stage"] == "junior", "group_id"].nunique()
    assert counts(opened, "phase")["junior"] == juniors


def test_a_filter_shows_exactly_as_many_groups_as_it_announced(opener):
    opened = opener()
    for key, value in (("pattern", "infant-junior"), ("status", "needs-consent")):
        announced = counts(opened, key)[value]
        choose(opened, key, value)
        assert shown(opened) == announced


def test_each_filter_counts_within_the_other(opener, madeshire):
    opened = opener("#pattern=feeders")
    within = madeshire.candidates.query("pattern == 'feeders'")["best_status"].value_counts()
    assert counts(opened, "status") == within.to_dict()


def test_search_finds_by_name_urn_town_and_postcode(opener, madeshire):
    school = madeshire.schools.iloc[30]
    opened = opener("#view=schools")
    postcode = str(school["postcode"])
    for text in (
        school["name"],
        str(school["urn"]),
        postcode,
        postcode.replace(" ", "").lower(),
        f"{school['town'].upper()} {school['urn']}",
    ):
        search(opened, text)
        assert school["name"] in opened.names("#list h3 button"), text
    search(opened, "Callow")
    expected = madeshire.schools["town"].eq("Callow") | madeshire.schools["name"].str.contains(
        "Callow"
    )
    assert shown(opened) == expected.sum()


@pytest.mark.parametrize(
    "text",
    ["st marys", "St. Mary's", "SAINT MARY\u2019S", "saint marys", "marys, st", "st m\u00e1ry's"],
)
def test_a_search_takes_no_notice_of_marks_accents_and_how_saint_is_written(
    opener, madeshire, text
):
    opened = opener("#view=schools")
    search(opened, text)
    found = madeshire.schools["name"].str.contains("St Mary's")
    assert sorted(keys(opened)) == sorted(map(str, madeshire.schools.loc[found, "urn"]))
    assert found.sum() > 3


def test_a_search_finds_the_schools_of_a_trust_or_federation(opener, madeshire):
    opened = opener("#view=schools")
    search(opened, "made downs")
    in_trust = madeshire.schools[madeshire.schools["trust_name"].notna()]
    assert sorted(keys(opened)) == sorted(map(str, in_trust["urn"]))


def test_a_search_for_marks_alone_finds_nothing_and_breaks_nothing(opener):
    opened = opener("#view=schools")
    for text in ("...", "'", "(", "[a-", "\\", "{{}}", "%"):
        search(opened, text)
        assert opened.complaints == []
    assert shown(opened) == 0


def test_a_space_between_two_words_is_not_taken_away_while_typing(opener):
    opened = opener("#view=schools")
    opened.page.locator("#q").press_sequentially("st marys", delay=90)
    opened.page.wait_for_url("**q=st+marys**")
    assert opened.page.locator("#q").input_value() == "st marys"


def test_searching_among_groups_keeps_those_with_a_school_that_fits(opener, madeshire):
    urn = madeshire.members["urn"].iloc[0]
    opened = opener()
    search(opened, str(urn))
    expected = madeshire.members.loc[madeshire.members["urn"] == urn, "group_id"].nunique()
    assert shown(opened) == expected


def test_a_search_without_a_hit_says_so_and_can_be_cleared(opener, madeshire):
    opened = opener()
    search(opened, "zzzz")
    assert shown(opened) == 0
    assert "Nothing in this list fits" in opened.page.locator("#list").text_content()
    opened.page.get_by_role("button", name="Clear search and filters").click()
    assert shown(opened) == len(madeshire.candidates)


def test_the_list_is_the_whole_table_best_first_fifty_at_a_time(opener, madeshire):
    opened = opener()
    assert opened.page.locator("#list .card").count() == 50
    while opened.page.locator(".more").count():
        opened.page.locator(".more").click()
    keys = opened.page.eval_on_selector_all("#list .card", "cards => cards.map(c => c.dataset.key)")
    ranked = madeshire.candidates.sort_values("rank")["group_id"]
    assert keys == [f"group-{group_id}" for group_id in ranked]


def test_every_school_of_the_map_is_in_the_list(opener, madeshire):
    opened = opener("#view=schools")
    while opened.page.locator(".more").count():
        opened.page.locator(".more").click()
    assert sorted(opened.names("#list h3 button")) == sorted(madeshire.schools["name"])


def test_counts_are_announced_to_readers_that_do_not_see(opener):
    count = opener().page.locator("#count")
    assert count.get_attribute("aria-live") == "polite"


def test_arrow_keys_move_between_the_lists(opener):
    opened = opener()
    opened.page.locator("#tab-groups").focus()
    opened.page.keyboard.press("ArrowRight")
    assert opened.page.evaluate("document.activeElement.id") == "tab-schools"
    assert opened.page.locator("#tab-schools").get_attribute("aria-selected") == "true"
    opened.page.keyboard.press("End")
    assert opened.page.locator("#about").is_visible()


def test_filters_stay_in_the_address_so_that_a_link_can_be_sent(opener):
    opened = opener()
    choose(opened, "pattern", "feeders")
    again = opener(opened.page.url[opened.page.url.index("#") :])
    assert again.page.locator("#filter-pattern").input_value() == "feeders"
    assert shown(again) == shown(opened)
