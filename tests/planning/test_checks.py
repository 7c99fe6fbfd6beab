"""The check before a plan is written knows each pattern's own rules, and names what breaks them."""

import pandas as pd
import pytest

from geofinder.errors import PlanError
from geofinder.planning.verify import Made, verify
from geofinder.settings import Settings
from tests.candidates.made_up import facts_of, school, schools_of, travel_of
from tests.planning.worlds import never_of

PLACE = {"easting": 540_000.0}
STAGES = {1: "primary", 2: "primary", 3: "primary", 4: "primary", 5: "infant", 6: "junior",
          7: "first", 8: "middle", 9: "secondary", 10: "secondary"}  # fmt: skip
MINUTES = {(one, other): 10.0 for one in STAGES for other in STAGES if one < other}
LIMITS = {
    "max_minutes": 12.0, "infant_junior_minutes": 12.0, "feeder_minutes": 12.0,
    "area_minutes": 12.0, "hub_minutes": 12.0, "hub_near_minutes": 12.0, "joiner_minutes": 12.0,
    "trust_minutes": 12.0, "max_size": 3,
}  # fmt: skip


def checked(pattern, roles, *, minutes=None, rows=None, never=(), form="federation",
            status="open", verdict="open", small=None, **settings):  # fmt: skip
    """Check a plan of one group, given by the roles of its schools."""
    every = rows or [school(urn, stage=stage, **PLACE) for urn, stage in STAGES.items()]
    schools = schools_of(every)
    group = f"{pattern}-1"
    members = pd.DataFrame(
        {"group_id": group, "urn": list(roles), "role": list(roles.values())}, dtype=object
    ).astype({"urn": "int64"})
    plan = pd.DataFrame(
        {"group_id": [group], "pattern": pattern, "form": form, "status": status,
         "urns": " ".join(map(str, roles))}
    )  # fmt: skip
    verdicts = pd.DataFrame({"group_id": [group], "form": form, "status": verdict})
    facts = facts_of(schools)
    made = Made(
        schools=schools,
        facts=facts if small is None else facts.assign(**small),
        travel=travel_of(MINUTES | (minutes or {})),
        verdicts=verdicts,
        never=never_of(*never),
        settings=Settings(**(LIMITS | settings)),
    )
    verify(plan, members, made)


def refused(match, *arguments, **more):
    with pytest.raises(PlanError, match=match) as told:
        checked(*arguments, **more)
    assert "a fault of geofinder and not of your data. Nothing was written." in str(told.value)


def members(*urns, **roles):
    """Return roles: of the plain members, and of those named by role."""
    return dict.fromkeys(urns, "member") | {urn: role for role, urn in roles.items()}


RIGHT = {
    "rural-primaries": members(1, 2, 3),
    "infant-junior": members(5, 6),
    "feeders": members(1, 2, secondary=9),
    "area": members(1, 2, secondary=9),
    "trust-hub": members(1, 2, hub=3),
    "federation-joiner": members(1, 2, joiner=3),
    "trust-joiner": members(1, 2, joiner=3),
}
TOO_FAR = {
    "rural-primaries": [(1, 3)],
    "infant-junior": [(5, 6)],
    "feeders": [(2, 9)],
    "area": [(1, 9)],
    "trust-hub": [(2, 3)],
    "federation-joiner": [(1, 3), (2, 3)],
    "trust-joiner": [(1, 3), (2, 3)],
}
OWN_LIMIT = {
    "rural-primaries": "max_minutes", "infant-junior": "infant_junior_minutes",
    "feeders": "feeder_minutes", "area": "area_minutes", "trust-hub": "hub_minutes",
    "federation-joiner": "joiner_minutes", "trust-joiner": "trust_minutes",
}  # fmt: skip


@pytest.mark.parametrize("pattern", RIGHT)
def test_a_group_at_the_very_limit_of_its_pattern_passes_and_one_above_fails(pattern):
    checked(pattern, RIGHT[pattern])
    checked(pattern, RIGHT[pattern], **{OWN_LIMIT[pattern]: 10.0})
    above = rf"{pattern}-1: \d and \d are 10 minutes apart, above 9\.5"
    refused(above, pattern, RIGHT[pattern], **{OWN_LIMIT[pattern]: 9.5})
    far = dict.fromkeys(TOO_FAR[pattern], 12.5)
    refused("are 12.5 minutes apart, above 12", pattern, RIGHT[pattern], minutes=far)


def test_pairs_that_a_pattern_sets_no_limit_to_may_be_far_apart():
    far = {(1, 2): 60.0}
    for pattern in ("feeders", "area", "federation-joiner", "trust-joiner"):
        checked(pattern, RIGHT[pattern], minutes=far)
    # One member of the body near the joiner is enough; each school of a hub needs one neighbour.
    checked("federation-joiner", RIGHT["federation-joiner"], minutes={(1, 3): 60.0})
    checked("trust-hub", RIGHT["trust-hub"], minutes=far)
    lonely = dict.fromkeys([(1, 2), (2, 3)], 30.0)
    refused("2 and 1 are 30 minutes apart, above 12", "trust-hub", RIGHT["trust-hub"],
            minutes=lonely, hub_minutes=40.0)  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "roles"),
    [
        ("infant-junior", members(5, 7)),
        ("infant-junior", members(6, 8)),
        ("infant-junior", members(5, 6, 1)),
        ("feeders", members(1, 2)),
        ("feeders", members(1) | {9: "secondary", 10: "secondary"}),
        ("area", members(1, 2)),
        ("trust-hub", members(1, 2, 3)),
        ("trust-hub", members(1) | {2: "hub", 3: "hub"}),
        ("federation-joiner", members(1, 2)),
        ("trust-joiner", {1: "joiner", 2: "joiner"}),
        ("no-such-pattern", members(1, 2)),
    ],
)
def test_schools_in_other_roles_are_no_group_of_the_pattern(pattern, roles):
    refused(f"{pattern}-1: it is no group of the pattern {pattern}", pattern, roles)


def test_a_first_school_sends_its_pupils_to_a_middle_school():
    checked("infant-junior", members(7, 8))
    checked("infant-junior", members(5, 7, 8))


def test_a_rural_group_may_be_no_larger_than_asked_for():
    refused("rural-primaries-1: 4 schools, above 3", "rural-primaries", members(1, 2, 3, 4))
    checked("rural-primaries", members(1, 2, 3, 4), max_size=4)


def test_a_rural_group_needs_a_school_known_to_be_small_and_rural():
    rows = [school(1, rural=False), school(2, pupils=400), school(3, rural=None)]
    refused("no member is known to be small and rural", "rural-primaries", members(1, 2, 3),
            rows=rows)  # fmt: skip
    checked("rural-primaries", members(1, 2, 3), rows=rows, any_setting=True)
    checked("rural-primaries", members(1, 2), rows=[school(1), school(2, pupils=400)])
    lost = [school(1), school(2, pupils=None, rural=None)]
    checked("rural-primaries", members(1, 2), rows=lost)
    refused("not known to be a free primary-phase school", "rural-primaries", members(1, 9))
    unknown = [school(1), school(2, governance="academy", type="Academy converter")]
    refused("not known to be a free", "rural-primaries", members(1, 2), rows=unknown)


def test_the_status_that_a_plan_tells_is_that_of_the_verdict():
    group = ("rural-primaries", members(1, 2))
    checked(*group, status="needs-consent", verdict="needs-consent")
    refused("federation is needs-consent, and the plan says open", *group, verdict="needs-consent")
    refused("is not-known, and the plan says not-known", *group, status="not-known",
            verdict="not-known")  # fmt: skip
    refused("transfer was not asked for", *group, form="transfer")


def test_a_federation_stays_whole_and_the_schools_it_lacks_are_named():
    body = {"federation_id": "F1", "federation_name": "Three Together"}
    rows = [school(urn, **body) for urn in (1, 2, 3)] + [school(4), school(5)]
    refused("federation F1 is split, 2, 3 lacks", "trust-joiner", members(1, joiner=4), rows=rows)
    checked("trust-joiner", members(1, 2, 3, joiner=4), rows=rows)
    checked("trust-joiner", members(5, joiner=4), rows=rows)


@pytest.mark.parametrize(
    ("bounds", "fault"),
    [
        ({"plan_size_most": 3}, None),
        ({"plan_size_most": 2}, "3 schools, above 2"),
        ({"plan_pupils_least": 270}, None),
        ({"plan_pupils_least": 271}, "270 pupils, outside 271 to None"),
        ({"plan_pupils_most": 270}, None),
        ({"plan_pupils_most": 269}, "270 pupils, outside None to 269"),
        ({"plan_pupils_least": 100, "plan_pupils_most": 300}, None),
    ],
)
def test_bounds_hold_at_the_very_number(bounds, fault):
    group = ("rural-primaries", members(1, 2, 3))
    if fault is None:
        checked(*group, **bounds)
    else:
        refused(f"rural-primaries-1: {fault}", *group, **bounds)


def test_a_roll_that_is_not_recorded_is_within_no_bound():
    rows = [school(1), school(2, pupils=None)]
    group = ("rural-primaries", members(1, 2))
    checked(*group, rows=rows)
    for bound in ({"plan_pupils_least": 10}, {"plan_pupils_most": 900}):
        refused("a roll is not recorded, and pupils are bounded", *group, rows=rows, **bound)


def test_only_two_of_one_group_are_kept_apart():
    group = ("rural-primaries", members(1, 2))
    checked(*group, never=[(1, 3), (3, 2)])
    refused("rural-primaries-1: 2 and 1 must not share a group", *group, never=[(3, 4), (2, 1)])


def test_every_fault_of_a_plan_is_named():
    refused(
        "1 and 2 are 10 minutes apart, above 5.*2 and 1 must not share",
        "rural-primaries", members(1, 2), never=[(2, 1)], max_minutes=5.0,
    )  # fmt: skip
