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
from geofinder.patterns.found import Finder, Found, group_id
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

__all__ = ["FINDERS", "Finder", "Found", "group_id"]
