"""Fit a conditional logit, which says of several candidates which one a school chose.

The chance of a candidate is its exp(value) over the sum of all candidates' exp(value); the value
is a weighted sum of terms. Where several candidates are true partners, the chance that is made
large is that of any of them. A ridge keeps weights small; bounds keep the signs that common sense
asks for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geofinder.ranking.schools import Flags, Floats, Ints

RIDGE = 10.0
_CONSTANT = 1e-9


@dataclass(frozen=True, kw_only=True)
class Linear:
    """A readable model: the value is the sum of weight times (term less mean) over scale."""

    terms: tuple[str, ...]
    weight: Floats
    mean: Floats
    scale: Floats

    def parts(self, terms: Floats) -> Floats:
        """Return what each term adds to the value, shape as ``terms`` (rows, terms)."""
        return (terms - self.mean) / self.scale * self.weight

    def value(self, terms: Floats) -> Floats:
        """Return the value of each row."""
        return np.asarray((terms - self.mean) @ (self.weight / self.scale), dtype=np.float64)


def starts_of(event: Ints) -> Ints:
    """Return where each event's rows begin; rows of an event are neighbours."""
    return np.flatnonzero(np.r_[True, event[1:] != event[:-1]]) if len(event) else event[:0]


def chances(value: Floats, event: Ints) -> Floats:
    """Return each candidate's chance among those of its event; they add up to 1."""
    if not len(value):
        return value
    starts = starts_of(event)
    size = np.diff(np.r_[starts, len(value)])
    top = np.repeat(np.maximum.reduceat(value, starts), size)
    odds = np.exp(value - top)
    return np.asarray(odds / np.repeat(np.add.reduceat(odds, starts), size), dtype=np.float64)


def fit(
    terms: Floats,
    truth: Flags,
    event: Ints,
    *,
    names: Sequence[str],
    signs: Sequence[int],
    begin: Linear | None = None,
) -> Linear:
    """Return the model that makes the true partners as likely as it can.

    Args:
        terms: shape (rows, terms); rows of an event are neighbours.
        truth: which rows are true partners; an event without one teaches nothing.
        event: the event of each row.
        names: of the terms.
        signs: 1 where a weight may not be negative, -1 where it may not be positive, else 0.
        begin: a model of nearly the same data, to start from: the optimum is the same, as the
            problem is convex.
    """
    # No normal run fits: none waits for the libraries.
    from scipy.optimize import minimize  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    mean, scale = terms.mean(axis=0), terms.std(axis=0)
    scale = np.where(scale > _CONSTANT, scale, 1.0)
    told = np.isin(event, event[truth])
    given, right = (terms[told] - mean) / scale, truth[told].astype(np.float64)
    starts = starts_of(event[told])
    size = np.diff(np.r_[starts, len(given)])

    def loss(weight: Floats) -> tuple[float, Floats]:
        value = given @ weight
        top = np.repeat(np.maximum.reduceat(value, starts), size)
        odds = np.exp(value - top)
        every, true = np.add.reduceat(odds, starts), np.add.reduceat(odds * right, starts)
        true = np.maximum(true, 1e-300)
        slope = right * odds / np.repeat(true, size) - odds / np.repeat(every, size)
        gain = float(np.log(true).sum() - np.log(every).sum())
        return -gain + RIDGE / 2 * float(weight @ weight), RIDGE * weight - given.T @ slope

    limits = [(0.0 if sign > 0 else None, 0.0 if sign < 0 else None) for sign in signs]
    first = np.zeros(terms.shape[1]) if begin is None else begin.weight / begin.scale * scale
    # On matrices of this size several threads only wait for one another.
    with threadpool_limits(1):
        found = minimize(
            loss, first, jac=True, method="L-BFGS-B", bounds=limits, options={"maxiter": 400}
        )
    return Linear(terms=tuple(names), weight=found.x + 0.0, mean=mean, scale=scale)
