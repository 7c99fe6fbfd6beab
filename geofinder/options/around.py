"""Find the near schools that one school could work with, and measure how far each is."""

import hashlib

import pandas as pd

from geofinder.facts import BROAD_PHASES

ALONE = "alone"
NEIGHBOUR = "neighbour"

PHASES = BROAD_PHASES | {
    "14-plus": frozenset({"secondary"}),
    "16-plus": frozenset({"secondary"}),
    "alternative": frozenset({"special"}),
}
"""Schools that share a broad phase are of one kind; special and alternative ones are one."""

_NEAREST = 8
_NEAREST_OTHERS = 3
_BODIES = ("federation_id", "trust_id")


def alike(schools: pd.DataFrame, urn: int) -> pd.Series:
    """Say which schools are of the same broad phase; all, where the school's own is not known."""
    stages = schools["stage"]
    own = PHASES.get(str(stages[schools["urn"] == urn].iloc[0]), frozenset())
    if not own:
        return pd.Series(data=True, index=schools.index)
    return stages.map(lambda stage: bool(own & PHASES.get(stage, frozenset()))).astype("bool")


def siblings(schools: pd.DataFrame, urn: int) -> frozenset[int]:
    """Return the other schools of the school's own federation and trust."""
    own = schools[schools["urn"] == urn].iloc[0]
    same = pd.Series(data=False, index=schools.index)
    for column in _BODIES:
        if pd.notna(own[column]):
            same |= schools[column] == own[column]
    return frozenset(int(other) for other in schools.loc[same, "urn"] if other != urn)


def pairs_with(urn: int, others: pd.Series) -> pd.DataFrame:
    """Return the ordered pairs, both ways, of ``urn`` with each of the ``others``."""
    away = others[others != urn].sort_values()
    there = pd.DataFrame({"from_urn": urn, "to_urn": away}, dtype="int64")
    back = pd.DataFrame({"from_urn": away, "to_urn": urn}, dtype="int64")
    return pd.concat([there, back], ignore_index=True)


def seen_from(urn: int, travel: pd.DataFrame) -> pd.DataFrame:
    """Return travel as one school sees it, the nearest first.

    Columns: urn, there_min, back_min, worse_min and distance_m (of the worse direction; missing
    if one direction is), straight_m, method.
    """
    columns = ["travel_min", "distance_m", "straight_m", "method"]
    there = travel[travel["from_urn"] == urn].set_index("to_urn")[columns]
    back = travel[travel["to_urn"] == urn].set_index("from_urn")[columns]
    both = there.join(back.add_suffix("_back"), how="inner")
    table = pd.DataFrame(
        {
            "urn": both.index.astype("int64"),
            "there_min": both["travel_min"].to_numpy(dtype="float64"),
            "back_min": both["travel_min_back"].to_numpy(dtype="float64"),
            "worse_min": both[["travel_min", "travel_min_back"]].max(axis=1, skipna=False),
            "distance_m": both[["distance_m", "distance_m_back"]].max(axis=1, skipna=False),
            "straight_m": both["straight_m"].to_numpy(dtype="float64"),
            "method": both["method"].to_numpy(dtype="str"),
        }
    )
    return table.sort_values(["worse_min", "urn"], ignore_index=True)


def neighbours(
    schools: pd.DataFrame, seen: pd.DataFrame, *, urn: int, reach_min: float
) -> pd.DataFrame:
    """Return pairs of the school with near schools, as groups: group_id, urn, role.

    The nearest of its own kind, the nearest of any other, and of each kind the nearest member of
    another trust and of another federation, all within ``reach_min`` (worse direction). Schools
    of its own federation or trust are partners already.
    """
    near = seen[(seen["worse_min"] <= reach_min) & ~seen["urn"].isin(siblings(schools, urn))]
    about = schools.set_index("urn")
    kin = set(schools.loc[alike(schools, urn), "urn"])
    same, other = (near[near["urn"].isin(kin) == flag] for flag in (True, False))
    chosen = [*same["urn"].head(_NEAREST), *other["urn"].head(_NEAREST_OTHERS)]
    for column in _BODIES:
        of = same["urn"].map(about[column])
        elsewhere = same[of.notna() & (of != about[column].loc[urn])]
        chosen += elsewhere.groupby(of, sort=False)["urn"].first().head(_NEAREST_OTHERS).tolist()
    rows = [
        (f"{NEIGHBOUR}-{_digest(urn, other)}", member, "member")
        for other in dict.fromkeys(int(value) for value in chosen)
        for member in sorted((urn, other))
    ]
    return _table(rows)


def alone(urn: int) -> pd.DataFrame:
    """Return the school by itself as a group, for the rules that its own facts decide."""
    return _table([(f"{ALONE}-{urn}", urn, "member")])


def _digest(*urns: int) -> str:
    return hashlib.sha256(",".join(map(str, sorted(urns))).encode()).hexdigest()[:12]


def _table(rows: list[tuple[str, int, str]]) -> pd.DataFrame:
    table = pd.DataFrame.from_records(rows, columns=["group_id", "urn", "role"])
    return table.astype({"group_id": "str", "urn": "int64", "role": "str"})
