"""Check the pictures beside the page: what they draw, that they fit, and that text stays text."""

import struct
from dataclasses import replace
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from geofinder.local.knowledge import SENTENCE
from geofinder.page import words
from geofinder.page.pictures import draw_pictures
from geofinder.page.pictures.lettering import width_of, wrapped
from geofinder.page.pictures.maps import limit_maps_svg, overview_svg
from geofinder.page.pictures.png import png_of
from geofinder.page.pictures.pupils import pupils_svg
from geofinder.page.pictures.sheet import HEIGHT, WIDTH
from tests.page.hostile import EVERYTHING

SVG = "{http://www.w3.org/2000/svg}"
OUTSIDE_TEXTS = """texts => {
  return texts.filter(text => {
    const box = text.getBoundingClientRect(), paper = document.querySelector('.paper')
      .getBoundingClientRect();
    return box.right > paper.right || box.left < paper.left || box.bottom > paper.bottom;
  }).map(text => text.textContent);
}"""


def _tree(svg):
    return ET.fromstring(svg)  # noqa: S314 (our own file)


def _texts(svg):
    return [node.text or "" for node in _tree(svg).iter(f"{SVG}text")]


def _count(svg, look):
    return sum(1 for node in _tree(svg).iter() if node.get("class") == look)


def with_forecasts(result, groups):
    """Return the run with local figures of these groups: (now, 1, 3, 5 years), None: not known."""
    rows = [
        {
            "group_id": group_id,
            "size": 3,
            **dict(zip(("pupils_now", "pupils_1y", "pupils_3y", "pupils_5y"), told, strict=True)),
            **{
                f"forecasts_{years}y": 1 if value is None else 3
                for years, value in zip((1, 3, 5), told[1:], strict=True)
            },
            "at_risk": 0,
            "pair_weight": 0.0,
            "score_added": 0.0,
            "says": "",
        }
        for group_id, told in groups.items()
    ]
    table = pd.DataFrame(rows)
    pupils = [name for name in table.columns if name.startswith("pupils_")]
    return replace(result, local=table.astype(dict.fromkeys(pupils, "Int64")))


def test_the_overview_has_a_map_for_the_plan_and_for_every_pattern_with_groups(planned):
    svg = overview_svg(planned)
    texts = _texts(svg)
    patterns = planned.candidates["pattern"].unique()
    assert "The best plan" in texts
    for pattern in patterns:
        assert words.PATTERNS[pattern][0] in texts
        number = int((planned.candidates["pattern"] == pattern).sum())
        assert f"{number:,} candidate group" in " ".join(texts)
    assert _count(svg, "frame") == len(patterns) + 1
    assert words.CLAIM in texts
    assert "21 November 2026" in " ".join(texts)
    assert "Open Government Licence" in " ".join(texts)


def test_a_pattern_without_groups_has_no_map_and_is_named(planned):
    pattern = planned.candidates["pattern"].iloc[0]
    others = planned.candidates[planned.candidates["pattern"] != pattern]
    svg = overview_svg(replace(planned, candidates=others, planned=None))
    assert words.PATTERNS[pattern][0] not in _texts(svg)
    assert words.PATTERNS[pattern][0].lower() in " ".join(_texts(svg))


def test_every_limit_is_drawn_with_exactly_the_groups_of_its_plan(planned):
    svg = limit_maps_svg(planned)
    assert _count(svg, "hull") == len(planned.planned.limit_plans)
    for row in planned.planned.limits.itertuples():
        assert f"Limit of {row.limit_min:g} minutes" in _texts(svg)
        assert f"serves {row.served:,} of {row.asked:,}" in " ".join(_texts(svg))


def test_no_group_drawn_of_a_pattern_shares_a_school_with_another(planned):
    alone = replace(planned, planned=None)
    svg = overview_svg(alone)
    drawn = sum(
        min(12, _apart(of["group_id"], alone.members))
        for _, of in alone.candidates.sort_values(["rank", "group_id"]).groupby("pattern")
    )
    assert _count(svg, "hull") == drawn > 0


def _apart(ranked, members):
    taken, number = set(), 0
    for group_id in ranked:
        urns = set(members.loc[members["group_id"] == group_id, "urn"])
        if not taken & urns:
            taken |= urns
            number += 1
    return number


def test_the_pictures_do_not_depend_on_the_order_of_rows(planned):
    plan = planned.planned
    turned = replace(
        planned,
        schools=planned.schools[::-1].reset_index(drop=True),
        members=planned.members[::-1].reset_index(drop=True),
        candidates=planned.candidates[::-1].reset_index(drop=True),
        planned=replace(
            plan,
            plan=plan.plan[::-1].reset_index(drop=True),
            limits=plan.limits[::-1].reset_index(drop=True),
            limit_plans=plan.limit_plans[::-1].reset_index(drop=True),
        ),
    )
    assert draw_pictures(turned) == draw_pictures(planned)


def test_every_picture_is_there_as_svg_and_as_png_and_the_png_has_its_letters(planned):
    drawn = draw_pictures(planned)
    assert set(drawn) == {
        "overview.svg", "overview.png", "limits.svg", "limits_maps.svg", "limits_maps.png",
    }  # fmt: skip
    for name in ("overview", "limits_maps"):
        png = drawn[f"{name}.png"]
        assert png.startswith(b"\x89PNG\r\n\x1a\n")
        wide, high = struct.unpack(">II", png[16:24])
        assert wide == 1_754
        assert high <= 1_754 * HEIGHT / WIDTH + 1


def test_a_png_shows_its_text(planned):
    svg = overview_svg(planned)
    mute = svg.replace('class="title"', 'class="title" opacity="0"')
    assert mute != svg
    assert png_of(mute) != png_of(svg)


def test_nothing_in_a_picture_leads_to_the_network(planned):
    for svg in (overview_svg(planned), limit_maps_svg(planned)):
        addresses = [
            value
            for node in _tree(svg).iter()
            for key, value in node.attrib.items()
            if key.endswith("href")
        ]
        assert set(addresses) == {"#ground"}
        assert "url(http" not in svg
        assert "<script" not in svg


@pytest.mark.parametrize(
    "name", [EVERYTHING.payload, "$x^2$ \\frac{1}{2} 🏫 \ud800 \ufffe", "a" * 400]
)
def test_a_hostile_area_is_text_in_every_picture(planned, name):
    hostile = replace(with_forecasts(planned, _first(planned, 1)), area_name=name)
    for text, png in _pairs(draw_pictures(hostile)):
        assert png.startswith(b"\x89PNG")
        tree = _tree(text)
        assert {node.tag for node in tree.iter()} <= {
            f"{SVG}{tag}"
            for tag in (
                "svg", "title", "desc", "style", "rect", "g", "path", "text", "defs", "clipPath",
                "use", "circle", "polygon",
            )
        }  # fmt: skip


def _first(result, number):
    ids = result.planned.plan["group_id"].head(number)
    return dict.fromkeys(ids, (300, 290, None, 250))


def _pairs(drawn):
    return [(drawn[f"{name}.svg"], drawn[f"{name}.png"]) for name in ("overview", "pupils")]


@pytest.mark.parametrize("area", ["Madeshire", "W" * 200, "Bournemouth, Christchurch and " * 8])
def test_no_text_leaves_the_paper(browser, tmp_path, planned, area):
    told = replace(with_forecasts(planned, _first(planned, 12)), area_name=area)
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    for name, svg in draw_pictures(told).items():
        if name.endswith(".svg") and name != "limits.svg":
            path = tmp_path / name
            path.write_text(svg, encoding="utf-8")
            page.goto(path.as_uri())
            assert page.eval_on_selector_all("text:not(defs *, .number)", OUTSIDE_TEXTS) == []
    page.close()


def test_a_line_is_no_wider_than_its_width_and_no_word_is_lost_but_what_is_cut_off():
    text = "A primary school with a name of many words and one-word-that-is-far-too-long-for-it"
    lines = wrapped(text, 10, 90, most=20)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width_of(line, 10) <= 90 for line in lines)
    short = wrapped(text, 10, 90, most=2)
    assert len(short) == 2
    assert short[1].endswith("\N{HORIZONTAL ELLIPSIS}")


def test_pupils_are_drawn_for_the_plans_groups_and_what_is_not_known_is_a_gap(planned):
    told = with_forecasts(planned, _first(planned, 2))
    svg = pupils_svg(told)
    assert _count(svg, "now") == 2
    assert _count(svg, "later") == 4
    assert _count(svg, "gap") == 2
    assert _texts(svg).count("known") == 2
    assert "0" not in _texts(svg)
    assert "1 of 3 schools have a forecast" in _texts(svg)
    heights = [
        float(node.get("height")) for node in _tree(svg).iter() if node.get("class") == "now"
    ]
    later = [float(n.get("height")) for n in _tree(svg).iter() if n.get("class") == "later"]
    assert later[0] / heights[0] == pytest.approx(290 / 300, abs=0.01)


def test_without_a_forecast_there_is_no_picture_of_pupils(planned):
    assert pupils_svg(planned) == ""
    nothing = with_forecasts(
        planned, {planned.planned.plan["group_id"].iloc[0]: (300, *[None] * 3)}
    )
    local = nothing.local.assign(forecasts_1y=0, forecasts_3y=0, forecasts_5y=0)
    assert pupils_svg(replace(nothing, local=local)) == ""


def test_every_picture_says_in_full_that_local_data_was_used(planned):
    first = planned.planned.plan["group_id"].iloc[0]
    told = planned.manifest | {"local": {"used": True, "sentence": SENTENCE}}
    told["travel"] = {"sentence": "A method that takes long to tell. " * 40}
    marked = replace(with_forecasts(planned, {first: (300, 290, 280, 270)}), manifest=told)
    for svg in (overview_svg(marked), limit_maps_svg(marked), pupils_svg(marked)):
        assert SENTENCE in " ".join(_texts(svg))


def test_where_the_plan_has_no_forecast_the_best_candidates_with_one_are_drawn(planned):
    in_plan = set(planned.planned.plan["group_id"])
    other = next(group for group in planned.candidates["group_id"] if group not in in_plan)
    svg = pupils_svg(with_forecasts(planned, {other: (10, 20, 30, 40)}))
    assert "1 group with local forecasts among the best candidate groups" in _texts(svg)
