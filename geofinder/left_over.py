"""Name the small schools that no candidate group serves, with the reason in words."""

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geofinder.settings import Settings
from geofinder.tables import LEFT_OVER

PARTNER_PATTERNS = ("rural-primaries", "infant-junior", "federation-joiner")
"""The patterns that bring a small school a partner; feeding a secondary alone does not."""

_NEIGHBOURS = 8


def unserved(
    schools: pd.DataFrame, facts: pd.DataFrame, candidates: pd.DataFrame, members: pd.DataFrame
) -> pd.DataFrame:
    """Return the small primary-phase schools of the area that are in no partner group.

    Members of a federation or a multi-academy trust have partners already and are not asked.
    """
    partnered = candidates.loc[candidates["pattern"].isin(PARTNER_PATTERNS), "group_id"]
    served = members.loc[members["group_id"].isin(partnered), "urn"]
    partner_already = facts["in-federation"] | facts["in-mat"].fillna(value=False)
    asked = facts["small"].fillna(value=False) & facts["primary-phase"].fillna(value=False)
    urns = facts.index[(asked & ~partner_already).to_numpy(dtype=bool)]
    left = schools["in_area"] & schools["urn"].isin(urns) & ~schools["urn"].isin(served)
    return schools[left].reset_index(drop=True)


def nearest_pairs(left: pd.DataFrame, schools: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """Return pairs, both ways, of each school left over with its nearest free primary schools.

    The nearest by road is sought among the nearest few by straight line.
    """
    partners = schools[_possible_partner(schools, facts)]
    if left.empty or partners.empty:
        return pd.DataFrame({"from_urn": [], "to_urn": []}, dtype="int64")
    most = min(_NEIGHBOURS + 1, len(partners))
    tree = cKDTree(partners[["easting", "northing"]].to_numpy())
    _, near = tree.query(left[["easting", "northing"]].to_numpy(), k=most)
    urns = np.repeat(left["urn"].to_numpy(), most)
    others = partners["urn"].to_numpy()[np.reshape(near, -1)]
    pairs = pd.DataFrame({"from_urn": urns, "to_urn": others}).query("from_urn != to_urn")
    back = pairs.rename(columns={"from_urn": "to_urn", "to_urn": "from_urn"})
    return pd.concat([pairs, back]).drop_duplicates().sort_values(["from_urn", "to_urn"])


def explain(
    left: pd.DataFrame,
    schools: pd.DataFrame,
    facts: pd.DataFrame,
    travel: pd.DataFrame,
    settings: Settings,
) -> pd.DataFrame:
    """Return ``tables.LEFT_OVER``: for each school why, and its nearest possible partner."""
    partners = set(schools.loc[_possible_partner(schools, facts), "urn"])
    worse = _worse_minutes(travel)
    worse = worse[worse["to_urn"].isin(partners)]
    nearest = worse.sort_values(["from_urn", "travel_min", "to_urn"]).drop_duplicates("from_urn")
    table = left[["urn", "name"]].merge(
        nearest.rename(
            columns={"from_urn": "urn", "to_urn": "nearest_urn", "travel_min": "nearest_min"}
        ),
        on="urn",
        how="left",
    )
    table["nearest_urn"] = table["nearest_urn"].astype("Int64")
    names = schools.set_index("urn")["name"]
    table["nearest_name"] = table["nearest_urn"].map(names).astype("str")
    table["reason"] = [
        _reason(row, fact, settings)
        for (_, row), (_, fact) in zip(
            table.iterrows(), facts.loc[table["urn"]].iterrows(), strict=True
        )
    ]
    table = table[list(LEFT_OVER.columns)].astype({"reason": "str", "nearest_min": "float64"})
    return pd.DataFrame(LEFT_OVER.validate(table.sort_values("urn").reset_index(drop=True)))


def _possible_partner(schools: pd.DataFrame, facts: pd.DataFrame) -> pd.Series:
    able = (facts["free"] & facts["primary-phase"]).fillna(value=False)
    return schools["urn"].map(able).astype("bool")


def _worse_minutes(travel: pd.DataFrame) -> pd.DataFrame:
    """Return for each ordered pair the slower of the two directions, where both are known."""
    back = travel.rename(
        columns={"from_urn": "to_urn", "to_urn": "from_urn", "travel_min": "back_min"}
    )
    both = travel.merge(back[["from_urn", "to_urn", "back_min"]], on=["from_urn", "to_urn"])
    both["travel_min"] = both[["travel_min", "back_min"]].max(axis=1, skipna=False)
    return both.dropna(subset=["travel_min"])[["from_urn", "to_urn", "travel_min"]]


def _reason(row: pd.Series, fact: pd.Series, settings: Settings) -> str:
    if fact["trust-not-recorded"]:
        return (
            "It is an academy for which no trust is recorded, so it is not known whether it is "
            "standalone; it is not offered as free."
        )
    if pd.isna(fact["free"]):
        return "Its type or trust is not recorded, so it is not known whether it is standalone."
    if pd.isna(row["nearest_min"]):
        return "No other standalone primary-phase school with a known route is near it."
    near = f"the nearest, {row['nearest_name']}, is {row['nearest_min']:.0f} minutes away"
    if row["nearest_min"] > settings.max_minutes:
        return (
            f"No standalone primary-phase school within {settings.max_minutes:g} minutes: {near}."
        )
    return (
        "No group in reach has a small rural school in it, which the settings ask for "
        f"({near}); --any-setting takes in town schools."
    )
