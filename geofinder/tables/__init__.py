"""State the schema of every table that passes between two stages.

A missing value always means "not recorded" (or, in ``travel``, "the engine found no route");
a failure is an error, never a missing value. Coordinates are EPSG:27700 metres.
"""

from geofinder.tables.columns import (
    AGES_SOURCES,
    FAITHS,
    FORMS,
    GOVERNANCE,
    ROLES,
    STAGES,
    STATUSES,
)
from geofinder.tables.joining import JOINERS, STANDINGS, TRUST_MEMBERS
from geofinder.tables.options import OPTIONS
from geofinder.tables.plan import (
    ALTERNATIVES,
    AUTHORITIES,
    BEFORE_AFTER,
    LEFT_OVER,
    LIMIT_PLANS,
    LIMITS,
    PLAN,
)
from geofinder.tables.run import CANDIDATES, CRITERIA, MEMBERS, SCHOOLS, TRAVEL, VERDICTS

__all__ = [
    "AGES_SOURCES",
    "ALTERNATIVES",
    "AUTHORITIES",
    "BEFORE_AFTER",
    "CANDIDATES",
    "CRITERIA",
    "FAITHS",
    "FORMS",
    "GOVERNANCE",
    "JOINERS",
    "LEFT_OVER",
    "LIMITS",
    "LIMIT_PLANS",
    "MEMBERS",
    "OPTIONS",
    "PLAN",
    "ROLES",
    "SCHOOLS",
    "STAGES",
    "STANDINGS",
    "STATUSES",
    "TRAVEL",
    "TRUST_MEMBERS",
    "VERDICTS",
]
