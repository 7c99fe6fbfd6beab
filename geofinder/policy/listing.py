"""List the forms and the rules in force in words, as text for a terminal or as Markdown."""

import datetime as dt
import textwrap
from collections.abc import Iterator
from typing import Literal

from geofinder.policy.rules import COMPARISON, Condition, Policy, Rule, written
from geofinder.tables import FORMS

type Style = Literal["text", "markdown"]

SURE = {
    "seen": "the text itself was read",
    "second": "a source that quotes it was read",
    "unsure": "not checked",
    "own": "no rule of law",
}
_EFFECTS = {
    "blocked": "blocked",
    "not-known": "not known",
    "needs-consent": "needs consent",
    "condition": "to be told",
}
_WHOM = {
    "always": "always",
    "any": "if a school is",
    "all": "if every school is",
    "none": "if no school is",
    "group": "if together",
}
_WIDTH = 88


def list_policy(policy: Policy, *, day: dt.date, style: Style = "text") -> str:
    """Return all forms and the rules in force on ``day`` for a reader."""
    lines = _markdown(policy, day) if style == "markdown" else _text(policy, day)
    return "\n".join(lines) + "\n"


def _bearing(policy: Policy, day: dt.date) -> Iterator[tuple[str, str, str, list[Rule]]]:
    """Yield each form with its name, what it is, and its rules, the hardest first."""
    for form in FORMS:
        about = policy.about.get(form)
        name, sentence = (about.name, about.sentence) if about else (form, "")
        yield form, name, sentence, [rule for rule in policy.in_force(day) if form in rule.forms]


def when(rule: Rule) -> str:
    """Say in words when a rule holds."""
    return ", and ".join(_when(condition) for condition in rule.conditions)


def _when(condition: Condition) -> str:
    words = [
        line if COMPARISON.search(line) else line.replace("-", " ") for line in condition.facts
    ]
    words += [f"of the diocese {' or '.join(condition.dioceses)}"] * bool(condition.dioceses)
    words += [f"in {' or '.join(condition.councils)}"] * bool(condition.councils)
    roles = f" (of those in the role {' or '.join(condition.roles)})" if condition.roles else ""
    joined = " and ".join(words)
    return f"{_WHOM[condition.applies]}{': ' if joined else ''}{joined}{roles}"


def _validity(rule: Rule) -> str:
    start = f" from {rule.valid_from}" if rule.valid_from else ""
    end = f" until {rule.valid_until}" if rule.valid_until else ""
    return (start + end).strip()


def _text(policy: Policy, day: dt.date) -> Iterator[str]:
    yield f"Forms and rules in force on {day}; the rules are as of {policy.date}."
    for form, name, sentence, rules in _bearing(policy, day):
        yield ""
        yield f"{name} ({form})"
        yield from _wrapped(sentence, "  ")
        if not rules:
            yield "  No rule is in force: not known."
        for rule in rules:
            yield from _wrapped(f"{_EFFECTS[rule.effect]}, {when(rule)}", "  - ")
            yield from _wrapped(rule.sentence, "    ")
            source = f"{rule.source}, {rule.dated}; {SURE[rule.sure]}"
            yield from _wrapped(f"[{rule.id}: {source}]", "    ")


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=" " * len(indent),
        break_on_hyphens=False,
    )


def _markdown(policy: Policy, day: dt.date) -> Iterator[str]:
    yield "# Forms and rules"
    yield ""
    yield from textwrap.wrap(
        "Made by `geofinder forms --format markdown` from `data/policy.toml`, the rules as of "
        f"{policy.date}, in force on {day}. A form is *blocked* if a rule forbids it; else *not "
        "known* if a rule says so or a fact that a forbidding or consent rule needs is not "
        "recorded; else it *needs consent* if a rule asks for one; else it is *open*. What is "
        "*to be told* changes no verdict. The facts are explained in [concepts.md](concepts.md).",
        100,
    )
    yield ""
    yield "This is information, not legal advice: the sources count, and they change."
    for form, name, sentence, rules in _bearing(policy, day):
        yield from ("", f"## {name}", "", f"`{form}`. {sentence}", "")
        if not rules:
            yield "No rule is in force: not known."
            continue
        yield from _row("what follows", "when", "what is said", "rule")
        yield from _row(*["---"] * 4)
        for rule in rules:
            yield from _row(_EFFECTS[rule.effect], when(rule), rule.sentence, f"`{rule.id}`")
    yield from ("", "## Sources", "", "Every rule, where it comes from, and how sure it is.", "")
    yield from _row("rule", "source", "date", "sure", "in force")
    yield from _row(*["---"] * 5)
    for rule in sorted(policy.in_force(day), key=lambda rule: rule.id):
        date, sure = rule.dated, SURE[rule.sure]
        yield from _row(f"`{rule.id}`", rule.source, date, sure, _validity(rule) or "always")
    yield from ("", "## Figures", "", "Thresholds and sums that the rules name.", "")
    yield from _row("figure", "value")
    yield from _row("---", "---")
    for name, value in policy.figures.items():
        yield from _row(f"`{name}`", written(value))


def _row(*cells: str) -> Iterator[str]:
    yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
