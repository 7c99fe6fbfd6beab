"""Say in numbers what a trust would be to a school on a day: the terms of the joins' model."""

import numpy as np

from geofinder.ranking.schools import ALTERNATIVE, SECONDARY, SPECIAL, Flags, Floats
from geofinder.ranking.terms import Terms
from geofinder.ranking.trusts import Seen, ranks
from geofinder.units import METRES_PER_KM

_NEXT_DOOR_MIN = 3.0
_MOSTLY = 0.5
TERMS = Terms[Seen]()
_term = TERMS.term


@_term("distance", -1)
def nearest_minutes(seen: Seen) -> Floats:
    """Minutes to the trust's nearest school, at most 60."""
    return np.minimum(seen.nearest, 60.0)


@_term("distance", -1)
def log_nearest(seen: Seen) -> Floats:
    """Minutes to the trust's nearest school, as a logarithm: the first minutes count most."""
    return np.log(seen.nearest + 0.5)


@_term("distance", -1)
def farthest(seen: Seen) -> Floats:
    """Minutes to the trust's farthest school (logarithm)."""
    return np.log(-seen.least(-seen.minutes) + 1.0)


@_term("distance", 1)
def presence(seen: Seen) -> Floats:
    """How many schools the trust has near by, each the less the farther (logarithm)."""
    return np.log(seen.total(seen.near(20.0)) + 1e-3)


@_term("distance", 1)
def presence_of_peers(seen: Seen) -> Floats:
    """How many schools of the school's phase the trust has near by (logarithm)."""
    return np.log(seen.total(seen.near(20.0) * seen.same_phase) + 1e-3)


@_term("alternatives", -1)
def nearer_trusts(seen: Seen) -> Floats:
    """How many trusts have a nearer school (logarithm)."""
    return np.log1p(ranks(seen.nearest))


@_term("authority", 1)
def in_the_authority(seen: Seen) -> Flags:
    """The trust has a school in the school's authority."""
    return seen.total(seen.same_authority) > 0


@_term("authority", 1)
def share_in_the_authority(seen: Seen) -> Floats:
    """The share of the trust's schools in the school's authority."""
    return seen.share(seen.same_authority)


@_term("authority", 0)
def schools_in_the_authority(seen: Seen) -> Floats:
    """How many schools the trust has in the school's authority (logarithm)."""
    return np.log1p(seen.total(seen.same_authority))


@_term("spread", 0)
def spread(seen: Seen) -> Floats:
    """How far the trust's schools lie from their middle (logarithm of km)."""
    return np.log(seen.spread_km + 2.0)


@_term("spread", -1)
def off_the_middle(seen: Seen) -> Floats:
    """How far the school lies from the middle of the trust, against its spread (logarithm)."""
    places = seen.schools.places
    away = np.hypot(*(seen.middle_m - places[seen.school]).T) / METRES_PER_KM
    return np.asarray(np.log((away + 2.0) / (seen.spread_km + 2.0)), dtype=np.float64)


@_term("size", 0)
def size(seen: Seen) -> Floats:
    """How many schools the trust has (logarithm)."""
    return np.log(seen.size)


@_term("size", 0)
def large(seen: Seen) -> Floats:
    """The trust's size beyond 15 schools (logarithm)."""
    return np.maximum(np.log(seen.size / 15.0), 0.0)


@_term("size", 0)
def one_school(seen: Seen) -> Flags:
    """The trust has one school so far."""
    return np.equal(seen.size, 1.0)


@_term("growth", 0)
def joined_lately(seen: Seen) -> Floats:
    """How many schools joined the trust in the last 900 days (logarithm)."""
    return np.log1p(seen.total(seen.lately(900)))


@_term("growth", 0)
def joined_last_year(seen: Seen) -> Floats:
    """How many schools joined the trust in the last year (logarithm)."""
    return np.log1p(seen.total(seen.lately(365)))


@_term("growth", 1)
def joined_lately_in_the_authority(seen: Seen) -> Floats:
    """How many of them are in the school's authority (logarithm)."""
    return np.log1p(seen.total(seen.lately(900) & seen.same_authority))


@_term("growth", 0)
def share_of_new(seen: Seen) -> Floats:
    """The share of the trust's schools that joined in the last 900 days."""
    return seen.share(seen.lately(900))


@_term("growth", -1)
def quiet(seen: Seen) -> Floats:
    """Days since a school last joined the trust (logarithm)."""
    return np.log(seen.quiet_days + 30.0)


@_term("phase", 1)
def peers(seen: Seen) -> Floats:
    """The share of the trust's schools that share a phase with the school."""
    return seen.share(seen.same_phase)


@_term("phase", 0)
def secondaries_for_a_primary(seen: Seen) -> Floats:
    """The share of secondary schools in the trust, for a primary school."""
    return seen.primary * seen.share(seen.schools.broad[seen.member, SECONDARY])


@_term("phase", 0)
def special_for_a_primary(seen: Seen) -> Floats:
    """The share of special schools in the trust, for a primary school."""
    return seen.primary * seen.share(seen.schools.broad[seen.member, SPECIAL])


@_term("phase", 0)
def no_secondary_for_a_secondary(seen: Seen) -> Flags:
    """The trust has no secondary school, for a secondary school."""
    none = np.equal(seen.total(seen.schools.broad[seen.member, SECONDARY]), 0.0)
    return np.logical_and(none, seen.secondary)


@_term("phase", 0)
def secondaries(seen: Seen) -> Floats:
    """How many secondary schools the trust has, for a secondary school (logarithm)."""
    return seen.secondary * np.log1p(seen.total(seen.schools.broad[seen.member, SECONDARY]))


@_term("phase", -1)
def no_special_for_a_special(seen: Seen) -> Flags:
    """The trust has no special school, for a special school."""
    special = bool(seen.schools.broad[seen.school, SPECIAL])
    none = np.equal(seen.total(seen.schools.broad[seen.member, SPECIAL]), 0.0)
    return np.logical_and(none, special)


@_term("phase", 1)
def kind_of_a_special(seen: Seen) -> Floats:
    """The share of special and alternative schools, for a special or alternative school."""
    broad = seen.schools.broad
    own = bool(broad[seen.school, [SPECIAL, ALTERNATIVE]].any())
    return own * seen.share(broad[seen.member][:, [SPECIAL, ALTERNATIVE]].any(axis=1))


@_term("phase", 1)
def next_to_its_other_half(seen: Seen) -> Flags:
    """An infant or junior school whose junior or infant school next door is in the trust."""
    early, late = seen.schools.early, seen.schools.late
    half = late if early[seen.school] else early if late[seen.school] else np.zeros_like(early)
    return seen.nearest_where(half[seen.member]) < _NEXT_DOOR_MIN


@_term("phase", 1)
def nearest_secondary(seen: Seen) -> Floats:
    """A primary school to which the trust's secondary is the nearest of all trusts' (else less)."""
    apart = seen.nearest_where(seen.schools.broad[seen.member, SECONDARY])
    return seen.primary / (1.0 + ranks(apart))


@_term("faith", 1)
def anglican_like_it(seen: Seen) -> Floats:
    """The share of Church of England schools, for one of them."""
    return (seen.faith == "church-of-england") * seen.share(seen.schools.anglican[seen.member])


@_term("faith", 1)
def some_anglican_like_it(seen: Seen) -> Floats:
    """The same up to three in ten: a first few count most."""
    return np.minimum(anglican_like_it(seen), 0.3)


@_term("faith", 1)
def catholic_like_it(seen: Seen) -> Floats:
    """The share of Catholic schools, for a Catholic school."""
    return (seen.faith == "catholic") * seen.share(seen.schools.catholic[seen.member])


@_term("faith", -1)
def anglican_for_another(seen: Seen) -> Floats:
    """The share of Church of England schools, for a school of no faith."""
    return (seen.faith == "none") * seen.share(seen.schools.anglican[seen.member])


@_term("faith", -1)
def catholic_for_another(seen: Seen) -> Flags:
    """The trust is mostly Catholic and the school is not."""
    return (seen.faith != "catholic") & (seen.share(seen.schools.catholic[seen.member]) > _MOSTLY)


@_term("faith", 0)
def catholic_apart(seen: Seen) -> Floats:
    """Minutes to the nearest school as a logarithm, for a Catholic school."""
    return (seen.faith == "catholic") * log_nearest(seen)


@_term("faith", 1)
def other_faith_like_it(seen: Seen) -> Floats:
    """The share of schools of other faiths, for one of them."""
    return (seen.faith == "other") * seen.share(seen.schools.other_faith[seen.member])


@_term("distance", 0)
def secondary_apart(seen: Seen) -> Floats:
    """Minutes to the nearest school as a logarithm, for a secondary school."""
    return seen.secondary * log_nearest(seen)


@_term("distance", 0)
def special_apart(seen: Seen) -> Floats:
    """Minutes to the nearest school as a logarithm, for a special or alternative school."""
    kinds = seen.schools.broad[seen.school, [SPECIAL, ALTERNATIVE]]
    return bool(kinds.any()) * log_nearest(seen)


@_term("setting", 1)
def rural_like_it(seen: Seen) -> Floats:
    """The share of rural schools in the trust, for a rural school."""
    return float(seen.schools.rural[seen.school]) * seen.share(seen.schools.rural[seen.member])
