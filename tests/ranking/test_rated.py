"""What a normal run is told of pairs and trusts: rated on what was known, and explained."""

import numpy as np
import pytest

from geofinder.ranking import federations, joins, pair_terms, trust_terms
from geofinder.ranking.backtest import fit_joins
from geofinder.ranking.choice import fit
from geofinder.ranking.choices import Asked
from geofinder.ranking.events import memberships
from geofinder.ranking.file import read_ranking
from geofinder.ranking.nearby import nearby
from geofinder.ranking.rated import rated_pairs
from geofinder.ranking.rated_trusts import rated_trusts
from geofinder.ranking.schools import Schools
from tests.ranking.made_up import country, groups, lists, minutes_of, trusts

TABLE = country()
SCHOOLS = Schools.of(TABLE)
NAMES = TABLE.sort_values("urn")["name"].tolist()
EVERY = np.arange(len(SCHOOLS.urn))
FEDERATIONS = groups(TABLE, kind="federation")
MATS = groups(TABLE, kind="mat", size=4)
MODEL = read_ranking()


def _federation(members=FEDERATIONS):
    found = np.full(len(SCHOOLS.urn), -1)
    found[SCHOOLS.at(members.urn)] = members.group
    return found


def _rated(federation=None, asked=EVERY, near=None):
    federation = _federation() if federation is None else federation
    near = lists(SCHOOLS) if near is None else near
    return rated_pairs(SCHOOLS, near, federation, asked, MODEL.federations, NAMES)


@pytest.fixture(scope="module")
def rated():
    return _rated()


@pytest.fixture(scope="module")
def rated_trusts_now():
    day = int(MATS.day.max()) + 1
    return rated_trusts(trusts(SCHOOLS, MATS), EVERY, MODEL.joins, day=day, names=NAMES)


def test_the_chances_of_a_schools_candidates_add_up_to_one(rated):
    total = np.bincount(rated.one, rated.chance, minlength=len(EVERY))
    assert total == pytest.approx(np.ones(len(EVERY)))
    assert ((rated.share >= 0) & (rated.share <= 1)).all()


def test_a_run_rates_as_the_backtest_asks(rated):
    """Terms, candidates and chances of a run are those of a school asked on the register's day."""
    asked = Asked(school=EVERY, group=_federation(), day=None)
    own = federations.choices(SCHOOLS, lists(SCHOOLS), FEDERATIONS, asked)
    assert own.unit.tolist() == rated.unit.tolist()
    value = MODEL.federations.linear().value(own.terms)
    best = [value[own.event == school].argmax() for school in EVERY]
    assert best == [rated.chance[rated.one == school].argmax() for school in EVERY]


def test_a_schools_own_federation_changes_nothing_in_what_it_is_told(rated):
    for group in range(0, len(FEDERATIONS.group_id), 5):
        mine = np.flatnonzero(_federation() == group)
        dissolved = np.where(_federation() == group, -1, _federation())
        again = _rated(dissolved)
        for school in mine.tolist():
            before, after = rated.one == school, again.one == school
            assert rated.unit[before].tolist() == again.unit[after].tolist()
            assert rated.share[before] == pytest.approx(again.share[after], abs=1e-12)


def test_asking_a_few_schools_gives_them_the_same_as_asking_all(rated):
    """An area is cut out of the register after its schools' choices were taken from the whole."""
    few = np.arange(0, len(EVERY), 9)
    near = nearby(SCHOOLS, np.ones(len(EVERY), dtype=bool), minutes_of, asked=few)
    some = _rated(asked=few, near=near)
    for school in few.tolist():
        whole, part = rated.one == school, some.one == school
        assert rated.unit[whole].tolist() == some.unit[part].tolist()
        assert rated.share[whole] == pytest.approx(some.share[part], abs=1e-12)


def test_a_pair_is_rated_as_the_mean_of_both_ends(rated):
    free = np.flatnonzero(_federation() < 0)
    one, other = int(free[0]), int(rated.unit[rated.one == free[0]].min())
    ends = [
        rated.share[(rated.one == a) & (rated.unit == b)].sum()
        for a, b in ((one, other), (other, one))
    ]
    urns = SCHOOLS.urn
    low, high = sorted((urns[one], urns[other]))
    found = rated.pairs().between(np.array([low]), np.array([high]))
    assert found == pytest.approx([sum(ends) / 2], abs=1e-9)


def test_what_a_school_is_to_a_federation_it_is_to_each_of_its_schools(rated):
    bodies = rated.unit >= len(EVERY)
    row = int(np.flatnonzero(bodies)[0])
    members = np.flatnonzero(_federation() == rated.unit[row] - len(EVERY))
    assert len(members) > 1
    table = rated.federations()
    share = table.between(SCHOOLS.urn[[rated.one[row]]], np.array([rated.unit[row] - len(EVERY)]))
    assert share == pytest.approx([rated.share[row]], abs=1e-9)


def test_even_a_candidate_that_is_nearly_certain_has_reasons(rated):
    best = np.argsort(-rated.chance)[:20]
    free = best[rated.unit[best] < len(EVERY)]
    whys = rated.why(rated.one[free], rated.other[free], both_ways=np.zeros(len(free), bool))
    assert all(why.good for why in whys)
    for why in whys:
        assert len(why.good) <= 3
        assert len(why.bad) <= 3
        assert all(text.endswith(".") for text in (*why.good, *why.bad))


def test_another_authority_is_said_where_it_counts_against(rated):
    across = SCHOOLS.authority[rated.one] != SCHOOLS.authority[rated.other]
    rows = np.flatnonzero(across & (rated.unit < len(EVERY)))[:40]
    whys = rated.why(rated.one[rows], rated.other[rows], both_ways=np.ones(len(rows), bool))
    said = "They are in different local authorities: few federations cross the border."
    assert any(said in why.bad for why in whys)


def test_a_pair_that_is_not_listed_has_no_reasons(rated):
    listed = set(zip(rated.one.tolist(), rated.unit.tolist(), strict=True))
    free = np.flatnonzero(_federation() < 0).tolist()
    pair = next((a, b) for a in free for b in free if a != b and (a, b) not in listed)
    (why,) = rated.why(np.array([pair[0]]), np.array([pair[1]]), both_ways=np.array([False]))
    assert why == ((), ())


def test_a_trust_is_explained_in_its_own_words(rated_trusts_now):
    one = rated_trusts_now
    best = np.argsort(-one.share)[:10]
    for why in one.why(one.school[best], one.trust[best]):
        assert any("trust" in text for text in (*why.good, *why.bad))


def test_trusts_are_rated_on_what_was_known_before_the_day():
    day = int(np.median(MATS.day))
    later = MATS.day >= day
    past = MATS._replace(urn=MATS.urn[~later], group=MATS.group[~later], day=MATS.day[~later])
    known, blind = (
        rated_trusts(trusts(SCHOOLS, members), EVERY, MODEL.joins, day=day, names=NAMES)
        for members in (MATS, past)
    )
    assert known.trust.tolist() == blind.trust.tolist()
    assert known.share.tobytes() == blind.share.tobytes()


def test_where_there_is_no_trust_nothing_is_rated():
    nobody = memberships(TABLE.iloc[:0].assign(group_id="", group_name="", day=0))
    one = rated_trusts(trusts(SCHOOLS, nobody), EVERY, MODEL.joins, day=20_000, names=NAMES)
    assert len(one.share) == 0
    assert one.why(np.array([0]), np.array([0])) == [((), ())]


def test_a_planted_term_that_knows_the_answer_wins_everything_only_if_the_answer_leaks():
    """The alarm works: a term made from the truth would take the first place, always.

    The same term made from what a run may see, the state before the day, says nothing: it gets no
    weight and the order stays as it was.
    """
    every = trusts(SCHOOLS, MATS)
    own = joins.choices(every, joins.dated_joins(every))
    names = [term.name for term in trust_terms.TERMS]
    signs = [term.sign for term in trust_terms.TERMS]
    plain = fit_joins(own)

    def first_places(planted):
        terms = np.column_stack([own.terms, planted])
        model = fit(terms, own.truth, own.event, names=[*names, "planted"], signs=[*signs, 0])
        value = model.value(terms)
        best = [
            own.truth[rows][value[rows].argmax()]
            for event in range(len(own.asked))
            for rows in [np.flatnonzero(own.event == event)]
            if own.truth[rows].any()
        ]
        return float(np.mean(best)), model

    leaked, _ = first_places(own.truth.astype(float))
    seen = np.concatenate(
        [
            trust.total(trust.member == trust.school)[trust.candidates()]
            for school, day in zip(own.asked, joins.dated_joins(every).day, strict=True)
            for trust in [every.seen(int(school), int(day))]
        ]
    )
    blind, model = first_places(seen)
    assert leaked == 1.0
    assert blind < 1.0
    assert model.weight[-1] == 0.0
    assert model.weight[:-1] == pytest.approx(plain.weight, abs=1e-3)


def test_no_terms_look_at_a_schools_number_or_its_present_group():
    """Numbers of schools tell who has become an academy since: turned round, nothing changes."""
    turned = TABLE.assign(urn=(200_000 - TABLE["urn"]).to_numpy())
    other = Schools.of(turned)
    one, same = lists(SCHOOLS), lists(other)
    assert len(one.one) == len(same.one)
    asked = Asked(school=EVERY, group=np.full(len(EVERY), -1), day=None)
    alone = memberships(TABLE.iloc[:0].assign(group_id="", group_name="", day=0))
    here = federations.choices(SCHOOLS, one, alone, asked)
    there = federations.choices(other, same, alone, asked)
    key = {
        (a, b): row
        for row, (a, b) in enumerate(
            zip(
                (200_000 - other.urn[there.asked[there.event]]).tolist(),
                (200_000 - other.urn[there.other]).tolist(),
                strict=True,
            )
        )
    }
    rows = [
        key[pair]
        for pair in zip(
            SCHOOLS.urn[here.asked[here.event]].tolist(),
            SCHOOLS.urn[here.other].tolist(),
            strict=True,
        )
    ]
    assert here.terms == pytest.approx(there.terms[rows])
    assert len(pair_terms.TERMS) == here.terms.shape[1]
