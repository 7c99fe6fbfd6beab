"""Whatever is typed after a command, it is understood or refused in one sentence."""

import datetime as dt
from urllib.parse import urlsplit

import pytest
from hypothesis import strategies as st

from geofinder.area import choose_area, find_school
from geofinder.cli.options import day_of, patterns_of
from geofinder.cli.plan import _forms, _minutes
from geofinder.errors import SettingsError, UsageError
from geofinder.fetching import read_addresses
from geofinder.gias import read_register
from geofinder.joining.trusts import find_trust
from geofinder.pipeline.hand import Wishes, check_wishes
from geofinder.pipeline.why import wanted_urn
from geofinder.resources import data_path
from geofinder.settings import PATTERNS, Settings
from geofinder.tables import FORMS, SCHOOLS
from geofinder.tiles import read_tiles
from geofinder.travel.osrm_http import HttpEngine
from tests.fuzz.cases import attempt, fuzzed
from tests.fuzz.damage import CELLS, DAYS, NUMBERS

PLACES = (
    "East Sussex", "845", "Lewes", "England", "all", "Brighton and Hove", "Kent; East Sussex",
    "Bristol, City of, Somerset", "114404", "114404, 114391", "114404;114391 144954", "BN8 6LF",
    "bn86lf", "East  Sussex ", "&", ";", ",", ",;,", "114404.0", "0114404", "99999", "South Downs",
)  # fmt: skip
SERVERS = (
    "http://localhost:5000", "https://osrm.example.org/eu/", "http://clerk:secret@host:1",
    "http://[::1]:5000", "http://[::1", "http://host:99999", "http://host/table/v1/", "//host",
    "http://host?x#y", "http://\u2100.example", "http://host%00", "http://:80", "HTTP://HOST",
)  # fmt: skip
TILES = (
    "osm", "https://tiles.example.org/{z}/{x}/{y}.png", "http://localhost:8080/{z}/{x}/{y}",
    "https://a:b@host/{z}/{x}/{y}", "https://[::1]/{z}/{x}/{y}", "https://host:{z}/{x}/{y}",
    "https://{z}.host/{x}/{y}", "javascript:{z}{x}{y}", "https://a.example/t/{z}/{y}/{x}.webp?k=1",
    "https://xn--a.example:8443/{z}/{x}/{y}", "http://127.0.0.1/{x}/{y}/{z}", "https://host/{x}/{y}",
)  # fmt: skip
TRUSTS = ("South Downs Learning Trust", "2871", "07654321", "SC123456", "the trust ltd", "&")
LIMITS = ("10,15,20", "10;15", "10,,15", ",", "0", "90", "90.1", "1e1", "10, nan", "10,inf")


def near(good: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Return something good, something good with a letter changed, or anything."""
    chosen = st.sampled_from(good)
    letters = st.sampled_from(list(" ,;-+&()'%:/#@\x00\x1b\u202e٣é🏫")) | st.characters()

    @st.composite
    def changed(draw) -> str:
        text = draw(chosen)
        place = draw(st.integers(0, len(text)))
        return text[:place] + draw(letters) + text[place + draw(st.integers(0, 2)) :]

    listed = st.lists(chosen, max_size=3).map(",".join)
    return chosen | chosen | changed() | changed() | listed | CELLS


def numbers(*likely: float) -> st.SearchStrategy[float]:
    """Return what a number given as an option may be."""
    odd = st.sampled_from([0.0, -0.0, -1.0, 1e-300, 1e300, float("nan"), float("inf")])
    return st.sampled_from(likely) | odd | st.floats()


@pytest.fixture(scope="module")
def register():
    """Return the bundled sample."""
    folder = data_path("east_sussex")
    return read_register([folder / "establishments.csv"], links=folder / "group_links.csv")


def _is_an_area(area) -> None:
    assert area.schools["in_area"].any()
    assert area.slug == area.slug.strip("-./")
    assert area.slug.isascii()
    assert "/" not in area.slug
    SCHOOLS.validate(area.schools)


@fuzzed(short=8, long=400, text=near(PLACES), border_km=st.sampled_from([0.0, 10.0, 100.0]))
def test_any_name_of_an_area_is_found_or_refused(register, text, border_km):
    attempt(
        "AREA",
        lambda: choose_area(register.schools, area=text, border_km=border_km),
        meets=_is_an_area,
    )


@fuzzed(short=8, long=400, km=numbers(1.0, 15.0), of=near(("114404", "BN8 6LF", "tn6 1hy")))
def test_any_circle_is_drawn_or_refused(register, km, of):
    attempt(
        "--within and --of",
        lambda: choose_area(register.schools, within_km=km, of=of, border_km=0.0),
        meets=_is_an_area,
    )


@fuzzed(short=8, long=400, text=near(("114404", "114391", "144954", "Firle")))
def test_any_urn_is_found_or_refused(register, text):
    attempt("URN", lambda: find_school(register.schools, wanted_urn(text, register)))


@fuzzed(short=8, long=400, text=near(TRUSTS))
def test_any_trust_is_found_or_refused(register, text):
    attempt("TRUST", lambda: find_trust(register.trusts, register.schools, text))


@fuzzed(short=40, long=3_000, text=near((*DAYS, "2026-W47-7")) | st.dates().map(str))
def test_any_day_is_understood_or_refused(text):
    attempt("--run-date", lambda: day_of(text), names="--run-date", meets=_is_a_day)


def _is_a_day(day) -> None:
    assert isinstance(day, dt.date)


@fuzzed(short=40, long=3_000, url=near(SERVERS))
def test_any_address_of_a_server_is_taken_or_refused(url):
    attempt("--osrm-url", lambda: HttpEngine(url), names="--osrm-url", meets=_hides_its_password)


def _hides_its_password(engine) -> None:
    assert "@" not in urlsplit(engine.source["url"]).netloc
    assert engine.sentence.isprintable()


@fuzzed(
    short=40, long=3_000, url=near(TILES), credit=st.sampled_from([None, "© their owners"]) | CELLS
)
def test_any_address_of_tiles_is_taken_or_refused(url, credit):
    attempt("--tiles", lambda: read_tiles(url, credit=credit), names="--tiles", meets=_is_an_origin)


def _is_an_origin(tiles) -> None:
    assert tiles.url.startswith(("https://", "http://"))
    assert tiles.url.startswith(tiles.origin) or tiles.url.lower().startswith(tiles.origin)


def _wishes(text: str) -> tuple[float, ...]:
    limits = _minutes(text)
    check_wishes(Wishes(limits=limits))
    return limits


@fuzzed(short=30, long=2_500, text=near((*LIMITS, *NUMBERS)))
def test_any_limits_are_minutes_or_refused(text):
    attempt("--limits", lambda: _wishes(text), names="--limits", meets=_are_minutes)


def _are_minutes(limits) -> None:
    assert all(0 < limit <= 90 for limit in limits)


@fuzzed(short=30, long=2_000, text=near((*FORMS, "federation,join-federation")))
def test_any_forms_are_known_or_refused(text):
    attempt("--plan-forms", lambda: _forms(text), meets=lambda forms: _among(forms, FORMS))


@fuzzed(short=30, long=2_000, texts=st.lists(near(PATTERNS), max_size=3))
def test_any_patterns_are_known_or_refused(texts):
    attempt(
        "--pattern", lambda: patterns_of(texts), meets=lambda names: _among(names or (), PATTERNS)
    )


def _among(names, known) -> None:
    assert set(names) <= set(known)


@fuzzed(
    short=30,
    long=3_000,
    given=st.dictionaries(
        st.sampled_from(
            [
                "border_km",
                "max_minutes",
                "max_size",
                "small_pupils",
                "hub_minutes",
                "top",
                "time_limit",
                "plan_differ",
                "trust_minutes",
            ]
        ),
        numbers(3.0, 5.0, 15.0, 90.0) | st.integers(),
        min_size=1,
        max_size=3,
    ),
)
def test_any_number_of_an_option_is_a_setting_or_refused(given):
    attempt(
        "numbers of options",
        lambda: Settings().with_options(**given),
        kinds=(UsageError, SettingsError),
        meets=_is_within,
    )


def _is_within(settings) -> None:
    assert 0 < settings.max_minutes <= 90
    assert 0 <= settings.border_km <= 100
    assert settings.time_limit is None or 0 < settings.time_limit < float("inf")


@fuzzed(
    short=20,
    long=1_500,
    text=near(("East Sussex", "east-sussex", "kent", "england", "rutland", "devon", "Bath")),
)
def test_any_region_is_known_or_refused(text):
    roads = read_addresses().roads
    attempt("REGION", lambda: roads.of_region(text), meets=_has_an_address)


def _has_an_address(source) -> None:
    assert source.places
    assert all("{" not in place.address for place in source.places)
