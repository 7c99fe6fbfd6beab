"""Whatever holds a value that only a council knows says so, and no cache keeps one."""

import re

import pytest

from geofinder.outputs.flat import LOCAL_MARK
from tests.gias.registers import school, write_register
from tests.local.files import figures_file, pairs_file
from tests.test_privacy import contents_of

PLACES_KM = [(0, 0), (1, 0), (2, 1), (1, 2), (3, 3), (4, 1)]
VALUES = re.compile(
    r"5,?041|4,?039|3,?037|12,?345|23,?456|2027-08-31|31 August 2027|Zqnote|Zqother|Zqwish|Zqnever"
)
"""What the local files say, however it is written, and no public file does."""
MARK = re.compile(r"local (data|figures|forecasts|wish|pairs)", re.IGNORECASE)
HOLDERS = {
    "plan": {"candidates.csv", "local.csv", "local_schools.csv", "geofinder.gpkg",
             "geofinder.xlsx", "index.html", "manifest.json"},
    "options": {"geofinder.xlsx", "index.html", "manifest.json"},
}  # fmt: skip
COMMANDS = {"plan": ("plan", "East Sussex"), "options": ("options", "987610")}


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    folder = tmp_path_factory.mktemp("country")
    rows = [
        school(
            URN=str(987_610 + n),
            EstablishmentName=f"Village {n} School",
            Easting=str(547_000 + 1000 * east),
            Northing=str(107_000 + 1000 * north),
        )
        for n, (east, north) in enumerate(PLACES_KM)
    ]
    write_register(folder, *rows)
    figures_file(
        folder, "987610,5041,4039,3037,-12345,2027-08-31,Zqnote", "987611,71,61,51,23456,,Zqother"
    )
    pairs_file(folder, "987610,987611,0.5,Zqwish", "987612,987613,never,Zqnever")
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_every_file_that_holds_a_local_value_says_that_it_is_local(
    country, run, tmp_path, monkeypatch, command
):
    monkeypatch.setenv("GEOFINDER_CACHE", str(tmp_path / "cache"))
    code, said, err = run(
        *COMMANDS[command], "--gias", country / "edubasealldata.csv", "--out", "out",
        "--local", country / "figures.csv", "--pairs", country / "pairs.csv",
    )  # fmt: skip
    assert code == 0, err
    assert "Local data was used" in said
    holders = set()
    # The pictures as PNG are painted from the SVG beside them.
    for path in [each for each in (tmp_path / "out").iterdir() if each.suffix != ".png"]:
        contents = [content for _, content in contents_of(path)]
        if any(VALUES.search(content) for content in contents):
            holders.add(path.name)
            assert any(MARK.search(content) for content in contents), path.name
    assert holders == HOLDERS[command]
    # A table may travel alone.
    for path in (tmp_path / "out").glob("local*.csv"):
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        assert header.endswith(",source")
        assert rows
        assert all(row.endswith(f',"{LOCAL_MARK}"') for row in rows), path.name
    for path in (tmp_path / "cache").rglob("*"):
        for _, content in contents_of(path) if path.is_file() else ():
            assert not VALUES.search(content), path
