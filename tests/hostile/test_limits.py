"""A file that is larger than any real one, or no file at all, ends in one message."""

import json
import os
import resource
import stat
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from geofinder import sizes
from geofinder.boundaries import read_boundaries
from geofinder.edited import lines_of
from geofinder.errors import InputError, SettingsError, UsageError
from geofinder.fetching import read_addresses
from geofinder.gias import read_register
from geofinder.gias.membership import read_links
from geofinder.gias.register import WHAT
from geofinder.joining.exclusions import read_exclusions
from geofinder.local import read_local
from geofinder.local.cells import MOST_CHARACTERS
from geofinder.pipeline.hand import read_plan
from geofinder.policy import read_policy
from geofinder.ranking.events import read_events
from geofinder.settings import read_settings, read_weights
from geofinder.sources import describe
from geofinder.travel.estimate import EstimateRouter, read_estimate
from geofinder.travel.network import road_network
from geofinder.travel.reach import within
from tests.gias.registers import published, school
from tests.hostile.conftest import ROOT
from tests.made_up import made_up_schools

READERS = {
    "gias.csv": lambda path: read_register([path]),
    "gias.zip": lambda path: read_register([path]),
    "links.csv": read_links,
    "local.csv": lambda path: read_local(local=path, pairs=None),
    "pairs.csv": lambda path: read_local(local=None, pairs=path),
    "plan.csv": read_plan,
    "exclude.csv": read_exclusions,
    "events.csv": read_events,
    "policy.toml": read_policy,
    "config.toml": read_settings,
    "weights.toml": read_weights,
    "addresses.toml": read_addresses,
    "boundaries.geojson": read_boundaries,
    "roads.osm.pbf": road_network,
}
"""What reads the file of each option, by a name that fits it."""


def _arguments(option, path):
    first = ["--gias", ROOT / "data/east_sussex/establishments.csv"] if option == "--links" else []
    return ["plan", "Rother", *first, option, path, "--out", path.parent / "out"]


def _one_message(run, option, path, *words):
    code, out, err = run(*_arguments(option, path))
    assert (code, out) == (1, "")
    assert "Traceback" not in err
    assert err.count("geofinder: ") == 1
    assert len(err) < sizes.MESSAGE_LETTERS
    for word in words:
        assert word in err
    assert not (path.parent / "out").exists()


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "nothing", "below a file"])
def test_what_is_no_plain_file_is_refused_before_it_is_opened(tmp_path, name, kind):
    path = tmp_path / name
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "folder":
        path.mkdir()
    elif kind == "below a file":
        path.write_text("x")
        path = path / name
    word = "pipe or a device" if kind in {"pipe", "device"} else name
    with pytest.raises((InputError, SettingsError), match=word) as told:
        READERS[name](path)
    assert name in str(told.value)


@pytest.mark.parametrize("name", READERS)
def test_a_file_beyond_its_limit_is_not_even_read(tmp_path, name):
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(6_000 * sizes.BYTES_PER_MB)  # holes: it takes no room on the disk
    with pytest.raises(
        (InputError, SettingsError), match=r"more than the limit of [\d,]+ MB"
    ) as told:
        READERS[name](path)
    assert name in str(told.value)


def test_a_pipe_and_a_device_are_one_message(run, tmp_path):
    os.mkfifo(tmp_path / "given.csv")
    _one_message(run, "--gias", tmp_path / "given.csv", "given.csv is a pipe or a device")
    code, _, err = run("check", "/dev/zero")
    assert (code, err.count("geofinder: ")) == (1, 1)


def _zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def _register(*changes: dict[str, str]) -> bytes:
    return published([school(**change) for change in changes]).encode("cp1252")


def test_a_zip_bomb_is_stopped_at_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr("geofinder.gias.unzipping.REGISTER_MB", 1)
    path = _zip(tmp_path / "bomb.zip", {"edubasealldata.csv": b"0" * 40_000_000})
    assert path.stat().st_size < 100_000
    with pytest.raises(InputError, match=r"limit of 1 MB comes out of the zip .*bomb\.zip"):
        read_register([path])


def test_a_zip_that_lies_about_what_is_in_it_is_stopped_too(tmp_path, monkeypatch):
    monkeypatch.setattr("geofinder.gias.unzipping.REGISTER_MB", 1)
    path = _zip(tmp_path / "bomb.zip", {"edubasealldata.csv": b"0" * 40_000_000})
    data = bytearray(path.read_bytes())
    small = struct.pack("<L", 100)
    data[22:26] = small
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = small
    path.write_bytes(data)
    with pytest.raises(InputError, match="broken or cut short"):
        read_register([path])


def test_many_small_bombs_in_one_zip_are_counted_together(tmp_path, monkeypatch):
    monkeypatch.setattr("geofinder.gias.unzipping.REGISTER_MB", 1)
    path = _zip(tmp_path / "bomb.zip", {f"{number}.csv": b"0" * 300_000 for number in range(9)})
    with pytest.raises(InputError, match="comes out of the zip"):
        read_register([path])


def _locked(path: Path) -> Path:
    data = bytearray(_zip(path, {"edubasealldata.csv": _register({})}).read_bytes())
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    return path


def _with_a_link(path: Path) -> Path:
    entry = zipfile.ZipInfo("edubasealldata.csv")
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    return path


def _in_a_zip(path: Path) -> Path:
    inner = _zip(path.with_name("inner.zip"), {"a.csv": _register({})}).read_bytes()
    return _zip(path, {"inner.zip": inner})


ZIPS = {
    "entries": (lambda path: _zip(path, {f"{n}.csv": b"" for n in range(200)}), "holds 200 files"),
    "locked": (_locked, "locked with a password"),
    "a link": (_with_a_link, "lacks the columns"),
    "a zip in a zip": (_in_a_zip, "holds no CSV file"),
    "a zip called a table": (
        lambda path: _zip(path, {"a.csv": _in_a_zip(path).read_bytes()}),
        "lacks the columns",
    ),
    "cut short": (lambda path: path.write_bytes(b"PK\x03\x04" + b"\0" * 50), "broken or cut short"),
}


@pytest.mark.parametrize("kind", ZIPS)
def test_a_strange_zip_is_one_message_and_nothing_is_unpacked(run, tmp_path, kind):
    make, words = ZIPS[kind]
    path = tmp_path / "given.zip"
    make(path)
    before = set(tmp_path.rglob("*"))
    _one_message(run, "--gias", path, "given.zip", words)
    assert set(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "name", ["../../x.csv", "/etc/x.csv", "C:\\x.csv", "a\x1b[2Jb.csv", "a/b.csv"]
)
def test_a_name_in_a_zip_leads_nowhere(tmp_path, name):
    path = _zip(tmp_path / "given.zip", {name: _register({"URN": "114404"})})
    before = set(tmp_path.rglob("*"))
    assert read_register([path]).schools["urn"].tolist() == [114404]
    assert set(tmp_path.rglob("*")) == before


SHAPES = {
    "a name of a megabyte": (
        _register({"EstablishmentName": "x" * 1_000_000}),
        "1,000,000 letters",
    ),
    "a town too long": (_register({}, {"URN": "2", "Town": "x" * 1_001}), "row 2 below the header"),
    "a number too long": (_register({"URN": "1" * 5_000}), "holds no open state school"),
    "a quote never closed": (
        _register({}) + b'114405,"' + b"East Sussex,845\n" * 9_000,
        "not a well-formed CSV",
    ),
    "columns": (b",".join(b"c%d" % n for n in range(5_000)), "5,000 columns"),
    "a heading of a megabyte": (b'"' + b"x" * 1_000_000 + b'",URN\n1,2\n', "lacks the columns"),
    "a heading twice": (b"URN," + _register({}), "column URN more than once"),
    "one line only": (b"x" * 5_000_000, "lacks the columns"),
    "zeros": (b"\0" * 5_000_000, "lacks the columns"),
}


@pytest.mark.parametrize("kind", SHAPES)
def test_a_register_of_a_strange_shape_is_one_message(run, tmp_path, kind):
    data, words = SHAPES[kind]
    (tmp_path / "given.csv").write_bytes(data)
    _one_message(run, "--gias", tmp_path / "given.csv", "given.csv", words)


def test_more_rows_than_any_register_has_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("geofinder.gias.csvfile.REGISTER_ROWS", 3)
    path = tmp_path / "given.csv"
    path.write_bytes(_register({}, {"URN": "2"}, {"URN": "3"}))
    assert read_register([path]).rows == 3
    path.write_bytes(_register({}, {"URN": "2"}, {"URN": "3"}, {"URN": "4"}))
    with pytest.raises(InputError, match=f"more than the limit of 3 rows, so it is not {WHAT}"):
        read_register([path])


def test_a_heading_that_nobody_reads_may_stand_there_twice(tmp_path):
    path = tmp_path / "given.csv"
    rows = published([school()]).splitlines()
    path.write_text(f"{rows[0]},Phone,Phone\n{rows[1]},1,2\n", encoding="cp1252")
    assert len(read_register([path]).schools) == 1


def test_more_rows_than_people_write_are_refused(tmp_path, monkeypatch):
    for module in ("edited", "local.reading", "pipeline.hand"):
        monkeypatch.setattr(f"geofinder.{module}.EDITED_ROWS", 2)
    path = tmp_path / "given.csv"
    path.write_text("urn,group_id,note\n1,a,\n2,b,\n3,c,\n")
    path_of = {"what": "a list", "option": "--x"}
    with pytest.raises(InputError, match="more than the limit of 2 rows"):
        lines_of(path, ["urn"], **path_of)
    with pytest.raises(InputError, match="more than the limit of 2 rows"):
        read_plan(path)
    path.write_text("urn,note\n10001,\n10002,\n10003,\n")
    with pytest.raises(InputError, match="line 4: more than the limit of 2 rows"):
        read_local(local=path, pairs=None)


EDITED = {
    "a note too long": ("--local", "urn,note\n114404," + "x" * 3_000 + "\n", "2,000 characters"),
    "a number too long": ("--local", "urn,forecast_1y\n114404," + "1" * 5_000 + "\n", "pupils"),
    "a cell beyond all measure": ("--local", "urn,note\n114404," + "x" * 200_000, "field limit"),
    "a formula for a heading": ("--local", "urn,=1+1\n114404,1\n", "unknown column '=1+1'"),
    "a plan with endless numbers": (
        "--plan",
        f"group_id,urns\nx,{'1' * 9_000} ²\n",
        "No group of this run",
    ),
    "nested": ("--config", "x = " + "[" * 100_000, "nested too deeply"),
    "tables": ("--policy", "[" + "a." * 5_000 + "a]\n", "not usable"),
    "no text": ("--weights", "\udcff", "cannot be read"),
}


@pytest.mark.parametrize("kind", EDITED)
def test_a_strange_file_of_one_s_own_is_one_message(run, tmp_path, kind):
    option, text, words = EDITED[kind]
    path = tmp_path / "given"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    _one_message(run, option, path, words)


def test_a_plan_of_commas_is_one_message(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text(",,,\n,,\n")
    with pytest.raises(InputError, match="has no column group_id; it has none"):
        read_plan(path)


def _geojson(**properties: object) -> dict[str, object]:
    ring = [[0.0, 51.0], [0.1, 51.0], [0.1, 51.1], [0.0, 51.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": properties, "geometry": shape}],
    }


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]>'
    "<kml><Document><name>&c;&d;</name></Document></kml>"
)
OUTLINES = {
    "virtual": '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/vsicurl/http://127.0.0.1:1/x'
    "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
    "kml": LAUGHS,
    "gml": LAUGHS.replace("kml", "FeatureCollection"),
    "address": "http://127.0.0.1:1/x.geojson",
    "server": "<WFSDataSource><URL>http://127.0.0.1:1/</URL></WFSDataSource>",
    "csv": "name,WKT\nx,POINT(0 51)\n",
    "database": "SQLite format 3\0",
    "nothing": "",
}


@pytest.mark.parametrize("kind", OUTLINES)
@pytest.mark.parametrize("ending", ["geojson", "vrt", "xml", "gpkg", "shp", "csv", "zip"])
def test_outlines_are_read_from_three_formats_alone_whatever_the_file_is_called(
    tmp_path, kind, ending
):
    path = tmp_path / f"given.{ending}"
    path.write_text(OUTLINES[kind])
    with pytest.raises(InputError, match="neither GeoJSON, a GeoPackage nor a shapefile"):
        read_boundaries(path)


def test_outlines_in_a_zip_are_not_unpacked(tmp_path):
    path = _zip(tmp_path / "given.zip", {"a.geojson": json.dumps(_geojson(name="A")).encode()})
    with pytest.raises(InputError, match="unpack a zip first"):
        read_boundaries(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{" + '"a":[' * 200_000, "cannot be read as boundaries|not a file of boundaries"),
        (json.dumps(_geojson(name="x" * 5_000)), "limit of 1,000 letters"),
        (json.dumps(_geojson(**{f"c{n}": n for n in range(3_000)})), "not a file of boundaries"),
        ('{"type":"FeatureCollection","features":[]}', "not a file of boundaries"),
    ],
    ids=["nested", "name", "columns", "empty"],
)
def test_strange_outlines_are_one_message(tmp_path, text, words):
    path = tmp_path / "given.geojson"
    path.write_text(text)
    with pytest.raises(InputError, match=words):
        read_boundaries(path)


def test_more_outlines_than_there_are_districts_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("geofinder.boundaries.OUTLINES", 1)
    path = tmp_path / "given.geojson"
    one = _geojson(name="A")
    path.write_text(json.dumps({**one, "features": one["features"] * 2}))
    with pytest.raises(InputError, match="more than the limit of 1 outlines"):
        read_boundaries(path)


@pytest.mark.parametrize("ending", ["gpkg", "shp", "geojson"])
def test_the_three_formats_of_outlines_are_read(tmp_path, ending):
    sample = read_boundaries(ROOT / "data/east_sussex/districts.geojson")
    sample.to_file(tmp_path / f"given.{ending}")
    for made in list(tmp_path.iterdir()):
        made.rename(made.with_stem(f"zip:{made.stem} [x] %s &"))
    path = tmp_path / f"zip:given [x] %s &.{ending}"
    assert read_boundaries(path)["name"].tolist() == sample["name"].tolist()


def test_a_bomb_of_roads_is_one_message(tmp_path):
    def field(number: int, value: bytes | int) -> bytes:
        if isinstance(value, int):
            return bytes([number << 3]) + _varint(value)
        return bytes([number << 3 | 2]) + _varint(len(value)) + value

    packed = zlib.compress(b"\0" * 300_000_000, 9)
    blob = field(2, 300_000_000) + field(3, packed)
    header = field(1, b"OSMHeader") + field(3, len(blob))
    path = tmp_path / "given.osm.pbf"
    path.write_bytes(struct.pack(">L", len(header)) + header + blob)
    with pytest.raises(InputError, match="cannot be read as an OpenStreetMap extract"):
        road_network(path, cache_dir=tmp_path / "cache")


def _varint(value: int) -> bytes:
    data = bytearray()
    while value > 127:
        data.append(value & 127 | 128)
        value >>= 7
    return bytes([*data, value])


def test_a_strange_file_of_sources_beside_the_register_is_one_message(tmp_path):
    path = tmp_path / "given.csv"
    path.write_text("x")
    for text in ("[", "a = " + "[" * 100_000, '"given.csv" = 1\n'):
        (tmp_path / "sources.toml").write_text(text)
        with pytest.raises(SettingsError, match=r"The file of sources .*sources\.toml"):
            describe(path, title="x")


def test_more_pairs_than_fit_into_memory_are_refused_before_they_are_measured(monkeypatch):
    router, schools = EstimateRouter(read_estimate(), snap_limit_m=500.0), made_up_schools()
    monkeypatch.setattr("geofinder.travel.reach.PAIRS", 30)
    assert len(within(router, schools, reach_min=60.0, snap_limit_m=500.0).table)
    monkeypatch.setattr("geofinder.travel.reach.PAIRS", 29)
    with pytest.raises(
        UsageError, match=r"about 30 pairs, more than the limit of 29 .*smaller area"
    ):
        within(router, schools, reach_min=60.0, snap_limit_m=500.0)


def _with_little_memory(arguments, folder, megabytes):
    """Run the command line in a process that may have no more than so much memory."""

    def narrow() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))

    return subprocess.run(
        [sys.executable, "-m", "geofinder", *map(str, arguments)],
        cwd=folder, check=False, capture_output=True, text=True, preexec_fn=narrow,
        env={
            **os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1", "GEOFINDER_CACHE": str(folder / "cache"),
        },
    )  # fmt: skip


def test_a_run_without_memory_ends_in_one_message_and_nothing_is_written(tmp_path):
    path = tmp_path / "given.csv"
    with path.open("wb") as file:
        file.write(_register({}))
        file.truncate(480 * sizes.BYTES_PER_MB)
    before = set(tmp_path.rglob("*"))
    done = _with_little_memory(["check", path], tmp_path, 1_200)
    told = done.stderr
    assert done.returncode == 1, told
    assert told.startswith("geofinder: This run needs more memory than there is.")
    assert "Traceback" not in told
    assert told.count("\n") == 1
    assert set(tmp_path.rglob("*")) == before


def test_the_documentation_tells_the_limits_as_they_are():
    told = (ROOT / "docs/data.md").read_text(encoding="utf-8")
    rows = [row for row in told.splitlines() if row.startswith("| ")]
    said = "\n".join(row.split("|")[2] for row in rows if len(row.split("|")) > 2)
    for limit in (
        f"{sizes.REGISTER_MB} MB", f"{sizes.REGISTER_ROWS:,}, {sizes.REGISTER_COLUMNS:,}",
        f"{sizes.LETTERS:,}", f"{sizes.ZIP_ENTRIES}", f"{MOST_CHARACTERS:,}",
        f"{sizes.EDITED_MB} MB, {sizes.EDITED_ROWS:,}", f"{sizes.TOML_MB} MB",
        f"{sizes.BOUNDARIES_MB} MB, {sizes.OUTLINES:,}", f"{sizes.ROADS_MB:,} MB",
        f"{sizes.PAIRS:,}",
    ):  # fmt: skip
        assert f" {limit} " in said
