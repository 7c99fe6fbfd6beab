"""Hold the shipped outline against places that everybody knows."""

import geopandas as gpd
import pytest
import shapely

from geofinder.boundaries import outline_beyond, read_boundaries
from geofinder.resources import data_path

BRITAIN = shapely.box(0, 0, 700_000, 760_000)


@pytest.fixture(scope="module")
def outline():
    return outline_beyond(None, around=BRITAIN)


@pytest.mark.parametrize(
    ("place", "part"),
    [
        ((458_000, 339_000), "england"),  # Nottingham
        ((450_000, 88_000), "england"),  # Newport, Isle of Wight
        ((91_000, 11_000), "england"),  # St Mary's, Isles of Scilly
        ((351_000, 240_000), "england"),  # Hereford
        ((304_000, 228_000), "wales"),  # Brecon
        ((238_000, 380_000), "wales"),  # Anglesey
        ((297_000, 576_000), "scotland"),  # Dumfries
        ((372_000, 628_000), "scotland"),  # Kelso
        ((570_000, 90_000), None),  # the Channel off Hastings
        ((340_000, 500_000), "england"),  # the Lake District
        ((280_000, 160_000), None),  # the Bristol Channel
        ((300_000, 420_000), None),  # the Irish Sea
        ((290_000, 545_000), None),  # the Solway Firth
        ((480_000, 560_000), None),  # the North Sea
    ],
)
def test_land_is_land_and_sea_is_sea(outline, place, part):
    found = outline[outline.contains(shapely.Point(place))]
    assert found["part"].tolist()[-1:] == ([part] if part else [])


def test_every_school_of_the_sample_stands_on_land_or_a_kilometre_from_it(outline):
    sample = gpd.pd.read_csv(data_path("east_sussex", "establishments.csv"))
    placed = sample.dropna(subset=["Easting"])
    points = gpd.points_from_xy(placed["Easting"], placed["Northing"])
    land = outline.union_all().buffer(1_000)
    assert shapely.within(points, land).all()


def test_districts_that_are_known_are_not_drawn_a_second_time():
    districts = read_boundaries(data_path("east_sussex", "districts.geojson"))
    box = shapely.box(*districts.total_bounds)
    rest = outline_beyond(districts, around=box.buffer(20_000).envelope)
    own = districts.union_all()
    inner = own.buffer(-2_000)
    assert rest.union_all().intersection(inner).area < 0.001 * own.area
    both = rest.union_all().union(own)
    assert both.contains(shapely.Point(530_000, 180_000))  # London, beyond the sample's districts


def test_far_out_at_sea_there_is_no_outline():
    assert outline_beyond(None, around=shapely.box(650_000, 500_000, 690_000, 540_000)) is None


def test_the_outline_is_small():
    assert data_path("outline.geojson").stat().st_size < 100_000
