"""The file of events."""

import pytest

from geofinder.errors import InputError
from geofinder.ranking.events import date_of, read_events


def _file(tmp_path, text):
    path = tmp_path / "events.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_events_are_read_with_their_days_oldest_first(tmp_path):
    table = read_events(
        _file(tmp_path, "URN,group_id,date\n114404,17,2024-09-01\n114391,17,01-04-2023\n")
    )
    assert table["urn"].tolist() == [114391, 114404]
    assert [str(date_of(day)) for day in table["day"]] == ["2023-04-01", "2024-09-01"]


def test_a_file_of_events_names_every_line_at_fault(tmp_path):
    path = _file(tmp_path, "urn,group_id,date\nabc,1,2024-01-01\n1,,2024-01-01\n2,3,soon\n")
    with pytest.raises(InputError, match=r"line 2: 'abc' is no URN.*line 3.*line 4: 'soon'"):
        read_events(path)


def test_a_file_of_events_without_a_column_says_which_it_needs(tmp_path):
    with pytest.raises(InputError, match=r"needs the columns urn, group_id and date.*urn, day"):
        read_events(_file(tmp_path, "urn,day\n1,2024-01-01\n"))


def test_a_file_of_events_that_is_not_there_is_one_message(tmp_path):
    with pytest.raises(InputError, match=r"no file .*nothing\.csv.*--events"):
        read_events(tmp_path / "nothing.csv")
