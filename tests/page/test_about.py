"""The About view names every school that a run left out, of thousands the first by reason."""

import re
from dataclasses import replace

import pytest

from geofinder.page.about_lists import FIRST_LISTED, MOST_LISTED
from geofinder.page.document import after_map
from tests.page.made_up import run as county


def about(left_out, **manifest):
    """Return the text of the About view of a run that left these schools out."""
    run = county()
    run = replace(run, manifest={**run.manifest, "left_out": left_out, **manifest})
    return after_map(run, "{}").split('id="about"')[1].split('id="detail"')[0]


def schools(count, reason, *, first=100_001):
    return [
        {"urn": urn, "name": f"School <{urn}>", "kind": reason, "detail": f"as row {urn} says"}
        for urn in range(first, first + count)
    ]


def test_every_school_left_out_is_named_with_its_reason_where_they_are_few():
    text = about(schools(MOST_LISTED, "closed"))
    told = r"School &lt;(\d+)&gt; \(URN \d+\): closed \(as row \1 says\)"
    assert len(re.findall(told, text)) == MOST_LISTED
    assert "manifest.json" not in text


@pytest.fixture
def many():
    return [*schools(30, "closed"), *schools(100, "independent", first=200_001)]


def test_of_many_schools_left_out_each_reason_has_its_number_and_its_first_schools(many):
    text = about(many)
    assert "130 schools" in text
    assert "manifest.json" in text
    heads = re.findall(r"<h4>(.*?)</h4>", text)
    assert heads == ["Independent: 100", "Closed: 30"]
    named = [int(urn) for urn in re.findall(r"\(URN (\d+)\)", text)]
    assert named == [
        *range(200_001, 200_001 + FIRST_LISTED),
        *range(100_001, 100_001 + FIRST_LISTED),
    ]


def test_the_order_of_the_schools_left_out_changes_nothing_of_a_long_list(many):
    assert about(many) == about(many[::-1])


def test_schools_off_the_road_are_one_reason_however_far_each_is():
    rows = [
        {"urn": urn, "name": "Far", "snapped_m": 500.0 + urn} for urn in range(1, MOST_LISTED + 2)
    ]
    text = about([], unsnappable=rows)
    assert re.findall(r"<h4>(.*?)</h4>", text) == [f"Too far from any road: {len(rows)}"]


def test_of_many_pairs_without_a_route_the_first_stand_there_with_their_number():
    pairs = [{"from_name": f"A{row}", "to_name": "B"} for row in range(MOST_LISTED + 1)]
    text = about([], no_route=pairs)
    assert f"{len(pairs)} in all" in text
    assert len(re.findall(r"<li>A\d+ to B</li>", text)) == FIRST_LISTED
