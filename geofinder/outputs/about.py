"""Say in plain lines what a run is, when and how it was made, and what it is not."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from geofinder.outputs.flat import clean_text, tables_of
from geofinder.result import RunResult

CAVEAT = (
    "These are candidates, not proposals: groups that could exist by place, age range and law. "
    "Nothing here says that a school is willing, good, or has a vacancy. Check the register and "
    "talk to the schools, their diocese and the local authority before anything is decided."
)
REGISTER_LICENCE = (
    "Register of schools: Get Information about Schools (GIAS), Department for Education. Contains "
    "public sector information licensed under the Open Government Licence v3.0."
)
ROADS_LICENCE = (
    "Road travel: © OpenStreetMap contributors, Open Database Licence (ODbL) 1.0, routed by OSRM."
)
MISSING = (
    "An empty cell means: not recorded in the register, or, in travel, that no route was found. "
    "It never means zero."
)

_PLAIN = ("kind", "detail", "reason")


class Sheets(NamedTuple):
    """What a spreadsheet is: a sentence on it, and its sheets with a sentence on each."""

    what: str
    sheets: Sequence[tuple[str, str]]
    by_road: bool


def about_lines(result: RunResult, *, cut: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return (label, text) lines; ``cut`` gives the rows of each table too long for a sheet."""
    sheets = Sheets(
        what=f"geofinder: candidate groups of schools for {result.area_name}",
        sheets=[(table.name, table.sentence) for table in tables_of(result)],
        by_road=bool((result.travel["method"] == "road").any()) or result.backdrop is not None,
    )
    return sheet_lines(result.manifest, sheets, cut=cut)


def sheet_lines(
    manifest: Mapping[str, Any], sheets: Sheets, *, cut: Mapping[str, int]
) -> list[tuple[str, str]]:
    """Return the (label, text) lines of any command's spreadsheet."""
    lines = [
        ("What", sheets.what),
        ("Made on", str(manifest.get("run_date", "not recorded"))),
        ("By", f"geofinder {manifest.get('version', 'of unknown version')}"),
        ("Please note", CAVEAT),
        *_proof(manifest),
        *_local_data(manifest),
        ("Travel", str(_mapping(manifest.get("travel")).get("sentence", "not recorded"))),
        *_order(manifest),
        *(("Source", _named(source)) for source in _listed(manifest.get("sources"))),
        ("Empty cells", MISSING),
        *(("Sheet", f"{name}: {sentence}") for name, sentence in sheets.sheets),
        *((("Cut", _cut_line(name, rows)) for name, rows in cut.items())),
        ("Licence", REGISTER_LICENCE),
        *([("Licence", ROADS_LICENCE)] if sheets.by_road else []),
        ("Settings", _words(manifest.get("settings"))),
        *(("Note", str(note)) for note in _listed(manifest.get("notes"))),
        *(("No road near", _named(school)) for school in _listed(manifest.get("unsnappable"))),
        *(("No route", _words(pair)) for pair in _listed(manifest.get("no_route"))),
        *(("Left out", _named(school)) for school in _listed(manifest.get("left_out"))),
    ]
    return [(label, clean_text(text)) for label, text in lines]


def _proof(manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    sentence = _mapping(manifest.get("plan")).get("sentence")
    return [("Plan", str(sentence))] if sentence else []


def _order(manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    sentence = _mapping(manifest.get("order")).get("sentence")
    return [("Order", str(sentence))] if sentence else []


def _local_data(manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    local = _mapping(manifest.get("local"))
    return [("Local data", str(local["sentence"]))] if local.get("used") else []


def _cut_line(name: str, rows: int) -> str:
    return (
        f"The sheet {name} ends early, or this file would be too long to open: the table has "
        f"{rows:,} rows. "
        f"All of them are in {name}.csv."
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _listed(value: object) -> list[Any]:
    if isinstance(value, Mapping):
        return [{"name": name, **_mapping(entry)} for name, entry in sorted(value.items())]
    return list(value) if isinstance(value, list | tuple) else []


def _named(value: object) -> str:
    """Return a manifest's entry with what it is called first, and no checksum."""
    entry = {key: part for key, part in _mapping(value).items() if part not in (None, "", [])}
    called = [str(entry.pop(key)) for key in ("title", "name") if key in entry]
    for checksum in ("sha256", "published_sha256"):
        entry.pop(checksum, None)
    rest = [
        _words(part) if key in _PLAIN else f"{key}: {_words(part)}" for key, part in entry.items()
    ]
    return ", ".join([*called, *rest]) or _words(value)


def _words(value: object) -> str:
    """Return settings and the like as ``key: value`` pairs, one after another."""
    if isinstance(value, Mapping):
        pairs = ((key, part) for key, part in sorted(value.items()))
        return ", ".join(
            f"{key} ({_words(part)})" if isinstance(part, Mapping) else f"{key}: {_words(part)}"
            for key, part in pairs
        )
    if isinstance(value, list | tuple):
        return ", ".join(_words(part) for part in value)
    return "not recorded" if value is None else str(value)
