"""Each reason for being left over is a whole sentence, of one school or of many."""

from types import SimpleNamespace

import pandas as pd
import pytest

from geofinder.planning.case import Case
from geofinder.planning.reasons import said
from geofinder.settings import Settings

NAMES = {1: "Ash", 2: "Elm", 3: "Oak", 4: "Yew"}
RULES = {"closed": {"sentence": "It is closed."}, "open": {"sentence": "It is open."}}
FORMS = "federation, join-federation"
WAY = {
    "kind": "school", "pattern": "rural-primaries", "partner_urn": 2, "worse_min": 5.0,
    "limit_min": 15.0, "near": True, "urns": (1, 2), "group_id": None, "hindrance": "nothing",
    "otherwise": "nothing", "others": "", "rules": "", "apart": (), "size": 2, "pupils": 180,
}  # fmt: skip
GROUP = {"kind": "group", "pattern": "feeders", "group_id": "feeders-1", "limit_min": float("nan")}
NO_OTHER = "No other form opens a group with it within these limits."


def told(code, *ways, groups=None, fact=None, candidates=None, nearest=None, **settings):
    """Return reason and change of school 1 for its ways, each as it differs from the usual."""
    table = pd.DataFrame([WAY | way for way in ways], columns=list(WAY))
    ground = SimpleNamespace(
        settings=Settings(**settings),
        rules=RULES,
        candidates=pd.DataFrame(candidates or [("feeders-1", 0.5)], columns=["group_id", "score"]),
        facts=pd.DataFrame({"small": pd.array([True] * 4, dtype="boolean")}, index=list(NAMES)),
    )
    known = {"trust-not-recorded": False, "free": True, "academy": False} | (fact or {})
    case = Case(
        urn=1,
        ways=table,
        nearest=None if nearest is None else pd.Series(WAY | nearest),
        fact=pd.Series(known, dtype=object),
        names=NAMES,
        groups=groups or {},
        ground=ground,
    )
    return said(code, case)


def group(*urns, name="feeders-1", **more):
    return GROUP | {"urns": (1, *urns), "partner_urn": urns[0], "group_id": name} | more


def test_candidate_groups_with_an_academy_are_counted():
    academy = {"hindrance": "academy", "otherwise": "bounds"}
    one = told("academy", group(2, **academy))
    assert one == (
        (
            "The one candidate group with it holds an academy, to which the plan's forms are "
            f"closed ({FORMS})."
        ),
        NO_OTHER,
    )
    two = told("academy", group(2, **academy), group(3, name="feeders-2", **academy))
    assert two[0].startswith("All 2 candidate groups with it hold an academy, to which")
    opens = told("academy", group(2, hindrance="academy", others="new-trust join-trust"))
    assert opens[1] == (
        "--plan-forms federation,join-federation,new-trust would allow the group feeders-1 with "
        "Elm (5 minutes)."
    )


def test_where_no_form_opens_it_the_limit_that_reaches_the_next_partner_is_told():
    academy = {"hindrance": "academy", "otherwise": "bounds", "kind": "trust"}
    beyond = {"near": False, "worse_min": 19.2, "partner_urn": 3}
    reason, change = told("academy", academy, nearest=beyond)
    assert reason.endswith(
        "Elm (5 minutes), is an academy in a multi-academy trust, so not free. The nearest other "
        "one that is open to it is Oak (19.2 minutes)."
    )
    assert change == "--max-minutes 20 would reach Oak."
    far = beyond | {"worse_min": 90.5}
    assert told("academy", academy, nearest=far)[1] == "No limit up to 90 minutes reaches Oak."
    at_most = beyond | {"worse_min": 90.0}
    assert told("academy", academy, nearest=at_most)[1] == "--max-minutes 90 would reach Oak."
    exact = beyond | {"worse_min": 20.0000000001}
    assert told("academy", academy, nearest=exact)[1] == "--max-minutes 20 would reach Oak."


def test_a_group_that_would_split_a_federation_is_named():
    reason, change = told("split", group(2, hindrance="split"))
    assert reason == (
        "The one kind of group with it, such as feeders-1 with Elm (5 minutes), would split a "
        "federation, and the plan keeps federations whole."
    )
    assert change == NO_OTHER


def test_what_is_blocked_is_told_with_its_rule():
    blocked = {"hindrance": "blocked", "otherwise": "bounds", "rules": "unheard-of closed open"}
    assert told("blocked", blocked) == (
        (
            f"The plan's forms ({FORMS}) are blocked for it with every school within 15 minutes, "
            "the nearest of them Elm (5 minutes). The rule is closed: It is closed."
        ),
        NO_OTHER,
    )
    assert told("blocked", group(2, **blocked), fact={"academy": True})[0] == (
        f"It is an academy. The plan's forms ({FORMS}) are blocked for it in every candidate group "
        "with it, such as feeders-1. The rule is closed: It is closed."
    )
    unruled = told("blocked", blocked | {"rules": None})[0]
    assert unruled.endswith("the nearest of them Elm (5 minutes).")
    assert told("blocked", blocked, fact={"free": False}) == (
        (
            "It is neither a maintained school nor an academy by the register, and no group is "
            "formed with such a school."
        ),
        "Nothing that these settings offer.",
    )
    assert told("blocked", blocked, fact={"free": pd.NA})[1] == NO_OTHER


def test_one_partner_out_of_bounds_is_told_with_the_bound_and_all_that_must_change():
    bounded = {"hindrance": "bounds"}
    reason, change = told("bounds", bounded, plan_pupils_least=200)
    assert reason == (
        "It could be with Elm (5 minutes), but together they have 180 pupils, and the plan asks "
        "for 200."
    )
    assert change == "plan_pupils_least = 180 in a settings file (--config) would allow that group."
    three = bounded | {"size": 3, "urns": (1, 2, 3)}
    reason, change = told("bounds", three, plan_size_most=2, plan_pupils_most=100)
    assert reason == (
        "It could be with Elm (5 minutes), but that makes 3 schools, and the plan allows 2; "
        "together they have 180 pupils, and the plan allows 100."
    )
    assert change == (
        "plan_size_most = 3 and plan_pupils_most = 180 in a settings file (--config) would allow "
        "that group."
    )
    lost = told("bounds", bounded | {"pupils": pd.NA}, plan_pupils_least=200)
    assert lost[0].endswith("a roll among them is not recorded, and the plan bounds the pupils.")
    assert lost[1] == "A register in which the roll is recorded would tell."


def test_of_candidate_groups_the_one_of_the_best_score_is_told_and_kept():
    scores = [("feeders-1", 0.5), ("feeders-2", 0.9)]
    ways = (group(2, 4), group(3, name="feeders-2"))
    reason, change = told("nothing", *ways, groups={2: "rural-7", 3: "rural-8"}, candidates=scores)
    assert reason == (
        "It could be in feeders-2 with Oak, but Oak is in another group of the plan (rural-8)."
    )
    assert change == "--keep feeders-2 would put it in the plan, with Oak instead of rural-8."
    loose = told("nothing", *ways, groups={3: "rural-8"}, candidates=scores)
    assert loose[0].startswith("It could be with Elm (5 minutes), which is in no group of the plan")
    assert loose[1] == "--keep feeders-1 would put it in the plan, with Elm, Yew."


def test_without_a_candidate_group_more_of_them_have_to_be_kept_first():
    reason, change = told("nothing", WAY, groups={2: "rural-7", 3: "rural-7", 1: "x"}, top=5)
    assert reason == (
        "Its one possible partner within 15 minutes, Elm (5 minutes), is in the plan with Oak "
        "(rural-7)."
    )
    assert change == (
        "--top above 5 keeps more candidate groups; --keep can then name one with it and Elm."
    )


def test_a_group_without_the_partner_is_kept_instead_of_none():
    ways = (WAY, group(4, near=False))
    assert told("nothing", *ways, groups={2: "rural-7"})[1] == (
        "--keep feeders-1 would put it in the plan, with Yew."
    )


@pytest.mark.parametrize(
    ("limits", "said_"),
    [((15.0, 15.0), "within 15 minutes"), ((15.0, 20.0), "within the limits")],
)
def test_the_limit_is_told_where_it_is_one(limits, said_):
    one, other = limits
    apart = {"hindrance": "kept-apart", "apart": (1, 2)}
    ways = (apart | {"limit_min": one}, apart | {"limit_min": other, "apart": (3, 1)})
    assert told("kept-apart", *ways)[0] == (
        f"There are 2 possible partners {said_}, the nearest Elm (5 minutes); local pairs "
        "(--pairs) keep such a group apart: Elm, Oak."
    )


def test_a_drive_that_is_not_known_is_said_to_be():
    lost = {"hindrance": "split", "worse_min": float("nan")}
    assert (
        "such as feeders-1 with Elm (no route known), would" in told("split", group(2, **lost))[0]
    )


def test_small_schools_that_are_lacking_are_asked_for_by_the_number_in_use():
    town = {"hindrance": "no-rural"}
    reason, change = told("no-rural", town, any_setting=True, small_pupils=150)
    assert reason == (
        "A group needs a small school, and neither it nor Elm (5 minutes), the one school that it "
        "could be with within 15 minutes, is recorded as that."
    )
    assert change == (
        "A higher number for small schools (--small, now 150) counts more schools as small."
    )
    assert told("no-rural", town)[1] == "--any-setting lets small town schools count as well."
