"""Hold what one run found, between the pipeline and the files it writes."""

from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd


@dataclass(frozen=True, kw_only=True)
class RunResult:
    """Everything a run's files are made from; the tables follow ``geofinder.tables``.

    ``manifest`` is JSON-ready: version, run_date, area, settings, sources (path, sha256, date),
    travel (method, sentence), counts, notes, left_out (urn, name, reason), seconds.
    ``rules`` maps a rule id to its sentence, source, source_date and sure.
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
    roads: gpd.GeoDataFrame | None = field(default=None)
