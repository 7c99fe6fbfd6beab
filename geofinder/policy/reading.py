"""Read the shipped rules and a user's own, merge them, and refuse what cannot stand."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from geofinder.errors import SettingsError
from geofinder.policy.rules import About, Figures, Policy, Rule
from geofinder.settings import Form
from geofinder.tomlfile import tables_of, worded


class _File(BaseModel):
    """One policy file; ``replace`` lets it stand alone."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    version: Literal[1]
    date: dt.date
    replace: bool = False
    figures: Figures = Field(default_factory=dict)
    about: dict[Form, About] = Field(default_factory=dict)
    rule: list[dict[str, Any]] = Field(default_factory=list)


class _Placed(NamedTuple):
    """A rule and where it stands: ``rule 3 (its-id)``, and the file."""

    rule: Rule
    place: str
    path: Path


def read_policy(path: Path, *extra: Path) -> Policy:
    """Read a policy file, and extend it by others.

    In a file of ``extra`` a rule of an id that an earlier file has replaces that rule, a figure or
    the words about a form likewise; ``replace = true`` drops all the earlier files said.

    Raises:
        SettingsError: a file is not TOML; a key, fact, figure, role or form is unknown; an id
            stands twice in one file; or a rule contradicts another. The message names file and
            rule.
    """
    date = dt.date.min
    figures: Figures = {}
    about: dict[str, About] = {}
    kept: dict[str, _Placed] = {}
    for each in (path, *extra):
        file = _read(each)
        if file.replace:
            figures, about, kept = {}, {}, {}
        date = max(date, file.date)
        figures |= file.figures
        about |= dict(file.about.items())
        kept |= _rules(file, each)
    rules = _filled(kept.values(), figures)
    _refuse_contradictions(list(kept.values()))
    return Policy(date=date, figures=figures, about=about, rule=tuple(rules))


def _read(path: Path) -> _File:
    data = tables_of(path, what="The policy file")
    try:
        return _File.model_validate(data)
    except ValidationError as error:
        problems = [
            f"{'.'.join(map(str, problem['loc'])) or 'file'}: {worded(problem)}"
            for problem in error.errors()
        ]
        raise _unusable(path, problems) from error


def _rules(file: _File, path: Path) -> dict[str, _Placed]:
    """Check every rule on its own, so that one message holds all problems of the file."""
    rules: dict[str, _Placed] = {}
    problems: list[str] = []
    twice: list[str] = []
    for number, data in enumerate(file.rule, start=1):
        place = f"rule {number} ({data.get('id') or 'without id'})"
        try:
            rule = Rule.model_validate(data)
        except ValidationError as error:
            problems += [_problem(place, problem) for problem in error.errors()]
            continue
        if rule.id in rules:
            twice.append(rule.id)
        rules[rule.id] = _Placed(rule, place, path)
    if twice:
        problems.append(f"these rules stand twice: {', '.join(sorted(set(twice)))}")
    if problems:
        raise _unusable(path, problems)
    return rules


def _problem(place: str, problem: ErrorDetails) -> str:
    key = ".".join(str(part) for part in problem["loc"])
    return f"{place}{', ' + key if key else ''}: {worded(problem)}"


def _filled(placed: Iterable[_Placed], figures: Figures) -> Iterator[Rule]:
    for each in placed:
        try:
            yield each.rule.filled(figures)
        except ValueError as error:
            raise _unusable(each.path, [f"{each.place}, {error}"]) from error


def _refuse_contradictions(placed: list[_Placed]) -> None:
    pairs = [
        (one, other)
        for one, other in itertools.combinations(placed, 2)
        if one.rule.contradicts(other.rule)
    ]
    if not pairs:
        return
    path = pairs[0][1].path
    problems = [
        f"{other.place} says {other.rule.effect} where {one.place} of {one.path} says"
        f" {one.rule.effect} of the same form and condition"
        for one, other in pairs
        if other.path == path
    ]
    raise _unusable(path, problems)


def _unusable(path: Path, problems: list[str]) -> SettingsError:
    return SettingsError(f"The policy file {path} is not usable: {'; '.join(problems)}.")
