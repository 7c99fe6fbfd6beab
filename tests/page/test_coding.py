"""Check that coding a text or a column loses nothing."""

import re

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geofinder.page.coding import BODY, NUMBER, SCHOOL, Sentences, clean, coded, steps

NAMES = ["St Mary's 2", "Oak", "Oak Park", "The {{x}} School."]
TEXTS = st.lists(
    st.one_of(st.sampled_from([*NAMES, "1,234", "3.50", "007", "12", ". ", " and "]), st.text()),
    max_size=8,
).map("".join)


def filled(written, row):
    """Fill a sentence's slots as the page's script does."""
    template, *fills = written["rows"][row]
    rest = iter(fills)

    def fill(match):
        value = next(rest)
        return NAMES[value] if match.group() in (SCHOOL, BODY) else str(value)

    return re.sub(f"[{NUMBER}-{BODY}]", fill, written["templates"][template])


def words(text):
    return re.sub(r"\s+", "", text)


@given(TEXTS)
def test_sentences_come_back_as_they_were(text):
    sentences = Sentences()
    places = {name: place for place, name in enumerate(NAMES)}
    rows = sentences.add(text, schools=places, bodies={})
    written = sentences.written()
    assert words("".join(filled(written, row) for row in rows)) == words(clean(text))


@given(st.lists(TEXTS, max_size=6))
def test_the_same_sentence_is_written_once(texts):
    sentences = Sentences()
    for text in (*texts, *texts):
        sentences.add(text, schools={}, bodies={})
    rows = sentences.written()["rows"]
    assert len(rows) == len({tuple(row) for row in rows})


@given(st.lists(st.one_of(st.none(), st.text()), max_size=20))
def test_a_coded_column_comes_back_with_its_gaps(values):
    column = coded(pd.array(values, dtype="object"))
    back = [None if at < 0 else column["of"][at] for at in column["at"]]
    assert back == [None if value is None else clean(value) for value in values]


@given(st.lists(st.integers(-(10**9), 10**9)))
def test_steps_add_up_to_the_values(values):
    total, back = 0, []
    for step in steps(values):
        total += step
        back.append(total)
    assert back == values


def test_sentences_that_differ_in_numbers_and_names_share_a_template():
    sentences = Sentences()
    for name, number in (("Oak", 3), ("Oak Park", 14)):
        sentences.add(
            f"{name} is {number} minutes away.", schools={"Oak": 1, "Oak Park": 2}, bodies={}
        )
    assert len(sentences.written()["templates"]) == 1
