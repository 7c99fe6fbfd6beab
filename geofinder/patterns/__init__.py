"""Find candidate groups, one module a pattern: why these schools belong together."""

from geofinder.patterns import federation_joiner, feeders, infant_junior, rural_primaries
from geofinder.patterns.found import Finder, Found, group_id
from geofinder.settings import Pattern

FINDERS: dict[Pattern, Finder] = {
    "rural-primaries": rural_primaries.find,
    "infant-junior": infant_junior.find,
    "feeders": feeders.find,
    "federation-joiner": federation_joiner.find,
}

__all__ = ["FINDERS", "Finder", "Found", "group_id"]
