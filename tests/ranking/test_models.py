"""The models, their file, and what is said of a candidate."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from geofinder.errors import SettingsError
from geofinder.likely import word
from geofinder.ranking import federations, pair_terms, trust_terms
from geofinder.ranking.calibrate import calibrated
from geofinder.ranking.choice import chances, fit
from geofinder.ranking.file import ranking_toml, read_ranking
from geofinder.ranking.measure import intervals, measured, places, summary
from geofinder.ranking.schools import Schools
from geofinder.tables.columns import WORDS
from tests.ranking.made_up import country, groups, lists

TABLE = country()
SCHOOLS = Schools.of(TABLE)
FEDERATIONS = groups(TABLE, kind="federation")


def test_of_two_candidates_the_fit_is_a_logistic_regression_on_their_difference():
    """An independent answer: scikit-learn on the differences, both ways round."""
    draw = np.random.default_rng(5)
    difference = draw.normal(size=(400, 3))
    wins = draw.random(400) < 1 / (1 + np.exp(-difference @ [1.5, -0.5, 0.0]))
    terms = np.empty((800, 3))
    terms[::2], terms[1::2] = difference / 2, -difference / 2
    truth = np.empty(800, dtype=bool)
    truth[::2], truth[1::2] = wins, ~wins
    ours = fit(terms, truth, np.repeat(np.arange(400), 2), names="abc", signs=[0, 0, 0])
    scaled = difference / terms.std(axis=0)
    theirs = LogisticRegression(fit_intercept=False, C=1 / 10.0, tol=1e-9).fit(scaled, wins)
    assert ours.weight == pytest.approx(theirs.coef_[0], abs=1e-3)


def test_a_weight_never_has_the_sign_that_common_sense_forbids():
    asked = federations.hidden(SCHOOLS, FEDERATIONS, np.ones(len(TABLE), dtype=bool), dated=False)
    own = federations.choices(SCHOOLS, lists(SCHOOLS), FEDERATIONS, asked)
    # Turned round: the farthest candidates are made the true ones.
    far = dataclasses.replace(own, truth=own.minutes > 40)
    signs = [term.sign for term in pair_terms.TERMS]
    model = fit(
        far.terms, far.truth, far.event, names=[t.name for t in pair_terms.TERMS], signs=signs
    )
    assert all(weight * sign >= 0 for weight, sign in zip(model.weight, signs, strict=True))


def test_the_shipped_model_gives_a_nearer_school_no_smaller_value():
    shipped = read_ranking().federations.linear()
    near, far = np.array(shipped.mean), np.array(shipped.mean)
    for name, low, high in (("minutes", 5.0, 20.0), ("log_minutes", np.log(5.5), np.log(20.5))):
        near[shipped.terms.index(name)], far[shipped.terms.index(name)] = low, high
    assert shipped.value(near[None])[0] > shipped.value(far[None])[0]


def test_the_shipped_file_reads_back_as_it_was_written(tmp_path):
    path = tmp_path / "ranking.toml"
    path.write_text(ranking_toml(read_ranking()), encoding="utf-8")
    assert read_ranking(path) == read_ranking()


def test_a_weight_of_the_wrong_sign_is_refused(tmp_path):
    text = ranking_toml(read_ranking())
    weight = read_ranking().federations.terms["minutes"].weight
    path = tmp_path / "ranking.toml"
    path.write_text(text.replace(f"weight = {weight}", f"weight = {-weight}", 1), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"federations: .*wrong sign.*'minutes'"):
        read_ranking(path)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-50, 50), min_size=1, max_size=12), st.floats(-500, 500))
def test_chances_do_not_change_when_all_values_rise_alike(values, more):
    event = np.zeros(len(values), dtype=np.int64)
    assert chances(np.array(values) + more, event) == pytest.approx(
        chances(np.array(values), event), abs=1e-9
    )


def test_a_better_chance_never_has_a_lower_frequency():
    draw = np.random.default_rng(3)
    chance = draw.random(2000) ** 4
    curve = calibrated(chance, draw.random(2000) < chance)
    often = curve.frequency(np.linspace(0, 1, 200))
    assert (np.diff(often) >= 0).all()
    assert often == pytest.approx(np.linspace(0, 1, 200), abs=0.2)


def test_words_follow_the_frequency_and_the_shipped_frequencies_are_in_their_order():
    assert [word(often) for often in (0.9, 0.25, 0.1, 0.05, 0.01)] == [
        "likely", "likely", "plausible", "plausible", "unusual",
    ]  # fmt: skip
    for part in (read_ranking().federations, read_ranking().joins):
        shares = [part.words[name].true for name in WORDS]
        assert shares == sorted(shares, reverse=True)
        assert shares[0] > 0.4


def test_the_place_of_the_true_partner_counts_from_the_best_and_ties_go_to_the_nearer():
    event = np.array([0, 0, 0, 1, 1])
    value = np.array([1.0, 3.0, 3.0, 2.0, 1.0])
    truth = np.array([False, False, True, False, False])
    tie = np.array([1.0, 2.0, 5.0, 1.0, 1.0])
    place = places(value, truth, event, 2, tie=tie)
    assert place.tolist() == [1, 1_000_000]
    assert summary(place) == {
        "n": 2, "recall_at_1": 0.0, "recall_at_3": 0.5, "recall_at_5": 0.5,
        "recall_at_10": 0.5, "recall_at_20": 0.5, "mrr": 0.25,
    }  # fmt: skip


def test_an_interval_holds_the_figure_and_widens_where_cases_hang_together():
    place = np.tile([0, 9], 100)
    alone = intervals(place, np.arange(200))["recall_at_1"]
    together = intervals(place, np.tile([0, 1], 100) + 2 * (np.arange(200) // 50))["recall_at_1"]
    assert alone[0] <= 0.5 <= alone[1]
    assert together[1] - together[0] > alone[1] - alone[0]


def test_the_parts_of_a_breakdown_add_up_to_the_whole():
    kinds = {"by_setting": np.array(["rural", "urban"] * 5, dtype=object)}
    table = measured(np.arange(10), np.arange(10), kinds)
    assert sum(part["n"] for part in table["by_setting"].values()) == table["n"] == 10


def test_every_term_says_what_it_means():
    for term in (*pair_terms.TERMS, *trust_terms.TERMS):
        assert term.meaning.endswith(".") or term.meaning.endswith(").")
        assert term.sign in {-1, 0, 1}
