"""Say for which groups a rule's conditions hold, do not, or may, and which schools make it so.

Truths are three-valued: ``NO`` < ``UNKNOWN`` < ``YES``. In this order the least of several is their
"and", the most their "or".
"""

import operator
from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geofinder.policy.rules import COMPARISON, GROUP_FACTS, Condition, Rule, alternatives

NO, UNKNOWN, YES = np.int8(0), np.int8(1), np.int8(2)
type Tri = NDArray[np.int8]
type Flags = NDArray[np.bool_]

_COMPARE: dict[str, Callable[[NDArray[np.float64], float], Flags]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Groups:
    """The schools of many groups in one order, with what is known of each.

    ``ids`` are the groups in order; ``urns`` the members, those of one group together.
    """

    def __init__(self, members: pd.DataFrame, schools: pd.DataFrame, facts: pd.DataFrame) -> None:
        """Order the members (group_id, urn, role) and find their rows in the two tables."""
        members = members.sort_values(["group_id", "urn"], kind="stable")
        codes, ids = pd.factorize(members["group_id"])
        self.ids = np.asarray(ids, dtype=object)
        self.urns = members["urn"].to_numpy(dtype=np.int64)
        self._starts = np.flatnonzero(np.diff(codes, prepend=-1))
        self._roles = members["role"]
        self._schools, self._facts = schools, facts
        self._in_facts = facts.index.get_indexer(pd.Index(self.urns))
        self._in_schools = pd.Index(schools["urn"]).get_indexer(pd.Index(self.urns))
        self._cache: dict[str, Tri] = {}

    def fires(self, rule: Rule) -> Tri:
        """Return for each group whether all the conditions of the rule hold."""
        return _and([self._holds(condition) for condition in rule.conditions])

    def causes(self, rule: Rule, level: np.int8) -> Flags:
        """Return the members that make the rule hold (``YES``) or leave it open (``UNKNOWN``)."""
        return _any([self._causes(condition, level) for condition in rule.conditions])

    def bounds(self) -> list[tuple[int, int]]:
        """Return where each group's members start and end."""
        ends = np.append(self._starts[1:], len(self.urns))
        return list(zip(self._starts.tolist(), ends.tolist(), strict=True))

    def _holds(self, condition: Condition) -> Tri:
        if condition.applies == "always":
            return np.full(len(self.ids), YES, dtype=np.int8)
        if condition.applies == "group":
            return _and([self._of_group(line) for line in condition.facts])
        each, asked = self._each(condition), self._asked(condition)
        # Members in other roles must not decide: they count as what changes nothing.
        if condition.applies == "all":
            least: Tri = np.minimum.reduceat(np.where(asked, each, YES), self._starts)
            return least
        most: Tri = np.maximum.reduceat(np.where(asked, each, NO), self._starts)
        return most if condition.applies == "any" else _not(most)

    def _causes(self, condition: Condition, level: np.int8) -> Flags:
        if condition.applies == "always":
            return np.zeros(len(self.urns), dtype=np.bool_)
        if condition.applies == "group":
            parts = [
                self._counted(fact, level)
                for line in condition.facts
                for fact, _ in alternatives(line)
            ]
            return _any(parts)
        each, asked = self._each(condition), self._asked(condition)
        wanted = NO if condition.applies == "none" and level == YES else level
        caused: Flags = asked & (each == wanted)
        return caused

    def _asked(self, condition: Condition) -> Flags:
        if not condition.roles:
            return np.ones(len(self.urns), dtype=np.bool_)
        asked: Flags = self._roles.isin(condition.roles).to_numpy(dtype=np.bool_)
        return asked

    def _each(self, condition: Condition) -> Tri:
        """Return for each member whether it meets the facts, the diocese and the council."""
        lines = [
            _or([self._fact(fact) if wanted else _not(self._fact(fact)) for fact, wanted in parts])
            for parts in map(alternatives, condition.facts)
        ]
        if condition.dioceses:
            lines.append(self._among("diocese", condition.dioceses))
        if condition.councils:
            one_of = [self._among(name, condition.councils) for name in ("la_name", "la_code")]
            lines.append(_or(one_of))
        return _and(lines)

    def _fact(self, name: str) -> Tri:
        if name not in self._cache:
            column = self._facts[name]
            values = column.fillna(value=False).to_numpy(dtype=bool) * YES
            values = np.where(column.isna(), UNKNOWN, values).astype(np.int8)
            # A school that the table does not hold has the row -1: nothing is known of it.
            self._cache[name] = np.append(values, UNKNOWN)[self._in_facts]
        return self._cache[name]

    def _among(self, column: str, wanted: tuple[str, ...]) -> Tri:
        values = self._schools[column]
        folded = {name.casefold() for name in wanted}
        inside = values.str.casefold().isin(folded).to_numpy(dtype=bool)
        known = np.where(values.isna(), UNKNOWN, inside * YES).astype(np.int8)
        among: Tri = np.append(known, UNKNOWN)[self._in_schools]
        return among

    def _of_group(self, line: str) -> Tri:
        parts = [
            truth if wanted else _not(truth)
            for truth, wanted in (
                (self._compared(fact) if COMPARISON.fullmatch(fact) else self._several(fact), yes)
                for fact, yes in alternatives(line)
            )
        ]
        return _or(parts)

    def _values(self, column: str) -> tuple[NDArray[np.int64], Flags]:
        """Return each member's value in a column of the schools as a number, and if it has one."""
        codes, _ = pd.factorize(self._schools[column])
        values = np.append(codes, -1)[self._in_schools].astype(np.int64)
        return values, values >= 0

    def _several(self, fact: str) -> Tri:
        column, asked_of = GROUP_FACTS[fact]
        values, recorded = self._values(column)
        asks = self._fact(asked_of) if asked_of else np.full(len(values), YES)
        counted = recorded & (asks == YES)
        open_ = (asks == UNKNOWN) | ((asks == YES) & ~recorded)
        least = np.minimum.reduceat(np.where(counted, values, np.iinfo(np.int64).max), self._starts)
        most = np.maximum.reduceat(np.where(counted, values, -1), self._starts)
        unknown = np.add.reduceat(open_.astype(np.int64), self._starts)
        possible = unknown + (most >= 0) > 1
        told = np.where(possible, UNKNOWN, NO)
        return np.where(least < most, YES, told).astype(np.int8)

    def _pupils(self) -> tuple[NDArray[np.float64], Flags]:
        pupils = self._schools["pupils"].to_numpy(dtype=np.float64, na_value=np.nan)
        values = np.append(pupils, np.nan)[self._in_schools]
        missing = np.isnan(values)
        return np.where(missing, 0, values), missing

    def _compared(self, fact: str) -> Tri:
        found = COMPARISON.fullmatch(fact)
        if found is None:
            message = f"{fact!r} compares nothing"
            raise ValueError(message)
        measure, sign, number = found.groups()
        if measure == "schools":
            values, missing = np.ones(len(self.urns)), np.zeros(len(self.urns), dtype=np.bool_)
        else:
            values, missing = self._pupils()
        total = np.add.reduceat(values, self._starts)
        lacking = np.logical_or.reduceat(missing, self._starts)
        met = _COMPARE[sign](total, float(number))
        # With a roll missing the sum can only be more than what is known.
        settled = met if sign.startswith(">") else ~met
        return np.where(lacking & ~settled, UNKNOWN, met * YES).astype(np.int8)

    def _counted(self, fact: str, level: np.int8) -> Flags:
        """Return the members on which a fact about the whole group rests."""
        if COMPARISON.fullmatch(fact):
            _, missing = self._pupils()
            return missing if level == UNKNOWN else np.ones(len(self.urns), dtype=np.bool_)
        column, asked_of = GROUP_FACTS[fact]
        _, recorded = self._values(column)
        asks = self._fact(asked_of) if asked_of else np.full(len(self.urns), YES)
        left_open = (asks == UNKNOWN) | ((asks == YES) & ~recorded)
        counted: Flags = left_open if level == UNKNOWN else recorded & (asks == YES)
        return counted


def _and(parts: list[Tri]) -> Tri:
    result: Tri = np.minimum.reduce(parts)
    return result


def _or(parts: list[Tri]) -> Tri:
    result: Tri = np.maximum.reduce(parts)
    return result


def _any(parts: list[Flags]) -> Flags:
    result: Flags = np.logical_or.reduce(parts)
    return result


def _not(values: Tri) -> Tri:
    return np.subtract(YES, values, dtype=np.int8)
