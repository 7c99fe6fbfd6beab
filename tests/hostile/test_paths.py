"""No name in the data, and no name of a file, leads a run out of --out and its cache."""

import re
import shutil
from pathlib import Path

import pytest

from geofinder.boundaries import read_boundaries
from geofinder.errors import InputError, OutputError
from geofinder.letters import folder_name
from geofinder.outputs import FILES, check_out
from geofinder.outputs.folder import replacing
from geofinder.outputs.write import ASKED_FILES, LOCAL_FILES, PICTURES
from geofinder.pipeline.hand import read_plan
from geofinder.resources import data_path
from geofinder.travel.network import road_network
from tests.hostile.county import urn_of
from tests.hostile.payloads import PAYLOADS

ASTRAY = {
    "archive": "wow!",
    "line break": "a\nb",
    "tab": "a\tb",
    "return": "a\rb",
}
ODD = {
    "formula": "=1+1;x",
    "quotes": "'\"`$(x)",
    "percent": "%2e%2e%2f %s {0}",
    "brackets": "[red]x[]",
    "address": "http:x?y#z",
    "dots": "x...",
    "device": "con",
    "star": "*?",
    "dash": "-rf",
    "letters": "É\N{SCHOOL}\u202ex",
    "escape": "\x1b[2J",
    "no text": "\udcff",
    "long": "L" * 200,
}


def test_the_hostile_county_made_files_of_its_folder_alone_and_none_of_a_name_of_its_data(
    county,
):
    made = county.after - county.before - {county.out}
    assert {path.parent for path in made} == {county.out}
    assert {path.name for path in made} <= {*FILES, *LOCAL_FILES, *ASKED_FILES, *PICTURES}
    assert not county.before - county.after


@pytest.mark.parametrize("key", PAYLOADS)
def test_a_name_becomes_a_folder_of_plain_letters(key):
    name = folder_name(PAYLOADS[key], without="area")
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]*)*", name)
    assert len(name) <= 65
    assert name not in {"con", "nul", "aux", "prn", "com1", "lpt1"}


@pytest.mark.parametrize("key", ["path"])
def test_without_out_the_folder_is_below_maps_whatever_the_school_is_called(
    county, run, tmp_path, key
):
    code, _, err = run("options", urn_of(key), "--gias", county.files.register)
    assert code == 0, err
    assert {path.name for path in tmp_path.iterdir()} == {"maps"}
    assert [path.name for path in (tmp_path / "maps").iterdir()] == [f"options-{urn_of(key)}"]


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_name_of_the_output_folder_is_only_a_name(tmp_path, kind):
    place = tmp_path / "in" / ODD[kind]
    check_out(place)
    for text in ("first", "second"):
        with replacing(place, names=frozenset({"index.html", "manifest.json"})) as folder:
            (folder / "index.html").write_text(text)
            (folder / "manifest.json").write_text('{"program": "geofinder", "files": {}}')
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
    assert [path.name for path in (tmp_path / "in").iterdir()] == [ODD[kind]]
    assert (place / "index.html").read_text() == "second"


@pytest.mark.parametrize("kind", ASTRAY)
def test_a_folder_that_would_lead_the_geopackage_astray_is_refused_before_the_work(
    run, tmp_path, kind
):
    place = tmp_path / ASTRAY[kind] / "out"
    code, out, err = run("plan", "Rother", "--out", place)
    assert (code, out) == (1, "")
    assert "mean more than a name to the library for map files" in err
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(OutputError):
        check_out(place)


@pytest.mark.parametrize("name", ["a.vrt;x.geojson", "a!x.geojson", "a\nb.geojson", "x.zip"])
def test_outlines_whose_name_would_lead_to_another_file_are_not_read(tmp_path, name):
    shutil.copy(data_path("east_sussex", "districts.geojson"), tmp_path / name)
    with pytest.raises(InputError, match="more than a name"):
        read_boundaries(tmp_path / name)


@pytest.mark.parametrize("name", ["long", "empty"])
def test_a_path_that_no_disk_can_hold_is_one_message(run, tmp_path, name):
    path = {"long": "L" * 5_000, "empty": ""}[name]
    for arguments in (["--gias", path], ["--config", path]):
        code, out, err = run("plan", "Rother", *arguments, "--out", tmp_path / "out")
        assert (code, out) == (1, "")
        assert "Traceback" not in err
        assert list(tmp_path.iterdir()) == []
    for read in (read_boundaries, road_network, read_plan):
        with pytest.raises(InputError):
            read(Path(path))


@pytest.mark.parametrize("path", ["L" * 5_000, "L" * 300, "/dev/null/x"])
def test_an_output_folder_that_cannot_be_is_one_message(run, tmp_path, path):
    for command in (["plan", "Rother"], ["options", 114404], ["joiners", "16898"]):
        code, out, err = run(*command, "--out", path)
        assert (code, out) == (1, "")
        assert err.count("geofinder: ") == 1
        assert "Traceback" not in err
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("region", ["../../x", "/etc/x", "a/b", "con", "..", "a\\u001b[2J", ""])
def test_a_region_of_one_s_own_addresses_leads_nowhere(run, monkeypatch, tmp_path, region):
    monkeypatch.setenv("GEOFINDER_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "addresses.toml"
    text = data_path("addresses.toml").read_text(encoding="utf-8")
    path.write_text(text.replace('"bedfordshire"', f'"{region}"'), encoding="utf-8")
    before = set(tmp_path.rglob("*"))
    plain = region.replace("\\u001b", "\x1b")
    code, out, err = run("fetch", "roads", plain, "--addresses", path, "--offline")
    assert (code, out) == (1, "")
    assert "Traceback" not in err
    assert set(tmp_path.rglob("*")) - before <= {tmp_path / "cache"}
