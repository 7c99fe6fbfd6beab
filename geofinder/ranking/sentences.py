"""Word what each family of terms says of one candidate."""

import math

from geofinder.ranking.explain import Case, Sentence

_HALF = 50


def _apart(case: Case, real: str) -> str:
    hundred, whole = case.nearer_than, round(case.minutes)
    minutes = {0: "Under 1 minute", 1: "1 minute"}.get(whole, f"{whole} minutes")
    apart = f"{minutes} apart by road" if case.by_road else f"{minutes} apart"
    of = f"of 100 {real}{', whose minutes are estimates' if case.by_road else ''}"
    if hundred >= _HALF:
        return f"{apart}, nearer than for {hundred} {of}."
    said = f"{apart}, farther than for {100 - hundred} {of}"
    return f"{said}, yet nearer than the other choices." if case.rises else f"{said}."


def _pair_distance(case: Case) -> str:
    return _apart(case, "real federations")


def _pair_alternatives(case: Case) -> str:
    own = _count(case.terms["nearer_like_schools"])
    other = _count(case.terms["nearer_like_for_the_other"])
    if own == other == 0:
        return "Each is the other's nearest school of the phase and authority."
    said = (
        f"Schools of the same phase and authority nearer than the other: {own or 'none'} to "
        f"{case.one}, {other or 'none'} to {case.other}"
    )
    return f"{said}: fewer than for other choices." if case.rises else f"{said}."


def _pair_phase(case: Case) -> str:
    if case.terms["another_phase"]:
        return "They are of different phases, which is rare in federations."
    if case.terms["half_with_whole"]:
        return "One is an infant or junior school, the other a whole primary: rare in federations."
    if case.terms["nursery_with_another"]:
        return "One is a nursery school, the other is not."
    if case.terms["nurseries"]:
        return "Both are nursery schools, which often federate."
    return "Their phases go together, as in most federations." if case.rises else ""


def _pair_authority(case: Case) -> str:
    if case.terms["same_authority"]:
        return "Both are in the same local authority."
    return "They are in different local authorities: few federations cross the border."


def _pair_faith(case: Case) -> str:
    if case.terms["one_catholic"]:
        return "One is Catholic, the other is not: hardly any federation is like that."
    if case.terms["both_catholic"]:
        return "Both are Catholic."
    if case.terms["both_anglican"]:
        return "Both are Church of England."
    if case.terms["same_faith"]:
        return "Both are of the same religious character, or both of none."
    return "They differ in religious character."


def _pair_type(case: Case) -> str:
    if case.terms["one_aided"]:
        return "One is voluntary aided, the other is not: less common in federations."
    if case.terms["one_foundation"]:
        return "One is a foundation school, the other is not: less common in federations."
    if case.terms["same_type"]:
        return "Both are of the same legal type, as most federated schools are."
    return "They are of different legal types, such as community and foundation."


def _pair_size(case: Case) -> str:
    if case.terms["both_very_small"]:
        if case.terms["in_a_federation"]:
            return f"{case.one} and {case.other} have fewer than 110 pupils each."
        return "Both have fewer than 110 pupils."
    pupils = _whole(case.terms["roll_of_the_other"])
    how = "a size that partners often have" if case.rises else "more than most partners have"
    return f"{case.other} has {pupils:,} pupils: {how}."


def _pair_setting(case: Case) -> str:
    if case.terms["one_rural"]:
        return "One is rural, the other urban."
    return "Both are rural." if case.terms["both_rural"] else ""


def _pair_name(case: Case) -> str:
    return "Their names share a place or a saint." if case.terms["shared_words"] > 0 else ""


def _pair_federation(case: Case) -> str:
    if case.terms["in_a_federation"]:
        known = "so there is one to join" if case.rises else "where most partners were in none"
        return f"{case.other} is in a federation already, {known}."
    return f"{case.other} is in no federation yet, as most partners were." if case.rises else ""


PAIRS: dict[str, Sentence] = {
    "distance": _pair_distance,
    "alternatives": _pair_alternatives,
    "phase": _pair_phase,
    "authority": _pair_authority,
    "faith": _pair_faith,
    "type": _pair_type,
    "size": _pair_size,
    "setting": _pair_setting,
    "name": _pair_name,
    "federation": _pair_federation,
}


def _trust_distance(case: Case) -> str:
    return f"{case.one} and {case.other}: {_apart(case, 'schools that joined a trust')}"


def _trust_alternatives(case: Case) -> str:
    nearer = _count(case.terms["nearer_trusts"])
    if not nearer:
        return "No trust is nearer."
    verb = "has" if nearer == 1 else "have"
    only = "Only " if case.rises else ""
    return f"{only}{_number(nearer, 'other trust')} {verb} a nearer school."


def _trust_authority(case: Case) -> str:
    if not case.terms["in_the_authority"]:
        return "The trust has no school in the school's local authority."
    return f"{_of_its(case, 'share_in_the_authority')} in the school's local authority."


def _trust_spread(case: Case) -> str:
    if case.terms["off_the_middle"] > 0:
        return "The school lies outside the area where the trust's schools are."
    return "The school lies within the area where the trust's schools are."


def _trust_size(case: Case) -> str:
    schools = _number(_whole(case.terms["size"]), "school")
    return f"The trust has {schools}: of trusts alike in all else, smaller ones were joined more."


def _trust_growth(case: Case) -> str:
    joined = _count(case.terms["joined_lately"])
    near = _count(case.terms["joined_lately_in_the_authority"])
    if not joined:
        return "No school has joined the trust in the last two and a half years."
    return (
        f"{_number(joined, 'school')} joined the trust in the last two and a half years, "
        f"{near} of them in this authority."
    )


def _trust_phase(case: Case) -> str:
    if case.terms["no_special_for_a_special"]:
        return "The trust has no special school."
    if case.terms["no_secondary_for_a_secondary"]:
        return "The trust has no secondary school."
    if case.terms["next_to_its_other_half"]:
        return "The infant or junior school next door is in the trust."
    return f"{_of_its(case, 'peers')} of the school's phase."


def _trust_faith(case: Case) -> str:
    if case.terms["catholic_for_another"]:
        return "The trust is a Catholic one and the school is not."
    for term, words in (
        ("catholic_like_it", "Catholic"),
        ("anglican_like_it", "Church of England"),
        ("anglican_for_another", "Church of England"),
        ("other_faith_like_it", "of its faith"),
    ):
        if case.terms[term]:
            return f"{_of_its(case, term)} {words}."
    return "The trust has no church school, or none of the school's character."


def _trust_setting(case: Case) -> str:
    if not case.terms["rural_like_it"]:
        return ""
    return f"{_of_its(case, 'rural_like_it')} rural, as the school is."


TRUSTS: dict[str, Sentence] = {
    "distance": _trust_distance,
    "alternatives": _trust_alternatives,
    "authority": _trust_authority,
    "spread": _trust_spread,
    "size": _trust_size,
    "growth": _trust_growth,
    "phase": _trust_phase,
    "faith": _trust_faith,
    "setting": _trust_setting,
}


def _of_its(case: Case, share: str) -> str:
    """Return how many of a trust's schools are so, before what they are."""
    size = _whole(case.terms["size"])
    count = round(size * case.terms[share])
    if size == 1:
        return "The trust's only school is" if count else "The trust's only school is not"
    return f"{count or 'None'} of the trust's {size:,} schools {'is' if count == 1 else 'are'}"


def _whole(logarithm: float) -> int:
    return round(math.exp(logarithm))


def _count(logarithm: float) -> int:
    """Return the count behind the logarithm of one more."""
    return _whole(logarithm) - 1


def _number(count: int, noun: str) -> str:
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {noun}s" if count else f"No {noun}"
