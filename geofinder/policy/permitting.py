"""Say which groups a form is open to, by consent or without, for very many groups."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd

from geofinder.policy.conditions import NO, UNKNOWN, YES, Flags, Groups
from geofinder.policy.rules import Policy, Rule

_SURE = ("any", "always")
"""Rules of this kind that a school meets are met by every group with it."""


def permitted(
    members: pd.DataFrame,
    schools: pd.DataFrame,
    facts: pd.DataFrame,
    policy: Policy,
    *,
    day: dt.date,
    forms: Sequence[str],
) -> pd.Series:
    """Return for each group (``group_id``, ascending) whether one of the forms is open to it.

    Open means what ``judging.verdicts`` calls open or needs-consent; no sentence is made.
    """
    groups = Groups(members, schools, facts)
    rules = policy.in_force(day)
    able = np.zeros(len(groups.ids), dtype=np.bool_)
    for form in forms:
        able |= _permits(groups, [rule for rule in rules if form in rule.forms])
    return pd.Series(able, index=pd.Index(groups.ids, name="group_id"))


def _permits(groups: Groups, rules: list[Rule]) -> Flags:
    """Apply the order of effects of ``judging.weigh``."""
    able = np.full(len(groups.ids), bool(rules))
    for rule in rules:
        if rule.effect == "condition":
            continue
        fired = groups.fires(rule)
        hinders = fired != NO if rule.effect in {"blocked", "not-known"} else fired == UNKNOWN
        able &= ~hinders
    return able


def barred(
    schools: pd.DataFrame,
    facts: pd.DataFrame,
    policy: Policy,
    *,
    day: dt.date,
    forms: Sequence[str],
) -> Flags:
    """Tell for each row of SCHOOLS whether its membership alone closes every one of the forms."""
    alone = pd.DataFrame(
        {"group_id": schools["urn"], "urn": schools["urn"], "role": "member"}
    ).sort_values("urn")
    groups = Groups(alone, schools, facts)
    closed = np.ones(len(alone), dtype=np.bool_)
    for form in forms:
        of_form = np.zeros(len(alone), dtype=np.bool_)
        for rule in policy.in_force(day):
            if form in rule.forms and rule.effect == "blocked" and _is_sure(rule):
                of_form |= groups.fires(rule) == YES
        closed &= of_form
    return pd.Series(closed, index=alone["urn"])[schools["urn"]].to_numpy(dtype=np.bool_)


def _is_sure(rule: Rule) -> bool:
    return all(each.applies in _SURE for each in rule.conditions)
