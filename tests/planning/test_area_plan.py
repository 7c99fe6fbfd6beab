"""The plan of an area is the best that its groups allow, whatever is asked of it."""

from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geofinder.parts import ALONE
from geofinder.pipeline.deciding import decide
from geofinder.pipeline.hand import Wishes
from geofinder.pipeline.judging import find_and_judge
from geofinder.pipeline.limits import compare_limits
from geofinder.planning.verify import Made, verify
from geofinder.settings import PATTERNS, Settings
from tests.candidates.made_up import school, schools_of, travel_of
from tests.planning.small_areas import (
    SCORE_UNITS,
    Merit,
    best_of,
    every_group,
    merit_of,
    small_area,
    task_of,
    together,
)

NEAR = 2 * SCORE_UNITS // 10**6
"""Millionths of a score, or of a minute, are the same."""
RURAL_ALONE = ("rural-primaries",)
FORMS = (("federation", "join-federation"), ("federation",), ("collaboration",))
ORDERS = (("served", "score", "travel"), ("served", "travel", "score"))
WHOLE = {"federation_id": "F1", "federation_name": "Three Together"}


def planned(task, **wishes):
    return decide(task, find_and_judge(task), Wishes(**wishes), workers=ALONE)


def checked(task, decided):
    """Return the plan after the check that looks everything up anew."""
    groups = decided.groups
    members = groups.judged.members
    verify(
        decided.plan,
        members[members["group_id"].isin(decided.plan["group_id"])],
        Made(
            schools=task.ground.schools,
            facts=task.ground.facts,
            travel=groups.travel,
            verdicts=groups.judged.verdicts,
            never=task.local.never,
            settings=task.settings,
        ),
    )
    return decided.plan


def own_merit(task, plan):
    return merit_of(plan, task.ground.schools, task.settings)


def same(one, other):
    """Tell whether two merits differ by no more than what counts as the same."""
    return one.first == other.first and all(
        abs(mine - theirs) <= NEAR for mine, theirs in zip(one[1:], other[1:], strict=True)
    )


class Case(NamedTuple):
    """What makes an area and its task; it prints short, which a task does not."""

    seed: int
    size: int
    side_km: float
    apart: list[tuple[int, int]]
    options: dict[str, object]

    @property
    def task(self):
        schools = small_area(self.seed, size=self.size, side_km=self.side_km)
        urns = schools["urn"].tolist()
        pairs = [(urns[a % self.size], urns[b % self.size]) for a, b in self.apart]
        apart = [(one, other) for one, other in pairs if one != other]
        return task_of(schools, Settings(**self.options), apart=apart, seed=self.seed)


def cases(patterns=(RURAL_ALONE, PATTERNS), orders=ORDERS):
    options = {
        "patterns": patterns,
        "any_setting": (False, True),
        "plan_forms": FORMS,
        "plan_order": orders,
        "plan_serving_only": (False, False, True),
        "plan_size_most": (None, None, 2, 3),
        "plan_pupils_least": (None, None, 150),
        "plan_pupils_most": (None, None, 500),
        "plan_small_counts": (1, 1, 3),
        "top": (1, 10),
        "all_groups_most": (0, 2000),
    }
    return st.builds(
        Case,
        seed=st.integers(0, 10_000),
        size=st.integers(4, 12),
        side_km=st.sampled_from([6.0, 9.0]),
        apart=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=3),
        options=st.fixed_dictionaries(
            {name: st.sampled_from(values) for name, values in options.items()}
        ),
    )


@settings(max_examples=8)
@given(case=cases())
def test_no_choice_among_all_groups_of_an_area_is_better_than_its_plan(case):
    """The groups are found here by trying every set of schools, not by the search for a plan."""
    task = case.task
    decided = planned(task)
    best = best_of(every_group(task), task.ground.schools)
    own = own_merit(task, checked(task, decided))
    assert same(own, best), (own, best)
    assert (decided.proof["proven"], decided.proof["gap"]) == (True, 0.0)


@settings(max_examples=3)
@given(case=cases(orders=ORDERS[:1]), data=st.data())
def test_decisions_by_hand_are_kept_and_the_rest_is_the_best_without_them(case, data):
    task = case.task
    groups = every_group(task)
    listed = set(find_and_judge(task).judged.candidates["group_id"])
    known = [group for group in groups if group.group_id in listed]
    if not known:
        return
    kept = data.draw(st.sampled_from(known))
    dropped = data.draw(st.sampled_from(known))
    best = best_of(groups, task.ground.schools)

    keeping = planned(task, keep=(kept.group_id,))
    plan = checked(task, keeping)
    assert plan.loc[plan["by_hand"], "group_id"].tolist() == [kept.group_id]
    beside = [group for group in groups if not group.urns & kept.urns]
    expected = together(kept.merit, best_of(beside, task.ground.schools))
    assert same(own_merit(task, plan), expected)
    _says_what_it_costs(keeping, task, best)

    dropping = planned(task, drop=(dropped.group_id,))
    plan = checked(task, dropping)
    assert dropped.group_id not in set(plan["group_id"])
    left = [group for group in groups if group.group_id != dropped.group_id]
    assert same(own_merit(task, plan), best_of(left, task.ground.schools))
    _says_what_it_costs(dropping, task, best)


def _says_what_it_costs(decided, task, best):
    lost, own = decided.proof["by_hand"], own_merit(task, decided.plan)
    assert lost["served"] == best.first - own.first >= 0
    assert lost["score"] == pytest.approx((best.second - own.second) / SCORE_UNITS, abs=3e-6)
    assert lost["served"] > 0 or lost["score"] >= -2e-6, "never better than the best"
    assert decided.proof["bound"]["served"] == best.first


@settings(max_examples=3)
@given(case=cases(orders=ORDERS[:1]))
def test_the_first_alternative_is_the_best_plan_that_lacks_a_group_of_the_best(case):
    task = case.task
    decided = planned(task, alternatives=2)
    groups, best = every_group(task), set(decided.plan["group_id"])
    others = decided.alternatives
    assert len(others) > 0 or len(best) <= 1, "a plan without one group is another plan"
    merits = [own_merit(task, plan) for _, plan in others.groupby("alternative")]
    for place, plan in others.groupby("alternative"):
        lacks = best - set(plan["group_id"])
        assert lacks
        assert decided.proof["alternatives"][place - 1]["differs"] == len(lacks)
        assert plan["in_best"].tolist() == plan["group_id"].isin(best).tolist()
    if merits:
        able = [
            best_of([group for group in groups if group.group_id != left], task.ground.schools)
            for left in sorted(best)
        ]
        assert same(merits[0]._replace(third=0), max(able)._replace(third=0))
        assert merits == sorted(merits, key=lambda merit: merit[:2], reverse=True)


@settings(max_examples=3)
@given(case=cases())
def test_a_search_that_is_cut_short_gives_a_plan_and_an_honest_bound(case):
    task = case.task
    hurried = task._replace(settings=task.settings.with_options(time_limit=0.001))
    decided = planned(hurried)
    best = best_of(every_group(task), task.ground.schools)
    own, told = own_merit(task, checked(hurried, decided)), decided.proof
    assert own <= Merit(best.first, best.second + NEAR, 0)
    assert told["objective"]["served"] == own.first
    assert told["bound"]["served"] >= best.first
    if told["proven"]:
        assert same(own, best)
    else:
        assert told["gap"] > 0
        assert told["bounded_by"]
        assert "not proven" in told["sentence"] or "at most" in told["sentence"]


@settings(max_examples=3)
@given(case=cases(patterns=(RURAL_ALONE,)), seed=st.integers(0, 10_000))
def test_areas_far_apart_are_planned_as_if_each_were_alone(case, seed):
    one = case.task
    far = small_area(seed).assign(
        urn=lambda table: table["urn"] + 50_000,
        northing=lambda table: table["northing"] + 300_000.0,
        federation_id=lambda table: table["federation_id"] + "-far",
    )
    other = task_of(far, one.settings, seed=seed)
    schools = pd.concat([one.ground.schools, far], ignore_index=True)
    travel = pd.concat([one.ground.reach.table, other.ground.reach.table], ignore_index=True)
    pairs = one.local.never[["urn_a", "urn_b"]].itertuples(index=False)
    both = planned(task_of(schools, one.settings, travel=travel, apart=list(map(tuple, pairs))))
    apart = pd.concat([planned(one).plan, planned(other).plan])
    assert set(both.plan["group_id"]) == set(apart["group_id"])


@pytest.mark.parametrize("more", [{}, {"plan_pupils_least": 300}, {"max_size": 3}])
def test_a_larger_bound_on_size_than_the_pattern_has_changes_nothing(more):
    schools = schools_of([school(urn, pupils=70 + urn) for urn in range(1, 8)])
    travel = travel_of({(a, b): 1.0 + a for a in range(1, 8) for b in range(a + 1, 8)})
    chosen = Settings(patterns=RURAL_ALONE, **more)
    plain = task_of(schools, chosen, travel=travel)
    bounded = plain._replace(settings=chosen.with_options(plan_size_most=7))
    one, other = planned(plain), planned(bounded)
    assert checked(bounded, other)["group_id"].tolist() == one.plan["group_id"].tolist()


def _federation_area():
    """Three schools in a federation, a fourth near one of them, a fifth near the fourth."""
    body = [school(urn, **WHOLE) for urn in (1, 2, 3)]
    schools = schools_of([*body, school(4), school(5)])
    minutes = {(1, 2): 8.0, (1, 3): 9.0, (2, 3): 7.0, (3, 4): 6.0, (4, 5): 5.0, (1, 4): 20.0,
               (2, 4): 20.0, (3, 5): 9.0, (1, 5): 22.0, (2, 5): 22.0}  # fmt: skip
    return schools, travel_of(minutes)


def test_a_school_joins_a_federation_whole_and_none_is_split():
    schools, travel = _federation_area()
    task = task_of(schools, Settings(), travel=travel, apart=[(4, 5)])
    plan = checked(task, planned(task))
    assert plan["urns"].tolist() in (["1 2 3 4"], ["1 2 3 5"])
    assert plan["form"].tolist() == ["join-federation"]
    smaller = task.settings.with_options(plan_size_most=3)
    decided = planned(task._replace(settings=smaller))
    assert decided.plan.empty
    assert "plan_size_most (3) forbids every group" in decided.proof["sentence"]


def _two(one=None, other=None, **settings_):
    """Two schools 10 minutes apart by the table (6 km as the crow flies)."""
    schools = schools_of([school(1, **one or {}), school(2, northing=116_000.0, **other or {})])
    chosen = Settings(**{"patterns": RURAL_ALONE, **settings_})
    return task_of(schools, chosen, travel=travel_of({(1, 2): 10.0}))


TOWN = {"rural": False}
NOTHING_FOR = {
    "the fewest pupils": (_two(plan_pupils_least=1000), "plan_pupils_least (1,000) forbids"),
    "the most pupils": (_two(plan_pupils_most=50), "plan_pupils_most (50) forbids"),
    "the limit": (_two(max_minutes=4.0), "--max-minutes"),
    "the setting": (_two(TOWN, TOWN), "--any-setting"),
    "the form": (_two(plan_forms=("transfer",)), "; some could take federation"),
    "the patterns": (_two(patterns=("feeders",)), "The chosen patterns (feeders) have no group"),
    "the pair": (
        task_of(schools_of([school(1), school(2)]), Settings(patterns=RURAL_ALONE),
                travel=travel_of({(1, 2): 10.0}), apart=[(1, 2)]),
        "--pairs",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NOTHING_FOR)
def test_where_no_group_can_be_in_a_plan_the_setting_that_forbids_it_is_named(case):
    task, expected = NOTHING_FOR[case]
    decided = planned(task)
    assert checked(task, decided).empty
    assert decided.proof["sentence"].startswith("No group can be in a plan")
    assert expected in decided.proof["sentence"]
    assert decided.proof["proven"]


def test_a_school_alone_in_the_world_is_told_that_no_setting_would_help():
    task = task_of(schools_of([school(1)]), Settings(patterns=RURAL_ALONE), travel=travel_of({}))
    assert "No one setting or pair rule alone forbids it" in planned(task).proof["sentence"]


@settings(max_examples=3)
@given(seed=st.integers(0, 10_000), size=st.integers(4, 11))
def test_a_longer_limit_never_serves_fewer(seed, size):
    schools = small_area(seed, size=size)
    task = task_of(schools, Settings(patterns=("rural-primaries", "federation-joiner")), seed=seed)
    limits, plans = compare_limits(task, (20.0, 5.0, 15.0, 10.0), workers=ALONE)
    assert limits["limit_min"].tolist() == [5.0, 10.0, 15.0, 20.0]
    assert limits["served"].is_monotonic_increasing
    assert limits["proven"].all()
    own = limits.set_index("limit_min").loc[15.0]
    plan = planned(task).plan
    assert (own["groups"], own["served"]) == (len(plan), plan["served"].sum())
    assert own[["score", "travel_min"]].tolist() == pytest.approx(
        plan[["score", "travel_min"]].sum().tolist()
    )
    assert np.isclose(own["longest_min"], plan["longest_min"].max(), equal_nan=True)
    assert (limits["served"] + limits["left_over"] == limits["asked"]).all()
    own_groups = plans.loc[plans["limit_min"] == 15.0, "group_id"]
    assert own_groups.tolist() == plan["group_id"].tolist()
    for limit, of in plans.groupby("limit_min"):
        told = limits.set_index("limit_min").loc[limit]
        assert (len(of), of["served"].sum()) == (told["groups"], told["served"])
        urns = " ".join(of["urns"]).split()
        assert len(urns) == len(set(urns)) == told["schools"]
