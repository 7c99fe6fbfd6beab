"""Write a run's tables as columns of short codes, the only data that the page's script reads."""

import json
from typing import Any

from geofinder.page import words
from geofinder.page.ahead import local_part
from geofinder.page.bound import bounded
from geofinder.page.coding import clean
from geofinder.page.ground import ground_part
from geofinder.page.groups_part import groups_part, members_of, ranked, reasons_part
from geofinder.page.pairs import pairs_part
from geofinder.page.plan_part import left_part, plan_part
from geofinder.page.ranked import order_part
from geofinder.page.saying import is_estimate
from geofinder.page.schools_part import schools_part
from geofinder.page.sentences import Sentences
from geofinder.page.ways import ways_part
from geofinder.result import RunResult

_ESCAPES = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


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
    table = ranked(result)
    members = members_of(result, table, place)
    sentences = Sentences()
    reasons_part(table, members, schools, sentences)
    return {
        "about": about(result),
        "words": _words(),
        "rules": _rules(result),
        "schools": schools_part(schools),
        "groups": groups_part(result, table, members, sentences),
        "pairs": pairs_part(result, members),
        "plan": plan_part(result, table["group_id"]),
        "leftOver": left_part(result, place, (table["group_id"], members), sentences),
        "local": local_part(result, place, table["group_id"]),
        "sentences": sentences.written(),
        "backdrop": ground_part(result),
        "ways": ways_part(result, place),
    }


def about(result: RunResult) -> dict[str, Any]:
    """Return the facts of the run that the script needs; the document states the others."""
    manifest = result.manifest
    return {
        "estimate": is_estimate(result.travel),
        "limitMin": manifest.get("settings", {}).get("max_minutes"),
        "order": order_part(manifest),
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
        "likelihoods": words.LIKELIHOODS,
    }


def _rules(result: RunResult) -> dict[str, dict[str, str]]:
    kept = ("sentence", "source", "source_date", "sure")
    return {
        rule: {key: clean(str(text[key])) for key in kept if text.get(key)}
        for rule, text in sorted(result.rules.items())
    }
