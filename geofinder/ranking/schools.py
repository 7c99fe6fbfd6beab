"""Hold what the ranking may know of schools, with blanks filled so that no blank tells anything."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from geofinder.facts import BROAD_PHASES
from geofinder.units import grid_points

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Flags = NDArray[np.bool_]
type Texts = NDArray[np.object_]

PRIMARY, SECONDARY, SPECIAL, ALTERNATIVE = range(4)
_NAMES = ("primary", "secondary", "special", "alternative")
_PHASES = {
    stage: [_NAMES.index(phase) for phase in phases] for stage, phases in BROAD_PHASES.items()
} | {"14-plus": [SECONDARY], "16-plus": [SECONDARY]}
"""The broad phases of each stage: schools that share one are compatible."""
_CATHOLIC = re.compile(r"catholic|\brc\b|\br\.c", re.IGNORECASE)
_ANGLICAN = re.compile(
    r"church of england|\bc ?of ?e\b|\bcofe\b|\bc\.? ?e\.?\b|anglican", re.IGNORECASE
)
_USUAL_TYPE = {
    "catholic": "Voluntary aided school",
    "church-of-england": "Voluntary controlled school",
    "none": "Community school",
    "other": "Voluntary aided school",
}
_PLAIN_WORDS = frozenset(
    re.findall(
        r"\w+",
        """school schools primary infant infants junior juniors nursery the and of c e church
        england voluntary aided controlled
        community st saint s ce cofe va vc academy first middle special
        catholic roman rc high secondary centre early years federation foundation for""",
    )
)
"""Words of names that say nothing of a place or a founder."""


@dataclass(frozen=True, kw_only=True)
class Schools:
    """One value a school, sorted by URN; nothing here tells who its partners are.

    ``places`` are metres, shape (n, 2); ``broad`` has a column for each broad phase; ``rural`` is
    one half and ``pupils`` the stage's median where not recorded; ``words`` weighs each word of
    the name by its rarity, ``weight`` is a name's whole weight.
    """

    urn: Ints
    places: Floats
    stage: Texts
    broad: Flags
    faith: Texts
    type: Texts
    authority: Ints
    pupils: Floats
    rural: Floats
    words: sp.csr_matrix
    weight: Floats

    @classmethod
    def of(cls, table: pd.DataFrame) -> "Schools":
        """Make the arrays from SCHOOLS; the order of its rows decides nothing."""
        table = table.sort_values("urn", ignore_index=True)
        faith = filled_faith(table["faith"], table["name"])
        words, weight = _name_words(table["name"].tolist())
        stage = table["stage"].to_numpy(dtype=object)
        return cls(
            urn=table["urn"].to_numpy(dtype=np.int64),
            places=grid_points(table),
            stage=stage,
            broad=broad_phases(stage),
            faith=faith,
            type=_filled_type(table["type"], table["stage"], faith),
            authority=pd.factorize(table["la_code"], sort=True)[0].astype(np.int64),
            pupils=_filled_pupils(table["pupils"], table["stage"]),
            rural=np.asarray(table["rural"].astype("float64").fillna(0.5), dtype=np.float64),
            words=words,
            weight=weight,
        )

    def at(self, urns: Sequence[int] | Ints) -> Ints:
        """Return the position of each URN, -1 where the register does not hold it."""
        wanted = np.asarray(urns, dtype=np.int64)
        if len(self.urn) == 0:
            return np.full(len(wanted), -1, dtype=np.int64)
        found = np.minimum(np.searchsorted(self.urn, wanted), len(self.urn) - 1)
        return np.where(self.urn[found] == wanted, found, -1).astype(np.int64)

    @cached_property
    def anglican(self) -> Flags:
        """Church of England schools."""
        return np.asarray(self.faith == "church-of-england", dtype=np.bool_)

    @cached_property
    def catholic(self) -> Flags:
        """Catholic schools."""
        return np.asarray(self.faith == "catholic", dtype=np.bool_)

    @cached_property
    def other_faith(self) -> Flags:
        """Schools of another faith."""
        return np.asarray(self.faith == "other", dtype=np.bool_)

    @cached_property
    def early(self) -> Flags:
        """Infant and first schools."""
        return self.is_stage("infant", "first")

    @cached_property
    def late(self) -> Flags:
        """Junior and middle schools."""
        return self.is_stage("junior", "middle")

    def is_stage(self, *stages: str) -> Flags:
        """Tell which schools are of one of these stages."""
        return np.asarray(np.isin(self.stage.astype(str), stages), dtype=np.bool_)


def broad_phases(stages: Sequence[str] | Texts) -> Flags:
    """Return which broad phases each stage has, shape (n, 4)."""
    table = np.zeros((len(stages), 4), dtype=np.bool_)
    for row, stage in enumerate(stages):
        table[row, _PHASES.get(stage, [])] = True
    return table


def filled_faith(faith: pd.Series, names: pd.Series) -> Texts:
    """Return the faith, read from the name where the register leaves it blank.

    A blank is never a value of its own: in a register put together at two times it can tell who
    joined a group in between.
    """

    def of_name(name: str) -> str:
        if _CATHOLIC.search(name):
            return "catholic"
        return "church-of-england" if _ANGLICAN.search(name) else "none"

    return faith.fillna(names.map(of_name)).to_numpy(dtype=object)


def _filled_type(types: pd.Series, stages: pd.Series, faith: Texts) -> Texts:
    """Return the type, the usual one of the stage and faith where it is blank (as for faith)."""
    usual = pd.Series(faith, index=types.index).map(_USUAL_TYPE)
    usual = usual.mask(stages == "special", "Community special school")
    # A council runs its nursery schools as it does its community schools.
    known = types.fillna(usual).replace("Local authority nursery school", "Community school")
    return known.to_numpy(dtype=object)


def _filled_pupils(pupils: pd.Series, stages: pd.Series) -> Floats:
    known = pupils.astype("Float64")
    filled = known.fillna(known.groupby(stages).transform("median")).fillna(known.median())
    return np.maximum(filled.fillna(200.0).to_numpy(dtype=np.float64), 10.0)


def _tokens(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower().replace("'", ""))) - _PLAIN_WORDS


def _name_words(names: Sequence[str]) -> tuple[sp.csr_matrix, Floats]:
    """Return each name's words, weighed by the root of their rarity, and each name's weight."""
    found = [sorted(_tokens(name)) for name in names]
    words = sorted({word for own in found for word in own})
    number = {word: at for at, word in enumerate(words)}
    row = np.repeat(np.arange(len(names)), [len(own) for own in found])
    column = np.array([number[word] for own in found for word in own], dtype=np.int64)
    often = np.bincount(column, minlength=len(words))
    rarity = np.log(len(names) / np.maximum(often, 1))
    weights = np.sqrt(rarity[column])
    matrix = sp.csr_matrix((weights, (row, column)), shape=(len(names), max(len(words), 1)))
    return matrix, np.bincount(row, rarity[column], minlength=len(names))
