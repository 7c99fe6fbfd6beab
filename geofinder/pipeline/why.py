"""Say what each form would ask of some schools, and how far apart they are: ``geofinder why``."""

import datetime as dt
import difflib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import geopandas as gpd
import pandas as pd

from geofinder.edited import is_urn
from geofinder.errors import NotFoundError, UsageError
from geofinder.facts import school_facts
from geofinder.gias import Register, read_register
from geofinder.local import read_local, said_of
from geofinder.pipeline.common import Inputs, Watcher, policy_of, router_of
from geofinder.policy import Policy, explain
from geofinder.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Why:
    """The answer: ``because`` is ``policy.explain`` of the schools, ``travel`` every ordered pair.

    Attributes:
        schools: the SCHOOLS rows, by URN.
        because: one row a form and rule.
        travel: TRAVEL; a school that lies on no road has no row.
        how: in plain words how the minutes were measured.
        policy: the rules that were applied.
        run_date: the day on which they were.
        sources: title, date and checksum of each file of the register.
        local: sentences on what local data says of the schools; empty without any.
    """

    schools: gpd.GeoDataFrame
    because: pd.DataFrame
    travel: pd.DataFrame
    how: str
    policy: Policy
    run_date: dt.date
    sources: tuple[dict[str, Any], ...]
    local: tuple[str, ...] = ()


def run_why(
    wanted: Sequence[str],
    inputs: Inputs,
    settings: Settings,
    *,
    run_date: dt.date,
    watcher: Watcher,
) -> Why:
    """Judge every form for the schools of some URNs, at any distance from one another.

    Raises:
        UsageError: fewer than two different URNs are given.
        NotFoundError: a URN is unknown (the message names the closest), or its school is closed
            or otherwise left out (the message says why).
        GeofinderError: an input, the policy or the routing engine fails.
    """
    asked = list(dict.fromkeys(text.strip() for text in wanted))
    if len(asked) < 2:  # noqa: PLR2004 (one school has nobody to work with)
        message = "Give at least two different URNs, as in: geofinder why 114404 114391"
        raise UsageError(message)
    watcher.stage("read the register")
    local = read_local(local=inputs.local, pairs=inputs.pairs)
    policy = policy_of(inputs.policy)
    register = read_register(inputs.gias, links=inputs.links)
    urns = sorted({wanted_urn(text, register) for text in asked})
    schools = register.schools[register.schools["urn"].isin(urns)].reset_index(drop=True)
    facts = school_facts(schools, small_pupils=settings.small_pupils)
    watcher.stage("travel")
    router = router_of(inputs, settings)
    pairs = pd.DataFrame(itertools.permutations(urns, 2), columns=["from_urn", "to_urn"])
    return Why(
        schools=schools,
        because=explain(urns, schools, facts, policy, day=run_date),
        travel=router.pairs(schools, pairs),
        how=router.sentence,
        policy=policy,
        run_date=run_date,
        sources=register.sources,
        local=tuple(said_of(local, register.schools, schools, settings)),
    )


def wanted_urn(text: str, register: Register) -> int:
    """Return the URN, if an open state school of the register has it."""
    if not is_urn(text):
        _refuse_name(text, register)
    urn = int(text)
    if (register.schools["urn"] == urn).any():
        return urn
    gone = register.left_out[register.left_out["urn"] == urn]
    if len(gone):
        _refuse_left_out(gone.iloc[0])
    names = register.schools.set_index(register.schools["urn"].astype("str"))["name"]
    close = difflib.get_close_matches(text, names.index.tolist(), n=3)
    # A number that looks like none of them still has a next one.
    close = close or sorted(names.index, key=lambda known: (abs(int(known) - urn), known))[:3]
    hint = "; ".join(f"{match} {names[match]}" for match in close)
    message = f"No open state school in the file has the URN {urn}. Close to it: {hint}."
    raise NotFoundError(message)


def _refuse_name(text: str, register: Register) -> NoReturn:
    lower = register.schools["name"].str.lower()
    holding = lower[lower.str.contains(text.lower(), regex=False)].tolist()
    close = [*holding[:5], *difflib.get_close_matches(text.lower(), lower.tolist(), n=3)]
    found = register.schools[lower.isin(close)].head(5)
    hint = "; ".join(f"{urn} {name}" for urn, name in zip(found["urn"], found["name"], strict=True))
    message = f"A school is named by its URN, a number, not by {text!r}."
    raise NotFoundError(message + (f" Closest names: {hint}." if hint else ""))


def _refuse_left_out(row: pd.Series) -> NoReturn:
    detail = str(row["detail"]) if pd.notna(row["detail"]) else ""
    if row["kind"] == "not open":
        message = (
            f"{row['name']} ({row['urn']}) is not open: the register says {detail!r}. The files "
            "read here name no successor; look the school up on get-information-schools.service"
            ".gov.uk."
        )
    else:
        reason = f"{row['kind']}{f' ({detail})' if detail else ''}"
        message = f"{row['name']} ({row['urn']}) is in the file, but left out: {reason}."
    raise NotFoundError(message)
