"""Make data/outline.geojson: England and Wales in a coarse outline, Scotland in broad strokes.

    python scripts/make-outline.py ../shared/data/boundaries/lad_england.geojson

England and Wales are the districts dissolved, by the first letter of their codes. Not in that file
are the Isles of Scilly and Scotland. The two largest isles and the south of Scotland are drawn here
by hand, to a kilometre and to some kilometres, only so that a page does not show them as sea.
"""

import json
import sys
from pathlib import Path

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from geofinder.boundaries import read_boundaries

TOLERANCE_M = 120.0
LEAST_ISLAND_M2 = 1e6
DECIMALS = 3
OUT = Path(__file__).resolve().parent.parent / "data" / "outline.geojson"

# National Grid, in kilometres. England's own outline is drawn over it.
SCOTLAND = [
    (334, 567), (320, 564), (306, 564), (297, 554), (283, 552), (268, 544), (255, 553), (246, 534),
    (230, 552), (216, 530), (204, 545), (196, 572), (210, 580), (219, 600), (233, 618), (229, 642),
    (219, 660), (224, 679), (205, 668), (190, 700), (190, 760), (380, 760), (360, 704), (330, 686),
    (312, 680), (328, 677), (347, 683), (368, 679), (391, 669), (401, 653), (398, 640), (385, 610),
    (365, 585),
]  # fmt: skip

ST_MARYS = [(89.6, 10.2), (91, 9.6), (92.8, 10.6), (92.6, 12.2), (91, 12.9), (89.8, 11.6)]
TRESCO = [(88.4, 13.6), (89.6, 13.4), (89.9, 15), (88.8, 16.2), (88.2, 15.2)]


def by_hand(corners: list[tuple[float, float]]) -> shapely.Polygon:
    return shapely.Polygon([(x * 1000, y * 1000) for x, y in corners])


def dissolved(districts: gpd.GeoDataFrame, letter: str) -> BaseGeometry:
    """Return the land of the districts whose codes begin so, without the smallest islands."""
    own = districts[districts["code"].str.startswith(letter)].geometry.to_numpy()
    # Neighbours that do not quite meet would leave slivers between them.
    whole = shapely.union_all(shapely.buffer(own, 1.0))
    kept = [
        shapely.Polygon(part.exterior)
        for part in shapely.get_parts(whole)
        if part.area >= LEAST_ISLAND_M2
    ]
    return shapely.MultiPolygon(sorted(kept, key=lambda part: -part.area))


def main() -> None:
    districts = read_boundaries(Path(sys.argv[1]))
    parts = {
        "scotland": by_hand(SCOTLAND),
        "wales": dissolved(districts, "W").simplify(TOLERANCE_M),
        "england": shapely.union_all(
            [dissolved(districts, "E").simplify(TOLERANCE_M), *map(by_hand, (ST_MARYS, TRESCO))]
        ),
    }
    lonlat = gpd.GeoSeries(list(parts.values()), crs="EPSG:27700").to_crs("EPSG:4326")
    rounded = shapely.set_precision(lonlat.to_numpy(), 10.0**-DECIMALS)
    features = [
        {
            "type": "Feature",
            "properties": {"part": part},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for part, shape in zip(parts, rounded, strict=True)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
    OUT.write_text(text + "\n", encoding="utf-8")
    print(f"{OUT}: {len(text):,} bytes")


if __name__ == "__main__":
    main()
