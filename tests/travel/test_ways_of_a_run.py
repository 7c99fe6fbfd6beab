"""The command line follows the roads of a real county, and keeps the old run where that fails."""

import json
import re
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

from geofinder.travel import osrm_http
from tests.travel.bad_servers import QUICK, between, passed_on
from tests.travel.conftest import routing_server


@pytest.fixture(scope="module")
def register(shared_data, tmp_path_factory) -> Path:
    """Return the register's rows of Rutland."""
    england = shared_data / "england" / "edubasealldata.csv"
    if not england.is_file():
        pytest.skip("needs ../shared/data/england/edubasealldata.csv beside the repository")
    table = pd.read_csv(england, encoding="cp1252", dtype="str")
    path = tmp_path_factory.mktemp("register") / "edubasealldata.csv"
    table[table["LA (name)"] == "Rutland"].to_csv(path, index=False)
    return path


def options(register):
    return ["plan", "Rutland", "--gias", register, "--out", "out"]


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def test_a_server_that_dies_among_the_routes_leaves_the_old_run_and_the_next_goes_on_there(
    run, register, rutland_router, tmp_path, monkeypatch
):
    monkeypatch.setattr(osrm_http, "Patience", lambda: QUICK)
    paths, alive = [], True

    def behave(asked):
        paths.append(asked.path)
        return passed_on(real, asked) if alive or asked.path.startswith("/table/") else None

    with routing_server(rutland_router.engine.prefix) as real, between(behave) as url:
        assert run(*options(register), "--osrm-url", real)[0] == 0
        before = contents(tmp_path / "out")
        alive = False
        code, _, told = run(*options(register), "--osrm-url", url)
        assert code == 1
        (message,) = told.splitlines()
        assert "did not answer in 5 tries" in message
        assert re.search(r"Its \d+ answers so far are kept for a day", message)
        assert re.search(r"stopped after 0 of \d+ routes", message)
        assert contents(tmp_path / "out") == before
        alive, first = True, len(paths)
        code, _, told = run(*options(register), "--osrm-url", url)
    assert code == 0, told
    assert [path.split("/")[1] for path in paths[first : first + 2]] == ["table", "route"]
    assert re.search(r"\d+ answers of the OSRM server at .* from an earlier run", told)
    for name in ("travel.csv", "candidates.csv", "plan.csv"):
        assert (tmp_path / "out" / name).read_bytes() == before[name]


def test_routes_and_areas_of_a_run_are_layers_for_a_planner(run, register, rutland, tmp_path):
    code, _, told = run(*options(register), "--roads", rutland)
    assert code == 0, told
    path = tmp_path / "out" / "geofinder.gpkg"
    layers = dict(pyogrio.list_layers(path))
    assert layers["routes"] == "LineString"
    assert layers["reach"] == "MultiPolygon"
    routes, travel = (
        gpd.read_file(path, layer="routes"),
        pd.read_csv(tmp_path / "out" / "travel.csv"),
    )
    both = routes.merge(travel, on=["from_urn", "to_urn"], suffixes=("", "_table"))
    assert len(both) == len(routes) > 30
    assert (both["travel_min"] - both["travel_min_table"]).abs().max() <= 0.051
    reach = gpd.read_file(path, layer="reach")
    assert set(reach["minutes"]) == {10, 15, 20}
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    start = page.index('{"about"')
    ways = json.JSONDecoder().raw_decode(page[start:])[0]["ways"]
    assert len(ways["line"]) == len(routes)
    assert set(ways["reach"]) == set(reach["key"])
    assert len(json.dumps(ways)) < 280_000
