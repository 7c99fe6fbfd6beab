"""Nothing odd passes in silence: each row is kept, mended or left out, and named."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geofinder.errors import InputError
from geofinder.gias import read_register
from tests.gias.registers import LINK, school, write_links, write_register

SECOND = school(URN="114500", EstablishmentName="Alfriston School")


def _register(folder, *rows):
    return read_register([write_register(folder, *rows, SECOND)])


def _kinds(register, urn=114404):
    rows = register.oddities[register.oddities["urn"] == urn]
    return dict(zip(rows["kind"], rows["action"], strict=True))


@pytest.mark.parametrize(
    ("east", "north", "kind"),
    [
        ("", "", "no coordinates"),
        ("547000", "", "no coordinates"),
        ("0", "0", "at 0,0"),
        ("700000", "107000", "outside Great Britain"),
        ("-5", "107000", "outside Great Britain"),
        ("640000", "600000", "outside England"),
        ("1e300", "107000", "outside Great Britain"),
    ],
)
def test_a_school_without_a_place_in_england_is_left_out_by_name(tmp_path, east, north, kind):
    register = _register(tmp_path, school(Easting=east, Northing=north))
    assert _kinds(register)[kind] == "left out"
    assert register.schools["urn"].tolist() == [114500]


def test_exchanged_coordinates_are_mended_and_named(tmp_path):
    register = _register(tmp_path, school(Easting="107000", Northing="547000"))
    assert _kinds(register)["easting and northing swapped"] == "mended"
    row = register.schools.iloc[0]
    assert (row["easting"], row["northing"]) == (547000, 107000)


def test_exchanged_coordinates_are_seen_by_the_neighbours_where_both_orders_lie_in_england(
    tmp_path,
):
    london = {"LA (name)": "Camden", "Easting": "528230", "Northing": "185638"}
    others = [school(URN=str(100000 + k), **london) for k in range(6)]
    elsewhere = school(**london | {"Easting": "350000", "Northing": "528230"})
    register = _register(tmp_path, *others, elsewhere)
    assert "easting and northing swapped" not in _kinds(register), "no order puts it in Camden"
    swapped = school(**london | {"Easting": "185638", "Northing": "528230"})
    assert "easting and northing swapped" in _kinds(_register(tmp_path, *others, swapped))


def test_a_urn_twice_is_kept_once_the_open_row_first(tmp_path):
    closed = school(**{"EstablishmentStatus (name)": "Closed", "EstablishmentName": "Aaa Old"})
    register = _register(tmp_path, closed, school())
    assert register.schools["name"].tolist()[0] == "Firle Church of England Primary School"
    assert _kinds(register)["URN again"] == "left out"


@pytest.mark.parametrize("status", ["Closed", "Proposed to open", ""])
def test_a_school_that_is_not_open_is_left_out_by_name(tmp_path, status):
    register = _register(tmp_path, school(**{"EstablishmentStatus (name)": status}))
    assert _kinds(register) == {"not open": "left out"}


def test_a_school_proposed_to_close_stays_and_is_named(tmp_path):
    row = school(**{"EstablishmentStatus (name)": "Open, but proposed to close"})
    register = _register(tmp_path, row)
    assert register.schools.loc[0, "status"] == "proposed to close"
    assert _kinds(register)["proposed to close"] == "kept"


def test_independent_schools_and_universities_are_left_out_by_name(tmp_path):
    private = school(**{"TypeOfEstablishment (name)": "Other independent school"})
    assert _kinds(_register(tmp_path, private)) == {"not a state school": "left out"}
    unknown = school(
        **{
            "TypeOfEstablishment (name)": "",
            "EstablishmentTypeGroup (name)": "",
            "PhaseOfEducation (name)": "Not applicable",
            "StatutoryLowAge": "",
            "StatutoryHighAge": "",
        }
    )
    assert _kinds(_register(tmp_path, unknown)) == {"kind not recorded": "left out"}


@pytest.mark.parametrize("value", ["about 90", "-4", "9.5", "1e99", "inf", "nan pupils"])
def test_a_roll_that_is_no_number_is_missing_not_zero_and_is_named(tmp_path, value):
    register = _register(tmp_path, school(NumberOfPupils=value))
    assert pd.isna(register.schools.loc[0, "pupils"])
    assert _kinds(register)["not a number"] == "kept"
    detail = register.oddities.query("kind == 'not a number'")["detail"].iloc[0]
    assert detail.startswith("NumberOfPupils is ")


@pytest.mark.parametrize(
    ("written", "named"),
    [("01-Nov-15", True), ("31-02-2015", True), ("42309", True), ("01-01-1900", False),
     (" ", False), ("01/11/2015", False)],
)  # fmt: skip
def test_a_day_that_cannot_be_read_is_missing_and_named(tmp_path, written, named):
    register = _register(tmp_path, school(OpenDate=written))
    told = register.oddities.query("kind == 'not a day' and urn == 114404")
    assert told["detail"].tolist() == ([f"OpenDate is {written}"] if named else [])
    assert set(told["action"]) <= {"kept"}


def test_a_day_of_the_links_that_cannot_be_read_is_named(tmp_path):
    links = write_links(tmp_path, LINK | {"Joined date": "5 June 2017"})
    register = read_register([write_register(tmp_path, school(), SECOND)], links=links)
    told = register.oddities.query("kind == 'links: not a day'")
    assert told[["urn", "detail", "action"]].to_numpy().tolist() == [
        [114404, "Joined date is 5 June 2017", "kept"]
    ]


def test_a_register_of_which_nothing_is_left_says_what_is_in_the_way(tmp_path):
    closed = write_register(tmp_path, school(**{"EstablishmentStatus (name)": "Closed"}))
    with pytest.raises(InputError, match=r"Most often: not open \(1, such as 'Closed'\)\.$"):
        read_register([closed])
    commas = write_register(tmp_path, school(Easting="547,000"), school(URN="1", Easting="1,000"))
    found = r"no coordinates \(2\); not a number \(2, such as 'Easting is 1,000'\)\.$"
    with pytest.raises(InputError, match=found):
        read_register([commas])


@pytest.mark.parametrize("blank", ["", "NULL", "Not recorded", "  "])
def test_every_blank_is_missing(tmp_path, blank):
    names = ("NumberOfPupils", "SchoolCapacity", "ReligiousCharacter (name)", "Town")
    register = _register(tmp_path, school(**dict.fromkeys(names, blank)))
    row = register.schools.iloc[0]
    assert row[["pupils", "capacity", "faith", "religious_character", "town"]].isna().all()
    assert "not a number" not in _kinds(register)


def test_an_academy_without_a_trust_is_named(tmp_path):
    register = _register(tmp_path, school(**{"TypeOfEstablishment (name)": "Academy converter"}))
    assert _kinds(register)["academy without a recorded trust"] == "kept"


def test_unreadable_letters_are_named(tmp_path):
    path = write_register(tmp_path, school(EstablishmentName="Firle Xcole"))
    path.write_bytes(path.read_bytes().replace(b"Xcole", b"\x81cole"))
    register = read_register([path])
    assert _kinds(register)["letters of the name cannot be read"] == "kept"


TEXT = st.text(
    st.characters(codec="cp1252", exclude_characters='\r\n",', exclude_categories=["Cc"]),
    max_size=12,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.lists(
        st.fixed_dictionaries(
            {
                "URN": st.sampled_from(["114401", "114402", "", "x", "114403.0"]),
                "EstablishmentStatus (name)": st.sampled_from(["Open", "Closed", ""]),
                "NumberOfPupils": TEXT,
                "StatutoryLowAge": st.sampled_from(["", "4", "99", "-1", "x"]),
                "StatutoryHighAge": st.sampled_from(["", "11", "3", "400"]),
                "Easting": st.sampled_from(["", "547000", "0", "1e9", "x"]),
                "EstablishmentName": TEXT,
            }
        ),
        max_size=6,
    )
)
def test_every_row_is_a_school_or_is_named_as_left_out(tmp_path, values):
    register = read_register([write_register(tmp_path, *(school(**v) for v in values), SECOND)])
    assert len(register.schools) + len(register.left_out) == register.rows
