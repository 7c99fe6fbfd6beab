"""Whatever stands in outlines or in an extract of roads, the map has ground or a message tells."""

import json
from pathlib import Path

import osmium
import pytest
import shapely
from hypothesis import strategies as st

from geofinder.backdrop import read_backdrop
from geofinder.boundaries import read_boundaries
from geofinder.result import Backdrop
from geofinder.travel.network import road_network
from tests.fuzz.cases import attempt, fuzzed
from tests.fuzz.damage import altered, damaged
from tests.travel.made_up_roads import CORNER, write_roads

AROUND = shapely.Point(CORNER).buffer(20_000)

SQUARE = [[[0.0, 51.0], [0.1, 51.0], [0.1, 51.1], [0.0, 51.0]]]
OUTLINES = {
    "type": "FeatureCollection",
    "name": "districts",
    "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
    "features": [
        {
            "type": "Feature",
            "properties": {"LAD24CD": "E07000063", "LAD24NM": "Lewes", "area": 292.1},
            "geometry": {"type": "Polygon", "coordinates": SQUARE},
        },
        {
            "type": "Feature",
            "properties": {"LAD24CD": "E07000061", "LAD24NM": "Eastbourne", "area": 44.2},
            "geometry": {"type": "MultiPolygon", "coordinates": [SQUARE]},
        },
    ],
}
SHAPES = st.sampled_from(
    [
        None,
        {"type": "Point", "coordinates": [0.1, 51.0]},
        {"type": "LineString", "coordinates": [[0, 51], [1, 52]]},
        {"type": "GeometryCollection", "geometries": []},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 51], [1, 52], [1, 51], [0, 52], [0, 51]]]},
        {"type": "Polygon", "coordinates": [[[500000, 100000], [1, 1], [2, 9], [500000, 100000]]]},
    ]
)
PLACES = st.floats() | st.floats(-200, 200) | st.sampled_from([10**400, 180.0, -90.0])


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("maps")


def outlines() -> st.SearchStrategy[bytes]:
    """Return GeoJSON with other shapes, names, places and systems, or damaged bytes."""
    good = json.dumps(OUTLINES).encode()
    values = SHAPES | PLACES | st.text(max_size=4) | st.none() | st.just([])
    other = altered(OUTLINES, values=values).map(
        lambda changed: json.dumps(changed).encode("utf-8", "replace")
    )
    return other | other | damaged(good)


@fuzzed(short=10, long=600, content=outlines())
def test_any_outlines_are_drawn_or_refused(folder, content):
    path = folder / "districts.geojson"
    path.write_bytes(content)
    attempt("--boundaries", lambda: read_boundaries(path), names=path.name, meets=_are_areas)


def _are_areas(frame) -> None:
    assert frame.crs == "EPSG:27700"
    assert list(frame.columns) == ["code", "name", "geometry"]
    assert frame["name"].map(lambda name: isinstance(name, str)).all()
    kinds = set(frame.geometry.dropna().geom_type)
    assert kinds <= {"Polygon", "MultiPolygon"}


@pytest.fixture(scope="module")
def extract(folder) -> bytes:
    """Return the roads of a small town as an extract, unpacked so that damage goes deep."""
    path = folder / "good.osm.pbf"
    writer = osmium.SimpleWriter(osmium.io.File(str(path), "pbf,pbf_compression=none"))
    for part in osmium.FileProcessor(str(write_roads(folder / "good.osm"))):
        writer.add(part)
    writer.close()
    return path.read_bytes()


# A damaged extract can end the engine's programs, so they are processes of their own.
@fuzzed(short=3, long=60, damage=st.data())
def test_any_extract_is_made_a_network_or_refused(folder, extract, damage):
    path = folder / "roads.osm.pbf"
    path.write_bytes(damage.draw(damaged(extract, most=6)))

    def is_there(network) -> None:
        assert network.prefix.parent.is_dir()

    attempt(
        "--roads",
        lambda: road_network(path, cache_dir=folder / "cache"),
        names=path.name,
        meets=is_there,
    )


# GDAL warns of what it passes over in a damaged extract.
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@fuzzed(short=1, long=10, damage=st.data())
def test_any_extract_gives_the_map_its_ground_or_is_refused(folder, extract, damage):
    path = folder / "ground.osm.pbf"
    path.write_bytes(damage.draw(damaged(extract, most=6)))

    def is_ground(found) -> None:
        assert isinstance(found, Backdrop)
        assert found.roads.crs == "EPSG:27700"

    attempt(
        "ground of --roads",
        lambda: read_backdrop(path, around=AROUND, cache_dir=folder / "cache"),
        names=path.name,
        meets=is_ground,
    )
