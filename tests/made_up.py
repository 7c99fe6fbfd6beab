"""Make up small tables that pass the schemas, with places and names that are easy to follow."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import Point

from geofinder import tables
from geofinder.result import Planned, RunResult


class Silent:
    """Watch a run and say nothing."""

    def stage(self, name: str) -> None: ...

    def progress(self, done: int, total: int) -> None: ...


RUN_DATE = "2026-11-21"
NAMES = (
    "Motcombe Infant School",
    "St Peter's & St Zoë's CofE Primary School",
    "Ocklynge Junior School",
    "École du Village",
    "Firle Church of England Primary School",
    "Peacehaven Heights",
)
GROUPS = (("rural-primaries-aa11", (114401, 114404)), ("infant-junior-bb22", (114400, 114402)))


def made_up_schools(names: Sequence[str] = NAMES) -> gpd.GeoDataFrame:
    """Return one school a name, 3 km apart on a line, with some facts missing."""
    count = len(names)
    columns = list(tables.SCHOOLS.columns)
    text = {name: pd.Series([None] * count, dtype="str") for name in columns[:-1]}
    east = [540_000.0 + 3_000 * position for position in range(count)]
    frame = gpd.GeoDataFrame(
        {
            **text,  # missing, where no column below says otherwise
            "urn": range(114400, 114400 + count),
            "name": pd.Series(list(names), dtype="str"),
            "la_code": "845",
            "la_name": "East Sussex",
            "status": "open",
            "stage": "primary",
            "low_age": pd.Series([4] * (count - 1) + [None], dtype="Int64"),
            "high_age": pd.Series([11] * (count - 1) + [None], dtype="Int64"),
            "ages_source": "recorded",
            "governance": "maintained",
            "pupils": pd.Series([97] * (count - 1) + [None], dtype="Int64"),
            "capacity": pd.Series([105] * (count - 1) + [None], dtype="Int64"),
            "sixth_form": pd.Series([False] * (count - 1) + [None], dtype="boolean"),
            "nursery": pd.Series([True] * (count - 1) + [None], dtype="boolean"),
            "rural": pd.Series([True] * (count - 1) + [None], dtype="boolean"),
            **{
                name: pd.Series(["2019-09-01"] * (count - 1) + [None], dtype="datetime64[s]")
                for name in ("trust_joined", "federation_joined", "open_date", "close_date")
            },
            "easting": east,
            "northing": 110_000.0,
            "in_area": [True] * (count - 1) + [False],
        },
        geometry=gpd.GeoSeries([Point(x, 110_000) for x in east], crs="EPSG:27700"),
    )[columns]
    return gpd.GeoDataFrame(tables.SCHOOLS.validate(frame))


def made_up_travel(schools: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return every ordered pair at a minute a kilometre; the last school has no route."""
    last = schools["urn"].iloc[-1]
    place = dict(zip(schools["urn"], schools["easting"], strict=True))
    rows = [
        {
            "from_urn": start,
            "to_urn": end,
            "travel_min": None if last in (start, end) else abs(place[end] - place[start]) / 991,
            "distance_m": None if last in (start, end) else abs(place[end] - place[start]) * 1.3,
            "straight_m": abs(place[end] - place[start]),
            "method": "road",
            "snapped_m": 12.3456,
        }
        for start in place
        for end in place
        if start != end
    ]
    return tables.TRAVEL.validate(pd.DataFrame(rows).astype({"method": "str"}))


def made_up_result(
    *,
    names: Sequence[str] = NAMES,
    manifest: dict[str, Any] | None = None,
    planned: Planned | None = None,
) -> RunResult:
    """Return a whole run: two candidate groups, a school left over, some facts missing."""
    schools = made_up_schools(names)
    return RunResult(
        area_name="East Sussex",
        schools=schools,
        travel=made_up_travel(schools),
        candidates=_candidates(),
        verdicts=_verdicts(),
        members=_members(),
        left_over=_left_over(schools),
        rules={},
        planned=planned,
        manifest={
            "version": "0.1.0",
            "run_date": RUN_DATE,
            "area": "East Sussex",
            "settings": {"max_minutes": 15.0},
            "sources": [{"path": "establishments.csv", "sha256": "ab" * 32, "date": "2026-01-01"}],
            "travel": {"method": "road", "sentence": "Times by road with OSRM."},
            "counts": {"schools": len(schools)},
            "notes": ["rural-primaries: every group was kept."],
            "left_out": [
                {"urn": 1, "name": "Island School", "kind": "not open", "detail": "Closed"}
            ],
            "seconds": {"travel": 0.1},
            **(manifest or {}),
        },
    )


def made_up_planned(*, asked: bool = False) -> Planned:
    """Return a plan of the first group; with ``asked`` two limits and an alternative too."""
    group, urns = GROUPS[0]
    row = {
        "group_id": group,
        "pattern": "rural-primaries",
        "form": "federation",
        "status": "open",
        "size": 2,
        "served": 2,
        "score": 0.73281,
        "travel_min": 9.08174,
        "longest_min": 9.08174,
        "pupils": 194,
        "hub_urn": urns[0],
        "by_hand": False,
        "urns": " ".join(map(str, urns)),
        "alternative": 1,
        "in_best": True,
        "limit_min": 15.0,
        "groups": 1,
        "schools": 5,
        "asked": 4,
        "left_over": 2,
        "gap": 0.0,
        "proven": True,
        "measure": "schools_alone",
        "sentence": "Small schools without a partner.",
        "unit": "schools",
        "today": 4.0,
        "plan": 2.0,
        "known": 5,
        "la_code": "845",
        "la_name": "East Sussex",
        "partnered": 1,
        "groups_across": 0,
    }

    def table(schema: Any, rows: list[dict[str, Any]]) -> pd.DataFrame:
        kinds = {name: str(column.dtype) for name, column in schema.columns.items()}
        return schema.validate(pd.DataFrame(rows, columns=list(kinds)).astype(kinds))

    return Planned(
        plan=table(tables.PLAN, [row]),
        before_after=table(tables.BEFORE_AFTER, [row, row | {"measure": "b", "plan": None}]),
        authorities=table(tables.AUTHORITIES, [row]),
        limits=table(tables.LIMITS, [row, row | {"limit_min": 10.0}] if asked else []),
        limit_plans=table(tables.LIMIT_PLANS, [row, row | {"limit_min": 10.0}] if asked else []),
        alternatives=table(tables.ALTERNATIVES, [row] if asked else []),
    )


def _candidates() -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "group_id": [group for group, _ in GROUPS],
            "pattern": ["rural-primaries", "infant-junior"],
            "best_form": ["federation", "collaboration"],
            "best_status": ["open", "needs-consent"],
            "size": [len(urns) for _, urns in GROUPS],
            "hub_urn": [urns[0] for _, urns in GROUPS],
            "longest_min": [9.08174, None],
            "longest_m": [9000.123, None],
            "pupils": pd.Series([194, None], dtype="Int64"),
            "score": [0.73281, 0.5],
            "rank": [1, 2],
            **{name: [0.123456, None] for name in tables.CRITERIA},
            "reasons": ["Both are small and rural.", "The junior is near."],
        }
    ).astype(dict.fromkeys(("group_id", "pattern", "best_form", "best_status", "reasons"), "str"))
    return tables.CANDIDATES.validate(frame)


def _members() -> pd.DataFrame:
    rows = [
        {"group_id": group, "urn": urn, "role": "member", "minutes_to_hub": place * 4.00049}
        for group, urns in GROUPS
        for place, urn in enumerate(urns)
    ]
    rows[-1]["minutes_to_hub"] = None
    return tables.MEMBERS.validate(pd.DataFrame(rows).astype({"group_id": "str", "role": "str"}))


def _verdicts() -> pd.DataFrame:
    rows = [
        {"group_id": group, "form": form, "status": status, "rules": rules, "sentence": "Why."}
        for group, _ in GROUPS
        for form, status, rules in (
            ("collaboration", "open", "any-school"),
            ("federation", "blocked", "no-academy two-or-more"),
        )
    ]
    return tables.VERDICTS.validate(pd.DataFrame(rows).astype("str"))


def _left_over(schools: gpd.GeoDataFrame) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "urn": schools["urn"].iloc[[3, 5]].to_list(),
            "name": schools["name"].iloc[[3, 5]].to_list(),
            "why": ["nothing-near", "not-known"],
            "reason": ["nothing in reach", "no route"],
            "change": ["A longer drive.", "A road."],
            "nearest_urn": pd.Series([114402, None], dtype="Int64"),
            "nearest_name": pd.Series([schools["name"].iloc[2], None], dtype="str"),
            "nearest_min": [16.123456, None],
        }
    ).astype(dict.fromkeys(("name", "why", "reason", "change"), "str"))
    return tables.LEFT_OVER.validate(frame)
