"""Check that a group's card is short, its detail whole, and both say things the same way."""

from dataclasses import replace

import pandas as pd

from geofinder.page import render_page
from tests.page.test_selecting import best_group, members


def test_a_card_is_short_and_the_detail_has_every_form(opener, madeshire):
    opened = opener("#view=groups")
    for place, group in enumerate(madeshire.candidates.sort_values("rank").head(4).itertuples()):
        card = opened.page.locator("#list .card").nth(place)
        told = card.text_content()
        assert card.locator(".status").count() == 1
        verdicts = madeshire.verdicts[madeshire.verdicts["group_id"] == group.group_id]
        others = verdicts[verdicts["form"] != group.best_form]
        blocked = (others["status"] == "blocked").sum()
        assert f"{blocked} blocked" in told
        for form in others.loc[others["status"] == "open", "form"]:
            assert f"Also open: {form}" in told
        assert group.reasons.splitlines()[0].rstrip(".") in told
    opened.page.locator("#list .card h3 button").first.click()
    assert opened.page.locator("#detail .verdict").count() == len(verdicts)


def test_the_hub_is_called_what_makes_it_one(opener, madeshire):
    opened = opener()
    told = {}
    for pattern in ("rural-primaries", "feeders"):
        chosen = madeshire.candidates[madeshire.candidates["pattern"] == pattern]
        opened.at(f"group={chosen['group_id'].iloc[0]}")
        told[pattern] = opened.page.locator("#detail .members li").first.text_content()
    assert "the hub, with the least travel to the others" in told["rural-primaries"].lower()
    assert told["feeders"].lower().endswith("the hub")


def test_the_id_of_a_group_in_a_sentence_opens_that_group(opener, madeshire, tmp_path):
    group_id = best_group(madeshire)
    reason = f"It could be in {group_id}, but not in rural-primaries-ffffffffff"
    left = madeshire.left_over.assign(
        reason=pd.array([reason] * len(madeshire.left_over), dtype="str"),
        change=pd.array([f"--keep {group_id} would do."] * len(madeshire.left_over), dtype="str"),
    )
    path = tmp_path / "index.html"
    path.write_text(render_page(replace(madeshire, left_over=left)), encoding="utf-8")
    opened = opener("#view=left", path=path)
    card = opened.page.locator("#list .card").first
    assert card.locator("button.inline").all_text_contents() == [group_id, group_id]
    assert "rural-primaries-ffffffffff" in card.text_content()
    card.locator("button.inline").first.click()
    assert f"group={group_id}" in opened.page.url
    assert set(opened.names("#detail .members button")) == members(madeshire, group_id)


def test_a_journey_of_no_time_is_said_the_same_in_card_detail_and_table(
    opener, madeshire, tmp_path
):
    group = madeshire.candidates.query("size == 2").iloc[0]
    urns = madeshire.members.loc[madeshire.members["group_id"] == group["group_id"], "urn"]
    nothing = madeshire.travel["from_urn"].isin(urns) & madeshire.travel["to_urn"].isin(urns)
    travel = madeshire.travel.assign(
        travel_min=madeshire.travel["travel_min"].mask(nothing, 0.0),
    )
    candidates = madeshire.candidates.copy()
    candidates.loc[candidates["group_id"] == group["group_id"], "longest_min"] = 0.0
    of = madeshire.members.assign(
        minutes_to_hub=madeshire.members["minutes_to_hub"].mask(
            madeshire.members["group_id"] == group["group_id"], 0.0
        )
    )
    path = tmp_path / "index.html"
    run = replace(madeshire, travel=travel, candidates=candidates, members=of)
    path.write_text(render_page(run), encoding="utf-8")
    opened = opener(f"#view=groups&q={urns.iloc[0]}", path=path)
    cards = opened.names("#list .card")
    assert any("All at one place (0 min)" in card for card in cards)
    opened.at(f"group={group['group_id']}")
    facts = opened.page.locator("#detail .facts").first.text_content()
    assert "all at one place (0 min)" in facts
    listed = opened.page.locator("#detail .members").text_content()
    assert "at the hub's place (0 min)" in listed.lower()
    assert set(opened.names("#detail .matrix td")) == {"0", "\N{EN DASH}"}
