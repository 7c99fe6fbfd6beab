"""Read every file of a run back as its users do, and compare it with the tables it came from."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from geofinder.outputs import FILES, write_run
from geofinder.outputs.csvfile import csv_bytes
from geofinder.outputs.flat import TABLES, file_tables, tidy
from geofinder.outputs.workbook import write_workbook
from tests.hostile.payloads import starts_formula, unmarked
from tests.made_up import NAMES, RUN_DATE, made_up_planned, made_up_result

TABLE_NAMES = [table.name for table in TABLES]
PAGE = "<!DOCTYPE html><title>École</title>"
HOSTILE = (
    '=HYPERLINK("http://192.0.2.1","x")',
    "+44 School",
    "-1+1 School",
    "@SUM(A1) School",
    "\t=1+1",
    " =1+1 School",
)


PROOF = "It is proven that no other plan serves more schools."


def planned_result():
    return made_up_result(planned=made_up_planned(), manifest={"plan": {"sentence": PROOF}})


@pytest.fixture(scope="module")
def result():
    return planned_result()


@pytest.fixture(scope="module")
def out(result, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("run") / "maps" / "east-sussex"
    write_run(result, PAGE, folder)
    return folder


@pytest.fixture(scope="module")
def tables(result):
    return file_tables(result)


def test_a_run_writes_exactly_the_files_it_names(out):
    assert sorted(path.name for path in out.iterdir()) == sorted(FILES)
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_the_page_is_written_as_it_was_made(out):
    assert (out / "index.html").read_bytes() == PAGE.encode()


@pytest.mark.parametrize("name", TABLE_NAMES)
def test_every_csv_reads_back_as_its_table(out, tables, name):
    back = pd.read_csv(out / f"{name}.csv", dtype_backend="numpy_nullable")
    table = tables[name]
    assert list(back.columns) == list(table.columns)
    for column in table.columns:
        assert back[column].isna().tolist() == table[column].isna().tolist(), column
        there = table[column].notna().to_numpy()
        got, wanted = back.loc[there, column].tolist(), table.loc[there, column].tolist()
        if pd.api.types.is_datetime64_any_dtype(table[column].dtype):
            got = [pd.Timestamp(text) for text in got]
        if pd.api.types.is_string_dtype(table[column].dtype):
            got = [str(value) for value in got]
        assert got == wanted, column


def test_the_tables_of_the_files_hold_the_run_s_own_numbers_to_a_tenth_of_a_second(result, tables):
    ours = result.travel.set_index(["from_urn", "to_urn"])["travel_min"]
    theirs = tables["travel"].set_index(["from_urn", "to_urn"])["travel_min"]
    assert ours.isna().equals(theirs.isna())
    assert (ours - theirs).abs().max() * 60 < 0.1


def test_excel_and_python_both_see_the_accents_of_a_csv(out):
    raw = (out / "schools.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert pd.read_csv(io.BytesIO(raw)).columns[0] == "urn"
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert "École du Village" in {row["name"] for row in rows}


def test_a_csv_says_true_and_false_and_leaves_the_unknown_empty(out):
    rows = list(csv.DictReader(io.StringIO((out / "schools.csv").read_text("utf-8-sig"))))
    assert [row["rural"] for row in rows] == ["true"] * 5 + [""]
    assert rows[0]["open_date"] == "2019-09-01"
    assert (rows[0]["pupils"], rows[-1]["pupils"]) == ("97", "")


@pytest.mark.parametrize("name", TABLE_NAMES)
def test_every_sheet_reads_back_as_its_table(out, tables, name):
    sheet = openpyxl.load_workbook(out / "geofinder.xlsx")[name]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    table = tables[name]
    assert rows[0] == list(table.columns)
    wanted = [
        [None if pd.isna(cell) else cell for cell in row]
        for row in table.astype("object").itertuples(index=False, name=None)
    ]
    assert rows[1:] == wanted
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.startswith("A1:")


def test_the_first_sheet_says_what_when_how_and_what_it_is_not(out):
    book = openpyxl.load_workbook(out / "geofinder.xlsx")
    assert book.sheetnames == ["About", *TABLE_NAMES]
    text = "\n".join(
        " ".join(str(cell) for cell in row) for row in book["About"].iter_rows(values_only=True)
    )
    for words in (
        "East Sussex",
        RUN_DATE,
        "Times by road with OSRM.",
        "candidates, not proposals",
        "Open Government Licence v3.0",
        "OpenStreetMap contributors",
        "establishments.csv",
        "Island School",
        PROOF,
    ):
        assert words in text


def test_a_table_longer_than_a_sheet_is_cut_and_the_first_sheet_says_so(
    result, tables, tmp_path, monkeypatch
):
    monkeypatch.setattr("geofinder.outputs.workbook.MOST_ROWS", 4)
    path = tmp_path / "cut.xlsx"
    write_workbook(path, result=result, tables=tables, run_date=RUN_DATE)
    book = openpyxl.load_workbook(path)
    assert book["travel"].max_row == 5
    about = [row[1] for row in book["About"].iter_rows(values_only=True) if row[0] == "Cut"]
    assert any("the table has 30 rows" in line and "travel.csv" in line for line in about)


def test_no_sheet_is_longer_than_people_can_open(result, tables, tmp_path, monkeypatch):
    monkeypatch.setattr("geofinder.outputs.workbook.MOST_READ_ROWS", 3)
    path = tmp_path / "cut.xlsx"
    write_workbook(path, result=result, tables=tables, run_date=RUN_DATE)
    book = openpyxl.load_workbook(path)
    assert book["verdicts"].max_row == 4
    about = [row[1] for row in book["About"].iter_rows(values_only=True) if row[0] == "Cut"]
    assert [line.split()[2] for line in about] == ["members", "verdicts", "schools"]


def test_the_geopackage_has_the_five_layers_in_national_grid_metres(out, tables):
    path = out / "geofinder.gpkg"
    layers = dict(pyogrio.list_layers(path))
    assert layers == {
        "schools": "Point",
        "plan": "Polygon",
        "candidates": "Polygon",
        "members": "Point",
        "travel": "LineString",
    }
    for name in layers:
        layer = gpd.read_file(path, layer=name)
        assert layer.crs.to_epsg() == 27700
        assert layer.geometry.is_valid.all()
        assert layer.geometry.notna().all()
    schools = gpd.read_file(path, layer="schools")
    assert schools["urn"].tolist() == tables["schools"]["urn"].tolist()
    assert schools["name"].tolist() == list(NAMES)
    assert schools["pupils"].isna().tolist() == [False] * 5 + [True]
    assert schools.geometry.x.tolist() == tables["schools"]["easting"].tolist()


def test_a_group_s_outline_holds_every_one_of_its_members(out):
    path = out / "geofinder.gpkg"
    outlines = gpd.read_file(path, layer="candidates").set_index("group_id").geometry
    members = gpd.read_file(path, layer="members")
    plan = gpd.read_file(path, layer="plan")
    assert plan["group_id"].tolist() == ["rural-primaries-aa11"]
    assert plan.geometry[0].equals(outlines["rural-primaries-aa11"])
    assert len(members) == 4
    for member in members.itertuples():
        assert outlines[member.group_id].contains(member.geometry)
    assert members["pattern"].notna().all()


def test_the_travel_layer_holds_both_directions_of_the_pairs_inside_groups_only(out):
    travel = gpd.read_file(out / "geofinder.gpkg", layer="travel")
    assert set(zip(travel["from_urn"], travel["to_urn"], strict=True)) == {
        (114400, 114402),
        (114402, 114400),
        (114401, 114404),
        (114404, 114401),
    }
    first = travel.iloc[0]
    assert first.geometry.length == first["straight_m"]


def test_a_run_that_found_nothing_still_writes_files_that_open(tmp_path):
    full = made_up_result()
    empty = {name: getattr(full, name).iloc[:0] for name in ("candidates", "members", "verdicts")}
    result = type(full)(**{**vars(full), **empty})
    write_run(result, PAGE, tmp_path / "none")
    assert len(gpd.read_file(tmp_path / "none" / "geofinder.gpkg", layer="candidates")) == 0
    assert pd.read_csv(tmp_path / "none" / "candidates.csv").empty
    columns = {"plan": "group_id", "before_after": "known", "authorities": "la_code"}
    for name, column in columns.items():
        table = pd.read_csv(tmp_path / "none" / f"{name}.csv")
        assert table.empty
        assert column in table.columns
    assert openpyxl.load_workbook(tmp_path / "none" / "geofinder.xlsx")["members"].max_row == 1


def test_schools_at_one_and_the_same_place_make_an_outline_too(tmp_path):
    result = made_up_result()
    result.schools.geometry = result.schools.geometry.iloc[[0] * len(result.schools)].array
    write_run(result, PAGE, tmp_path / "same")
    outlines = gpd.read_file(tmp_path / "same" / "geofinder.gpkg", layer="candidates")
    assert (outlines.area > 0).all()


def test_the_manifest_is_sorted_json_with_the_checksum_of_every_other_file(out):
    text = (out / "manifest.json").read_text(encoding="utf-8")
    manifest = json.loads(text)
    assert text == json.dumps(manifest, sort_keys=True, indent=2, ensure_ascii=False) + "\n"
    assert manifest["program"] == "geofinder"
    assert sorted(manifest["files"]) == sorted(set(FILES) - {"manifest.json"})
    for name, print_ in manifest["files"].items():
        content = (out / name).read_bytes()
        assert print_ == {
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }


def test_the_same_run_in_any_row_order_gives_the_same_bytes(out, tmp_path):
    result = planned_result()
    backwards = {
        name: getattr(result, name).iloc[::-1]
        for name in ("schools", "travel", "candidates", "verdicts", "members", "left_over")
    }
    write_run(type(result)(**{**vars(result), **backwards}), PAGE, tmp_path / "again")
    for name in FILES:
        assert (tmp_path / "again" / name).read_bytes() == (out / name).read_bytes(), name


def test_the_files_tell_the_date_of_the_run_and_not_the_moment_of_writing(tmp_path):
    for day in ("2020-02-02", "2021-03-03"):
        write_run(made_up_result(manifest={"run_date": day}), PAGE, tmp_path / day)
        stamp = pyogrio.read_dataframe(
            tmp_path / day / "geofinder.gpkg", sql="SELECT last_change FROM gpkg_contents"
        )
        assert stamp.iloc[:, 0].astype("str").str.startswith(day).all()
        book = openpyxl.load_workbook(tmp_path / day / "geofinder.xlsx")
        assert book.properties.created.date().isoformat() == day


def test_limits_alternatives_and_their_picture_are_written_where_asked_for_and_then_removed(
    result, tmp_path
):
    asked = made_up_result(planned=made_up_planned(asked=True))
    drawn = {"limits.svg": "<svg/>", "limits_maps.png": b"\x89PNG\r\n"}
    write_run(asked, PAGE, tmp_path / "x", pictures=drawn)
    extra = {"limits.csv", "limit_plans.csv", "alternatives.csv", *drawn}
    assert (tmp_path / "x" / "limits_maps.png").read_bytes() == b"\x89PNG\r\n"
    assert {path.name for path in (tmp_path / "x").iterdir()} == {*FILES, *extra}
    assert pd.read_csv(tmp_path / "x" / "limits.csv")["limit_min"].tolist() == [10, 15]
    assert (tmp_path / "x" / "limits.svg").read_text(encoding="utf-8") == "<svg/>"
    manifest = json.loads((tmp_path / "x" / "manifest.json").read_text(encoding="utf-8"))
    assert extra <= set(manifest["files"])
    sheets = openpyxl.load_workbook(tmp_path / "x" / "geofinder.xlsx").sheetnames
    assert {"limits", "alternatives"} <= set(sheets)
    write_run(result, PAGE, tmp_path / "x")
    assert {path.name for path in (tmp_path / "x").iterdir()} == set(FILES)


def test_a_picture_of_a_name_that_no_later_run_would_remove_is_refused(result, tmp_path):
    with pytest.raises(ValueError, match=r"no file of the name other\.svg"):
        write_run(result, PAGE, tmp_path / "x", pictures={"other.svg": "<svg/>"})
    assert not (tmp_path / "x").exists()


def test_the_plan_names_its_schools(out):
    plan = pd.read_csv(out / "plan.csv").iloc[0]
    assert plan["hub_name"] == NAMES[1]
    assert plan["school_names"] == f"{NAMES[1]}; {NAMES[4]}"


def test_a_csv_written_in_parts_is_the_same(tables, monkeypatch):
    whole = csv_bytes(tables["schools"])
    monkeypatch.setattr("geofinder.outputs.csvfile._ROWS_AT_ONCE", 4)
    assert csv_bytes(tables["schools"]) == whole


def test_no_name_becomes_a_formula_in_a_sheet_and_each_reads_the_same(tmp_path):
    write_run(made_up_result(names=HOSTILE), PAGE, tmp_path / "x")
    sheet = openpyxl.load_workbook(tmp_path / "x" / "geofinder.xlsx")["schools"]
    cells = [row[1] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == list(HOSTILE)
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)


def test_no_cell_of_a_csv_starts_a_formula_and_an_apostrophe_is_all_that_differs(tmp_path):
    write_run(made_up_result(names=HOSTILE), PAGE, tmp_path / "x")
    rows = csv.DictReader(io.StringIO((tmp_path / "x" / "schools.csv").read_text("utf-8-sig")))
    cells = [row["name"] for row in rows]
    assert all(cell.startswith("'") and not starts_formula(cell) for cell in cells)
    assert [unmarked(cell) for cell in cells] == list(HOSTILE)


@given(
    st.lists(
        st.text(max_size=20) | st.text("'\"=+-@;\t\n a\u2212", max_size=8), min_size=1, max_size=8
    )
)
def test_whatever_a_name_holds_its_csv_cell_is_text_and_rows_stay_rows(names):
    table = tidy(pd.DataFrame({"name": pd.Series(names, dtype="str"), "n": range(len(names))}))
    text = csv_bytes(table).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == len(names) + 1
    for name, row in zip(table["name"], rows[1:], strict=True):
        assert unmarked(row[0]) == name
        assert not starts_formula(row[0])
        assert not row[0].startswith(("\t", "\r"))


def test_what_terminals_obey_and_xml_refuses_is_left_out_of_every_file(tmp_path):
    evil = "Sea\x1b[31mford\x00\x07 \ud800School\ufffe\x9b1m"
    result = made_up_result(names=(evil, *NAMES[1:]), manifest={"notes": [evil]})
    write_run(result, PAGE + "\ud800", tmp_path / "x")
    clean = "Sea[31mford School1m"
    assert pd.read_csv(tmp_path / "x" / "schools.csv")["name"].iloc[0] == clean
    book = openpyxl.load_workbook(tmp_path / "x" / "geofinder.xlsx")
    assert book["schools"]["B2"].value == clean
    assert clean in {row[1] for row in book["About"].iter_rows(values_only=True)}
    schools = gpd.read_file(tmp_path / "x" / "geofinder.gpkg", layer="schools")
    assert schools["name"].iloc[0] == clean


def test_a_name_with_sql_and_markup_in_it_is_only_a_name(tmp_path):
    evil = "Rob'); DROP TABLE schools;-- <!ENTITY x SYSTEM 'file:///etc/passwd'> &x; _x0041_"
    write_run(made_up_result(names=(evil, *NAMES[1:])), PAGE, tmp_path / "x")
    schools = gpd.read_file(tmp_path / "x" / "geofinder.gpkg", layer="schools")
    assert schools["name"].iloc[0] == evil
    assert len(schools) == len(NAMES)
    book = openpyxl.load_workbook(tmp_path / "x" / "geofinder.xlsx")
    assert unescape(book["candidates"]["T3"].value) == evil


def test_a_text_longer_than_a_cell_is_cut_there_and_says_so(tmp_path):
    long = "A" * 40_000
    write_run(made_up_result(names=(long, *NAMES[1:])), PAGE, tmp_path / "x")
    book = openpyxl.load_workbook(tmp_path / "x" / "geofinder.xlsx")
    cell = book["schools"]["B2"].value
    assert len(cell) == 32_767
    assert cell.endswith("(cut: a cell holds no more)")
    assert pd.read_csv(tmp_path / "x" / "schools.csv")["name"].iloc[0] == long


def test_a_spreadsheet_program_opens_the_workbook(out, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice (soffice) on the PATH")
    subprocess.run(
        [
            office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
            "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76",
            "--outdir", tmp_path, out / "geofinder.xlsx",
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    assert "candidates, not proposals" in (tmp_path / "geofinder.csv").read_text(encoding="utf-8")
