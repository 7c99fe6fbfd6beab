"""State the tables of a run over an area."""

import pandera.pandas as pa

from geofinder.tables.columns import (
    AGES_SOURCES,
    DATE,
    FAITHS,
    FLAG,
    FORMS,
    GOVERNANCE,
    ROLES,
    STAGES,
    STATUSES,
    WORDS,
    number,
    optional,
    text,
)

SCHOOLS = pa.DataFrameSchema(
    {
        "urn": pa.Column("int64", unique=True),
        "name": text(nullable=False),
        "la_code": text(nullable=False),
        "la_name": text(nullable=False),
        "district": text(),
        "town": text(),
        "postcode": text(),
        "status": text(nullable=False, among=("open", "proposed to close")),
        "phase": text(),
        "stage": text(nullable=False, among=STAGES),
        "low_age": number("Int64", nullable=True, least=0, most=99),
        "high_age": number("Int64", nullable=True, least=0, most=99),
        "ages_source": text(nullable=False, among=AGES_SOURCES),
        "type": text(),
        "type_group": text(),
        "governance": text(nullable=False, among=GOVERNANCE),
        "pupils": number("Int64", nullable=True, least=0),
        "capacity": number("Int64", nullable=True, least=0),
        "religious_character": text(),
        "faith": text(among=FAITHS),
        "diocese": text(),
        "gender": text(),
        "admissions": text(),
        "sixth_form": FLAG,
        "nursery": FLAG,
        "rural": FLAG,
        "rural_wording": text(),
        "trust_id": text(),
        "trust_name": text(),
        "trust_kind": text(among=("mat", "sat")),
        "trust_joined": DATE,
        "federation_id": text(),
        "federation_name": text(),
        "federation_joined": DATE,
        "foundation_trust_id": text(),
        "foundation_trust_name": text(),
        "open_date": DATE,
        "close_date": DATE,
        "easting": number("float64", least=0, most=700_000),
        "northing": number("float64", least=0, most=1_300_000),
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
        "travel_min": number("float64", nullable=True, least=0),
        "distance_m": number("float64", nullable=True, least=0),
        "straight_m": number("float64", least=0),
        "method": text(nullable=False, among=("road", "estimate")),
        "snapped_m": number("float64", nullable=True, least=0),
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
        "group_id": text(nullable=False),
        "urn": pa.Column("int64"),
        "role": text(nullable=False, among=ROLES),
        "minutes_to_hub": number("float64", nullable=True, least=0),
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
        "pattern": text(nullable=False),
        "best_form": text(nullable=False, among=FORMS),
        "best_status": text(nullable=False, among=STATUSES),
        "size": number("int64", least=2),
        "hub_urn": pa.Column("int64"),
        "longest_min": number("float64", nullable=True, least=0),
        "longest_m": number("float64", nullable=True, least=0),
        "pupils": number("Int64", nullable=True, least=0),
        "score": number("float64", least=0, most=1),
        "rank": number("int64", least=1),
        **{name: number("float64", nullable=True, least=0, most=1) for name in CRITERIA},
        "likelihood": optional(text(among=WORDS)),
        "likelihood_share": optional(number("float64", nullable=True, least=0, most=1)),
        "reasons": text(nullable=False),
    },
    strict=True,
    name="candidates",
)
"""One row a candidate group, best first. A criterion is missing where a fact it needs is.

``likelihood`` and ``likelihood_share`` say how often such candidates came true; they are missing
for patterns without evidence, and where the user's own weights rank.
"""

VERDICTS = pa.DataFrameSchema(
    {
        "group_id": text(nullable=False),
        "form": text(nullable=False, among=FORMS),
        "status": text(nullable=False, among=STATUSES),
        "rules": text(nullable=False),
        "sentence": text(nullable=False),
    },
    strict=True,
    unique=["group_id", "form"],
    name="verdicts",
)
"""One row a group and form; ``rules`` lists rule ids, separated by a space."""
