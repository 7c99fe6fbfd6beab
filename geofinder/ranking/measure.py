"""Measure rankings: how often the true partner is among the first, and how sure that is."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from geofinder.ranking.schools import Floats, Ints, Texts

RECALL_AT = (1, 3, 5, 10, 20)
NOWHERE = 1_000_000
"""The place of a true partner that is not among the candidates at all."""
DRAWS = 1000
_SEED = 20261122


def places(value: Floats, truth: np.ndarray, event: Ints, events: int, *, tie: Floats) -> Ints:
    """Return where the first true partner of each event stands, 0 for the first.

    ``tie`` orders candidates of equal value, the smaller first.
    """
    order = np.lexsort((tie, -value, event))
    sorted_event = event[order]
    begin = np.searchsorted(sorted_event, np.arange(events))
    place = np.arange(len(order)) - begin[sorted_event]
    found = np.full(events, NOWHERE, dtype=np.int64)
    true = truth[order]
    np.minimum.at(found, sorted_event[true], place[true])
    return found


def summary(place: Ints) -> dict[str, Any]:
    """Return n, recall at each of ``RECALL_AT`` and the mean reciprocal rank."""
    return {"n": len(place), **dict(zip(_KEYS, _figures(place), strict=True))}


_KEYS = (*(f"recall_at_{k}" for k in RECALL_AT), "mrr")


def _figures(place: Ints) -> list[float]:
    table = _hits(place)
    return [round(float(value), 4) for value in table.mean(axis=0)] if len(table) else []


def _hits(place: Ints) -> Floats:
    columns = [(place < k).astype(np.float64) for k in RECALL_AT]
    return np.column_stack([*columns, np.where(place < NOWHERE, 1.0 / (place + 1.0), 0.0)])


def intervals(place: Ints, cluster: Ints) -> dict[str, list[float]]:
    """Return the 95% bootstrap interval of each figure.

    Whole clusters (federations, trusts) are drawn: members of one are no independent evidence.
    """
    _, codes = np.unique(cluster, return_inverse=True)
    clusters = int(codes.max()) + 1
    hits = _hits(place)
    total = np.column_stack([np.bincount(codes, column, minlength=clusters) for column in hits.T])
    size = np.bincount(codes, minlength=clusters)
    draws = np.random.default_rng(_SEED).multinomial(
        clusters, np.full(clusters, 1.0 / clusters), size=DRAWS
    )
    means = (draws @ total) / (draws @ size)[:, None]
    low, high = np.quantile(means, (0.025, 0.975), axis=0)
    return {
        key: [round(float(one), 4), round(float(other), 4)]
        for key, one, other in zip(_KEYS, low, high, strict=True)
    }


def measured(place: Ints, cluster: Ints, kinds: Mapping[str, Texts]) -> dict[str, Any]:
    """Return the summary, its intervals, and the summary of each part of each breakdown."""
    if not len(place):
        return {"n": 0}
    parts = {
        name: {
            str(kind): summary(place[values == kind])
            for kind in dict.fromkeys(sorted(values.tolist()))
        }
        for name, values in kinds.items()
    }
    return {**summary(place), "intervals": intervals(place, cluster), **parts}
