"""Say for each way of a school left over what stands in it: the rules, local pairs, bounds."""

import numpy as np
import pandas as pd

from geofinder.planning.ways import (
    ALLOWED,
    GROUP,
    JOINER,
    JOINING,
    NOT_KNOWN,
    OF_TRUST,
    RURAL,
    WITH_SCHOOL,
    Ground,
)
from geofinder.settings import Settings

NOTHING = "nothing"
HINDRANCES = (
    NOTHING,
    "bounds",
    "no-rural",
    "kept-apart",
    "not-known",
    "split",
    "blocked",
    "academy",
)
"""What stands in a way, the nearest to none first."""


def hindered(ways: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return the judged ways with the first thing that stands in each of them.

    Added: ``hindrance`` (one of ``HINDRANCES``; distance apart), ``otherwise`` (the same if the
    rules allowed it), ``apart`` (the schools of it that a local pair keeps from another),
    ``pupils`` (missing if a roll is) and ``size``. A candidate group of the patterns whose ways are
    listed one by one stays only if nothing stands in it.
    """
    schools = ground.schools.set_index("urn")
    pupils = dict(zip(schools.index, schools["pupils"], strict=True))
    never = _never(ground)
    rolls = [[pupils[urn] for urn in urns] for urns in ways["urns"]]
    together = [pd.NA if any(pd.isna(roll) for roll in part) else sum(part) for part in rolls]
    table = ways.assign(
        pupils=pd.array(together, dtype="Int64"),
        size=ways["urns"].map(len),
        apart=ways["urns"].map(lambda urns: _apart(urns, never)),
    )
    rules = _by_rules(table, schools, ground.facts)
    other = np.select(
        [
            table["apart"].map(bool).to_numpy(dtype=bool),
            _lacks_small(table, ground),
            np.array([bool(said) for said in broken_bounds(table, ground.settings)], dtype=bool),
        ],
        ["kept-apart", "no-rural", "bounds"],
        default=NOTHING,
    )
    split = _split(table, schools)
    other = np.where(split & (other == NOTHING), "split", other)
    table = table.assign(otherwise=other, hindrance=np.where(rules == NOTHING, other, rules))
    listed = (table["kind"] == GROUP) & table["pattern"].isin([RURAL, JOINER])
    return table[~listed | (table["hindrance"] == NOTHING)].reset_index(drop=True)


def broken_bounds(ways: pd.DataFrame, settings: Settings) -> list[list[tuple[str, str]]]:
    """Return for each way the bounds that its schools break: what is so, and what would allow it.

    A roll that is not recorded is not known to be within a bound.
    """
    least, most = settings.plan_pupils_least, settings.plan_pupils_most
    said = []
    for size, pupils in zip(ways["size"].tolist(), ways["pupils"].tolist(), strict=True):
        broken = []
        if settings.plan_size_most is not None and size > settings.plan_size_most:
            broken.append(
                (
                    f"that makes {size} schools, and the plan allows {settings.plan_size_most}",
                    f"plan_size_most = {size}",
                )
            )
        if (least is not None or most is not None) and pd.isna(pupils):
            broken.append(("a roll among them is not recorded, and the plan bounds the pupils", ""))
        elif least is not None and pupils < least:
            broken.append(
                (
                    f"together they have {pupils:,} pupils, and the plan asks for {least:,}",
                    f"plan_pupils_least = {pupils}",
                )
            )
        elif most is not None and pupils > most:
            broken.append(
                (
                    f"together they have {pupils:,} pupils, and the plan allows {most:,}",
                    f"plan_pupils_most = {pupils}",
                )
            )
        said.append(broken)
    return said


def _by_rules(table: pd.DataFrame, schools: pd.DataFrame, facts: pd.DataFrame) -> np.ndarray:
    """Return what the rules, or a trust, put in each way."""
    academy = set(schools.index[schools["governance"] == "academy"])
    own = table["urn"].isin(academy).to_numpy(dtype=bool)
    with_academy = np.array([bool(academy.intersection(urns[1:])) for urns in table["urns"]], bool)
    free_unknown = table["urn"].map(facts["free"]).isna() & (table["kind"] == WITH_SCHOOL)
    status = table["status"].where(table["status"].notna(), "not-known")
    return np.select(
        [
            (table["kind"] == OF_TRUST).to_numpy(dtype=bool),
            ((table["kind"] == NOT_KNOWN) | free_unknown).to_numpy(dtype=bool),
            status.isin(ALLOWED).to_numpy(dtype=bool),
            (status == "not-known").to_numpy(dtype=bool),
            with_academy & ~own,
        ],
        ["academy", "not-known", NOTHING, "not-known", "academy"],
        default="blocked",
    )


def _lacks_small(table: pd.DataFrame, ground: Ground) -> np.ndarray:
    """Tell the ways of two schools of which neither is known to be small (and rural)."""
    facts = ground.facts
    wanted = facts["small"] if ground.settings.any_setting else facts["small"] & facts["rural"]
    able = set(facts.index[wanted.fillna(value=False).to_numpy(dtype=bool)])
    none = np.array([not able.intersection(urns) for urns in table["urns"]], dtype=bool)
    return none & (table["kind"] == WITH_SCHOOL).to_numpy(dtype=bool)


def _split(table: pd.DataFrame, schools: pd.DataFrame) -> np.ndarray:
    """Tell the groups that hold some members of a federation, and not all of them."""
    body = schools["federation_id"].dropna().to_dict()
    whole: dict[str, set[int]] = {}
    for urn, federation in body.items():
        whole.setdefault(str(federation), set()).add(int(str(urn)))
    return np.array(
        [
            any(not whole[str(body[urn])].issubset(urns) for urn in urns if urn in body)
            for urns in table["urns"]
        ],
        dtype=bool,
    ) & ~table["kind"].isin([JOINING]).to_numpy(dtype=bool)


def _never(ground: Ground) -> dict[int, set[int]]:
    kept: dict[int, set[int]] = {}
    for one, other in ground.never[["urn_a", "urn_b"]].itertuples(index=False):
        kept.setdefault(int(one), set()).add(int(other))
        kept.setdefault(int(other), set()).add(int(one))
    return kept


def _apart(urns: tuple[int, ...], never: dict[int, set[int]]) -> tuple[int, ...]:
    """Return the schools of the group that are kept from its first; else any kept from another."""
    own = never.get(urns[0], set()).intersection(urns)
    kept = own or {urn for urn in urns if not never.get(urn, set()).isdisjoint(urns)}
    return tuple(sorted(kept))
