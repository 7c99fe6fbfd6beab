"""Rate pairs and trusts by what real schools did, and find the groups of every pattern."""

import datetime as dt
from functools import partial

from geofinder.gias import Register
from geofinder.likely import Likely
from geofinder.local import Local, find_apart
from geofinder.patterns import (
    FINDERS,
    Finder,
    Found,
    rural_primaries,
    trust_joiner,
    without_existing,
)
from geofinder.pipeline.common import Clock, Ground
from geofinder.pipeline.drives import Drives
from geofinder.pipeline.rating import Known, rate, standalone
from geofinder.settings import Pattern, Settings


def rated(
    ground: Ground, register: Register, settings: Settings, clock: Clock, *, day: dt.date
) -> Ground:
    """Return the ground with what real schools did, from the whole register, if that ranks."""
    if settings.ranked_by == "weights":
        return ground
    with clock.stage("rate by what real schools did"):
        drives = Drives(ground.router.method, ground.reach.table, settings.reach_min)
        joiners = standalone(ground.schools, ground.facts)
        known = Known(
            register.schools, ground.schools, ground.facts, drives, settings.patterns, joiners
        )
        return ground._replace(rating=rate(known, day=day))


def find_groups(ground: Ground, settings: Settings, local: Local) -> dict[Pattern, Found]:
    """Return the groups of every pattern of the settings, no local pair to keep apart in them."""
    return {
        pattern: without_existing(
            Found(
                *find_apart(
                    _finder(pattern, ground.likely),
                    ground.schools,
                    ground.facts,
                    ground.reach.table,
                    settings,
                    local=local,
                )
            ),
            ground.schools,
        )
        for pattern in settings.patterns
    }


def _finder(pattern: Pattern, likely: Likely | None) -> Finder:
    if pattern == "rural-primaries":
        return partial(rural_primaries.find, likely=likely)
    if pattern == "trust-joiner":
        return partial(trust_joiner.find, likely=likely)
    return FINDERS[pattern]
