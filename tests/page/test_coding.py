"""Check that packing a column, a text or a sentence loses nothing: the page's script reads it."""

import math
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geofinder.page import render_page
from geofinder.page.coding import clean, coded, coded_by, flags, numbers
from geofinder.page.packing import ALPHABET, packed
from geofinder.page.phrases import joined, phrased
from geofinder.page.schools_part import schools_part
from geofinder.page.sentences import (
    AUTHORITY,
    FEDERATION,
    GROUP,
    SCHOOL,
    Sentences,
    Slot,
)

SCRIPTS = Path(__file__).resolve().parents[2] / "geofinder" / "page" / "js"
NAMES = ["St Mary's 2", "Oak", "Oak Park", "The {{x}} School."]
SLOTS = {
    **{name: Slot(SCHOOL, row) for row, name in enumerate(NAMES)},
    "Oak Federation": Slot(FEDERATION, 1),
    "Kent": Slot(AUTHORITY, 2),
    "trust-hub-0a1b2c": Slot(GROUP, 7),
}
TEXTS = st.lists(
    st.one_of(st.sampled_from([*SLOTS, "1,234", "3.50", "007", "12", ". ", " and "]), st.text()),
    max_size=8,
).map("".join)
WHOLE = st.one_of(st.none(), st.integers(-(10**9), 10**9), st.integers(-3, 90))
PHRASES = st.lists(
    st.lists(st.sampled_from(["Oak", "Elm", "Church", "of", "England", "School", ""]), max_size=7)
    .map(" ".join)
    .filter(lambda text: "\n" not in text)
    | st.text(max_size=9).map(clean),
    max_size=30,
)


@pytest.fixture(scope="module")
def read(browser):
    """Return a function that reads with the page's own script, in a browser."""
    texts = [(SCRIPTS / f"{name}.js").read_text("utf-8") for name in ("packed", "sentences")]
    joined_up = re.sub(r"^(export |import [^;]*;\n)", "", "\n".join(texts), flags=re.MULTILINE)
    page = browser.new_page()
    given = "{ numbers, parted, phrases, decoded, sentencesOf }"
    page.evaluate(f"() => {{ {joined_up}\n window.reading = {given}; }}")
    yield lambda name, *given: page.evaluate(
        "([name, given]) => window.reading[name](...given)", [name, list(given)]
    )
    page.close()


@given(st.lists(st.one_of(WHOLE, st.integers(0, 4)), max_size=60))
def test_a_column_of_whole_numbers_comes_back_with_its_gaps(read, values):
    assert read("numbers", packed(values)) == values


@given(WHOLE, st.integers(1, 3_000), WHOLE)
def test_a_long_run_of_one_number_is_a_few_characters_and_comes_back(read, value, length, other):
    column = [*[value] * length, other]
    text = packed(column)
    assert read("numbers", text) == column
    assert len(text) < 40


def test_a_number_too_large_for_a_page_is_refused_and_not_written_as_another():
    with pytest.raises(ValueError, match="is too large a number for a page"):
        packed([3, 85**5])


def test_numbers_that_rise_by_little_take_a_character_or_two_each():
    urns = [100_000 + 3 * row for row in range(20_000)]
    assert len(packed(urns)) < 1.1 * len(urns)


def test_a_packed_column_means_nothing_to_json_to_html_or_to_a_template():
    assert len(set(ALPHABET)) == 85
    assert not set(ALPHABET) & set("\"&'<>\\`{} ")


@given(st.lists(st.one_of(st.none(), st.booleans()), max_size=20))
def test_flags_come_back_with_those_not_known(read, values):
    back = read("numbers", flags(pd.array(values, dtype="boolean")))
    assert back == [None if value is None else int(value) for value in values]


@given(st.lists(st.floats(-1e5, 1e5) | st.just(float("nan")), max_size=20))
def test_figures_come_back_rounded_to_the_unit(read, values):
    back = read("numbers", numbers(values, times=10))
    for value, got in zip(values, back, strict=True):
        assert (got is None) == math.isnan(value)
        assert got is None or abs(got / 10 - value) <= 0.0501


@given(PHRASES)
def test_texts_come_back_as_they_were(read, texts):
    assert read("parted", joined(texts)) == texts
    assert read("phrases", phrased(texts)) == texts


@given(st.lists(st.one_of(st.none(), st.text()), max_size=20))
def test_a_coded_column_comes_back_with_its_gaps(read, values):
    column = coded(pd.array(values, dtype="object"))
    assert read("decoded", column) == [None if value is None else clean(value) for value in values]


@given(st.lists(st.tuples(st.sampled_from([None, "a", "b"]), st.booleans()), max_size=9))
def test_a_column_that_follows_from_another_comes_back_and_so_does_one_that_does_not(read, rows):
    keys = [key for key, _ in rows]
    strays = [f"of {key}" if own else None for key, own in rows]
    for values in (strays, [None if key is None else f"of {key}" for key in keys]):
        column = coded_by(values, keys)
        by = read("numbers", coded(keys)["at"])
        assert read("decoded", column, by) == values


@given(st.lists(TEXTS, max_size=6))
def test_sentences_come_back_as_they_were_and_the_same_is_written_once(read, texts):
    sentences = Sentences()
    for text in (*texts, *texts):
        sentences.add("reasons", text, SLOTS)
    sentences.column("left")
    raw = {"sentences": sentences.written()}
    schools = [
        {"name": name, "facts": {"federation_name": "Oak Federation", "la_name": "Kent"}}
        for name in NAMES
    ]
    shown = [
        "".join(read("sentencesOf", raw, "reasons", row, schools)) for row in range(len(texts))
    ]
    assert [_letters(text) for text in shown] == [_letters(clean(text)) for text in texts]
    templates = read("phrases", raw["sentences"]["templates"])
    assert len(templates) == len(set(templates))


def _letters(text):
    # The reader names a group by its place unless it is told the ids.
    return re.sub(r"\s+", "", text).replace("trust-hub-0a1b2c", "7")


def test_sentences_that_differ_in_numbers_and_names_share_a_template(read):
    sentences = Sentences()
    for name, number in (("Oak", 3), ("Oak Park", 14)):
        sentences.add("reasons", f"{name} is {number} minutes away.", SLOTS)
    assert len(read("phrases", sentences.written()["templates"])) == 1


def test_a_postcode_of_any_form_comes_back(madeshire, opener, tmp_path):
    odd = ["BN7 1AB", "SW1A 2AA", "none yet", None, "bn7 1ab", "X", "E1 6A", "A B C 9ZZ"]
    schools = madeshire.schools.sort_values("urn", ignore_index=True)
    schools["postcode"] = [*odd, *schools["postcode"].iloc[len(odd) :]]
    part = schools_part(schools)["postcode"]
    assert len(part["inward"]) < 3 * len(schools)
    shown = _shown_places(opener, madeshire, schools, tmp_path)
    for postcode, text in zip(odd, shown, strict=False):
        assert (postcode or "") in text


def _shown_places(opener, run, schools, folder):
    path = folder / "postcodes.html"
    path.write_text(render_page(replace(run, schools=schools)), encoding="utf-8")
    opened = opener(path=path)
    texts = []
    for urn in schools["urn"].head(8):
        opened.at(f"school={urn}")
        texts.append(opened.page.locator("#detail").text_content())
    return texts


def test_a_clean_text_has_no_letter_that_acts_turns_its_line_or_cannot_be_written():
    for bad in "\x00\x07\r\x1b\x7f\x9b\u202e\u2066\ud800\udfff\ufffe\uffff":
        assert clean(f"St{bad}Mary") == "St Mary"
    kept = "Ysgol Tŷ’r\tSaint\nÉcole מדרשה\u200f می\u200cروم 🏫 \U000f0000"
    assert clean(kept) == kept


@given(st.sets(st.characters(exclude_categories=["Cs"]), max_size=9))
def test_texts_that_hold_every_usual_mark_are_still_told_apart(more):
    marks = "|~^" + "".join(map(chr, range(0x2500, 0x2600)))
    texts = [clean(marks + letter) for letter in more]
    written = joined(texts)
    assert written[1:].split(written[0]) == texts if texts else written == ""
