"""Make the shipped models: fitted on all that is known, with the proof of the held-out runs."""

from typing import Any

import numpy as np

from geofinder.ranking import joins
from geofinder.ranking.backtest import FIT_DAYS, Proof, fit_joins
from geofinder.ranking.calibrate import behind_words, calibrated
from geofinder.ranking.events import date_of
from geofinder.ranking.file import Part, Ranking, part_of
from geofinder.ranking.trusts import Trusts

_FIGURES = ("n", "recall_at_1", "recall_at_3", "recall_at_5", "recall_at_10", "recall_at_20", "mrr")


def federations_part(on_the_day: Proof, hidden: Proof, *, from_day: str, to_day: str) -> Part:
    """Return the federations' model with the proofs of its cross-validation.

    Weights, frequencies and words are those of schools asked on the day they joined, when some
    joined a federation that was there. The figures of the hidden federations stand beside.
    """
    facts = _facts(on_the_day, "federations")
    of_hidden = _figures_of(hidden, "federations")
    return part_of(
        on_the_day.model,
        {
            "fitted_on": len(on_the_day.fitted.asked),
            "from_day": from_day,
            "to_day": to_day,
            **facts,
            "backtest": of_hidden
            | {f"{name}_on_the_day": row for name, row in facts["backtest"].items()},
        },
    )


def joins_part(proof: Proof, trusts: Trusts) -> Part:
    """Return the joins' model, fitted on the newest years, with the proof on the newest joins.

    The proof is of a model fitted on older joins; the one that is kept learns from the newest too.
    """
    every = joins.dated_joins(trusts)
    days = np.zeros(0, dtype=np.int64) if every.day is None else every.day
    last = int(days.max())
    newest = every.only(days >= last - FIT_DAYS)
    model = fit_joins(joins.choices(trusts, newest), begin=proof.model)
    return part_of(
        model,
        {
            "fitted_on": len(newest.school),
            "from_day": str(date_of(last - FIT_DAYS)),
            "to_day": str(date_of(last)),
            **_facts(proof, "joins"),
        },
    )


def ranking_of(federations: Part, joined: Part, **made: str | float) -> Ranking:
    """Return both models together."""
    return Ranking(made=made, federations=federations, joins=joined)


def _facts(proof: Proof, kind: str) -> dict[str, Any]:
    own = proof.choices
    curve = calibrated(proof.chance, own.truth)
    often = curve.frequency(proof.chance)
    # The nearest true partner of each case: how far schools go to find one.
    nearest = np.full(len(own.asked), np.inf)
    np.minimum.at(nearest, own.event[own.truth], own.minutes[own.truth])
    tenths = np.quantile(nearest[np.isfinite(nearest)], np.linspace(0.0, 1.0, 11))
    return {
        "minutes_of_true": [round(float(value), 1) for value in tenths],
        "chance": curve.chance.tolist(),
        "often": curve.often.tolist(),
        "words": behind_words(often, own.truth),
        "backtest": _figures_of(proof, kind),
    }


def _figures_of(proof: Proof, kind: str) -> dict[str, dict[str, Any]]:
    report = proof.report(kind)
    return {
        name: {key: report[name][key] for key in _FIGURES}
        for name in ("ours", "nearest", "nearest_compatible")
    }
