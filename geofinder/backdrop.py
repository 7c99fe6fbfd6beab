"""Take the ground for the page's map from the extract that routed: roads, water and places."""

import hashlib
import re
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from filelock import FileLock, Timeout
from shapely.geometry.base import BaseGeometry

from geofinder import kept
from geofinder.errors import InputError
from geofinder.mapfiles import WHY, leads_astray
from geofinder.resources import cache_folder, data_path
from geofinder.result import Backdrop
from geofinder.units import GRID

ROADS = ("motorway", "trunk", "primary", "secondary", "tertiary")
PLACES = ("city", "town", "village", "suburb", "hamlet")
_TOLERANCE_M = 12.0
_LEAST_RIVER_M = 2_000.0
_LEAST_WATER_M2 = 20_000.0
_FORM = 2
"""Counts up when what is kept of an extract changes, so that an older cache is not read."""
_LONGEST_WAIT_S = 300.0
_POPULATION = re.compile(r"[0-9]{1,9}")


class _Wanted(NamedTuple):
    """What is read of one layer of GDAL's OSM driver."""

    columns: list[str]
    where: str


def _any_of(column: str, names: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(name) for name in names)})"


_WANTED = {
    "points": _Wanted(["name", "place", "population"], _any_of("place", PLACES)),
    "lines": _Wanted(
        ["name", "highway", "waterway", "ref"],
        f"{_any_of('highway', ROADS)} OR waterway IN ('river', 'canal')",
    ),
    "multipolygons": _Wanted(["natural"], "\"natural\" = 'water' OR landuse = 'reservoir'"),
}


def read_backdrop(roads: Path, *, around: BaseGeometry, cache_dir: Path | None = None) -> Backdrop:
    """Return the main roads, rivers, lakes and places near ``around`` (EPSG:27700).

    Reading a county's extract takes seconds, so what it says is kept in the cache under its
    checksum; where the cache cannot be written, it is read anew each time.

    Raises:
        InputError: GDAL cannot read the extract.
    """
    return _near(_kept(roads, cache_folder(cache_dir) / "backdrops"), around)


def _kept(roads: Path, folder: Path) -> Backdrop:
    """Return the whole extract's ground from the cache, filling it if need be."""
    path = folder / f"{_key(roads)}.kept"
    found: Backdrop | None = None
    with suppress(OSError, Timeout):
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock"), timeout=_LONGEST_WAIT_S):
            try:
                found = kept.take(path)
            except kept.NotKeptError:
                found = _extracted(roads)
                kept.remove_unfinished(folder)
                kept.put(path, found)
    return _extracted(roads) if found is None else found


def _key(roads: Path) -> str:
    try:
        with roads.open("rb") as file:
            checksum = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(roads, error) from error
    return f"{checksum[:24]}-{_FORM}"


def _unreadable(roads: Path, error: Exception | str) -> InputError:
    return InputError(f"The ground of {roads} cannot be read for the map: {error}.")


def _typed(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give texts the same type however they were read."""
    texts = [name for name in ("highway", "ref", "name", "kind") if name in frame]
    return frame.astype(dict.fromkeys(texts, "str"))


def _extracted(roads: Path) -> Backdrop:
    if leads_astray(roads):
        raise _unreadable(roads, WHY)
    try:
        layers = {
            name: pyogrio.read_dataframe(
                roads.resolve(),
                layer=name,
                columns=wanted.columns,
                where=wanted.where,
                CONFIG_FILE=str(data_path("osm.ini")),
            ).to_crs(GRID)
            for name, wanted in _WANTED.items()
        }
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise _unreadable(roads, error) from error
    except (pyogrio.errors.FeatureError, pyogrio.errors.GeometryError, RuntimeError) as error:
        raise _unreadable(roads, error) from error
    lines = layers["lines"]
    wet = lines["waterway"].notna() & lines["highway"].isna()
    return Backdrop(
        roads=_roads(lines[~wet]),
        rivers=_rivers(lines[wet]),
        water=_water(layers["multipolygons"]),
        places=_places(layers["points"]),
    )


def _roads(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return one row for each class and number, the widest class first."""
    first = lines["ref"].str.split(";").str[0].str.strip()
    merged = _merged(lines.assign(ref=first.mask(first == "")), ["highway", "ref"])
    order = np.argsort(merged["highway"].map(ROADS.index).to_numpy(), kind="stable")
    return merged.iloc[order].reset_index(drop=True)


def _rivers(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    merged = _merged(lines, ["name"])
    long = merged.geometry.length >= _LEAST_RIVER_M
    return merged[long].reset_index(drop=True)


def _merged(lines: gpd.GeoDataFrame, by: list[str]) -> gpd.GeoDataFrame:
    """Return a simplified MultiLineString for each of the values of ``by``, in their order."""
    rows, shapes = [], []
    for values, part in lines.groupby(by, dropna=False, sort=True):
        whole = shapely.line_merge(shapely.union_all(part.geometry.to_numpy()))
        simple = [line for line in shapely.get_parts(whole.simplify(_TOLERANCE_M)) if line.length]
        if simple:
            rows.append(values)
            shapes.append(shapely.MultiLineString(simple))
    frame = pd.DataFrame(rows, columns=by, dtype="str")
    return _typed(gpd.GeoDataFrame(frame, geometry=shapes, crs=GRID))


def _water(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return lakes and wide rivers, the largest first; those that touch are one."""
    whole = shapely.union_all(areas.geometry.make_valid().to_numpy())
    parts = [part for part in shapely.get_parts(whole) if part.area >= _LEAST_WATER_M2]
    simple = [shapely.simplify(part, _TOLERANCE_M) for part in parts]
    simple.sort(key=lambda shape: (-shape.area, shape.wkb))
    return gpd.GeoDataFrame(geometry=simple, crs=GRID)


def _places(points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    named = points[points["name"].notna()]
    frame = gpd.GeoDataFrame(
        {
            "name": named["name"],
            "kind": named["place"],
            "population": named["population"].map(_people).astype("Int64"),
        },
        geometry=named.geometry,
        crs=GRID,
    ).sort_values(["kind", "name"], key=_by_kind)
    return _typed(frame.reset_index(drop=True))


def _by_kind(column: pd.Series) -> pd.Series:
    return column.map(PLACES.index) if column.name == "kind" else column


def _people(text: object) -> int | None:
    """Read a population as people tag it: ``12,345`` and ``12 345`` are numbers, ``~50`` none."""
    digits = re.sub(r"[ ,](?=\d{3}\b)", "", str(text).strip())
    return int(digits) if _POPULATION.fullmatch(digits) else None


def _near(whole: Backdrop, around: BaseGeometry) -> Backdrop:
    """Return what lies in the box of ``around``, lines and areas cut at its edge."""
    box = shapely.box(*around.bounds)

    def cut(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        near = frame[frame.intersects(box)]
        clipped = near.set_geometry(near.geometry.clip_by_rect(*around.bounds))
        return clipped[~clipped.geometry.is_empty].reset_index(drop=True)

    return Backdrop(
        roads=cut(whole.roads),
        rivers=cut(whole.rivers),
        water=cut(whole.water),
        places=whole.places[whole.places.intersects(box)].reset_index(drop=True),
    )
