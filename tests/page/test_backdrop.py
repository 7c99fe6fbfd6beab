"""Check that outlines keep their place, and hold no text."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.testing import assert_allclose

from geofinder.page.backdrop import land
from tests.page import made_up


def shapes(collection):
    return [shapely.geometry.shape(feature["geometry"]) for feature in collection["features"]]


def test_districts_of_the_area_are_told_from_their_neighbours_by_their_schools():
    table = made_up.schools(80)
    area, neighbours = land(made_up.districts(), table)
    assert len(shapes(area)) == 2
    assert len(shapes(neighbours)) == 3
    inside = table[table["in_area"]].to_crs("EPSG:4326").geometry
    covered = shapely.union_all(shapes(area)).buffer(0.001)
    assert inside.within(covered).all()


def test_outlines_may_come_in_either_coordinate_system():
    table = made_up.schools(80)
    districts = made_up.districts()
    for one, other in zip(
        land(districts, table), land(districts.to_crs("EPSG:4326"), table), strict=True
    ):
        assert_allclose(
            shapely.union_all(shapes(one)).bounds,
            shapely.union_all(shapes(other)).bounds,
            atol=2e-4,
        )


def test_outlines_carry_no_text():
    for collection in land(made_up.districts(), made_up.schools(80)):
        assert all(feature["properties"] == {} for feature in collection["features"])


def test_outlines_with_too_many_points_are_simplified_and_still_meet():
    angle = np.linspace(0, 2 * np.pi, 40_000)
    centre = np.array([made_up.WEST + 30_000, made_up.SOUTH + 30_000])
    disc = shapely.Polygon(centre + 25_000 * np.column_stack([np.cos(angle), np.sin(angle)]))
    halves = [
        disc.intersection(shapely.box(0, 0, centre[0], 1e6)),
        disc.intersection(shapely.box(centre[0], 0, 1e6, 1e6)),
    ]
    districts = gpd.GeoDataFrame(geometry=halves, crs="EPSG:27700")
    found = [shape for part in land(districts, made_up.schools(80)) for shape in shapes(part)]
    assert shapely.get_num_coordinates(found).sum() <= 5_000
    assert shapely.union_all(found).geom_type == "Polygon"
