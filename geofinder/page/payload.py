"""Write a run's tables as columns of short codes, the only data that the page's script reads."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from geofinder.page import words
from geofinder.page.ahead import local_part
from geofinder.page.backdrop import WGS84, road_lines
from geofinder.page.bound import bounded
from geofinder.page.coding import Sentences, clean, coded, flags, plain, steps
from geofinder.page.pairs import pairs_part
from geofinder.page.plan_part import left_part, plan_part
from geofinder.result import RunResult
from geofinder.tables import CRITERIA, FORMS, ROLES, STAGES, STATUSES

_DEGREE = 1e5
_TENTHS = 10
_ESCAPES = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}
_CODED = (
    "name",
    "la_name",
    "district",
    "town",
    "postcode",
    "type",
    "religious_character",
    "diocese",
    "gender",
    "admissions",
    "rural_wording",
    "ages_source",
    "governance",
    "faith",
    "trust_id",
    "trust_name",
    "trust_kind",
    "federation_id",
    "federation_name",
    "foundation_trust_id",
    "foundation_trust_name",
)
_BODIES = ("trust_name", "federation_name", "foundation_trust_name")


def to_json(value: object) -> str:
    """Return JSON that cannot end a script element or a line of one."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for mark, escape in _ESCAPES.items():
        text = text.replace(mark, escape)
    return text


def payload(result: RunResult) -> dict[str, Any]:
    """Return everything the page's script needs, in an order that rows cannot change."""
    result = bounded(result)
    schools = result.schools.sort_values("urn", ignore_index=True)
    place = {int(urn): row for row, urn in enumerate(schools["urn"])}
    sentences = Sentences()
    groups = _groups(result, schools, place, sentences)
    return {
        "about": about(result),
        "words": _words(),
        "rules": _rules(result),
        "schools": _schools(schools),
        "groups": groups,
        "pairs": pairs_part(result, place),
        "plan": plan_part(result, _ranked(result)["group_id"]),
        "leftOver": left_part(result, place, sentences),
        "local": local_part(result, place, _ranked(result)["group_id"]),
        "sentences": sentences.written(),
        "roads": None if result.roads is None else road_lines(result.roads),
    }


def about(result: RunResult) -> dict[str, Any]:
    """Return the facts of the run that the script needs; the document states the others."""
    manifest = result.manifest
    return {
        "area": result.area_name,
        "runDate": str(manifest.get("run_date", "")),
        "version": str(manifest.get("version", "")),
        "estimate": bool((result.travel["method"] == "estimate").any()),
    }


def _words() -> dict[str, Any]:
    return {
        "patterns": words.PATTERNS,
        "forms": words.FORMS,
        "statuses": words.STATUSES,
        "phases": words.PHASES,
        "roles": words.ROLES,
        "criteria": words.CRITERIA,
        "sure": words.SURE,
        "claim": words.CLAIM,
    }


def _rules(result: RunResult) -> dict[str, dict[str, str]]:
    kept = ("sentence", "source", "source_date", "sure")
    return {
        rule: {key: clean(str(text[key])) for key in kept if text.get(key)}
        for rule, text in sorted(result.rules.items())
    }


def _schools(schools: gpd.GeoDataFrame) -> dict[str, Any]:
    points = schools.geometry.to_crs(WGS84)
    columns: dict[str, Any] = {name: coded(schools[name]) for name in _CODED}
    # Names seldom repeat: as a plain column they are shorter.
    columns["name"] = [clean(name) for name in schools["name"]]
    return {
        "urn": steps([int(urn) for urn in schools["urn"]]),
        "lat": steps([round(value * _DEGREE) for value in points.y]),
        "lon": steps([round(value * _DEGREE) for value in points.x]),
        "stage": {"of": STAGES, "at": [STAGES.index(stage) for stage in schools["stage"]]},
        "closing": flags(schools["status"] == "proposed to close"),
        "low_age": plain(schools["low_age"]),
        "high_age": plain(schools["high_age"]),
        "pupils": plain(schools["pupils"]),
        "capacity": plain(schools["capacity"]),
        "rural": flags(schools["rural"]),
        "in_area": flags(schools["in_area"]),
        **columns,
    }


def _groups(
    result: RunResult, schools: gpd.GeoDataFrame, place: dict[int, int], sentences: Sentences
) -> dict[str, Any]:
    table = _ranked(result)
    members = _members(result, table)
    verdicts = _Verdicts(result.verdicts, sentences)
    reasons, verdict_rows = [], []
    bodies = sorted({clean(str(name)) for column in _BODIES for name in schools[column].dropna()})
    body_place = {name: row for row, name in enumerate(bodies)}
    facts = _NamesOf(schools, place, body_place)
    for group_id, reason in zip(table["group_id"], table["reasons"], strict=True):
        names = facts.of(members[group_id].urns)
        reasons.append(sentences.add(reason, schools=names[0], bodies=names[1]))
        verdict_rows.append(verdicts.rows(group_id, names))
    ordered = [members[group_id] for group_id in table["group_id"]]
    return {
        "id": [
            _suffix(group_id, pattern)
            for group_id, pattern in zip(table["group_id"], table["pattern"], strict=True)
        ],
        "pattern": coded(table["pattern"]),
        "status": [STATUSES.index(status) for status in table["best_status"]],
        "form": [FORMS.index(form) for form in table["best_form"]],
        "forms": FORMS,
        "statuses": STATUSES,
        "hub": [place[int(urn)] for urn in table["hub_urn"]],
        "min": plain(table["longest_min"], times=_TENTHS),
        "m10": plain(table["longest_m"], times=1 / _TENTHS),
        "pupils": plain(table["pupils"]),
        "score": plain(table["score"], times=1000),
        "rank": plain(table["rank"]),
        "criteria": {name: plain(table[name], times=100) for name in CRITERIA},
        "reasons": reasons,
        "verdicts": verdict_rows,
        "verdictRows": verdicts.written(),
        "bodies": bodies,
        "roles": ROLES,
        "members": [[place[urn] for urn in group.urns] for group in ordered],
        "role": [[ROLES.index(role) for role in group.roles] for group in ordered],
        "toHub": [group.to_hub for group in ordered],
    }


def _ranked(result: RunResult) -> pd.DataFrame:
    return result.candidates.sort_values(["rank", "group_id"], ignore_index=True)


def _suffix(group_id: str, pattern: str) -> str:
    """Return the id without its pattern, or after a ``/`` the whole id where it has none."""
    start = f"{pattern}-"
    return group_id.removeprefix(start) if group_id.startswith(start) else f"/{group_id}"


class _Members(NamedTuple):
    """The members of one group; ``to_hub`` in tenths of a minute."""

    urns: list[int]
    roles: list[str]
    to_hub: list[int | None]


def _members(result: RunResult, table: pd.DataFrame) -> dict[str, _Members]:
    """Return each group's members, the hub first, then by minutes to it and URN."""
    hubs = dict(zip(table["group_id"], table["hub_urn"], strict=True))
    members = result.members.assign(
        away=lambda frame: frame["group_id"].map(hubs) != frame["urn"]
    ).sort_values(["group_id", "away", "minutes_to_hub", "urn"])
    groups: dict[str, _Members] = {}
    for group_id, urn, role, to_hub in zip(
        members["group_id"],
        members["urn"].tolist(),
        members["role"],
        plain(members["minutes_to_hub"], times=_TENTHS),
        strict=True,
    ):
        group = groups.setdefault(str(group_id), _Members([], [], []))
        group.urns.append(urn)
        group.roles.append(role)
        group.to_hub.append(to_hub)
    return groups


class _NamesOf:
    """Find the names that a group's sentences may hold: its schools', trusts', federations'."""

    def __init__(
        self, schools: pd.DataFrame, place: dict[int, int], bodies: dict[str, int]
    ) -> None:
        self._place = place
        self._bodies = bodies
        self._names = [clean(name) for name in schools["name"]]
        columns = [schools[column].tolist() for column in _BODIES]
        self._of = [
            [clean(name) for name in row if isinstance(name, str)]
            for row in zip(*columns, strict=True)
        ]

    def of(self, urns: Iterable[int]) -> tuple[dict[str, int], dict[str, int]]:
        """Return the places of the names of schools, and of trusts and federations."""
        rows = [self._place[int(urn)] for urn in urns]
        names = {self._names[row]: row for row in reversed(rows)}
        return names, {name: self._bodies[name] for row in rows for name in self._of[row]}


class _Verdicts:
    """Write each distinct verdict once: form, status, rules and sentences."""

    def __init__(self, table: pd.DataFrame, sentences: Sentences) -> None:
        order = np.argsort(table["form"].map(FORMS.index).to_numpy(), kind="stable")
        told = table[["form", "status", "rules", "sentence"]].iloc[order]
        self._of: dict[str, list[list[str]]] = {}
        for group_id, *verdict in zip(
            table["group_id"].iloc[order],
            *(told[name].tolist() for name in told.columns),
            strict=True,
        ):
            self._of.setdefault(str(group_id), []).append(verdict)
        self._sentences = sentences
        self._rows: dict[tuple[Any, ...], int] = {}
        self._written: list[list[Any]] = []

    def rows(self, group_id: str, names: tuple[dict[str, int], dict[str, int]]) -> list[int]:
        """Return the numbers of the verdicts of one group, in the order of the forms."""
        found: list[int] = []
        for form, status, rules, sentence in self._of.get(group_id, ()):
            said = self._sentences.add(sentence, schools=names[0], bodies=names[1])
            row = [FORMS.index(form), STATUSES.index(status), rules, said]
            key = (*row[:-1], *said)
            if key not in self._rows:
                self._rows[key] = len(self._written)
                self._written.append(row)
            found.append(self._rows[key])
        return found

    def written(self) -> dict[str, Any]:
        """Return the distinct verdicts as columns."""
        return {
            "form": [row[0] for row in self._written],
            "status": [row[1] for row in self._written],
            "rules": coded([row[2] for row in self._written]),
            "said": [row[3] for row in self._written],
        }
