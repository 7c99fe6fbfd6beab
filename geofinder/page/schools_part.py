"""Write the schools of a page as packed columns, a row each by URN."""

import re
from typing import Any

import geopandas as gpd
import pandas as pd

from geofinder.page.backdrop import WGS84
from geofinder.page.coding import clean, coded, coded_by, flags, numbers
from geofinder.page.packing import packed
from geofinder.page.phrases import phrased
from geofinder.tables import STAGES

_DEGREE = 1e5
_CODED = (
    "la_name",
    "district",
    "town",
    "type",
    "religious_character",
    "diocese",
    "rural_wording",
    "ages_source",
    "trust_id",
    "federation_id",
    "foundation_trust_id",
)
_KEYS = {
    "governance": "type",
    "faith": "religious_character",
    "trust_kind": "trust_id",
    "trust_name": "trust_id",
    "federation_name": "federation_id",
    "foundation_trust_name": "foundation_trust_id",
}
"""Columns that follow from another: the script has ``by`` the same keys (schools.js)."""
BODIES = ("trust_name", "federation_name", "foundation_trust_name")
_POSTCODE = re.compile(r"(.+) (\d)([A-Z])([A-Z])", re.DOTALL)
_LETTERS = 26


def schools_part(schools: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return the columns of schools that are in the order of their URNs.

    Latitude and longitude are in 1e-5 degrees, about a metre.
    """
    points = schools.geometry.to_crs(WGS84)
    return {
        "urn": packed(schools["urn"].to_numpy(dtype="int64")),
        "lat": numbers(points.y, times=_DEGREE),
        "lon": numbers(points.x, times=_DEGREE),
        "stages": STAGES,
        "stage": packed([STAGES.index(stage) for stage in schools["stage"].tolist()]),
        "closing": flags(schools["status"] == "proposed to close"),
        "low_age": numbers(schools["low_age"]),
        "high_age": numbers(schools["high_age"]),
        "pupils": numbers(schools["pupils"]),
        "capacity": numbers(schools["capacity"]),
        "rural": flags(schools["rural"]),
        "in_area": flags(schools["in_area"]),
        "name": phrased([clean(name) for name in schools["name"].tolist()]),
        "postcode": _postcodes(schools["postcode"]),
        **{name: coded(schools[name]) for name in _CODED},
        **{
            name: coded_by(schools[name], schools[key], phrases=name in BODIES)
            for name, key in _KEYS.items()
        },
    }


def _postcodes(postcodes: pd.Series) -> dict[str, Any]:
    """Return postcodes in two: a district's ("BN7", coded), and a number for "1AB" within it.

    The number counts the digit and the two letters; it is missing where a postcode, which then
    stands whole in the first part, has another form.
    """
    outward: list[str | None] = []
    inward: list[int | None] = []
    for postcode in postcodes.tolist():
        text = clean(postcode) if isinstance(postcode, str) else None
        match = _POSTCODE.fullmatch(text or "")
        if match is None:
            outward.append(text)
            inward.append(None)
            continue
        district, digit, first, second = match.groups()
        outward.append(district)
        letters = (ord(first) - ord("A")) * _LETTERS + ord(second) - ord("A")
        inward.append(int(digit) * _LETTERS**2 + letters)
    return {**coded(outward), "inward": packed(inward)}
