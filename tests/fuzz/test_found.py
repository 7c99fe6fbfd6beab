"""What fuzzing found stays mended: each of these ended in a traceback, or in a wrong table."""

import json
import zipfile

import pandas as pd
import pytest

from geofinder.area import choose_area
from geofinder.boundaries import read_boundaries
from geofinder.errors import InputError, NotFoundError, SettingsError, UsageError
from geofinder.fetching import read_addresses
from geofinder.fetching.checking_geojson import check_geojson
from geofinder.fetching.partial import Partial, Validator
from geofinder.fetching.trouble import RefusedError
from geofinder.fetching.unpacking import unpack
from geofinder.gias import read_register
from geofinder.gias.membership import read_links
from geofinder.outputs.folder import MANIFEST, replacing
from geofinder.outputs.inplace import HELPER
from geofinder.policy import read_policy
from geofinder.settings import Settings, read_settings, read_weights
from geofinder.sources import describe
from tests.fuzz.test_maps import OUTLINES, SQUARE
from tests.fuzz.toml import as_toml
from tests.gias.registers import published, school, write_links, write_register
from tests.made_up import made_up_schools


def test_a_register_of_headings_alone_holds_no_school(tmp_path):
    with pytest.raises(InputError, match="holds no open state school"):
        read_register([write_register(tmp_path)])


def test_a_register_without_line_feeds_is_read_as_any_other(tmp_path):
    path = tmp_path / "edubase.csv"
    path.write_bytes(published([school()]).replace("\r\n", "\r").encode())
    assert read_register([path]).schools["urn"].tolist() == [114404]


def test_a_register_with_a_heading_twice_is_refused(tmp_path):
    path = write_register(tmp_path, school())
    path.write_bytes(path.read_bytes().replace(b"EstablishmentName", b"URN", 1))
    with pytest.raises(InputError, match=r"edubasealldata\.csv"):
        read_register([path])


def test_a_school_with_the_urn_0_has_none_and_is_left_out(tmp_path):
    register = read_register([write_register(tmp_path, school(), school(URN="0"))])
    assert register.schools["urn"].tolist() == [114404]
    assert register.left_out["kind"].tolist() == ["no URN, name or authority"]


def test_a_register_whose_districts_are_all_numbers_keeps_them_as_they_are_written(tmp_path):
    rows = [school(**{"DistrictAdministrative (name)": "007"}), school(URN="114500")]
    rows[1]["DistrictAdministrative (name)"] = "7"
    schools = read_register([write_register(tmp_path, *rows)]).schools
    assert schools["district"].tolist() == ["007", "7"]


@pytest.mark.parametrize("day", ["01-01-0000", "31-12-99999", "-1-01-2020"])
def test_a_day_that_no_calendar_has_is_not_recorded(tmp_path, day):
    links = write_links(tmp_path, {"Joined date": day})
    assert read_links(links).members["joined"].isna().all()
    row = read_register([write_register(tmp_path, school(OpenDate=day))]).schools.iloc[0]
    assert pd.isna(row["open_date"])


@pytest.mark.parametrize("area", [",", ";", " , ,", ";;", ""])
def test_an_area_of_commas_alone_names_no_place(area):
    with pytest.raises(NotFoundError, match="no local authority"):
        choose_area(made_up_schools(), area=area, border_km=0)


@pytest.mark.parametrize("km", [float("nan"), float("inf"), 0.0, -1.0])
def test_a_circle_that_is_no_length_is_refused(km):
    with pytest.raises(UsageError, match="--within"):
        choose_area(made_up_schools(), within_km=km, of="114400", border_km=0)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_DEFLATED])
def test_a_zip_damaged_within_is_broken_however_it_is_packed(tmp_path, packing):
    path = tmp_path / "edubase.zip"
    with zipfile.ZipFile(path, "w", packing) as archive:
        archive.writestr("edubase.csv", published([school()] * 50))
    content = bytearray(path.read_bytes())
    content[60:120] = bytes(60)
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"The zip .*edubase\.zip is broken"):
        read_register([path])
    with pytest.raises(RefusedError, match="the zip is broken"):
        unpack(path, tmp_path / "unpacked.csv", largest_bytes=10**6)


def _outlines(tmp_path, **second):
    path = tmp_path / "districts.geojson"
    first, other = OUTLINES["features"]
    path.write_text(json.dumps(OUTLINES | {"features": [first, other | second]}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "shape",
    [
        None,
        {"type": "Point", "coordinates": [0.1, 51.0]},
        {"type": "LineString", "coordinates": [[0, 51], [1, 52]]},
        {"type": "Polygon", "coordinates": [[[0, 51], [1, 52], [0, 51]]]},
    ],
    ids=["none", "a point", "a line", "a line there and back"],
)
def test_an_outline_without_an_area_is_left_out_and_the_others_stay(tmp_path, shape):
    assert read_boundaries(_outlines(tmp_path, geometry=shape))["name"].tolist() == ["Lewes"]


def test_an_outline_without_a_name_is_drawn_without_one(tmp_path):
    found = read_boundaries(_outlines(tmp_path, properties={"LAD24CD": "E07000061"}))
    assert found["name"].tolist() == ["Lewes", ""]


@pytest.mark.parametrize("height", [[], [5.0]], ids=["flat", "with heights"])
def test_outlines_beyond_the_world_are_refused(tmp_path, height):
    ring = [[500_000.0, 100_000.0, *height], *([x, y, *height] for x, y in SQUARE[0][1:])]
    ring[-1] = ring[0]
    path = _outlines(tmp_path, geometry={"type": "Polygon", "coordinates": [ring]})
    with pytest.raises(InputError, match=r"districts\.geojson.*cannot be"):
        read_boundaries(path)


@pytest.mark.parametrize(
    "content", [b"\xff", b"[a", b'"register.csv" = "2026"'], ids=["bytes", "cut short", "a text"]
)
def test_damaged_words_beside_a_register_are_told_by_their_own_name(tmp_path, content):
    register = tmp_path / "register.csv"
    register.write_bytes(b"URN")
    (tmp_path / "sources.toml").write_bytes(content)
    with pytest.raises(SettingsError, match=r"sources\.toml"):
        describe(register, title="the register")


@pytest.mark.parametrize(
    "content",
    [b"[" * 100_000, b'{"address": "a", "etag": "", "last_modified": [1]}', b"\xff", b"1"],
)
def test_an_unfinished_file_that_tells_nonsense_of_itself_is_begun_anew(tmp_path, content):
    partial = Partial(tmp_path)
    partial.begin("a", Validator(etag='"one"'))
    partial.path.write_bytes(b"URN")
    assert partial.of("a")[0] == 3
    (tmp_path / "unfinished.json").write_bytes(content)
    assert partial.of("a") == (0, Validator())


def test_names_that_a_killed_run_left_damaged_do_not_stop_the_next(tmp_path):
    (tmp_path / HELPER / "ready").mkdir(parents=True)
    (tmp_path / HELPER / "names").write_bytes(b"\xa3\x00")
    with replacing(tmp_path, names=frozenset({MANIFEST})) as new:
        (new / MANIFEST).write_text("{}", encoding="utf-8")
    assert (tmp_path / MANIFEST).read_text(encoding="utf-8") == "{}"
    assert not (tmp_path / HELPER).exists()


@pytest.mark.parametrize("kind", [[], {}, [["Polygon"]]])
def test_outlines_of_a_kind_that_is_no_word_are_refused_when_fetched(tmp_path, kind):
    shape = {"type": kind, "coordinates": SQUARE}
    path = _outlines(tmp_path, geometry=shape)
    with pytest.raises(RefusedError, match="outline 2 of what came is not an area"):
        check_geojson(path, read_addresses().boundaries)


def test_a_place_beyond_all_numbers_is_refused_when_fetched(tmp_path):
    ring = [[10**400, 51], *SQUARE[0][1:]]
    path = _outlines(tmp_path, geometry={"type": "Polygon", "coordinates": [ring]})
    with pytest.raises(RefusedError, match="not degrees of longitude"):
        check_geojson(path, read_addresses().boundaries)


@pytest.mark.parametrize("number", ["inf", "-inf", "nan"])
@pytest.mark.parametrize("key", ["time_limit", "snap_limit_m", "near_tie_minutes"])
def test_a_setting_without_end_is_refused(tmp_path, key, number):
    path = tmp_path / "settings.toml"
    path.write_text(f"{key} = {number}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=key):
        read_settings(path)
    with pytest.raises(UsageError, match=key):
        Settings().with_options(**{key: float(number)})


def test_a_weight_without_end_is_refused(tmp_path):
    path = tmp_path / "weights.toml"
    path.write_text("closeness = inf\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="closeness"):
        read_weights(path)


@pytest.mark.parametrize("limit", ["nan", "inf", "-inf", "1e999", "many"])
def test_a_rule_that_compares_with_no_number_is_refused(tmp_path, limit):
    path = tmp_path / "policy.toml"
    rule = {
        "id": "too-few", "forms": ["federation"], "applies": "group", "effect": "blocked",
        "facts": [f"pupils < {limit}"], "sentence": "Together they are too few.",
        "source": "our council", "sure": "seen",
    }  # fmt: skip
    path.write_text(as_toml({"version": 1, "date": "2026-11-22", "rule": [rule]}), "utf-8")
    with pytest.raises(SettingsError, match="compares with no number"):
        read_policy(path)
    path.write_text(path.read_text("utf-8").replace(f"< {limit}", "< 100"), "utf-8")
    assert read_policy(path).rule[0].facts == ("pupils < 100",)
