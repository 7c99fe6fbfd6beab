"""The ways of a school left over, read in full: with whom, how far, and what the rules say."""

import dataclasses

import pandas as pd
import pytest

from geofinder.planning import ways as listing
from geofinder.planning.hindrances import hindered
from geofinder.planning.ways import Ground, judged, ways_of
from geofinder.settings import Settings
from tests.candidates.made_up import academy, facts_of, school, schools_of, travel_of
from tests.planning.test_left_over import FEDERATION, PAIRS, SINGLE
from tests.planning.worlds import DAY, RULES, never_of, verdicts

SCHOOLS = schools_of(
    [
        school(1),
        school(2),
        academy(3),
        school(4, governance="academy", type="Academy converter"),
        school(5, **FEDERATION),
        school(6, stage="not-known", **FEDERATION),
        school(7, stage="secondary"),
        school(8, **SINGLE),
        school(9, stage="not-known"),
    ]
)
DRIVES = {(1, 2): 5.0, (1, 3): 4.0, (1, 4): 6.0, (1, 5): 13.0, (1, 6): 12.5, (1, 7): 1.0,
          (1, 8): 20.0, (8, 5): 3.0, (9, 5): 3.0, (9, 2): 3.0}  # fmt: skip
GROUPS = {
    "feeders-1": ("feeders", [(7, "receiver"), (2, "sender"), (1, "sender")]),
    "feeders-2": ("feeders", [(1, "sender"), (9, "receiver")]),
    "rural-1": ("rural-primaries", [(1, "member"), (2, "member")]),
    "rural-2": ("rural-primaries", [(2, "member"), (4, "member")]),
}
NAMES = ["urn", "kind", "pattern", "partner_urn", "worse_min", "limit_min", "near", "urns",
         "group_id"]  # fmt: skip


def ground_of(drives=DRIVES, groups=GROUPS, schools=SCHOOLS, **settings):
    members = pd.DataFrame(
        [(name, urn, role) for name, (_, rows) in groups.items() for urn, role in rows],
        columns=["group_id", "urn", "role"],
    ).astype({"urn": "int64", "group_id": "str"})
    facts = facts_of(schools)
    candidates = [(name, pattern) for name, (pattern, _) in groups.items()]
    return Ground(
        schools=schools,
        facts=facts,
        travel=travel_of(drives),
        candidates=pd.DataFrame(candidates, columns=["group_id", "pattern"]),
        members=members,
        verdicts=verdicts(members, schools, facts, RULES, day=DAY),
        never=never_of(),
        rules={},
        settings=Settings(**({"patterns": PAIRS, "joiner_minutes": 12.6} | settings)),
    )


def left_in(ground, urns):
    return ground.schools[ground.schools["urn"].isin(urns)]


def rows_of(ways, names):
    return ways[names].astype(object).where(ways[names].notna(), None).to_numpy().tolist()


def test_every_way_of_a_school_is_listed_the_nearest_first():
    ground = ground_of()
    told = ways_of(left_in(ground, [1]), ground)
    assert rows_of(told, NAMES) == [
        [1, "group", "feeders", 7, 1.0, None, True, (1, 2, 7), "feeders-1"],
        [1, "trust", "rural-primaries", 3, 4.0, 15.0, True, (1, 3), None],
        [1, "group", "rural-primaries", 2, 5.0, None, True, (1, 2), "rural-1"],
        [1, "school", "rural-primaries", 2, 5.0, 15.0, True, (1, 2), None],
        [1, "not-known", "rural-primaries", 4, 6.0, 15.0, True, (1, 4), None],
        [1, "join", "federation-joiner", 6, 12.5, 12.6, True, (1, 5, 6), None],
        [1, "school", "rural-primaries", 8, 20.0, 15.0, False, (1, 8), None],
        [1, "group", "feeders", 9, None, None, True, (1, 9), "feeders-2"],
    ]
    assert told["way"].tolist() == [f"way-{at:08d}" for at in range(8)]
    assert told.index.tolist() == list(range(8))


def test_an_academy_and_a_school_of_no_known_phase_have_fewer_ways():
    ground = ground_of(groups={})
    told = ways_of(left_in(ground, [8, 9]), ground)
    assert rows_of(told, ["urn", "kind", "partner_urn", "near"]) == [[8, "school", 1, False]]
    only_federations = ground_of(groups={}, patterns=("federation-joiner",))
    told = ways_of(left_in(ground, [1, 8]), only_federations)
    assert rows_of(told, ["urn", "kind", "partner_urn"]) == [[1, "join", 6]]
    assert ways_of(left_in(ground, [9]), ground).empty


def test_of_the_ways_beyond_the_limit_the_nearest_are_kept_and_all_within_it(monkeypatch):
    monkeypatch.setattr(listing, "_FAR_MOST", 2)
    schools = schools_of([school(urn) for urn in range(1, 10)])
    drives = {(1, urn): 10.0 + 2 * urn for urn in range(9, 1, -1)}
    ground = ground_of(drives, {}, schools, max_minutes=16.0)
    told = ways_of(left_in(ground, [1]), ground)
    assert told["partner_urn"].tolist() == [2, 3, 4, 5]
    assert told["near"].tolist() == [True, True, False, False]


@pytest.mark.parametrize("at_once", [1, 2, 20_000])
def test_the_rules_judge_ways_with_free_schools_and_candidate_groups(monkeypatch, at_once):
    monkeypatch.setattr(listing, "_AT_ONCE", at_once)
    ground = ground_of()

    def judge(members):
        return verdicts(members, SCHOOLS, ground.facts, RULES, day=DAY)

    ways = ways_of(left_in(ground, [1]), ground)
    told = judged(ways, ground, judge)
    assert told[list(ways.columns)].equals(ways)
    others = "new-trust join-trust trust-partnership collaboration"
    assert rows_of(told, ["kind", "partner_urn", "status", "form", "others"]) == [
        ["group", 7, "open", "federation", ""],
        ["trust", 3, None, None, None],
        ["group", 2, "open", "federation", ""],
        ["school", 2, "open", "federation", ""],
        ["not-known", 4, None, None, None],
        ["join", 6, "open", "join-federation", ""],
        ["school", 8, "blocked", "federation", others],
        ["group", 9, "open", "federation", ""],
    ]
    assert told["rules"].iloc[6] == "federation-maintained-only"


def test_of_the_forms_of_the_plan_the_least_hindered_is_told_and_others_where_none_is_open():
    table = pd.DataFrame(
        [
            ("a", "federation", "blocked", "r1"), ("a", "join-federation", "not-known", "r2"),
            ("a", "collaboration", "open", ""), ("a", "new-trust", "needs-consent", "r3"),
            ("a", "amalgamation", "blocked", "r4"), ("b", "federation", "open", ""),
            ("b", "join-federation", "open", "r5"), ("b", "collaboration", "open", ""),
            ("c", "join-federation", "blocked", "r6"), ("c", "federation", "blocked", "r7"),
        ],
        columns=["group_id", "form", "status", "rules"],
    )  # fmt: skip
    settings = Settings(plan_forms=("join-federation", "federation"))
    told = listing._least_hindered(table.assign(more=1), settings)
    assert told.reset_index().to_numpy().tolist() == [
        ["a", "not-known", "join-federation", "r2", "collaboration new-trust"],
        ["b", "open", "join-federation", "r5", ""],
        ["c", "blocked", "join-federation", "r6", ""],
    ]


SOME = schools_of(
    [
        school(1, rural=False),
        school(2, rural=None),
        school(3),
        school(4, pupils=400),
        school(5, pupils=50, **FEDERATION),
        school(6, pupils=40, **FEDERATION),
        school(7, pupils=None),
    ]
)
JUDGED = [
    ("school", "rural-primaries", (1, 2), "open"), ("school", "rural-primaries", (1, 3), "open"),
    ("school", "rural-primaries", (1, 4), "open"), ("join", "federation-joiner", (1, 5, 6), "open"),
    ("join", "federation-joiner", (3, 5, 6), "open"), ("group", "feeders", (3, 5), "open"),
    ("group", "feeders", (3, 6), "open"), ("group", "rural-primaries", (3, 4), "needs-consent"),
    ("group", "rural-primaries", (1, 3), "blocked"), ("school", "rural-primaries", (3, 7), "open"),
    ("school", "rural-primaries", (3, 1), "blocked"), ("group", "feeders", (1, 2, 3, 7), "open"),
    ("school", "rural-primaries", (4, 1), None),
]  # fmt: skip


@pytest.mark.parametrize(("any_setting", "town"), [(False, "no-rural"), (True, "nothing")])
def test_the_first_thing_that_stands_in_each_way_is_told(any_setting, town):
    ways = pd.DataFrame(JUDGED, columns=["kind", "pattern", "urns", "status"])
    ways = ways.assign(urn=[urns[0] for urns in ways["urns"]])
    bounds = {"plan_pupils_least": 130, "plan_pupils_most": 490, "plan_size_most": 2}
    ground = ground_of(groups={}, schools=SOME, any_setting=any_setting, **bounds)
    ground = dataclasses.replace(ground, never=never_of((5, 1), (5, 6)))
    told = hindered(ways, ground)
    assert rows_of(told, ["urns", "hindrance", "otherwise", "apart", "pupils", "size"]) == [
        [(1, 2), town, town, (), 180, 2],
        [(1, 3), "nothing", "nothing", (), 180, 2],
        [(1, 4), town, town, (), 490, 2],
        [(1, 5, 6), "kept-apart", "kept-apart", (5,), 180, 3],
        [(3, 5, 6), "kept-apart", "kept-apart", (5, 6), 180, 3],
        [(3, 5), "split", "split", (), 140, 2],
        [(3, 6), "split", "split", (), 130, 2],
        [(3, 4), "nothing", "nothing", (), 490, 2],
        [(3, 7), "bounds", "bounds", (), None, 2],
        [(3, 1), "blocked", "nothing", (), 180, 2],
        [(1, 2, 3, 7), "bounds", "bounds", (), None, 4],
        [(4, 1), "not-known", town, (), 490, 2],
    ]
    assert told.index.tolist() == list(range(12))
    assert told.columns.tolist() == [*ways.columns, "pupils", "size", "apart", "otherwise",
                                     "hindrance"]  # fmt: skip
