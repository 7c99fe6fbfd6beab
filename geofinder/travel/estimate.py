"""Estimate travel from the straight line, where there are no roads to route along.

Minutes and metres follow from the straight line by one curve for each setting. A curve holds, at
some straight-line distances, the detour factor (road metres per straight metre) and the speed;
between them road metres and minutes run in a straight line, beyond the last as from the one before
it. So both grow with the straight line, are the same both ways, and are zero for no distance.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from geofinder.resources import data_path
from geofinder.tomlfile import read_toml
from geofinder.travel.router import Floats, Method, Progress, locate, travel_table
from geofinder.units import METRES_PER_KM, MINUTES_PER_HOUR

type Setting = Literal["rural", "mixed", "urban"]
SETTINGS: tuple[Setting, ...] = ("rural", "mixed", "urban")
"""Both ends rural; one of each, or an end whose setting is not known; both ends urban."""
_RURAL, _MIXED, _URBAN = range(3)
FILE = "estimate.toml"
PAIRS_PER_S = math.inf
"""To measure a pair takes less than to send it to another process and back (timed on England)."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Curve(_Strict):
    """Detour and speed at growing straight-line distances, of pairs in one setting."""

    straight_km: list[Annotated[float, Field(gt=0)]] = Field(min_length=2)
    detour: list[Annotated[float, Field(ge=1)]]
    speed_kmh: list[Annotated[float, Field(gt=0)]]
    fit_pairs: list[int]

    @model_validator(mode="after")
    def _grows(self) -> "Curve":
        if not len(self.straight_km) == len(self.detour) == len(self.speed_kmh):
            message = "straight_km, detour and speed_kmh need as many values each"
            raise ValueError(message)
        for name, values in zip(
            ("straight_km", "road metres", "minutes"), self.at_knots(), strict=True
        ):
            if not (np.diff(values) > 0).all():
                message = f"{name} must grow from one distance to the next"
                raise ValueError(message)
        return self

    def at_knots(self) -> tuple[Floats, Floats, Floats]:
        """Return straight metres, road metres and minutes, each starting at zero."""
        straight = np.array([0.0, *self.straight_km]) * METRES_PER_KM
        road = straight * np.array([1.0, *self.detour])
        per_min = np.array([1.0, *self.speed_kmh]) * METRES_PER_KM / MINUTES_PER_HOUR
        return straight, road, road / per_min

    def road_m(self, straight_m: Floats) -> Floats:
        """Return road metres for straight metres."""
        straight, road, _ = self.at_knots()
        return _along(straight_m, straight, road)

    def minutes(self, straight_m: Floats) -> Floats:
        """Return minutes for straight metres."""
        straight, _, minutes = self.at_knots()
        return _along(straight_m, straight, minutes)

    def straight_m(self, minutes: float) -> float:
        """Return the straight metres that take ``minutes``."""
        straight, _, knots = self.at_knots()
        return float(_along(np.array([minutes]), knots, straight)[0])


class HeldOut(_Strict):
    """The error on routed pairs between points that the fit did not use.

    Attributes:
        pairs: how many ordered pairs.
        median_abs_pct: half of the estimates are nearer than this to the routed minutes.
        p90_abs_pct: nine in ten are.
        bias_min: mean of estimated less routed minutes.
    """

    which: str
    pairs: int
    median_abs_pct: float
    p90_abs_pct: float
    bias_min: float
    p90_abs_min: float


class Made(_Strict):
    """How the coefficients were made."""

    extract: str
    extract_sha256: str
    extract_date: str
    engine: str
    made_on: str
    method: str
    limits: str
    licence: str
    seed: int
    fit_points: int
    fit_pairs: int
    held_out_points: int
    held_out_schools: int
    longest_straight_km: float


class Estimate(_Strict):
    """The coefficients, how they were made, and how far off they are."""

    made: Made
    curves: dict[Setting, Curve]
    held_out: list[HeldOut]

    @model_validator(mode="after")
    def _complete(self) -> "Estimate":
        lacking = [name for name in SETTINGS if name not in self.curves]
        if lacking or not self.held_out:
            message = f"curves for {lacking} or the held-out error are missing"
            raise ValueError(message)
        return self


def read_estimate(path: Path | None = None) -> Estimate:
    """Read coefficients from a file, or those that geofinder ships.

    Raises:
        SettingsError: the file is not TOML, lacks something, or its minutes would not grow with
            distance.
    """
    what = "The coefficients of the estimate in"
    return read_toml(path or data_path(FILE), Estimate, what=what)


@dataclass(frozen=True)
class EstimateRouter:
    """A router without roads."""

    estimate: Estimate
    snap_limit_m: float = field(kw_only=True)
    method: Method = field(default="estimate", kw_only=True)
    pairs_per_s: float = field(default=PAIRS_PER_S, kw_only=True)

    @property
    def sentence(self) -> str:
        """Name the method, its measured error, and what it cannot know."""
        made, error = self.estimate.made, self.estimate.held_out[0]
        return (
            "Estimated minutes, not routed ones: the straight line times a detour factor, at a "
            "speed by distance and by rural or urban setting, fitted on routes in "
            f"{made.extract} ({made.extract_date}). On {error.pairs:,} journeys {error.which} that "
            f"the fit did not use, half of the estimates were within {error.median_abs_pct:.0f}% "
            f"of the routed minutes and nine in ten within {error.p90_abs_pct:.0f}%. It knows "
            "no rivers, estuaries, hills or missing bridges, where the journey can be many times "
            f"longer, and has not been checked beyond {made.longest_straight_km:.0f} km or in "
            "a city."
        )

    @property
    def source(self) -> dict[str, Any]:
        """Return how the coefficients were made, and their error, as JSON-ready facts."""
        return {
            "method": "estimate",
            **self.estimate.made.model_dump(),
            "held_out": [error.model_dump() for error in self.estimate.held_out],
        }

    def reach_m(self, reach_min: float) -> float:
        """Return the longest straight line in metres that is estimated at ``reach_min``."""
        return max(curve.straight_m(reach_min) for curve in self.estimate.curves.values())

    def snapped_m(self, schools: pd.DataFrame) -> Floats:
        """Return missing values: there are no roads to be far from."""
        return np.full(len(schools), np.nan)

    def pairs(
        self, schools: pd.DataFrame, pairs: pd.DataFrame, *, progress: Progress | None = None
    ) -> pd.DataFrame:
        """Return the TRAVEL rows of the ordered pairs; see ``Router.pairs``."""
        located = locate(schools, pairs)
        setting = pair_setting(schools["rural"], located.origins, located.ends)
        straight = located.straight_m()
        minutes, road = np.empty_like(straight), np.empty_like(straight)
        for among, curve in self._curves(setting):
            minutes[among] = curve.minutes(straight[among])
            road[among] = curve.road_m(straight[among])
        if progress is not None:
            progress(len(minutes), len(minutes))
        return travel_table(
            located,
            method=self.method,
            minutes=minutes,
            distance_m=road,
            snapped_m=np.full(len(minutes), np.nan),
        )

    def _curves(self, setting: NDArray[np.int8]) -> Iterator[tuple[NDArray[np.bool_], Curve]]:
        for code, name in enumerate(SETTINGS):
            yield setting == code, self.estimate.curves[name]


def pair_setting(
    rural: "pd.Series[bool]", origins: NDArray[np.intp], ends: NDArray[np.intp]
) -> NDArray[np.int8]:
    """Return each pair's position in ``SETTINGS``.

    A school whose setting is not recorded makes a pair mixed: the curve between the other two.
    """
    known = rural.notna().to_numpy()
    is_rural = rural.fillna(value=False).to_numpy(dtype=bool)
    is_urban = known & ~is_rural
    setting = np.full(len(origins), _MIXED, dtype=np.int8)
    setting[is_rural[origins] & is_rural[ends]] = _RURAL
    setting[is_urban[origins] & is_urban[ends]] = _URBAN
    return setting


def _along(x: Floats, knots: Floats, values: Floats) -> Floats:
    """Interpolate; beyond the last knot go on as from the one before it."""
    slope = (values[-1] - values[-2]) / (knots[-1] - knots[-2])
    beyond = np.maximum(x - knots[-1], 0.0)
    return np.asarray(np.interp(x, knots, values) + beyond * slope, dtype=np.float64)
