"""Find for each standalone school the academy trusts in reach that suit it best."""

import numpy as np
import pandas as pd

from geofinder import scores
from geofinder.errors import examples
from geofinder.facts import holds
from geofinder.likely import Likely
from geofinder.minutes import Flags, Floats, Ints, Minutes
from geofinder.nudges import Nudges
from geofinder.patterns.found import Found, members_table
from geofinder.patterns.onward import onward
from geofinder.patterns.standing import Standing, standings, trust_codes
from geofinder.settings import Settings

PEERS_ONLY = ("special", "alternative")
"""Stages that are offered only trusts with a school of their kind."""
NEVER = ("nursery",)
"""A maintained nursery school cannot become an academy, so no trust is offered to it."""


def find(
    schools: pd.DataFrame,
    facts: pd.DataFrame,
    travel: pd.DataFrame,
    settings: Settings,
    *,
    likely: Likely | None = None,
) -> Found:
    """Return one group for each standalone school and each of the best trusts in its reach.

    Standalone is a maintained school outside a federation or the school of a single-academy
    trust. In reach means that a member is within ``settings.trust_minutes`` in the worse
    direction; kept are the best ``settings.trusts_a_school`` by score: the share in ``likely``,
    without it the weighted mean of the criteria. A group holds the school and the trust's nearest
    ``settings.trust_hosts`` members within that limit: the trust itself may have more.
    """
    urns = schools["urn"].to_numpy(dtype=np.int64)
    near = Minutes.from_travel(travel, urns)
    code, trusts = trust_codes(schools)
    joins = holds("free", facts, schools) & ~schools["stage"].isin(NEVER).to_numpy()
    start, end, minutes = near.both_ways()
    used = joins[start] & (code[end] >= 0)
    drives = start[used], end[used], minutes[used]
    standing = standings(schools, code, drives=drives, links=onward(schools, near, settings))
    offered = _offered(standing, schools, settings)
    if likely is None:
        score = scores.weighted(offered.criteria(settings.trust_minutes), settings.weights)
    else:
        named = [trusts[at] for at in offered.trust.tolist()]
        score = likely.trusts.joining(urns[offered.school], named)
    nudges = Nudges.of(schools, facts, settings)
    if not nudges.silent:
        place = dict(zip(urns.tolist(), range(len(urns)), strict=True))
        every = _groups(offered, drives, code, urns, settings)
        score = nudges.raised(score, ([place[urn] for urn, _ in group] for group in every))
    kept = _best(offered, score, settings)
    groups = _groups(kept, drives, code, urns, settings)
    return Found(members_table("trust-joiner", groups), _notes(schools, joins, kept, settings))


def _offered(standing: Standing, schools: pd.DataFrame, settings: Settings) -> Standing:
    in_area = schools["in_area"].to_numpy(dtype=np.bool_)
    asks_peers = schools["stage"].isin(PEERS_ONLY).to_numpy(dtype=np.bool_)
    reached = standing.nearest_min <= settings.trust_minutes
    own = in_area[standing.school]
    return standing.only(reached & own & (standing.peers | ~asks_peers[standing.school]))


def _best(standing: Standing, score: Floats, settings: Settings) -> Standing:
    """Keep each school's best trusts by score; the nearer one wins a tie."""
    score = np.round(score, scores.DECIMALS)
    order = np.lexsort((standing.trust, standing.nearest_min, -score, standing.school))
    school = standing.school[order]
    place = np.arange(len(order)) - np.searchsorted(school, school)
    return standing.only(np.sort(order[place < settings.trusts_a_school]))


def _groups(
    kept: Standing, drives: tuple[Ints, Ints, Floats], code: Ints, urns: Ints, settings: Settings
) -> list[list[tuple[int, str]]]:
    wanted = {pair: [] for pair in zip(kept.school.tolist(), kept.trust.tolist(), strict=True)}  # type: dict[tuple[int, int], list[int]]
    start, end, minutes = drives
    near = minutes <= settings.trust_minutes
    start, end, minutes = start[near], end[near], minutes[near]
    order = np.lexsort((end, minutes, start))
    for school, member in zip(start[order].tolist(), end[order].tolist(), strict=True):
        hosts = wanted.get((school, int(code[member])))
        if hosts is not None and len(hosts) < settings.trust_hosts:
            hosts.append(member)
    return [
        [(int(urns[school]), "joiner"), *((int(urns[at]), "host") for at in hosts)]
        for (school, _), hosts in wanted.items()
    ]


def _notes(schools: pd.DataFrame, joins: Flags, kept: Standing, settings: Settings) -> list[str]:
    within = f"within {settings.trust_minutes:g} minutes"
    asked = joins & schools["in_area"].to_numpy(dtype=np.bool_)
    nowhere = asked.copy()
    nowhere[kept.school] = False
    shown = (
        f"Each of the area's {int(asked.sum()):,} standalone schools is shown the best "
        f"{settings.trusts_a_school} multi-academy trusts with a school {within} of it, by score, "
        f"and of each trust the nearest {settings.trust_hosts} schools at most; geofinder joiners "
        "shows a whole trust."
    )
    notes = [shown]
    names = schools["name"][nowhere].tolist()
    if names:
        notes.append(f"No suitable trust has a school {within} of {examples(names)}.")
    nursery = schools["stage"].isin(NEVER) & schools["in_area"]
    if nursery.any():
        named = examples(schools["name"][nursery].tolist())
        notes.append(
            "Nursery schools are offered no trust to join or to form: check with your council "
            f"({named})."
        )
    return notes
