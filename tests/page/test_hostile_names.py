"""Check that a name is shown as it is, whatever it tries."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from geofinder.page import render_page
from geofinder.page.limits import limits_svg
from tests.page import made_up, made_up_plan

NAMES = (
    "</script><img src=x onerror=alert(1)>",
    "{{7*7}} School",
    "{% raise %} School",
    "{# comment #} School",
    "`${alert(1)}` \\` School",
    "\"quoted\" 'School' & <b>Sons</b>",
    "مدرسة القرية",
    "🏫 École 学校 School",
    "Long " + "name " * 39,
    "--></noscript><svg onload=alert(1)>",
    "javascript:alert(1)//",
)


@pytest.fixture(scope="module")
def hostile(madeshire):
    """Return the run with the first group's members, and more, under hostile names."""
    first = madeshire.candidates.sort_values("rank")["group_id"].iloc[0]
    urns = madeshire.members.loc[madeshire.members["group_id"] == first, "urn"].tolist()
    urns += [urn for urn in madeshire.schools["urn"].tolist() if urn not in urns]
    return made_up.renamed(madeshire, dict(zip(map(int, urns), NAMES, strict=False)))


@pytest.fixture(scope="module")
def hostile_file(hostile, tmp_path_factory):
    path = tmp_path_factory.mktemp("hostile") / "index.html"
    path.write_text(render_page(hostile), encoding="utf-8")
    return path


def test_hostile_names_are_shown_as_text_in_list_details_map_and_print(
    opener, hostile, hostile_file
):
    opened = opener("#view=schools", path=hostile_file)
    alarms = []
    opened.page.on("dialog", lambda dialog: alarms.append(dialog.message))
    while opened.page.locator(".more").count():
        opened.page.locator(".more").click()
    listed = opened.names("#list h3 button")
    urn_of = dict(zip(hostile.schools["name"], hostile.schools["urn"], strict=True))
    for name in NAMES:
        assert name in listed
        opened.at(f"school={urn_of[name]}")
        assert opened.page.locator("#detail h2").text_content() == name
    first = hostile.candidates.sort_values("rank")["group_id"].iloc[0]
    opened.at(f"group={first}")
    members = opened.names("#detail .members button")
    assert set(members) <= set(NAMES)
    assert set(opened.names(".member-name bdi")) <= set(members)
    assert opened.names(".member-name bdi")
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    printed = opened.page.locator("#print-sheet").text_content()
    assert all(name in printed for name in members)
    assert opened.page.evaluate("document.querySelectorAll('img, svg[onload]').length") == 0
    assert alarms == []
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith("file:")] == []


def nothing_ran(opened, alarms):
    """Say whether no name became more than text and nothing was asked of the network."""
    made = opened.page.evaluate("document.querySelectorAll('img, svg[onload]').length")
    asked = [url for url in opened.requests if not url.startswith("file:")]
    return (made, alarms, opened.complaints, asked) == (0, [], [], [])


def test_hostile_names_are_shown_as_text_in_cards_bar_comparison_and_its_print(
    opener, hostile, hostile_file
):
    best = hostile.candidates.sort_values("rank")["group_id"].head(3).tolist()
    opened = opener("#view=groups", path=hostile_file)
    alarms = []
    opened.page.on("dialog", lambda dialog: alarms.append(dialog.message))
    for group_id in best:
        opened.page.locator(f'#list [data-compare="{group_id}"]').click()
    names = hostile.schools.set_index("urn")["name"]
    hubs = [names[urn] for urn in hostile.candidates.set_index("group_id").loc[best, "hub_urn"]]
    assert opened.names("#compare-bar li bdi") == hubs
    opened.page.locator("#compare-bar").get_by_role("button", name="Compare now").click()
    urns = hostile.members.loc[hostile.members["group_id"].isin(best), "urn"]
    expected = set(names[urns])
    assert expected & set(NAMES)
    assert set(opened.names("#detail .comparison ol li")) == expected
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert set(opened.names("#print-sheet .comparison ol li")) == expected
    assert nothing_ran(opened, alarms)


@pytest.fixture(scope="module")
def hostile_bodies_file(hostile, tmp_path_factory):
    """Write the page of a county where every federation has a hostile name, each two schools."""
    table = hostile.schools.copy()
    pairs = [row // 2 for row in range(len(table))]
    few = [place if place < len(NAMES) else None for place in pairs]
    table["federation_id"] = pd.array(
        [None if place is None else f"9{place:02}" for place in few], dtype="str"
    )
    table["federation_name"] = pd.array(
        [None if place is None else NAMES[place] for place in few], dtype="str"
    )
    path = tmp_path_factory.mktemp("hostile_bodies") / "index.html"
    path.write_text(render_page(replace(hostile, schools=table)), encoding="utf-8")
    return path


def test_hostile_names_of_federations_are_text_on_the_map_in_the_list_and_in_print(
    opener, hostile_bodies_file
):
    opened = opener("#view=existing&layer=existing", path=hostile_bodies_file)
    alarms = []
    opened.page.on("dialog", lambda dialog: alarms.append(dialog.message))
    labels = opened.names(".body-name bdi")
    assert set(labels) & set(NAMES)
    assert set(labels) <= {*NAMES, "Made Downs Learning Trust"}
    for place, name in enumerate(NAMES):
        opened.at(f"layer=existing&body=federation:9{place:02}")
        assert opened.page.locator("#detail h2").text_content().strip() == name.strip()
        opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert opened.page.locator("#print-head h2").text_content().strip() == name.strip()
        opened.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert nothing_ran(opened, alarms)


def test_hostile_names_are_text_in_the_table_for_readers_without_script(
    browser, hostile, hostile_file
):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(hostile_file.as_uri())
    row = page.locator("noscript tbody tr").first.text_content()
    first = hostile.candidates.sort_values("rank")["group_id"].iloc[0]
    urns = hostile.members.loc[hostile.members["group_id"] == first, "urn"]
    for name in hostile.schools.set_index("urn").loc[urns, "name"]:
        assert name.strip() in row
    context.close()


@pytest.fixture(scope="module")
def hostile_plan(hostile):
    """Return a plan over the hostile names, with hostile text wherever a plan holds text."""
    run = made_up_plan.planned(hostile)
    tables = run.planned
    first, second = NAMES[0], NAMES[1]
    made = replace(
        tables,
        authorities=tables.authorities.assign(la_name=pd.array([first, second], dtype="str")),
        before_after=tables.before_after.assign(
            sentence=pd.array([first, *NAMES[2:5]], dtype="str"),
        ),
    )
    proof = {**run.manifest["plan"], "sentence": first, "bounded_by": [NAMES[9]],
             "kept": [second, first]}  # fmt: skip
    left = run.left_over.assign(
        reason=pd.array([f"{name}: {first}" for name in run.left_over["name"]], dtype="str"),
        change=pd.array([f"Ask {name}." for name in run.left_over["nearest_name"]], dtype="str"),
    )
    manifest = {**run.manifest, "plan": proof}
    return replace(run, planned=made, left_over=left, manifest=manifest, area_name=first)


@pytest.fixture(scope="module")
def hostile_plan_file(hostile_plan, tmp_path_factory):
    path = tmp_path_factory.mktemp("hostile_plan") / "index.html"
    path.write_text(render_page(hostile_plan), encoding="utf-8")
    return path


def test_hostile_text_is_shown_as_text_in_the_plan_its_tables_its_picture_and_its_print(
    opener, hostile_plan, hostile_plan_file
):
    opened = opener(path=hostile_plan_file)
    alarms = []
    opened.page.on("dialog", lambda dialog: alarms.append(dialog.message))
    plan = opened.page.locator("#plan").text_content()
    for name in (*NAMES[:5], NAMES[9]):
        assert name.strip() in plan
    names = hostile_plan.schools.set_index("urn")["name"]
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    printed = opened.page.locator("#print-sheet").text_content()
    assert NAMES[0] in printed
    assert all(
        names[int(urn)] in printed for urn in hostile_plan.planned.plan["urns"].iloc[0].split()
    )
    assert all(reason in printed for reason in hostile_plan.left_over["reason"])
    opened.at("view=left")
    cards = " ".join(opened.names("#list .card"))
    assert all(change in cards for change in hostile_plan.left_over["change"])
    assert opened.page.evaluate("document.querySelectorAll('img, svg[onload]').length") == 0
    assert alarms == []
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith("file:")] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_area_is_text_in_the_picture_of_the_limits(planned, name):
    text = limits_svg(planned.planned.limits, area_name=name, run_date="2026-11-21")
    picture = ET.fromstring(text)  # noqa: S314 (our own text)
    assert name in picture.findtext("{*}title")
    assert {node.tag.split("}")[1] for node in picture.iter()} <= {
        "svg", "title", "desc", "style", "rect", "text", "line",
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_area_is_text_in_title_and_heading(browser, madeshire, tmp_path, name):
    path = tmp_path / "index.html"
    path.write_text(render_page(replace(madeshire, area_name=name)), encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]")
    assert page.locator("h1 .area").text_content() == name
    assert page.title() == " ".join(f"Schools that could work together: {name} | geofinder".split())
    page.close()
