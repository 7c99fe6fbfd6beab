"""Say in plain sentences why schools might join, form or work beside a trust."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from geofinder.errors import examples
from geofinder.measuring.known import Group, minutes_in_words
from geofinder.settings import Settings
from geofinder.tables import STAGES

_SHORT_MIN = 20.0
"""A run of ``plan`` measures no longer drives to a trust's schools."""


def why_trust(group: Group) -> str:
    """Return the first sentence of a trust-joiner, trust-hub or area group."""
    hub = group.schools[group.hub]
    drive = minutes_in_words(group.ruling_min) if not np.isnan(group.ruling_min) else "not known"
    if group.pattern == "trust-joiner":
        joiner = group.schools[group.roles.index("joiner")].name
        return (
            f"{joiner} could join, or work for a time with, {hub.trust}, whose nearest school "
            f"{hub.name} is {drive} away."
        )
    stages = _stages(group)
    if group.pattern == "trust-hub":
        return (
            f"{len(group.schools)} standalone schools ({stages}) around {hub.name}; the longest "
            f"drive to it is {drive}."
        )
    return f"{hub.name} with the schools near it ({stages}); the longest drive to it is {drive}."


def trust_sentences(group: Group, settings: Settings) -> list[str]:
    """Return what else there is to say of such a group; nothing for another pattern."""
    if group.pattern == "trust-joiner":
        return list(_joining(group))
    if group.pattern == "trust-hub":
        return [_against_expectation(group, settings), *_church(group)]
    return _church(group) if group.pattern == "area" else []


def _joining(group: Group) -> Iterator[str]:
    joining = group.joining
    if joining is None:
        return
    counted = [
        f"{number} within {limit:g} minutes"
        for limit, number in joining.within_min
        if limit <= _SHORT_MIN
    ]
    have = "1 school" if joining.members == 1 else f"{joining.members} schools"
    yield f"The trust has {have} in this run: {', '.join(counted)}."
    if joining.leads_to:
        yield "By distance and age its pupils' likely next school is in the trust."
    if joining.takes_from:
        yield "By distance and age it is the likely next school of pupils in the trust."
    if not joining.peers:
        yield "The trust has no school of its phase in this run."


def _against_expectation(group: Group, settings: Settings) -> str:
    pupils = [school.pupils for school in group.schools if school.pupils is not None]
    schools_target, pupils_target = settings.trust_schools_target, settings.trust_pupils_target
    asked = f"{schools_target} schools or {pupils_target:,} pupils, a direction and not a law"
    reached = len(group.schools) >= schools_target or sum(pupils) >= pupils_target
    verdict = "these reach it" if reached else "these are fewer"
    return f"The department's expectation of a trust is {asked}: {verdict}."


def _church(group: Group) -> list[str]:
    church = [school.name for school in group.schools if school.faith not in {None, "none"}]
    if not church:
        return []
    count = f"{len(church)} of {len(group.schools)}"
    verb = "has" if len(church) == 1 else "have"
    said = (
        f"{count} {verb} a religious character, so a diocese or religious authority would be asked "
        f"first: {examples(church)}."
    )
    return [said]


def _stages(group: Group) -> str:
    counts = Counter(school.stage for school in group.schools)
    return ", ".join(f"{counts[stage]} {stage}" for stage in STAGES if stage in counts)
