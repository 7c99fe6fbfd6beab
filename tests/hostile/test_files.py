"""No name of the input is more than a name in any file, and each reads back as it is."""

import json
import re
import shutil
import sqlite3
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from contextlib import closing
from functools import cache
from pathlib import Path
from xml.parsers import expat

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
from openpyxl.utils.escape import unescape

from geofinder.outputs.csvfile import csv_bytes
from geofinder.outputs.flat import clean_text
from geofinder.outputs.workbook import MOST_CHARACTERS, write_book
from tests.hostile.conftest import ROOT
from tests.hostile.county import AUTHORITY, FIRST_URN, read_name, urn_of
from tests.hostile.payloads import PAYLOADS, obeyed, starts_formula, unmarked

CSVS = (
    "schools", "plan", "before_after", "authorities", "left_over", "candidates", "members",
    "verdicts", "travel", "limits", "limit_plans", "alternatives", "local", "local_schools",
)  # fmt: skip
SVGS = ("overview.svg", "limits.svg", "limits_maps.svg", "pupils.svg")
TAGS = {
    "svg", "g", "title", "desc", "style", "rect", "path", "text", "tspan", "circle", "line",
    "polygon", "polyline", "defs", "clipPath", "use",
}  # fmt: skip
SEPARATORS = {"semicolon": "59", "comma, semicolon, tab": "44/59/9"}


def written(key: str) -> str:
    """Return the name as files have it: without what a terminal obeys and XML cannot hold."""
    return clean_text(read_name(key))


@cache
def _csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")


@pytest.mark.parametrize("key", PAYLOADS)
def test_a_name_in_a_csv_starts_no_formula_and_reads_the_same(county, key):
    table = _csv(county.out / "schools.csv").set_index("urn")
    cell = table.loc[str(urn_of(key)), "name"]
    assert not starts_formula(cell)
    assert unmarked(cell) == written(key)


def test_the_documentation_s_way_back_gives_every_name_letter_by_letter(county):
    told = (ROOT / "docs/data.md").read_text(encoding="utf-8")
    code = told.partition("```python\nimport re\n")[2].partition("```")[0]
    table = _csv(county.out / "schools.csv").sort_values("urn")
    known = {"re": re, "table": table}
    exec(code, known)  # noqa: S102 (our own documentation)
    assert known["names"] == [written(key) for key in PAYLOADS]


@pytest.mark.parametrize("name", CSVS)
def test_no_cell_of_any_csv_starts_a_formula_or_gives_a_terminal_orders(county, name):
    data = (county.out / f"{name}.csv").read_bytes().decode("utf-8-sig")
    assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", data) is None
    table = _csv(county.out / f"{name}.csv")
    assert len(table)
    for column, cells in table.items():
        numbers = pd.to_numeric(cells, errors="coerce").notna()
        strange = [cell for cell in cells[~numbers].unique() if starts_formula(cell)]
        assert not strange, column


def test_a_number_below_zero_stays_a_number_in_a_csv(county):
    table = pd.read_csv(county.out / "local_schools.csv")
    assert table["revenue_balance"].tolist() == [-5000.0] * len(PAYLOADS)
    mixed = pd.DataFrame({"number": [-1.5, -2.0], "text": pd.Series(["-1.5", "+2"], dtype="str")})
    assert csv_bytes(mixed).decode("utf-8-sig") == "number,text\n-1.5,'-1.5\n-2.0,'+2\n"


@pytest.mark.parametrize("separators", SEPARATORS)
def test_a_spreadsheet_finds_no_formula_in_any_csv(county, tmp_path, separators):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice (soffice) on the PATH")
    small = ("schools", "plan", "left_over", "candidates", "members", "local_schools")
    subprocess.run(
        [
            office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
            f"--infilter=CSV:{SEPARATORS[separators]},34,76", "--convert-to", "xlsx",
            "--outdir", tmp_path / "opened", *(county.out / f"{name}.csv" for name in small),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    for name in small:
        sheet = openpyxl.load_workbook(tmp_path / "opened" / f"{name}.xlsx").active
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    if "comma" in separators:
        sheet = openpyxl.load_workbook(tmp_path / "opened" / "schools.xlsx").active
        rows = {row[0]: row[1] for row in sheet.iter_rows(min_row=2, values_only=True)}
        # What looks like a number or a day becomes one: no CSV can prevent it, the workbook does.
        told = [key for key in PAYLOADS if key not in {"number", "noughts", "day", "true"}]
        assert {key: unmarked(str(rows[urn_of(key)])) for key in told} == {
            key: written(key) for key in told
        }


@cache
def _sheet(path: Path, name: str) -> list[tuple[openpyxl.cell.Cell, ...]]:
    return list(openpyxl.load_workbook(path)[name].iter_rows(min_row=2))


@pytest.mark.parametrize("key", PAYLOADS)
def test_a_name_in_the_workbook_is_text_and_reads_exactly_the_same(county, key):
    rows = _sheet(county.out / "geofinder.xlsx", "schools")
    cell = rows[urn_of(key) - FIRST_URN][1]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert unescape(cell.value) == written(key)


def test_the_workbook_holds_no_formula_link_or_macro_and_every_part_is_sound_xml(county):
    book = openpyxl.load_workbook(county.out / "geofinder.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "d"}
    with zipfile.ZipFile(county.out / "geofinder.xlsx") as parts:
        for name in parts.namelist():
            _strictly(parts.read(name))
        assert not [name for name in parts.namelist() if "vba" in name or "externalLink" in name]
    assert clean_text(AUTHORITY) in book.properties.title


def test_a_cell_of_emojis_is_cut_where_excel_cuts_it(tmp_path):
    table = pd.DataFrame({"name": pd.Series(["\N{SCHOOL}" * 20_000], dtype="str")})
    write_book(
        tmp_path / "x.xlsx", title="A\x1b[2J", lines=[], tables={"t": table}, run_date="2026-11-21"
    )
    text = openpyxl.load_workbook(tmp_path / "x.xlsx")["t"]["A2"].value
    assert len(text.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert text.startswith("\N{SCHOOL}" * 16_000)
    assert text.endswith("(cut: a cell holds no more)")


@cache
def _layer(path: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(path, layer="schools").set_index("urn")


@pytest.mark.parametrize("key", PAYLOADS)
def test_a_name_in_the_geopackage_reads_exactly_the_same(county, key):
    assert _layer(county.out / "geofinder.gpkg").loc[urn_of(key), "name"] == written(key)


def test_the_geopackage_is_whole_and_has_only_our_tables_and_no_code_of_the_input(county):
    path = county.out / "geofinder.gpkg"
    layers = {str(row[0]) for row in pyogrio.list_layers(path)}
    assert layers == {
        "schools", "plan", "candidates", "members", "travel", "local", "local_schools",
    }  # fmt: skip
    with closing(sqlite3.connect(path.resolve())) as base:
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert base.execute("SELECT count(*) FROM schools").fetchall() == [(len(PAYLOADS),)]
        made = base.execute("SELECT name, sql FROM sqlite_master").fetchall()
        assert "DROP TABLE schools;--" not in str(made)
        kept = {name for name, _ in made if name in layers}
        assert kept == layers
    notes = pyogrio.read_dataframe(path, layer="local_schools").set_index("urn")["note"]
    assert notes[urn_of("sql")] == PAYLOADS["sql"]


def _strictly(data: bytes) -> None:
    """Parse XML as strictly as can be: no document type, no entity, nothing that is not sound."""

    def refuse(*_: object) -> None:
        message = "an entity or a document type"
        raise AssertionError(message)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.Parse(data, True)  # noqa: FBT003 (expat's own signature)


@pytest.mark.parametrize("name", SVGS)
def test_a_picture_is_sound_xml_with_only_our_elements(county, name):
    data = (county.out / name).read_bytes()
    _strictly(data)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", data.decode())
    tree = ET.fromstring(data)  # noqa: S314 (parsed strictly above)
    for element in tree.iter():
        assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in TAGS
        assert not [key for key in element.attrib if key.lower().startswith("on")]
        # A link leads to a mark of the picture itself, and nowhere else.
        assert element.get("href", "#").startswith("#")
    shown = "".join(tree.itertext())
    assert "Ost;=1+1 <b>&amp;" in shown


def test_the_pictures_name_schools_as_they_are(county):
    told = " ".join(ET.parse(county.out / "pupils.svg").getroot().itertext())  # noqa: S314
    held = [key for key in PAYLOADS if written(key) in told]
    assert {"script", "escaped already", "section end", "comment end"} & set(held)


@pytest.mark.parametrize("name", ["overview.png", "limits_maps.png", "pupils.png"])
def test_a_painted_picture_holds_no_text_of_the_input(county, name):
    data = (county.out / name).read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert not re.search(rb"tEXt|iTXt|zTXt", data[:200])


def test_the_manifest_is_json_that_gives_no_terminal_orders_and_reads_the_same(county):
    text = (county.out / "manifest.json").read_text(encoding="utf-8")
    assert not obeyed(text)
    assert json.loads(text)["area"] == AUTHORITY
