"""Each filter lists what the tables say, and counts it before it is chosen."""

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.page.listed import choose, counts, keys, shown
from tests.page.test_accessibility import small_targets, told
from tests.page.waiting import until

BANDS = [0, 50, 110, 210, 420, 840]
VIEWS = {
    "groups": ["pattern", "form", "status", "phase", "faith", "trust", "size", "rural", "within"],
    "plan": ["pattern", "form", "status", "phase", "faith", "trust", "size", "rural", "within"],
    "schools": ["phase", "size", "rural", "faith", "trust"],
    "existing": ["trust", "phase", "faith", "rural"],
    "left": ["why", "phase", "size", "rural", "faith", "trust"],
}


def trust_of(school):
    """Return what a school is in, in the words of the filter's values."""
    found = ["multi"] if school["trust_kind"] == "mat" else []
    if pd.notna(school["federation_id"]):
        found.append("federation")
    return found or ["academy" if school["governance"] == "academy" else "alone"]


def band(pupils):
    if pd.isna(pupils):
        return "pupils-not-recorded"
    return f"pupils-{max(least for least in BANDS if pupils >= least)}"


def setting(rural):
    return "not-recorded" if pd.isna(rural) else ("rural" if rural else "urban")


def of_schools(run):
    """Return by filter and URN the values that each school has."""
    rows = run.schools.set_index("urn")
    return {
        "faith": {urn: ["not-recorded" if pd.isna(x) else x] for urn, x in rows["faith"].items()},
        "trust": {urn: trust_of(row) for urn, row in rows.iterrows()},
        "rural": {urn: [setting(value)] for urn, value in rows["rural"].items()},
        "size": {urn: [band(value)] for urn, value in rows["pupils"].items()},
    }


def tallied(values):
    """Return how many items have each value; an item's values count once."""
    found = pd.Series([value for own in values for value in set(own)]).value_counts()
    return found.to_dict()


@pytest.mark.parametrize("key", ["faith", "trust", "rural", "size"])
def test_counts_over_schools_are_those_of_the_table(opener, madeshire, key):
    opened = opener("#view=schools")
    assert counts(opened, key) == tallied(of_schools(madeshire)[key].values())


@pytest.mark.parametrize("key", ["faith", "trust", "rural"])
def test_a_group_has_the_character_trust_and_setting_of_any_of_its_schools(opener, madeshire, key):
    of = of_schools(madeshire)[key]
    groups = madeshire.members.groupby("group_id")["urn"]
    expected = tallied([value for urn in urns for value in of[urn]] for _, urns in groups)
    assert counts(opener(), key) == expected


def test_what_is_not_recorded_is_kept_apart_from_the_other_values(opener, madeshire):
    opened = opener("#view=schools&rural=not-recorded")
    missing = madeshire.schools[madeshire.schools["rural"].isna()]
    assert sorted(keys(opened)) == sorted(map(str, missing["urn"]))
    opened.at("view=schools&size=pupils-not-recorded")
    missing = madeshire.schools[madeshire.schools["pupils"].isna()]
    assert sorted(keys(opened)) == sorted(map(str, missing["urn"]))


def test_the_size_of_a_group_is_its_number_of_schools(opener, madeshire):
    sizes = madeshire.candidates["size"].value_counts()
    expected = {str(size): number for size, number in sizes.items() if size <= 5}
    larger = sizes[[size for size in sizes.index if 6 <= size <= 10]].sum()
    assert counts(opener(), "size") == {**expected, "6-to-10": larger}


def test_a_limit_lists_the_groups_whose_longest_journey_keeps_to_it(opener, madeshire):
    opened = opener()
    # The page holds tenths of minutes, and compares what it shows.
    longest = madeshire.candidates["longest_min"].round(1)
    for value, number in counts(opened, "within").items():
        assert number == (longest <= float(value)).sum()
    assert "5" in counts(opened, "within")
    choose(opened, "within", "10")
    near = madeshire.candidates.loc[longest <= 10, "group_id"]
    assert sorted(keys(opened)) == sorted(near)


def test_a_form_lists_the_groups_for_which_it_is_not_blocked(opener, madeshire):
    opened = opener()
    rows = madeshire.verdicts[madeshire.verdicts["form"] == "federation"]
    possible = rows[rows["status"] != "blocked"]
    assert counts(opened, "form")["federation"] == len(possible)
    choose(opened, "form", "federation")
    assert sorted(keys(opened)) == sorted(possible["group_id"])
    assert "join-federation" not in counts(opened, "form"), "it is blocked for every group"


def test_a_status_is_that_of_the_form_chosen_and_of_the_best_one_without(opener, madeshire):
    opened = opener()
    assert opened.names("label[for=filter-status]") == ["Best form is"]
    best = madeshire.candidates["best_status"].value_counts().to_dict()
    assert counts(opened, "status") == best
    choose(opened, "form", "federation")
    assert opened.names("label[for=filter-status]") == ["That form is"]
    rows = madeshire.verdicts[madeshire.verdicts["form"] == "federation"]
    assert counts(opened, "status") == rows["status"].value_counts().to_dict()
    choose(opened, "status", "blocked")
    assert sorted(keys(opened)) == sorted(rows.loc[rows["status"] == "blocked", "group_id"])


def test_counts_of_the_forms_are_those_of_the_status_chosen(opener, madeshire):
    opened = opener("#status=blocked")
    blocked = madeshire.verdicts[madeshire.verdicts["status"] == "blocked"]
    assert counts(opened, "form") == blocked["form"].value_counts().to_dict()
    assert shown(opened) == 0, "no group's best form is blocked"


@pytest.mark.parametrize("view", VIEWS)
def test_every_choice_of_every_filter_lists_as_many_as_it_announced(opener, plan_file, view):
    opened = opener(f"#view={view}", path=plan_file)
    announced = {
        (key, value): number for key in VIEWS[view] for value, number in counts(opened, key).items()
    }
    assert len(announced) > len(VIEWS[view])
    for (key, value), number in announced.items():
        opened.at(f"view={view}&{key}={value}")
        assert shown(opened) == number, (key, value)
        assert number == int(opened.page.locator(f"#tab-count-{view}").text_content())


@pytest.mark.parametrize("view", VIEWS)
def test_a_second_filter_counts_within_the_first_and_the_search(opener, plan_file, view):
    opened = opener(f"#view={view}&q=school&phase=primary", path=plan_file)
    for key in VIEWS[view]:
        if key == "phase":
            continue
        for value, number in list(counts(opened, key).items())[:2]:
            opened.at(f"view={view}&q=school&phase=primary&{key}={value}")
            assert shown(opened) == number, (key, value)
            opened.at(f"view={view}&q=school&phase=primary")


def test_a_filter_that_tells_nothing_apart_in_a_view_is_not_there(opener, plan_file):
    opened = opener("#view=schools", path=plan_file)
    for key in ("pattern", "form", "status", "within", "why"):
        assert opened.page.locator(f"#filter-{key}").count() == 0
    opened.at("view=about")
    assert opened.page.locator(".finder select").count() == 0
    assert not opened.page.locator("#filters-more").is_visible()


def test_the_filters_chosen_are_buttons_that_take_them_away_again(opener):
    opened = opener("#form=federation&status=open&rural=rural&size=3")
    chips = opened.page.locator(".chip")
    assert chips.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))") == [
        "Remove filter: Federation",
        "Remove filter: Federation: open",
        "Remove filter: 3 schools",
        "Remove filter: Rural",
    ]
    before = shown(opened)
    opened.page.get_by_role("button", name="Remove filter: 3 schools").click()
    assert "size" not in opened.page.url
    assert shown(opened) > before
    focused = opened.page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused == "Remove filter: Rural", "the keyboard goes on where it was"
    opened.page.get_by_role("button", name="Clear search and filters").click()
    assert chips.count() == 0
    assert opened.page.evaluate("document.activeElement.id") == "q"


def test_the_last_filter_taken_away_leaves_the_keyboard_in_the_search(opener):
    opened = opener("#rural=rural")
    opened.page.get_by_role("button", name="Remove filter: Rural").focus()
    opened.page.keyboard.press("Enter")
    assert opened.page.evaluate("document.activeElement.id") == "q"
    assert not opened.page.locator("#chips").is_visible()


def test_on_a_wide_screen_three_filters_are_seen_and_the_others_open_with_one_button(opener):
    opened = opener("#rural=rural&faith=none")
    visible = "selects => selects.filter(one => one.checkVisibility()).map(one => one.id)"
    seen = opened.page.eval_on_selector_all(".finder select", visible)
    assert seen == ["filter-pattern", "filter-form", "filter-status"]
    summary = opened.page.locator("#filters-summary")
    assert summary.text_content() == "More filters (2 chosen)"
    top = opened.page.locator("#list .card").first.bounding_box()["y"]
    assert top < opened.page.viewport_size["height"] - 100, "the list is on the screen"
    summary.focus()
    opened.page.keyboard.press("Enter")
    assert len(opened.page.eval_on_selector_all(".finder select", visible)) == 9


@pytest.mark.parametrize("width", [360, 320])
def test_on_a_phone_all_filters_fold_into_one_button(opener, width):
    opened = opener("#rural=rural&faith=none", width=width)
    assert opened.page.locator("#filters-first select").count() == 0
    assert not opened.page.locator("#filter-pattern").is_visible()
    assert opened.page.locator("#filters-summary").text_content() == "Filters (2 chosen)"
    choose(opened, "size", "3")
    assert opened.page.locator("#filters-summary").text_content() == "Filters (3 chosen)"
    wide = opened.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, "nothing scrolls sideways"


def test_a_window_that_becomes_narrow_folds_its_filters(opener):
    opened = opener("#pattern=feeders", width=1280)
    assert opened.page.locator("#filter-pattern").is_visible()
    opened.page.set_viewport_size({"width": 360, "height": 740})
    until(
        opened.page,
        "document.getElementById('filters-summary').textContent === 'Filters (1 chosen)'",
    )
    assert not opened.page.locator("#filter-pattern").is_visible()


def test_choosing_in_one_filter_leaves_the_keyboard_in_it(opener):
    opened = opener()
    opened.page.locator("#filter-form").focus()
    opened.page.locator("#filter-form").select_option("federation")
    assert opened.page.evaluate("document.activeElement.id") == "filter-form"
    assert opened.page.locator("#filter-form").input_value() == "federation"


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_open_filters_chips_and_order_pass_axe_and_are_large_enough(opener, width, dark):
    opened = opener(
        "#form=federation&status=open&rural=rural&q=st&sort=hub", width=width, dark=dark
    )
    opened.page.locator("#filters-summary").click()
    opened.page.evaluate("document.getElementById('copy-field').parentElement.hidden = false")
    assert told(Axe().run(opened.page)) == []
    assert small_targets(opened) == []


def test_the_keyboard_alone_searches_filters_sorts_and_opens_a_group(opener):
    opened = opener()
    opened.page.locator("#q").focus()
    opened.page.keyboard.type("school")
    opened.page.wait_for_url("**q=school**")

    def tab_to(selector, most=40):
        for _ in range(most):
            opened.page.keyboard.press("Tab")
            if opened.page.evaluate("css => document.activeElement.matches(css)", selector):
                return
        pytest.fail(f"the keyboard does not reach {selector}")

    tab_to("#filter-pattern")
    opened.page.keyboard.press("ArrowDown")
    opened.page.wait_for_url("**pattern=**")
    tab_to("#filters-summary")
    opened.page.keyboard.press("Enter")
    tab_to("#filter-rural")
    opened.page.keyboard.press("ArrowDown")
    opened.page.wait_for_url("**rural=**")
    assert opened.page.locator(".chip").count() == 2
    tab_to("#sort")
    opened.page.keyboard.press("ArrowDown")
    opened.page.wait_for_url("**sort=minutes**")
    tab_to("#list .card button")
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_url("**group=**")
    assert opened.page.evaluate("document.activeElement.id") == "detail-heading"


def test_on_a_phone_the_map_never_covers_what_has_the_focus(opener):
    opened = opener("#rural=rural", width=360)
    opened.page.locator("#list .card button").nth(12).focus()
    steps = 0
    while True:
        opened.page.keyboard.press("Shift+Tab")
        inside, top, edge = opened.page.evaluate(
            """() => {
                const [focus, map] = [document.activeElement, document.querySelector('.map-side')];
                const inside = document.getElementById('panel').contains(focus);
                const [own, over] = [focus, map].map((node) => node.getBoundingClientRect());
                return [inside, own.top, over.bottom];
            }"""
        )
        if not inside:
            break
        assert top >= edge - 1, opened.page.evaluate("document.activeElement.outerHTML")
        steps += 1
    assert steps > 15
