"""Whatever stands in a register, there is a table of schools or one of our own messages."""

from pathlib import Path

import pytest

from geofinder.gias import read_register
from geofinder.gias.columns import ESTABLISHMENT
from geofinder.gias.csvfile import read_csvs
from geofinder.gias.membership import read_links
from geofinder.tables import SCHOOLS
from tests.fuzz.cases import attempt, fuzzed
from tests.fuzz.damage import tables, zips
from tests.gias.registers import LINK, published, school, write_register

ACADEMY = {
    "URN": "136306",
    "EstablishmentName": "Ocklynge Junior School",
    "TypeOfEstablishment (name)": "Academy converter",
    "TrustSchoolFlag (name)": "Supported by a multi-academy trust",
    "Trusts (code)": "2871",
    "Trusts (name)": "South Downs Learning Trust",
    "Easting": "560000",
}
ROWS = (school(), school(URN="114500", EstablishmentName="Alfriston School"), school(**ACADEMY))
TRUST = {"Group UID": "2871", "Group Type (code)": "06", "Group Type": "Multi-academy trust"}
LINKS = (LINK, LINK | {"URN": "114500"}, LINK | TRUST | {"URN": "136306"})
PUBLISHED = published(ROWS).encode("cp1252")
REGISTERS, MEMBERSHIPS = tables(ROWS), tables(LINKS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("register")


def _put(folder: Path, content: bytes, name: str) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _is_whole(register) -> None:
    SCHOOLS.validate(register.schools)
    assert len(register.schools) + len(register.left_out) == register.rows
    assert (register.schools["urn"] > 0).all()


@fuzzed(short=10, long=500, content=REGISTERS)
def test_any_register_is_read_or_refused_in_our_own_words(folder, content):
    path = _put(folder, content, "edubase.csv")
    attempt("register", lambda: read_register([path]), names=path.name, meets=_is_whole)


@fuzzed(short=12, long=900, content=REGISTERS | zips(PUBLISHED, name="edubase.csv"))
def test_any_csv_or_zip_is_taken_apart_or_refused(folder, content):
    path = _put(folder, content, "columns.csv")
    attempt(
        "columns of a CSV or zip",
        lambda: read_csvs(path, ESTABLISHMENT, what="the register", option="--gias"),
        names=path.name,
        meets=_are_parsed,
    )


def _are_parsed(files) -> None:
    for file in files:
        assert set(file.frame) == {column.name for column in ESTABLISHMENT}
        for name in ("pupils", "low_age", "high_age"):
            assert (file.frame[name].dropna() >= 0).all()


@fuzzed(short=12, long=900, content=MEMBERSHIPS)
def test_any_links_are_read_or_refused(folder, content):
    path = _put(folder, content, "links.csv")
    attempt("links", lambda: read_links(path), names=path.name, meets=_is_one_each)


def _is_one_each(links) -> None:
    assert not links.members.duplicated(["urn", "family"]).any()


@fuzzed(short=3, long=120, content=MEMBERSHIPS)
def test_any_links_go_with_a_register_or_are_refused(folder, content):
    register = write_register(folder, *ROWS)
    path = _put(folder, content, "links.csv")
    attempt(
        "register with links",
        lambda: read_register([register], links=path),
        names=path.name,
        meets=_is_whole,
    )
