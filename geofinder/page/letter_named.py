"""Give the letter's schools numbers, its groups letters, and its rules marks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import ascii_uppercase

from geofinder.page import letter_words
from geofinder.page.letter_brief import Brief, shown
from geofinder.page.saying import long_date, named, said
from geofinder.result import OptionsResult

_LED_TO = ("secondary", "junior", "middle")


def shortened(name: str) -> str:
    """Return a school's name without the words that every other has too."""
    short = re.sub(r"\bChurch of England\b|\bC of E\b", "CofE", name)
    short = re.sub(r"\bPrimary (?:(?:and|&) Nursery )?School$", "Primary", short)
    return re.sub(r"\bVoluntary (Aided|Controlled) ", "", short)


def _letter(place: int) -> str:
    """Return A to Z, then AA, AB and so on."""
    first, last = divmod(place, len(ascii_uppercase))
    return (ascii_uppercase[first - 1] if first else "") + ascii_uppercase[last]


def others_of(result: OptionsResult, group_id: str, urns: str) -> list[int]:
    """Return a group's other schools: the one that the others lead to, then by minutes."""
    others = [int(urn) for urn in urns.split() if int(urn) != result.urn]
    order = {int(urn): place for place, urn in enumerate(result.nearby["urn"])}
    of = result.members[result.members["group_id"] == group_id].set_index("urn")["role"]
    return sorted(
        others,
        key=lambda urn: (of.get(urn) not in _LED_TO, order.get(urn, len(order)), urn),
    )


@dataclass(frozen=True, kw_only=True)
class Named:
    """The schools that the letter names, each with a number: the nearest is 1.

    ``brief`` says how many of each thing are named.
    """

    own: int
    brief: Brief
    names: dict[int, str]
    numbers: dict[int, int]
    letters: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, result: OptionsResult, brief: Brief) -> "Named":
        """Number the schools that the letter names, and the near ones, by minutes."""
        groups = shown(result, brief)
        told = {
            urn
            for row in groups[["group_id", "urns"]].drop_duplicates().itertuples()
            for urn in others_of(result, str(row.group_id), str(row.urns))[: brief.named]
        }
        pairs = result.options[result.options["pattern"] == "neighbour"]
        told |= {int(urn) for urns in pairs["urns"] for urn in urns.split()}
        seen = [int(urn) for urn in result.nearby["urn"] if int(urn) in told]
        return cls(
            own=result.urn,
            brief=brief,
            names=dict(zip(result.schools["urn"], result.schools["name"], strict=True)),
            numbers={urn: place for place, urn in enumerate(seen, start=1)},
        )

    def near(self) -> list[int]:
        """Return the schools for the table: the nearest that have a number."""
        return list(self.numbers)[: self.brief.rows]

    def letter(self, group_id: str) -> tuple[str, bool]:
        """Return what stands for a group, and whether it is the first time that it does."""
        new = group_id not in self.letters
        return self.letters.setdefault(group_id, _letter(len(self.letters))), new

    def written(self, urn: int) -> str:
        """Return a school's name with its number, as HTML."""
        number = self.numbers.get(urn)
        after = f'&nbsp;<span class="no">{number}</span>' if number else ""
        return f"{named(shortened(self.names[urn]))}{after}"

    def short(self, urn: int) -> str:
        """Return a school's number alone, or its name where it has none, as HTML."""
        number = self.numbers.get(urn)
        return f'<span class="no">{number}</span>' if number else named(shortened(self.names[urn]))


def _unsure(sure: str) -> str:
    """Say how a rule is known where nobody read its text."""
    return "" if sure == "seen" else f" ({said(letter_words.SURE.get(sure, sure))})"


@dataclass
class Quoted:
    """Number the rules that the letter quotes, in the order in which it does.

    A rule's sentence is written where it is first needed; later parts refer to its number.
    """

    rules: Mapping[str, Mapping[str, str]]
    numbers: dict[str, int] = field(default_factory=dict)

    def first(self, rule: str) -> bool:
        """Say whether the letter has not quoted the rule yet."""
        return rule not in self.numbers

    def mark(self, rule: str) -> str:
        """Return the mark that ends a rule's sentence, as HTML."""
        number = self.numbers.setdefault(rule, len(self.numbers) + 1)
        return f'<sup id="rule-{number}"><a href="#sources">{number}</a></sup>'

    def refer(self, rules: list[str]) -> str:
        """Return a reference to rules quoted before, as HTML."""
        numbers = sorted(self.numbers[rule] for rule in rules)
        links = ", ".join(f'<a href="#rule-{number}">{number}</a>' for number in numbers)
        return f"{'rule' if len(numbers) == 1 else 'rules'} {links} above"

    def sources(self) -> str:
        """Return where the rules quoted so far come from, as HTML."""
        by_source: dict[tuple[str, str, str], list[int]] = {}
        for rule, number in self.numbers.items():
            told = self.rules[rule]
            key = (told["source"], told["source_date"], told["sure"])
            by_source.setdefault(key, []).append(number)
        items = "".join(
            f"<li><b>{', '.join(map(str, numbers))}</b> {said(source)}, {said(long_date(day))}"
            f"{_unsure(sure)}</li>"
            for (source, day, sure), numbers in by_source.items()
        )
        return (
            '<section id="sources"><h2>Where the rules come from</h2>'
            f"<p>{said(letter_words.CHECK)} {said(letter_words.READ)}</p>"
            f'<ul class="sources">{items}</ul></section>'
        )
