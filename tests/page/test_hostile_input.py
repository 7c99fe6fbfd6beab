"""Check that no text of the input, and no address, becomes more than text on any page."""

import datetime as dt
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
import shapely

from geofinder import page as page_folder
from geofinder.area import choose_area
from geofinder.backdrop import read_backdrop
from geofinder.page import render_page
from geofinder.page.coding import clean
from geofinder.page.pictures import draw_pictures
from geofinder.pipeline import Where, Wishes, run_plan
from geofinder.result import RunResult
from geofinder.settings import Settings
from geofinder.tiles import read_tiles
from tests.made_up import Silent
from tests.page import hostile, hostile_files
from tests.page.conftest import Opened
from tests.page.hostile import ALL, EVERYTHING, SETS, WAYS, expected, tidied
from tests.page.made_up_ways import on_roads
from tests.page.views import everything
from tests.page.walking import shown_at, walk
from tests.page.watching import Watched, of_head, watching, written

DAY = dt.date(2026, 11, 21)

KINDS = pytest.mark.parametrize("kind", ["with its policy", "without"])

# Every key of an address with every text, as it is and as a link has it.
ADDRESSES = """async ([addresses]) => {
  for (const address of addresses) {
    const before = location.hash;
    location.hash = address;
    if (location.hash === before) continue;
    await new Promise((done) => addEventListener("hashchange", done, { once: true }));
  }
}"""


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Write what an attacker would have a council read."""
    return hostile_files.inputs(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def county(files) -> RunResult:
    """Run the plan on it; the roads' names are read from the extract, its drives are made up."""
    result = run_plan(
        Where(area="England"),
        replace(files, roads=None),
        Settings(max_size=3),
        run_date=DAY,
        watcher=Silent(),
        wishes=Wishes(limits=(10.0, 15.0), alternatives=1),
    )
    around = shapely.box(*result.schools.total_bounds).buffer(5_000)
    return on_roads(replace(result, backdrop=read_backdrop(files.roads, around=around)))


@pytest.fixture(scope="module")
def pages(county, tmp_path_factory) -> dict[str, Path]:
    """Write the map page with its policy and without."""
    return written(tmp_path_factory.mktemp("pages"), "map", render_page(county))


@pytest.fixture(scope="module")
def everywhere(county) -> RunResult:
    """Return the county as a run for one school calls it: by the school's name."""
    area = choose_area(county.schools, area=str(EVERYTHING.urn(0)), border_km=0)
    assert clean(area.name) == expected("name", EVERYTHING)
    return replace(county, area_name=area.name)


def ready(watched: Watched) -> Watched:
    watched.page.wait_for_selector("html[data-ready]")
    return watched


@pytest.fixture(scope="module")
def tame(browser, whole_file) -> Counter[str]:
    """Count the scripts, styles and facts of the head of a page of which every text is tame."""
    with watching(browser) as opened:
        return ready(opened(whole_file)).elements()


@KINDS
def test_no_text_of_the_input_acts_in_any_view_and_each_is_shown_as_it_is(
    watch, pages, county, tame, kind
):
    watched = ready(watch(pages[kind]))
    if kind == "with its policy":
        everything(Opened(watched.page), county)
    told, labels = walk(watched, county, ALL if kind == "without" else SETS[::3])
    assert watched.harm() == {}
    # Each printed plan holds its picture, with the picture's styles, once more.
    assert set(watched.elements() - of_head(tame, kind)) == {"style"}
    assert of_head(tame, kind) - watched.elements() == {}
    if kind == "with its policy":
        return
    wrong = {
        (way, one.place): (expected(way, one), text)
        for way, (_, at, _) in WAYS.items()
        if at not in {"map", "letter", "joiners"}
        for one in ALL
        if (expected(way, one) or "") not in (text := shown_at(way, one, told))
    }
    assert wrong == {}
    for way, (_, at, inside) in WAYS.items():
        # A name that finds no room is not written; none is written that is not somebody's.
        if at == "map":
            assert set(labels[inside]) <= {expected(way, one) for one in ALL}
            assert len(set(labels[inside])) >= (4 if way == "outline" else 12)
    names = {f"first {one.place}": expected("name", one) for one in ALL}
    assert {key: text["hint"] for key, text in told.items() if "hint" in text} == names
    for one in ALL:
        assert expected("name", one) in told[f"group {one.place}"]["print"]
        if expected("federation id", one):
            assert expected("federation", one) in told[f"group {one.place}"][".reach-caption"]


def test_no_text_acts_for_a_reader_without_script(browser, pages, county):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    asked, dialogs = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.goto(pages["without"].as_uri())
    strange = "img, iframe, object, embed, form, base, link, math, [onload], a:not([href^='#'])"
    assert page.locator(strange).count() == 0
    assert (len(asked), dialogs, page.url) == (1, [], pages["without"].as_uri())
    told = page.locator("noscript").text_content()
    planned = " ".join(county.planned.plan["urns"]).split()
    in_plan = [one for one in ALL if str(one.urn(0)) in planned]
    assert in_plan
    for one in in_plan:
        assert expected("name", one) in told
        assert expected("authority", one) in told
    context.close()


def keys_of_addresses() -> list[str]:
    """Return every key that the page's script reads in an address."""
    found = re.findall(r'^  \["(\w+)", \d+\],$', part_of_script("state"), re.MULTILINE)
    assert len(found) > 20
    return found


def part_of_script(name: str) -> str:
    folder = Path(page_folder.__file__).parent
    return (folder / "js" / f"{name}.js").read_text(encoding="utf-8")


@KINDS
def test_no_address_and_no_search_acts(watch, whole_file, tmp_path, tame, kind):
    path = written(tmp_path, "map", whole_file.read_text(encoding="utf-8"))[kind]
    texts = [*hostile.PAYLOADS.values(), "toString", "%00%", "%E0%A4%A", "\0", "x" * 100_000]
    keys = keys_of_addresses()
    addresses = ["__proto__[polluted]=1&__proto__=2&constructor=3&prototype=4"]
    for text in [text for each in texts for text in (each, quote(each, safe=""))]:
        given = [f"{key}={text}" for key in keys]
        addresses += given if kind == "without" else ["&".join(given)]
    watched = ready(watch(path))
    page = watched.page
    page.evaluate(ADDRESSES, [addresses])
    page.evaluate("location.hash = 'view=schools'")
    for text in hostile.PAYLOADS.values():
        page.locator("#q").fill("")
        page.keyboard.insert_text(text)
        assert page.locator("#q").input_value() == tidied(text)[:200] or "\u2028" in text
    page.locator("#copy-link").click()
    assert watched.harm() == {}
    assert watched.elements() == of_head(tame, kind)


def test_an_areas_name_and_a_tile_owners_credit_are_text_in_title_heading_and_credit(
    watch, everywhere, tmp_path, tame
):
    origin = "https://tiles.invalid"
    credit = " ".join(one for one in hostile.PAYLOADS.values() if one.isprintable())[:200].strip()
    tiles = read_tiles(origin + "/{z}/{x}/{y}.png", credit=credit)
    html = render_page(replace(everywhere, tiles=tiles))
    name = expected("name", EVERYTHING)
    for kind, path in written(tmp_path, "area", html).items():
        watched = ready(watch(path, asks=origin))
        page = watched.page
        assert page.locator("h1 .area").text_content() == name
        # A browser makes the spaces of a title single.
        title = f"Schools that could work together: {' '.join(name.split())} | geofinder"
        assert page.title() == title
        assert credit in page.locator(".credit").text_content()
        assert credit in page.locator("#about").text_content()
        found = watched.elements()
        assert found.pop("img") > 0
        assert found == of_head(tame, kind)
        assert watched.harm() == {}


def test_no_text_acts_in_a_picture(watch, everywhere, tmp_path):
    drawn = {name: text for name, text in draw_pictures(everywhere).items() if ".svg" in name}
    assert len(drawn) > 2
    for name, text in drawn.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        watched = watch(path)
        assert expected("name", EVERYTHING) in watched.page.locator("title").first.text_content()
        assert set(watched.elements()) <= {"style", "use"}
        assert watched.harm() == {}
