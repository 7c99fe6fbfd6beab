"""Which groups a form is open to is told for very many at once, as the verdicts tell it."""

import itertools

import pandas as pd
import pytest

from geofinder.facts import school_facts
from geofinder.policy import barred, permitted, verdicts
from geofinder.policy.judging import LEAST_CHANGE_FIRST, Told, _alike, best_verdicts, weigh
from geofinder.policy.reading import read_policy
from geofinder.tables import FORMS, STATUSES
from tests.kinds import (
    COMMUNITY,
    DAY,
    FEDERATED,
    KINDS,
    MAT_ACADEMY,
    POLICY,
    SINGLE_ACADEMY,
    VA_CHURCH,
    schools_of,
)
from tests.test_policy_conditions import rule_of
from tests.test_policy_files import HEAD, RULE

OPEN = ["open", "needs-consent"]


@pytest.fixture(scope="module")
def pairs():
    """Every two kinds of school, joined in the two roles: members, tables, statuses by form."""
    schools = schools_of(*KINDS)
    facts = school_facts(schools, small_pupils=210)
    rows = [
        (f"g{at:03}", urn, role)
        for at, pair in enumerate(itertools.combinations(schools["urn"], 2))
        for urn, role in zip(pair, ("joiner", "host"), strict=True)
    ]
    members = pd.DataFrame(rows, columns=["group_id", "urn", "role"])
    table = verdicts(members, schools, facts, POLICY, day=DAY)
    return members, schools, facts, table.pivot_table(
        index="group_id", columns="form", values="status", aggfunc="first"
    )  # fmt: skip


@pytest.mark.parametrize("forms", [*((form,) for form in FORMS), ("federation", "new-trust"), ()])
def test_a_group_is_permitted_where_a_verdict_on_one_of_the_forms_is_open(pairs, forms):
    members, schools, facts, status = pairs
    able = permitted(members.iloc[::-1], schools, facts, POLICY, day=DAY, forms=forms)
    expected = status[list(forms)].isin(OPEN).any(axis=1)
    assert able.tolist() == expected.tolist()
    assert able.index.tolist() == expected.index.tolist()
    assert able.index.name == "group_id"


def test_without_a_rule_for_it_no_form_is_permitted(tmp_path):
    path = tmp_path / "policy.toml"
    path.write_text(HEAD + RULE)
    policy = read_policy(path)
    schools = schools_of(COMMUNITY, COMMUNITY)
    facts = school_facts(schools, small_pupils=210)
    members = pd.DataFrame({"group_id": "g", "urn": schools["urn"], "role": "member"})
    told = [
        permitted(members, schools, facts, policy, day=DAY, forms=[form]).tolist()
        for form in ("federation", "transfer")
    ]
    assert told == [[True], [False]]


@pytest.mark.parametrize("forms", [("federation",), ("new-trust",), ("federation", "new-trust")])
def test_with_a_school_that_is_barred_every_group_is_blocked(pairs, forms):
    members, schools, facts, status = pairs
    shut = dict(
        zip(schools["urn"], barred(schools, facts, POLICY, day=DAY, forms=forms), strict=True)
    )
    blocked = (status[list(forms)] == "blocked").all(axis=1)
    holds = members["urn"].map(shut).groupby(members["group_id"]).any()
    assert blocked[holds].all()
    # The other way round: one that blocks all its groups is barred.
    always = members.assign(blocked=members["group_id"].map(blocked)).groupby("urn")["blocked"]
    assert always.all().to_dict() == shut


def test_who_is_barred_does_not_depend_on_the_order_of_the_schools():
    schools = schools_of(COMMUNITY, MAT_ACADEMY, VA_CHURCH, SINGLE_ACADEMY, FEDERATED)
    turned = schools.iloc[[3, 0, 4, 2, 1]]
    facts = school_facts(schools, small_pupils=210)
    told = barred(schools, facts, POLICY, day=DAY, forms=["federation"])
    assert told.tolist() == [False, True, False, True, True]
    again = barred(turned, facts, POLICY, day=DAY, forms=["federation"])
    assert again.tolist() == [True, False, True, False, True]


def test_what_only_the_others_of_a_group_can_bring_bars_no_school():
    schools = schools_of(COMMUNITY, MAT_ACADEMY)
    facts = school_facts(schools, small_pupils=210)
    # Somebody to join or to transfer is missing from a school alone, and not from every group.
    for form in ("join-federation", "join-trust", "transfer", "collaboration"):
        assert not barred(schools, facts, POLICY, day=DAY, forms=[form])[0], form


def test_a_school_is_looked_at_as_a_plain_member(tmp_path):
    path = tmp_path / "policy.toml"
    schools = schools_of(COMMUNITY, MAT_ACADEMY)
    facts = school_facts(schools, small_pupils=210)
    told = []
    for role in ("member", "joiner"):
        path.write_text(HEAD + RULE + f'roles = ["{role}"]\n')
        policy = read_policy(path)
        told.append(barred(schools, facts, policy, day=DAY, forms=["federation"]).tolist())
    assert told == [[False, True], [False, False]]


def _weighed(*effects_and_truths, unknown=""):
    rules = [
        rule_of("always").model_copy(update={"effect": effect, "id": effect, "unknown": unknown})
        for effect, _ in effects_and_truths
    ]
    truths = pd.Series([truth for _, truth in effects_and_truths], dtype="int8").to_numpy()
    status, told = weigh(rules, truths)
    return status, [(each.rule.effect, each.known) for each in told]


def test_the_hardest_effect_that_fires_gives_the_status():
    yes, maybe, no = 2, 1, 0
    assert _weighed() == ("not-known", [])
    assert _weighed(("blocked", no)) == ("open", [])
    assert _weighed(("blocked", yes), ("needs-consent", yes)) == ("blocked", [("blocked", True)])
    assert _weighed(("blocked", maybe), ("needs-consent", yes)) == (
        "not-known", [("blocked", False), ("needs-consent", True)],
    )  # fmt: skip
    assert _weighed(("blocked", yes), ("needs-consent", maybe))[0] == "blocked"
    assert _weighed(("not-known", yes), ("needs-consent", yes))[0] == "not-known"
    assert _weighed(("needs-consent", maybe)) == ("not-known", [("needs-consent", False)])
    assert _weighed(("needs-consent", yes), ("condition", yes))[0] == "needs-consent"
    assert _weighed(("condition", yes)) == ("open", [("condition", True)])


def test_of_a_thing_to_be_told_that_may_not_hold_only_its_own_words_are_told():
    assert _weighed(("condition", 1)) == ("open", [])
    assert _weighed(("condition", 1), unknown="It is not recorded.") == (
        "open", [("condition", False)],
    )  # fmt: skip


def test_what_is_not_known_is_said_in_the_rules_own_words_or_as_not_known():
    rule = rule_of("always")
    assert Told(rule, known=True).sentence == "A sentence that says so."
    assert Told(rule, known=False).sentence == "Not known: A sentence that says so."
    own = rule.model_copy(update={"unknown": "It is not recorded."})
    assert Told(own, known=False).sentence == "It is not recorded."


@pytest.mark.parametrize("count", [0, 1, 3, 39, 40, 90])
def test_groups_with_the_same_truths_are_worded_once(count):
    random = pd.Series(range(60)) % 7
    truths = [((random * (at + 3)) % 3).to_numpy(dtype="int8") for at in range(count)]
    # The last rule alone tells two groups apart.
    if truths:
        truths[-1][random.to_numpy() == 6] = 2
        truths[-1][59] = 1
    which, first = _alike(truths, 60)
    seen = [tuple(int(truth[at]) for truth in truths) for at in range(60)]
    assert [seen[first[pattern]] for pattern in which] == seen
    assert len(first) == len(set(seen))
    assert first.tolist() == sorted(first.tolist())


def _best(*forms_and_statuses, sought=None):
    table = pd.DataFrame(forms_and_statuses, columns=["form", "status"]).assign(group_id="g")
    return best_verdicts(table, sought=sought).loc["g"].tolist()


def test_the_best_form_is_the_least_hindered_then_the_one_that_changes_least():
    for milder, harder in itertools.pairwise(STATUSES):
        assert _best(("transfer", harder), ("amalgamation", milder))[1] == milder
        assert _best(("federation", harder), ("amalgamation", milder)) == ["amalgamation", milder]
        sought = _best(("federation", harder), ("amalgamation", milder), sought={"g": "federation"})
        assert sought == ["amalgamation", milder]
    for less, more in itertools.pairwise(LEAST_CHANGE_FIRST):
        assert _best((more, "open"), (less, "open")) == [less, "open"]
        # A transfer is never the first choice, whoever seeks it or not.
        if more != "transfer":
            assert _best((more, "open"), (less, "open"), sought={"g": more}) == [more, "open"]
            assert _best(("transfer", "open"), (more, STATUSES[-1])) == [more, STATUSES[-1]]


def test_each_group_has_its_own_best_form_in_the_order_of_the_groups():
    table = pd.DataFrame(
        [("b", "new-trust", "open"), ("a", "federation", "blocked"), ("b", "federation", "open"),
         ("a", "new-trust", "needs-consent")],
        columns=["group_id", "form", "status"],
    )  # fmt: skip
    best = best_verdicts(table, sought={"b": "new-trust"})
    assert best.index.tolist() == ["a", "b"]
    assert best.index.name == "group_id"
    assert best.to_numpy().tolist() == [["new-trust", "needs-consent"], ["new-trust", "open"]]
    assert best.columns.tolist() == ["best_form", "best_status"]
