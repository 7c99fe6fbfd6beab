"""Choose the schools of an area, and the neighbours over its border."""

import difflib
import hashlib
import re
from collections.abc import Mapping
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geofinder.edited import is_urn
from geofinder.errors import NotFoundError, UsageError, examples
from geofinder.letters import folder_name
from geofinder.units import METRES_PER_KM, grid_points, straight_m
from geofinder.wording import listed

_URNS = re.compile(r"^\s*\d{5,7}(?:[\s,;]+\d{5,7})*\s*$")
_POSTCODE = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}$", re.IGNORECASE)
WHOLE_NAME = "England"
_WHOLE = ("england", "all")
_MOST_NAMED = 3
"""A list of more places than this is named by its first ones and their number."""


class Area(NamedTuple):
    """An area's name for people, its name for a folder, and its schools.

    ``schools`` holds the area's own (``in_area`` true) and the neighbours within the border.
    """

    name: str
    slug: str
    schools: gpd.GeoDataFrame


def choose_area(
    schools: gpd.GeoDataFrame,
    *,
    area: str | None = None,
    within_km: float | None = None,
    of: str | None = None,
    border_km: float,
) -> Area:
    """Choose by local authorities (names or codes), districts or URNs, or ``within_km`` ``of``.

    Several are separated by semicolons, or by commas; ``England`` or ``all`` is every school of
    the file. ``of`` is a URN or a postcode that a school of the file has. Neighbours are all
    schools at most ``border_km`` (straight line) from a school of the area.

    Raises:
        UsageError: both ways or neither are given, or half of the second.
        NotFoundError: no such area, URN or postcode; the message names the closest.
    """
    if (within_km is None) != (of is None):
        message = "--within and --of go together: --within 15 --of 114404 (km around a school)."
        raise UsageError(message)
    if (area is None) == (of is None):
        message = (
            "Name one area: a local authority, a district, URNs, England, or --within KM --of "
            "PLACE."
        )
        raise UsageError(message)
    if within_km is not None and of is not None:
        name, inside = _around(schools, within_km=within_km, of=of)
    else:
        name, inside = _named(schools, str(area))
    near = _near(schools, inside, metres=border_km * METRES_PER_KM)
    chosen = schools[inside | near].copy()
    chosen["in_area"] = inside[inside | near]
    return Area(name=name, slug=_slug(name, chosen), schools=chosen.reset_index(drop=True))


def _slug(name: str, chosen: pd.DataFrame) -> str:
    """Return a folder's name; that of a long list ends in a mark of the schools it holds."""
    slug = folder_name(name, without="area")
    if not slug.endswith("-more"):
        return slug
    urns = chosen.loc[chosen["in_area"], "urn"].sort_values().to_numpy(dtype="<i8")
    return f"{slug}-{hashlib.sha256(urns.tobytes()).hexdigest()[:6]}"


def find_school(schools: pd.DataFrame, urn: int) -> pd.Series:
    """Return the row of one school.

    Raises:
        NotFoundError: the file holds no open state school of this URN.
    """
    found = schools[schools["urn"] == urn]
    if found.empty:
        urns = schools["urn"].astype("str")
        close = difflib.get_close_matches(str(urn), urns.tolist(), n=3)
        names = schools.set_index(urns)["name"]
        hint = "; ".join(f"{match} {names[match]}" for match in close)
        message = f"No open state school in the file has the URN {urn}." + (
            f" Close to it: {hint}." if hint else ""
        )
        raise NotFoundError(message)
    return found.iloc[0]


def _named(schools: gpd.GeoDataFrame, area: str) -> tuple[str, pd.Series]:
    if _URNS.match(area):
        urns = sorted({int(urn) for urn in re.findall(r"\d+", area)})
        rows = [find_school(schools, urn) for urn in urns]
        name = rows[0]["name"] if len(rows) == 1 else f"{len(rows)} chosen schools"
        return name, schools["urn"].isin(urns)
    places = _places(schools)
    if _plain(area) in places:
        return _one_place(schools, *places[_plain(area)])
    if _plain(area) in _WHOLE:
        return WHOLE_NAME, pd.Series(data=True, index=schools.index)
    parts = _listed(area, places)
    unknown = [part for part in parts if _plain(part) not in places]
    if unknown or not parts:
        raise NotFoundError(_no_such_area(schools, unknown[0] if len(parts) > 1 else area))
    chosen = dict(_one_place(schools, *places[_plain(part)]) for part in parts)
    inside = pd.concat(chosen.values(), axis=1).any(axis=1)
    return _names_in_words(sorted(chosen)), inside


def _places(schools: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return the column and value of every authority, code and district, by plain name."""
    places: dict[str, tuple[str, str]] = {}
    for column in ("la_name", "la_code", "district"):
        for value in schools[column].dropna().unique().tolist():
            places.setdefault(_plain(value), (column, value))
    places.pop("", None)
    return places


def _one_place(schools: gpd.GeoDataFrame, column: str, value: str) -> tuple[str, pd.Series]:
    found = schools[column].map(_plain, na_action="ignore") == _plain(value)
    label = "la_name" if column == "la_code" else column
    return str(schools.loc[found, label].iloc[0]), found


def _listed(area: str, places: Mapping[str, object]) -> list[str]:
    """Take a list apart: at semicolons, or at the commas that are not part of a name.

    ``Bristol, City of, Somerset`` is two places: of the names that start at a comma the longest
    that the file holds is taken.
    """
    if ";" in area:
        return [part.strip() for part in area.split(";") if part.strip()]
    pieces = [piece.strip() for piece in area.split(",") if piece.strip()]
    parts = []
    while pieces:
        ends = range(len(pieces), 0, -1)
        held = (end for end in ends if _plain(" ".join(pieces[:end])) in places)
        end = next(held, 1)
        parts.append(", ".join(pieces[:end]))
        pieces = pieces[end:]
    return parts


def _names_in_words(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED + 1
    return listed([*names[: _MOST_NAMED - 1], f"{more} more"] if more > 1 else names)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", name.lower().replace("&", "and")).strip()


def _no_such_area(schools: pd.DataFrame, area: str) -> str:
    names = {
        _plain(name): name
        for column in ("la_name", "district")
        for name in schools[column].dropna().unique()
    }
    wanted = _plain(area)
    close = difflib.get_close_matches(wanted, names, n=5, cutoff=0.6)
    close += sorted(name for name in names if wanted and wanted in name and name not in close)
    held = sorted(schools["la_name"].unique())
    hint = (
        f"Closest: {examples([names[name] for name in close])}."
        if close
        else f"The file holds {len(held)} local authorities: {examples(held)}."
    )
    return f"The file holds no local authority, district or school called {area!r}. {hint}"


def _around(schools: gpd.GeoDataFrame, *, within_km: float, of: str) -> tuple[str, pd.Series]:
    if not 0 < within_km < np.inf:
        message = f"--within must be more than 0 km, not {within_km:g}."
        raise UsageError(message)
    of = of.strip()
    if is_urn(of):
        centre = find_school(schools, int(of))
        label = str(centre["name"])
    elif _POSTCODE.match(of):
        centre, label = _at_postcode(schools, of), of.upper()
    else:
        message = f"--of takes a URN or a full postcode, not {of!r}."
        raise UsageError(message)
    here = centre[["easting", "northing"]].to_numpy(dtype=np.float64)
    inside = straight_m(grid_points(schools), here) <= within_km * METRES_PER_KM
    return f"{within_km:g} km around {label}", pd.Series(inside, index=schools.index)


def _at_postcode(schools: pd.DataFrame, postcode: str) -> pd.Series:
    known = schools["postcode"].fillna("").str.replace(" ", "").str.upper()
    wanted = postcode.replace(" ", "").upper()
    found = schools[known == wanted]
    if found.empty:
        close = difflib.get_close_matches(wanted, known[known != ""].tolist(), n=3)
        hint = examples(schools.loc[known.isin(close), "postcode"].tolist())
        message = f"No school in the file has the postcode {postcode!r}." + (
            f" Close to it: {hint}." if hint else " Give that of another school, or a URN."
        )
        raise NotFoundError(message)
    return found.iloc[0]


def _near(schools: gpd.GeoDataFrame, inside: pd.Series, *, metres: float) -> pd.Series:
    """Say which schools outside lie within ``metres`` of one inside."""
    near = np.zeros(len(schools), dtype=bool)
    if metres > 0 and not inside.all():
        places = grid_points(schools)
        distances, _ = cKDTree(places[inside]).query(places, distance_upper_bound=metres)
        near = np.isfinite(distances)
    return pd.Series(near, index=schools.index) & ~inside
