"""Say which schools a plan is asked to serve, what each counts, and who has a partner already."""

import pandas as pd

from geofinder.nudges import AT_RISK
from geofinder.settings import Settings


def partnered(schools: pd.DataFrame, facts: pd.DataFrame) -> pd.Series:
    """Return for each URN whether the school is in a federation or a multi-academy trust today.

    A school of which that is not known counts as in none: it is not known to have a partner.
    """
    known = facts.reindex(schools["urn"])
    return (known["in-federation"].eq(other=True) | known["in-mat"].eq(other=True)).fillna(
        value=False
    ).astype("bool")  # fmt: skip


def asked(schools: pd.DataFrame, facts: pd.DataFrame, settings: Settings) -> pd.Series:
    """Return for each URN what serving the school counts; 0 where the plan is not asked to.

    Asked are schools of the area without a partner today that are small and of the primary phase
    (``settings.plan_small_counts``) or marked at risk by local figures
    (``settings.plan_at_risk_counts``); a school that is both counts the larger. Whether a school is
    free need not be known: one that may be is asked for, and left over by name.
    """
    known = facts.reindex(schools["urn"])
    small = (known["small"] & known["primary-phase"]).fillna(value=False).astype("bool")
    counts = small * settings.plan_small_counts
    if AT_RISK in known:
        at_risk = known[AT_RISK].fillna(value=False).astype("bool")
        counts = counts.combine(at_risk * settings.plan_at_risk_counts, max)
    seeks = schools.set_index("urn")["in_area"] & ~partnered(schools, facts)
    return counts.where(seeks, 0).astype("int64")
