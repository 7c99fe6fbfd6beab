"""Look up the drives of a few schools in the worse direction."""

from collections.abc import Iterable

import pandas as pd


def worse_minutes(travel: pd.DataFrame, urns: Iterable[int]) -> pd.DataFrame:
    """Return the slower of the two directions for each of the URNs and each other school.

    A pair with one direction missing or without a route has no row.

    Returns:
        ``urn`` (of those asked for), ``other_urn``, ``worse_min``; by urn, minutes and other.
    """
    wanted = pd.Index(sorted(set(urns)), dtype="int64")
    pair = ["urn", "other_urn"]
    there = travel.loc[travel["from_urn"].isin(wanted), ["from_urn", "to_urn", "travel_min"]]
    back = travel.loc[travel["to_urn"].isin(wanted), ["to_urn", "from_urn", "travel_min"]]
    both = there.set_axis([*pair, "there"], axis=1).merge(
        back.set_axis([*pair, "back"], axis=1), on=pair
    )
    both["worse_min"] = both[["there", "back"]].max(axis=1, skipna=False)
    known = both.loc[both["worse_min"].notna() & (both["urn"] != both["other_urn"])]
    ordered = known.sort_values(["urn", "worse_min", "other_urn"], ignore_index=True)
    return pd.DataFrame(ordered[[*pair, "worse_min"]])
