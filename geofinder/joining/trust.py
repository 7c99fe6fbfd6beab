"""Describe the trust that others could join: its schools, their kinds and spread."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from geofinder.joining import spread, words
from geofinder.joining.table import Neighbourhood
from geofinder.tables import STAGES, TRUST_MEMBERS
from geofinder.units import grid_points

LATELY_YEARS = 3
"""Joins of so many years count as recent."""


def members_table(near: Neighbourhood) -> pd.DataFrame:
    """Return ``tables.TRUST_MEMBERS``, sorted by urn."""
    members = near.members.sort_values("urn", ignore_index=True)
    between = spread.minutes_between(near.travel, members["urn"], members["urn"])
    nearest, which = spread.nearest_other(between)
    known = which >= 0
    facts = near.facts.reindex(members["urn"])
    table = pd.DataFrame(members[["urn", "name", "la_name", "stage", "pupils", "faith"]])
    table = table.assign(
        rural=facts["rural"].array,
        small=facts["small"].array,
        joined=members["trust_joined"],
        nearest_urn=pd.array(members["urn"].to_numpy()[which], dtype="Int64"),
        nearest_name=members["name"].to_numpy()[which],
        nearest_min=nearest,
    ).astype({"nearest_name": "str", "rural": "boolean", "small": "boolean"})
    for column in ("nearest_urn", "nearest_name"):
        table[column] = table[column].where(known)
    return pd.DataFrame(TRUST_MEMBERS.validate(table[list(TRUST_MEMBERS.columns)]))


def describe_trust(
    trust: pd.Series, members: pd.DataFrame, near: Neighbourhood, *, day: dt.date
) -> dict[str, Any]:
    """Return the facts of ``JoinersResult.trust``; ``members`` follows TRUST_MEMBERS."""
    since = pd.Timestamp(day) - pd.DateOffset(years=LATELY_YEARS)
    late = members[(members["joined"] > since) & (members["joined"] <= pd.Timestamp(day))]
    late = late.sort_values(["joined", "urn"], ascending=[False, True])
    longest = spread.longest(members["nearest_min"].to_numpy(dtype=np.float64))
    counts = members["stage"].value_counts()
    pupils = members["pupils"]
    company = trust["companies_house"]
    facts: dict[str, Any] = {
        "trust_id": trust["trust_id"],
        "name": trust["name"],
        "companies_house": None if pd.isna(company) else company,
        "schools": len(members),
        "stages": {stage: int(counts[stage]) for stage in STAGES if stage in counts},
        "pupils": None if pupils.isna().any() else int(pupils.sum()),
        "church": int((members["faith"].notna() & (members["faith"] != "none")).sum()),
        "faith_not_known": int(members["faith"].isna().sum()),
        "rural": int(members["rural"].fillna(value=False).sum()),
        "small": int(members["small"].fillna(value=False).sum()),
        "joined_lately": [
            {"urn": int(urn), "name": name, "joined": joined.date().isoformat()}
            for urn, name, joined in late[["urn", "name", "joined"]].itertuples(index=False)
        ],
        "joins_undated": int(members["joined"].isna().sum()),
        "hull_km2": spread.hull_km2(grid_points(near.members)),
        "longest_nearest_min": None if np.isnan(longest) else longest,
    }
    return facts | {"lines": words.trust_lines(facts, day=day.isoformat())}
