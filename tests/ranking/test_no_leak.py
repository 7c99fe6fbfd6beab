"""Nothing that was not known before an event is in its terms."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geofinder.errors import SettingsError
from geofinder.ranking import federations, joins, pair_terms, trust_terms
from geofinder.ranking.choice import fit
from geofinder.ranking.choices import Asked
from geofinder.ranking.file import ranking_toml, read_ranking
from geofinder.ranking.schools import Schools
from geofinder.ranking.terms import Terms
from tests.ranking.made_up import country, groups, lists, trusts

TABLE = country()
SCHOOLS = Schools.of(TABLE)
NEARBY = lists(SCHOOLS)
EVERY = np.ones(len(SCHOOLS.urn), dtype=bool)
FEDERATIONS = groups(TABLE, kind="federation")
MATS = groups(TABLE, kind="mat", size=4)


def _without(members, gone):
    return members._replace(
        urn=members.urn[~gone], group=members.group[~gone], day=members.day[~gone]
    )


def _one(asked, number):
    return asked.only(np.array([number]))


def test_a_schools_own_federation_never_appears_in_its_terms():
    asked = federations.hidden(SCHOOLS, FEDERATIONS, EVERY, dated=False)
    for number in range(0, len(asked.school), 7):
        one = _one(asked, number)
        with_it = federations.choices(SCHOOLS, NEARBY, FEDERATIONS, one)
        dissolved = _without(FEDERATIONS, FEDERATIONS.group == one.group[0])
        without = federations.choices(SCHOOLS, NEARBY, dissolved, one)
        assert with_it.terms.tobytes() == without.terms.tobytes()
        assert with_it.unit.tolist() == without.unit.tolist()
        assert with_it.truth.any()
        assert not without.truth.any()


@settings(max_examples=25, deadline=None)
@given(
    day=st.sampled_from(sorted(set(MATS.day.tolist()))[1:]),
    school=st.integers(0, len(SCHOOLS.urn) - 1),
)
def test_a_trusts_terms_on_a_day_are_blind_to_all_that_comes_after(day, school):
    asked = Asked(school=np.array([school]), group=np.array([0]), day=np.array([day]))
    known = joins.choices(trusts(SCHOOLS, MATS), asked)
    past = joins.choices(trusts(SCHOOLS, _without(MATS, MATS.day >= day)), asked)
    assert known.terms.tobytes() == past.terms.tobytes()


@settings(max_examples=25, deadline=None)
@given(
    day=st.sampled_from(sorted(set(FEDERATIONS.day.tolist()))),
    school=st.integers(0, len(SCHOOLS.urn) - 1),
)
def test_a_federation_formed_later_is_still_single_schools_on_the_day(day, school):
    asked = Asked(school=np.array([school]), group=np.array([-1]), day=np.array([day]))
    known = federations.choices(SCHOOLS, NEARBY, FEDERATIONS, asked)
    past = federations.choices(
        SCHOOLS, NEARBY, _without(FEDERATIONS, FEDERATIONS.day >= day), asked
    )
    assert known.terms.tobytes() == past.terms.tobytes()
    assert known.unit.tolist() == past.unit.tolist()


def test_a_planted_term_that_knows_who_joined_afterwards_learns_nothing():
    """What a term can look at is the state before the day: the answer is not in it."""
    planted = Terms()

    @planted.term("planted", 0)
    def joined_on_the_day_or_later(seen):
        return seen.total(seen.age <= 0)

    @planted.term("planted", 0)
    def the_school_itself_is_a_member(seen):
        return seen.total(seen.member == seen.school)

    every = trusts(SCHOOLS, MATS)
    asked = joins.dated_joins(every)
    assert len(asked.school) > 20
    for school, day in zip(asked.school.tolist(), asked.day.tolist(), strict=True):
        assert not planted.matrix(every.seen(school, day)).any()


def test_a_term_that_says_nothing_gets_no_weight():
    asked = federations.hidden(SCHOOLS, FEDERATIONS, EVERY, dated=False)
    own = federations.choices(SCHOOLS, NEARBY, FEDERATIONS, asked)
    silent = np.column_stack([own.terms, np.zeros(len(own.terms))])
    names = [term.name for term in pair_terms.TERMS] + ["silent"]
    signs = [term.sign for term in pair_terms.TERMS] + [0]
    model = fit(silent, own.truth, own.event, names=names, signs=signs)
    assert model.weight[-1] == 0.0


def test_a_model_with_a_term_that_geofinder_does_not_know_is_refused(tmp_path):
    text = ranking_toml(read_ranking())
    planted = text.replace(
        "[joins.terms]\n", "[joins.terms]\nanswer = { weight = 9.0, mean = 0.0, scale = 1.0 }\n"
    )
    path = tmp_path / "ranking.toml"
    path.write_text(planted, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"joins: terms missing, unknown .*'answer'"):
        read_ranking(path)


def test_a_blank_type_or_faith_is_no_fact_of_its_own():
    """The register's blanks can tell who joined between two editions: they must tell nothing."""
    plain = TABLE.assign(faith="none", type="Community school", religious_character=None)
    some = plain.index % 3 == 0
    blank = plain.assign(faith=plain["faith"].mask(some), type=plain["type"].mask(some))
    full, filled = Schools.of(plain), Schools.of(blank)
    assert full.faith.tolist() == filled.faith.tolist()
    assert full.type.tolist() == filled.type.tolist()


def test_an_event_of_a_school_with_a_new_number_and_no_history_is_ranked():
    every = trusts(SCHOOLS, MATS)
    strange = int(np.flatnonzero(~np.isin(SCHOOLS.urn, MATS.urn))[0])
    asked = Asked(school=np.array([strange]), group=np.array([3]), day=np.array([17_400]))
    own = joins.choices(every, asked)
    assert own.truth.sum() == 1
    assert np.isfinite(own.terms).all()
    assert own.terms.shape[1] == len(trust_terms.TERMS)


def test_a_school_that_moves_is_not_offered_the_trust_it_leaves():
    member = int(MATS.urn[0])
    asked = Asked(
        school=SCHOOLS.at([member]), group=np.array([1]), day=np.array([MATS.day[0] + 2000])
    )
    own = joins.choices(trusts(SCHOOLS, MATS), asked)
    assert MATS.group[0] not in own.unit


def test_the_order_of_rows_decides_nothing():
    mixed = Schools.of(TABLE.sample(frac=1.0, random_state=3))
    again = federations.hidden(mixed, FEDERATIONS, EVERY, dated=True)
    asked = federations.hidden(SCHOOLS, FEDERATIONS, EVERY, dated=True)
    one = federations.choices(SCHOOLS, NEARBY, FEDERATIONS, asked)
    other = federations.choices(mixed, lists(mixed), FEDERATIONS, again)
    assert one.terms.tobytes() == other.terms.tobytes()
    pd.testing.assert_series_equal(pd.Series(one.truth), pd.Series(other.truth))
