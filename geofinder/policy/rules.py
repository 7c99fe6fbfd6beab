"""State what a rule of the policy file may say, and refuse what it may not."""

import datetime as dt
import math
import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from geofinder.facts import FACTS
from geofinder.settings import Form
from geofinder.tables import FORMS, ROLES

GROUP_FACTS = {
    "several-authorities": ("la_code", None),
    "several-federations": ("federation_id", "in-federation"),
    "several-trusts": ("trust_id", "in-mat"),
    "several-foundation-trusts": ("foundation_trust_id", "in-foundation-trust"),
}
"""What a rule may ask of a whole group: the column whose values are counted, and the fact that a
school must meet to be counted."""

MEASURES = ("schools", "pupils")
"""What a rule may measure of a whole group, as in ``schools < 10``."""

EFFECTS = ("blocked", "not-known", "needs-consent", "condition")
"""What may follow from a rule, the hardest first."""

Effect = Literal["blocked", "not-known", "needs-consent", "condition"]
Applies = Literal["always", "any", "all", "none", "group"]
Figures = dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], int | float | str]

COMPARISON = re.compile(rf"({'|'.join(MEASURES)}) (<=|>=|<|>) (\S+)")
_SLOT = re.compile(r"\{(\w+)\}")
_UNSURE = "Check with "


def alternatives(line: str) -> list[tuple[str, bool]]:
    """Return the facts of one line (``a or not b``), each with whether it must hold."""
    return [(part.removeprefix("not "), not part.startswith("not ")) for part in line.split(" or ")]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Condition(_Strict):
    """Whom a rule looks at and what must be true of them."""

    applies: Applies
    facts: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    dioceses: tuple[str, ...] = ()
    councils: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _asks_what_can_be_told(self) -> "Condition":
        grouped = self.applies == "group"
        known = (*GROUP_FACTS, *MEASURES) if grouped else tuple(FACTS)
        strange = [
            fact
            for line in self.facts
            for fact, _ in alternatives(line)
            if fact not in (GROUP_FACTS if grouped else FACTS)
            and not (grouped and COMPARISON.fullmatch(fact))
        ]
        if strange:
            message = f"no such fact: {', '.join(strange)}; known are {', '.join(known)}"
            raise ValueError(message)
        chosen = self.roles or self.dioceses or self.councils
        if self.applies in {"always", "group"} and chosen:
            message = (
                f'roles, dioceses and councils choose schools: not with applies "{self.applies}"'
            )
            raise ValueError(message)
        if bool(self.facts or self.dioceses or self.councils) == (self.applies == "always"):
            message = 'facts are needed, unless applies is "always"'
            raise ValueError(message)
        if set(self.roles) - set(ROLES):
            message = f"no such role: {', '.join(sorted(set(self.roles) - set(ROLES)))}"
            raise ValueError(message)
        return self

    def with_figures(self, figures: Figures) -> dict[str, object]:
        """Return the facts with each named figure replaced by its number."""

        def number(match: re.Match[str]) -> str:
            measure, sign, value = match.groups()
            figure = figures.get(value, value)
            try:
                limit = float(figure)
            except (ValueError, OverflowError):
                limit = math.nan
            if not math.isfinite(limit):
                message = f"facts: {match[0]!r} compares with no number or figure of the file"
                raise ValueError(message)
            return f"{measure} {sign} {limit:g}"

        return {"facts": tuple(COMPARISON.sub(number, line) for line in self.facts)}


class Rule(Condition):
    """One rule of the policy file; ``data/policy.toml`` explains the keys."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    forms: Annotated[tuple[Form, ...], Field(min_length=1)]
    also: tuple[Condition, ...] = ()
    effect: Effect
    sentence: Annotated[str, Field(min_length=10)]
    unknown: str = ""
    source: Annotated[str, Field(min_length=3)]
    source_date: dt.date | None = None
    sure: Literal["seen", "second", "unsure", "own"]
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None

    @model_validator(mode="after")
    def _is_honest(self) -> "Rule":
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            message = "valid_until lies before valid_from"
            raise ValueError(message)
        if self.sure == "unsure" and not self.sentence.startswith(_UNSURE):
            message = f'what is unsure must begin "{_UNSURE}..."'
            raise ValueError(message)
        return self

    @property
    def dated(self) -> str:
        """The date of the source in words for the reader."""
        return self.source_date.isoformat() if self.source_date else "date not recorded"

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All that must hold for the rule to fire."""
        return (self, *self.also)

    def in_force(self, day: dt.date) -> bool:
        """Say whether the rule holds on ``day``."""
        return (self.valid_from or day) <= day <= (self.valid_until or day)

    def overlaps(self, other: "Rule") -> bool:
        """Say whether there is a day on which both rules hold."""
        starts, ends = dt.date.min, dt.date.max
        return max(self.valid_from or starts, other.valid_from or starts) <= min(
            self.valid_until or ends, other.valid_until or ends
        )

    def contradicts(self, other: "Rule") -> bool:
        """Say whether two rules draw from the same condition, for one form, what cannot both be.

        A consent and a thing to be told go together; else the effects must be the same.
        """
        effects = {self.effect, other.effect}
        return (
            len(effects) > 1
            and effects != {"needs-consent", "condition"}
            and bool(set(self.forms) & set(other.forms))
            and _same(self) == _same(other)
            and self.overlaps(other)
        )

    def filled(self, figures: Figures) -> "Rule":
        """Return the rule with the file's figures in its words and thresholds.

        Raises:
            ValueError: it names a figure that the file does not give.
        """
        words = {
            name: _fill(name, getattr(self, name), figures) for name in ("sentence", "unknown")
        }
        also = tuple(each.model_copy(update=each.with_figures(figures)) for each in self.also)
        return self.model_copy(update={**words, **self.with_figures(figures), "also": also})


def _same(rule: Rule) -> frozenset[tuple[object, ...]]:
    return frozenset(
        (
            each.applies,
            frozenset(frozenset(alternatives(line)) for line in each.facts),
            frozenset(each.roles),
            frozenset(each.dioceses),
            frozenset(each.councils),
        )
        for each in rule.conditions
    )


def _fill(key: str, text: str, figures: Figures) -> str:
    lacking = [name for name in _SLOT.findall(text) if name not in figures]
    if lacking:
        message = f"{key}: no such figure: {', '.join(lacking)}; known are {', '.join(figures)}"
        raise ValueError(message)
    return _SLOT.sub(lambda match: written(figures[match[1]]), text)


def written(figure: float | str) -> str:
    """Write a figure as it stands in a sentence."""
    return figure if isinstance(figure, str) else f"{figure:,}"


class About(_Strict):
    """What a legal form is, for the reader of the list of forms."""

    name: Annotated[str, Field(min_length=3)]
    sentence: Annotated[str, Field(min_length=10)]


class Policy(_Strict):
    """The rules in one or several files, with their figures filled in."""

    version: Literal[1] = 1
    date: dt.date
    figures: Figures = {}
    about: Mapping[str, About] = {}
    rule: tuple[Rule, ...]

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms that any rule bears on, in the project's order."""
        named = {form for rule in self.rule for form in rule.forms}
        return tuple(form for form in FORMS if form in named)

    def in_force(self, day: dt.date) -> list[Rule]:
        """Return the rules that hold on ``day``, the hardest effect first."""
        return sorted(
            (rule for rule in self.rule if rule.in_force(day)),
            key=lambda rule: EFFECTS.index(rule.effect),
        )
