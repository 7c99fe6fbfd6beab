"""The command line says clearly what went wrong, with its exit code, and writes nothing then."""

import json
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd
import pytest

from tests.gias.registers import published, school, write_register

FILES = {
    "index.html", "schools.csv", "candidates.csv", "verdicts.csv", "members.csv", "left_over.csv",
    "plan.csv", "before_after.csv", "authorities.csv", "travel.csv", "geofinder.gpkg",
    "geofinder.xlsx", "manifest.json", "overview.svg", "overview.png",
}  # fmt: skip


def _fails(run, tmp_path, arguments, message, *, code=1):
    before = sorted(tmp_path.rglob("*"))
    got, out, err = run(*arguments)
    assert (got, out) == (code, "")
    assert message in " ".join(err.split())
    assert "Traceback" not in err
    assert sorted(tmp_path.rglob("*")) == before, "nothing is written"


def test_the_main_job_writes_its_files_and_ends_with_the_page_to_open(run, tmp_path):
    code, out, err = run("plan", "Rother", "--out", "here")
    assert code == 0, err
    assert out.rstrip().endswith("here/index.html")
    assert {path.name for path in (tmp_path / "here").iterdir()} == FILES
    assert err == "", "no progress bar where there is no terminal"


def test_the_same_input_in_another_row_order_gives_the_same_bytes(run, tmp_path, sample):
    source = pd.read_csv(sample / "east_sussex" / "establishments.csv", dtype="str")
    links = pd.read_csv(sample / "east_sussex" / "group_links.csv", dtype="str")
    for name, part in (("one", 1), ("two", -1)):
        folder = tmp_path / name
        folder.mkdir()
        source[::part].to_csv(folder / "schools.csv", index=False)
        links[::part].to_csv(folder / "links.csv", index=False)
        code, _, err = run(
            "plan", "Lewes", "--gias", folder / "schools.csv", "--links", folder / "links.csv",
            "--run-date", "2026-11-21", "--out", folder / "out",
        )  # fmt: skip
        assert code == 0, err
    for path in sorted((tmp_path / "one" / "out").iterdir()):
        if path.name != "manifest.json":
            twin = tmp_path / "two" / "out" / path.name
            same = path.read_bytes() == twin.read_bytes()
            assert same or _apart_from_checksums(path) == _apart_from_checksums(twin), path.name
    one, two = (
        json.loads((tmp_path / name / "out" / "manifest.json").read_text())
        for name in ("one", "two")
    )
    for manifest in (one, two):
        del manifest["seconds"], manifest["peak_mb"], manifest["files"]
        del manifest["plan"]["seconds"]
        for entry in manifest["sources"]:
            del entry["sha256"]  # the files of the two runs differ in their order of rows
    assert one == two


def _apart_from_checksums(path):
    """Return the content without the checksums of the files read, which rightly differ."""
    if path.suffix == ".xlsx":
        sheets = pd.read_excel(path, sheet_name=None, header=None, dtype="str")
        text = "".join(name + sheet.to_csv() for name, sheet in sheets.items())
    else:
        text = path.read_text(errors="replace")
    return re.sub(r"\b[0-9a-f]{64}\b", "checksum", text)


@pytest.mark.parametrize(
    ("arguments", "message", "code"),
    [
        (["plan", "East Susex"], "Closest: East Sussex", 1),
        (["plan", "999999"], "No open state school in the file has the URN 999999", 1),
        (["plan"], "Name one area", 2),
        (["plan", "Rother", "--within", "5"], "go together", 2),
        (["plan", "Rother", "--gias", "nothing.csv"], "There is no file nothing.csv", 1),
        (["plan", "Rother", "--gias", "."], "is a folder", 1),
        (["plan", "Rother", "--links", "x.csv"], "--links needs --gias", 2),
        (["plan", "Rother", "--roads", "nothing.osm.pbf"], "nothing.osm.pbf", 1),
        (["plan", "Rother", "--roads", "a.osm.pbf", "--osrm-url", "http://127.0.0.1:1"],
         "--osrm-url", 2),
        (["plan", "Rother", "--osrm-url", "http://127.0.0.1:1"], "127.0.0.1:1", 1),
        (["plan", "Rother", "--policy", "nothing.toml"], "nothing.toml cannot be read", 1),
        (["plan", "Rother", "--config", "nothing.toml"], "nothing.toml cannot be read", 1),
        (["plan", "Rother", "--max-size", "1"], "max_size: Input should be greater than", 2),
        (["plan", "Rother", "--max-minutes", "-3"], "max_minutes: Input should be greater", 2),
        (["plan", "Rother", "--pattern", "pairs"], "No such pattern: pairs", 2),
        (["plan", "Rother", "--run-date", "today"], "--run-date takes a day", 2),
        (["plan", "Rother", "--max-minutes", "soon"], "Invalid value for", 2),
        (["plan", "Rother", "--colour", "red"], "No such option", 2),
        (["fly"], "No such command", 2),
        (["check", "nothing.csv"], "There is no file nothing.csv", 1),
    ],
)  # fmt: skip
def test_a_wrong_request_gets_one_message_and_writes_nothing(
    run, tmp_path, arguments, message, code
):
    _fails(run, tmp_path, arguments, message, code=code)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<!DOCTYPE html><html>404</html>", "web page, not a CSV"),
        (b"PK\x03\x04 broken", "broken or cut short"),
        (published([school()]).replace("Easting", "East").encode(), "lacks the column Easting"),
        (b"", "is empty"),
    ],
)
def test_a_file_that_is_no_register_gets_one_message(run, tmp_path, content, message):
    path = tmp_path / "edubasealldata.csv"
    path.write_bytes(content)
    _fails(run, tmp_path, ["plan", "Rother", "--gias", path], message)
    _fails(run, tmp_path, ["check", path], message)


def test_roads_that_are_no_openstreetmap_file_get_one_message(run, tmp_path):
    path = tmp_path / "roads.osm.pbf"
    path.write_bytes(b"this is no map" * 100)
    _fails(run, tmp_path, ["plan", "Rother", "--roads", path], "roads.osm.pbf")


def test_roads_of_another_county_get_one_message(run, tmp_path, shared_data):
    roads = shared_data / "roads" / "rutland.osm.pbf"
    _fails(run, tmp_path, ["plan", "Rother", "--roads", roads], "rutland.osm.pbf")


def test_an_output_folder_that_is_a_file_gets_one_message(run, tmp_path):
    (tmp_path / "taken").write_text("mine")
    _fails(run, tmp_path, ["plan", "Rother", "--out", "taken"], "taken")
    assert (tmp_path / "taken").read_text() == "mine"


def test_a_routing_server_that_answers_nonsense_gets_one_message(run, tmp_path):
    class Nonsense(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>hello</html>")

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Nonsense)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        _fails(run, tmp_path, ["plan", "Rother", "--osrm-url", url], url)
    finally:
        server.shutdown()
        server.server_close()


def test_check_names_what_a_file_holds_and_all_that_is_odd(run, tmp_path):
    odd = school(URN="114500", Easting="0", Northing="0", EstablishmentName="Nowhere School")
    path = write_register(tmp_path, school(), odd)
    code, out, _ = run("check", path)
    assert code == 0
    assert "Schools that can be used: 1 of 2 rows" in out
    assert "at 0,0: 1" in out
    assert "114500 Nowhere School" in out


def test_check_goes_on_after_a_row_of_totals_and_empty_ones(run, tmp_path):
    totals = dict.fromkeys(school(), "") | {"EstablishmentName": "Total", "NumberOfPupils": "97"}
    path = write_register(tmp_path, school(), totals, dict.fromkeys(school(), ""))
    code, out, err = run("check", path)
    assert code == 0, err
    assert "no URN, name or authority: 2" in out
    assert "no URN Total" in out
    assert "Kept, but odd or incomplete" in out, "what comes after is told too"


def test_check_names_every_school_when_asked(run, sample):
    path = sample / "east_sussex" / "establishments.csv"
    _, short, _ = run("check", path)
    _, long, _ = run("check", path, "--all")
    assert "(--all names them)" in short
    assert "(--all names them)" not in long
    assert "Roedean School" in long


@pytest.mark.parametrize("command", ["plan", "check", "make-sample", "fit-estimate"])
def test_every_command_has_help_that_ends_with_an_example(run, command):
    code, out, _ = run(command, "--help")
    assert code == 0
    assert f"Example: geofinder {command}" in " ".join(out.split())


def test_the_program_runs_as_a_module_and_says_its_version():
    done = subprocess.run(
        [sys.executable, "-m", "geofinder", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("geofinder ")


def test_a_reader_that_stops_reading_gets_no_traceback(sample):
    path = sample / "east_sussex" / "establishments.csv"
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m geofinder check {path} --all | head -1"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == ""
