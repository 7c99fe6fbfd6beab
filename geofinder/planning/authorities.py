"""Tell of each local authority of an area what the plan does for its schools."""

import pandas as pd

from geofinder.planning.asked import asked, partnered
from geofinder.settings import Settings
from geofinder.tables import AUTHORITIES


def authorities(
    plan: pd.DataFrame,
    members: pd.DataFrame,
    schools: pd.DataFrame,
    facts: pd.DataFrame,
    settings: Settings,
) -> pd.DataFrame:
    """Return ``tables.AUTHORITIES``: one row a local authority with a school of the area.

    A group counts for each authority that has a school of the area in it; ``groups_across`` are
    those of them with a school of another authority too, in the area or not. ``longest_min`` is the
    worst pair in any of its groups, missing without a group or where one group's is not known.

    Args:
        plan: PLAN.
        members: MEMBERS; rows of groups that are not in the plan are passed over.
        schools: SCHOOLS.
        facts: their facts, by urn.
        settings: what is asked of the plan.
    """
    chosen = members.loc[members["group_id"].isin(plan["group_id"]), ["group_id", "urn"]]
    flags = schools[["urn", "la_code", "la_name", "in_area"]].assign(
        asked=schools["urn"].map(asked(schools, facts, settings)) > 0,
        partnered=schools["urn"].map(partnered(schools, facts)),
        planned=schools["urn"].isin(chosen["urn"]),
    )
    own = flags[flags["in_area"]]
    own = own.assign(served=own["asked"] & own["planned"], left_over=own["asked"] & ~own["planned"])
    by_code = own.groupby("la_code", sort=True)
    table = by_code[["asked", "partnered", "served", "left_over"]].sum()
    table["la_name"] = by_code["la_name"].min()
    table["schools"] = by_code.size()
    table = table.join(_groups(chosen, flags, plan)).reset_index()
    counts = ("asked", "partnered", "served", "left_over", "schools", "groups", "groups_across")
    table = table.fillna(dict.fromkeys(("groups", "groups_across"), 0)).astype(
        dict.fromkeys(counts, "int64") | {"la_code": "str", "la_name": "str"}
    )
    return pd.DataFrame(AUTHORITIES.validate(table[list(AUTHORITIES.columns)]))


def _groups(chosen: pd.DataFrame, flags: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    """Return groups, groups_across and longest_min by la_code, where there is a group."""
    where = chosen.merge(flags, on="urn")
    codes = where.groupby("group_id")["la_code"]
    several = codes.min() != codes.max()
    here = where.loc[where["in_area"], ["la_code", "group_id"]].drop_duplicates()
    here = here.assign(
        across=here["group_id"].map(several).astype("bool"),
        longest_min=here["group_id"].map(plan.set_index("group_id")["longest_min"]),
    )
    by_code = here.groupby("la_code")
    longest = by_code["longest_min"]
    return pd.DataFrame(
        {
            "groups": by_code.size(),
            "groups_across": by_code["across"].sum(),
            "longest_min": longest.max().where(longest.count() == longest.size()).astype("float64"),
        }
    )
