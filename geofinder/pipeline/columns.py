"""List the candidate groups that a plan may choose, as columns of its problem."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from geofinder.minutes import Ints
from geofinder.planning.columns import Columns
from geofinder.settings import PATTERNS, Settings
from geofinder.tables import STATUSES

ALLOWED = ("open", "needs-consent")


class Judged(NamedTuple):
    """Candidate groups with their members and the verdict of every form on them."""

    candidates: pd.DataFrame
    members: pd.DataFrame
    verdicts: pd.DataFrame


class Listed(NamedTuple):
    """Columns over rows of SCHOOLS, and the id of each."""

    columns: Columns
    group_ids: list[str]


def forms_of(verdicts: pd.DataFrame, forms: Sequence[str]) -> pd.DataFrame:
    """Return ``form`` and ``status`` of each group that one of the forms is open to.

    The least hindered form; of several the one named first. Indexed by group_id.
    """
    able = verdicts[verdicts["form"].isin(forms) & verdicts["status"].isin(ALLOWED)]
    rank = able["status"].map(STATUSES.index) * len(forms) + able["form"].map(list(forms).index)
    best = able.assign(rank=rank).sort_values(["group_id", "rank"]).drop_duplicates("group_id")
    return best.set_index("group_id")[["form", "status"]]


def listed(groups: Judged, schools: pd.DataFrame, counts: Ints, settings: Settings) -> Listed:
    """Return the groups that the plan's forms, its bounds and the existing federations allow.

    Args:
        groups: CANDIDATES, MEMBERS and VERDICTS.
        schools: SCHOOLS.
        counts: what serving each row of SCHOOLS counts.
        settings: the plan's forms and bounds.
    """
    able = forms_of(groups.verdicts, settings.plan_forms).index
    members = groups.members[groups.members["group_id"].isin(able)]
    members = members[~members["group_id"].isin(split(members, schools))]
    travel = members.groupby("group_id")["minutes_to_hub"].sum(min_count=1)
    unknown = members.loc[members["minutes_to_hub"].isna(), "group_id"]
    table = groups.candidates[
        groups.candidates["group_id"].isin(members["group_id"])
        & ~groups.candidates["group_id"].isin(unknown)
        & within_bounds(groups.candidates, settings)
    ].sort_values("group_id", ignore_index=True)
    number = pd.Series(np.arange(len(table)), index=table["group_id"])
    rows = members[members["group_id"].isin(table["group_id"])]
    group = number[rows["group_id"]].to_numpy()
    row = pd.Index(schools["urn"]).get_indexer(pd.Index(rows["urn"]))
    order = np.lexsort((row, group))
    sizes = np.bincount(group, minlength=len(table))
    columns = Columns(
        start=np.r_[0, np.cumsum(sizes)].astype(np.int64),
        school=row[order].astype(np.int64),
        kind=table["pattern"].map(PATTERNS.index).to_numpy(dtype=np.int64),
        served=np.bincount(group, weights=counts[row], minlength=len(table)).astype(np.int64),
        score=table["score"].to_numpy(dtype=np.float64),
        travel_min=travel.reindex(table["group_id"]).to_numpy(dtype=np.float64),
    )
    if settings.plan_serving_only:
        serving = columns.served > 0
        return Listed(columns.take(serving), table.loc[serving, "group_id"].tolist())
    return Listed(columns, table["group_id"].tolist())


def split(members: pd.DataFrame, schools: pd.DataFrame) -> set[str]:
    """Return the groups that hold some but not all schools of a federation."""
    known = schools.set_index("urn")["federation_id"]
    whole = known.value_counts()
    held = members.assign(federation=members["urn"].map(known)).dropna(subset=["federation"])
    count = held.groupby(["group_id", "federation"]).size().reset_index(name="held")
    part = count["held"] < count["federation"].map(whole)
    return set(count.loc[part, "group_id"])


def within_bounds(candidates: pd.DataFrame, settings: Settings) -> pd.Series:
    """Tell which groups keep to the plan's bounds; an unknown roll is within no bounds."""
    inside = pd.Series(data=True, index=candidates.index)
    if settings.plan_size_most is not None:
        inside &= candidates["size"] <= settings.plan_size_most
    if settings.plan_pupils_least is not None:
        inside &= (candidates["pupils"] >= settings.plan_pupils_least).fillna(value=False)
    if settings.plan_pupils_most is not None:
        inside &= (candidates["pupils"] <= settings.plan_pupils_most).fillna(value=False)
    return inside.astype("bool")


def ids_of(columns: Columns, known: Listed, named: Mapping[tuple[int, ...], str]) -> list[str]:
    """Return the group ids of a plan's columns: of the listed, or as ``named`` by their schools."""
    of = dict(zip(known.columns.identities(), known.group_ids, strict=True))
    return [of.get(key) or named[key] for key in columns.identities()]
