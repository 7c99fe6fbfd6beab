"""Check the letter about one school: real schools of the sample, in a real browser."""

import datetime as dt
import re
from dataclasses import replace
from itertools import combinations

import pytest
from axe_playwright_python.sync_playwright import Axe

from geofinder.page import render_letter
from geofinder.page.words import FORMS
from geofinder.pipeline import Inputs
from geofinder.pipeline.options import AROUND_KM, run_options
from geofinder.settings import Settings
from tests.made_up import Silent
from tests.page.test_accessibility import told

TYPICAL = {
    114404: "a small rural community primary",
    114460: "a town infant school",
    114391: "a primary in a federation",
    144954: "a junior school in a multi-academy trust",
    152097: "an all-through academy without a recorded trust",
    142146: "a special academy",
    114569: "a Catholic primary",
    114405: "a town primary",
}


@pytest.fixture(scope="module")
def letters():
    """Return a function that runs the options of a school of the sample, each school once."""
    known = {}

    def of(urn):
        if urn not in known:
            known[urn] = run_options(
                str(urn),
                Inputs(),
                Settings(border_km=AROUND_KM),
                run_date=dt.date(2026, 11, 21),
                watcher=Silent(),
            )
        return known[urn]

    return of


@pytest.mark.parametrize("urn", TYPICAL, ids=[f"{u} {what}" for u, what in TYPICAL.items()])
def test_the_letter_prints_on_two_a4_pages(plain_opener, letters, urn):
    assert 1 <= plain_opener(render_letter(letters(urn))).printed_pages() <= 2


def test_the_letter_says_the_word_of_the_past_and_that_it_is_no_recommendation(
    plain_opener, letters
):
    result = letters(114404)
    text = plain_opener(render_letter(result)).page.locator("main").inner_text()
    assert "what has happened, not what should, and is not your school's chance" in text
    shown = result.options[result.options["in_letter"] & result.options["likelihood_share"].notna()]
    best = shown.sort_values("place").iloc[0]
    assert f"past: {best['likelihood']}, {100 * best['likelihood_share']:.0f} of 100" in text


def test_the_letter_of_a_school_in_a_dense_city_prints_on_two_a4_pages(plain_opener, shared_data):
    england = shared_data / "england"
    inputs = Inputs(gias=(england / "edubasealldata.csv",), links=england / "alllinksdata.csv")
    result = run_options(
        "100000",
        inputs,
        Settings(border_km=AROUND_KM),
        run_date=dt.date(2026, 11, 21),
        watcher=Silent(),
    )
    window = plain_opener(render_letter(result))
    assert window.printed_pages() == 2
    # What is cut is counted, and the reader told where it is.
    assert "more groups in options.csv" in window.page.locator(".with").first.text_content()


@pytest.mark.parametrize("urn", [114391, 114460])
def test_the_letter_prints_on_two_a4_pages_even_where_every_name_is_long(
    plain_opener, letters, urn
):
    result = letters(urn)
    long = [f"{name} and the Nursery beside the Old Mill" for name in result.schools["name"]]
    trusts = result.schools["trust_name"] + " of the Northern and Southern Dioceses Together"
    schools = result.schools.assign(name=long, trust_name=trusts)
    assert plain_opener(render_letter(replace(result, schools=schools))).printed_pages() == 2


def test_the_letter_reads_from_who_we_are_to_what_to_weigh(plain_opener, letters):
    page = plain_opener(render_letter(letters(114404))).page
    headings = page.locator("h2").all_text_contents()
    assert [words.split(",")[0] for words in headings] == [
        "Who we are",
        "What we could do",
        "With whom",
        "How far",
        "What we do not know",
        "What to weigh",
        "Where the school sees itself",
        "How this was found",
        "Where the rules come from",
    ]
    assert page.locator("main .map svg.sketch").count() == 1


def test_what_nobody_could_know_is_listed_and_a_known_forecast_is_not_among_it(
    plain_opener, letters
):
    lacking = plain_opener(render_letter(letters(152097))).page.locator(".unknown li")
    told = " ".join(lacking.all_text_contents())
    assert "is willing" in told
    assert "lacks: pupils, ages" in told
    assert "your council has forecasts" in told
    assert "Whether these are open to us: " in told
    known = plain_opener(render_letter(letters(114404))).page.locator(".unknown").text_content()
    assert "Of our own school" not in known


@pytest.mark.parametrize("urn", TYPICAL, ids=[f"{u} {what}" for u, what in TYPICAL.items()])
def test_the_letter_names_the_school_and_tells_of_every_form(plain_opener, letters, urn):
    result = letters(urn)
    page = plain_opener(render_letter(result)).page
    name = result.schools.set_index("urn").loc[urn, "name"]
    assert page.locator("h1").text_content() == name
    heads = page.locator(".form h3").all_text_contents()
    closed = page.locator(".closed-forms strong").all_text_contents()
    for form in FORMS.values():
        stands = [head for head in heads if head.startswith(form)]
        assert len(stands) + closed.count(form) == 1, form
        assert form in page.locator(".short").text_content()


def test_the_letter_runs_no_script_and_asks_the_network_nothing(plain_opener, letters):
    html = render_letter(letters(114404))
    window = plain_opener(html)
    assert window.page.locator("script").count() == 0
    assert len(window.requests) == 1
    assert window.complaints == []
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    rules = dict(rule.split(" ", 1) for rule in policy.group(1).split("; "))
    assert rules["default-src"] == rules["script-src"] == rules["connect-src"] == "'none'"
    assert "unsafe" not in policy.group(1)


def test_claim_date_method_and_error_are_in_the_letter(plain_opener, letters):
    text = (
        plain_opener(render_letter(letters(114404)), width=360).page.locator("body").text_content()
    )
    for words in (
        "Nobody has asked these schools",
        "is willing, good, or has a vacancy",
        "Made\n21 November 2026",
        "Estimated minutes, not routed ones",
        "nine in ten within",
        "rolls 2024/25 census",
        "Open Government Licence v3.0",
        "this is no legal advice",
    ):
        assert words in text


def test_what_the_register_lacks_reads_not_recorded_and_is_listed(plain_opener, letters):
    page = plain_opener(render_letter(letters(152097))).page
    facts = dict(
        zip(
            page.locator(".facts dt").all_text_contents(),
            page.locator(".facts dd").all_text_contents(),
            strict=True,
        )
    )
    assert facts["Pupils"] == facts["Ages"] == facts["Capacity"] == "not recorded"
    assert facts["Partners already"] == "an academy for which no trust is recorded"
    lacks = page.locator(".lacks").text_content()
    assert all(word in lacks for word in ("pupils", "ages", "capacity", "religious character"))


def test_an_academy_without_a_recorded_trust_is_not_known_for_every_form_of_a_trust(letters):
    shown = letters(152097).options.query("in_letter")
    for form in ("new-trust", "join-trust", "trust-partnership", "transfer"):
        assert set(shown.loc[shown["form"] == form, "status"]) == {"not-known"}, form


def test_every_school_that_a_group_names_by_number_has_that_number_in_the_table(
    plain_opener, letters
):
    page = plain_opener(render_letter(letters(114460))).page
    rows = page.locator(".distances tbody th")
    numbers = {row.split(" ", 1)[0]: row.split(" ", 1)[1] for row in rows.all_text_contents()}
    assert list(numbers) == [str(place) for place in range(1, len(numbers) + 1)]
    named = page.locator(".with li").first.text_content()
    for number, name in numbers.items():
        if f"\N{NO-BREAK SPACE}{number} " in named:
            assert name.split()[0] in named


def test_the_table_is_in_order_of_minutes_and_gives_those_of_the_travel_table(
    plain_opener, letters
):
    result = letters(114404)
    page = plain_opener(render_letter(result)).page
    seen = result.nearby.set_index("urn")["worse_min"]
    urn = {str(n): u for u, n in zip(result.schools["urn"], result.schools["name"], strict=True)}
    shown = page.locator(".distances tbody tr").all()
    minutes = []
    for row in shown:
        name = row.locator("bdi").text_content()
        told_min = int(row.locator("td").nth(2).text_content().removesuffix(" min"))
        assert abs(told_min - seen[urn[name]]) <= 0.5 + 1e-9
        minutes.append(told_min)
    assert minutes == sorted(minutes)
    assert minutes


def test_a_member_of_a_federation_sees_who_could_join_it_and_no_new_one(letters):
    result = letters(114391)
    shown = result.options[result.options["in_letter"]]
    assert set(shown.loc[shown["form"] == "federation", "status"]) == {"blocked"}
    joining = shown[shown["form"] == "join-federation"]
    assert (joining["pattern"] == "federation-joiner").any()
    assert "Could join your <bdi>Pioneer Federation</bdi>" in render_letter(result)


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_no_violation_in_the_letter(plain_opener, letters, width, dark):
    window = plain_opener(render_letter(letters(114404)), width=width, dark=dark)
    assert told(Axe().run(window.page)) == []


@pytest.mark.parametrize("width", [360, 320])
def test_a_phone_does_not_scroll_the_letter_sideways(plain_opener, letters, width):
    assert not plain_opener(render_letter(letters(114460)), width=width).scrolls_sideways()


@pytest.mark.parametrize("urn", [114404, 114460, 144954])
def test_no_number_on_the_small_map_covers_another(plain_opener, letters, urn):
    page = plain_opener(render_letter(letters(urn))).page
    boxes = page.eval_on_selector_all(
        ".sketch .number",
        "all => all.map(n => n.getBoundingClientRect())"
        ".map(box => [box.x + 3, box.y + 3, box.right - 3, box.bottom - 3])",
    )
    assert boxes
    for one, other in combinations(boxes, 2):
        beside = one[2] <= other[0] or other[2] <= one[0]
        assert beside or one[3] <= other[1] or other[3] <= one[1], (one, other)


def test_the_letter_does_not_depend_on_the_order_of_rows(letters):
    result = letters(114404)
    turned = replace(
        result,
        schools=result.schools.iloc[::-1].reset_index(drop=True),
        members=result.members.iloc[::-1].reset_index(drop=True),
        options=result.options.iloc[::-1].reset_index(drop=True),
    )
    assert render_letter(turned) == render_letter(result)


def test_local_forecasts_stand_in_the_letter_and_it_says_so(plain_opener, tmp_path):
    local = tmp_path / "local.csv"
    local.write_text("urn,forecast_1y,forecast_3y,forecast_5y\n114404,71,63,\n", encoding="utf-8")
    result = run_options(
        "114404",
        Inputs(local=local),
        Settings(border_km=AROUND_KM),
        run_date=dt.date(2026, 11, 21),
        watcher=Silent(),
    )
    page = plain_opener(render_letter(result)).page
    years = page.locator(".future li").all_text_contents()
    assert "your council has forecasts" not in page.locator(".unknown").text_content()
    assert "71 pupils forecast" in years[0]
    assert "63 pupils forecast" in years[1]
    assert "ask your council" in years[2]
    assert "Local data was used" in page.locator(".claim").text_content()
