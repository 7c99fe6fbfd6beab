"""The register is read as it is published, in every coding and packing that occurs."""

import zipfile

import openpyxl
import pandas as pd
import pytest

from geofinder.errors import InputError
from geofinder.gias import read_register
from geofinder.gias.columns import ESTABLISHMENT
from geofinder.tables import SCHOOLS
from tests.gias.registers import LINK, published, school, write_links, write_register


def test_a_published_row_becomes_one_school_with_every_fact(tmp_path):
    schools = read_register([write_register(tmp_path, school())]).schools
    SCHOOLS.validate(schools)
    row = schools.iloc[0]
    assert (row["urn"], row["name"]) == (114404, "Firle Church of England Primary School")
    assert (row["low_age"], row["high_age"], row["ages_source"]) == (4, 11, "recorded")
    assert (row["pupils"], row["capacity"], row["rural"]) == (97, 105, True)
    assert (row["faith"], row["diocese"]) == ("church-of-england", "Diocese of Chichester")
    assert (row["governance"], row["stage"], row["sixth_form"]) == ("maintained", "primary", False)
    assert pd.isna(row["open_date"]), "1900 stands for a day that nobody knows"
    assert (row.geometry.x, row.geometry.y) == (547000, 107000)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_letters_survive_in_every_encoding(tmp_path, encoding):
    name = "St Peter’s École – Primary"
    path = write_register(tmp_path, school(EstablishmentName=name), encoding=encoding)
    assert read_register([path]).schools.loc[0, "name"] == name


def test_the_zip_is_read_as_the_file_in_it(tmp_path):
    path = tmp_path / "extract.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("notes.csv", "a,b\n1,2\n")
        archive.writestr("edubasealldata20260801.csv", published([school()]).encode("cp1252"))
    assert read_register([path]).schools["urn"].tolist() == [114404]


def test_several_files_make_one_register(tmp_path):
    one = write_register(tmp_path, school(), name="one.csv")
    two = write_register(tmp_path, school(URN="114500"), school(), name="two.csv")
    register = read_register([one, two])
    assert register.schools["urn"].tolist() == [114404, 114500]
    assert register.rows == 3


def test_no_personal_column_is_ever_read(tmp_path):
    headings = {column.heading for column in ESTABLISHMENT}
    assert not [h for h in headings if "Head" in h or "Telephone" in h or "Website" in h]
    register = read_register([write_register(tmp_path, school())])
    everything = register.schools.to_csv() + register.oddities.to_csv() + str(register.sources)
    assert "Jane" not in everything
    assert "01273858260" not in everything


def test_the_order_of_the_rows_changes_nothing(tmp_path):
    rows = [
        school(URN=str(114400 + k), EstablishmentName=f"School {k % 3}", NumberOfPupils=str(k))
        for k in (1, 2, 3, 3, 4)
    ]
    rows.append(school(URN="114403", EstablishmentName="Another name of 3"))
    one = read_register([write_register(tmp_path, *rows, name="one.csv")])
    two = read_register([write_register(tmp_path, *reversed(rows), name="two.csv")])
    pd.testing.assert_frame_equal(pd.DataFrame(one.schools), pd.DataFrame(two.schools))
    pd.testing.assert_frame_equal(one.oddities, two.oddities)


def test_group_links_give_membership_with_its_date(tmp_path):
    links = write_links(tmp_path, {"URN": "114404"})
    row = read_register([write_register(tmp_path, school())], links=links).schools.iloc[0]
    assert (row["federation_id"], row["federation_name"]) == ("16718", "Skylark Federation")
    assert row["federation_joined"] == pd.Timestamp("2017-06-05")


def test_the_links_win_over_the_establishments_and_the_difference_is_named(tmp_path):
    path = write_register(
        tmp_path, school(**{"Federations (code)": "1", "Federations (name)": "Old Federation"})
    )
    register = read_register([path], links=write_links(tmp_path, {"URN": "114404"}))
    assert register.schools.loc[0, "federation_name"] == "Skylark Federation"
    remark = register.oddities[register.oddities["kind"] == "federation: the files differ"]
    assert remark["urn"].tolist() == [114404]
    assert "Old Federation" in remark["detail"].iloc[0]


def test_a_school_that_left_one_trust_for_another_counts_in_the_newer(tmp_path):
    mat = {"Group Type (code)": "06", "Group Type": "Multi-academy trust"}
    links = write_links(
        tmp_path,
        mat | {"Group UID": "2", "Group Name": "New Trust", "Joined date": "01-09-2024"},
        mat | {"Group UID": "1", "Group Name": "Old Trust", "Joined date": "01-09-2015"},
    )
    academy = {"TypeOfEstablishment (name)": "Academy converter"}
    register = read_register([write_register(tmp_path, school(**academy))], links=links)
    row = register.schools.iloc[0]
    assert (row["trust_name"], row["trust_kind"]) == ("New Trust", "mat")
    assert "in two groups of one kind" in set(register.oddities["kind"])


def test_a_register_that_a_data_tool_saved_again_has_the_same_groups_and_days(tmp_path):
    """Where a column has gaps such tools write its numbers as 16718.0, and days with a time."""
    codes = {"LA (code)": "845.0", "Federations (code)": "16718.0"}
    member = {"Federations (name)": "Skylark Federation"} | codes
    links = write_links(tmp_path, {"URN": "114404", "Joined date": "2017-06-05 00:00:00"})
    path = write_register(tmp_path, school(**member), school(**member, URN="114405"))
    register = read_register([path], links=links)
    first, second = register.schools.iloc[0], register.schools.iloc[1]
    assert (first["la_code"], first["federation_id"]) == ("845", "16718")
    assert second["federation_id"] == "16718", "one federation, whichever file names it"
    assert "federation: the files differ" not in set(register.oddities["kind"])
    assert first["federation_joined"] == pd.Timestamp("2017-06-05")


@pytest.mark.parametrize(
    "gone", [{"Group Status": "Closed"}, {"Closed Date": "31-08-2020"}], ids=["status", "date"]
)
def test_a_closed_group_has_no_members(tmp_path, gone):
    links = write_links(tmp_path, {"URN": "114404"} | gone)
    row = read_register([write_register(tmp_path, school())], links=links).schools.iloc[0]
    assert pd.isna(row["federation_id"])


def test_a_foundation_trust_is_not_an_academy_trust(tmp_path):
    links = write_links(
        tmp_path, {"Group Type (code)": "02", "Group Type": "Trust", "Group Name": "Co-op Trust"}
    )
    row = read_register([write_register(tmp_path, school())], links=links).schools.iloc[0]
    assert row["foundation_trust_name"] == "Co-op Trust"
    assert pd.isna(row["trust_id"])


def _broken_zip() -> bytes:
    return b"PK\x03\x04" + b"\x00" * 40


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html><title>Sorry</title>", "web page, not a CSV"),
        (b"\n<html>error</html>", "web page, not a CSV"),
        (_broken_zip(), "broken or cut short"),
        (b"URN,EstablishmentName\n1,a\n", "lacks the columns LA"),
        (published([]).replace("Easting", "East").encode(), "lacks the column Easting"),
        (b'URN,"a\n' * 3, "lacks the columns"),
        (published([]).encode(), "no open state school"),
    ],
)
def test_what_is_no_register_is_refused_in_one_clear_sentence(tmp_path, content, message):
    path = tmp_path / "edubasealldata.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_register([path])


@pytest.mark.parametrize(
    ("saved", "cure"),
    [
        (lambda text: text.replace(",", ";").encode(), "by semicolons: save it as CSV UTF-8"),
        (lambda text: text.replace(",", "\t").encode(), "by tabs: save it as CSV UTF-8"),
        (lambda text: text.encode("utf-16"), "as UTF-16: save it as CSV UTF-8"),
        (lambda text: f"Our schools,,\n\n{text}".encode(), "in line 3: delete the lines above"),
        (lambda text: f"sep=,\n{text}".encode(), "in line 2: delete the lines above"),
        (lambda text: text.upper().encode(), "have other capitals: write them as the register"),
    ],
)
def test_a_register_that_was_saved_otherwise_says_how_to_save_it(tmp_path, saved, cure):
    path = tmp_path / "schools.csv"
    path.write_bytes(saved(published([school()])))
    with pytest.raises(InputError, match=cure):
        read_register([path])


def test_a_row_with_more_fields_than_the_header_is_left_out_by_name(tmp_path):
    rows = published([school(URN="114500"), school()]).splitlines(keepends=True)
    rows[1] = rows[1].replace("Firle Church", "Firle, Church")
    path = tmp_path / "edubasealldata.csv"
    path.write_text("".join(rows), encoding="cp1252")
    register = read_register([path])
    assert register.schools["urn"].tolist() == [114404]
    assert register.left_out["urn"].tolist() == [114500]


def test_a_truncated_zip_is_refused(tmp_path):
    path = tmp_path / "extract.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("edubasealldata.csv", published([school()] * 500))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(InputError, match="broken or cut short"):
        read_register([path])


def test_a_workbook_is_called_one_and_not_a_failed_download(tmp_path):
    path = tmp_path / "edubasealldata.xlsx"
    book = openpyxl.Workbook()
    book.active.append(list(school()))
    book.active.append(list(school().values()))
    book.save(path)
    with pytest.raises(InputError, match=r"workbook.*save the sheet .* as CSV UTF-8"):
        read_register([path])


def test_a_zip_that_points_before_its_own_start_is_refused(tmp_path):
    path = tmp_path / "extract.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("edubasealldata.csv", published([school()]))
    content = path.read_bytes()
    path.write_bytes(content[:4] + content[5:])
    with pytest.raises(InputError, match="broken or cut short"):
        read_register([path])


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path):
    with pytest.raises(InputError, match=r"no file .*nothing\.csv"):
        read_register([tmp_path / "nothing.csv"])
    with pytest.raises(InputError, match="is a folder"):
        read_register([tmp_path])


def test_the_links_file_given_as_register_is_refused_by_what_it_lacks(tmp_path):
    path = write_links(tmp_path, LINK)
    with pytest.raises(InputError, match="lacks the columns EstablishmentName"):
        read_register([path])
