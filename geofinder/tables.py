"""State the schema of every table that passes between two stages.

A missing value always means "not recorded" (or, in ``travel``, "the engine found no route");
a failure is an error, never a missing value. Coordinates are EPSG:27700 metres.
"""

import pandera.pandas as pa

STAGES = (
    "nursery",
    "infant",
    "first",
    "junior",
    "primary",
    "middle",
    "secondary",
    "upper",
    "all-through",
    "14-plus",
    "16-plus",
    "special",
    "alternative",
    "not-known",
)
GOVERNANCE = ("maintained", "academy", "independent", "other", "not-known")
FAITHS = ("none", "church-of-england", "catholic", "other")
AGES_SOURCES = ("recorded", "name", "not-known")
FORMS = (
    "federation",
    "join-federation",
    "new-trust",
    "join-trust",
    "trust-partnership",
    "foundation-trust",
    "collaboration",
    "amalgamation",
    "transfer",
)
STATUSES = ("open", "needs-consent", "not-known", "blocked")
ROLES = ("member", "joiner", "host", "secondary", "feeder", "infant", "junior", "first", "middle")


def _text(*, nullable: bool = True, among: tuple[str, ...] | None = None) -> pa.Column:
    checks = None if among is None else pa.Check.isin(among)
    return pa.Column("str", checks, nullable=nullable)


def _number(
    dtype: str, *, nullable: bool = False, least: float | None = None, most: float | None = None
) -> pa.Column:
    checks = [] if least is None else [pa.Check.ge(least)]
    if most is not None:
        checks.append(pa.Check.le(most))
    return pa.Column(dtype, checks, nullable=nullable)


_DATE = pa.Column("datetime64[s]", nullable=True, coerce=True)
_FLAG = pa.Column("boolean", nullable=True)

SCHOOLS = pa.DataFrameSchema(
    {
        "urn": pa.Column("int64", unique=True),
        "name": _text(nullable=False),
        "la_code": _text(nullable=False),
        "la_name": _text(nullable=False),
        "district": _text(),
        "town": _text(),
        "postcode": _text(),
        "status": _text(nullable=False, among=("open", "proposed to close")),
        "phase": _text(),
        "stage": _text(nullable=False, among=STAGES),
        "low_age": _number("Int64", nullable=True, least=0, most=99),
        "high_age": _number("Int64", nullable=True, least=0, most=99),
        "ages_source": _text(nullable=False, among=AGES_SOURCES),
        "type": _text(),
        "type_group": _text(),
        "governance": _text(nullable=False, among=GOVERNANCE),
        "pupils": _number("Int64", nullable=True, least=0),
        "capacity": _number("Int64", nullable=True, least=0),
        "religious_character": _text(),
        "faith": _text(among=FAITHS),
        "diocese": _text(),
        "gender": _text(),
        "admissions": _text(),
        "sixth_form": _FLAG,
        "nursery": _FLAG,
        "rural": _FLAG,
        "rural_wording": _text(),
        "trust_id": _text(),
        "trust_name": _text(),
        "trust_kind": _text(among=("mat", "sat")),
        "trust_joined": _DATE,
        "federation_id": _text(),
        "federation_name": _text(),
        "federation_joined": _DATE,
        "foundation_trust_id": _text(),
        "foundation_trust_name": _text(),
        "open_date": _DATE,
        "close_date": _DATE,
        "easting": _number("float64", least=0, most=700_000),
        "northing": _number("float64", least=0, most=1_300_000),
        "in_area": pa.Column("bool"),
        "geometry": pa.Column("geometry"),
    },
    strict=True,
    name="schools",
)
"""One row a school of the run, by ``urn``. ``in_area`` is false for a neighbour over the border."""

TRAVEL = pa.DataFrameSchema(
    {
        "from_urn": pa.Column("int64"),
        "to_urn": pa.Column("int64"),
        "travel_min": _number("float64", nullable=True, least=0),
        "distance_m": _number("float64", nullable=True, least=0),
        "straight_m": _number("float64", least=0),
        "method": _text(nullable=False, among=("road", "estimate")),
        "snapped_m": _number("float64", nullable=True, least=0),
    },
    strict=True,
    unique=["from_urn", "to_urn"],
    name="travel",
)
"""One row an ordered pair. ``snapped_m`` is the worse of the two ends' distances to a road.

``travel_min`` missing means the engine answered that there is no route.
"""

MEMBERS = pa.DataFrameSchema(
    {
        "group_id": _text(nullable=False),
        "urn": pa.Column("int64"),
        "role": _text(nullable=False, among=ROLES),
        "minutes_to_hub": _number("float64", nullable=True, least=0),
    },
    strict=True,
    unique=["group_id", "urn"],
    name="members",
)
"""One row a school of a candidate group; the hub's own minutes are 0 (worse direction)."""

CRITERIA = (
    "closeness",
    "small_schools",
    "combined_roll",
    "same_authority",
    "same_character",
    "shared_name",
    "fit",
)

CANDIDATES = pa.DataFrameSchema(
    {
        "group_id": pa.Column("str", unique=True),
        "pattern": _text(nullable=False),
        "best_form": _text(nullable=False, among=FORMS),
        "best_status": _text(nullable=False, among=STATUSES),
        "size": _number("int64", least=2),
        "hub_urn": pa.Column("int64"),
        "longest_min": _number("float64", nullable=True, least=0),
        "longest_m": _number("float64", nullable=True, least=0),
        "pupils": _number("Int64", nullable=True, least=0),
        "score": _number("float64", least=0, most=1),
        "rank": _number("int64", least=1),
        **{name: _number("float64", nullable=True, least=0, most=1) for name in CRITERIA},
        "reasons": _text(nullable=False),
    },
    strict=True,
    name="candidates",
)
"""One row a candidate group, best first. A criterion is missing where a fact it needs is."""

VERDICTS = pa.DataFrameSchema(
    {
        "group_id": _text(nullable=False),
        "form": _text(nullable=False, among=FORMS),
        "status": _text(nullable=False, among=STATUSES),
        "rules": _text(nullable=False),
        "sentence": _text(nullable=False),
    },
    strict=True,
    unique=["group_id", "form"],
    name="verdicts",
)
"""One row a group and form; ``rules`` lists rule ids, separated by a space."""

LEFT_OVER = pa.DataFrameSchema(
    {
        "urn": pa.Column("int64", unique=True),
        "name": _text(nullable=False),
        "reason": _text(nullable=False),
        "nearest_urn": _number("Int64", nullable=True),
        "nearest_name": _text(),
        "nearest_min": _number("float64", nullable=True, least=0),
    },
    strict=True,
    name="left_over",
)
"""One row a small school of the area that is in no candidate group, with its nearest partner."""
