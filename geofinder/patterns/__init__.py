"""Find candidate groups, one module a pattern: why these schools belong together."""

from geofinder.patterns import (
    area,
    federation_joiner,
    feeders,
    infant_junior,
    rural_primaries,
    trust_hub,
    trust_joiner,
)
from geofinder.patterns.found import Finder, Found, group_id, without_existing
from geofinder.settings import Pattern

FINDERS: dict[Pattern, Finder] = {
    "rural-primaries": rural_primaries.find,
    "infant-junior": infant_junior.find,
    "feeders": feeders.find,
    "federation-joiner": federation_joiner.find,
    "trust-joiner": trust_joiner.find,
    "trust-hub": trust_hub.find,
    "area": area.find,
}

FORM_SOUGHT: dict[Pattern, str] = {
    "rural-primaries": "federation",
    "infant-junior": "federation",
    "feeders": "collaboration",
    "federation-joiner": "join-federation",
    "trust-joiner": "join-trust",
    "trust-hub": "new-trust",
    "area": "collaboration",
}
"""The form a pattern is looked for with: of several as open as one another it is named first."""

__all__ = ["FINDERS", "FORM_SOUGHT", "Finder", "Found", "group_id", "without_existing"]
