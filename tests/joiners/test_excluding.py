"""Check that what a trust leaves aside stays in the table with its reason, and without a rank."""

import pytest

from geofinder.errors import InputError
from geofinder.joining.exclusions import read_exclusions
from tests.joiners.conftest import run

MOTCOMBE, PASHLEY_DOWN = 114460, 114461


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "aside.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_an_excluded_school_is_kept_with_its_reason_and_the_others_move_up(south_downs, written):
    reason = "Joins another trust, says its head"
    path = written(f'urn,reason\n{MOTCOMBE},"{reason}"\n999999,unknown here\n')
    result = run("16898", exclude=path)
    row = result.joiners.set_index("urn").loc[MOTCOMBE]
    assert row["excluded"] == reason
    assert result.joiners["rank"].isna().sum() > 0
    assert result.joiners.loc[0, "urn"] == PASHLEY_DOWN
    assert result.joiners.loc[0, "rank"] == 1
    before = south_downs.joiners.set_index("urn").loc[MOTCOMBE]
    assert row["score"] == before["score"]
    assert any("999999" in note for note in result.manifest["notes"])


def test_reasons_to_leave_schools_aside_are_marked_as_local_data(written):
    path = written(f"urn,reason\n{MOTCOMBE},Its head is leaving\n")
    manifest = run("16898", exclude=path).manifest
    assert manifest["local"]["used"]
    assert [file["file"] for file in manifest["local"]["files"]] == ["aside.csv"]
    assert any("Local data was used" in note for note in manifest["notes"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("urn,why\n1,x\n", "needs the columns urn and reason"),
        ("", "needs the columns urn and reason"),
        ("urn,reason\nabc,x\n114460,\n", r"line 2: 'abc' is no URN, line 3: no reason for 114460"),
        ("urn,reason\n114460,a,b\n", "line 2: a comma too many"),
        ("urn,reason\n114460,a\n114460,b\n", "line 3: 114460 a second time"),
    ],
    ids=["other column", "empty", "faults by line", "comma", "twice"],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_lines(written, text, said):
    with pytest.raises(InputError, match=said):
        read_exclusions(written(text))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"no file .*aside\.csv.*--exclude"):
        read_exclusions(tmp_path / "aside.csv")
