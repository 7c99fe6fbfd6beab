"""Choose the drives to draw, and ask a routing engine for their lines."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from geofinder.errors import TravelError
from geofinder.travel import Progress, RoadRouter
from geofinder.travel.blocks import Drive, Trip
from geofinder.travel.road import degrees
from geofinder.units import GRID, SECONDS_PER_MINUTE, grid_points

MOST_DRIVES = 2_000
"""More than these no page carries; an engine in the process answers about 2,000 in a second."""
DIFFERS_MIN = 1.0
"""Both ways between a school and its hub are drawn where they differ by so much."""
EXACT_M = 5.0
"""Lines are kept to this many metres: finer than a lane is wide they only take room."""
SAME_S = 1.0
"""A line is of the table's drive if its time is, but for the rounding of the engine's stretches."""


def wanted(
    ranked: pd.DataFrame, members: pd.DataFrame, travel: pd.DataFrame, *, most: int = MOST_DRIVES
) -> pd.DataFrame:
    """Return the drives to draw, each ordered pair once, those of the first groups first.

    Of every group: the slower way between its hub and each member; the other way too where the two
    differ by a minute or more; and the slower way of its longest pair.

    Args:
        ranked: ``group_id`` and ``hub_urn`` of the groups, the most wanted first.
        members: MEMBERS.
        travel: TRAVEL.
        most: how many drives to return at most.

    Returns:
        from_urn, to_urn, travel_min.
    """
    drives = _inside(ranked, members, travel)
    pair = ["place", "low", "high"]
    slowest = drives.groupby(pair)["travel_min"].transform("max")
    other = drives.groupby(pair)["travel_min"].transform("min")
    slower = drives["travel_min"] == slowest
    # Of two ways that take the same time the one to the hub, or from the lower URN, is enough.
    slower &= ~((slowest == other) & drives["second"])
    by_hub = drives["by_hub"] & (slower | (slowest - other >= DIFFERS_MIN))
    longest = slower & ~drives[slower].sort_values(
        ["place", "travel_min", "from_urn", "to_urn"], ascending=[True, False, True, True]
    )["place"].duplicated().reindex(drives.index, fill_value=True)
    chosen = drives[by_hub | longest].sort_values(
        ["place", "by_hub", "from_urn", "to_urn"], ascending=[True, False, True, True]
    )
    columns = ["from_urn", "to_urn", "travel_min"]
    kept = chosen[columns].drop_duplicates(["from_urn", "to_urn"], ignore_index=True)
    return kept.head(most)


def _inside(ranked: pd.DataFrame, members: pd.DataFrame, travel: pd.DataFrame) -> pd.DataFrame:
    """Return the drives inside groups: both ways of every pair that a route joins."""
    groups = ranked[["group_id", "hub_urn"]].assign(place=np.arange(len(ranked)))
    ends = members[["group_id", "urn"]]
    pairs = ends.rename(columns={"urn": "from_urn"}).merge(
        ends.rename(columns={"urn": "to_urn"}), on="group_id"
    )
    pairs = pairs[pairs["from_urn"] != pairs["to_urn"]].merge(groups, on="group_id")
    times = travel.loc[travel["travel_min"] > 0, ["from_urn", "to_urn", "travel_min"]]
    drives = pairs.merge(times, on=["from_urn", "to_urn"])
    to_hub, from_hub = (drives[end] == drives["hub_urn"] for end in ("to_urn", "from_urn"))
    return drives.assign(
        low=drives[["from_urn", "to_urn"]].min(axis=1),
        high=drives[["from_urn", "to_urn"]].max(axis=1),
        by_hub=to_hub | from_hub,
        second=from_hub | (~to_hub & (drives["from_urn"] > drives["to_urn"])),
    )


def drive(
    router: RoadRouter,
    schools: gpd.GeoDataFrame,
    drives: pd.DataFrame,
    *,
    progress: Progress | None = None,
) -> gpd.GeoDataFrame:
    """Return the drives as lines along the roads (EPSG:27700), from road to road.

    A drive whose line takes another time than its table says is left out: the engine snapped its
    ends to other roads when asked for them alone.

    Args:
        router: the way to measure.
        schools: SCHOOLS.
        drives: from_urn, to_urn, travel_min.
        progress: called with the drives done and the drives in all.

    Returns:
        from_urn, to_urn, travel_min, distance_m, geometry.

    Raises:
        TravelError: the engine or server failed.
    """
    lonlat = degrees(grid_points(schools))
    index = pd.Index(schools["urn"])
    starts, ends = (index.get_indexer(pd.Index(drives[end])) for end in ("from_urn", "to_urn"))
    minutes = drives["travel_min"].to_numpy(dtype=np.float64)
    lines: list[Drive] = []
    rows: list[int] = []
    trips = [Trip(lonlat[start], lonlat[end]) for start, end in zip(starts, ends, strict=True)]
    row = -1
    try:
        for row, found in enumerate(router.engine.routes(trips)):
            if found and abs(found.duration_s - minutes[row] * SECONDS_PER_MINUTE) <= SAME_S:
                lines.append(found)
                rows.append(row)
            if progress is not None and (row % 100 == 0 or row + 1 == len(drives)):
                progress(row + 1, len(drives))
    except TravelError as error:
        message = f"{error} It stopped after {row + 1:,} of {len(drives):,} routes."
        raise TravelError(message) from error
    kept = drives.iloc[rows].reset_index(drop=True)
    kept["distance_m"] = np.array([line.distance_m for line in lines], dtype=np.float64)
    return gpd.GeoDataFrame(kept, geometry=_on_grid(lines), crs=GRID)


def _on_grid(drives: list[Drive]) -> np.ndarray:
    if not drives:
        return np.array([], dtype=object)
    points = np.concatenate([drive.lonlat for drive in drives])
    to_grid = pyproj.Transformer.from_crs(4326, GRID, always_xy=True)
    metres = np.column_stack(to_grid.transform(points[:, 0], points[:, 1]))
    owner = np.repeat(np.arange(len(drives)), [len(drive.lonlat) for drive in drives])
    return np.asarray(shapely.simplify(shapely.linestrings(metres, indices=owner), EXACT_M))
