"""Make up schools of every legal kind, and judge groups of them by the shipped rules."""

import datetime as dt
import functools

import pandas as pd

from geofinder.facts import school_facts
from geofinder.policy import read_policy, verdicts
from geofinder.resources import data_path
from geofinder.tables import SCHOOLS
from tests.made_up import made_up_schools

DAY = dt.date(2026, 11, 21)
POLICY = read_policy(data_path("policy.toml"))

COMMUNITY = {"governance": "maintained", "type": "Community school", "faith": "none"}
VA_CHURCH = {
    "governance": "maintained",
    "type": "Voluntary aided school",
    "faith": "church-of-england",
}
VC_CHURCH = VA_CHURCH | {"type": "Voluntary controlled school"}
CATHOLIC = VA_CHURCH | {"faith": "catholic"}
MAT_ACADEMY = {
    "governance": "academy",
    "type": "Academy converter",
    "faith": "none",
    "trust_id": "1",
    "trust_kind": "mat",
}
OTHER_MAT = MAT_ACADEMY | {"trust_id": "2"}
SINGLE_ACADEMY = MAT_ACADEMY | {"trust_id": "3", "trust_kind": "sat"}
ACADEMY_UNKNOWN = {"governance": "academy", "type": "Academy converter", "faith": "none"}
UNKNOWN_FAITH = {"governance": "maintained", "type": "Foundation school", "faith": None}
UNKNOWN_TYPE = {"governance": "not-known", "type": None, "faith": "none"}
UNKNOWN_AGES = COMMUNITY | {"ages_source": "not-known", "name": "Somewhere School"}
FEDERATED = COMMUNITY | {"federation_id": "9", "federation_name": "Pioneer Federation"}
OTHER_FEDERATION = COMMUNITY | {"federation_id": "8", "federation_name": "Skylark"}
KENT = COMMUNITY | {"la_code": "886"}
FOUNDATION = {"governance": "maintained", "type": "Foundation school", "faith": "none"}
CO_OPERATIVE = FOUNDATION | {"foundation_trust_id": "5"}
OTHER_CO_OPERATIVE = FOUNDATION | {"foundation_trust_id": "6"}
CHURCH_FOUNDATION = FOUNDATION | {"faith": "church-of-england"}
CATHOLIC_FOUNDATION = FOUNDATION | {"faith": "catholic"}
INFANT = COMMUNITY | {"stage": "infant"}
JUNIOR = COMMUNITY | {"stage": "junior"}
SECONDARY = COMMUNITY | {"stage": "secondary"}
SPECIAL = COMMUNITY | {"type": "Community special school", "stage": "special"}
NURSERY = COMMUNITY | {"type": "Local authority nursery school", "stage": "nursery"}
REFERRAL_UNIT = COMMUNITY | {"type": "Pupil referral unit", "stage": "alternative"}
KINDS = (
    COMMUNITY, VA_CHURCH, VC_CHURCH, CATHOLIC, MAT_ACADEMY, OTHER_MAT, SINGLE_ACADEMY,
    ACADEMY_UNKNOWN, UNKNOWN_FAITH, UNKNOWN_TYPE, UNKNOWN_AGES, FEDERATED, OTHER_FEDERATION, KENT,
    FOUNDATION, CO_OPERATIVE, OTHER_CO_OPERATIVE, INFANT, JUNIOR, SECONDARY, SPECIAL, NURSERY,
    REFERRAL_UNIT, CHURCH_FOUNDATION, CATHOLIC_FOUNDATION,
)  # fmt: skip

USUAL = {
    "la_code": "845",
    "stage": "primary",
    "ages_source": "recorded",
    "pupils": 97,
    "rural": True,
    "sixth_form": False,
}


def schools_of(*kinds):
    """Return a school a kind; what a kind does not say is as usual, or not recorded."""
    frame = made_up_schools([kind.get("name", f"School {k}") for k, kind in enumerate(kinds)])
    for column in {*USUAL, *(name for kind in kinds for name in kind)} - {"name"}:
        values = [kind.get(column, USUAL.get(column)) for kind in kinds]
        frame[column] = pd.Series(values, dtype=frame[column].dtype)
    return SCHOOLS.validate(frame)


MOST_OF_A_KIND = 8


@functools.cache
def pool():
    """Return so many schools of each of ``KINDS`` as a group may hold, and their facts."""
    one = schools_of(*KINDS)
    schools = one.loc[one.index.repeat(MOST_OF_A_KIND)].reset_index(drop=True)
    schools["urn"] = range(114400, 114400 + len(schools))
    return schools, school_facts(schools, small_pupils=210)


def judge_all(groups):
    """Return for each group of ``KINDS`` its verdicts by form, all judged at once."""
    schools, facts = pool()
    urns = schools["urn"].tolist()
    rows = []
    for number, kinds in enumerate(groups):
        places = [KINDS.index(kind) for kind in kinds]
        rows += [
            (f"g{number:02}", urns[kind * MOST_OF_A_KIND + places[:k].count(kind)], "member")
            for k, kind in enumerate(places)
        ]
    members = pd.DataFrame(rows, columns=["group_id", "urn", "role"])
    table = verdicts(members, schools, facts, POLICY, day=DAY)
    return [part.set_index("form") for _, part in table.groupby("group_id")]


def judge(*kinds, policy=POLICY, day=DAY, role="member"):
    """Return the verdicts on one group of the kinds, by form."""
    schools = schools_of(*kinds)
    members = pd.DataFrame({"group_id": "g", "urn": schools["urn"], "role": role})
    facts = school_facts(schools, small_pupils=210)
    return verdicts(members, schools, facts, policy, day=day).set_index("form")
