"""Rank candidates by a shipped model: chance, frequency, word and reasons."""

from dataclasses import dataclass
from functools import cached_property

from geofinder.ranking import pair_terms, sentences, trust_terms
from geofinder.ranking.calibrate import word
from geofinder.ranking.choice import chances
from geofinder.ranking.choices import Choices
from geofinder.ranking.explain import Case, Reasons, contributions, reasons
from geofinder.ranking.file import Kind, Part
from geofinder.ranking.schools import Floats


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """Candidates with their value by a model; rows as in ``choices``.

    Compare candidates of one school by ``frequency``: of 100 such candidates so many were true.
    """

    choices: Choices
    part: Part
    kind: Kind

    @cached_property
    def value(self) -> Floats:
        """The model's value of each row."""
        return self.part.linear().value(self._terms)

    @cached_property
    def frequency(self) -> Floats:
        """How often candidates with the row's chance were true, 0 to 1."""
        return self.part.calibration().frequency(self.chance)

    @cached_property
    def chance(self) -> Floats:
        """Each candidate's chance among those of its school; they add up to 1."""
        return chances(self.value, self.choices.event)

    def word(self, row: int) -> str:
        """Return likely, plausible or unusual."""
        return word(float(self.frequency[row]))

    def frequency_behind(self, row: int) -> float:
        """Return what share of held-out candidates with the row's word was true."""
        return self.part.words[self.word(row)].true

    def why(self, row: int) -> Reasons:
        """Return the strongest sentences for and against the row's candidate."""
        names, adds = self._adds
        case = Case(
            terms=dict(zip(self.part.terms, self._terms[row].tolist(), strict=True)),
            minutes=float(self.choices.minutes[row]),
            minutes_of_true=self.part.minutes_of_true,
        )
        said = sentences.PAIRS if self.kind == "federations" else sentences.TRUSTS
        return reasons(names, adds[row], said, case)

    @cached_property
    def _adds(self) -> tuple[list[str], Floats]:
        every = pair_terms.TERMS if self.kind == "federations" else trust_terms.TERMS
        family = {term.name: term.family for term in every}
        families = [family[name] for name in self.part.terms]
        parts = self.part.linear().parts(self._terms)
        return contributions(parts, families, self.chance, self.choices.event)

    @property
    def _terms(self) -> Floats:
        return self.choices.terms
