"""Measure how far apart the schools of each group are, and find its hub."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from geofinder.measuring.layout import Layout
from geofinder.minutes import Flags, Floats, Ints, Minutes
from geofinder.patterns.leading import Links
from geofinder.patterns.onward import onward
from geofinder.patterns.standing import Standing, standings, trust_codes
from geofinder.settings import Settings

HUB_ROLES = ("hub", "secondary", "junior", "middle")


class Spans(NamedTuple):
    """Minutes and metres in the worse direction; NaN where a pair has no time.

    A group: ``hub`` (a member), ``longest_min`` and ``longest_m`` of its worst pair, and
    ``ruling_min``, the minutes that its pattern sets a limit to: of the worst pair; to the school
    that the others lead to; of a joiner to the nearest member.
    A member: ``to_hub_min``.
    A pair: ``pair_min``.
    Beside them ``onward``, where pupils most likely go, and ``standing``, how the joiner of each
    group of ``with_trust`` (of the pattern ``trust-joiner``) stands to its trust, row by row.
    """

    hub: Ints
    longest_min: Floats
    longest_m: Floats
    ruling_min: Floats
    to_hub_min: Floats
    pair_min: Floats
    onward: Links
    with_trust: Ints
    standing: Standing


def spans(layout: Layout, minutes: Minutes, schools: pd.DataFrame, settings: Settings) -> Spans:
    """Measure every group of the layout."""
    one, other = layout.school[layout.left], layout.school[layout.right]
    pair_min = minutes.between(one, other)
    hub = _hubs(layout, pair_min)
    at_hub = layout.school[hub[layout.group]]
    to_hub = np.where(layout.school == at_hub, 0.0, minutes.between(layout.school, at_hub))
    longest = layout.worst_pair(pair_min)
    joiner = layout.with_role("joiner")
    joiner_min = layout.worst(np.where(joiner, to_hub, 0.0))
    leading = layout.of_pattern("infant-junior", "feeders", "trust-hub", "area")
    joining = layout.of_pattern("federation-joiner", "trust-joiner")
    links = onward(schools, minutes, settings)
    with_trust = np.flatnonzero(layout.of_pattern("trust-joiner"))
    ruling = np.where(leading, layout.worst(to_hub), np.where(joining, joiner_min, longest))
    return Spans(
        hub=hub,
        longest_min=longest,
        longest_m=layout.worst_pair(minutes.metres_between(one, other)),
        ruling_min=ruling,
        to_hub_min=to_hub,
        pair_min=pair_min,
        onward=links,
        with_trust=with_trust,
        standing=_standing(layout, with_trust, minutes, schools, links),
    )


def _standing(
    layout: Layout, with_trust: Ints, minutes: Minutes, schools: pd.DataFrame, links: Links
) -> Standing:
    """Return how each joiner stands to the trust of its hosts, in the order of the groups."""
    code, _ = trust_codes(schools)
    joiner, host = (
        layout.school[np.flatnonzero(layout.with_role(role))] for role in ("joiner", "host")
    )
    joiner_of, host_of = (
        layout.group[np.flatnonzero(layout.with_role(role))] for role in ("joiner", "host")
    )
    school = joiner[np.searchsorted(joiner_of, with_trust)]
    trust = code[host[np.searchsorted(host_of, with_trust)]]
    start, end, drive = minutes.both_ways()
    asked = np.zeros(len(schools), dtype=np.bool_)
    asked[school] = True
    used = asked[start] & (code[end] >= 0)
    drives = start[used], end[used], drive[used]
    every = standings(schools, code, drives=drives, links=links)
    wide = int(code.max(initial=0)) + 1
    return every.only(np.searchsorted(every.school * wide + every.trust, school * wide + trust))


def _hubs(layout: Layout, pair_min: Floats) -> Ints:
    """Return the hub of each group as a member.

    The school that the others lead to; else, with a joiner, the member nearest to it; else the
    school with the least travel to the others in all. The lower URN wins a tie.
    """
    cost = _travel_to_others(layout, pair_min, np.ones(len(pair_min), dtype=np.bool_))
    joiner = layout.with_role("joiner")
    with_joiner = joiner[layout.left] | joiner[layout.right]
    to_joiner = _travel_to_others(layout, pair_min, with_joiner)
    joined = np.isin(layout.group, layout.group[joiner])
    cost = np.where(joiner, np.inf, np.where(joined, to_joiner, cost))
    cost = np.where(layout.with_role(*HUB_ROLES), -1.0, cost)
    order = np.lexsort((np.arange(len(cost)), joiner, cost, layout.group))
    hub: Ints = order[layout.starts]
    return hub


def _travel_to_others(layout: Layout, pair_min: Floats, counted: Flags) -> Floats:
    """Return each member's minutes to the others over the counted pairs; inf without a time."""
    weight = np.where(counted, np.where(np.isnan(pair_min), np.inf, pair_min), 0.0)
    size = len(layout.school)
    left = np.bincount(layout.left, weights=weight, minlength=size)
    return left + np.bincount(layout.right, weights=weight, minlength=size)
