"""Make the bundled sample: the facts of one area and its surroundings from the full files."""

import json
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geofinder.boundaries import read_boundaries
from geofinder.errors import InputError, NotFoundError
from geofinder.gias.columns import ESTABLISHMENT, GROUP_LINKS, Column
from geofinder.gias.csvfile import read_texts
from geofinder.gias.register import WHAT
from geofinder.units import GRID, METRES_PER_KM
from geofinder.wholefile import write_whole

_TOLERANCE_M = 60.0
_DEGREE_DIGITS = 4


def make_sample(
    *, gias: Path, links: Path, boundaries: Path, area: str, border_km: float, out: Path
) -> dict[str, int]:
    """Write ``establishments.csv``, ``group_links.csv`` and ``districts.geojson`` into ``out``.

    The establishments are those of the local authority ``area`` and of everything within
    ``border_km`` of its outline, every kind and status, in the columns that geofinder reads.
    Returns the number of rows or outlines in each file.

    Raises:
        InputError: a file cannot be read.
        NotFoundError: the establishment file has no local authority ``area``.
        OutputError: a file cannot be written.
    """
    rows = _texts(gias, ESTABLISHMENT, what=WHAT, option="--gias")
    districts = read_boundaries(boundaries)
    own = rows["LA (name)"] == area
    if not own.any():
        message = f"{gias} has no local authority {area!r}."
        raise NotFoundError(message)
    own_districts = set(rows.loc[own, "DistrictAdministrative (name)"].dropna())
    outline = districts[districts["name"].isin(own_districts)].union_all()
    if outline.is_empty:
        message = f"{boundaries} holds no outline of {', '.join(sorted(own_districts))}."
        raise InputError(message)
    around = outline.buffer(border_km * METRES_PER_KM)
    place = shapely.points(
        pd.to_numeric(rows["Easting"], errors="coerce").fillna(0),
        pd.to_numeric(rows["Northing"], errors="coerce").fillna(0),
    )
    near_by = pd.Series(shapely.contains(around, place), index=rows.index)
    sample = rows[own | near_by].sort_values("URN")
    joined = _texts(links, GROUP_LINKS, what="the GIAS file of all group links", option="--links")
    kinds = {"Federation", "Trust", "Multi-academy trust", "Single-academy trust"}
    joined = joined[joined["URN"].isin(sample["URN"]) & joined["Group Type"].isin(kinds)]
    joined = joined.sort_values(["URN", "Group UID", "Joined date"])
    near = districts[districts.intersects(around.envelope)].sort_values("name")
    for name, content in (
        ("establishments.csv", sample.to_csv(index=False, lineterminator="\n")),
        ("group_links.csv", joined.to_csv(index=False, lineterminator="\n")),
        ("districts.geojson", _geojson(near, clip=around.envelope)),
    ):
        write_whole(out / name, content, what="The sample")
    return {"establishments": len(sample), "group_links": len(joined), "districts": len(near)}


def _texts(path: Path, columns: Sequence[Column], *, what: str, option: str) -> pd.DataFrame:
    """Read texts under the register's own headings; whole numbers lose a trailing ".0"."""
    texts = read_texts(path, columns, what=what, option=option)
    headings = [column.heading for column in columns if column.heading in texts]
    return texts[headings].replace(r"\.0$", "", regex=True)


def _geojson(districts: gpd.GeoDataFrame, *, clip: BaseGeometry) -> str:
    """Return the outlines, simplified together so that neighbours still share a border."""
    simple = gpd.GeoSeries(
        shapely.coverage_simplify(districts.geometry.to_numpy(), _TOLERANCE_M), crs=GRID
    )
    # Where the frame cuts a district the cut would look like a border: keep a wide margin.
    simple = simple.intersection(clip.buffer(10 * METRES_PER_KM).envelope)
    degrees = shapely.set_precision(simple.to_crs("EPSG:4326").to_numpy(), 10**-_DEGREE_DIGITS)
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name},
            "geometry": _rounded(json.loads(shapely.to_geojson(shape))),
        }
        for code, name, shape in zip(districts["code"], districts["name"], degrees, strict=True)
    ]
    return (
        '{"type":"FeatureCollection","features":[\n'
        + ",\n".join(json.dumps(f, separators=(",", ":"), ensure_ascii=False) for f in features)
        + "\n]}\n"
    )


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, _DEGREE_DIGITS)
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return {k: _rounded(v) for k, v in value.items()} if isinstance(value, dict) else value
