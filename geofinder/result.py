"""Hold what one run found, between the pipeline and the files it writes."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Backdrop:
    """What OpenStreetMap says of the ground around the schools: EPSG:27700, any may be empty.

    ``roads``: highway (motorway, trunk, primary, secondary, tertiary), ref (missing where a road
    has no number), geometry (lines). ``rivers``: name, geometry (lines). ``water``: geometry
    (lakes and reservoirs). ``places``: name, kind (city, town, village, suburb, hamlet),
    population (Int64, missing where nobody tagged it), geometry (Point).
    """

    roads: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame
    water: gpd.GeoDataFrame
    places: gpd.GeoDataFrame


@dataclass(frozen=True, kw_only=True)
class Ways:
    """Drives along the roads and how far some minutes reach, the most wanted first: EPSG:27700.

    ``routes``: from_urn, to_urn, travel_min, distance_m, geometry (LineString, from road to road).
    ``isochrones``: key (``school:URN``, or ``federation:``, ``trust:`` or ``foundation:`` and the
    body's id), minutes, geometry (the area within them by car, outward, from the nearest school).
    ``sentence`` says how both were made and how good they are.
    """

    routes: gpd.GeoDataFrame
    isochrones: gpd.GeoDataFrame
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Tiles:
    """Map tiles that a hosted page fetches: an address with {z} {x} {y}, its host, whose they are.

    ``origin`` is scheme, host and port, as a Content-Security-Policy names them.
    """

    url: str
    origin: str
    credit: str


@dataclass(frozen=True, kw_only=True)
class Planned:
    """The best plan of an area; the tables are those of ``geofinder.tables`` of the same names.

    ``limits``, ``limit_plans`` and ``alternatives`` are empty where none were asked for.
    """

    plan: pd.DataFrame
    before_after: pd.DataFrame
    authorities: pd.DataFrame
    limits: pd.DataFrame
    limit_plans: pd.DataFrame
    alternatives: pd.DataFrame


@dataclass(frozen=True, kw_only=True)
class RunResult:
    """Everything a run's files are made from; the tables follow ``geofinder.tables``.

    ``manifest`` is JSON-ready: version, run_date, area, settings, sources (path, sha256, date),
    travel (method, sentence, source), counts, notes, left_out (urn, name, kind, detail), seconds.
    ``rules`` maps a rule id to its sentence, source, source_date, sure and effect. ``local`` (a row
    a group) and ``local_schools`` (a row a school) are ``geofinder.local``'s figures, or None.
    ``planned`` is the best plan; its proof stands in the manifest under ``plan``. ``ways`` is None
    where travel is an estimate.
    """

    area_name: str
    schools: gpd.GeoDataFrame
    travel: pd.DataFrame
    candidates: pd.DataFrame
    verdicts: pd.DataFrame
    members: pd.DataFrame
    left_over: pd.DataFrame
    rules: dict[str, dict[str, str]]
    manifest: dict[str, Any]
    districts: gpd.GeoDataFrame | None = None
    backdrop: Backdrop | None = None
    outline: gpd.GeoDataFrame | None = None
    tiles: Tiles | None = None
    local: pd.DataFrame | None = None
    local_schools: pd.DataFrame | None = None
    planned: Planned | None = None
    ways: Ways | None = None


@dataclass(frozen=True, kw_only=True)
class JoinersResult:
    """What ``geofinder joiners`` found for one academy trust.

    ``trust`` is JSON-ready: trust_id, name, companies_house (None where not recorded), schools,
    stages (count a stage), pupils (None if any is missing), church, faith_not_known, rural, small
    (counts), joined_lately (urn, name, joined), joins_undated, hull_km2, longest_nearest_min, lines
    (the same as plain sentences).
    ``members`` follows ``tables.TRUST_MEMBERS``, ``joiners`` ``tables.JOINERS``, ``travel`` holds
    the pairs of a member with another member or a school of ``joiners``. ``schools`` has both
    members and joiners. ``rules`` and ``manifest`` are as in ``RunResult``.
    """

    trust: dict[str, Any]
    schools: gpd.GeoDataFrame
    members: pd.DataFrame
    joiners: pd.DataFrame
    travel: pd.DataFrame
    rules: dict[str, dict[str, str]]
    manifest: dict[str, Any]
    districts: gpd.GeoDataFrame | None = None
    backdrop: Backdrop | None = None


@dataclass(frozen=True, kw_only=True)
class OptionsResult:
    """What one school could do with the schools around it, form by form.

    ``urn`` is the school asked about; ``schools`` (SCHOOLS) are it and those around it, ``facts``
    what ``geofinder.facts`` says of them. ``options`` follows ``tables.OPTIONS``, ``members`` gives
    urn and role of each group in it. ``nearby`` has a row for each other school of the groups or
    near: urn, there_min, back_min, worse_min, distance_m, straight_m, method. ``because`` has, for
    each group of the letter and form, the rules that speak: group_id, form, rule, effect, schools
    (URNs that cause it), sentence. ``rules`` and ``manifest`` are those of ``RunResult``; ``local``
    and ``local_schools`` are local knowledge of the letter's groups and of schools, None without
    any.
    """

    urn: int
    schools: gpd.GeoDataFrame
    facts: pd.DataFrame
    options: pd.DataFrame
    members: pd.DataFrame
    nearby: pd.DataFrame
    because: pd.DataFrame
    rules: dict[str, dict[str, str]]
    manifest: dict[str, Any]
    districts: gpd.GeoDataFrame | None = None
    backdrop: Backdrop | None = None
    local: pd.DataFrame | None = None
    local_schools: pd.DataFrame | None = None
