"""What a school is: its stage, its setting, its faith, who governs it."""

import pandas as pd
import pytest

from geofinder.gias import kinds
from geofinder.tables import FAITHS, GOVERNANCE, STAGES


def _stage(name="A School", phase="Primary", low=None, high=None, kind="Community school"):
    frame = pd.DataFrame(
        {
            "name": pd.Series([name], dtype="str"),
            "phase": pd.Series([phase], dtype="str"),
            "low_age": pd.Series([low], dtype="Int64"),
            "high_age": pd.Series([high], dtype="Int64"),
            "type": pd.Series([kind], dtype="str"),
            "type_group": pd.Series([None], dtype="str"),
        }
    )
    row = kinds.stages(frame).iloc[0]
    return row["stage"], row["ages_source"]


@pytest.mark.parametrize(
    ("low", "high", "stage"),
    [
        (2, 5, "nursery"), (4, 7, "infant"), (5, 8, "infant"), (4, 9, "first"), (3, 10, "first"),
        (7, 11, "junior"), (8, 12, "middle"), (9, 13, "middle"), (10, 14, "middle"),
        (3, 11, "primary"), (5, 12, "primary"), (11, 16, "secondary"), (11, 18, "secondary"),
        (12, 18, "secondary"), (13, 18, "upper"), (14, 19, "14-plus"), (2, 16, "all-through"),
        (4, 18, "all-through"), (16, 19, "16-plus"), (7, 12, "junior"),
    ],
)  # fmt: skip
def test_recorded_ages_tell_the_stage(low, high, stage):
    assert _stage(low=low, high=high) == (stage, "recorded")


@pytest.mark.parametrize(
    ("name", "phase", "stage"),
    [
        ("Motcombe Infants' School", "Primary", "infant"),
        ("Ocklynge Junior School", "Primary", "junior"),
        ("Scapegoat Hill Junior and Infant School", "Primary", "primary"),
        ("Potters Gate CofE Primary, Infant Site", "Primary", "primary"),
        ("Wooler First School", "Primary", "first"),
        ("First Steps Primary School", "Primary", "primary"),
        ("Highfields Middle School", "Middle deemed secondary", "middle"),
        ("Gresham Upper School", "Secondary", "upper"),
        ("Upper Wharfedale School", "Secondary", "secondary"),
        ("Hailsham Academy", "All-through", "all-through"),
    ],
)
def test_the_name_tells_the_stage_where_the_ages_are_blank(name, phase, stage):
    got, source = _stage(name=name, phase=phase)
    assert got == stage
    assert source == ("name" if stage in kinds.NAMED_STAGES else "not-known")


def test_recorded_ages_win_over_the_name():
    assert _stage(name="St Mary's Infant School", low=4, high=11) == ("primary", "recorded")


def test_a_special_school_is_special_whatever_its_ages_and_name():
    assert _stage(name="Hill Junior", low=7, high=11, kind="Community special school")[0] == (
        "special"
    )


RURAL_WORDINGS = {
    "(England/Wales) Rural village": True,
    "(England/Wales) Rural hamlet and isolated dwellings in a sparse setting": True,
    "(England/Wales) Urban city and town": False,
    "Larger rural: Further from a major town or city": True,
    "Smaller rural: Nearer to a major town or city": True,
    "Urban: Nearer to a major town or city": False,
    "Rural (derived)": True,
    "More rural (derived)": True,
    "Urban (derived)": False,
    "(pseudo) Channel Islands/Isle of Man": None,
}


@pytest.mark.parametrize(("wording", "expected"), RURAL_WORDINGS.items())
def test_both_vocabularies_and_the_derived_words_tell_rural_from_urban(wording, expected):
    got = kinds.rural(pd.Series([wording], dtype="str"), pd.Series([None], dtype="str"))[0]
    assert (None if pd.isna(got) else bool(got)) is expected


@pytest.mark.parametrize(("code", "expected"), [("RSF1", True), ("UN1", False), ("E1", True)])
def test_the_code_tells_where_the_wording_is_blank(code, expected):
    got = kinds.rural(pd.Series([None], dtype="str"), pd.Series([code], dtype="str"))[0]
    assert bool(got) is expected


def test_joint_schools_count_with_the_church_whose_consent_comes_first():
    values = pd.Series(["Church of England/Methodist", "Roman Catholic/Church of England",
                        "Does not apply", "Sikh", None], dtype="str")  # fmt: skip
    got = kinds.faith(values)
    assert got[:4].tolist() == ["church-of-england", "catholic", "none", "other"]
    assert pd.isna(got[4])
    assert set(got.dropna()) <= set(FAITHS)


@pytest.mark.parametrize(
    ("kind", "group", "expected"),
    [
        ("Community school", None, "maintained"),
        ("Voluntary aided school", "Local authority maintained schools", "maintained"),
        ("Pupil referral unit", None, "maintained"),
        ("Academy sponsor led", None, "academy"),
        ("University technical college", None, "academy"),
        (None, "Free Schools", "academy"),
        (None, "Special schools", "not-known"),
        ("Non-maintained special school", "Special schools", "independent"),
        ("Welsh establishment", None, "other"),
        (None, None, "not-known"),
    ],
)
def test_the_type_tells_who_governs_and_the_group_where_it_is_blank(kind, group, expected):
    got = kinds.governance(pd.Series([kind], dtype="str"), pd.Series([group], dtype="str"))[0]
    assert got == expected
    assert got in GOVERNANCE


def test_every_stage_is_in_the_schema():
    found = {kinds.stage_of_ages(low, high) for low in range(26) for high in range(low + 1, 26)}
    assert found - {None} <= set(STAGES)
