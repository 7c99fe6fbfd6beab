"""Read what lies under the schools on a map: outlines, roads, water and places."""

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from geofinder.backdrop import read_backdrop
from geofinder.boundaries import outline_beyond, read_boundaries
from geofinder.pipeline.common import Inputs
from geofinder.result import Backdrop
from geofinder.units import METRES_PER_KM

_AROUND_M = 30 * METRES_PER_KM
"""Land this far beyond the schools is drawn, or it reads as sea."""
_OUTLINE_M = 60 * METRES_PER_KM


def backdrop(
    schools: gpd.GeoDataFrame, inputs: Inputs
) -> tuple[gpd.GeoDataFrame | None, Backdrop | None]:
    """Return the district outlines and the ground around the schools, where files are given."""
    frame = _frame(schools)
    districts = None
    if inputs.boundaries is not None:
        outlines = read_boundaries(inputs.boundaries)
        outlines = outlines[outlines.intersects(frame)].sort_values("name").reset_index(drop=True)
        districts = outlines if len(outlines) else None
    ground = None if inputs.roads is None else read_backdrop(inputs.roads, around=frame)
    return districts, ground


def outline(
    schools: gpd.GeoDataFrame, districts: gpd.GeoDataFrame | None
) -> gpd.GeoDataFrame | None:
    """Return the shipped coarse land around the schools that no outline of a district shows."""
    west, south, east, north = schools.total_bounds
    # On a wide screen the map shows as much beside the area as the area is high.
    wide = max(_OUTLINE_M, east - west, north - south)
    return outline_beyond(districts, around=_frame(schools).buffer(wide).envelope)


def _frame(schools: gpd.GeoDataFrame) -> BaseGeometry:
    return shapely.box(*schools.total_bounds).buffer(_AROUND_M).envelope
