"""Who is asked for: small or at-risk schools of the area without a partner today."""

import pandas as pd
import pytest

from geofinder.nudges import AT_RISK
from geofinder.planning.asked import asked, partnered
from geofinder.settings import Settings
from tests.candidates.made_up import academy, facts_of, school, schools_of

FEDERATION = {"federation_id": "F1", "federation_name": "Two Together"}


def _asked(*rows, at_risk=(), settings=None):
    schools = schools_of(rows)
    facts = facts_of(schools)
    if at_risk:
        flags = pd.Series(facts.index.isin(at_risk), index=facts.index, dtype="boolean")
        facts = facts.assign(**{AT_RISK: flags.where(flags)})
    return asked(schools, facts, settings or Settings()).to_dict()


def test_a_small_primary_without_a_partner_is_asked_for_and_a_large_one_is_not():
    assert _asked(school(1, pupils=90), school(2, pupils=400)) == {1: 1, 2: 0}


def test_a_school_whose_roll_is_not_recorded_is_not_called_small():
    assert _asked(school(1, pupils=None)) == {1: 0}


def test_a_small_secondary_is_not_asked_for_unless_it_is_at_risk():
    rows = (school(1, stage="secondary"), school(2, stage="secondary"))
    assert _asked(*rows, at_risk=[2]) == {1: 0, 2: 1}


@pytest.mark.parametrize("own", [FEDERATION, {"governance": "academy", "trust_kind": "mat"}])
def test_members_of_federations_and_trusts_have_partners_already(own):
    assert _asked(school(1, **own)) == {1: 0}


def test_an_academy_whose_trust_is_not_recorded_is_asked_for():
    assert _asked(school(1, governance="academy", type="Academy converter")) == {1: 1}


def test_a_neighbour_over_the_border_is_not_asked_for():
    assert _asked(school(1, in_area=False)) == {1: 0}


def test_of_two_reasons_to_ask_the_larger_counts():
    settings = Settings(plan_small_counts=2, plan_at_risk_counts=5)
    rows = (school(1), school(2), school(3, pupils=300))
    assert _asked(*rows, at_risk=[2, 3], settings=settings) == {1: 2, 2: 5, 3: 5}
    fewer = Settings(plan_small_counts=2, plan_at_risk_counts=0)
    assert _asked(*rows, at_risk=[2, 3], settings=fewer) == {1: 2, 2: 2, 3: 0}


def test_only_a_partner_that_is_known_counts_as_one():
    schools = schools_of(
        [school(1), academy(2), school(3, **FEDERATION), school(4, governance="not-known")]
    )
    assert partnered(schools, facts_of(schools)).to_dict() == {
        1: False, 2: True, 3: True, 4: False,
    }  # fmt: skip
