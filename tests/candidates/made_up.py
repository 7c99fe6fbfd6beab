"""Make up registers and travel tables: by hand, a school at a time, or a whole authority."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geofinder import tables
from geofinder.facts import school_facts

USUAL_AGES = {
    "nursery": (2, 4),
    "infant": (4, 7),
    "first": (4, 9),
    "junior": (7, 11),
    "primary": (4, 11),
    "middle": (9, 13),
    "secondary": (11, 16),
    "upper": (13, 18),
    "all-through": (4, 16),
    "special": (4, 16),
}
DEFAULTS: dict[str, Any] = {
    "la_code": "845",
    "la_name": "East Sussex",
    "status": "open",
    "stage": "primary",
    "ages_source": "recorded",
    "type": "Community school",
    "governance": "maintained",
    "pupils": 90,
    "faith": "none",
    "gender": "Mixed",
    "rural": True,
    "easting": 540_000.0,
    "northing": 110_000.0,
    "in_area": True,
}
DTYPES = {
    "urn": "int64",
    **dict.fromkeys(("low_age", "high_age", "pupils", "capacity"), "Int64"),
    **dict.fromkeys(("sixth_form", "nursery", "rural"), "boolean"),
    **dict.fromkeys(
        ("trust_joined", "federation_joined", "open_date", "close_date"), "datetime64[s]"
    ),
    **dict.fromkeys(("easting", "northing"), "float64"),
    "in_area": "bool",
}
KINDS = {"rural": (12.0, 2), "mixed": (6.0, 5), "city": (0.6, 40)}
"""Square kilometres a school, and how many schools a settlement has on average."""


def school(urn: int, name: str | None = None, **facts: Any) -> dict[str, Any]:
    """Return one school as a row; what ``facts`` does not say is a small rural primary's."""
    stage = facts.get("stage", DEFAULTS["stage"])
    low, high = USUAL_AGES.get(stage, (None, None))
    ages = {"low_age": low, "high_age": high}
    return DEFAULTS | ages | {"urn": urn, "name": name or f"School {urn}"} | facts


def academy(urn: int, name: str | None = None, **facts: Any) -> dict[str, Any]:
    """Return a school of a multi-academy trust."""
    trust = {"trust_id": "T1", "trust_name": "A Trust", "trust_kind": "mat"}
    kind = {"governance": "academy", "type": "Academy converter"}
    return school(urn, name, **(kind | trust | facts))


def schools_of(rows: Sequence[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    """Return rows as a table that passes the schema, sorted by urn."""
    ordered = sorted(rows, key=lambda row: row["urn"])
    names = [name for name in tables.SCHOOLS.columns if name != "geometry"]
    columns = {
        name: pd.Series([row.get(name) for row in ordered], dtype=DTYPES.get(name, "str"))
        for name in names
    }
    frame = pd.DataFrame(columns)
    points = gpd.points_from_xy(frame["easting"], frame["northing"], crs="EPSG:27700")
    return gpd.GeoDataFrame(tables.SCHOOLS.validate(gpd.GeoDataFrame(frame, geometry=points)))


def travel_of(minutes: Mapping[tuple[int, int], float | None]) -> pd.DataFrame:
    """Return travel for ordered pairs of URNs; a pair given one way only goes both ways."""
    both = {(end, start): value for (start, end), value in minutes.items()} | dict(minutes)
    values = pd.Series(list(both.values()), dtype="float64")
    return tables.TRAVEL.validate(
        pd.DataFrame(
            {
                "from_urn": pd.Series([start for start, _ in both], dtype="int64"),
                "to_urn": pd.Series([end for _, end in both], dtype="int64"),
                "travel_min": values,
                "distance_m": values * 700.0,
                "straight_m": values.fillna(0.0) * 500.0,
                "method": pd.Series(["estimate"] * len(both), dtype="str"),
                "snapped_m": pd.Series([None] * len(both), dtype="float64"),
            }
        )
    )


def facts_of(schools: pd.DataFrame, *, small_pupils: int = 210) -> pd.DataFrame:
    """Return the facts that the patterns ask for."""
    return school_facts(schools, small_pupils=small_pupils)


def register(size: int, *, seed: int, kind: str = "mixed") -> gpd.GeoDataFrame:
    """Return ``size`` schools in villages and towns, with facts missing here and there."""
    random = np.random.default_rng(seed)
    each_km2, per_place = KINDS[kind]
    side = 1_000.0 * float(np.sqrt(each_km2 * size))
    places = max(1, size // per_place)
    weight = random.pareto(2.0, places) + 0.2
    place = random.choice(places, size, p=weight / weight.sum())
    spread = 300.0 + 150.0 * np.sqrt(np.bincount(place, minlength=places))[place, None]
    offset = random.normal(0, 1, (size, 2)) * spread
    at = np.clip(random.uniform(0, side, (places, 2))[place] + offset, 0, side) + 400_000.0
    town = np.bincount(place, minlength=places)[place] > 5
    rolls = np.clip(random.lognormal(np.where(town, 5.6, 4.5), 0.45), 12, 900).astype(int)
    stages = random.choice(
        ["primary", "infant", "junior", "secondary", "nursery", "special"],
        size,
        p=[0.7, 0.08, 0.07, 0.1, 0.02, 0.03],
    )
    faiths = random.choice(["none", "church-of-england", "catholic", None], size,
                           p=[0.55, 0.3, 0.1, 0.05])  # fmt: skip
    kinds = random.choice(["free", "mat", "sat", "federation", "unknown"], size,
                          p=[0.55, 0.2, 0.08, 0.12, 0.05])  # fmt: skip
    urns = random.choice(np.arange(100_000, 100_000 + 20 * size), size, replace=False)
    rows = [
        school(
            int(urns[i]),
            name=f"{stages[i].title()} School {i}",
            stage=str(stages[i]),
            la_code="845" if at[i, 0] < 400_000 + 0.7 * side else "846",
            la_name="Inland" if at[i, 0] < 400_000 + 0.7 * side else "Coast",
            in_area=bool(at[i, 0] < 400_000 + 0.7 * side),
            pupils=None if random.random() < 0.04 else int(rolls[i]),
            rural=None if random.random() < 0.03 else not town[i],
            faith=faiths[i],
            easting=float(at[i, 0]),
            northing=float(at[i, 1]) - 300_000.0,
            **_governed(str(kinds[i]), i, size),
        )
        for i in range(size)
    ]
    return schools_of(rows)


def _governed(kind: str, number: int, size: int) -> dict[str, Any]:
    if kind == "free":
        return {}
    if kind == "federation":
        group = number % max(1, size // 20)
        return {"federation_id": f"F{group}", "federation_name": f"Federation {group}"}
    if kind == "unknown":
        return {"governance": "academy", "type": "Academy converter"}
    own = {"trust_id": f"T{number % 9}" if kind == "mat" else f"S{number}", "trust_kind": kind}
    return {"governance": "academy", "type": "Academy converter", "trust_name": "A Trust", **own}


def travel_among(schools: pd.DataFrame, *, seed: int = 0, reach_min: float = 20.0) -> pd.DataFrame:
    """Return road-like minutes in both directions for every pair within reach.

    Detours, speeds and directions differ from pair to pair; no triangle inequality holds.
    """
    random = np.random.default_rng(seed)
    at = schools[["easting", "northing"]].to_numpy()
    urns = schools["urn"].to_numpy()
    pairs = cKDTree(at).query_pairs(reach_min * 1_000.0, output_type="ndarray")
    pairs = pairs[np.lexsort(pairs.T[::-1])]
    straight = np.hypot(*(at[pairs[:, 0]] - at[pairs[:, 1]]).T)
    metres = straight * random.uniform(1.1, 1.7, len(pairs))
    minutes = metres / 1_000.0 / np.clip(22 + metres / 500.0, 22, 55) * 60.0
    both = np.concatenate((minutes, minutes * random.uniform(0.9, 1.1, len(pairs))))
    table = pd.DataFrame(
        {
            "from_urn": urns[np.concatenate((pairs[:, 0], pairs[:, 1]))],
            "to_urn": urns[np.concatenate((pairs[:, 1], pairs[:, 0]))],
            "travel_min": np.where(random.random(len(both)) < 0.002, np.nan, both),
            "distance_m": np.concatenate((metres, metres)),
            "straight_m": np.concatenate((straight, straight)),
            "method": pd.Series(["estimate"] * len(both), dtype="str"),
            "snapped_m": np.nan,
        }
    )
    near = table[table["travel_min"].isna() | (table["travel_min"] <= reach_min)]
    return tables.TRAVEL.validate(near.reset_index(drop=True))
