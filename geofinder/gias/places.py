"""Judge a school's coordinates, and mend the one fault that can be mended."""

import pandas as pd
import shapely

_GB_EAST = (5_000, 660_000)
_GB_NORTH = (5_000, 1_225_000)
ROUGH_ENGLAND = shapely.Polygon(
    [
        (70_000, 0), (300_000, 10_000), (560_000, 85_000), (665_000, 130_000), (670_000, 330_000),
        (560_000, 390_000), (550_000, 460_000), (440_000, 600_000), (405_000, 665_000),
        (370_000, 640_000), (325_000, 580_000), (285_000, 530_000), (300_000, 400_000),
        (280_000, 330_000), (290_000, 190_000), (190_000, 150_000), (70_000, 20_000),
    ]
)  # fmt: skip
"""England with a generous margin (10 km and more), easting and northing in metres."""

_SWAP_GAIN_M = 100_000
_AMONG_M = 100_000
"""Axes are called swapped when exchanging them brings a school that much nearer to the middle of
its authority, and within this distance of it (no authority's school lies farther)."""


def mend_places(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Return easting and northing (metres) and what is odd about each place.

    The second result holds "no coordinates", "at 0,0", "outside Great Britain", "outside England",
    "swapped" (mended) or missing.
    """
    east, north = frame["easting"], frame["northing"]
    inside = _in_england(east, north)
    in_britain = east.between(*_GB_EAST) & north.between(*_GB_NORTH)
    swapped = (~inside & _in_england(north, east)) | _belongs_elsewhere(frame)
    odd = pd.Series(pd.NA, index=frame.index, dtype="str")
    odd = odd.mask(~inside, "outside England").mask(~in_britain, "outside Great Britain")
    odd = odd.mask(swapped, "swapped")
    odd = odd.mask((east == 0) & (north == 0), "at 0,0")
    odd = odd.mask(east.isna() | north.isna(), "no coordinates")
    mended = pd.DataFrame(
        {"easting": east.mask(swapped, north), "northing": north.mask(swapped, east)}
    )
    return mended, odd


def _in_england(east: pd.Series, north: pd.Series) -> pd.Series:
    points = shapely.points(east.fillna(0), north.fillna(0))
    return pd.Series(shapely.contains(ROUGH_ENGLAND, points), index=east.index)


def _belongs_elsewhere(frame: pd.DataFrame) -> pd.Series:
    """Say which places lie among their authority's schools only with the axes exchanged."""
    east, north = frame["easting"], frame["northing"]
    middle = frame.groupby("la_name")[["easting", "northing"]].transform("median")
    as_given = (east - middle["easting"]).abs() + (north - middle["northing"]).abs()
    exchanged = (north - middle["easting"]).abs() + (east - middle["northing"]).abs()
    return (as_given - exchanged > _SWAP_GAIN_M) & (exchanged < _AMONG_M)
