"""The addresses are one file, and a user's own is checked before anyone is asked."""

import datetime as dt
import re

import pytest

from geofinder.errors import NotFoundError, SettingsError
from geofinder.fetching import read_addresses
from geofinder.fetching.addresses import wrong_with
from geofinder.gias.columns import ESTABLISHMENT, GROUP_LINKS
from geofinder.resources import data_path

TODAY = dt.date(2026, 11, 22)


def changed(tmp_path, old, new):
    text = data_path("addresses.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "addresses.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_every_shipped_address_is_encrypted_and_official():
    book = read_addresses()
    sources = [book.gias, book.links, book.roads.of_region("Kent"), book.boundaries]
    sources.append(book.roads.of_region("england"))
    hosts = {
        "ea-edubase-api-prod.azurewebsites.net",
        "download.geofabrik.de",
        "services1.arcgis.com",
    }
    for source in sources:
        for candidate in source.candidates(TODAY):
            assert re.fullmatch(r"https://([^/]+)/\S+", candidate.address)[1] in hosts
            assert not {"{", "}"} & set(candidate.address)
        assert source.licence
        assert source.attribution


def test_the_columns_that_are_asked_for_are_those_that_the_loader_needs():
    book = read_addresses()
    for source, columns in ((book.gias, ESTABLISHMENT), (book.links, GROUP_LINKS)):
        assert set(source.columns) <= {column.heading for column in columns if column.required}


@pytest.mark.parametrize("name", ["East Sussex", "east-sussex", "EAST_SUSSEX", " east  sussex "])
def test_a_region_is_found_however_it_is_written(name):
    (candidate,) = read_addresses().roads.of_region(name).candidates(TODAY)
    assert candidate.address.endswith("/england/east-sussex-latest.osm.pbf")


@pytest.mark.parametrize("name", ["East Susex", "../../etc", "", "{day}", "a/b"])
def test_an_unknown_region_is_told_with_what_there_is(name):
    with pytest.raises(NotFoundError, match=r"no extract of a region.*east-sussex"):
        read_addresses().roads.of_region(name)


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/a.csv",
        "ftp://example.org/a.csv",
        "file:///etc/passwd",
        "https://user:secret@example.org/a.csv",
        "https://user@example.org/a.csv",
        "https:///a.csv",
        "https://[::1/a.csv",
        "https://example.org:99999/a.csv",
        "https://example.org/a b.csv",
        "https://example.org/\u202e.csv",
        "example.org",
        "",
    ],
)
def test_an_address_that_is_not_to_be_asked_is_refused_before_anyone_is(tmp_path, address):
    assert wrong_with(address)
    path = changed(tmp_path, "https://get-information-schools.service.gov.uk/Downloads", address)
    with pytest.raises(SettingsError, match=r"gias\.by_hand") as told:
        read_addresses(path)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a.csv",
        "http://127.0.0.1:8000/a",
        "http://[::1]/a",
        "http://localhost/a",
    ],
)
def test_an_address_that_may_be_asked_is_taken(address):
    assert wrong_with(address) == ""


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("days_back = 14", "days_back = -1", r"gias\.days_back"),
        ("days_back = 14", 'days_back = "14"', r"gias\.days_back"),
        ("days_back = 14", "days = 14", r"gias\.days:"),
        ("largest_mb = 300", "largest_mb = 0", r"gias\.largest_mb"),
        ('kind = "csv"', 'kind = "exe"', r"gias\.kind"),
        ("[gias]", "[register]", "register"),
        ("{region}-latest", "kent-latest", "belong together"),
        ("[gias]", "gias = 7\n[other]", "gias"),
        ("[gias]", "[gias", "cannot be read"),
    ],
)
def test_a_file_of_addresses_with_a_fault_is_refused_by_its_place(tmp_path, old, new, where):
    with pytest.raises(SettingsError, match=where):
        read_addresses(changed(tmp_path, old, new))


def test_a_file_of_addresses_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        read_addresses(tmp_path / "nothing.toml")


def test_a_name_at_the_address_that_could_do_harm_is_not_the_name_of_the_file(tmp_path):
    path = changed(tmp_path, "edubasealldata{day}.csv", "..%2f..%2f.bashrc")
    (candidate,) = {c.file for c in read_addresses(path).gias.candidates(TODAY)}
    assert candidate == "gias.csv"
