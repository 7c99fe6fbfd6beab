"""The bundled sample is made by a command, from the official files or from any part of them."""

import json

import pytest

from geofinder.resources import data_path

TABLES = ("establishments.csv", "group_links.csv")
OUTLINES = "districts.geojson"


def make(run, out, *, gias, links, boundaries, area="East Sussex"):
    asked = {"gias": gias, "links": links, "boundaries": boundaries, "area": area, "out": out}
    options = [part for name, value in asked.items() for part in (f"--{name}", value)]
    return run("make-sample", *options)


def bundled(name):
    return data_path("east_sussex", name)


def test_the_sample_made_of_itself_is_itself(tmp_path, run):
    files = {"gias": bundled(TABLES[0]), "links": bundled(TABLES[1])}
    code, _, told = make(run, tmp_path, boundaries=bundled(OUTLINES), **files)
    assert code == 0, told
    for name in TABLES:
        assert (tmp_path / name).read_bytes() == bundled(name).read_bytes()
    made, given = (
        json.loads((folder / OUTLINES).read_text("utf-8"))["features"]
        for folder in (tmp_path, bundled(OUTLINES).parent)
    )
    assert [one["properties"] for one in made] == [one["properties"] for one in given]


def test_the_sample_is_what_the_full_files_give_to_the_byte(tmp_path, run, shared_data):
    code, _, told = make(
        run,
        tmp_path,
        gias=shared_data / "england" / "edubasealldata.csv",
        links=shared_data / "england" / "alllinksdata.csv",
        boundaries=shared_data / "boundaries" / "lad_england.geojson",
    )
    assert code == 0, told
    for name in (*TABLES, OUTLINES):
        assert (tmp_path / name).read_bytes() == bundled(name).read_bytes()


@pytest.mark.parametrize(
    ("area", "boundaries", "said"),
    [
        ("Rutland", OUTLINES, "no local authority 'Rutland'"),
        ("East Sussex", "elsewhere.geojson", "holds no outline of"),
    ],
)
def test_a_sample_that_cannot_be_made_leaves_nothing(tmp_path, run, area, boundaries, said):
    elsewhere = json.loads(bundled(OUTLINES).read_text("utf-8"))
    for one in elsewhere["features"]:
        one["properties"] = {"code": "E06000017", "name": "Rutland"}
    (tmp_path / "elsewhere.geojson").write_text(json.dumps(elsewhere))
    outlines = tmp_path / boundaries if boundaries != OUTLINES else bundled(boundaries)
    files = {"gias": bundled(TABLES[0]), "links": bundled(TABLES[1])}
    code, _, told = make(run, tmp_path / "sample", boundaries=outlines, area=area, **files)
    assert (code, said in told) == (1, True), told
    assert not (tmp_path / "sample").exists()
