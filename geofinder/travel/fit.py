"""Fit the estimate's detour and speed on routed pairs, and measure its error on pairs not used.

For one setting, minutes at the knots solve a linear programme: least sum of |estimate - routed| /
straight line, which makes the typical ratio right at every distance, with each stretch between two
knots growing. A setting with few pairs at some distance leans on the curve of all settings there.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import scipy.optimize
from numpy.typing import NDArray

from geofinder.errors import TravelError
from geofinder.highs import OPTIMAL, steadily
from geofinder.travel.estimate import (
    SETTINGS,
    Curve,
    Estimate,
    HeldOut,
    Made,
    Setting,
    pair_setting,
)
from geofinder.travel.fit_points import SEED, Points, choose_points
from geofinder.travel.network import Network, road_network
from geofinder.travel.osrm_local import LocalEngine
from geofinder.travel.road import degrees
from geofinder.travel.router import Floats, Indices
from geofinder.units import METRES_PER_KM, MINUTES_PER_HOUR, SECONDS_PER_MINUTE, straight_m

KNOTS_KM = (0.5, 1.0, 2.0, 4.0, 7.0, 11.0, 16.0, 22.0, 30.0)
BANDS_KM = (0.0, 1.0, 2.0, 4.0, 7.0, 11.0, 16.0, 22.0, 40.0)
NEAREST_M = 150.0
"""Pairs nearer than this say more about where a point snaps than about roads."""
USUAL_KM = 11.0
"""Partners are sought about this far; the error over these pairs is what every output tells."""
LEAN_PAIRS = 25.0
"""Leaning on the curve of all settings weighs as much as this many pairs a stretch."""
LEAST_MIN_PER_KM, LEAST_DETOUR = 0.5, 1.0
DECIMALS = 4


class _Routes(NamedTuple):
    """Routed ordered pairs; ``origins`` and ``ends`` are positions in ``Points``."""

    origins: Indices
    ends: Indices
    straight_m: Floats
    minutes: Floats
    road_m: Floats
    setting: NDArray[np.int8]

    def where(self, mask: NDArray[np.bool_]) -> "_Routes":
        """Return only the pairs of the mask."""
        return _Routes(
            self.origins[mask],
            self.ends[mask],
            self.straight_m[mask],
            self.minutes[mask],
            self.road_m[mask],
            self.setting[mask],
        )


def fit_estimate(
    *, roads: Path, schools: gpd.GeoDataFrame, made_on: date, cache_dir: Path | None = None
) -> Estimate:
    """Fit the estimate on routes in one extract.

    The points are settlements and street corners of the extract, and its schools. Two in five of
    the former and every school are held out: no pair that touches one of them is fitted on.

    Args:
        roads: an OpenStreetMap extract.
        schools: the SCHOOLS table; those outside the extract are not used. Their settings say
            which points are rural.
        made_on: the date to write into the coefficients.
        cache_dir: where the network is kept.

    Raises:
        InputError: the extract is not readable, or holds too few places and streets to fit on.
        TravelError: the engine failed.
    """
    network = road_network(roads, cache_dir=cache_dir)
    engine = LocalEngine(network.prefix)
    points = choose_points(roads, schools, engine)
    routes = _routes(points, engine)
    fitted = ~points.held_out[routes.origins] & ~points.held_out[routes.ends]
    tested = points.held_out[routes.origins] & points.held_out[routes.ends]
    curves = _curves(routes.where(fitted))
    return Estimate(
        made=_made(network, points, routes.where(fitted), made_on),
        curves=curves,
        held_out=list(_held_out(curves, points, routes.where(tested))),
    )


def _routes(points: Points, engine: LocalEngine) -> _Routes:
    everyone = np.arange(len(points.grid))
    tables = engine.table(degrees(points.grid), everyone, everyone)
    origins, ends = (side.ravel() for side in np.meshgrid(everyone, everyone, indexing="ij"))
    away = straight_m(points.grid[origins], points.grid[ends])
    routes = _Routes(
        origins,
        ends,
        away,
        tables.duration_s.ravel() / SECONDS_PER_MINUTE,
        tables.distance_m.ravel(),
        pair_setting(points.rural, origins, ends),
    )
    return routes.where((away >= NEAREST_M) & (routes.minutes > 0))


def _curves(routes: _Routes) -> dict[Setting, Curve]:
    """Fit the curve of all settings, then each setting's own."""
    slopes = {
        "minutes": (routes.minutes, LEAST_MIN_PER_KM / METRES_PER_KM),
        "road_m": (routes.road_m, LEAST_DETOUR),
    }
    knots = np.array(KNOTS_KM) * METRES_PER_KM
    values: dict[tuple[str, int], Floats] = {}
    for name, (seen, least) in slopes.items():
        shared = _slopes(routes.straight_m, seen, least=least, prior=None)
        for code in range(len(SETTINGS)):
            among = routes.setting == code
            own = _slopes(routes.straight_m[among], seen[among], least=least, prior=shared)
            values[name, code] = np.cumsum(own * np.diff(knots, prepend=0.0))
    counts = {
        code: np.histogram(routes.straight_m[routes.setting == code], [0.0, *knots])[0]
        for code in range(len(SETTINGS))
    }
    return {
        name: Curve(
            straight_km=list(KNOTS_KM),
            detour=_rounded(values["road_m", code] / knots),
            speed_kmh=_rounded(
                values["road_m", code]
                / METRES_PER_KM
                / (values["minutes", code] / MINUTES_PER_HOUR)
            ),
            fit_pairs=counts[code].tolist(),
        )
        for code, name in enumerate(SETTINGS)
    }


def _slopes(straight: Floats, seen: Floats, *, least: float, prior: Floats | None) -> Floats:
    """Return the growth per straight metre between knots; least absolute ratio error."""
    knots = np.array(KNOTS_KM) * METRES_PER_KM
    starts = np.concatenate([[0.0], knots[:-1]])
    widths = np.append(np.diff(knots, prepend=0.0)[:-1], np.inf)
    parts = np.clip(straight[:, None] - starts, 0.0, widths) / straight[:, None]
    ratio = seen / straight
    if prior is not None:
        parts = np.vstack([parts, LEAN_PAIRS * np.eye(len(knots))])
        ratio = np.concatenate([ratio, LEAN_PAIRS * prior])
    # The dual: one bounded unknown a pair and one constraint a stretch, which is solved in seconds
    # where the programme itself takes minutes; its shadow prices are what each slope exceeds
    # the least by.
    solved = steadily(
        scipy.optimize.linprog,
        parts @ np.full(len(knots), least) - ratio,
        A_ub=parts.T,
        b_ub=np.zeros(len(knots)),
        bounds=(-1.0, 1.0),
        method="highs",
    )
    if solved.status != OPTIMAL:
        message = f"The travel model cannot be fitted: {solved.message}"
        raise TravelError(message)
    return least - np.asarray(solved.ineqlin.marginals, dtype=np.float64)


def _held_out(curves: dict[Setting, Curve], points: Points, routes: _Routes) -> Iterator[HeldOut]:
    """Yield the error between schools (never fitted on), on all held-out pairs, and by group."""
    estimated = np.empty_like(routes.minutes)
    for code, name in enumerate(SETTINGS):
        among = routes.setting == code
        estimated[among] = curves[name].minutes(routes.straight_m[among])
    schools = points.is_school[routes.origins] & points.is_school[routes.ends]
    groups = {
        f"between schools up to {USUAL_KM:g} km apart": schools
        & (routes.straight_m <= USUAL_KM * METRES_PER_KM),
        "between schools": schools,
        "between any points": np.ones(len(estimated), dtype=bool),
    }
    groups |= {f"{name} pairs": routes.setting == code for code, name in enumerate(SETTINGS)}
    for low, high in pairwise(BANDS_KM):
        inside = routes.straight_m >= low * METRES_PER_KM
        inside &= routes.straight_m < high * METRES_PER_KM
        groups[f"{low:g} to {high:g} km"] = inside
    for which, among in groups.items():
        if among.any():
            yield _error(which, estimated[among], routes.minutes[among])


def _error(which: str, estimated: Floats, routed: Floats) -> HeldOut:
    off = estimated - routed
    share = np.abs(off) / routed * 100
    return HeldOut(
        which=which,
        pairs=len(off),
        median_abs_pct=round(float(np.median(share)), 1),
        p90_abs_pct=round(float(np.quantile(share, 0.9)), 1),
        bias_min=round(float(off.mean()), 2),
        p90_abs_min=round(float(np.quantile(np.abs(off), 0.9)), 2),
    )


def _made(network: Network, points: Points, fitted: _Routes, made_on: date) -> Made:
    source: dict[str, Any] = network.source
    unheld = int((~points.held_out).sum())
    return Made(
        extract=Path(source["path"]).name,
        extract_sha256=source["sha256"],
        extract_date=source["data_date"] or "no date recorded",
        engine=f"{source['engine']}, {source['profile']} profile",
        made_on=made_on.isoformat(),
        method=(
            "least absolute error of the ratio to the straight line, piecewise linear; "
            "no pair that touches a held-out point is fitted on; every school is held out"
        ),
        limits=(
            "Seen is what the extract holds, and routes that leave it are not: see fit_pairs for "
            "how many pairs stand behind a distance. Where there are few, a setting leans on the "
            "curve of all settings; beyond the last distance the last stretch goes on. A school "
            "whose setting is not recorded counts as mixed."
        ),
        licence="Derived from OpenStreetMap, © OpenStreetMap contributors, ODbL 1.0",
        seed=SEED,
        fit_points=unheld,
        fit_pairs=len(fitted.minutes),
        held_out_points=len(points.grid) - unheld,
        held_out_schools=int(points.is_school.sum()),
        longest_straight_km=round(float(fitted.straight_m.max()) / METRES_PER_KM, 1),
    )


def _rounded(values: Floats) -> list[float]:
    return [round(value, DECIMALS) for value in values.tolist()]
