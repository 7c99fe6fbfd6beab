"""Hold the thresholds, limits and weights that a user may set, with defaults, and read theirs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from geofinder.errors import SettingsError, UsageError
from geofinder.tomlfile import problems, read_toml

Pattern = Literal[
    "rural-primaries",
    "infant-junior",
    "feeders",
    "federation-joiner",
    "trust-joiner",
    "trust-hub",
    "area",
]
PATTERNS: tuple[Pattern, ...] = get_args(Pattern)
Form = Literal[
    "federation", "join-federation", "new-trust", "join-trust", "trust-partnership",
    "foundation-trust", "collaboration", "amalgamation", "transfer",
]  # fmt: skip
Objective = Literal["served", "score", "travel"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Weights(_Strict):
    """Weights of the criteria in a pattern's score; each criterion is 0 to 1."""

    closeness: float = Field(default=4.0, ge=0)
    small_schools: float = Field(default=2.0, ge=0)
    combined_roll: float = Field(default=2.0, ge=0)
    same_authority: float = Field(default=1.0, ge=0)
    same_character: float = Field(default=1.0, ge=0)
    shared_name: float = Field(default=1.0, ge=0)
    fit: float = Field(default=2.0, ge=0)


class Settings(_Strict):
    """Every setting of a run. Minutes are by car, distances in metres or km as named."""

    small_pupils: int = Field(default=210, gt=0, description="a primary with fewer is small")
    very_small_pupils: int = Field(default=110, gt=0, description="with fewer: very small")
    any_setting: bool = Field(default=False, description="town schools count as well as rural")
    max_size: int = Field(default=5, ge=2, le=8, description="most schools in rural-primaries")
    max_minutes: float = Field(
        default=15.0, gt=0, le=90, description="limit in minutes for every pair of rural primaries"
    )
    infant_junior_minutes: float = Field(
        default=10.0, gt=0, le=90, description="limit from an infant to its junior school"
    )
    feeder_minutes: float = Field(
        default=20.0, gt=0, le=90, description="limit from a primary to its secondary school"
    )
    joiner_minutes: float = Field(
        default=15.0,
        gt=0,
        le=90,
        description="limit from a school to a federation's nearest school",
    )
    near_tie_minutes: float = Field(
        default=2.0, ge=0, description="two schools as near as this count as equally near"
    )
    trust_minutes: float = Field(
        default=20.0, gt=0, le=90, description="limit from a school to a trust's nearest school"
    )
    trusts_a_school: int = Field(
        default=3, ge=1, description="best trusts kept for each standalone school"
    )
    trust_hosts: int = Field(
        default=5, ge=1, description="most of a trust's schools shown in a group, the nearest"
    )
    hub_minutes: float = Field(
        default=30.0, gt=0, le=90, description="limit from each school of a new trust to its hub"
    )
    hub_near_minutes: float = Field(
        default=15.0, gt=0, le=90, description="and to the nearest other school of the new trust"
    )
    hub_size: int = Field(default=10, ge=3, le=20, description="most schools in a new trust")
    trust_schools_target: int = Field(
        default=10, gt=0, description="schools of a trust that is large enough, or"
    )
    trust_pupils_target: int = Field(default=7500, gt=0, description="pupils of one that is")
    area_minutes: float = Field(
        default=15.0, gt=0, le=90, description="limit from a primary to its area's secondary"
    )
    area_size: int = Field(default=10, ge=3, le=20, description="most schools in an area")
    top: int = Field(default=10, ge=1, description="best groups kept for each school")
    all_groups_most: int = Field(
        default=2000, ge=0, description="up to so many groups every one is kept"
    )
    combined_roll_target: int = Field(default=210, gt=0, description="pupils that make one form")
    border_km: float = Field(
        default=10.0,
        ge=0,
        le=100,
        description="neighbours over the border that count, straight line",
    )
    snap_limit_m: float = Field(
        default=500.0, gt=0, description="a school farther from any road is left out, by name"
    )
    osrm_points: int = Field(
        default=100, ge=2, le=10_000, description="most schools a side of a table from --osrm-url"
    )
    osrm_at_once: int = Field(
        default=4, ge=1, le=32, description="questions put to that server at the same time"
    )
    at_risk_pupils: int = Field(
        default=110, gt=0, description="a local forecast of fewer marks a school as at risk"
    )
    at_risk_adds: float = Field(
        default=0.05, ge=0, le=1, description="a group with such a school scores so much more"
    )
    local_pair_adds: float = Field(
        default=0.05, ge=0, le=1, description="a pair of weight 1 in --pairs adds so much"
    )
    local_pairs_most: float = Field(
        default=0.2, ge=0, le=1, description="most that all weighted pairs add or take away"
    )
    pair_weights: tuple[tuple[int, int, Annotated[float, Field(ge=-1, le=1)]], ...] = Field(
        default=(), description="weighted pairs (URN, URN, -1 to 1), from --pairs alone"
    )
    plan_forms: tuple[Form, ...] = Field(
        default=("federation", "join-federation"),
        min_length=1,
        description="a plan holds only groups that one of these is open to, by consent or without",
    )
    plan_order: tuple[Objective, ...] = Field(
        default=("served", "score", "travel"),
        description="what a plan is best at, first things first: served, score, travel",
    )
    plan_small_counts: int = Field(
        default=1, ge=0, le=100, description="what a small school counts among those served"
    )
    plan_at_risk_counts: int = Field(
        default=1, ge=0, le=100, description="what a school at risk counts among those served"
    )
    plan_serving_only: bool = Field(
        default=False, description="a plan holds only groups that serve a school it is asked to"
    )
    plan_size_most: int | None = Field(
        default=None, ge=2, description="most schools in a group of the plan"
    )
    plan_pupils_least: int | None = Field(
        default=None, ge=0, description="fewest pupils of a group of the plan together"
    )
    plan_pupils_most: int | None = Field(
        default=None, gt=0, description="most pupils of a group of the plan together"
    )
    plan_differ: int = Field(
        default=1, ge=1, description="groups by which an alternative plan differs at least"
    )
    time_limit: float | None = Field(
        default=None, gt=0, description="seconds after which the plan is what was found by then"
    )
    patterns: tuple[Pattern, ...] = PATTERNS
    ranked_by: Literal["evidence", "weights"] = Field(
        default="evidence",
        description="evidence: what real schools did, where that is known; or weights alone",
    )
    unproven_counts: float = Field(
        default=0.25,
        ge=0,
        le=1,
        description="a pattern without evidence scores so much of its weighted mean",
    )
    weights: Weights = Weights()

    @field_validator("plan_order")
    @classmethod
    def _serves_first(cls, order: tuple[Objective, ...]) -> tuple[Objective, ...]:
        if order[:1] != ("served",) or len(set(order)) < len(order):
            message = 'the order begins with "served" and names nothing twice'
            raise ValueError(message)
        return order

    def with_options(self, **options: object) -> "Settings":
        """Return these settings with some replaced.

        Raises:
            UsageError: a value is impossible.
        """
        try:
            return Settings.model_validate(self.model_dump() | options)
        except ValidationError as error:
            message = f"An option is not usable: {problems(error)}."
            raise UsageError(message) from error

    @property
    def reach_min(self) -> float:
        """The longest limit in minutes that any chosen pattern asks travel for."""
        limits = {
            "rural-primaries": self.max_minutes,
            "infant-junior": self.infant_junior_minutes,
            "feeders": self.feeder_minutes,
            "federation-joiner": self.joiner_minutes,
            "trust-joiner": self.trust_minutes,
            # A hub's own drives are asked for apart: they are few, and longer than all others.
            "trust-hub": self.hub_near_minutes,
            "area": self.area_minutes,
        }
        return max((limits[pattern] for pattern in self.patterns), default=self.max_minutes)


def read_settings(path: Path) -> Settings:
    """Read a TOML settings file; what it does not name keeps its default.

    Raises:
        SettingsError: the file is not TOML, has an unknown key or an impossible value.
    """
    return read_toml(path, Settings, what="The settings file", check=_of_pairs)


def _of_pairs(given: Mapping[str, Any]) -> str | None:
    return "names pair_weights: give pairs with --pairs FILE." if "pair_weights" in given else None


def read_weights(path: Path) -> Weights:
    """Read a TOML file of one's own weights; a criterion that it does not name counts nothing.

    Raises:
        SettingsError: the file is not TOML, names no criterion or an unknown one, gives a weight
            below 0 or none above.
    """
    weights = read_toml(path, Weights, what="The file of weights", check=_of_weights)
    named = weights.model_dump(include=weights.model_fields_set)
    own = Weights.model_validate(dict.fromkeys(Weights.model_fields, 0.0) | named)
    if not any(own.model_dump().values()):
        message = f"The file of weights {path} gives no criterion a weight above 0."
        raise SettingsError(message)
    return own


def _of_weights(given: Mapping[str, Any]) -> str | None:
    strange = sorted(set(given) - set(Weights.model_fields))
    if given and not strange:
        return None
    known = ", ".join(Weights.model_fields)
    if not given:
        return f"names no criterion. Known: {known}."
    return f"names what is no criterion: {', '.join(strange)}. Known: {known}."
