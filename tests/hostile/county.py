"""Write a county whose every name is hostile, with local data and rules of the same kind."""

import csv
from pathlib import Path
from typing import NamedTuple

from tests.gias.registers import published, school
from tests.hostile.payloads import PAYLOADS

AREA = "845"
AUTHORITY = "Ost;=1+1 <b>&amp;\x1b[2J\x9b1m\u202e[red]"
FIRST_URN = 100_001
_ROW, _APART_M = 10, 3_000


class Files(NamedTuple):
    """What the county gave to a run."""

    register: Path
    local: Path
    pairs: Path
    policy: Path


def urn_of(key: str) -> int:
    """Return the URN of the school that has the payload for its name."""
    return FIRST_URN + list(PAYLOADS).index(key)


def read_name(key: str) -> str:
    """Return the name of that school as the register's reader gives it: spaces are one space."""
    return " ".join(PAYLOADS[key].split())


def write_county(folder: Path) -> Files:
    """Write every file; each payload is a school's name and stands in each other text somewhere."""
    texts = list(PAYLOADS.values())
    rows = [_school(place, texts) for place in range(len(texts))]
    register = folder / "register \x1b[31m[red];=1+1 <b>.csv"
    register.write_text(published(rows), encoding="utf-8", newline="")
    urns = [FIRST_URN + place for place in range(len(texts))]
    # A zero byte makes a file of local data no text at all.
    told = [text.replace("\x00", "").strip() for text in texts]
    notes = [[urn, 80, 70, 60, -5000, "", text] for urn, text in zip(urns, told, strict=True)]
    pairs = [
        [one, other, 0.5, text] for one, other, text in zip(urns, urns[1:], told, strict=False)
    ]
    head = [
        "urn",
        "forecast_1y",
        "forecast_3y",
        "forecast_5y",
        "revenue_balance",
        "head_vacancy",
        "note",
    ]
    policy = folder / "own \x1b[2J [bold].toml"
    policy.write_text(_policy(), encoding="utf-8")
    return Files(
        register,
        _csv(folder / "local \x07;=1.csv", [head, *notes]),
        _csv(folder / "pairs [link=x].csv", [["urn_a", "urn_b", "weight", "reason"], *pairs]),
        policy,
    )


def _school(place: int, texts: list[str]) -> dict[str, str]:
    text = texts[place]
    other = texts[-1 - place]
    changes = {
        "URN": str(FIRST_URN + place),
        "EstablishmentName": text,
        "LA (code)": AREA,
        "LA (name)": AUTHORITY,
        "DistrictAdministrative (name)": other,
        "Town": other,
        "Postcode": other,
        "Diocese (name)": other,
        "UrbanRural (name)": other if place % 7 == 0 else "Smaller rural: Further from a town",
        "Easting": str(540_000 + _APART_M * (place % _ROW)),
        # Some have nobody near and are left over.
        "Northing": str(110_000 + _APART_M * (place // _ROW) + 2_000 * place * (place % 11 == 10)),
    }
    if place % 6 == 0:
        changes |= {
            "TypeOfEstablishment (name)": "Academy converter",
            "EstablishmentTypeGroup (name)": "Academies",
            "TrustSchoolFlag (name)": "Supported by a multi-academy trust",
            "Trusts (code)": str(9_000 + place // 12),
            "Trusts (name)": other,
        }
    elif place % 6 == 3:
        changes |= {"Federations (code)": str(8_000 + place // 12), "Federations (name)": other}
    return school(**changes)


def _csv(path: Path, rows: list[list[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def _policy() -> str:
    said = "Says =1+1; <b>&amp; \\u001b[2J \\u009b1m \\u202e [red] own rule."
    return f'''
version = 1
date = 2026-01-01

[[rule]]
id = "own-rule"
forms = ["federation", "join-trust"]
applies = "always"
effect = "condition"
sentence = "{said}"
source = "{said}"
source_date = 2026-01-01
sure = "seen"
'''
