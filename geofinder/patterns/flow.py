"""Share pupils out among schools with places for the least travel in all."""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array, hstack
from scipy.sparse.csgraph import connected_components

from geofinder.errors import GeofinderError
from geofinder.highs import steadily
from geofinder.minutes import Floats, Ints, runs
from geofinder.patterns.leading import Links

NEAREST_FIRST = 8
"""The search begins with so many of each sender's nearest receivers; others join if of use."""
SAME_MIN = 1e-7
"""A gain of fewer minutes than this is no gain."""
NO_PLACE_MIN = 1_000.0
"""A pupil without a place costs as much as so many minutes: only when no place is left."""


def shares(links: Links, leavers: Floats, places: Floats) -> Floats:
    """Return how many of its sender's leavers take each link.

    Minimise the sum over links of minutes x pupils, such that all leavers of each sender move,
    and each receiver takes no more than its places (pupils beyond them cost ``NO_PLACE_MIN``
    each). Pupils are whole numbers, so the network's optimum is too. Parts of the network that
    share no school are solved apart.

    Args:
        links: the possible moves, sorted by sender and then minutes.
        leavers: pupils a year that leave each school, above 0 for senders.
        places: places a year at each school; infinite where not limited.
    """
    result = np.zeros(len(links.sender))
    if len(result) == 0:
        return result
    size = len(leavers)
    # A school may be sender and receiver at once (middle schools): two nodes.
    node = coo_array(
        (np.ones(len(result)), (links.sender, links.receiver + size)), shape=(2 * size, 2 * size)
    )
    _, component = connected_components(csr_array(node), directed=False)
    part_of = component[links.sender]
    order = np.argsort(part_of, kind="stable")
    for start, end in np.column_stack(runs(part_of[order])).tolist():
        part = order[start:end]
        inside = links.only(part)
        result[part] = _solved(inside, np.ceil(leavers), np.floor(places))
    return result


def _solved(links: Links, leavers: Floats, places: Floats) -> Floats:
    """Solve one part over the nearest links, and add others until none could lower the cost."""
    senders, sender = np.unique(links.sender, return_inverse=True)
    receivers, receiver = np.unique(links.receiver, return_inverse=True)
    supply, limit = leavers[senders], places[receivers]
    if len(receivers) == 1 or supply.sum() <= limit.min():
        return _all_to_cheapest(links.minutes, sender, supply)
    used = np.arange(len(sender)) - np.searchsorted(sender, sender) < NEAREST_FIRST
    while True:
        chosen = np.flatnonzero(used)
        flow, worth_leaving, worth_arriving = _optimum(
            links.minutes[chosen], sender[chosen], receiver[chosen], supply, limit
        )
        gain = worth_leaving[sender] + worth_arriving[receiver] - links.minutes
        missing = ~used & (gain > SAME_MIN)
        if not missing.any():
            result = np.zeros(len(sender))
            result[chosen] = flow
            return result
        used |= missing


def _optimum(
    minutes: Floats, sender: Ints, receiver: Ints, supply: Floats, limit: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return the pupils on each link, and the prices of a leaver and of a place in minutes."""
    arcs, leaving, arriving = len(sender), len(supply), len(limit)
    ones = np.ones(arcs)
    out = coo_array((ones, (sender, np.arange(arcs))), shape=(leaving, arcs))
    into = coo_array((ones, (receiver, np.arange(arcs))), shape=(arriving, arcs))
    beyond = coo_array((-np.ones(arriving), (np.arange(arriving), np.arange(arriving))))
    limited = np.isfinite(limit)
    answer = steadily(
        linprog,
        np.r_[minutes, np.full(arriving, NO_PLACE_MIN)],
        A_ub=csr_array(hstack([into, beyond]))[limited],
        b_ub=limit[limited],
        A_eq=csr_array(hstack([out, csr_array((leaving, arriving))])),
        b_eq=supply,
        bounds=(0, None),
        method="highs-ds",
    )
    if answer.x is None:
        message = f"Sharing leavers out among places failed: {answer.message}"
        raise GeofinderError(message)
    price = np.zeros(arriving)
    price[limited] = answer.ineqlin.marginals
    return np.round(answer.x[:arcs]), np.asarray(answer.eqlin.marginals), price


def _all_to_cheapest(minutes: Floats, sender: Ints, supply: Floats) -> Floats:
    order = np.lexsort((minutes, sender))
    first = np.searchsorted(sender[order], sender[order]) == np.arange(len(sender))
    flow = np.zeros(len(minutes))
    flow[order[first]] = supply[sender[order[first]]]
    return flow
