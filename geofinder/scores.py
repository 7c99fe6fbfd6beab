"""Turn what is known of a group into criteria of 0 to 1, and the criteria into one score.

Plain formulas over arrays, one value a group. NaN means not known: such a criterion is left out
of the score with its weight, and the group's reasons say so.
"""

from collections.abc import Mapping

import numpy as np

from geofinder.minutes import Floats, Ints
from geofinder.settings import Weights
from geofinder.tables import CRITERIA

DECIMALS = 9


def closeness(longest_min: Floats, limit_min: Floats | float) -> Floats:
    """Return 1 for no drive at all, falling to 0 at the pattern's limit and beyond."""
    return np.clip(1.0 - longest_min / limit_min, 0.0, 1.0)


def small_share(small: Floats, size: Floats | float) -> Floats:
    """Return the share of a group's schools that are small."""
    return np.asarray(small / size, dtype=np.float64)


def roll_share(pupils: Floats, target_pupils: float) -> Floats:
    """Return how much of the target roll the schools have together, at most 1."""
    return np.minimum(pupils / target_pupils, 1.0)


def trust_size_share(
    size: Floats, pupils: Floats, *, schools_target: float, pupils_target: float
) -> Floats:
    """Return how much of the expected size of a trust is there, at most 1.

    The expectation is a number of schools or a number of pupils: the fuller of the two counts.
    Where a roll is missing the schools alone count.
    """
    by_pupils = np.nan_to_num(pupils / pupils_target)
    return np.minimum(np.maximum(size / schools_target, by_pupils), 1.0)


def pairs_of(count: Floats) -> Floats:
    """Return the number of pairs among ``count`` schools."""
    return count * (count - 1.0) / 2.0


def alike_share(alike_pairs: Floats, size: Floats | float) -> Floats:
    """Return the share of pairs that are alike (in authority, in religious character)."""
    return np.asarray(alike_pairs / pairs_of(np.asarray(size, dtype=np.float64)))


def alike_pairs(codes: Ints) -> tuple[Floats, Floats]:
    """Return the alike pairs of each row, and how many share the row's commonest code.

    Shape (n, size), one code a school.
    """
    same = np.zeros((len(codes), codes.shape[1]))
    for column in range(codes.shape[1]):
        same[:, column] = (codes == codes[:, [column]]).sum(axis=1)
    return (same.sum(axis=1) - codes.shape[1]) / 2.0, same.max(axis=1)


def weighted(criteria: Mapping[str, Floats], weights: Weights) -> Floats:
    """Return the weighted mean of the known criteria; 0 where nothing with a weight is known."""
    shape = next(iter(criteria.values())).shape
    total, weight_of_known = np.zeros(shape), np.zeros(shape)
    for name in CRITERIA:
        if name in criteria:
            weight = float(getattr(weights, name))
            known = ~np.isnan(criteria[name])
            total += np.where(known, weight * np.nan_to_num(criteria[name]), 0.0)
            weight_of_known += weight * known
    return np.divide(total, weight_of_known, out=np.zeros(shape), where=weight_of_known > 0)
