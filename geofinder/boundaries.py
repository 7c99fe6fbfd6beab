"""Read outlines of districts for the page's backdrop, and the shipped coarse one of the land."""

import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geofinder.errors import InputError, examples
from geofinder.mapfiles import WHY, leads_astray
from geofinder.resources import data_path
from geofinder.sizes import BOUNDARIES_MB, LETTERS, OUTLINES
from geofinder.sources import check_file
from geofinder.units import GRID

_NAMES = ("name", "n", "LAD24NM", "LAD25NM", "LAD26NM", "LAD23NM", "CTYUA24NM")
_AREAS = ("Polygon", "MultiPolygon")
_SLIVER_M = 1_000.0
"""A shore is drawn to so much: what a coarse outline leaves beside a finer one is no land."""
_UNDER_M = 1_500.0
_START_BYTES = 4096
_BEFORE_JSON = b"\xef\xbb\xbf \t\r\n"
_SQLITE = b"SQLite format 3\x00"
_GPKG_AT = 68
"""Where such a file says what it is used for: GPKG, GP10 or GP11."""
_SHAPES = b"\x00\x00\x27\x0a"
_CODES = ("code", "c", "LAD24CD", "LAD25CD", "LAD26CD", "LAD23CD", "CTYUA24CD")


def read_boundaries(path: Path) -> gpd.GeoDataFrame:
    """Return outlines (code, name, geometry EPSG:27700) of GeoJSON, a GeoPackage or a shapefile.

    ONS files name their columns by year; the columns are found by their usual endings.

    Raises:
        InputError: the file is missing, unreadable, too large, of another kind, has no CRS or no
            column of names.
    """
    check_file(
        path, what="outlines of districts", kind="GeoJSON", option="--boundaries",
        most_mb=BOUNDARIES_MB,
    )  # fmt: skip
    _check_kind(path)
    try:
        with warnings.catch_warnings():
            # What GDAL warns of cannot be drawn, and is left out as what has no area is.
            warnings.simplefilter("ignore", RuntimeWarning)
            frame = gpd.read_file(path.resolve(), rows=OUTLINES + 1)
    except MemoryError:
        raise
    except Exception as error:
        message = f"{path} cannot be read as boundaries: {error}"
        raise InputError(message) from error
    if len(frame) > OUTLINES:
        message = f"{path} has more than the limit of {OUTLINES:,} outlines: give districts alone."
        raise InputError(message)
    columns = [str(column) for column in frame.columns]
    name = next((c for c in columns if c in _NAMES or c.upper().endswith("NM")), None)
    code = next((c for c in columns if c in _CODES or c.upper().endswith("CD")), None)
    # A file without outlines comes as a table that knows no coordinate system.
    crs = getattr(frame, "crs", None)
    if name is None or crs is None or frame.geometry.isna().all():
        message = (
            f"{path} is not a file of boundaries: it needs outlines, a coordinate system and a "
            f"column of names. Its columns are {examples(columns)}."
        )
        raise InputError(message)
    names = frame[name].astype("str")
    if (names.str.len() > LETTERS).any():
        message = f"{path} has a name of more than the limit of {LETTERS:,} letters in {name}."
        raise InputError(message)
    table = gpd.GeoDataFrame(
        {"code": frame[code] if code else "", "name": names.fillna("")},
        geometry=_areas(frame.geometry, path),
        crs=GRID,
    )
    return table[~table.geometry.is_empty].reset_index(drop=True)


def _areas(shapes: gpd.GeoSeries, path: Path) -> gpd.GeoSeries:
    """Return the areas on the National Grid; what is none is empty."""
    wrong = ""
    try:
        placed = gpd.GeoSeries(shapes.to_crs(GRID).make_valid())
    except shapely.errors.GEOSException as error:
        wrong = str(error)
    else:
        if not np.isfinite(shapely.get_coordinates(placed)).all():
            wrong = "some lie beyond the world"
        placed = gpd.GeoSeries(placed.map(_polygons), crs=GRID)
        if placed.is_empty.all():
            wrong = "none is an area"
    if wrong:
        message = (
            f"{path}: its outlines cannot be placed on the map ({wrong}). Give outlines of "
            "districts, and in the coordinate system that the file names."
        )
        raise InputError(message)
    return placed


def _check_kind(path: Path) -> None:
    """Refuse what is none of three formats, and what would be taken for another file.

    GDAL opens some two hundred by their content. Some of them lead it to other files and to
    servers, and a run that was given a file must not ask a server that the file chose.
    """
    try:
        with path.open("rb") as file:
            start = file.read(_START_BYTES)
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise InputError(message) from error
    geojson = start.lstrip(_BEFORE_JSON).startswith(b"{")
    geopackage = start.startswith(_SQLITE) and start[_GPKG_AT : _GPKG_AT + 2] == b"GP"
    shapefile = start.startswith(_SHAPES) and path.suffix.lower() == ".shp"
    if not (geojson or geopackage or shapefile):
        message = (
            f"{path} is neither GeoJSON, a GeoPackage nor a shapefile (.shp), so it is not read. "
            "Give the outlines as one of these to --boundaries; unpack a zip first."
        )
        raise InputError(message)
    if leads_astray(path):
        message = f"{path} is not read as boundaries: {WHY}. Rename it."
        raise InputError(message)


def _polygons(shape: BaseGeometry | None) -> BaseGeometry:
    """Keep only the areas of a mended shape; slivers of lines and points are no outline."""
    if shape is not None and shape.geom_type in _AREAS:
        return shape
    parts = shapely.get_parts(shape)
    return shapely.union_all([part for part in parts if part.geom_type in _AREAS])


def outline_beyond(
    districts: gpd.GeoDataFrame | None, *, around: BaseGeometry
) -> gpd.GeoDataFrame | None:
    """Return the coarse land in ``around`` that ``districts`` do not show; None without any.

    ``part`` is england, wales or scotland; Scotland is drawn in broad strokes. Where districts
    are known, the land begins a little under them.
    """
    shapes = gpd.read_file(data_path("outline.geojson")).to_crs(GRID)
    land = shapes.geometry.intersection(around)
    if districts is not None:
        known = shapely.union_all(districts.geometry.buffer(1.0).to_numpy())
        rest = land.difference(known).buffer(-_SLIVER_M).buffer(_SLIVER_M)
        land = rest.buffer(_UNDER_M).intersection(known).union(rest).intersection(land)
    found = gpd.GeoDataFrame({"part": shapes["part"]}, geometry=land.map(_polygons))
    found = found[~found.geometry.is_empty].reset_index(drop=True)
    return found if len(found) else None
