"""An estimate grows with the straight line, is the same both ways, and says how far off it is."""

import hashlib
import tomllib
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geofinder import tables
from geofinder.errors import InputError, OutputError, SettingsError
from geofinder.resources import data_path
from geofinder.travel import open_router, within
from geofinder.travel.coefficients import estimate_toml, write_estimate
from geofinder.travel.estimate import SETTINGS, pair_setting, read_estimate
from geofinder.travel.fit import fit_estimate
from tests.travel.made_up_roads import every_pair, schools_at, schools_on_grid, write_roads

METRES = st.floats(0, 800_000)
RURAL = st.sampled_from([True, False, None])


@pytest.fixture(scope="module")
def estimate():
    return read_estimate()


@pytest.fixture(scope="module")
def estimated():
    return open_router(roads=None, osrm_url=None, snap_limit_m=500.0)


@settings(deadline=None)
@given(st.sampled_from(SETTINGS), METRES, METRES)
def test_farther_never_takes_less_time_nor_fewer_metres(setting, one, other):
    curve = read_estimate().curves[setting]
    near, far = np.array([min(one, other)]), np.array([max(one, other)])
    assert curve.minutes(near) <= curve.minutes(far)
    assert curve.road_m(near) <= curve.road_m(far)
    assert curve.road_m(far) >= far * 0.999


@settings(deadline=None)
@given(st.sampled_from(SETTINGS), st.floats(0, 90))
def test_the_straight_line_of_some_minutes_takes_those_minutes(setting, minutes):
    curve = read_estimate().curves[setting]
    back = curve.minutes(np.array([curve.straight_m(minutes)]))
    assert back == pytest.approx(minutes, abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.floats(0, 60), st.floats(0, 60), RURAL), min_size=2, max_size=8),
    st.floats(1, 60),
)
def test_what_is_within_reach_is_what_all_pairs_say(spots, limit):
    router = open_router(roads=None, osrm_url=None, snap_limit_m=500.0)
    schools = schools_at(
        {f"School {number}": spot[:2] for number, spot in enumerate(spots)},
        rural=[spot[2] for spot in spots],
    )
    everything = router.pairs(schools, every_pair(schools))
    wanted = everything[everything["travel_min"] <= limit].reset_index(drop=True)
    reach = within(router, schools, reach_min=limit, snap_limit_m=500)
    pd.testing.assert_frame_equal(reach.table, wanted)
    back = everything.sort_values(["to_urn", "from_urn"])
    for column in ("travel_min", "distance_m", "straight_m"):
        assert np.array_equal(everything[column], back[column])


def test_schools_at_one_point_are_no_minutes_apart(estimated):
    schools = schools_at({"Infant": (1.0, 1.0), "Junior": (1.0, 1.0)})
    table = tables.TRAVEL.validate(estimated.pairs(schools, every_pair(schools)))
    assert (table[["travel_min", "distance_m", "straight_m"]] == 0).all(axis=None)
    assert (table["method"] == "estimate").all()
    assert table["snapped_m"].isna().all()
    reach = within(estimated, schools, reach_min=15, snap_limit_m=500)
    assert len(reach.table) == 2
    assert reach.unsnappable.empty
    assert reach.no_route.empty


def test_the_setting_of_a_pair_is_that_of_both_ends_and_mixed_where_one_is_not_known():
    rural = pd.Series([True, False, None], dtype="boolean")
    start, end = (side.ravel() for side in np.meshgrid(range(3), range(3), indexing="ij"))
    names = [SETTINGS[code] for code in pair_setting(rural, start, end)]
    # fmt: off
    assert names == ["rural", "mixed", "mixed",
                     "mixed", "urban", "mixed",
                     "mixed", "mixed", "mixed"]
    # fmt: on


def test_the_sentence_names_the_method_its_error_and_what_it_cannot_know(estimated, estimate):
    error = estimate.held_out[0]
    assert error.which == "between schools up to 11 km apart"
    for words in (
        "Estimated",
        "straight line",
        f"within {error.median_abs_pct:.0f}%",
        f"within {error.p90_abs_pct:.0f}%",
        "rivers",
        "estuaries",
    ):
        assert words in estimated.sentence


def test_the_shipped_error_is_given_for_every_band_on_pairs_not_fitted(estimate):
    bands = [error for error in estimate.held_out if error.which.endswith(" km")]
    assert [band.which.split()[0] for band in bands] == ["0", "1", "2", "4", "7", "11", "16", "22"]
    everything = next(error for error in estimate.held_out if error.which == "between any points")
    assert sum(band.pairs for band in bands) == everything.pairs
    assert everything.pairs + estimate.made.fit_pairs > 10_000
    assert everything.median_abs_pct < 20


def test_shipped_coefficients_are_written_as_they_are_read(estimate):
    assert data_path("estimate.toml").read_text(encoding="utf-8") == estimate_toml(estimate)


SPOILT = {
    "detour = [": ("detour = [0.5, ", "detour"),
    "speed_kmh = [": ("speed_kmh = [1, ", "as many values"),
    "straight_km = [0.5, 1.0": ("straight_km = [1.0, 0.5", "must grow"),
    "[curves.mixed]": ("[curves.odd]", "rural|mixed"),
    "seed = ": ("seed = x", "cannot be read"),
    'extract = "': ('stray = 1\nextract = "', "stray"),
}


@pytest.mark.parametrize("part", SPOILT)
def test_spoilt_coefficients_are_refused(estimate, tmp_path, part):
    instead, words = SPOILT[part]
    path = tmp_path / "estimate.toml"
    path.write_text(estimate_toml(estimate).replace(part, instead, 1), encoding="utf-8")
    with pytest.raises(SettingsError, match=words):
        read_estimate(path)


def test_a_file_that_cannot_be_written_leaves_what_was_there(estimate, tmp_path):
    (tmp_path / "out.toml").mkdir()
    with pytest.raises(OutputError, match=r"out\.toml"):
        write_estimate(estimate, tmp_path / "out.toml")
    assert [path.name for path in tmp_path.iterdir()] == ["out.toml"]


def test_coefficients_can_be_fitted_and_hold_on_points_not_used(tmp_path, cache):
    roads = write_roads(tmp_path / "town.osm", streets=(12, 12))
    schools = schools_on_grid(
        ["Here", "There", "Beyond"],
        np.array([[503_000.0, 302_000.0], [507_000.0, 309_000.0], [600_000.0, 200_000.0]]),
        rural=[True, True, False],
    )
    fitted = fit_estimate(roads=roads, schools=schools, made_on=date(2026, 1, 2), cache_dir=cache)
    assert fitted.made.held_out_schools == 2
    assert fitted.made.made_on == "2026-01-02"
    assert 0 < fitted.made.fit_pairs < (fitted.made.fit_points) ** 2
    # On a square grid the road is 1 to 1.41 straight lines, 1.27 on average.
    assert 1.1 < fitted.curves["rural"].detour[4] < 1.4
    everything = next(error for error in fitted.held_out if error.which == "between any points")
    assert everything.median_abs_pct < 20
    again = fit_estimate(roads=roads, schools=schools, made_on=date(2026, 1, 2), cache_dir=cache)
    assert estimate_toml(again) == estimate_toml(fitted)
    write_estimate(fitted, tmp_path / "estimate.toml")
    assert read_estimate(tmp_path / "estimate.toml") == fitted


def test_roads_with_too_little_to_fit_on_are_refused(roads, cache, town):
    with pytest.raises(InputError, match="at least 40 are needed"):
        fit_estimate(roads=roads, schools=town, made_on=date(2026, 1, 2), cache_dir=cache)


def test_the_shipped_coefficients_come_from_the_named_roads(rutland, estimate):
    assert hashlib.sha256(rutland.read_bytes()).hexdigest() == estimate.made.extract_sha256
    assert tomllib.loads(estimate_toml(estimate))["made"]["extract"] == rutland.name
