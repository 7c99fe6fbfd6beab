"""Give every form its verdict on every group, with the rules that say so."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geofinder.policy.conditions import UNKNOWN, YES, Groups, Tri
from geofinder.policy.rules import Policy, Rule
from geofinder.tables import STATUSES, VERDICTS

LEAST_CHANGE_FIRST = (
    "federation",
    "join-federation",
    "collaboration",
    "trust-partnership",
    "foundation-trust",
    "new-trust",
    "join-trust",
    "amalgamation",
    "transfer",
)
"""The forms by what they change: those that leave each school its category come first."""

NO_RULE = "No rule for this form is in force, so nothing can be said of it."
_MOST_DIGITS = 39
"""So many three-valued truths fit into one 64-bit number."""


class Told(NamedTuple):
    """A rule that a verdict rests on; ``known`` is false where a fact that it needs is missing."""

    rule: Rule
    known: bool

    @property
    def sentence(self) -> str:
        """What the reader is told."""
        if self.known:
            return self.rule.sentence
        return self.rule.unknown or f"Not known: {self.rule.sentence}"


def weigh(rules: list[Rule], fired: Tri) -> tuple[str, list[Told]]:
    """Return the status of one form for one group, and what it rests on.

    A form is blocked if a blocking rule fires; else not known if a rule says so, or if a fact that
    a blocking or consent rule needs is missing; else it needs consent if a consent rule fires; else
    it is open. ``rules`` are those of the form, the hardest effect first; ``fired`` has one truth
    a rule.
    """
    if not rules:
        return "not-known", []
    pairs = list(zip(rules, fired.tolist(), strict=True))
    firing = [Told(rule, known=True) for rule, truth in pairs if truth == YES]
    effects = {told.rule.effect for told in firing}
    if "blocked" in effects:
        # What else would be asked does not matter where the form is not open at all.
        return "blocked", [told for told in firing if told.rule.effect == "blocked"]
    missing = [Told(rule, known=False) for rule, truth in pairs if truth == UNKNOWN]
    needed = [told for told in missing if told.rule.effect != "condition"]
    # Of a condition that may or may not hold only its own words for that are told.
    asides = [told for told in missing if told.rule.effect == "condition" and told.rule.unknown]
    if needed or "not-known" in effects:
        status = "not-known"
    else:
        status = "needs-consent" if "needs-consent" in effects else "open"
    return status, [*needed, *firing, *asides]


def verdicts(
    members: pd.DataFrame,
    schools: pd.DataFrame,
    facts: pd.DataFrame,
    policy: Policy,
    *,
    day: dt.date,
) -> pd.DataFrame:
    """Return the verdict of every form of the policy on every group (``tables.VERDICTS``).

    Args:
        members: group_id, urn, role.
        schools: the table of schools.
        facts: ``facts.school_facts`` of the same schools.
        policy: the rules.
        day: rules that are not in force on it are left out.
    """
    if members.empty:
        columns = list(VERDICTS.columns)
        return pd.DataFrame(VERDICTS.validate(pd.DataFrame(columns=columns, dtype="str")))
    groups = Groups(members, schools, facts)
    rules = policy.in_force(day)
    fires = {rule.id: groups.fires(rule) for rule in rules}
    tables = [
        _of_form(form, groups.ids, [rule for rule in rules if form in rule.forms], fires)
        for form in policy.forms
    ]
    table = pd.concat(tables).sort_values("group_id", kind="stable").reset_index(drop=True)
    return pd.DataFrame(VERDICTS.validate(table))


def _of_form(
    form: str, groups: NDArray[np.object_], rules: list[Rule], fires: Mapping[str, Tri]
) -> pd.DataFrame:
    truths = [fires[rule.id] for rule in rules]
    # Few patterns of fired rules occur: word each once.
    which, first = _alike(truths, len(groups))
    worded = [_worded(rules, np.array([truth[row] for truth in truths])) for row in first]
    frame = pd.DataFrame.from_records(worded, columns=["status", "rules", "sentence"])
    frame = frame.astype("str").iloc[which].reset_index(drop=True)
    frame.insert(0, "group_id", pd.Series(groups, dtype="str"))
    frame.insert(1, "form", pd.Series(form, index=frame.index, dtype="str"))
    return frame


def _alike(truths: list[Tri], count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return for each group the number of its pattern of truths, and where each first occurs."""
    which = np.zeros(count, dtype=np.int64)
    for start in range(0, len(truths), _MOST_DIGITS):
        number = np.zeros(count, dtype=np.int64)
        for truth in truths[start : start + _MOST_DIGITS]:
            number = number * 3 + truth
        codes, patterns = pd.factorize(number)
        which, _ = pd.factorize(which * len(patterns) + codes)
    _, first = np.unique(which, return_index=True)
    return which.astype(np.intp), first


def _worded(rules: list[Rule], fired: Tri) -> tuple[str, str, str]:
    status, told = weigh(rules, fired)
    if not rules:
        return status, "", NO_RULE
    ids = " ".join(dict.fromkeys(each.rule.id for each in told))
    sentences = " ".join(dict.fromkeys(each.sentence for each in told))
    return status, ids, sentences or "No rule in force stands against this form."


def best_verdicts(table: pd.DataFrame, *, sought: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return best_form and best_status for each group: the least hindered form.

    Of several as little hindered the one that ``sought`` names for the group (group_id to form)
    is first, then that which changes least for the schools. A transfer is best only where no other
    form is judged: an academy in a trust is never offered as free.
    """
    forms = len(LEAST_CHANGE_FIRST)
    by_status = {status: place * (forms + 1) for place, status in enumerate(STATUSES)}
    by_form = {form: place + 1 for place, form in enumerate(LEAST_CHANGE_FIRST)}
    by_form["transfer"] = len(STATUSES) * (forms + 1)
    place = table["form"].map(by_form)
    if sought:
        place = place.mask(table["form"] == table["group_id"].map(dict(sought)), 0)
    rank = table["status"].map(by_status) + place
    codes, groups = pd.factorize(table["group_id"], sort=True)
    order = np.lexsort((rank.to_numpy(), codes))
    first = order[np.flatnonzero(np.diff(codes[order], prepend=-1))]
    best = table.iloc[first][["form", "status"]].set_axis(["best_form", "best_status"], axis=1)
    return best.set_axis(pd.Index(groups, name="group_id"))
