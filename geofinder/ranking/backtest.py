"""Prove the ranking on real federations and joins that it has not seen."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from geofinder.ranking import federations, joins, pair_terms, trust_terms
from geofinder.ranking.choice import Linear, chances, fit
from geofinder.ranking.choices import Asked, Choices
from geofinder.ranking.events import Memberships
from geofinder.ranking.measure import measured, places
from geofinder.ranking.nearby import Nearby
from geofinder.ranking.schools import (
    PRIMARY,
    SECONDARY,
    Flags,
    Floats,
    Ints,
    Schools,
    Texts,
)
from geofinder.ranking.trusts import Trusts

FOLDS = 10
"""Authorities are dealt to so many folds: none is in both the fit and its test."""
NEWEST = 0.2
FIT_DAYS = 3 * 365
"""Joins are fitted on those of so many days before the first that is tested."""
_REACH_MIN = 15.0
_CANDIDATES = ((3, "up to 3"), (6, "4 to 6"), (12, "7 to 12"), (25, "13 to 25"))


@dataclass(frozen=True, kw_only=True)
class Proof:
    """Held-out choices with their values, and the model fitted on all the fit may see.

    ``value`` is that of a fit without the row's authority or day; ``fitted`` are the choices
    that ``model`` was fitted on; ``left_out`` says what could not be asked.
    """

    schools: Schools
    choices: Choices
    value: Floats
    model: Linear
    fitted: Choices
    left_out: dict[str, int]

    @property
    def chance(self) -> Floats:
        """Each candidate's held-out chance."""
        return chances(self.value, self.choices.event)

    def report(self, kind: str) -> dict[str, Any]:
        """Return the figures of ours, the nearest, and the nearest compatible candidate."""
        own = self.choices
        events = len(own.asked)
        kinds = _kinds(self.schools, own, kind)
        far = np.where(own.compatible, 0.0, 1e6) + own.minutes
        values = {"ours": self.value, "nearest": -own.minutes, "nearest_compatible": -far}
        table = {
            name: measured(
                places(value, own.truth, own.event, events, tie=own.minutes), own.group, kinds
            )
            for name, value in values.items()
        }
        return {**table, "left_out": self.left_out}


def prove_federations(
    schools: Schools, nearby: Nearby, members: Memberships, candidate: Flags, *, dated: bool
) -> Proof:
    """Hide every federation and foretell it, by a model fitted on other authorities alone.

    With ``dated`` each school is asked on the day it joined instead, with the federations that
    were there before that day, among them the one it joined if that was older. Where all are
    hidden no other federation is ever the true one, so that the fit learns to pass them over:
    that holds for finding what is there, and not for what a school could join.
    """
    asked = federations.hidden(schools, members, candidate, dated=dated)
    own = federations.choices(schools, nearby, members, asked, hide=not dated)
    model = fit_federations(own)
    fold = schools.authority[own.asked] % FOLDS
    value = np.zeros(len(own.event))
    for number in np.unique(fold).tolist():
        tested = (fold == number)[own.event]
        fitted = fit_federations(own.only(fold != number), begin=model)
        value[tested] = fitted.value(own.terms[tested])
    return Proof(schools=schools, choices=own, value=value, model=model, fitted=own, left_out={})


def prove_federation_events(
    schools: Schools, nearby: Nearby, members: Memberships, events: Asked, left_out: dict[str, int]
) -> Proof:
    """Foretell later joins, by a model fitted on the federations known before the first."""
    first = _first_day(events)
    older = _before(members, first)
    seen = federations.hidden(schools, older, np.ones(len(schools.urn), dtype=np.bool_), dated=True)
    fitted = federations.choices(schools, nearby, older, seen, hide=False)
    model = fit_federations(fitted)
    own = federations.choices(schools, nearby, members, events, hide=False)
    value = model.value(own.terms)
    return Proof(
        schools=schools, choices=own, value=value, model=model, fitted=fitted, left_out=left_out
    )


def prove_joins(trusts: Trusts, events: Asked | None, left_out: dict[str, int]) -> Proof:
    """Foretell the newest joins, or the given ones, by a model fitted on older ones alone."""
    every = joins.dated_joins(trusts)
    first = _first_day(events) if events else joins.newest(every, NEWEST)
    days = np.zeros(0, dtype=np.int64) if every.day is None else every.day
    older = every.only((days < first) & (days >= first - FIT_DAYS))
    fitted = joins.choices(trusts, older)
    model = fit_joins(fitted)
    own = joins.choices(trusts, events or every.only(days >= first))
    return Proof(
        schools=trusts.schools,
        choices=own,
        value=model.value(own.terms),
        model=model,
        fitted=fitted,
        left_out=left_out,
    )


def fit_federations(own: Choices, *, begin: Linear | None = None) -> Linear:
    """Fit the federations' model."""
    names = [term.name for term in pair_terms.TERMS]
    signs = [term.sign for term in pair_terms.TERMS]
    return fit(own.terms, own.truth, own.event, names=names, signs=signs, begin=begin)


def fit_joins(own: Choices, *, begin: Linear | None = None) -> Linear:
    """Fit the joins' model."""
    names = [term.name for term in trust_terms.TERMS]
    signs = [term.sign for term in trust_terms.TERMS]
    return fit(own.terms, own.truth, own.event, names=names, signs=signs, begin=begin)


def _first_day(asked: Asked) -> int:
    return int(asked.day.min()) if asked.day is not None and len(asked.day) else 0


def _before(members: Memberships, day: int) -> Memberships:
    older = members.day < day
    return members._replace(
        urn=members.urn[older], group=members.group[older], day=members.day[older]
    )


def _kinds(schools: Schools, own: Choices, kind: str) -> dict[str, Texts]:
    """Return each event's part in each breakdown."""
    near = own.compatible & (own.minutes <= _REACH_MIN)
    count = np.bincount(own.event[near], minlength=len(own.asked))
    rural = schools.rural[own.asked]
    setting = np.where(rural == 1.0, "rural", np.where(rural == 0.0, "urban", "not recorded"))
    pattern = _pair_patterns(schools, own) if kind == "federations" else _phases(schools, own.asked)
    return {
        "by_pattern": pattern,
        "by_setting": setting.astype(object),
        "by_candidates": np.array([_counted(number) for number in count.tolist()], dtype=object),
    }


def _counted(number: int) -> str:
    words = next((words for most, words in _CANDIDATES if number <= most), "more than 25")
    return f"{words} within {_REACH_MIN:g} minutes"


def _phases(schools: Schools, asked: Ints) -> Texts:
    primary, secondary, special, _ = schools.broad[asked].T
    found = np.full(len(asked), "other", dtype=object)
    found[special], found[secondary], found[primary] = "special", "secondary", "primary"
    return found


def _pair_patterns(schools: Schools, own: Choices) -> Texts:
    """Return what kind of pair each school makes with its nearest true partner."""
    found = np.full(len(own.asked), "other", dtype=object)
    true = np.flatnonzero(own.truth)[::-1]
    one, other = own.asked[own.event[true]], own.other[true]
    nursery = schools.is_stage("nursery")
    primary = schools.broad[:, PRIMARY] & ~schools.broad[:, SECONDARY] & ~nursery
    early, late = schools.early, schools.late
    kinds = {
        "rural primaries": primary[one] & primary[other] & (schools.rural[one] == 1.0),
        "infant with junior": (early[one] & late[other]) | (late[one] & early[other]),
        "nursery with primary": (nursery[one] & primary[other]) | (primary[one] & nursery[other]),
    }
    for name, there in kinds.items():
        found[own.event[true[there]]] = name
    return found
