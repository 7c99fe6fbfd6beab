"""Show the rules in force, and why a form is open to some schools or not."""

import datetime as dt
import json
import textwrap
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from geofinder.cli.options import (
    Bar,
    ConfigOption,
    GiasOption,
    LinksOption,
    LocalOption,
    OsrmOption,
    PairsOption,
    RoadsOption,
    day_of,
    inputs_of,
    progress_bar,
    settings_of,
)
from geofinder.letters import escaped
from geofinder.pipeline.common import policy_of
from geofinder.pipeline.why import Why, run_why
from geofinder.policy import list_policy
from geofinder.policy.listing import SURE

_WIDTH = 88
_STATUS = {
    "open": "OPEN",
    "needs-consent": "NEEDS CONSENT",
    "not-known": "NOT KNOWN",
    "blocked": "BLOCKED",
}
_CLAIM = (
    "Information, not legal advice. Open says what the rules allow: nobody has asked these schools."
)

PolicyOption = Annotated[
    Path | None,
    typer.Option("--policy", help="Rules of your own (TOML) that extend the shipped ones."),
]
DayOption = Annotated[
    str | None,
    typer.Option("--run-date", help="The rules in force on it, YYYY-MM-DD. [default: today]"),
]


class ListFormat(StrEnum):
    """How the forms are listed."""

    TEXT = "text"
    MARKDOWN = "markdown"


class WhyFormat(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"


def forms(
    style: Annotated[
        ListFormat, typer.Option("--format", help="text or markdown.")
    ] = ListFormat.TEXT,
    policy: PolicyOption = None,
    run_date: DayOption = None,
) -> None:
    """List the legal forms and the rules in force, each with its source and how sure it is."""
    typer.echo(list_policy(policy_of(policy), day=day_of(run_date), style=style.value), nl=False)


def why(
    urn: Annotated[list[str], typer.Argument(help="URNs of two schools or more.")],
    style: Annotated[WhyFormat, typer.Option("--format", help="text or json.")] = WhyFormat.TEXT,
    gias: GiasOption = None,
    links: LinksOption = None,
    local: LocalOption = None,
    pairs: PairsOption = None,
    roads: RoadsOption = None,
    osrm_url: OsrmOption = None,
    policy: PolicyOption = None,
    config: ConfigOption = None,
    run_date: DayOption = None,
) -> None:
    """Say for each legal form whether these schools may, and every rule that says so.

    Each rule comes with its source, date and the schools that cause it. Minutes are both ways.
    """
    inputs = inputs_of(
        gias,
        links=links,
        boundaries=None,
        roads=roads,
        osrm_url=osrm_url,
        policy=policy,
        local=local,
        pairs=pairs,
    )
    with progress_bar() as progress:
        answer = run_why(
            urn, inputs, settings_of(config), run_date=day_of(run_date), watcher=Bar(progress)
        )
    if style is WhyFormat.JSON:
        typer.echo(escaped(json.dumps(_plain(answer), indent=2, ensure_ascii=False)))
    else:
        for line in _lines(answer):
            typer.echo(line)


def _lines(answer: Why) -> Iterator[str]:
    names = answer.schools.set_index("urn")["name"].to_dict()
    for school in _rows(answer.schools):
        yield f"{school['urn']} {school['name']}: {_described(school)}"
    yield ""
    yield "How far, by car"
    for there, back in _pairs(answer):
        yield f"  {names[there['from_urn']]} and {names[there['to_urn']]}: {_both(there, back)}"
    yield from _wrapped(answer.how, "  ")
    if answer.local:
        yield ""
        yield "Local data"
    for sentence in answer.local:
        yield from _wrapped(sentence, "  - ")
    for form, rows in answer.because.groupby("form", sort=False):
        about = answer.policy.about.get(str(form))
        yield ""
        yield f"{about.name if about else str(form)}: {_STATUS[rows['status'].iloc[0]]}"
        for row in _rows(rows):
            yield from _wrapped(row["sentence"], "  - ")
            if row["schools"]:
                caused = "; ".join(f"{names[urn]} ({urn})" for urn in row["schools"])
                whose = "because of" if row["known"] else "not recorded for"
                yield from _wrapped(f"{whose}: {caused}", "    ")
            if row["rule"]:
                said = f"{row['source']}, {row['source_date']}; {SURE[row['sure']]}"
                yield from _wrapped(f"[{row['rule']}: {said}]", "    ")
    yield ""
    yield f"Rules as of {answer.policy.date}, in force on {answer.run_date}."
    for source in answer.sources:
        yield f"{source['title']}: {source['date']}"
    yield _CLAIM


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _wrapped(text: str, indent: str) -> Iterator[str]:
    yield from textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=" " * len(indent),
        break_on_hyphens=False,
    )


def _described(school: dict[str, Any]) -> str:
    """Say of a school what the rules look at."""
    kind = (
        school["type"]
        if pd.notna(school["type"])
        else f"{school['governance']} (type not recorded)"
    )
    character = school["religious_character"]
    parts = [
        kind,
        school["stage"].replace("not-known", "phase not known"),
        school["la_name"],
        "religious character not recorded" if pd.isna(character) else f"character: {character}",
    ]
    parts += [
        f"{what.replace('_', ' ')}: {school[f'{what}_name']}"
        for what in ("trust", "federation", "foundation_trust")
        if pd.notna(school[f"{what}_name"])
    ]
    if school["governance"] == "academy" and pd.isna(school["trust_id"]):
        parts.append("no trust recorded")
    if school["status"] != "open":
        parts.append(school["status"])
    return ", ".join(parts)


def _pairs(answer: Why) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Yield each pair once, there and back; a direction that could not be measured is None."""
    rows = {(row["from_urn"], row["to_urn"]): row for row in _rows(answer.travel)}
    urns = answer.schools["urn"].tolist()
    for place, one in enumerate(urns):
        for other in urns[place + 1 :]:
            there = rows.get((one, other)) or {"from_urn": one, "to_urn": other}
            yield there, rows.get((other, one))


def _both(there: dict[str, Any], back: dict[str, Any] | None) -> str:
    ways = (_way(there), _way(back or {}))
    if ways[0] == ways[1]:
        return ways[0] if "no " in ways[0] else f"{ways[0]} each way"
    return f"{ways[0]} there, {ways[1]} back"


def _way(row: dict[str, Any]) -> str:
    if "travel_min" not in row:
        return "no minutes, as one of them lies near no road"
    if pd.isna(row["travel_min"]):
        return "no route"
    return f"{row['travel_min']:.1f} minutes, {row['distance_m'] / 1000:.1f} km ({row['method']})"


def _plain(answer: Why) -> dict[str, Any]:
    kept = ["urn", "name", "la_name", "type", "governance", "stage", "status",
            "religious_character", "diocese", "trust_name", "trust_kind", "federation_name",
            "foundation_trust_name", "pupils"]  # fmt: skip
    forms = [
        {
            "form": form,
            "status": rows["status"].iloc[0],
            "rules": _records(rows.drop(columns=["group_id", "form", "status"])),
        }
        for form, rows in answer.because.groupby("form", sort=False)
    ]
    return {
        "run_date": answer.run_date.isoformat(),
        "rules_date": answer.policy.date.isoformat(),
        "sources": list(answer.sources),
        "schools": _records(pd.DataFrame(answer.schools[kept])),
        "travel": _records(answer.travel),
        "travel_method": answer.how,
        "local": list(answer.local),
        "forms": forms,
        "claim": _CLAIM,
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    def value(found: Any) -> Any:  # noqa: ANN401 (any cell of any table)
        if isinstance(found, dt.date):
            return found.isoformat()
        if isinstance(found, list):
            return found
        return None if pd.isna(found) else found

    rows = _rows(frame.astype("object"))
    return [{name: value(found) for name, found in row.items()} for row in rows]
