"""Check what holds of the joiners of any trust, in made-up registers."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geofinder.cli.options import inputs_of
from tests.gias.registers import LINK, school, write_links, write_register
from tests.joiners.conftest import run

ACADEMY = {
    "EstablishmentTypeGroup (name)": "Academies",
    "TypeOfEstablishment (name)": "Academy converter",
}
KINDS = {
    "maintained": {},
    "community": {
        "TypeOfEstablishment (name)": "Community school",
        "ReligiousCharacter (name)": "Does not apply",
    },
    "mat": ACADEMY,
    "sat": ACADEMY,
    "other mat": ACADEMY,
    "no trust": ACADEMY,
    "federation": {},
}
GROUP = {
    "mat": ("2000", "Our Trust", "06", "Multi-academy trust"),
    "other mat": ("3000", "Other Trust", "06", "Multi-academy trust"),
    "sat": ("4", "Single Trust", "10", "Single-academy trust"),
    "federation": ("5000", "A Federation", "01", "Federation"),
}
SCHOOLS = st.lists(
    st.tuples(st.sampled_from(sorted(KINDS)), st.integers(0, 15), st.integers(0, 15)),
    min_size=1,
    max_size=12,
)


def written(folder, kinds, *, backwards=False):
    """Write a register of these kinds of school, and return the inputs that read it."""
    rows, links = [], [("mat", 100000)]
    rows.append(school(URN="100000", Easting="540000", Northing="110000", **KINDS["mat"]))
    for urn, (kind, east, north) in enumerate(kinds, start=100001):
        place = {"Easting": str(535000 + 1000 * east), "Northing": str(105000 + 1000 * north)}
        rows.append(school(URN=str(urn), EstablishmentName=f"School {urn}", **place, **KINDS[kind]))
        links.append((kind, urn))
    groups = []
    for kind, urn in links:
        if kind in GROUP:
            uid, name, code, words = GROUP[kind]
            uid = f"{uid}{urn}" if kind == "sat" else uid
            link = {"URN": str(urn), "Group UID": uid, "Group Name": name}
            groups.append(LINK | link | {"Group Type (code)": code, "Group Type": words})
    step = -1 if backwards else 1
    register = write_register(folder, *rows[::step])
    return inputs_of([register], links=write_links(folder, *groups[::step]), boundaries=None)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(kinds=SCHOOLS)
def test_each_near_school_has_its_standing_and_the_order_of_rows_decides_nothing(tmp_path, kinds):
    result = run("2000", inputs=written(tmp_path, kinds), transfers=True)
    table = result.joiners.set_index("urn")
    expected = {"maintained": "standalone", "community": "standalone", "sat": "standalone",
                "other mat": "in-trust", "no trust": "not-known"}  # fmt: skip
    standing = {urn: expected.get(kind) for urn, (kind, _, _) in enumerate(kinds, start=100001)}
    assert {urn: value for urn, value in standing.items() if value} == table["standing"].to_dict()
    assert table.loc[table["rank"].notna(), "standing"].eq("standalone").all()
    offered = table[table["rank"].notna()]
    both = offered[["join_trust", "trust_partnership"]]
    assert not (both == "blocked").all(axis=1).any()
    again = run("2000", inputs=written(tmp_path, kinds, backwards=True), transfers=True)
    pd.testing.assert_frame_equal(result.joiners, again.joiners)
    pd.testing.assert_frame_equal(result.members, again.members)


@pytest.mark.parametrize("years", [1, 4])
def test_joins_of_the_last_three_years_are_named(tmp_path, years):
    day = dt.date(2026 - years, 11, 1)
    links = [
        LINK
        | {"URN": "100000", "Group UID": "2000", "Group Name": "Our Trust"}
        | {"Group Type (code)": "06", "Group Type": "Multi-academy trust"}
        | {"Joined date": day.strftime("%d-%m-%Y")}
    ]
    rows = [
        school(URN="100000", **KINDS["mat"]),
        school(URN="100001", Easting="548000", **KINDS["community"]),
    ]
    register = write_register(tmp_path, *rows)
    inputs = inputs_of([register], links=write_links(tmp_path, *links), boundaries=None)
    result = run("2000", inputs=inputs)
    late = [school["joined"] for school in result.trust["joined_lately"]]
    assert late == ([day.isoformat()] if years == 1 else [])
    assert result.joiners["longest_nearest_before_min"].isna().all()
    assert (result.joiners["longest_nearest_after_min"] == result.joiners["nearest_min"]).all()
