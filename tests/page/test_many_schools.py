"""A page of thousands of schools draws them all on one canvas, and the right one is picked."""

import re

import pytest

from geofinder.page import render_page
from tests.page import made_up


@pytest.fixture(scope="module")
def large():
    return made_up.run(4_000, most_groups=300, most_m=1_500.0)


@pytest.fixture(scope="module")
def large_file(large, tmp_path_factory):
    path = tmp_path_factory.mktemp("large") / "index.html"
    path.write_text(render_page(large), encoding="utf-8")
    return path


def point_of(opened, school):
    """Return where a school stands in the window, by the map's own projection."""
    return opened.page.evaluate(
        """([lat, lon]) => {
          const { left, top } = map_geofinder.getContainer().getBoundingClientRect();
          const { x, y } = map_geofinder.latLngToContainerPoint([lat, lon]);
          return [left + x, top + y];
        }""",
        [school.lat, school.lon],
    )


def alone(run):
    """Return schools with no other near them, so that none lies over another when it is near."""
    table = run.schools.assign(
        lat=run.schools.geometry.to_crs("EPSG:4326").y,
        lon=run.schools.geometry.to_crs("EPSG:4326").x,
    )
    tree = table.sindex
    near = [len(tree.query(point.buffer(120.0))) for point in table.geometry]
    return table[[count == 1 for count in near]]


def settle(opened):
    opened.page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )


def test_a_page_of_thousands_opens_without_a_word_and_without_a_request(opener, large_file):
    opened = opener(path=large_file)
    assert opened.page.locator("#tab-count-schools").text_content() == "4,000"
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith("file:")] == []
    assert opened.page.locator(".leaflet-schools-pane canvas").count() == 1


def test_a_press_picks_the_school_under_it_after_zooming_and_moving_the_map(
    opener, large, large_file
):
    opened = opener(path=large_file)
    schools = alone(large)
    for school, zoom in zip(schools.iloc[[3, 40, -5]].itertuples(), (14, 15, 13.5), strict=True):
        opened.page.evaluate(
            "([place, zoom]) => void map_geofinder.setView(place, zoom, { animate: false })",
            [[school.lat, school.lon], zoom],
        )
        opened.page.evaluate("() => void map_geofinder.panBy([70, -40], { animate: false })")
        settle(opened)
        x, y = point_of(opened, school)
        opened.page.mouse.move(x, y)
        assert opened.page.locator(".leaflet-tooltip strong").text_content() == school.name
        opened.page.mouse.click(x, y)
        assert opened.page.evaluate("location.hash").endswith(f"school={school.urn}")
        assert opened.page.locator("#detail-heading").text_content() == school.name


def test_a_press_beside_every_school_closes_what_is_open(opener, large, large_file):
    opened = opener(f"#school={large.schools['urn'].iloc[0]}", path=large_file)
    settle(opened)
    box = opened.page.locator("#geofinder, .leaflet-container").first.bounding_box()
    empty = opened.page.evaluate(
        """([left, top, width, height]) => {
          const canvas = document.querySelector(".leaflet-schools-pane canvas");
          const from = canvas.getBoundingClientRect();
          const scale = canvas.width / from.width;
          const context = canvas.getContext("2d");
          for (let x = 250; x < width - 260; x += 20) for (let y = 60; y < height - 60; y += 20) {
            const at = [(left + x - from.left - 15) * scale, (top + y - from.top - 15) * scale];
            const { data } = context.getImageData(...at, 30 * scale, 30 * scale);
            if (data.every((value) => !value)) return [left + x, top + y];
          }
          return null;
        }""",
        [box["x"], box["y"], box["width"], box["height"]],
    )
    assert empty is not None
    opened.page.mouse.click(*empty)
    assert opened.page.locator("#detail").is_hidden()


def test_schools_that_a_view_is_not_about_are_faint_and_the_others_are_not(opener, large_file):
    opened = opener("#view=schools", path=large_file)
    ink = """() => {
      const canvas = document.querySelector(".leaflet-schools-pane canvas");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      let solid = 0;
      for (let i = 3; i < data.length; i += 4) solid += data[i] > 250 ? 1 : 0;
      return solid;
    }"""
    settle(opened)
    before = opened.page.evaluate(ink)
    opened.at("view=schools&phase=secondary")
    settle(opened)
    after = opened.page.evaluate(ink)
    assert 0 < after < before / 2


def test_the_print_of_very_many_schools_shows_them_as_shapes(opener, large_file):
    opened = opener(path=large_file)
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    marks = opened.page.locator(".print-marks > *")
    assert 1_000 < marks.count() <= 4_000
    opened.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert marks.count() == 0


def test_a_school_costs_the_page_few_bytes(large):
    page = render_page(large)
    data = re.search(r'id="geofinder-data">(.*?)</script>', page, re.DOTALL).group(1)
    schools = re.search(r'"schools":(\{.*?\}),"groups"', data, re.DOTALL).group(1)
    assert len(schools) < 60 * len(large.schools)
