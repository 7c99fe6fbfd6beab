"""Choose the groups that a page carries where a run has more than a browser opens."""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geofinder.result import RunResult

MOST_GROUPS = 5_000
"""A page of England with so many groups is under 3 MB, and a telephone still scrolls it."""
_NEW_SCHOOLS = (5, 4, 3, 2, 1)
"""First come groups that bring so many schools which no group before them has, then fewer."""

type Flags = NDArray[np.bool_]


def bound_notes(candidates: int) -> list[str]:
    """Return the sentence that the page holds some groups only; nothing where it holds all."""
    if candidates <= MOST_GROUPS:
        return []
    sentence = (
        f"There are {candidates:,} candidate groups. So that the page opens, it holds "
        f"{MOST_GROUPS:,} of them: those of the plan, then the best of those that bring a group "
        "to as many schools as possible. All of them are in candidates.csv."
    )
    return [sentence]


def bounded(result: RunResult) -> RunResult:
    """Return the run with the groups that its page carries, and nothing of the others."""
    if len(result.candidates) <= MOST_GROUPS:
        return result
    ranked = result.candidates.sort_values(["rank", "group_id"], ignore_index=True)
    chosen = ranked[_chosen(result, ranked)]
    kept = pd.Index(chosen["group_id"])

    def of_kept(table: pd.DataFrame) -> pd.DataFrame:
        rows = np.flatnonzero(kept.get_indexer(pd.Index(table["group_id"])) >= 0)
        return table.take(rows)

    return replace(
        result,
        candidates=chosen,
        members=of_kept(result.members),
        verdicts=of_kept(result.verdicts),
        local=None if result.local is None else of_kept(result.local),
    )


def _chosen(result: RunResult, ranked: pd.DataFrame) -> Flags:
    """Say which of the ranked groups the page carries.

    All of the plan; then, best first, those that bring schools which have none yet, the groups
    that bring many before those that bring few; then the best of the others.
    """
    group, school, schools = _members(result, ranked)
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    ends, places = np.append(starts[1:], len(school)), school.tolist()
    chosen = _in_plan(result, ranked)
    lacking = np.zeros(schools, dtype=bool)
    lacking[school] = True
    lacking[school[chosen[group]]] = False
    room = MOST_GROUPS - int(chosen.sum())
    for least in _NEW_SCHOOLS:
        bringing = np.add.reduceat(lacking[school], starts, dtype=np.int64) >= least
        still = lacking.tolist()
        for row in np.flatnonzero(bringing & ~chosen).tolist():
            own = places[starts[row] : ends[row]]
            if room > 0 and sum(still[place] for place in own) >= least:
                chosen[row] = True
                room -= 1
                for place in own:
                    still[place] = False
        lacking = np.array(still, dtype=bool)
    others = np.flatnonzero(~chosen)
    chosen[others[: max(room, 0)]] = True
    return chosen


def _in_plan(result: RunResult, ranked: pd.DataFrame) -> Flags:
    if result.planned is None:
        return np.zeros(len(ranked), dtype=bool)
    planned = result.planned.plan["group_id"]
    return ranked["group_id"].isin(planned).to_numpy(dtype=bool, copy=True)


def _members(
    result: RunResult, ranked: pd.DataFrame
) -> tuple[NDArray[np.intp], NDArray[np.intp], int]:
    """Return each member's group and school as numbers, by group, and how many schools."""
    urns = np.sort(result.schools["urn"].to_numpy(dtype=np.int64))
    group = pd.Index(ranked["group_id"]).get_indexer(pd.Index(result.members["group_id"]))
    school = np.searchsorted(urns, result.members["urn"].to_numpy(dtype=np.int64))
    order = np.lexsort((school, group))
    return group[order], school[order], len(urns)
