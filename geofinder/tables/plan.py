"""State the tables of the best plan of an area."""

import pandera.pandas as pa

from geofinder.tables.columns import FORMS, number, text

STATUSES_OF_A_PLAN = ("open", "needs-consent")
WHY_LEFT = (
    "nothing-near",
    "only-academies",
    "better-elsewhere",
    "blocked",
    "kept-apart",
    "not-known",
    "no-rural",
    "bounds",
)

_GROUP = {
    "pattern": text(nullable=False),
    "form": text(nullable=False, among=FORMS),
    "status": text(nullable=False, among=STATUSES_OF_A_PLAN),
    "size": number("int64", least=2),
    "served": number("int64", least=0),
    "score": number("float64", least=0, most=1),
    "travel_min": number("float64", least=0),
    "longest_min": number("float64", nullable=True, least=0),
    "pupils": number("Int64", nullable=True, least=0),
}

PLAN = pa.DataFrameSchema(
    {
        "group_id": pa.Column("str", unique=True),
        **_GROUP,
        "hub_urn": pa.Column("int64"),
        "by_hand": pa.Column("bool"),
        "urns": text(nullable=False),
    },
    strict=True,
    name="plan",
)
"""One row a chosen group; no school is in two. ``form`` is the least hindered of those asked for.

``served`` counts the small or at-risk schools of the area without a partner today, ``travel_min``
adds up the members' minutes to the hub, ``urns`` lists the members, separated by a space.
"""

ALTERNATIVES = pa.DataFrameSchema(
    {
        "alternative": number("int64", least=1),
        "group_id": text(nullable=False),
        "in_best": pa.Column("bool"),
        **_GROUP,
        "urns": text(nullable=False),
    },
    strict=True,
    unique=["alternative", "group_id"],
    name="alternatives",
)
"""One row a group of each next-best plan; ``in_best`` says that the best plan has it too."""

LEFT_OVER = pa.DataFrameSchema(
    {
        "urn": pa.Column("int64", unique=True),
        "name": text(nullable=False),
        "why": text(nullable=False, among=WHY_LEFT),
        "reason": text(nullable=False),
        "change": text(nullable=False),
        "nearest_urn": number("Int64", nullable=True),
        "nearest_name": text(),
        "nearest_min": number("float64", nullable=True, least=0),
    },
    strict=True,
    name="left_over",
)
"""One row a small or at-risk school of the area without a partner today or a group in the plan."""

LIMITS = pa.DataFrameSchema(
    {
        "limit_min": number("float64", least=0),
        "groups": number("int64", least=0),
        "schools": number("int64", least=0),
        "asked": number("int64", least=0),
        "served": number("int64", least=0),
        "left_over": number("int64", least=0),
        "longest_min": number("float64", nullable=True, least=0),
        "score": number("float64", least=0),
        "travel_min": number("float64", least=0),
        "gap": number("float64", least=0),
        "proven": pa.Column("bool"),
    },
    strict=True,
    unique=["limit_min"],
    name="limits",
)
"""One row a limit in minutes: the best plan under it."""

LIMIT_PLANS = pa.DataFrameSchema(
    {
        "limit_min": number("float64", least=0),
        "group_id": text(nullable=False),
        **_GROUP,
        "hub_urn": pa.Column("int64"),
        "urns": text(nullable=False),
    },
    strict=True,
    unique=["limit_min", "group_id"],
    name="limit_plans",
)
"""One row a group of the best plan under each limit in minutes."""

BEFORE_AFTER = pa.DataFrameSchema(
    {
        "measure": pa.Column("str", unique=True),
        "sentence": text(nullable=False),
        "unit": text(nullable=False),
        "today": number("Float64", nullable=True),
        "plan": number("Float64", nullable=True),
        "known": number("Int64", nullable=True, least=0),
    },
    strict=True,
    name="before_after",
)
"""One row a figure, as it is today and as it would be with the plan.

``known`` is the number of schools or groups that the figure with the plan is told of.
"""

AUTHORITIES = pa.DataFrameSchema(
    {
        "la_code": pa.Column("str", unique=True),
        "la_name": text(nullable=False),
        **{
            name: number("int64", least=0)
            for name in (
                "schools",
                "asked",
                "partnered",
                "served",
                "groups",
                "groups_across",
                "left_over",
            )
        },
        "longest_min": number("float64", nullable=True, least=0),
    },
    strict=True,
    name="authorities",
)
"""One row a local authority of the area; a group across a border counts for each side."""
