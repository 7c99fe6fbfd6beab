"""A condition holds, does not, or may: what is not recorded decides only where nothing could."""

import itertools

import numpy as np
import pandas as pd
import pytest

from geofinder.policy.conditions import NO, UNKNOWN, YES, Groups
from geofinder.policy.rules import Condition, Rule

TRUTHS = {True: 2, None: 1, False: 0}
COLUMNS = ("la_code", "la_name", "diocese", "federation_id", "trust_id")


def rule_of(applies="any", *facts, also=(), **more):
    return Rule(
        id="ours",
        forms=("federation",),
        applies=applies,
        facts=facts,
        effect="blocked",
        sentence="A sentence that says so.",
        source="The law",
        sure="seen",
        also=also,
        **more,
    )


def groups_of(*groups):
    """Return groups of rows; URNs count up in the order given, and the table stands upside down.

    A row holds facts (a dash in the name), columns, ``pupils`` and ``role``; a row of None is a
    school that no table holds.
    """
    rows = [(f"g{number:03}", row) for number, group in enumerate(groups) for row in group]
    numbered = [(group, urn, row) for urn, (group, row) in enumerate(rows, start=1)]
    members = pd.DataFrame(
        [(group, urn, (row or {}).get("role", "member")) for group, urn, row in numbered],
        columns=["group_id", "urn", "role"],
    )
    known = [(urn, row) for _, urn, row in reversed(numbered) if row is not None]
    schools = pd.DataFrame({"urn": [urn for urn, _ in known]})
    for name in COLUMNS:
        schools[name] = pd.Series([row.get(name) for _, row in known], dtype="str")
    schools["pupils"] = pd.Series([row.get("pupils") for _, row in known], dtype="Int64")
    names = ("academy", "maintained", "in-federation", "in-mat")
    facts = pd.DataFrame(
        {
            name: pd.Series([row.get(name) for _, row in known], dtype="boolean").to_numpy(
                dtype=object
            )
            for name in names
        },
        index=[urn for urn, _ in known],
    ).astype("boolean")
    return Groups(members.iloc[::-1], schools, facts)


def fired(rule, *groups):
    return groups_of(*groups).fires(rule).tolist()


def caused(rule, level, *groups):
    """Return for each group the places of the members that make it so."""
    them = groups_of(*groups)
    flags = them.causes(rule, level)
    return [np.flatnonzero(flags[start:end]).tolist() for start, end in them.bounds()]


EVERY = [
    truths for size in (1, 2, 3) for truths in itertools.product((True, None, False), repeat=size)
]


def _academies():
    return [[{"academy": truth} for truth in truths] for truths in EVERY]


def test_any_all_and_none_hold_as_whatever_is_missing_may_turn_out():
    most = [max(TRUTHS[truth] for truth in truths) for truths in EVERY]
    least = [min(TRUTHS[truth] for truth in truths) for truths in EVERY]
    groups = groups_of(*_academies())
    assert groups.fires(rule_of("any", "academy")).tolist() == most
    assert groups.fires(rule_of("all", "academy")).tolist() == least
    assert groups.fires(rule_of("none", "academy")).tolist() == [2 - value for value in most]
    assert groups.fires(rule_of("all", "not academy")).tolist() == [2 - value for value in most]
    assert groups.fires(rule_of("any", "not academy")).tolist() == [2 - value for value in least]
    assert groups.fires(rule_of("always")).tolist() == [2] * len(EVERY)


def test_alternatives_on_one_line_are_one_fact_and_lines_are_all_needed():
    pairs = list(itertools.product((True, None, False), repeat=2))
    rows = [[{"academy": one, "maintained": other}] for one, other in pairs]
    either = [max(TRUTHS[one], TRUTHS[other]) for one, other in pairs]
    but_not = [max(TRUTHS[one], 2 - TRUTHS[other]) for one, other in pairs]
    both = [min(TRUTHS[one], TRUTHS[other]) for one, other in pairs]
    assert fired(rule_of("any", "academy or maintained"), *rows) == either
    assert fired(rule_of("any", "academy or not maintained"), *rows) == but_not
    assert fired(rule_of("any", "academy", "maintained"), *rows) == both


def test_several_conditions_must_all_hold():
    also = (Condition(applies="none", facts=("academy",)),)
    one, other = {"maintained": True, "academy": False}, {"maintained": True, "academy": True}
    rule = rule_of("any", "maintained", also=also)
    assert fired(rule, [one, one], [one, other], [{"maintained": True}]) == [2, 0, 1]
    assert caused(rule, YES, [one, one]) == [[0, 1]]
    assert caused(rule, UNKNOWN, [one, {"maintained": True}]) == [[1]]


def test_members_in_other_roles_neither_fulfil_nor_hinder():
    joins, hosts = {"role": "joiner"}, {"role": "host"}
    groups = (
        [joins | {"academy": True}, hosts | {"academy": False}],
        [joins | {"academy": False}, hosts | {"academy": True}],
        [hosts | {"academy": True}, hosts | {"academy": None}],
    )
    only = {"roles": ("joiner",)}
    assert fired(rule_of("any", "academy", **only), *groups) == [2, 0, 0]
    assert fired(rule_of("all", "academy", **only), *groups) == [2, 0, 2]
    assert fired(rule_of("none", "academy", **only), *groups) == [0, 2, 2]
    assert caused(rule_of("any", "academy", **only), YES, *groups) == [[0], [], []]
    assert caused(rule_of("any", "academy", **only), UNKNOWN, *groups) == [[], [], []]


def test_of_a_school_that_the_tables_do_not_hold_nothing_is_known():
    assert fired(rule_of("any", "academy"), [{"academy": False}, None]) == [1]
    in_kent = rule_of("any", councils=("Kent",))
    assert fired(in_kent, [{"la_name": "Surrey", "la_code": "936"}, None]) == [1]
    several = rule_of("group", "several-authorities")
    assert fired(several, [{"la_code": "845"}, None], [None]) == [1, 0]
    assert fired(rule_of("group", "pupils < 100"), [{"pupils": 50}, None]) == [1]


def test_a_diocese_and_a_council_are_known_by_name_or_number_however_written():
    arundel = {"diocese": "Diocese of ARUNDEL", "la_name": "east sussex", "la_code": "845"}
    leeds = {"diocese": "Leeds", "la_name": "Leeds", "la_code": "383"}
    groups = ([arundel], [leeds], [{}], [arundel, leeds])
    of = rule_of("any", dioceses=("Diocese of Arundel", "Elsewhere"))
    assert fired(of, *groups) == [2, 0, 1, 2]
    assert fired(rule_of("any", councils=("East Sussex",)), *groups) == [2, 0, 1, 2]
    assert fired(rule_of("any", councils=("383",)), *groups) == [0, 2, 1, 2]
    named = [[{"la_name": "East Sussex"}], [{"la_code": "845"}], [{"la_name": "Kent"}]]
    assert fired(rule_of("any", councils=("845", "East Sussex")), *named) == [2, 2, 1]
    both = rule_of("any", "academy", dioceses=("leeds",), councils=("Leeds",))
    assert fired(both, [leeds | {"academy": True}], [leeds], [arundel | {"academy": True}]) == [
        2, 1, 0,
    ]  # fmt: skip


@pytest.mark.parametrize("size", [1, 2, 3])
def test_several_is_told_only_where_no_missing_value_could_change_it(size):
    codes = ("845", "846", None)
    every = list(itertools.product(codes, repeat=size))

    def told(values):
        worlds = itertools.product(*[["845", "846", "9"] if v is None else [v] for v in values])
        several = {len(set(world)) > 1 for world in worlds}
        return 1 if len(several) > 1 else 2 * several.pop()

    rule = rule_of("group", "several-authorities")
    turned = rule_of("group", "not several-authorities")
    groups = groups_of(*[[{"la_code": code} for code in values] for values in every])
    assert groups.fires(rule).tolist() == [told(values) for values in every]
    assert groups.fires(turned).tolist() == [2 - told(values) for values in every]


def test_only_members_of_a_federation_are_counted_for_several_federations():
    one = {"in-federation": True, "federation_id": "1"}
    two, three = one | {"federation_id": "2"}, one | {"federation_id": "3"}
    alone, unknown = {"in-federation": False, "federation_id": "3"}, {}
    lost = {"in-federation": True}
    rule = rule_of("group", "several-federations")
    groups = (
        [one, two], [one, one], [one, alone], [one, unknown], [one, lost], [unknown, unknown],
        [lost], [alone, alone], [three, two, lost], [alone, unknown], [alone, lost, unknown],
    )  # fmt: skip
    assert fired(rule, *groups) == [2, 0, 0, 1, 1, 1, 0, 0, 2, 0, 1]
    assert caused(rule, YES, [one, two, alone, lost, unknown]) == [[0, 1]]
    assert caused(rule, UNKNOWN, [one, two, alone, lost, unknown]) == [[3, 4]]
    either = rule_of("group", "several-federations or several-authorities")
    here, there = {"la_code": "845"}, {"la_code": "846"}
    assert fired(either, [one | here, one | there], [one | here, two], [alone | here] * 2) == [
        2, 2, 0,
    ]  # fmt: skip
    assert caused(either, YES, [one | here, two | there, alone]) == [[0, 1]]


SIGNS = {"<": (2, 0, 0), "<=": (2, 2, 0), ">": (0, 0, 2), ">=": (0, 2, 2)}
"""Whether 99, 100 and 101 stand so to 100."""


@pytest.mark.parametrize("sign", SIGNS)
def test_pupils_and_schools_are_compared_at_the_very_number(sign):
    rule = rule_of("group", f"pupils {sign} 100")
    groups = [[{"pupils": 60}, {"pupils": each - 60}] for each in (99, 100, 101)]
    assert fired(rule, *groups) == list(SIGNS[sign])
    count = rule_of("group", f"schools {sign} 2")
    assert fired(count, *([{}] * size for size in (1, 2, 3))) == list(SIGNS[sign])
    assert caused(count, YES, [{}, {}]) == [[0, 1]]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_missing_roll_can_only_add_to_a_sum(sign):
    rule = rule_of("group", f"pupils {sign} 100")
    below, above = [{"pupils": 40}, {}], [{"pupils": 140}, {}]
    more = sign.startswith(">")
    assert fired(rule, below, above) == ([1, 2] if more else [1, 0])
    assert caused(rule, UNKNOWN, below) == [[1]]
    assert caused(rule, YES, above) == [[0, 1]]


def test_each_kind_of_condition_names_who_makes_it_so():
    group = [{"academy": True}, {"academy": False}, {}]
    assert caused(rule_of("any", "academy"), YES, group) == [[0]]
    assert caused(rule_of("any", "academy"), UNKNOWN, group) == [[2]]
    assert caused(rule_of("all", "not academy"), YES, group) == [[1]]
    # Where no school is one, it is those that are not.
    assert caused(rule_of("none", "academy"), YES, group) == [[1]]
    assert caused(rule_of("none", "academy"), UNKNOWN, group) == [[2]]
    assert caused(rule_of("always"), YES, group) == [[]]


def test_groups_and_their_members_stand_in_order_whatever_order_they_came_in():
    groups = groups_of([{}, {}], [{}], [{}, {}, {}])
    assert groups.ids.tolist() == ["g000", "g001", "g002"]
    assert groups.urns.tolist() == [1, 2, 3, 4, 5, 6]
    assert groups.bounds() == [(0, 2), (2, 3), (3, 6)]
    assert (NO, UNKNOWN, YES) == (0, 1, 2)
