"""Judge which legal forms are open to a group of schools, by dated rules kept as data."""

import datetime as dt
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from geofinder.errors import SettingsError
from geofinder.facts import FACTS
from geofinder.tables import FORMS, ROLES, VERDICTS

GROUP_FACTS = {"several-authorities": "la_code", "several-federations": "federation_id"}
"""What a rule with ``applies = "group"`` may ask of a whole group, and the column that tells."""

# In this order the least of several is their "and", the most their "or".
_NO, _UNKNOWN, _YES = np.int8(0), np.int8(1), np.int8(2)
Tri = NDArray[np.int8]
"""Three-valued truths: no, unknown or yes for each group or member."""

_EFFECT_ORDER = {"blocked": 0, "needs-consent": 1, "condition": 2}

Form = Literal[
    "federation", "join-federation", "new-trust", "join-trust", "trust-partnership",
    "foundation-trust", "collaboration", "amalgamation", "transfer",
]  # fmt: skip


class Rule(BaseModel):
    """One rule of the policy file; ``data/policy.toml`` explains the keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    forms: Annotated[tuple[Form, ...], Field(min_length=1)]
    applies: Literal["always", "any", "all", "none", "group"]
    facts: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    effect: Literal["blocked", "needs-consent", "condition"]
    sentence: Annotated[str, Field(min_length=10)]
    unknown: str = ""
    source: Annotated[str, Field(min_length=3)]
    source_date: dt.date
    sure: Literal["seen", "second", "unsure"]
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None

    @model_validator(mode="after")
    def _points_somewhere(self) -> "Rule":
        known = tuple(GROUP_FACTS) if self.applies == "group" else tuple(FACTS)
        strange = [fact for fact in self.facts if fact.removeprefix("not ") not in known]
        if strange:
            message = f"no such fact: {', '.join(strange)}; known are {', '.join(known)}"
            raise ValueError(message)
        if bool(self.facts) == (self.applies == "always"):
            message = 'facts are needed, unless applies is "always"'
            raise ValueError(message)
        if set(self.roles) - set(ROLES):
            message = f"no such role: {', '.join(sorted(set(self.roles) - set(ROLES)))}"
            raise ValueError(message)
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            message = "valid_until lies before valid_from"
            raise ValueError(message)
        return self

    def in_force(self, day: dt.date) -> bool:
        """Say whether the rule holds on ``day``."""
        return (self.valid_from or day) <= day <= (self.valid_until or day)


class Policy(BaseModel):
    """The rules of one file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1]
    date: dt.date
    rule: tuple[Rule, ...]

    @model_validator(mode="after")
    def _one_rule_an_id(self) -> "Policy":
        ids = [rule.id for rule in self.rule]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            message = f"these rules stand twice: {', '.join(twice)}"
            raise ValueError(message)
        return self

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms that any rule bears on, in the project's order."""
        named = {form for rule in self.rule for form in rule.forms}
        return tuple(form for form in FORMS if form in named)


def read_policy(path: Path) -> Policy:
    """Read a policy file.

    Raises:
        SettingsError: it is not TOML, or a rule has an unknown key, fact, role or form; the
            message names the rule.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return Policy.model_validate(data)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"The policy file {path} cannot be read: {error}."
        raise SettingsError(message) from error
    except ValidationError as error:
        rules = data.get("rule", [])
        problems = "; ".join(
            f"{_place(problem['loc'], rules)}: {problem['msg']}" for problem in error.errors()
        )
        message = f"The policy file {path} is not usable: {problems}."
        raise SettingsError(message) from error


def _place(loc: tuple[int | str, ...], rules: Sequence[object]) -> str:
    if len(loc) > 1 and loc[0] == "rule" and isinstance(loc[1], int):
        rule = rules[loc[1]] if loc[1] < len(rules) else {}
        name = rule.get("id") if isinstance(rule, dict) else None
        key = ".".join(str(part) for part in loc[2:])
        return f"rule {loc[1] + 1} ({name or 'without id'}){', ' + key if key else ''}"
    return ".".join(str(part) for part in loc) or "file"


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

    A form is blocked if a blocking rule fires; else not known if a fact that a blocking or consent
    rule needs is missing; else it needs consent if a consent rule fires; else it is open.
    """
    if members.empty:
        columns = list(VERDICTS.columns)
        return pd.DataFrame(VERDICTS.validate(pd.DataFrame(columns=columns, dtype="str")))
    members = members.sort_values(["group_id", "urn"], kind="stable")
    groups, starts = np.unique(members["group_id"].to_numpy(dtype=object), return_index=True)
    rules = sorted(
        (rule for rule in policy.rule if rule.in_force(day)),
        key=lambda rule: _EFFECT_ORDER[rule.effect],
    )
    fires = {rule.id: _fires(rule, members, starts, schools, facts) for rule in rules}
    tables = [
        _of_form(form, groups, [rule for rule in rules if form in rule.forms], fires)
        for form in policy.forms
    ]
    table = pd.concat(tables).sort_values("group_id", kind="stable").reset_index(drop=True)
    return pd.DataFrame(VERDICTS.validate(table))


def _fires(
    rule: Rule,
    members: pd.DataFrame,
    starts: NDArray[np.intp],
    schools: pd.DataFrame,
    facts: pd.DataFrame,
) -> Tri:
    """Return for each group whether the rule fires: no, unknown (a fact is missing) or yes."""
    if rule.applies == "always":
        return np.full(len(starts), _YES, dtype=np.int8)
    if rule.applies == "group":
        return _all_of([_group_fact(fact, members, schools) for fact in rule.facts])
    each = _all_of([_school_fact(fact, members, facts) for fact in rule.facts])
    # Members in other roles must not decide: they count as what changes nothing.
    asked = members["role"].isin(rule.roles).to_numpy() if rule.roles else np.True_
    if rule.applies == "all":
        return np.minimum.reduceat(np.where(asked, each, _YES), starts)
    most = np.maximum.reduceat(np.where(asked, each, _NO), starts)
    return most if rule.applies == "any" else _not(most)


def _not(values: Tri) -> Tri:
    return np.subtract(_YES, values, dtype=np.int8)


def _all_of(parts: list[Tri]) -> Tri:
    result: Tri = np.minimum.reduce(parts)
    return result


def _school_fact(fact: str, members: pd.DataFrame, facts: pd.DataFrame) -> Tri:
    column = facts[fact.removeprefix("not ")].reindex(members["urn"])
    known = column.notna().to_numpy()
    values = np.where(known, column.fillna(value=False).to_numpy(dtype=bool) * _YES, _UNKNOWN)
    return _not(values.astype(np.int8)) if fact.startswith("not ") else values.astype(np.int8)


def _group_fact(fact: str, members: pd.DataFrame, schools: pd.DataFrame) -> Tri:
    """Return the fact for each group, in the order of group_id."""
    column = GROUP_FACTS[fact.removeprefix("not ")]
    values = members["urn"].map(schools.set_index("urn")[column])
    # The missing are not counted: a school in no federation is in no other federation either.
    distinct = values.groupby(members["group_id"]).nunique()
    several = np.where(distinct > 1, _YES, _NO).astype(np.int8)
    return _not(several) if fact.startswith("not ") else several


def _of_form(
    form: str,
    groups: NDArray[np.object_],
    rules: list[Rule],
    fires: dict[str, Tri],
) -> pd.DataFrame:
    matrix = np.array([fires[rule.id] for rule in rules], dtype=np.int8)
    matrix = matrix.reshape(len(rules), len(groups))
    # Few patterns of fired rules occur: word each once.
    patterns, which = np.unique(matrix, axis=1, return_inverse=True)
    worded = [_worded(rules, pattern) for pattern in patterns.T]
    frame = pd.DataFrame.from_records(worded, columns=["status", "rules", "sentence"])
    frame = frame.iloc[which.ravel()].reset_index(drop=True)
    frame.insert(0, "group_id", groups)
    frame.insert(1, "form", form)
    return frame.astype("str")


def _worded(rules: list[Rule], pattern: Tri) -> tuple[str, str, str]:
    if not rules:
        return "not-known", "", "No rule for this form is in force, so nothing can be said of it."
    blocking = [r for r, fired in zip(rules, pattern, strict=True) if fired == _YES]
    missing = [
        rule
        for rule, fired in zip(rules, pattern, strict=True)
        if fired == _UNKNOWN and rule.effect != "condition"
    ]
    effects = {rule.effect for rule in blocking}
    if "blocked" in effects:
        # What else would be asked does not matter where the form is not open at all.
        told = [(r, r.sentence) for r in blocking if r.effect == "blocked"]
        status = "blocked"
    else:
        told = [(r, r.unknown or f"Not known: {r.sentence}") for r in missing]
        told += [(r, r.sentence) for r in blocking]
        status = "needs-consent" if "needs-consent" in effects else "open"
        status = "not-known" if missing else status
    ids = " ".join(dict.fromkeys(rule.id for rule, _ in told))
    return status, ids, " ".join(dict.fromkeys(sentence for _, sentence in told))


def best_verdicts(table: pd.DataFrame) -> pd.DataFrame:
    """Return best_form and best_status for each group: the least hindered, in the forms' order."""
    order = {
        status: k for k, status in enumerate(("open", "needs-consent", "not-known", "blocked"))
    }
    ranked = table.assign(
        by_status=table["status"].map(order),
        by_form=table["form"].map({form: k for k, form in enumerate(FORMS)}),
    ).sort_values(["group_id", "by_status", "by_form"], kind="stable")
    best = ranked.drop_duplicates("group_id").set_index("group_id")[["form", "status"]]
    return best.rename(columns={"form": "best_form", "status": "best_status"})
