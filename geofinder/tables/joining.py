"""State the tables of ``geofinder joiners``."""

import pandera.pandas as pa

from geofinder.tables.columns import (
    DATE,
    FAITHS,
    FLAG,
    STAGES,
    STATUSES,
    WORDS,
    number,
    optional,
    text,
)

TRUST_MEMBERS = pa.DataFrameSchema(
    {
        "urn": pa.Column("int64", unique=True),
        "name": text(nullable=False),
        "la_name": text(nullable=False),
        "stage": text(nullable=False, among=STAGES),
        "pupils": number("Int64", nullable=True, least=0),
        "faith": text(among=FAITHS),
        "rural": FLAG,
        "small": FLAG,
        "joined": DATE,
        "nearest_urn": number("Int64", nullable=True),
        "nearest_name": text(),
        "nearest_min": number("float64", nullable=True, least=0),
    },
    strict=True,
    name="trust_members",
)
"""One row a school of the trust, with the other member nearest to it (worse direction)."""

STANDINGS = ("standalone", "not-known", "in-trust")
"""Of a school near a trust: standalone; not known to be; or an academy of another trust."""

JOINERS = pa.DataFrameSchema(
    {
        "rank": number("Int64", nullable=True, least=1),
        "urn": pa.Column("int64", unique=True),
        "name": text(nullable=False),
        "la_name": text(nullable=False),
        "standing": text(nullable=False, among=STANDINGS),
        "stage": text(nullable=False, among=STAGES),
        "type": text(),
        "pupils": number("Int64", nullable=True, least=0),
        "religious_character": text(),
        "faith": text(among=FAITHS),
        "small": FLAG,
        "rural": FLAG,
        "trust_name": text(),
        "nearest_urn": pa.Column("int64"),
        "nearest_name": text(nullable=False),
        "nearest_min": number("float64", least=0),
        "nearest_m": number("float64", nullable=True, least=0),
        "members_10_min": number("int64", least=0),
        "members_20_min": number("int64", least=0),
        "members_30_min": number("int64", least=0),
        "leads_to": text(),
        "takes_from": text(),
        "adds": text(),
        "hull_before_km2": number("float64", least=0),
        "hull_after_km2": number("float64", least=0),
        "longest_nearest_before_min": number("float64", nullable=True, least=0),
        "longest_nearest_after_min": number("float64", nullable=True, least=0),
        "join_trust": text(nullable=False, among=STATUSES),
        "join_trust_rules": text(nullable=False),
        "join_trust_sentence": text(nullable=False),
        "trust_partnership": text(nullable=False, among=STATUSES),
        "trust_partnership_rules": text(nullable=False),
        "trust_partnership_sentence": text(nullable=False),
        "transfer": text(among=STATUSES),
        "transfer_rules": text(),
        "transfer_sentence": text(),
        "consents": text(),
        "score": number("float64", least=0, most=1),
        "closeness": number("float64", nullable=True, least=0, most=1),
        "fit": number("float64", nullable=True, least=0, most=1),
        "same_authority": number("float64", nullable=True, least=0, most=1),
        "same_character": number("float64", nullable=True, least=0, most=1),
        "likelihood": optional(text(among=WORDS)),
        "likelihood_share": optional(number("float64", nullable=True, least=0, most=1)),
        "excluded": text(),
        "reasons": text(nullable=False),
    },
    strict=True,
    name="joiners",
)
"""One row a school near a trust's schools, best first; minutes are of the worse direction.

``rank`` is missing for what is not ranked: a school that the user excluded (``excluded`` gives
the reason), one not known to be standalone, an academy of another trust, and one to which both
forms are blocked. ``leads_to`` and ``takes_from`` name the members that are its nearest school of
the next age, or that it is that for; ``adds`` the kinds of school the trust does not have. The hull
is the area around the trust's schools, and ``longest_nearest`` the drive of the member that is
farthest from its nearest other member; before and after this school joins. ``transfer`` is filled
for academies of other trusts alone. ``consents`` joins the sentences of the rules that ask for a
consent. ``likelihood`` and ``likelihood_share`` say how often trusts rated like this one for a
school were the one joined; missing where the user's own weights rank.
"""
