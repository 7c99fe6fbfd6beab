"""Read made-up OpenStreetMap extracts for the map: what is taken, named, joined and kept."""

from itertools import count
from xml.sax.saxutils import quoteattr

import pandas as pd
import pyproj
import pytest
import shapely

from geofinder.backdrop import read_backdrop
from geofinder.errors import InputError

BOX = shapely.box(495_000, 295_000, 525_000, 325_000)
TO_LONLAT = pyproj.Transformer.from_crs(27700, 4326, always_xy=True)


class Extract:
    """Write OpenStreetMap XML from places in kilometres east and north of 500,000 300,000."""

    def __init__(self):
        self.ids = count(1)
        self.nodes = ""
        self.ways = ""

    def point(self, at, **tags):
        lon, lat = TO_LONLAT.transform(500_000 + at[0] * 1000, 300_000 + at[1] * 1000)
        name = next(self.ids)
        self.nodes += (
            f'<node id="{name}" version="1" lat="{lat:.7f}" lon="{lon:.7f}">{marked(tags)}</node>'
        )
        return name

    def way(self, *spots, closed=False, **tags):
        nodes = [self.point(spot) for spot in spots]
        nodes += nodes[:1] if closed else []
        ends = "".join(f'<nd ref="{node}"/>' for node in nodes)
        self.ways += f'<way id="{next(self.ids)}" version="1">{ends}{marked(tags)}</way>'

    def written(self, path):
        path.write_text(f'<osm version="0.6">{self.nodes}{self.ways}</osm>', encoding="utf-8")
        return path


def marked(tags):
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(v)}/>" for key, v in tags.items())


@pytest.fixture
def extract():
    return Extract()


@pytest.fixture
def read(extract, tmp_path):
    return lambda: read_backdrop(
        extract.written(tmp_path / "made.osm"), around=BOX, cache_dir=tmp_path / "cache"
    )


def test_the_pieces_of_a_numbered_road_are_one_and_keep_its_number(extract, read):
    extract.way((0, 0), (1, 0), highway="primary", ref="A999")
    extract.way((1, 0), (2, 0), highway="primary", ref="A999; B1")
    extract.way((0, 5), (2, 5), highway="motorway", ref="M99")
    extract.way((0, 6), (2, 6), highway="tertiary")
    extract.way((0, 7), (2, 7), highway="residential", ref="R1")
    roads = read().roads
    assert roads["highway"].tolist() == ["motorway", "primary", "tertiary"]
    assert roads["ref"].tolist()[:2] == ["M99", "A999"]
    assert roads["ref"].isna().tolist() == [False, False, True]
    assert roads.length.round(-1).tolist() == [2000, 2000, 2000]
    assert len(shapely.get_parts(roads.geometry.iloc[1])) == 1


def test_rivers_and_canals_are_named_and_brooks_left_out(extract, read):
    extract.way((0, 0), (5, 0), waterway="river", name="River Made")
    extract.way((0, 1), (5, 1), waterway="canal", name="Made Canal")
    extract.way((0, 2), (5, 2), waterway="stream", name="Made Brook")
    extract.way((0, 3), (0.5, 3), waterway="river", name="Short River")
    assert read().rivers["name"].tolist() == ["Made Canal", "River Made"]


def test_lakes_and_reservoirs_are_areas_and_ponds_left_out(extract, read):
    square = [(0, 0), (1, 0), (1, 1), (0, 1)]
    extract.way(*square, closed=True, natural="water")
    extract.way(*[(x + 3, y) for x, y in square], closed=True, landuse="reservoir")
    extract.way(*[(x / 20, y / 20 + 4) for x, y in square], closed=True, natural="water")
    extract.way(*[(x, y + 7) for x, y in square], closed=True, natural="wood")
    water = read().water
    assert (water.area / 1e6).round(2).tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("tagged", "people"),
    [
        ("1234", 1234),
        ("12,345", 12_345),
        ("12 345", 12_345),
        (" 50 ", 50),
        ("about 50", None),
        ("1.5", None),
        ("-3", None),
        ("", None),
        ("٣", None),
    ],
)
def test_a_population_is_a_number_or_not_known(extract, read, tagged, people):
    extract.point((1, 1), place="town", name="Madeham", population=tagged)
    found = read().places["population"].iloc[0]
    assert (None if pd.isna(found) else found) == people


def test_places_have_names_and_come_by_importance(extract, read):
    for kind in ("hamlet", "village", "city", "farm", "suburb", "town"):
        extract.point((1, 1), place=kind, name=f'=>{kind}, "{kind}"')
    extract.point((2, 2), place="town")
    places = read().places
    assert places["kind"].tolist() == ["city", "town", "village", "suburb", "hamlet"]
    assert places["name"].iloc[0] == '=>city, "city"'
    assert places["population"].isna().all()


def test_what_lies_outside_is_cut_off(extract, read):
    extract.way((0, 0), (200, 0), highway="trunk", ref="A1")
    extract.point((100, 0), place="city", name="Far City")
    found = read()
    assert found.roads.total_bounds[2] <= BOX.bounds[2]
    assert found.places.empty


def test_an_extract_without_any_ground_gives_empty_tables(extract, read):
    extract.way((0, 0), (1, 0), highway="residential")
    found = read()
    for name in ("roads", "rivers", "water", "places"):
        table = getattr(found, name)
        assert table.empty
        assert table.crs == "EPSG:27700"


def test_the_second_reading_says_the_same_and_so_does_one_after_damage(extract, read, tmp_path):
    extract.way((0, 0), (5, 1), (7, 0), highway="primary")
    extract.way((0, 0), (5, 0), waterway="river", name="River Made")
    extract.way((0, 3), (1, 3), (1, 4), closed=True, natural="water")
    extract.point((1, 1), place="town", name="Madeham", population="100")
    first = read()
    (kept,) = (tmp_path / "cache" / "backdrops").glob("*.kept")
    again = read()
    kept.write_bytes(kept.read_bytes()[:5000])
    mended = read()
    for name in ("roads", "rivers", "water", "places"):
        for other in (again, mended):
            one, two = getattr(first, name), getattr(other, name)
            assert one.drop(columns="geometry").equals(two.drop(columns="geometry"))
            assert one.geometry.geom_equals_exact(two.geometry, 1e-6).all()


def test_a_cache_that_cannot_be_written_is_no_obstacle(extract, tmp_path):
    extract.point((1, 1), place="town", name="Madeham")
    in_the_way = tmp_path / "cache"
    in_the_way.write_text("a file")
    path = extract.written(tmp_path / "made.osm")
    assert len(read_backdrop(path, around=BOX, cache_dir=in_the_way).places) == 1


@pytest.mark.parametrize(
    "content", [b"no map", b"<osm version='0.6'><node", b"\x00\x00\x00\x0d\x0a"]
)
def test_what_is_no_openstreetmap_gets_one_clear_message(content, tmp_path):
    path = tmp_path / "made.osm.pbf"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"made\.osm\.pbf"):
        read_backdrop(path, around=BOX, cache_dir=tmp_path / "cache")


def test_a_missing_extract_gets_one_clear_message(tmp_path):
    with pytest.raises(InputError, match=r"none\.osm\.pbf"):
        read_backdrop(tmp_path / "none.osm.pbf", around=BOX, cache_dir=tmp_path / "cache")
