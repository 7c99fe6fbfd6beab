"""Of more groups than a browser opens the page holds the plan's and one for each school it can."""

from dataclasses import replace

import pytest

from geofinder.page import bound, render_page
from geofinder.page.bound import bound_notes, bounded
from geofinder.page.payload import payload, to_json
from tests.page.made_up import run
from tests.page.made_up_plan import planned
from tests.page.test_selecting import assert_matrix_is_travel

MOST = 12


@pytest.fixture
def whole(monkeypatch):
    monkeypatch.setattr(bound, "MOST_GROUPS", MOST)
    return planned(run(), most=3)


def ids(result):
    return set(result.candidates["group_id"])


def test_the_page_holds_so_many_groups_and_all_of_the_plan_s(whole):
    shown = bounded(whole)
    assert len(whole.candidates) > MOST
    assert len(shown.candidates) == MOST
    assert set(whole.planned.plan["group_id"]) <= ids(shown)
    for table in (shown.members, shown.verdicts):
        assert set(table["group_id"]) == ids(shown)
    members = whole.members[whole.members["group_id"].isin(ids(shown))]
    assert len(shown.members) == len(members)


def test_it_brings_a_group_to_more_schools_than_the_best_groups_alone_would(whole):
    best = whole.candidates.nsmallest(MOST, "rank")["group_id"]
    alone = whole.members[whole.members["group_id"].isin(best)]["urn"].nunique()
    assert bounded(whole).members["urn"].nunique() > alone


def test_where_every_school_has_a_group_the_best_of_the_others_follow(whole, monkeypatch):
    monkeypatch.setattr(bound, "MOST_GROUPS", len(whole.candidates) - 1)
    shown = bounded(whole)
    assert set(shown.members["urn"]) == set(whole.members["urn"])
    (left_out,) = ids(whole) - ids(shown)
    rank = whole.candidates.set_index("group_id")["rank"]
    assert rank[left_out] > rank.median()


def test_a_run_of_few_groups_is_shown_whole_and_nothing_is_said(whole, monkeypatch):
    monkeypatch.setattr(bound, "MOST_GROUPS", len(whole.candidates))
    assert bounded(whole) is whole
    assert bound_notes(len(whole.candidates)) == []


def test_which_groups_it_holds_does_not_hang_on_the_order_of_rows(whole):
    names = ("schools", "travel", "candidates", "members", "verdicts", "left_over")
    turned = replace(whole, **{name: getattr(whole, name).iloc[::-1] for name in names})
    assert to_json(payload(turned)) == to_json(payload(whole))


def test_the_page_says_how_many_there_are_and_where_the_rest_stand(whole):
    page = render_page(whole)
    assert f"There are {len(whole.candidates):,} candidate groups." in page
    assert "All of them are in candidates.csv." in page
    assert f"The best {MOST}" not in page


def test_drives_alike_both_ways_are_written_once_and_shown_both_ways(opener, madeshire, tmp_path):
    ends = madeshire.travel[["from_urn", "to_urn"]].to_numpy()
    faster = madeshire.travel.groupby([ends.min(axis=1), ends.max(axis=1)])["travel_min"]
    alike = replace(madeshire, travel=madeshire.travel.assign(travel_min=faster.transform("min")))
    assert payload(alike)["pairs"]["minBack"] is None
    assert payload(madeshire)["pairs"]["minBack"] is not None
    path = tmp_path / "alike.html"
    path.write_text(render_page(alike), encoding="utf-8")
    assert_matrix_is_travel(opener, alike, path=path)
