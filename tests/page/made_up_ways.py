"""Give the made-up county routes with bends, and areas around its hubs and federations."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import shapely

from geofinder.result import RunResult, Ways
from geofinder.ways.drives import wanted

SENTENCE = "Lines follow the roads; edges are good to about 400 m."
RADII_M = {10: 3_000.0, 15: 6_000.0, 20: 9_000.0}


def on_roads(result: RunResult, *, most_groups: int = 40) -> RunResult:
    """Return the county as if measured by road: the best groups have routes, others have none."""
    ranked = result.candidates.sort_values(["rank", "group_id"]).head(most_groups)
    drives = wanted(ranked, result.members, result.travel)
    place = dict(zip(result.schools["urn"], result.schools.geometry, strict=True))
    lines = [
        bent(place[a], place[b]) for a, b in zip(drives["from_urn"], drives["to_urn"], strict=True)
    ]
    routes = gpd.GeoDataFrame(
        drives.assign(distance_m=[line.length for line in lines]), geometry=lines, crs=27700
    )
    ways = Ways(routes=routes, isochrones=_areas(result, ranked, place), sentence=SENTENCE)
    return replace(result, travel=result.travel.assign(method="road"), ways=ways)


def bent(start: shapely.Point, end: shapely.Point) -> shapely.LineString:
    """Return a line with a corner to the left of the straight one, which the way back has too."""
    corner = (start.x - (end.y - start.y) / 3, start.y + (end.x - start.x) / 3)
    return shapely.LineString([start, corner, end])


def _areas(
    result: RunResult, ranked: pd.DataFrame, place: dict[int, shapely.Point]
) -> gpd.GeoDataFrame:
    federations = result.schools.groupby("federation_id").geometry
    starts = {
        **{f"federation:{body}": list(points) for body, points in federations},
        **{f"school:{urn}": [place[urn]] for urn in ranked["hub_urn"].drop_duplicates().head(5)},
    }
    rows = [
        (key, minutes, shapely.MultiPolygon([disc(points, radius_m)]))
        for key, points in starts.items()
        for minutes, radius_m in RADII_M.items()
    ]
    keys, minutes, shapes = zip(*rows, strict=True)
    return gpd.GeoDataFrame({"key": keys, "minutes": minutes}, geometry=list(shapes), crs=27700)


def disc(points: list[shapely.Point], radius_m: float) -> shapely.Polygon:
    """Return the hull of discs around the points."""
    return shapely.convex_hull(shapely.union_all([point.buffer(radius_m) for point in points]))
