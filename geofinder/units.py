"""Hold where schools lie, on which grid, the project's one distance function and its units."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

GRID = "EPSG:27700"
"""The British National Grid: easting and northing in metres."""
METRES_PER_KM = 1000.0
SECONDS_PER_MINUTE = 60.0
MINUTES_PER_HOUR = 60.0


def grid_points(schools: pd.DataFrame) -> NDArray[np.float64]:
    """Return easting and northing, shape (n, 2), in metres (EPSG:27700)."""
    return schools[["easting", "northing"]].to_numpy(dtype=np.float64)


def straight_m(
    from_xy: NDArray[np.float64],
    to_xy: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return straight-line distances in metres.

    Both arrays have shape (n, 2): easting and northing in metres on the British National Grid
    (EPSG:27700), where the plane distance is within 0.1% of the distance on the ground.
    """
    return np.hypot(from_xy[..., 0] - to_xy[..., 0], from_xy[..., 1] - to_xy[..., 1])
