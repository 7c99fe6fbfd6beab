"""Read and write the fitted models: a small text file with weights, data's dates and proof."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from geofinder.ranking import pair_terms, trust_terms
from geofinder.ranking.calibrate import Calibration
from geofinder.ranking.choice import Linear
from geofinder.resources import data_path
from geofinder.tables.columns import WORDS
from geofinder.tomlfile import read_toml
from geofinder.wholefile import write_whole

FILE = "ranking.toml"
HEAD = """\
# What candidates are ranked by: the weights of readable terms, fitted on the federations and trust
# joins that are real, with how well they foretold ones that the fit had not seen.
# Made by `geofinder fit-ranking`; a hand-made change would part it from its proof.
"""
_TERMS: dict[str, Sequence[Any]] = {
    "federations": pair_terms.TERMS,
    "joins": trust_terms.TERMS,
}


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Weight(_Strict):
    """One term: it adds ``weight`` times (its value less ``mean``) over ``scale``."""

    weight: float
    mean: float
    scale: Annotated[float, Field(gt=0)]


class Word(_Strict):
    """How many held-out candidates had a word, and what share of them was true."""

    candidates: int
    true: Annotated[float, Field(ge=0, le=1)]


class Part(_Strict):
    """One model: its terms, its calibration, the words, its own backtest.

    ``minutes_of_true`` has the minutes to the true partner at each tenth of the real cases, from
    none to all: eleven values.
    """

    fitted_on: int
    from_day: str
    to_day: str
    minutes_of_true: list[float] = Field(min_length=11, max_length=11)
    chance: list[float] = Field(min_length=2)
    often: list[float] = Field(min_length=2)
    words: dict[str, Word]
    backtest: dict[str, dict[str, int | float]]
    terms: dict[str, Weight]

    @model_validator(mode="after")
    def _usable(self) -> "Part":
        if len(self.chance) != len(self.often) or set(self.words) != set(WORDS):
            message = f"chance and often need as many values each, and words are {WORDS}"
            raise ValueError(message)
        if (np.diff(self.chance) <= 0).any() or (np.diff(self.often) < 0).any():
            message = "chance must grow and often must not fall"
            raise ValueError(message)
        return self

    def linear(self) -> Linear:
        """Return the model."""
        rows = list(self.terms.values())
        return Linear(
            terms=tuple(self.terms),
            weight=np.array([row.weight for row in rows]),
            mean=np.array([row.mean for row in rows]),
            scale=np.array([row.scale for row in rows]),
        )

    def calibration(self) -> Calibration:
        """Return how often a chance came true."""
        return Calibration(chance=np.array(self.chance), often=np.array(self.often))


class Ranking(_Strict):
    """Both models and what they were made from."""

    made: dict[str, str | float | int]
    federations: Part
    joins: Part

    @model_validator(mode="after")
    def _terms(self) -> "Ranking":
        for kind, terms in _TERMS.items():
            wrong = [
                term.name
                for term in terms
                for own in [getattr(self, kind).terms.get(term.name)]
                if own is None or own.weight * term.sign < 0
            ]
            strange = sorted(set(getattr(self, kind).terms) - {term.name for term in terms})
            if wrong or strange:
                message = f"{kind}: terms missing, unknown or of the wrong sign: {wrong + strange}"
                raise ValueError(message)
            if list(getattr(self, kind).terms) != [term.name for term in terms]:
                message = f"{kind}: the terms stand in another order than {FILE} has them"
                raise ValueError(message)
        return self


def read_ranking(path: Path | None = None) -> Ranking:
    """Read the models from a file, or those that geofinder ships.

    Raises:
        SettingsError: the file is not TOML, or lacks a term, or has one of the wrong sign.
    """
    return read_toml(path or data_path(FILE), Ranking, what="The ranking in")


def part_of(linear: Linear, facts: Mapping[str, Any]) -> Part:
    """Return a part from a fitted model and the facts about it."""
    columns = zip(linear.terms, linear.weight, linear.mean, linear.scale, strict=True)
    terms = {
        name: Weight(weight=round(float(w), 5), mean=round(float(m), 5), scale=round(float(s), 5))
        for name, w, m, s in columns
    }
    return Part(terms=terms, **facts)


def write_ranking(ranking: Ranking, out: Path) -> None:
    """Write the models to ``out``, whole or not at all.

    Raises:
        OutputError: ``out`` cannot be written; what was there before is untouched.
    """
    write_whole(out, ranking_toml(ranking), what="The ranking")


def ranking_toml(ranking: Ranking) -> str:
    """Return the models as TOML; ``read_ranking`` reads them back unchanged."""
    return HEAD + "".join(_tables(ranking.model_dump()))


def _tables(document: Mapping[str, Any]) -> Iterator[str]:
    yield from (
        "\n[made]\n",
        *(f"{key} = {_json(value)}\n" for key, value in document["made"].items()),
    )
    for kind in _TERMS:
        part = document[kind]
        flat = {key: value for key, value in part.items() if not isinstance(value, dict)}
        yield from (f"\n[{kind}]\n", *(f"{key} = {_json(value)}\n" for key, value in flat.items()))
        for table in ("words", "backtest", "terms"):
            yield f"\n[{kind}.{table}]\n"
            for name, row in part[table].items():
                inside = ", ".join(f"{key} = {_json(value)}" for key, value in row.items())
                yield f"{name} = {{ {inside} }}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
