"""A plan that is not what it says is refused before anybody sees it."""

import dataclasses

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geofinder.errors import PlanError
from geofinder.gias import read_register
from geofinder.pipeline.common import SAMPLE
from geofinder.planning.verify import Made, verify
from geofinder.settings import PATTERNS, Settings
from tests.candidates.made_up import register, school, schools_of, travel_among, travel_of
from tests.planning.worlds import never_of, plan_of, real_world, world_of

FEDERATION = {"federation_id": "F1", "federation_name": "Two Together"}
FORMS = ("federation", "join-federation", "collaboration", "new-trust", "join-trust")
ROWS = (
    school(1), school(2), school(3), school(4), school(5, **FEDERATION), school(6, **FEDERATION),
)  # fmt: skip
MINUTES = {
    (1, 2): 8.0, (2, 1): 9.0, (1, 3): 7.0, (2, 3): 6.0, (4, 5): 10.0, (5, 6): 30.0, (4, 6): 30.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def world():
    chosen = Settings(patterns=("rural-primaries", "federation-joiner"))
    schools, travel = schools_of(ROWS), travel_of(MINUTES)
    return world_of(schools, travel, chosen, plan=[{1, 2, 3}, {4, 5, 6}])


def _made(world, **changes):
    made = Made(
        schools=world.schools,
        facts=world.facts,
        travel=world.travel,
        verdicts=world.verdicts,
        never=world.never,
        settings=world.settings,
    )
    return dataclasses.replace(made, **changes)


def _refused(world, match, *, plan=None, members=None, **changes):
    with pytest.raises(PlanError, match=match):
        verify(
            plan_of(world) if plan is None else plan,
            world.planned if members is None else members,
            _made(world, **changes),
        )


def _with(world, **options):
    return world.settings.with_options(**options)


def test_a_plan_that_is_right_passes(world):
    plan = plan_of(world)
    assert sorted(plan["size"]) == [3, 3]
    verify(plan, world.members, _made(world))
    verify(plan.iloc[:0], world.members, _made(world))


def test_a_school_in_two_groups_is_found(world):
    members = world.planned.copy()
    members.loc[members["urn"] == 4, "urn"] = 3
    plan = plan_of(world)
    plan["urns"] = plan["urns"].str.replace("4", "3")
    _refused(world, "school 3 is in 2 groups", plan=plan, members=members)


def test_urns_that_are_not_the_members_are_found(world):
    plan = plan_of(world)
    plan["urns"] = plan["urns"].str.replace("3", "7")
    _refused(world, "its urns are not its members", plan=plan)


def test_the_worse_direction_counts(world):
    verify(plan_of(world), world.planned, _made(world, settings=_with(world, max_minutes=9.0)))
    _refused(world, "1 and 2 are 9 minutes apart", settings=_with(world, max_minutes=8.5))


def test_one_direction_that_is_not_known_is_not_near(world):
    travel = world.travel
    one_way = (travel["from_urn"] == 1) & (travel["to_urn"] == 2)
    _refused(world, "are inf minutes apart", travel=travel[~one_way])
    lost = travel.assign(travel_min=travel["travel_min"].mask(one_way))
    _refused(world, "are inf minutes apart", travel=lost)


def test_a_joiner_needs_one_member_of_the_federation_near_it(world):
    settings = _with(world, joiner_minutes=9.5)
    _refused(world, "4 and 5 are 10 minutes apart", settings=settings)


def test_a_form_that_is_blocked_or_was_not_asked_for_is_found(world):
    verdicts = world.verdicts
    _refused(
        world, "federation is blocked",
        verdicts=verdicts.assign(status=verdicts["status"].mask(verdicts["form"] == "federation",
                                                                "blocked")),
    )  # fmt: skip
    _refused(world, "federation is missing", verdicts=verdicts[verdicts["form"] != "federation"])
    asked = _with(world, plan_forms=["join-federation"])
    _refused(world, "federation was not asked for", settings=asked)


def test_a_federation_that_is_split_is_found(world):
    rows = [*ROWS, school(7, **FEDERATION)]
    _refused(world, "federation F1 is split, 7 lacks", schools=schools_of(rows))


def test_bounds_and_pairs_to_keep_apart_are_held(world):
    _refused(world, "3 schools, above 2", settings=_with(world, plan_size_most=2))
    _refused(world, "270 pupils", settings=_with(world, plan_pupils_most=200))
    _refused(world, "270 pupils", settings=_with(world, plan_pupils_least=300))
    _refused(world, "5 and 4 must not share", never=never_of((5, 4)))
    unknown = schools_of([*ROWS[1:], school(1, pupils=None)])
    bounded = _with(world, plan_pupils_most=900)
    _refused(world, "a roll is not recorded", schools=unknown, settings=bounded)


def test_a_rural_group_has_free_small_rural_schools(world):
    facts = world.facts
    _refused(world, "small and rural", facts=facts.assign(rural=False))
    _refused(world, "free primary-phase", facts=facts.assign(free=False))


LIMITS = {"rural-primaries": "max_minutes", "infant-junior": "infant_junior_minutes"}


@pytest.mark.parametrize("pattern", PATTERNS)
@settings(max_examples=5)
@given(seed=st.integers(0, 10_000))
def test_groups_as_found_pass_and_a_shorter_limit_fails(pattern, seed):
    schools = register(60, seed=seed)
    travel = travel_among(schools, seed=seed, reach_min=40.0)
    chosen = Settings(patterns=(pattern,), plan_forms=FORMS, max_size=3)
    world = world_of(schools, travel, chosen)
    verdicts = world.verdicts
    right = verdicts["form"].isin(FORMS) & verdicts["status"].isin(["open", "needs-consent"])
    allowed = verdicts[right].drop_duplicates("group_id").set_index("group_id")
    bodies = schools.set_index("urn")["federation_id"]
    sizes = bodies.value_counts()
    longest = world.candidates.set_index("group_id")["longest_min"]
    made = _made(world, verdicts=verdicts)
    groups = sorted(world.members.groupby("group_id")["urn"].agg(list).items())
    for group, urns in groups[:40]:
        own = bodies[urns].value_counts()
        if group not in allowed.index or (own < sizes[own.index]).any():
            continue
        plan = pd.DataFrame(
            {
                "group_id": [group],
                "pattern": pattern,
                "form": allowed.loc[group, "form"],
                "status": allowed.loc[group, "status"],
                "urns": " ".join(map(str, urns)),
            }
        )
        verify(plan, world.members, made)
        if pattern in LIMITS and len(urns) == 2:
            short = _with(world, **{LIMITS[pattern]: longest[group] * 0.99})
            tight = dataclasses.replace(made, settings=short)
            with pytest.raises(PlanError, match="minutes apart"):
                verify(plan, world.members, tight)


def test_a_plan_of_east_sussex_passes_and_its_copy_with_one_more_school_fails():
    found = read_register([SAMPLE / "establishments.csv"], links=SAMPLE / "group_links.csv")
    world = real_world(found, "East Sussex", Settings())
    plan = plan_of(world)
    assert len(plan) > 5
    verify(plan, world.members, _made(world))
    ids = plan.set_index("group_id")["urns"].str.split()
    taken, other = ids.index[:2]
    extra = world.planned[world.planned["group_id"] == other].head(1).assign(group_id=taken)
    members = pd.concat([world.planned, extra])
    plan.loc[plan["group_id"] == taken, "urns"] += f" {extra['urn'].iloc[0]}"
    _refused(world, "is in 2 groups", plan=plan, members=members)
