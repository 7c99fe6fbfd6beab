"""Say for each form which rule stands in the way, which school causes it, and who says so."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from geofinder.policy.conditions import UNKNOWN, YES, Flags, Groups
from geofinder.policy.judging import NO_RULE, weigh
from geofinder.policy.rules import Policy

EXPLANATION = (
    "group_id", "form", "status", "rule", "effect", "known", "schools", "sentence", "source",
    "source_date", "sure",
)  # fmt: skip
"""The columns of an explanation, one row a group, form and rule."""


def explain(
    members: pd.DataFrame | Iterable[int],
    schools: pd.DataFrame,
    facts: pd.DataFrame,
    policy: Policy,
    *,
    day: dt.date,
) -> pd.DataFrame:
    """Return what each form's verdict rests on, rule by rule (``EXPLANATION``).

    Args:
        members: group_id, urn and role of some groups, or the URNs of one group (its id is "").
        schools: the table of schools.
        facts: ``facts.school_facts`` of the same schools.
        policy: the rules.
        day: rules that are not in force on it are left out.

    ``known`` is false where a fact that the rule needs is missing; ``schools`` lists the URNs that
    make the rule hold or whose fact is missing (none: it holds for every group). Status, rules and
    sentences are those of ``verdicts``; a form of which no rule says anything has a row without.
    """
    if not isinstance(members, pd.DataFrame):
        urns = sorted(set(members))
        members = pd.DataFrame({"group_id": "", "urn": urns, "role": "member"})
    if members.empty:
        return pd.DataFrame(columns=list(EXPLANATION))
    groups = Groups(members, schools, facts)
    rules = policy.in_force(day)
    fires = {rule.id: groups.fires(rule) for rule in rules}
    causes: dict[tuple[str, bool], Flags] = {}
    rows: list[dict[str, Any]] = []
    for group, (group_id, (start, end)) in enumerate(zip(groups.ids, groups.bounds(), strict=True)):
        for form in policy.forms:
            bearing = [rule for rule in rules if form in rule.forms]
            fired = np.array([fires[rule.id][group] for rule in bearing], dtype=np.int8)
            status, told = weigh(bearing, fired)
            head = {"group_id": group_id, "form": form, "status": status}
            for each in told:
                key = (each.rule.id, each.known)
                if key not in causes:
                    causes[key] = groups.causes(each.rule, YES if each.known else UNKNOWN)
                rows.append(
                    head
                    | {
                        "rule": each.rule.id,
                        "effect": each.rule.effect,
                        "known": each.known,
                        "schools": groups.urns[start:end][causes[key][start:end]].tolist(),
                        "sentence": each.sentence,
                        "source": each.rule.source,
                        "source_date": each.rule.dated,
                        "sure": each.rule.sure,
                    }
                )
            if not told:
                rows.append(head | _nothing(said=bool(bearing)))
    return pd.DataFrame(rows, columns=list(EXPLANATION))


def _nothing(*, said: bool) -> dict[str, Any]:
    sentence = "No rule in force stands against this form." if said else NO_RULE
    return {
        "rule": "", "effect": "", "known": said, "schools": [], "sentence": sentence,
        "source": "", "source_date": None, "sure": "",
    }  # fmt: skip
