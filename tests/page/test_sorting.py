"""A list is in the order that is chosen; what is missing comes last, both ways."""

import re

import pandas as pd
import pytest

from tests.page.listed import keys

BY_NUMBER = [
    ("minutes", "longest_min", True),
    ("minutes-down", "longest_min", False),
    ("pupils", "pupils", True),
    ("pupils-down", "pupils", False),
    ("schools", "size", False),
]


def order(opened):
    return opened.page.locator("#sort").input_value()


@pytest.mark.parametrize(("sort", "column", "up"), BY_NUMBER)
def test_groups_stand_in_the_order_chosen(opener, madeshire, sort, column, up):
    opened = opener()
    opened.page.select_option("#sort", sort)
    assert f"sort={sort}" in opened.page.url
    # The page holds minutes to a tenth: groups that are alike to it stand best first.
    table = madeshire.candidates.sort_values("rank")
    value = table[column].astype("Float64")
    rounded = (value * 10).round() if column == "longest_min" else value
    wanted = table.assign(value=rounded).sort_values(
        "value", ascending=up, kind="stable", na_position="last"
    )
    assert keys(opened) == wanted["group_id"].tolist()
    assert value.isna().any() == (column != "size"), "the made-up county has missing values"


def test_groups_stand_by_the_name_of_their_hub(opener, madeshire):
    opened = opener("#sort=hub")
    names = madeshire.schools.set_index("urn")["name"].str.lower().str.replace("'", "")
    hubs = madeshire.candidates.sort_values("rank").set_index("group_id")["hub_urn"].map(names)
    assert keys(opened) == hubs.sort_values(kind="stable").index.tolist()


def test_schools_stand_by_name_until_another_order_is_chosen(opener, madeshire):
    opened = opener("#view=schools")
    table = madeshire.schools.assign(key=madeshire.schools["name"].str.lower().str.replace("'", ""))
    assert keys(opened) == [str(urn) for urn in table.sort_values("key")["urn"]]
    opened.page.select_option("#sort", "urn")
    assert keys(opened) == [str(urn) for urn in sorted(table["urn"])]
    opened.page.select_option("#sort", "pupils-down")
    pupils = table.sort_values("urn").set_index("urn")["pupils"]
    wanted = pupils.sort_values(ascending=False, kind="stable", na_position="last")
    assert keys(opened) == [str(urn) for urn in wanted.index]
    opened.page.select_option("#sort", "groups")
    in_groups = madeshire.members.groupby("urn")["group_id"].nunique()
    wanted = in_groups.reindex(sorted(table["urn"]), fill_value=0).sort_values(
        ascending=False, kind="stable"
    )
    assert keys(opened) == [str(urn) for urn in wanted.index]


def test_the_plan_is_by_number_and_can_be_by_its_longest_journeys(opener, planned, plan_file):
    opened = opener(path=plan_file)
    numbers = opened.page.locator("#list .card h3").all_text_contents()
    listed = [int(re.match(r"\d+", text).group()) for text in numbers]
    assert listed == list(range(1, len(planned.planned.plan) + 1))
    opened.page.select_option("#sort", "minutes-down")
    minutes = planned.planned.plan.set_index("group_id")["longest_min"]
    listed = minutes.loc[keys(opened)]
    known = listed.dropna()
    assert known.round(1).is_monotonic_decreasing
    assert listed.index[: len(known)].equals(known.index), "missing ones come last"


def test_trusts_and_federations_stand_by_size_or_by_name(opener, madeshire):
    opened = opener("#view=existing&sort=name")
    assert opened.names("#list h3 button") == ["Made Downs Learning Trust", "Pioneer Federation"]
    opened.page.select_option("#sort", "schools")
    sizes = {
        "Made Downs Learning Trust": madeshire.schools["trust_id"].notna().sum(),
        "Pioneer Federation": madeshire.schools["federation_id"].notna().sum(),
    }
    assert opened.names("#list h3 button") == sorted(sizes, key=lambda name: -sizes[name])


def test_schools_left_over_stand_by_name_or_by_reason(opener, planned, plan_file):
    opened = opener("#view=left", path=plan_file)
    names = planned.left_over.assign(key=planned.left_over["name"].str.lower().str.replace("'", ""))
    assert keys(opened) == [str(urn) for urn in names.sort_values("key")["urn"]]
    opened.page.select_option("#sort", "why")
    why = pd.Series(planned.left_over.set_index("urn")["why"])
    listed = [why[int(urn)] for urn in keys(opened)]
    assert listed == sorted(listed)


def test_an_order_stays_in_the_address_and_one_of_another_view_is_not_taken_over(opener):
    opened = opener("#view=schools&sort=urn")
    assert order(opened) == "urn"
    opened.page.locator("#tab-groups").click()
    assert order(opened) == ""
    assert opened.names("#sort option")[0] == "Best first"


def test_sorting_begins_the_list_at_its_top_again(opener):
    opened = opener()
    opened.page.locator(".more").click()
    assert opened.page.locator("#list .card").count() == 100
    opened.page.select_option("#sort", "pupils")
    assert opened.page.locator("#list .card").count() == 50
