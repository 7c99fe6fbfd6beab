"""No head teacher, no telephone number and no address on the web leaves the register, or enters."""

import contextlib
import csv
import io
import re
import sqlite3
import zipfile
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from geofinder.cli import main
from geofinder.gias import read_register
from geofinder.gias.columns import ESTABLISHMENT, GROUP_LINKS
from tests.gias.registers import published, school

PERSONAL = {
    "HeadTitle (name)": "Zqdoctor",
    "HeadFirstName": "Zqheadfirst",
    "HeadLastName": "Zqheadlast",
    "HeadPreferredJobTitle": "Zqjobtitle",
    "TelephoneNum": "01999000111",
    "SchoolWebsite": "www.zqwebsite.example",
    "PropsName": "Zqproprietor",
    "CharityContact": "Zqcontact@zqmail.example",
}
"""Columns of the register that name or reach people, each with a value that is nowhere else."""

PLANTED = re.compile("|".join(re.escape(value) for value in PERSONAL.values()), re.IGNORECASE)
FORBIDDEN = re.compile("^head|phone|website|e-?mail|contact|chair|principal|^props", re.IGNORECASE)
NUMBERS = ["NumberOfPupils", "SchoolCapacity", "StatutoryLowAge", "Easting"]
"""Columns that are read, and whose faults are named: a personal one stands before each."""


def register(folder):
    """Write a register of ten schools with every personal column filled, and faulty rows."""
    rows = []
    for n in range(10):
        east, north = 547_000 + 2_500 * (n % 5), 107_000 + 3_000 * (n // 5)
        place = {"Easting": str(east), "Northing": str(north)}
        kind = {"NumberOfPupils": str(60 + 5 * n), "EstablishmentName": f"Village {n} School"}
        if n in {8, 9}:
            kind |= {"Trusts (code)": "77", "Trusts (name)": "Downland Trust",
                     "TrustSchoolFlag (name)": "Supported by a multi-academy trust",
                     "TypeOfEstablishment (name)": "Academy converter",
                     "EstablishmentTypeGroup (name)": "Academies"}  # fmt: skip
        rows.append(school(URN=str(114_400 + n), **place, **kind))
    # The faults of a register are named by value: these must not bring anybody's name along.
    rows.append(school(URN="114900", NumberOfPupils="many", StatutoryLowAge="four"))
    whole = [row | PERSONAL for row in csv.DictReader(io.StringIO(published(rows)))]
    headings = [heading for heading in whole[0] if heading not in PERSONAL]
    for heading, before in zip(PERSONAL, NUMBERS * 2, strict=False):
        headings.insert(headings.index(before), heading)
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(headings)
    writer.writerows([row[heading] for heading in headings] for row in whole)
    # A value too many, and all that follows stands under the heading of its neighbour.
    shifted = [(whole[0] | {"URN": "114901"})[heading] for heading in headings]
    shifted.insert(headings.index("EstablishmentName") + 1, "one too many")
    writer.writerow(shifted)
    path = folder / "edubasealldata.csv"
    path.write_text(stream.getvalue(), encoding="cp1252", newline="")
    return path


class Ran(NamedTuple):
    """What a run of the command line printed and wrote, and every table that was read for it."""

    said: str
    files: list[Path]
    read: list[pd.DataFrame]


COMMANDS = {
    ".html .csv .xlsx .gpkg .json": ("plan", "East Sussex"),
    ".html .csv": ("joiners", "Downland Trust"),
    ".html": ("options", "114404"),
    "": ("check",),
    " ": ("check", "--all"),
    "  ": ("why", "114404", "114405"),
}


@pytest.fixture(scope="module", params=COMMANDS, ids=[" ".join(c) for c in COMMANDS.values()])
def ran(request, tmp_path_factory):
    """Run one command over the register, with a look over the shoulder of the reader of CSV."""
    folder = tmp_path_factory.mktemp("privacy")
    path, command = register(folder), COMMANDS[request.param]
    given = (path,) if command[0] == "check" else ("--gias", path)
    given = given if command[0] in {"check", "why"} else (*given, "--out", folder / "out")
    read, said, real = [], io.StringIO(), pd.read_csv

    def spied(*arguments, **more):
        read.append(real(*arguments, **more))
        return read[-1]

    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
    ):
        patch.setattr("pandas.read_csv", spied)
        patch.setenv("GEOFINDER_CACHE", str(folder / "cache"))
        patch.setattr("sys.argv", ["geofinder", *map(str, (*command, *given))])
        with contextlib.suppress(SystemExit):
            main()
    files = [
        each for kept in ("out", "cache") for each in (folder / kept).rglob("*") if each.is_file()
    ]
    assert set(request.param.split()) <= {each.suffix for each in files}, said.getvalue()
    return Ran(said.getvalue(), files, read)


def contents_of(path):
    """Yield everything that a file holds, unpacked."""
    data = path.read_bytes()
    yield path.name, data.decode("utf-8", "replace")
    yield path.name, data.decode("utf-16-le", "replace")
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield f"{path.name}/{name}", archive.read(name).decode("utf-8", "replace")
    if data.startswith(b"SQLite"):
        with sqlite3.connect(path) as base:
            yield path.name, "\n".join(base.iterdump())
        base.close()


def test_no_personal_value_is_printed_or_reaches_any_file(ran):
    assert "114901" in ran.said or "Village 4 School" in ran.said or ran.files
    assert not PLANTED.search(ran.said)
    named = 0
    for file in ran.files:
        for name, content in contents_of(file):
            named += "Village 4 School" in content
            found = PLANTED.search(content)
            assert not found, f"{name} holds {found}"
    assert named or not ran.files, "the search can see what is in the files"


def test_no_personal_value_ever_enters_the_program(ran):
    own = [frame for frame in ran.read if frame.eq("Village 4 School").any(axis=None)]
    assert own
    for frame in own:
        # Under wrong headings stands anything, in the one row that has a value too many.
        straight = frame[frame["0"].astype("str") != "114901"]
        assert len(frame) - 1 == len(straight) > 10
        assert not PLANTED.search(straight.to_csv())
        assert len(frame.columns) <= len(ESTABLISHMENT)


def test_a_register_that_cannot_be_read_is_described_without_its_values(tmp_path, capsys):
    text = register(tmp_path).read_text(encoding="cp1252")
    header, *rows = text.splitlines()
    broken = {
        "a quotation mark that is never closed": [header, *rows[:3], '"' + rows[3]],
        "no header": rows,
        "a column too few": [header.replace("EstablishmentName", "Name"), *rows],
        "not a number where one should be": [header, *(row + "," * 40 for row in rows)],
        "a zero byte": [header, rows[0].replace("Village", "Vill\0age"), *rows[1:]],
    }
    for what, lines in broken.items():
        path = tmp_path / "broken.csv"
        path.write_text("\n".join(lines), encoding="cp1252")
        with contextlib.suppress(SystemExit), pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.argv", ["geofinder", "check", "--all", str(path)])
            main()
        told = capsys.readouterr()
        assert not PLANTED.search(told.out + told.err), what
        assert "broken.csv" in told.out + told.err, what


def test_the_check_names_faulty_rows_and_only_what_was_meant_for_their_columns(tmp_path):
    register_ = read_register([register(tmp_path)])
    told = register_.oddities.to_csv()
    assert "114901" in told
    assert "NumberOfPupils is many" in told
    assert not PLANTED.search(told)


def test_the_list_of_columns_that_are_read_names_no_person():
    headings = [column.heading for column in (*ESTABLISHMENT, *GROUP_LINKS)]
    assert not [heading for heading in headings if FORBIDDEN.search(heading)]
    assert all(FORBIDDEN.search(heading) for heading in PERSONAL)


def test_the_note_on_data_protection_counts_the_columns_as_they_are(root):
    note = (root / "docs" / "data-protection.md").read_text(encoding="utf-8")
    assert f"{len(ESTABLISHMENT)} of its about 135 columns" in note


@pytest.mark.parametrize(
    "hidden", [lambda t: t.encode(), lambda t: t.encode("utf-16-le")], ids=["utf-8", "utf-16"]
)
def test_the_search_finds_what_is_planted(tmp_path, hidden):
    path = tmp_path / "file"
    path.write_bytes(b"ab" + hidden("zqheadlast"))
    assert any(PLANTED.search(content) for _, content in contents_of(path))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sheet.xml", "x" * 99 + "01999000111")
    assert any(PLANTED.search(content) for _, content in contents_of(path))
