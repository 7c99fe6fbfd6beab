"""An area is found by every name it has; what is not there is answered with what is close."""

import pytest

from geofinder.area import choose_area
from geofinder.errors import NotFoundError, UsageError
from geofinder.gias import read_register
from geofinder.units import straight_m


@pytest.fixture(scope="module")
def schools(sample):
    folder = sample / "east_sussex"
    return read_register([folder / "establishments.csv"], links=folder / "group_links.csv").schools


@pytest.mark.parametrize("name", ["East Sussex", "east  sussex", "EAST-SUSSEX", "845"])
def test_an_authority_is_found_by_name_or_code(schools, name):
    area = choose_area(schools, area=name, border_km=0)
    assert area.name == "East Sussex"
    assert area.slug == "east-sussex"
    assert set(area.schools["la_name"]) == {"East Sussex"}


def test_a_district_is_an_area(schools):
    area = choose_area(schools, area="Rother", border_km=0)
    assert set(area.schools["district"]) == {"Rother"}


def test_urns_are_an_area(schools):
    area = choose_area(schools, area="114404, 114391", border_km=0)
    assert area.schools["urn"].tolist() == [114391, 114404]


@pytest.mark.parametrize("place", ["114404", "BN8 6LP"])
def test_a_circle_round_a_school_or_its_postcode(schools, place):
    centre = schools[schools["urn"] == 114404].iloc[0]
    if place != "114404":
        place = centre["postcode"].lower()
    area = choose_area(schools, within_km=8, of=place, border_km=0)
    here = centre[["easting", "northing"]].to_numpy(dtype=float)
    away = straight_m(schools[["easting", "northing"]].to_numpy(), here)
    assert set(area.schools["urn"]) == set(schools.loc[away <= 8000, "urn"])
    assert 1 < len(area.schools) < len(schools)


def test_neighbours_over_the_border_are_part_and_marked(schools):
    without = choose_area(schools, area="East Sussex", border_km=0).schools
    area = choose_area(schools, area="East Sussex", border_km=10).schools
    assert without["in_area"].all()
    assert set(area.loc[area["in_area"], "urn"]) == set(without["urn"])
    neighbours = area[~area["in_area"]]
    assert "East Sussex" not in set(neighbours["la_name"])
    own = without[["easting", "northing"]].to_numpy()
    for place in neighbours[["easting", "northing"]].to_numpy():
        assert straight_m(own, place).min() <= 10_000


def test_a_near_miss_names_the_closest(schools):
    with pytest.raises(NotFoundError, match=r"Closest: .*East Sussex"):
        choose_area(schools, area="East Susex", border_km=10)


def test_a_name_like_nothing_says_what_the_file_holds(schools):
    with pytest.raises(NotFoundError, match="6 local authorities: Brighton and Hove, East Sussex"):
        choose_area(schools, area="Zzyzx", border_km=10)


@pytest.mark.parametrize(
    ("request_", "error", "message"),
    [
        ({"area": "999999"}, NotFoundError, "URN 999999"),
        ({"area": "114404,999999"}, NotFoundError, "URN 999999"),
        ({"within_km": 5.0, "of": "999999"}, NotFoundError, "URN 999999"),
        (
            {"within_km": 5.0, "of": "BN8 6ZZ"},
            NotFoundError,
            "No school in the file has the postcode",
        ),
        ({"within_km": 5.0, "of": "Lewes"}, UsageError, "a URN or a full postcode"),
        ({"within_km": 0.0, "of": "114404"}, UsageError, "more than 0 km"),
        ({"within_km": 5.0}, UsageError, "go together"),
        ({}, UsageError, "Name one area"),
        ({"area": "Rother", "within_km": 5.0, "of": "114404"}, UsageError, "Name one area"),
    ],
)
def test_an_impossible_request_says_what_to_do(schools, request_, error, message):
    with pytest.raises(error, match=message):
        choose_area(schools, **request_, border_km=10)


@pytest.mark.parametrize("name", ["England", "england", "ALL"])
def test_england_is_every_school_of_the_file_without_a_border(schools, name):
    area = choose_area(schools, area=name, border_km=10)
    assert (area.name, area.slug) == ("England", "england")
    assert area.schools["urn"].tolist() == schools["urn"].tolist()
    assert area.schools["in_area"].all()


@pytest.mark.parametrize(
    "names",
    ["Kent; East Sussex", "East Sussex, Kent", "845,886", "kent ,, EAST-SUSSEX,kent"],
)
def test_several_authorities_are_one_area(schools, names):
    area = choose_area(schools, area=names, border_km=0)
    assert (area.name, area.slug) == ("East Sussex and Kent", "east-sussex-and-kent")
    assert set(area.schools["la_name"]) == {"East Sussex", "Kent"}
    assert area.schools["in_area"].all()


def renamed(schools, names):
    return schools.assign(la_name=schools["la_name"].replace(names), district=None)


@pytest.mark.parametrize(
    ("names", "held"),
    [
        ("Bristol, City of", {"Bristol, City of"}),
        ("Bristol, City of, Kent", {"Bristol, City of", "Kent"}),
        ("Kent, Bristol, City of", {"Bristol, City of", "Kent"}),
        ("Kent; Bristol, City of", {"Bristol, City of", "Kent"}),
    ],
)
def test_a_comma_inside_a_name_does_not_part_it(schools, names, held):
    here = renamed(schools, {"Surrey": "Bristol, City of"})
    assert set(choose_area(here, area=names, border_km=0).schools["la_name"]) == held


def test_in_a_list_the_name_that_is_not_there_is_told(schools):
    with pytest.raises(NotFoundError, match=r"called 'Kint'\. Closest: Kent"):
        choose_area(schools, area="East Sussex, Kint", border_km=0)


def test_a_long_list_is_named_by_its_first_and_has_a_folder_of_its_own(schools):
    first, second = (
        choose_area(schools, area=f"East Sussex; Kent; Brighton and Hove; {other}", border_km=0)
        for other in ("Surrey", "West Sussex")
    )
    assert first.name == second.name == "Brighton and Hove, East Sussex and 2 more"
    assert first.slug.startswith("brighton-and-hove-east-sussex-and-2-more-")
    assert first.slug != second.slug
