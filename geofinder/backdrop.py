"""Take the main roads for the page's backdrop from the extract that routed."""

from pathlib import Path

import geopandas as gpd
import pyogrio
import shapely

from geofinder.errors import InputError

_CLASSES = ("motorway", "trunk", "primary", "secondary")
_TOLERANCE_M = 40.0
_BNG = "EPSG:27700"


def main_roads(roads: Path, *, around: shapely.Geometry) -> gpd.GeoDataFrame:
    """Return the main roads near ``around`` (EPSG:27700): highway, geometry.

    One simplified MultiLineString a class of road, in the order motorway to secondary.

    Raises:
        InputError: GDAL cannot read the extract's lines.
    """
    wanted = ", ".join(f"'{name}'" for name in _CLASSES)
    try:
        lines = pyogrio.read_dataframe(
            roads, layer="lines", columns=["highway"], where=f"highway IN ({wanted})"
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        message = f"The main roads of {roads} cannot be read for the map: {error}."
        raise InputError(message) from error
    lines = lines.to_crs(_BNG)
    lines = lines[lines.intersects(around)]
    merged = {
        name: shapely.line_merge(shapely.union_all(part.geometry.to_numpy())).simplify(_TOLERANCE_M)
        for name, part in lines.groupby("highway")
    }
    present = [name for name in _CLASSES if name in merged]
    return gpd.GeoDataFrame(
        {"highway": present}, geometry=[merged[name] for name in present], crs=_BNG
    )
