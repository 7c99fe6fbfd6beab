"""Make up a county of schools and a run's tables, which follow the project's schemas."""

from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geofinder import tables
from geofinder.result import Backdrop, RunResult
from tests.page.made_up_schools import SIDE_M, SOUTH, WEST, schools

SPEED_M_PER_MIN = 800.0
RULES = {
    "federation-maintained-only": {
        "sentence": "Only maintained schools can federate; an academy cannot.",
        "source": "School Governance (Federations) (England) Regulations 2012",
        "source_date": "2012-09-01",
        "sure": "seen",
    },
    "church-consent": {
        "sentence": "A church school asks its diocese and the trustees of its site.",
        "source": "Trust partnership guidance, Department for Education",
        "source_date": "2021-10-01",
        "sure": "second",
    },
}


def travel_of(table: gpd.GeoDataFrame, *, reach_min: float = 30.0) -> pd.DataFrame:
    """Return an estimate for every ordered pair within reach, a little slower one way."""
    points = table[["easting", "northing"]].to_numpy()
    straight = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    start, end = np.nonzero(
        (straight < reach_min * SPEED_M_PER_MIN) & ~np.eye(len(table), dtype=bool)
    )
    metres = straight[start, end] * 1.3
    urn = table["urn"].to_numpy()
    return pd.DataFrame(
        {
            "from_urn": urn[start],
            "to_urn": urn[end],
            "travel_min": metres / SPEED_M_PER_MIN + np.where(start < end, 0.0, 0.7),
            "distance_m": metres,
            "straight_m": straight[start, end],
            "method": pd.array(["estimate"] * len(start), dtype="str"),
            "snapped_m": np.nan,
        }
    )


def _groups(table: gpd.GeoDataFrame, most: int, *, most_m: float) -> list[tuple[str, list[int]]]:
    """Return patterns with the rows of their members: near primaries, and secondaries' feeders."""
    points = table[["easting", "northing"]].to_numpy()
    stage = table["stage"].to_numpy()
    primary = np.flatnonzero(np.isin(stage, ["primary"]))
    found = []
    for row in np.flatnonzero(stage == "secondary"):
        away = np.hypot(*(points[primary] - points[row]).T)
        found.append(("feeders", [int(row), *map(int, primary[np.argsort(away)[:6]])]))
    for row in np.flatnonzero(stage == "infant"):
        junior = np.flatnonzero(stage == "junior")
        away = np.hypot(*(points[junior] - points[row]).T)
        found.append(("infant-junior", [int(row), int(junior[away.argmin()])]))
    seen = set()
    for row in primary:
        away = np.hypot(*(points[primary] - points[row]).T)
        near = primary[(away < most_m) & (primary != row)][:9]
        for size in (1, 2, 3, 4):
            for rest in combinations(map(int, near), size):
                seen.add(tuple(sorted((int(row), *rest))))
    found += [("rural-primaries", list(rows)) for rows in sorted(seen, key=lambda rows: rows[::-1])]
    return found[:most]


def run(
    size: int = 80, *, most_groups: int = 150, most_m: float = 9_000.0, seed: int = 7
) -> RunResult:
    """Return a whole made-up run: ``size`` schools and at most ``most_groups`` groups."""
    table = schools(size, seed=seed)
    travel = travel_of(table)
    minutes = {
        (a, b): value
        for a, b, value in zip(
            travel["from_urn"], travel["to_urn"], travel["travel_min"], strict=True
        )
    }
    urns = table["urn"].tolist()
    names = table["name"].tolist()
    pupils = table["pupils"].tolist()
    groups, members, verdicts = [], [], []
    for number, (pattern, rows) in enumerate(_groups(table, most_groups, most_m=most_m)):
        group_id = f"{pattern}-{number:010x}"
        hub = rows[0]

        def worse(row, other):
            both = [minutes.get((urns[row], urns[other])), minutes.get((urns[other], urns[row]))]
            return None if None in both else max(both)

        pairs = [worse(one, other) for one, other in combinations(rows, 2)]
        longest = None if None in pairs else max(pairs)
        rolls = [pupils[row] for row in rows]
        known = not any(pd.isna(value) for value in rolls)
        status = ("open", "needs-consent", "blocked", "not-known")[number % 4]
        best = status if status != "blocked" else "open"
        groups.append(
            {
                "group_id": group_id,
                "pattern": pattern,
                "best_form": "federation" if status != "blocked" else "collaboration",
                "best_status": best,
                "size": len(rows),
                "hub_urn": urns[hub],
                "longest_min": np.nan if longest is None else longest,
                "longest_m": np.nan if longest is None else longest * SPEED_M_PER_MIN,
                "pupils": sum(rolls) if known else pd.NA,
                "score": round(0.95 - 0.8 * number / most_groups, 4),
                "rank": number + 1,
                **{
                    name: round(0.1 * ((number + place) % 10), 2)
                    for place, name in enumerate(tables.CRITERIA)
                },
                "reasons": (
                    f"All {len(rows)} schools are within {longest or 0:.0f} minutes.\n"
                    f"{names[hub]} has {rolls[0]} pupils, fewer than 210.\n"
                    f"Together they would have {sum(rolls) if known else 'an unknown number of'} "
                    f"pupils. Their nearest town is {table['town'][hub]}."
                ),
            }
        )
        role = {"feeders": ("secondary", "feeder"), "infant-junior": ("infant", "junior")}
        first, others = role.get(pattern, ("member", "member"))
        for row in rows:
            away = 0.0 if row == hub else worse(hub, row)
            members.append((group_id, urns[row], first if row == hub else others, away))
        said = {
            "open": "Every school is maintained, so they may propose a federation.",
            "needs-consent": f"{names[hub]} is a church school: its diocese is consulted first.",
            "blocked": f"{names[rows[-1]]} is an academy, and academies cannot federate.",
            "not-known": f"The register does not say what kind of school {names[hub]} is.",
        }
        verdicts += [
            (group_id, "federation", status, "federation-maintained-only", said[status]),
            (group_id, "collaboration", "open", "", "Any schools may agree to work together."),
            (
                group_id,
                "join-federation",
                "blocked",
                "federation-maintained-only church-consent",
                "None of these schools is in a federation that the others could join.",
            ),
        ]
    return _result(table, travel, groups, members, verdicts)


def _result(table, travel, groups, members, verdicts) -> RunResult:
    candidates = pd.DataFrame(groups).astype(
        {"pupils": "Int64", "hub_urn": "int64", "size": "int64", "rank": "int64"}
    )
    text = {"group_id": "str"}
    member_table = pd.DataFrame(
        members, columns=["group_id", "urn", "role", "minutes_to_hub"]
    ).astype({**text, "role": "str", "minutes_to_hub": "float64"})
    verdict_table = pd.DataFrame(
        verdicts, columns=["group_id", "form", "status", "rules", "sentence"]
    ).astype("str")
    free = table[~table["urn"].isin(member_table["urn"]) & table["in_area"]].head(5)
    left_over = pd.DataFrame(
        {
            "urn": free["urn"].to_numpy(),
            "name": free["name"].array,
            "why": pd.array(["nothing-near"] * len(free), dtype="str"),
            "reason": pd.array(
                ["no primary school is within 15 minutes of it"] * len(free), dtype="str"
            ),
            "change": pd.array(
                ["A longer limit would bring it a partner."] * len(free), dtype="str"
            ),
            "nearest_urn": pd.array([int(table["urn"][0])] * len(free), dtype="Int64"),
            "nearest_name": pd.array([table["name"][0]] * len(free), dtype="str"),
            "nearest_min": 17.4,
        }
    )
    result = RunResult(
        area_name="Madeshire",
        schools=table,
        travel=travel,
        candidates=candidates,
        verdicts=verdict_table,
        members=member_table,
        left_over=left_over,
        rules=RULES,
        manifest={
            "version": "0.1.0",
            "run_date": "2026-11-21",
            "travel": {
                "method": "estimate",
                "sentence": "Minutes and distances are estimates from straight lines, "
                "typically within 2 minutes of the time by road.",
            },
            "sources": [
                {
                    "title": "Get Information about Schools",
                    "path": "/home/someone/gias.csv",
                    "date": "2026-01-05",
                    "sha256": "0" * 64,
                }
            ],
            "notes": ["The best 10 groups of each school were kept."],
            "left_out": [
                {"urn": 100_999, "name": "Lost School", "kind": "no coordinates", "detail": None}
            ],
        },
        districts=districts(),
        backdrop=None,
    )
    for schema, frame in (
        (tables.SCHOOLS, result.schools),
        (tables.TRAVEL, result.travel),
        (tables.CANDIDATES, result.candidates),
        (tables.MEMBERS, result.members),
        (tables.VERDICTS, result.verdicts),
        (tables.LEFT_OVER, result.left_over),
    ):
        schema.validate(frame)
    return result


def districts() -> gpd.GeoDataFrame:
    """Return two districts of the area, neighbours to the west, north and east; sea south."""
    top = SOUTH + 0.85 * SIDE_M
    edge = SIDE_M * 1.2
    middle = WEST + SIDE_M / 2
    east = WEST + SIDE_M
    shapes = [
        shapely.box(WEST, SOUTH - 1_500, middle, top),
        shapely.box(middle, SOUTH - 1_500, east, top),
        shapely.box(WEST - edge, SOUTH - 3_000, WEST, top + edge),
        shapely.box(WEST, top, east, top + edge),
        shapely.box(east, SOUTH - 1_000, east + edge, top + edge),
    ]
    return gpd.GeoDataFrame(
        {"name": ["Made Vale", "Made Coast", "Westshire", "Nextshire", "Eastshire"]},
        geometry=shapes,
        crs="EPSG:27700",
    )


def backdrop() -> Backdrop:
    """Return roads, a river, a lake and places of every kind across the county."""
    x, y, grid = WEST, SOUTH, "EPSG:27700"
    river = shapely.MultiLineString([[(x + 5_000, y + 50_000), (x + 28_000, y)]])
    lake = shapely.Point(x + 40_000, y + 30_000).buffer(1_500)
    kinds = ["city", "town", "village", "suburb", "hamlet"]
    return Backdrop(
        roads=roads(),
        rivers=gpd.GeoDataFrame({"name": ["River Made"]}, geometry=[river], crs=grid),
        water=gpd.GeoDataFrame(geometry=[lake], crs=grid),
        places=gpd.GeoDataFrame(
            {
                "name": [f"Made {kind}" for kind in kinds],
                "kind": kinds,
                "population": pd.array([120_000, 9_000, None, None, None], dtype="Int64"),
            },
            geometry=[shapely.Point(x + 8_000 * i, y + 9_000 * i) for i in range(1, 6)],
            crs=grid,
        ),
    )


def roads() -> gpd.GeoDataFrame:
    """Return a motorway and a main road across the county."""
    lines = [
        shapely.LineString(
            [(WEST, SOUTH + 9_000), (WEST + 30_000, SOUTH + 14_000), (WEST + SIDE_M, SOUTH + 8_000)]
        ),
        shapely.LineString([(WEST + 20_000, SOUTH), (WEST + 25_000, SOUTH + 50_000)]),
    ]
    return gpd.GeoDataFrame(
        {"highway": ["motorway", "primary"], "ref": ["M99", "A999"]},
        geometry=lines,
        crs="EPSG:27700",
    )
