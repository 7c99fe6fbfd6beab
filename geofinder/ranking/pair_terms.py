"""Say in numbers what two schools are to one another: the terms of the federations' model."""

import numpy as np

from geofinder.ranking.pairs import Pairs
from geofinder.ranking.schools import PRIMARY, SECONDARY, SPECIAL, Flags, Floats
from geofinder.ranking.terms import Terms

VERY_SMALL_PUPILS = 110
TERMS = Terms[Pairs]()
term = TERMS.term
_ANGLICAN, _CATHOLIC = "church-of-england", "catholic"


@term("distance", -1)
def minutes(pairs: Pairs) -> Floats:
    """Minutes apart, at most 60."""
    return pairs.minutes


@term("distance", -1)
def log_minutes(pairs: Pairs) -> Floats:
    """Minutes apart, as a logarithm: the first minutes count most."""
    return pairs.log_minutes


@term("distance", -1)
def first_minutes(pairs: Pairs) -> Floats:
    """Minutes apart, at most 3: next door or not."""
    return np.minimum(pairs.minutes, 3.0)


@term("distance", -1)
def rural_minutes(pairs: Pairs) -> Floats:
    """Minutes apart as a logarithm, for two rural schools."""
    rural = pairs.schools.rural
    return rural[pairs.one] * rural[pairs.other] * pairs.log_minutes


@term("alternatives", -1)
def nearer_like_schools(pairs: Pairs) -> Floats:
    """How many of the same authority and phase are nearer to the school (logarithm)."""
    return np.log1p(pairs.nearby.nearer_like[pairs.rows])


@term("alternatives", -1)
def nearer_for_the_other(pairs: Pairs) -> Floats:
    """How many schools are nearer to the other than the school is (logarithm)."""
    return np.log1p(pairs.seen_from_the_other(pairs.nearby.nearer))


@term("alternatives", -1)
def nearer_like_for_the_other(pairs: Pairs) -> Floats:
    """How many of the same authority and phase are nearer to the other (logarithm)."""
    return np.log1p(pairs.seen_from_the_other(pairs.nearby.nearer_like))


@term("phase", -1)
def another_phase(pairs: Pairs) -> Flags:
    """They share no broad phase."""
    broad = pairs.schools.broad
    return ~(broad[pairs.one] & broad[pairs.other]).any(axis=1)


def _infant_with_junior(pairs: Pairs) -> Flags:
    """One is an infant or first school, the other a junior or middle school."""
    early, late = pairs.schools.early, pairs.schools.late
    one, other = pairs.one, pairs.other
    return (early[one] & late[other]) | (late[one] & early[other])


@term("phase", 0)
def infant_with_near_junior(pairs: Pairs) -> Floats:
    """Minutes apart as a logarithm, of an infant and a junior school."""
    return _infant_with_junior(pairs) * pairs.log_minutes


@term("phase", 0)
def half_with_whole(pairs: Pairs) -> Flags:
    """One is an infant or junior school, the other a whole primary school."""
    half, whole = pairs.schools.early | pairs.schools.late, pairs.schools.is_stage("primary")
    one, other = pairs.one, pairs.other
    return (half[one] & whole[other]) | (whole[one] & half[other])


@term("phase", 0)
def nurseries(pairs: Pairs) -> Flags:
    """Both are nursery schools."""
    return pairs.both(pairs.schools.is_stage("nursery"))


@term("phase", 0)
def nursery_with_another(pairs: Pairs) -> Flags:
    """One is a nursery school, the other is not."""
    return pairs.either(pairs.schools.is_stage("nursery"))


@term("phase", 0)
def nursery_apart(pairs: Pairs) -> Floats:
    """Minutes apart as a logarithm, of a nursery school and another."""
    return nursery_with_another(pairs) * pairs.log_minutes


def _special_schools(pairs: Pairs) -> Flags:
    """Both are special schools."""
    return pairs.both(pairs.schools.broad[:, SPECIAL])


@term("phase", 0)
def special_schools_apart(pairs: Pairs) -> Floats:
    """Minutes apart as a logarithm, of two special schools."""
    return _special_schools(pairs) * pairs.log_minutes


@term("phase", 0)
def secondaries(pairs: Pairs) -> Flags:
    """Both are secondary schools."""
    broad = pairs.schools.broad
    return pairs.both(broad[:, SECONDARY] & ~broad[:, PRIMARY])


@term("phase", 0)
def secondaries_apart(pairs: Pairs) -> Floats:
    """Minutes apart as a logarithm, of two secondary schools."""
    return secondaries(pairs) * pairs.log_minutes


@term("authority", 1)
def same_authority(pairs: Pairs) -> Flags:
    """Both are in the same local authority."""
    authority = pairs.schools.authority
    return np.equal(authority[pairs.one], authority[pairs.other])


@term("faith", 1)
def same_faith(pairs: Pairs) -> Flags:
    """Both are of the same religious character, or both of none."""
    faith = pairs.schools.faith
    return np.asarray(faith[pairs.one] == faith[pairs.other], dtype=np.bool_)


@term("faith", 1)
def both_anglican(pairs: Pairs) -> Flags:
    """Both are Church of England schools."""
    return pairs.both(pairs.schools.faith == _ANGLICAN)


@term("faith", 1)
def both_catholic(pairs: Pairs) -> Flags:
    """Both are Catholic schools."""
    return pairs.both(pairs.schools.faith == _CATHOLIC)


@term("faith", 0)
def catholics_apart(pairs: Pairs) -> Floats:
    """Minutes apart as a logarithm, of two Catholic schools."""
    return both_catholic(pairs) * pairs.log_minutes


@term("faith", -1)
def one_catholic(pairs: Pairs) -> Flags:
    """One is a Catholic school, the other is not."""
    return pairs.either(pairs.schools.faith == _CATHOLIC)


@term("type", 1)
def same_type(pairs: Pairs) -> Flags:
    """Both are of the same type (community, aided, controlled, foundation)."""
    kind = pairs.schools.type
    return np.asarray(kind[pairs.one] == kind[pairs.other], dtype=np.bool_)


@term("type", 0)
def one_aided_same_faith(pairs: Pairs) -> Flags:
    """One is voluntary aided, the other is not, and both are of the same faith or of none."""
    return one_aided(pairs) & same_faith(pairs)


@term("type", -1)
def one_aided(pairs: Pairs) -> Flags:
    """One is voluntary aided, the other is not."""
    return pairs.either(pairs.schools.type == "Voluntary aided school")


@term("type", -1)
def one_foundation(pairs: Pairs) -> Flags:
    """One is a foundation school, the other is not."""
    return pairs.either(pairs.schools.type == "Foundation school")


@term("setting", 0)
def both_rural(pairs: Pairs) -> Floats:
    """Both are rural."""
    return pairs.schools.rural[pairs.one] * pairs.schools.rural[pairs.other]


@term("setting", 0)
def one_rural(pairs: Pairs) -> Floats:
    """One is rural, the other urban."""
    return np.abs(pairs.schools.rural[pairs.one] - pairs.schools.rural[pairs.other])


@term("size", 0)
def roll_of_the_other(pairs: Pairs) -> Floats:
    """The other's roll (logarithm)."""
    return np.log(pairs.schools.pupils[pairs.other])


@term("size", 0)
def roll_for_a_nursery(pairs: Pairs) -> Floats:
    """The other's roll (logarithm), for a nursery school."""
    nursery = pairs.schools.is_stage("nursery")
    return (nursery[pairs.one] & ~nursery[pairs.other]) * roll_of_the_other(pairs)


@term("size", 0)
def roll_beyond_200(pairs: Pairs) -> Floats:
    """The other's roll beyond 200 (logarithm)."""
    return np.maximum(np.log(pairs.schools.pupils[pairs.other] / 200.0), 0.0)


@term("size", 0)
def larger_roll(pairs: Pairs) -> Floats:
    """The larger of the two rolls (logarithm)."""
    return np.log(np.maximum(pairs.schools.pupils[pairs.one], pairs.schools.pupils[pairs.other]))


@term("size", 0)
def rolls_apart(pairs: Pairs) -> Floats:
    """How unlike the two rolls are (logarithm of one over the other)."""
    return np.abs(np.log(pairs.schools.pupils[pairs.one] / pairs.schools.pupils[pairs.other]))


@term("size", 0)
def both_very_small(pairs: Pairs) -> Flags:
    """Both have fewer than 110 pupils."""
    return pairs.both(pairs.schools.pupils < VERY_SMALL_PUPILS)


@term("name", 1)
def shared_words(pairs: Pairs) -> Floats:
    """The share of the lighter name's weight that both names have: a place or a saint."""
    words, weight = pairs.schools.words, pairs.schools.weight
    product = words[pairs.one].multiply(words[pairs.other]).sum(axis=1)
    shared = np.asarray(product, dtype=np.float64).ravel()
    least = np.minimum(weight[pairs.one], weight[pairs.other])
    return np.divide(shared, least, out=np.zeros_like(shared), where=least > 0)


@term("federation", 0)
def in_a_federation(pairs: Pairs) -> Flags:
    """The other is in a federation already, so the school would join that."""
    return pairs.federated
