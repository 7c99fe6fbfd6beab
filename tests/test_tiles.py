"""Say which tiles a page may fetch, and which addresses it must not open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geofinder.errors import UsageError
from geofinder.tiles import OSM, read_tiles

ADDRESS = "https://tiles.example.org/{z}/{x}/{y}.png"


def test_without_the_option_no_page_asks_for_tiles():
    assert read_tiles(None, credit=None) is None


def test_openstreetmap_needs_no_address_and_is_credited():
    assert read_tiles("osm", credit=None) is OSM
    assert "OpenStreetMap" in OSM.credit


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        (ADDRESS, "https://tiles.example.org"),
        ("https://tiles.example.org:8443/a/{z}/{y}/{x}?key=1", "https://tiles.example.org:8443"),
        ("http://127.0.0.1:9000/{z}/{x}/{y}.png", "http://127.0.0.1:9000"),
        ("http://localhost/{z}/{x}/{y}.png", "http://localhost"),
    ],
)
def test_an_address_of_ones_own_opens_its_host_alone(url, origin):
    assert read_tiles(url, credit="Us").origin == origin


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://tiles.example.org/{z}/{x}/{y}.png", "https"),
        ("ftp://tiles.example.org/{z}/{x}/{y}.png", "https"),
        ("https://tiles.example.org/{z}/{x}.png", "{y}"),
        ("https://tiles.example.org/{z}/{x}/{y}/{y}.png", "once"),
        ("https://{s}.example.org/{z}/{x}/{y}.png", "braces"),
        ("https://me:secret@example.org/{z}/{x}/{y}.png", "password"),
        ("https://{z}.org/{x}/{y}.png", "one host"),
        ("https:///{z}/{x}/{y}.png", "one host"),
        ("https://a.org; script-src */{z}/{x}/{y}", "letters"),
        ("https://*.org/{z}/{x}/{y}.png", "letters"),
        ('https://a.org/{z}/{x}/{y}.png"><script>', "letters"),
        ("https://a.org:99999/{z}/{x}/{y}.png", "ort"),
    ],
)
def test_what_a_page_must_not_open_is_refused_with_the_reason(url, told):
    with pytest.raises(UsageError, match=".*".join(("--tiles", told.replace("{", r"\{")))):
        read_tiles(url, credit="Us")


@pytest.mark.parametrize("credit", [None, "", "  ", "x" * 201, "a\x07b"])
def test_tiles_of_ones_own_need_words_for_their_owner(credit):
    with pytest.raises(UsageError, match="--tiles-credit"):
        read_tiles(ADDRESS, credit=credit)


def test_a_credit_without_tiles_is_a_mistake():
    with pytest.raises(UsageError, match="needs --tiles"):
        read_tiles(None, credit="Us")


@given(st.text(max_size=40))
def test_no_text_of_a_user_widens_the_policy(text):
    try:
        tiles = read_tiles(f"https://a.org{text}/{{z}}/{{x}}/{{y}}", credit="Us")
    except UsageError:
        return
    assert set(tiles.origin) <= set("abcdefghijklmnopqrstuvwxyz0123456789.:/-")
    assert tiles.url.lower().startswith(tiles.origin)
