"""Turn a candidate's chance into how often such candidates were true, and into a word."""

from dataclasses import dataclass

import numpy as np

from geofinder.likely import LEAST
from geofinder.ranking.schools import Flags, Floats
from geofinder.tables.columns import WORDS

_KNOTS = 15
_DECIMALS = 5
_FEWEST = 20
_BINS = 12


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """How often candidates of a chance were true partners, on schools the fit had not seen.

    Between the knots it runs in a straight line; ``often`` never falls.
    """

    chance: Floats
    often: Floats

    def frequency(self, chance: Floats) -> Floats:
        """Return how many of such candidates are true, 0 to 1."""
        return np.asarray(np.interp(chance, self.chance, self.often), dtype=np.float64)


def calibrated(chance: Floats, truth: Flags) -> Calibration:
    """Fit a rising curve of frequencies on held-out chances."""
    # No normal run fits: none waits for the library.
    from sklearn.isotonic import IsotonicRegression  # noqa: PLC0415

    smooth = IsotonicRegression(out_of_bounds="clip", y_min=0.0, y_max=1.0)
    smooth.fit(chance, truth.astype(np.float64))
    order = np.sort(chance)
    # Most candidates have next to no chance: knots are spread over the true ones.
    spread = np.sort(chance[truth])
    knots = np.quantile(spread, np.linspace(0.0, 1.0, _KNOTS - 1))
    knots = np.unique(np.round(np.r_[order[0], knots, order[-1]], _DECIMALS))
    often = np.maximum.accumulate(smooth.predict(knots))
    return Calibration(chance=knots, often=np.round(often, _DECIMALS))


def behind_words(frequency: Floats, truth: Flags) -> dict[str, dict[str, float]]:
    """Return for each word how many candidates had it and what share of them was true."""
    found = {}
    for name, least, most in zip(WORDS, LEAST, [np.inf, *LEAST[:-1]], strict=True):
        had = (frequency >= least) & (frequency < most)
        true = float(truth[had].mean()) if had.any() else 0.0
        found[name] = {"candidates": int(had.sum()), "true": round(true, 4)}
    return found


def bins(frequency: Floats, truth: Flags) -> list[tuple[float, float, int]]:
    """Return mean forecast, share that was true and number, of candidates by forecast.

    The bins are as wide in odds as one another, so that rare and common ones both show.
    """
    steps = np.geomspace(0.002, 1.0, _BINS)
    place = np.searchsorted(steps, frequency)
    found = []
    for at in range(len(steps) + 1):
        own = place == at
        if own.sum() >= _FEWEST:
            found.append((float(frequency[own].mean()), float(truth[own].mean()), int(own.sum())))
    return found
