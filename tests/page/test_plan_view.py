"""Check the view of the best plan: what it says, lists, draws and lets a reader sort."""

from dataclasses import replace

import pytest

from geofinder.page import render_page, words
from geofinder.tables.plan import WHY_LEFT
from tests.page import made_up_plan


def in_order(planned):
    """Return the plan as the page numbers it: by the rank of each group among the candidates."""
    ranks = planned.candidates.set_index("group_id")["rank"]
    plan = planned.planned.plan
    return plan.assign(rank=plan["group_id"].map(ranks)).sort_values("rank")


def keys(opened):
    return opened.page.eval_on_selector_all("#list .card", "all => all.map(n => n.dataset.key)")


def changed(planned, tmp_path, **tables):
    path = tmp_path / "index.html"
    other = replace(planned, planned=replace(planned.planned, **tables))
    path.write_text(render_page(other), encoding="utf-8")
    return path


def test_a_run_without_a_plan_has_no_tab_for_one_and_opens_its_groups(opener):
    opened = opener()
    assert opened.page.locator("#tab-plan, #plan").count() == 0
    assert opened.page.locator("#tab-groups").get_attribute("aria-selected") == "true"


def test_a_page_with_a_plan_opens_with_its_groups_in_order_and_says_what_they_serve(
    opener, planned, plan_file
):
    opened = opener(path=plan_file)
    assert opened.page.locator("[role=tab]").first.get_attribute("id") == "tab-plan"
    assert opened.page.locator("#tab-plan").get_attribute("aria-selected") == "true"
    plan = in_order(planned)
    assert keys(opened) == [f"group-{group_id}" for group_id in plan["group_id"]]
    assert opened.names("#list .plan-number") == [str(row + 1) for row in range(len(plan))]
    assert opened.page.locator("#count").text_content() == f"{len(plan)} groups of the plan"
    heading = opened.page.locator("#plan-heading").text_content()
    proof = planned.manifest["plan"]
    assert f"{plan['served'].sum()} of the {proof['asked']} small or at-risk schools" in heading
    assert f"{len(planned.left_over)} left over" in heading
    told = opened.page.locator("#plan").text_content()
    assert proof["sentence"] in told
    assert all(sentence in told for sentence in proof["bounded_by"])
    assert "2 fewer schools served, 0.31 less score, 4 fewer minutes of travel" in told


def test_a_page_whose_plan_was_not_changed_by_hand_says_nothing_of_hands(planned):
    proof = {**planned.manifest["plan"], "by_hand": None, "kept": []}
    plain = replace(planned, manifest={**planned.manifest, "plan": proof})
    assert "Changed by hand" in render_page(planned)
    assert "Changed by hand" not in render_page(plain)


def test_a_group_of_the_plan_opens_as_a_candidate_does_and_goes_back_to_the_plan(
    opener, planned, plan_file
):
    group_id = in_order(planned)["group_id"].iloc[0]
    opened = opener(path=plan_file)
    opened.page.locator("#list .card button").first.click()
    from_plan = opened.page.locator("#detail").text_content()
    opened.page.locator(".back").click()
    assert opened.page.evaluate("document.activeElement.closest('.card').dataset.key") == (
        f"group-{group_id}"
    )
    opened.at(f"view=groups&group={group_id}")
    assert opened.page.locator("#detail").text_content() == from_plan
    assert "In the planNo. 1" in from_plan


def test_a_school_says_which_group_of_the_plan_it_is_in_or_why_it_is_left_over(
    opener, planned, plan_file
):
    hub = in_order(planned)["hub_urn"].iloc[2]
    opened = opener(f"#school={hub}", path=plan_file)
    assert "In the planGroup no. 3" in opened.page.locator("#detail .facts").text_content()
    left = planned.left_over.iloc[0]
    opened.at(f"school={left['urn']}")
    told = opened.page.locator("#detail .facts").text_content()
    assert left["reason"] in told
    assert left["change"] in told


def test_the_map_draws_the_plan_with_numbers_and_marks_the_schools_left_over_by_a_square(
    opener, plan_file
):
    opened = opener(path=plan_file)
    outlines = opened.page.locator("path.plan-hull").first.get_attribute("d")
    assert outlines.count("M") > 1
    on_map = set(opened.names(".leaflet-numbers-pane .plan-number"))
    assert on_map
    assert on_map <= set(opened.names("#list .plan-number"))
    assert opened.page.locator("path.left-frame").get_attribute("d").count("h-") > 1
    opened.page.locator("#legend summary").click()
    legend = opened.page.locator("#legend-list").inner_text()
    assert "Group of the plan" in legend
    assert "Square: left over" in legend
    opened.at("view=groups")
    assert opened.page.locator("path.plan-hull, path.left-frame").count() == 0
    assert "Group of the plan" not in opened.page.locator("#legend-list").inner_text()
    opened.at("view=left")
    assert opened.page.locator("path.plan-hull").count() == 0
    assert opened.page.locator("path.left-frame").count() == 1


def test_pressing_a_number_on_the_map_opens_its_group(opener, planned, plan_file):
    opened = opener(path=plan_file)
    number = opened.page.locator(".leaflet-numbers-pane .plan-number").first
    group_id = in_order(planned)["group_id"].iloc[int(number.text_content()) - 1]
    number.click()
    assert group_id in opened.page.evaluate("location.hash")
    assert opened.page.locator(".leaflet-numbers-pane .plan-number").count() == 0


def test_a_search_narrows_the_plans_list_its_count_and_its_map_alike(opener, planned, plan_file):
    opened = opener(path=plan_file)
    urn = in_order(planned)["hub_urn"].iloc[1]
    opened.at(f"q={urn}")
    assert opened.names("#list .plan-number") == ["2"]
    total = len(planned.planned.plan)
    assert opened.page.locator("#count").text_content() == f"1 of {total} groups of the plan"
    assert opened.page.locator("path.plan-hull").get_attribute("d").count("M") == 1


def test_the_keyboard_alone_reaches_the_plan_its_tables_and_its_groups(opener, plan_file):
    opened = opener("#view=about", path=plan_file)
    opened.page.locator("#tab-about").focus()
    keyboard = opened.page.keyboard
    keyboard.press("Home")
    assert opened.page.locator("#plan").is_visible()
    seen = set()
    for _ in range(30):
        keyboard.press("Tab")
        seen.add(opened.page.evaluate("document.activeElement.closest('details, .card')?.className"
                                      " ?? document.activeElement.id"))  # fmt: skip
        seen.add(opened.page.evaluate("document.activeElement.parentElement.id"))
        if "card" in seen:
            break
    assert {"plan-before", "plan-limits", "plan-alternatives", "plan-authorities"} <= seen
    assert {"plan-proof", "print-plan", "card"} <= seen
    keyboard.press("Enter")
    assert opened.page.evaluate("document.activeElement.id") == "detail-heading"


def test_today_stands_beside_the_plan_and_what_is_not_known_is_no_zero(opener, plan_file):
    opened = opener(path=plan_file)
    opened.page.locator("#plan-before summary").click()
    rows = opened.names("#plan-before tbody tr")
    assert "Schools in a partnership84180" in rows
    assert "Median pupils of a group togethernot known34011" in rows


def test_the_limits_stand_side_by_side_as_a_table_and_as_a_picture(opener, plan_file):
    opened = opener(path=plan_file)
    opened.page.locator("#plan-limits summary").click()
    heads = opened.names("#plan-limits thead th")
    assert heads == ["Longest journey allowed", "10 min", "15 min", "20 min"]
    rows = opened.names("#plan-limits tbody tr")
    assert "Served, of those asked20 of 4031 of 4034 of 40" in rows
    assert "Proofproven bestproven bestwithin 1.2%" in rows
    assert opened.page.locator("#plan-limits svg").is_visible()
    assert opened.complaints == []


def test_other_plans_say_what_they_change_and_what_that_costs(opener, planned, plan_file):
    opened = opener(path=plan_file)
    other = opened.page.locator(".other-plan")
    assert other.count() == 2
    told = other.first.text_content()
    first = planned.planned.alternatives.query("alternative == 1")
    served = first["served"].sum()
    less = planned.planned.plan["served"].sum() - served
    assert f"serves {served} ({less} fewer)" in told
    best = set(planned.planned.plan["group_id"])
    without = len(best - set(first["group_id"]))
    assert other.first.locator("h4 + ul").first.locator("li").count() == without
    assert other.first.locator("h4 + ul").last.locator("li").count() == (~first["in_best"]).sum()


def test_the_authorities_sort_by_any_column_both_ways(opener, planned, tmp_path):
    many = made_up_plan.planned(planned, authorities=9)
    path = tmp_path / "many.html"
    path.write_text(render_page(many), encoding="utf-8")
    opened = opener(path=path)
    opened.page.locator("#plan-authorities summary").click()
    button = opened.page.get_by_role("button", name="Small or at risk")
    button.click()
    head = opened.page.locator("#plan-authorities th[aria-sort]")
    expected = sorted(many.planned.authorities["asked"], reverse=True)
    column = "#plan-authorities tbody td:nth-child(3)"
    assert head.get_attribute("aria-sort") == "descending"
    assert list(map(int, opened.names(column))) == expected
    button.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert list(map(int, opened.names(column))) == expected[::-1]


def test_what_was_not_asked_for_is_not_there(opener, planned, tmp_path):
    path = changed(
        planned,
        tmp_path,
        limits=planned.planned.limits.head(0),
        alternatives=planned.planned.alternatives.head(0),
        authorities=planned.planned.authorities.head(1),
    )
    opened = opener(path=path)
    for part in ("limits", "alternatives", "authorities"):
        assert opened.page.locator(f"#plan-{part}").count() == 0
    assert opened.page.locator("#plan-before, #plan-proof").count() == 2


def test_a_plan_without_any_group_says_so(opener, planned, tmp_path):
    empty = replace(
        planned.planned,
        plan=planned.planned.plan.head(0),
        alternatives=planned.planned.alternatives.head(0),
        limits=planned.planned.limits.head(0),
    )
    path = tmp_path / "empty.html"
    path.write_text(render_page(replace(planned, planned=empty)), encoding="utf-8")
    opened = opener(path=path)
    assert "nobody is served" in opened.page.locator("#plan-heading").text_content()
    assert "The plan has no group." in opened.page.locator("#list").text_content()
    assert opened.complaints == []


def test_schools_left_over_are_filtered_by_why_with_counts_and_the_address_keeps_it(
    opener, planned, plan_file
):
    opened = opener("#view=left", path=plan_file)
    counts = planned.left_over["why"].value_counts()
    shown = opened.names("#filter-why option")
    for code, number in counts.items():
        assert f"{words.WHY_LEFT[code]} ({number})" in shown
    opened.page.locator("#filter-why").select_option("blocked")
    assert "why=blocked" in opened.page.evaluate("location.hash")
    cards = opened.names("#list .card")
    assert len(cards) == counts["blocked"]
    rows = planned.left_over.query("why == 'blocked'")
    for card, row in zip(cards, rows.itertuples(), strict=True):
        assert words.WHY_LEFT["blocked"] in card
        assert row.change in card
        assert row.reason[1:] in card
    total = len(planned.left_over)
    told = opened.page.locator("#count").text_content()
    assert told == f"{counts['blocked']} of {total} schools left over"
    opened.page.locator("#clear").click()
    assert len(opened.names("#list .card")) == total
    opened.at("view=groups")
    assert not opened.page.locator("#filter-why").is_visible()


def test_every_reason_for_being_left_over_has_its_words():
    assert set(words.WHY_LEFT) == set(WHY_LEFT)


@pytest.mark.parametrize("width", [360, 320])
def test_on_a_phone_the_plan_does_not_scroll_sideways(opener, plan_file, width):
    opened = opener(width=width, path=plan_file)
    opened.page.evaluate(
        "for (const told of document.querySelectorAll('#plan details')) told.open = true;"
    )
    for address in ("", "view=left"):
        opened.at(address)
        widths = opened.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert widths[0] <= widths[1], address
