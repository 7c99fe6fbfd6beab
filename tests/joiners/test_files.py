"""Check the files that ``geofinder joiners`` writes."""

import json

import openpyxl
import pandas as pd
import pytest

from geofinder.errors import OutputError
from geofinder.outputs import JOINERS_FILES, write_joiners

PAGE = "<!doctype html><title>A page</title>"


@pytest.fixture
def folder(south_downs, tmp_path):
    write_joiners(south_downs, PAGE, tmp_path / "out")
    return tmp_path / "out"


def test_every_file_is_there_and_the_manifest_lists_it(folder):
    assert {path.name for path in folder.iterdir()} == set(JOINERS_FILES)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == set(JOINERS_FILES) - {"manifest.json"}
    assert manifest["trust"]["name"] == "SOUTH DOWNS LEARNING TRUST"
    assert manifest["travel"]["method"] == "estimate"


def test_the_csv_and_the_spreadsheet_hold_the_same_schools_in_the_same_order(south_downs, folder):
    urns = pd.read_csv(folder / "joiners.csv")["urn"].tolist()
    assert urns == south_downs.joiners["urn"].tolist()
    book = openpyxl.load_workbook(folder / "geofinder.xlsx")
    assert book.sheetnames == ["About", "joiners", "members", "travel"]
    rows = list(book["joiners"].iter_rows(values_only=True))
    assert [row[rows[0].index("urn")] for row in rows[1:]] == urns
    about = [row[1] for row in book["About"].iter_rows(values_only=True)]
    assert any("SOUTH DOWNS LEARNING TRUST" in text for text in about)


def test_the_same_result_gives_the_same_bytes(south_downs, folder, tmp_path):
    write_joiners(south_downs, PAGE, tmp_path / "again")
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_files_of_the_users_own_under_these_names_are_not_written_over(south_downs, tmp_path):
    own = tmp_path / "out" / "joiners.csv"
    own.parent.mkdir()
    own.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError):
        write_joiners(south_downs, PAGE, own.parent)
    assert own.read_text(encoding="utf-8") == "mine"
