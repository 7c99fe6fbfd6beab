"""Read outlines of districts for the page's backdrop, and the shipped coarse one of the land."""

from pathlib import Path

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from geofinder.errors import InputError
from geofinder.resources import data_path

_NAMES = ("name", "n", "LAD24NM", "LAD25NM", "LAD26NM", "LAD23NM", "CTYUA24NM")
_SLIVER_M = 1_000.0
"""A shore is drawn to so much: what a coarse outline leaves beside a finer one is no land."""
_UNDER_M = 1_500.0
_CODES = ("code", "c", "LAD24CD", "LAD25CD", "LAD26CD", "LAD23CD", "CTYUA24CD")


def read_boundaries(path: Path) -> gpd.GeoDataFrame:
    """Return outlines (code, name, geometry EPSG:27700) from any file that GDAL reads.

    ONS files name their columns by year; the columns are found by their usual endings.

    Raises:
        InputError: the file is missing, unreadable, has no CRS or no column of names.
    """
    if not path.is_file():
        message = f"There is no boundaries file {path}."
        raise InputError(message)
    try:
        frame = gpd.read_file(path)
    except Exception as error:
        message = f"{path} cannot be read as boundaries: {error}"
        raise InputError(message) from error
    columns = [str(column) for column in frame.columns]
    name = next((c for c in columns if c in _NAMES or c.upper().endswith("NM")), None)
    code = next((c for c in columns if c in _CODES or c.upper().endswith("CD")), None)
    if name is None or frame.crs is None or frame.geometry.isna().all():
        message = (
            f"{path} is not a file of boundaries: it needs outlines, a coordinate system and a "
            f"column of names. Its columns are {', '.join(columns)}."
        )
        raise InputError(message)
    shapes = frame.geometry.to_crs("EPSG:27700").make_valid()
    return gpd.GeoDataFrame(
        {"code": frame[code] if code else "", "name": frame[name].astype("str")},
        geometry=shapes.map(_polygons),
        crs="EPSG:27700",
    )


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """Keep only the areas of a mended shape; slivers of lines and points are no outline."""
    parts = [p for p in shapely.get_parts(shape) if p.geom_type in {"Polygon", "MultiPolygon"}]
    return shapely.union_all(parts) if shape.geom_type == "GeometryCollection" else shape


def outline_beyond(
    districts: gpd.GeoDataFrame | None, *, around: BaseGeometry
) -> gpd.GeoDataFrame | None:
    """Return the coarse land in ``around`` that ``districts`` do not show; None without any.

    ``part`` is england, wales or scotland; Scotland is drawn in broad strokes. Where districts
    are known, the land begins a little under them.
    """
    shapes = gpd.read_file(data_path("outline.geojson")).to_crs("EPSG:27700")
    land = shapes.geometry.intersection(around)
    if districts is not None:
        known = shapely.union_all(districts.geometry.buffer(1.0).to_numpy())
        rest = land.difference(known).buffer(-_SLIVER_M).buffer(_SLIVER_M)
        land = rest.buffer(_UNDER_M).intersection(known).union(rest).intersection(land)
    found = gpd.GeoDataFrame({"part": shapes["part"]}, geometry=land.map(_polygons))
    found = found[~found.geometry.is_empty].reset_index(drop=True)
    return found if len(found) else None
