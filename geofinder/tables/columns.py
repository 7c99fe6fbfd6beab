"""Hold the words that the tables share, and the kinds of column they are made of."""

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
WORDS = ("likely", "plausible", "unusual")
ROLES = (
    "member",
    "joiner",
    "host",
    "hub",
    "secondary",
    "feeder",
    "infant",
    "junior",
    "first",
    "middle",
)


def text(*, nullable: bool = True, among: tuple[str, ...] | None = None) -> pa.Column:
    """Return a column of text."""
    checks = None if among is None else pa.Check.isin(among)
    return pa.Column("str", checks, nullable=nullable)


def number(
    dtype: str, *, nullable: bool = False, least: float | None = None, most: float | None = None
) -> pa.Column:
    """Return a column of numbers within limits."""
    checks = [] if least is None else [pa.Check.ge(least)]
    if most is not None:
        checks.append(pa.Check.le(most))
    return pa.Column(dtype, checks, nullable=nullable)


def optional(column: pa.Column) -> pa.Column:
    """Return the column as one that a table may lack."""
    column.required = False
    return column


DATE = pa.Column("datetime64[s]", nullable=True, coerce=True)
FLAG = pa.Column("boolean", nullable=True)
