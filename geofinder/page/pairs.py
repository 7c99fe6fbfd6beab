"""Write the drives between the schools of a group, both ways, for the page's script."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from geofinder.page.coding import plain
from geofinder.page.groups_part import Members
from geofinder.page.packing import Ints, packed
from geofinder.result import RunResult

_TENTHS = 10


def pairs_part(result: RunResult, members: Members) -> dict[str, Any]:
    """Return minutes and metres, there and back, of the pairs that are in a group together.

    They stand in the order in which the groups and their members first bring them, so that no pair
    needs to be named: of each group the first member with the second, with the third, and so on.

    Args:
        result: the run; pairs that its travel table lacks have no minutes.
        members: the members of the page's groups.
    """
    urns = np.sort(result.schools["urn"].to_numpy(dtype=np.int64))
    one, other = (urns[places] for places in _pairs(members, len(urns)))
    there, back = _measured(result.travel, [(one, other), (other, one)])
    columns: dict[str, list[int | None]] = {
        "minThere": plain(there["travel_min"], times=_TENTHS),
        "minBack": plain(back["travel_min"], times=_TENTHS),
        "m10There": plain(there["distance_m"], times=1 / _TENTHS),
        "m10Back": plain(back["distance_m"], times=1 / _TENTHS),
    }
    written: dict[str, str | None] = {name: packed(column) for name, column in columns.items()}
    for way, other_way in (("minBack", "minThere"), ("m10Back", "m10There")):
        # An estimate is the same both ways, and is then written once.
        if columns[way] == columns[other_way]:
            written[way] = None
    return written


def _pairs(members: Members, schools: int) -> tuple[Ints, Ints]:
    """Return each pair of places once, in the order in which the groups bring them."""
    keys = []
    triangle = cache(lambda size: np.triu_indices(size, 1))
    for places in np.split(members.places, members.starts[1:]):
        one, other = triangle(len(places))
        keys.append(places[one] * schools + places[other])
    every = np.concatenate([np.empty(0, dtype=np.int64), *keys])
    one, other = np.divmod(every, max(schools, 1))
    same = np.minimum(one, other) * schools + np.maximum(one, other)
    _, first = np.unique(same, return_index=True)
    first.sort()
    return one[first], other[first]


def _measured(travel: pd.DataFrame, wanted: list[tuple[Ints, Ints]]) -> list[pd.DataFrame]:
    """Return minutes and metres of each list of pairs, in its order, missing where there are none.

    A country's table has millions of rows, most often in order: a search in it copies nothing.
    """
    start, end = (travel[name].to_numpy(dtype=np.int64) for name in ("from_urn", "to_urn"))
    wide = int(max(start.max(initial=0), end.max(initial=0))) + 1
    keys = start * wide + end
    if not (keys[1:] > keys[:-1]).all():
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
