"""A row that lost or gained a cell is seen, and no value is used under a wrong heading."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geofinder.errors import InputError
from geofinder.gias import read_register
from geofinder.gias.columns import ESTABLISHMENT
from geofinder.gias.csvfile import read_csvs, read_texts
from tests.gias.registers import LINK, VILLAGE, school, write_links, write_register

SECOND = school(URN="114500", EstablishmentName="Alfriston School", Town="Alfriston")
FEWER = "row with fewer cells than the header"
MORE = "row with more cells than the header"


def _file(folder, *rows, end="\n", headings=VILLAGE):
    """Write rows of cells under the headings as they are, however many they are."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows([headings, *rows])
    path = folder / "edubasealldata.csv"
    path.write_bytes(stream.getvalue().removesuffix("\n").encode("cp1252") + end.encode())
    return path


def _about(register, urn=114404):
    rows = register.oddities[register.oddities["urn"] == urn]
    return {kind: (action, detail) for kind, action, detail in rows[["kind", "action", "detail"]]
            .itertuples(index=False)}  # fmt: skip


def test_a_row_whose_blank_cells_at_the_end_were_dropped_is_kept_and_named(tmp_path):
    headings = [*(h for h in VILLAGE if h not in {"CloseDate", "Trusts (name)"}), "CloseDate",
                "Trusts (name)"]  # fmt: skip
    whole = {**SECOND, "Trusts (name)": "A trust"}
    path = _file(
        tmp_path,
        [VILLAGE[h] for h in headings][:-2],
        [whole[h] for h in headings],
        headings=headings,
    )
    register = read_register([path])
    assert register.schools["urn"].tolist() == [114404, 114500]
    action, detail = _about(register)[FEWER]
    assert (action, "missing (2)" in detail) == ("kept", True)
    assert FEWER not in _about(register, 114500)


def test_a_row_that_lost_a_separator_is_never_used_with_a_wrong_value(tmp_path):
    first, second = list(VILLAGE.values()), list(SECOND.values())
    damaged = []
    for place in range(len(first) - 1):
        damaged.append([*first[:place], first[place] + first[place + 1], *first[place + 2 :]])
        damaged.append([*first[:place], *first[place + 1 :]])
    path = _file(tmp_path, first, second, *damaged)
    file = read_csvs(path, ESTABLISHMENT, what="the register", option="--gias")[0]
    assert len(file.crooked) == len(damaged)
    usable = file.usable.loc[2:]
    assert usable[["easting", "northing"]].isna().any(axis="columns").all(), "nothing on the map"


def test_a_row_that_lost_a_separator_is_left_out_with_the_heading_that_tells_it(tmp_path):
    cells = list(VILLAGE.values())
    town = list(VILLAGE).index("Town")
    register = read_register(
        [_file(tmp_path, [*cells[:town], *cells[town + 1 :]], SECOND.values())]
    )
    assert register.schools["urn"].tolist() == [114500]
    action, detail = _about(register)[FEWER]
    assert action == "left out"
    assert "the value under DistrictAdministrative (name) belongs elsewhere" in detail
    assert "Correct the row, or download the file again" in detail


def test_a_name_that_no_other_school_has_is_no_sign_of_a_lost_separator(tmp_path):
    own = {"Diocese (name)": "Diocese of Wessex", "AdmissionsPolicy (name)": "Not applicable"}
    headings = [*(h for h in VILLAGE if h != "CloseDate"), "CloseDate"]
    one, other = school(**own), SECOND | {"AdmissionsPolicy (name)": "Selective"}
    path = _file(
        tmp_path,
        [one[h] for h in headings][:-1],
        [other[h] for h in headings],
        headings=headings,
    )
    assert read_register([path]).schools["urn"].tolist() == [114404, 114500]


def test_a_row_with_a_cell_too_many_is_left_out_wherever_it_stands(tmp_path):
    for extra in (["x"], ["", "x"], [" ", "", "x"]):
        register = read_register([_file(tmp_path, [*VILLAGE.values(), *extra], SECOND.values())])
        assert _about(register)[MORE][0] == "left out"
    blank = read_register([_file(tmp_path, [*VILLAGE.values(), "", "NULL"], SECOND.values())])
    assert len(blank.schools) == 2, "blank cells at the end are none"


def test_a_last_row_that_the_file_cuts_off_is_left_out(tmp_path):
    northing = list(VILLAGE).index("Northing")
    cut = [*list(VILLAGE.values())[:northing], "1070"]
    headings = [*VILLAGE, "LSOA (code)"]
    whole = [*SECOND.values(), "E01"]
    register = read_register([_file(tmp_path, whole, cut, headings=headings, end="")])
    assert register.schools["urn"].tolist() == [114500]
    assert "ends in the middle" in _about(register)[FEWER][1]
    register = read_register([_file(tmp_path, whole, [*VILLAGE.values()], headings=headings)])
    assert len(register.schools) == 2


def test_a_blank_line_is_no_row(tmp_path):
    path = _file(tmp_path, VILLAGE.values(), [], [" \t"], SECOND.values(), [])
    register = read_register([path])
    assert register.rows == len(register.schools) == 2


def test_old_line_ends_and_a_line_break_in_a_heading_are_read(tmp_path):
    path = write_register(tmp_path, school(), SECOND)
    for old, new in ((b"\r\n", b"\r"), (b"HeadLastName", b'"Head\nLast\rName"')):
        path.write_bytes(path.read_bytes().replace(old, new))
        assert read_register([path]).schools["urn"].tolist() == [114404, 114500]


def test_a_file_whose_rows_end_in_two_ways_is_refused(tmp_path):
    """Behind two marks of the byte order a quote opens a cell for one reader alone."""
    head, row = ",".join(VILLAGE), ",".join(VILLAGE.values())
    path = tmp_path / "edubasealldata.csv"
    path.write_bytes(b"\xef\xbb\xbf" * 2 + f'"x,{head}\n1,{row}\n2",{row}\n'.encode())
    with pytest.raises(InputError, match="cannot be told where its rows end"):
        read_register([path])


def test_a_sample_is_made_of_usable_rows_alone(tmp_path):
    path = _file(tmp_path, [*VILLAGE.values(), "x"], SECOND.values())
    texts = read_texts(path, ESTABLISHMENT, what="the register", option="--gias")
    assert texts["URN"].tolist() == ["114500"]


def test_links_with_a_lost_separator_are_not_used_and_named(tmp_path):
    links = write_links(tmp_path, LINK, {"URN": "114500"})
    lines = links.read_text().splitlines()
    damaged = lines[1].replace(",Skylark Federation", "", 1)
    links.write_text("\n".join([lines[0], damaged, lines[2]]) + "\n")
    register = read_register([write_register(tmp_path, school(), SECOND)], links=links)
    assert register.schools["federation_id"].isna().tolist() == [True, False]
    action, detail = _about(register)[f"links: {FEWER}"]
    assert (action, detail.startswith("not used: a separator is missing")) == ("kept", True)


PIECES = st.sampled_from([
    "114404", "x", ",", ",", ",", '"', '"', '""', "\n", "\r", "\r\n", " ", "\t", "\0", "é", "NULL",
    "\x85", "\x0b", "\x1c", "\ufeff", "'", "\\", "\x1a",
])  # fmt: skip
SMALL = tuple(c for c in ESTABLISHMENT if c.name in {"urn", "name"})


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(
    body=st.lists(PIECES, max_size=30).map("".join),
    head=st.sampled_from(["URN,a,EstablishmentName\n", '"URN","a\nb",EstablishmentName\r\n']),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
)
def test_cells_are_counted_for_the_very_rows_that_are_read(tmp_path, body, head, encoding):
    content = (head + body).encode(encoding, errors="replace")
    path = tmp_path / "edubasealldata.csv"
    path.write_bytes(content)
    told = ""
    try:
        file = read_csvs(path, SMALL, what="the register", option="--gias")[0]
    except InputError as error:
        told = str(error)
    if told:
        assert "EOF inside string" in told, "a quote that is never closed, and nothing else"
        return
    text = io.StringIO(content.decode("utf-8-sig" if encoding != "cp1252" else encoding), "")
    rows = [row for row in list(csv.reader(text))[1:] if "".join(row).strip() or len(row) > 1]
    assert len(file.frame) == len(rows)
    names = [row[2] if len(row) > 2 else "" for row in rows]
    read = file.frame["name"].fillna("").tolist()
    assert read == ["" if name == "NULL" else " ".join(name.split()) for name in names]
    assert file.crooked["kind"].tolist() == [
        FEWER if len(row) < 3 else MORE
        for row in rows
        if len(row) < 3 or not {"", "NULL"}.issuperset(row[3:])
    ]
