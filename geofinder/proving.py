"""Fit and prove the ranking: read the register, measure the drives, call the ranking."""

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from geofinder.errors import InputError
from geofinder.gias import read_register
from geofinder.gias.membership import read_links
from geofinder.pipeline.drives import estimated
from geofinder.ranking.backtest import (
    Proof,
    prove_federation_events,
    prove_federations,
    prove_joins,
)
from geofinder.ranking.choices import Asked
from geofinder.ranking.events import Memberships, date_of, memberships, of_links, read_events
from geofinder.ranking.file import write_ranking
from geofinder.ranking.fitting import federations_part, joins_part, ranking_of
from geofinder.ranking.nearby import MinutesOf, nearby
from geofinder.ranking.schools import Flags, Ints, Schools
from geofinder.ranking.trusts import Trusts
from geofinder.sources import sha256_of
from geofinder.travel.estimate import read_estimate
from geofinder.wholefile import write_whole

_NEARLY_ALL = 0.99
type Kind = Literal["federations", "joins"]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What both backtests are made of."""

    schools: Schools
    maintained: Flags
    links: pd.DataFrame
    minutes_of: MinutesOf

    def members(self, kind: str) -> Memberships:
        """Return the memberships of one kind of group."""
        return memberships(of_links(self.links, kind))


def read_evidence(gias: list[Path], links: Path) -> Evidence:
    """Read the register and its links.

    The day's own membership in the register is passed over: the links date it.
    """
    table = read_register(gias).schools.sort_values("urn", ignore_index=True)
    schools = Schools.of(pd.DataFrame(table))
    return Evidence(
        schools=schools,
        maintained=(table["governance"] == "maintained").to_numpy(dtype=np.bool_),
        links=read_links(links).members,
        minutes_of=estimated(schools, read_estimate()),
    )


def prove(
    evidence: Evidence, kind: Kind, *, events: Path | None = None, on_the_day: bool = False
) -> Proof:
    """Return the proof of one model: by authority, or on later events.

    With ``on_the_day`` each federated school is asked on the day it joined, as the model of a run
    was fitted and calibrated; events and joins always are.

    Raises:
        InputError: the events' file is not usable, or names no school or group that is known.
    """
    if kind == "joins":
        return _prove_joins(evidence, events)
    return _prove_federations(evidence, events, on_the_day=on_the_day)


def _prove_federations(evidence: Evidence, events: Path | None, *, on_the_day: bool) -> Proof:
    members = evidence.members("federation")
    if events is None:
        near = nearby(evidence.schools, evidence.maintained, evidence.minutes_of)
        return prove_federations(
            evidence.schools, near, members, evidence.maintained, dated=on_the_day
        )
    given = read_events(events)
    members = members.with_events(given)
    known = _positions(evidence.schools, given["urn"])
    candidate = evidence.maintained.copy()
    candidate[known[known >= 0]] = True
    near = nearby(evidence.schools, candidate, evidence.minutes_of)
    asked, left_out = _asked(evidence.schools, members, given, same_day=True)
    return prove_federation_events(evidence.schools, near, members, asked, left_out)


def _prove_joins(evidence: Evidence, events: Path | None) -> Proof:
    members = evidence.members("mat")
    if events is None:
        return prove_joins(Trusts.of(evidence.schools, members, evidence.minutes_of), None, {})
    given = read_events(events)
    members = members.with_events(given)
    asked, left_out = _asked(evidence.schools, members, given, same_day=False)
    trusts = Trusts.of(evidence.schools, members, evidence.minutes_of)
    return prove_joins(trusts, asked, left_out)


def _positions(schools: Schools, urns: pd.Series) -> Ints:
    return schools.at(urns.to_numpy(dtype=np.int64))


def _asked(
    schools: Schools, members: Memberships, given: pd.DataFrame, *, same_day: bool
) -> tuple[Asked, dict[str, int]]:
    """Return the events that can be asked, and how many cannot and why.

    A group must have had another school that the register holds: before the day, or (two that
    found a federation) on it.
    """
    at = _positions(schools, given["urn"])
    number = {name: code for code, name in enumerate(members.group_id)}
    group = np.asarray(given["group_id"].map(number), dtype=np.int64)
    day = given["day"].to_numpy(dtype=np.int64)
    held = schools.at(members.urn) >= 0
    partners = np.zeros(len(given), dtype=np.int64)
    for row in range(len(given)):
        older = members.day <= day[row] if same_day else members.day < day[row]
        own = members.urn == given["urn"].iloc[row]
        partners[row] = (held & older & ~own & (members.group == group[row])).sum()
    kept = (at >= 0) & (partners > 0)
    if not kept.any():
        message = (
            "None of the events can be asked: no school of them is in the --gias file, or no group "
            "of them has another school by that day in the --links file."
        )
        raise InputError(message)
    left_out = {
        "school not in the register": int((at < 0).sum()),
        "group without a school before": int(((at >= 0) & (partners == 0)).sum()),
    }
    return Asked(school=at[kept], group=group[kept], day=day[kept]), left_out


def fit_ranking(gias: list[Path], links: Path, out: Path) -> dict[Kind, Proof]:
    """Fit both models, prove them, and write them to ``out``."""
    evidence = read_evidence(gias, links)
    proofs: dict[Kind, Proof] = {
        "federations": prove(evidence, "federations"),
        "joins": prove(evidence, "joins"),
    }
    on_the_day = prove(evidence, "federations", on_the_day=True)
    days = evidence.members("federation").day
    trusts = Trusts.of(evidence.schools, evidence.members("mat"), evidence.minutes_of)
    federations = federations_part(
        on_the_day,
        proofs["federations"],
        from_day=str(date_of(int(days[days >= 0].min()))),
        # A few joined later, in the authority whose membership is newer than all others'.
        to_day=str(date_of(int(np.quantile(days, _NEARLY_ALL)))),
    )
    ranking = ranking_of(
        federations,
        joins_part(proofs["joins"], trusts),
        gias=", ".join(path.name for path in gias),
        gias_sha256=", ".join(sha256_of(path) for path in gias),
        links=links.name,
        links_sha256=sha256_of(links),
        made_on=str(dt.datetime.now(tz=dt.UTC).date()),
        minutes="estimate",
        licence="Open Government Licence v3.0",
        attribution="Contains public sector information of the Department for Education",
    )
    write_ranking(ranking, out)
    return proofs


def write_report(report: dict[str, Any], out: Path) -> None:
    """Write a backtest's figures as JSON.

    Raises:
        OutputError: ``out`` cannot be written.
    """
    text = json.dumps(report, indent=2, ensure_ascii=False) + "\n"
    write_whole(out, text, what="The report")
