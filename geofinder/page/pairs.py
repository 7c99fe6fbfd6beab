"""Write the drives between the schools of a group, both ways, for the page's script."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geofinder.page.coding import plain, steps
from geofinder.result import RunResult

_TENTHS = 10

type Ints = NDArray[np.int64]


def pairs_part(result: RunResult, place: dict[int, int]) -> dict[str, Any]:
    """Return minutes and metres, there and back, of the pairs that are in a group together.

    Args:
        result: the run; pairs that its travel table lacks have no minutes.
        place: each school's place on the page, by URN.
    """
    members = result.members[["group_id", "urn"]]
    both = members.merge(members, on="group_id", suffixes=("_a", "_b"))
    wanted = both.loc[both["urn_a"] < both["urn_b"], ["urn_a", "urn_b"]].drop_duplicates()
    pairs = wanted.sort_values(["urn_a", "urn_b"])
    one, other = (pairs[name].to_numpy(dtype=np.int64) for name in ("urn_a", "urn_b"))
    there, back = _measured(result.travel, [(one, other), (other, one)])
    columns: dict[str, list[int | None] | None] = {
        "minThere": plain(there["travel_min"], times=_TENTHS),
        "minBack": plain(back["travel_min"], times=_TENTHS),
        "m10There": plain(there["distance_m"], times=1 / _TENTHS),
        "m10Back": plain(back["distance_m"], times=1 / _TENTHS),
    }
    for way, other_way in (("minBack", "minThere"), ("m10Back", "m10There")):
        # An estimate is the same both ways, and is then written once.
        if columns[way] == columns[other_way]:
            columns[way] = None
    return {
        "a": steps([place[urn] for urn in one.tolist()]),
        "b": [place[urn] for urn in other.tolist()],
        **columns,
    }


def _measured(travel: pd.DataFrame, wanted: list[tuple[Ints, Ints]]) -> list[pd.DataFrame]:
    """Return minutes and metres of each list of pairs, in its order, missing where there are none.

    A country's table has millions of rows, most often in order: a search in it copies nothing.
    """
    start, end = (travel[name].to_numpy(dtype=np.int64) for name in ("from_urn", "to_urn"))
    wide = int(max(start.max(initial=0), end.max(initial=0))) + 1
    keys = start * wide + end
    if not (np.diff(keys) > 0).all():
        order = np.argsort(keys, kind="stable")
        keys, travel = keys[order], travel.iloc[order]
    tables = []
    for one, other in wanted:
        asked = one * wide + other
        at = np.searchsorted(keys, asked)
        lacking = np.append(keys, -1)[at] != asked
        found = travel[["travel_min", "distance_m"]].iloc[at[~lacking]]
        found = found.set_axis(np.flatnonzero(~lacking), axis=0)
        tables.append(found.reindex(np.arange(len(asked))))
    return tables
