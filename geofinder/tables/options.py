"""State the table of ``geofinder options``."""

import pandera.pandas as pa

from geofinder.tables.columns import FORMS, STATUSES, WORDS, number, text

OPTIONS = pa.DataFrameSchema(
    {
        "form": text(nullable=False, among=FORMS),
        "place": number("int64", least=1),
        "in_letter": pa.Column("bool"),
        "status": text(nullable=False, among=STATUSES),
        "pattern": text(nullable=False),
        "group_id": text(nullable=False),
        "urns": text(nullable=False),
        "names": text(nullable=False),
        "size": number("int64", least=1),
        "nearest_min": number("float64", nullable=True, least=0),
        "longest_min": number("float64", nullable=True, least=0),
        "longest_m": number("float64", nullable=True, least=0),
        "pupils": number("Int64", nullable=True, least=0),
        "score": number("float64", nullable=True, least=0, most=1),
        "likelihood": text(among=WORDS),
        "likelihood_share": number("float64", nullable=True, least=0, most=1),
        "rules": text(nullable=False),
        "sentence": text(nullable=False),
    },
    strict=True,
    unique=["form", "group_id"],
    name="options",
)
"""One row a form and group that one school could be in, best first within a form.

``pattern`` is "neighbour" for the school with one near school, "alone" for the school by itself;
both have no score. ``nearest_min`` is from the school to the nearest other member.
``likelihood`` and ``likelihood_share`` say how often such groups came true; both are missing where
there is no evidence, and where the user's own weights rank.
"""
