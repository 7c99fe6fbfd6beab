"""Say in plain sentences why a group is there, what its numbers are and what is not known."""

from collections import Counter

import numpy as np
import pandas as pd

from geofinder.errors import examples
from geofinder.measuring.criteria import APPLY, MAY_LACK
from geofinder.measuring.known import (
    Group,
    Joining,
    School,
    known_schools,
    minutes_in_words,
)
from geofinder.measuring.layout import Layout
from geofinder.measuring.spans import Spans
from geofinder.measuring.trust_words import trust_sentences, why_trust
from geofinder.minutes import Floats
from geofinder.patterns.standing import NEAR_MIN
from geofinder.settings import Settings
from geofinder.wording import listed

_CHARACTER = {
    "none": "none",
    "church-of-england": "Church of England",
    "catholic": "Catholic",
    "other": "another faith",
}
_CRITERION = {name: name.replace("_", " ") for names in APPLY.values() for name in names}


def reasons(
    layout: Layout,
    spanned: Spans,
    criteria: dict[str, Floats],
    schools: pd.DataFrame,
    facts: pd.DataFrame,
    settings: Settings,
) -> list[str]:
    """Return the sentences of each group, joined by a space."""
    known = known_schools(schools, facts)
    ends = layout.starts + layout.sizes
    untimed = _untimed(layout, spanned, known)
    joining = _joining(spanned)
    texts = []
    for group, (start, end) in enumerate(zip(layout.starts.tolist(), ends.tolist(), strict=True)):
        pattern = layout.patterns[group]
        one = Group(
            pattern=pattern,
            schools=[known[at] for at in layout.school[start:end].tolist()],
            roles=layout.role[start:end],
            hub=int(spanned.hub[group]) - start,
            ruling_min=float(spanned.ruling_min[group]),
            longest_min=float(spanned.longest_min[group]),
            untimed=untimed.get(group, []),
            missing=[
                name
                for name in APPLY[pattern]
                if np.isnan(criteria[name][group]) and (pattern, name) not in MAY_LACK
            ],
            joining=joining.get(group),
        )
        texts.append(" ".join(_sentences(one, settings)))
    return texts


def _sentences(group: Group, settings: Settings) -> list[str]:
    said = [_why(group), *_places(group)]
    if "small_schools" in APPLY[group.pattern]:
        said += [_small(group, settings)]
    said += [*_rolls(group, settings), *trust_sentences(group, settings)]
    said += [_authorities(group), *_characters(group)]
    return [*said, *_warnings(group), *_not_known(group)]


def _why(group: Group) -> str:
    if group.pattern in {"trust-joiner", "trust-hub", "area"}:
        return why_trust(group)
    hub = group.schools[group.hub].name
    others = [school.name for at, school in enumerate(group.schools) if at != group.hub]
    drive = minutes_in_words(group.ruling_min) if not np.isnan(group.ruling_min) else "not known"
    if group.pattern == "infant-junior":
        verb = "leads" if len(others) == 1 else "lead"
        return f"{listed(others)} {verb} to {hub}; the longest drive to it is {drive}."
    if group.pattern == "feeders":
        count = "1 school leads" if len(others) == 1 else f"{len(others)} schools lead"
        return f"By minutes, ages and places {count} to {hub}; the longest drive to it is {drive}."
    if group.pattern == "federation-joiner":
        joiner = group.schools[group.roles.index("joiner")].name
        federation = group.schools[group.hub].federation
        return f"{joiner} could join {federation}, whose school {hub} is {drive} away."
    if len(group.schools) == 2:  # noqa: PLR2004 (a pair)
        return f"2 schools near one another: the drive, in the slower direction, is {drive}."
    return (
        f"{len(group.schools)} schools near one another: the longest drive between two of them, "
        f"in the slower direction, is {drive}."
    )


def _small(group: Group, settings: Settings) -> str:
    under = f"under {settings.small_pupils} pupils"
    small = [
        f"{school.name} ({school.pupils}{', rural' if school.rural else ''})"
        for school in group.schools
        if school.small
    ]
    if not small:
        return f"None of them is known to be small ({under})."
    very = sum(
        school.pupils is not None and school.pupils < settings.very_small_pupils
        for school in group.schools
    )
    very_small = f"; {very} with under {settings.very_small_pupils}" if very else ""
    count = f"{len(small)} of {len(group.schools)} {'is' if len(small) == 1 else 'are'} small"
    start = "All are small" if len(small) == len(group.schools) else count
    return f"{start} ({under}{very_small}): {listed(small)}."


def _rolls(group: Group, settings: Settings) -> list[str]:
    rolls = [school.pupils for school in group.schools if school.pupils is not None]
    if len(rolls) < len(group.schools):
        return []
    total, target = sum(rolls), settings.combined_roll_target
    asked = "combined_roll" in APPLY[group.pattern] and group.pattern != "trust-hub"
    short = asked and total < target
    return [f"Together {total:,} pupils{f', under {target:,}' if short else ''}."]


def _authorities(group: Group) -> str:
    counts = Counter(school.la_name for school in group.schools)
    if len(counts) == 1:
        return f"All in {next(iter(counts))}."
    return f"In {len(counts)} authorities: {_counted(counts)}."


def _characters(group: Group) -> list[str]:
    counts = Counter(_CHARACTER[school.faith] for school in group.schools if school.faith)
    if sum(counts.values()) < len(group.schools):
        return []
    if len(counts) == 1:
        only = next(iter(counts))
        return ["None has a religious character." if only == "none" else f"All are {only}."]
    return [f"Religious character differs: {_counted(counts)}."]


def _counted(counts: Counter[str]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} ({count})" for name, count in ordered)


def _places(group: Group) -> list[str]:
    if group.pattern != "feeders":
        return []
    hub = group.schools[group.hub]
    leavers = sum(
        school.leavers
        for school, role in zip(group.schools, group.roles, strict=True)
        if role == "feeder"
    )
    if np.isnan(hub.places):
        places = f"How many {hub.name} takes in a year is not recorded"
    else:
        basis = "capacity" if hub.places_from == "capacity" else "roll: no capacity is recorded"
        places = f"{hub.name} takes in about {hub.places:.0f} a year (from its {basis})"
    count = "an unknown number" if np.isnan(leavers) else f"about {leavers:.0f}"
    return [f"{places}; {count} leave its feeders."]


def _warnings(group: Group) -> list[str]:
    closing = [school.name for school in group.schools if school.closing]
    said = [f"{name} is proposed to close." for name in closing]
    hub = group.schools[group.hub]
    if group.pattern == "feeders" and hub.gender in {"Girls", "Boys"}:
        said.append(f"{hub.name} takes {hub.gender.lower()} only.")
    if group.pattern == "federation-joiner" and group.roles.count("member") == 1:
        said.append(
            f"Only one school of {hub.federation} is among the schools of this run; the others "
            "are not measured."
        )
    return said


def _not_known(group: Group) -> list[str]:
    asked: list[tuple[str, list[str]]] = [
        ("The roll", [school.name for school in group.schools if school.pupils is None]),
        ("The religious character", [s.name for s in group.schools if s.faith is None]),
        ("The trust", [s.name for s in group.schools if s.trust_not_recorded]),
    ]
    if group.pattern in {"rural-primaries", "federation-joiner"}:
        no_setting = [school.name for school in group.schools if school.rural is None]
        asked.append(("The rural or urban setting", no_setting))
    said = [f"{what} of {examples(names)} is not recorded." for what, names in asked if names]
    assumed = sum(not school.ages_known for school in group.schools)
    if "fit" in APPLY[group.pattern] and assumed:
        said.append(
            f"The usual ages are taken for {assumed} of its {len(group.schools)} schools: theirs "
            "are not recorded."
        )
    pairs = [f"{one} and {other}" for one, other in group.untimed]
    if pairs:
        said.append(f"No travel time both ways is known between {examples(pairs)}.")
    if group.missing:
        named = [_CRITERION[name] for name in group.missing]
        said.append(f"Left out of the score for that reason: {listed(named)}.")
    return said


def _joining(spanned: Spans) -> dict[int, Joining]:
    """Return how the joiner of each trust-joiner group stands to its trust."""
    of = spanned.standing
    columns = (of.within, of.members, of.leads_to, of.takes_from, of.peers)
    return {
        group: Joining(tuple(zip(NEAR_MIN, within, strict=True)), *rest)
        for group, (within, *rest) in zip(
            spanned.with_trust.tolist(),
            zip(*(column.tolist() for column in columns), strict=True),
            strict=True,
        )
    }


def _untimed(
    layout: Layout, spanned: Spans, known: list[School]
) -> dict[int, list[tuple[str, str]]]:
    pairs: dict[int, list[tuple[str, str]]] = {}
    for pair in np.flatnonzero(np.isnan(spanned.pair_min)).tolist():
        left, right = int(layout.left[pair]), int(layout.right[pair])
        names = known[layout.school[left]].name, known[layout.school[right]].name
        pairs.setdefault(int(layout.group[left]), []).append(names)
    return pairs
