"""Local files are read as they are meant, and each fault is named with its line."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geofinder.errors import InputError
from geofinder.local import notes_on, read_local
from geofinder.local.cells import FIGURE_PARSERS
from tests.local.files import figures_file, local_of, pairs_file


def test_every_column_means_what_its_name_says(tmp_path):
    row = '114404,95,88,"1,080","-£12,500.50",31/08/2027,"Roof, and a lease"'
    (school,) = local_of(tmp_path, figures=[row]).schools.to_dict("records")
    assert school == {
        "urn": 114404,
        "forecast_1y": 95,
        "forecast_3y": 88,
        "forecast_5y": 1080,
        "revenue_balance": -12500.5,
        "head_vacancy": pd.Timestamp(2027, 8, 31),
        "note": "Roof, and a lease",
        "line": 2,
    }


def test_an_empty_cell_is_not_known_and_not_zero(tmp_path):
    local = local_of(tmp_path, figures=["114404,,0,,0,,"])
    row = local.schools.iloc[0]
    assert row[["forecast_3y", "revenue_balance"]].tolist() == [0, 0.0]
    assert row[["forecast_1y", "forecast_5y", "head_vacancy", "note"]].isna().all()


def test_columns_that_are_left_out_are_not_known(tmp_path):
    path = figures_file(tmp_path, "114404,80", header=" URN ,Forecast_3y")
    row = read_local(local=path, pairs=None).schools.iloc[0]
    assert row["forecast_3y"] == 80
    assert row[["forecast_1y", "revenue_balance", "head_vacancy", "note"]].isna().all()


def test_a_row_with_fewer_cells_than_headings_is_read_and_told_by_its_line(tmp_path):
    """It cannot be told from a row that lost a comma, so who wrote it is asked."""
    local = local_of(tmp_path, figures=["114404,80,70", "114391,80,70,60,,,"])
    assert local.schools.set_index("urn").loc[114404, "forecast_3y"] == 70
    register = pd.DataFrame({"urn": [114391, 114404], "name": ["A", "B"]})
    told = " ".join(notes_on(local, register, register))
    assert "figures.csv has fewer cells than its first line in 1 row" in told
    assert "correct it: line 2." in told
    whole = local_of(tmp_path, figures=["114391,80,70,60,,,"])
    assert "fewer cells" not in " ".join(notes_on(whole, register, register))


def test_a_pair_is_the_same_whichever_school_is_named_first(tmp_path):
    local = local_of(tmp_path, pairs=["114404,114391,Never,two estates", "114391,114400,0.5,"])
    assert local.pairs[["urn_a", "urn_b", "never"]].to_numpy().tolist() == [
        [114391, 114400, False],
        [114391, 114404, True],
    ]
    assert local.never_with(114404) == {114391: "two estates"}
    assert local.never_with(114391) == {114404: "two estates"}
    assert local.never_with(114400) == {}


def test_without_files_nothing_is_used():
    local = read_local(local=None, pairs=None)
    assert not local.used
    assert local.schools.empty
    assert local.pairs.empty


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_file_saved_by_a_spreadsheet_is_read(tmp_path, encoding, line_end):
    path = tmp_path / "figures.csv"
    text = line_end.join(["urn,note,revenue_balance", "114404,St Zoë's,£100", ",,", ""])
    path.write_bytes(text.encode(encoding))
    row = read_local(local=path, pairs=None).schools.iloc[0]
    assert (row["note"], row["revenue_balance"]) == ("St Zoë's", 100.0)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_columns_that_a_spreadsheet_adds_and_its_separator_change_nothing(tmp_path, separator):
    path = tmp_path / "figures.csv"
    text = "urn,note,forecast_1y,,\n114404,A school,90,, \n114405,,,,\n,,,,\n"
    path.write_text(text.replace(",", separator), encoding="utf-8")
    schools = read_local(local=path, pairs=None).schools
    assert schools[["urn", "line"]].to_numpy().tolist() == [[114404, 2], [114405, 3]]
    assert schools["forecast_1y"].tolist() == [90, pd.NA]


def test_the_order_of_rows_changes_nothing(tmp_path):
    rows = ["114404,1,2,3,,,", "114391,4,5,6,,,", "114400,7,8,9,,,"]
    one = local_of(tmp_path / "one", figures=rows).schools
    other = local_of(tmp_path / "other", figures=rows[::-1]).schools
    pd.testing.assert_frame_equal(one.drop(columns="line"), other.drop(columns="line"))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("114404,about 90,,,,,", "line 2, forecast_1y: 'about 90' is not a whole number of pupils"),
        ("114404,90.5,,,,,", "line 2, forecast_1y: '90.5' is not a whole number of pupils"),
        ("114404,-3,,,,,", "line 2, forecast_1y: '-3' is not a whole number of pupils"),
        ("114404,,,999999,,,", "line 2, forecast_5y: '999999' is not a whole number of pupils"),
        ("114404,,,,in deficit,,", "line 2, revenue_balance: 'in deficit' is not a number of pou"),
        ("114404,,,,nan,,", "line 2, revenue_balance: 'nan' is not a number of pounds"),
        ('114404,,,,"1,2,3",,', "line 2, revenue_balance: '1,2,3' is not a number of pounds"),
        ("114404,,,,,next summer,", "line 2, head_vacancy: 'next summer' is not a day"),
        ("114404,,,,,2027-02-30,", "line 2, head_vacancy: '2027-02-30' is not a day"),
        ("114404,,,,,31/08/0027,", "is not a day of the years 2000 to 2100"),
        ("Firle,,,,,,", "line 2, urn: 'Firle' is not a URN"),
        (",90,,,,,", "line 2, urn: empty"),
        ("114404,1,2,3,4,2027-01-01,a,b", "line 2: 8 cells under 7 headings"),
        ('114404,,,,,,"no end', "is not a well-formed CSV"),
    ],
)
def test_a_cell_that_is_not_what_its_column_should_be_is_named(tmp_path, row, message):
    with pytest.raises(InputError) as caught:
        local_of(tmp_path, figures=[row])
    assert message in str(caught.value)
    assert "figures.csv" in str(caught.value)


def test_all_faults_of_a_file_come_in_one_message(tmp_path):
    rows = ["114404,x,,,,,", '114400,,,,,,"two', 'lines"', "114391,,y,,,,", "114391,,,,z,,"]
    with pytest.raises(InputError) as caught:
        local_of(tmp_path, figures=rows)
    for place in ("line 2, forecast_1y", "line 5, forecast_3y", "line 6, revenue_balance"):
        assert place in str(caught.value)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("114404,114391,often,", "line 2, weight: 'often' is not a number from -1 to 1, or"),
        ("114404,114391,2,", "line 2, weight: '2' is not a number from -1 to 1"),
        ("114404,114391,,", "line 2, weight: empty"),
        ("114404,114404,1,", "line 2: 114404 is paired with itself"),
        ("114404,,1,", "line 2, urn_b: empty"),
    ],
)
def test_a_pair_that_says_nothing_usable_is_named(tmp_path, row, message):
    with pytest.raises(InputError) as caught:
        local_of(tmp_path, pairs=[row])
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("urn,forcast_1y", "unknown column 'forcast_1y'. Did you mean 'forecast_1y'?"),
        ("forecast_1y,note", "there is no column urn"),
        ("urn,note,note", "the column note stands there twice"),
        ("", "is empty"),
        ("<!DOCTYPE html>", "is a web page"),
    ],
)
def test_a_wrong_first_line_is_named(tmp_path, header, message):
    path = figures_file(tmp_path, header=header)
    with pytest.raises(InputError) as caught:
        read_local(local=path, pairs=None)
    assert message in str(caught.value)


def test_a_school_or_pair_that_comes_twice_is_named_with_both_lines(tmp_path):
    with pytest.raises(InputError, match="line 3: the URN 114404 is already in line 2"):
        local_of(tmp_path, figures=["114404,1,,,,,", "114404,2,,,,,"])
    with pytest.raises(InputError, match="line 3: the pair 114391 and 114404 is already in line 2"):
        local_of(tmp_path, pairs=["114404,114391,never,", "114391,114404,1,"])


def test_what_is_no_file_of_text_gets_one_message(tmp_path):
    with pytest.raises(InputError, match=r"There is no file .* with --pairs"):
        read_local(local=None, pairs=tmp_path / "nothing.csv")
    with pytest.raises(InputError, match="is a folder"):
        read_local(local=tmp_path, pairs=None)
    book = tmp_path / "book.xlsx"
    book.write_bytes(b"PK\x03\x04 and so on")
    with pytest.raises(InputError, match="Save the sheet as CSV"):
        read_local(local=book, pairs=None)


@given(st.integers(-(10**8), 10**8), st.sampled_from(["{:d}", "{:,d}", "£{:,d}", "{:d}.00"]))
def test_pounds_are_read_however_a_spreadsheet_writes_them(pounds, form):
    assert FIGURE_PARSERS["revenue_balance"](form.format(pounds)) == pounds


@given(
    st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d/%m/%Y"])
)
def test_a_day_is_read_in_both_ways_of_writing_it(day, form):
    assert FIGURE_PARSERS["head_vacancy"](day.strftime(form)) == pd.Timestamp(day)


def test_both_files_are_told_apart_in_the_sources(tmp_path):
    local = read_local(
        local=figures_file(tmp_path, "114404,1,,,,,"),
        pairs=pairs_file(tmp_path, "1234567,114404,1,"),
    )
    assert {title: path.name for title, path in local.paths.items()} == {
        "Local figures": "figures.csv",
        "Local pairs": "pairs.csv",
    }
