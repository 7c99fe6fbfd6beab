"""Write the files of a county in which every text, wherever it comes from, tries something."""

import csv
import json
import os
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pyproj

from geofinder.pipeline import Inputs
from geofinder.sealed import sealed
from geofinder.sources import FACTS_ENDING, sha256_of
from tests.gias.registers import school, write_links, write_register
from tests.page.hostile import ALL, EACH, IN_A_FILE, NOT_IN_XML, SETS, Set, of_file

STEP_M = 3_000.0
ACROSS = 15
CORNER = (500_000.0, 300_000.0)
_TO_DEGREES = pyproj.Transformer.from_crs(27700, 4326, always_xy=True)


def metres(spot: int) -> tuple[float, float]:
    """Return easting and northing of a place on the grid."""
    return CORNER[0] + (spot % ACROSS) * STEP_M, CORNER[1] + (spot // ACROSS) * STEP_M


def degrees(east: float, north: float) -> tuple[float, float]:
    """Return longitude and latitude."""
    lon, lat = _TO_DEGREES.transform(east, north)
    return float(lon), float(lat)


def inputs(folder: Path) -> Inputs:
    """Write all files into a folder and return them as a command takes them."""
    return Inputs(
        gias=tuple(
            _register(folder, ALL[at : at + IN_A_FILE]) for at in range(0, len(ALL), IN_A_FILE)
        ),
        links=_links(folder),
        boundaries=_outlines(folder),
        roads=_roads(folder),
        policy=_policy(folder),
        local=_table(folder, "local", ("urn", "note"), ((s.urn(0), s.text("note")) for s in ALL)),
        pairs=_table(folder, "pairs", ("urn_a", "urn_b", "weight", "reason"), _pairs()),
    )


def exclusions(folder: Path) -> Path:
    """Write the schools that a trust leaves aside, each with its reason."""
    rows = ((one.urn(4), one.text("aside")) for one in SETS)
    return _table(folder, "aside", ("urn", "reason"), rows)


def _register(folder: Path, sets: Sequence[Set]) -> Path:
    """Write the schools of some sets with rows that are left out, and what is known of the file.

    The first file's name ends in a byte that is no letter; what is known of every second stands
    in facts of its own, with half a character at their end.
    """
    rows = [row for one in sets for row in _rows(one)]
    first = sets[0].place
    name = os.fsencode(f"{first} {' '.join(map(of_file, sets))}") + b"\xff" * (not first) + b".csv"
    path = write_register(folder, *rows, name=os.fsdecode(name), encoding="utf-8")
    if first // IN_A_FILE % 2:
        told = " ".join(one.text("fetched") for one in sets)
        facts = sealed({"sha256": sha256_of(path), "attribution": f"{told} \ud83d."})
        beside = path.with_name(path.name + FACTS_ENDING)
        beside.write_text(json.dumps(json.loads(facts)), encoding="utf-8")
    elif first:
        ways = {"title": "title", "licence": "licence", "date": "date", "incomplete": "gaps"}
        lines = [
            f"{key} = {_toml(' '.join(one.text(way) for one in sets))}" for key, way in ways.items()
        ]
        with (folder / "sources.toml").open("a", encoding="utf-8") as sidecar:
            sidecar.write("\n".join([f"[{_toml(path.name)}]", *lines, ""]))
    return path


def _rows(one: Set) -> list[dict[str, str]]:
    common = {"LA (name)": one.text("authority"), "EstablishmentName": f"Out {one.place}"}
    closed = {"URN": f"{200_001 + one.place}", "EstablishmentStatus (name)": one.text("left out")}
    other = {
        "URN": f"{300_001 + one.place}",
        "TypeOfEstablishment (name)": one.text("no state school"),
        "EstablishmentTypeGroup (name)": "Independent schools",
    }
    return [
        *(_school(one, number) for number in range(EACH)),
        school(**common, **closed),
        school(**common, **other),
    ]


def _school(one: Set, number: int) -> dict[str, str]:
    east, north = metres(one.spots()[number])
    row = {
        "URN": str(one.urn(number)),
        "EstablishmentName": one.text("name") + (f" {number}" if number else ""),
        "LA (code)": str(800 + one.place),
        "LA (name)": one.text("authority"),
        "DistrictAdministrative (name)": one.text("district"),
        "Town": one.text("town"),
        "Postcode": one.text("postcode"),
        "TypeOfEstablishment (name)": one.text("type"),
        "ReligiousCharacter (name)": one.text("character"),
        "Diocese (name)": one.text("diocese"),
        "UrbanRural (name)": one.text("setting"),
        "Easting": f"{east + 20:.0f}",
        "Northing": f"{north + 20:.0f}",
    }
    federated = {
        "Federations (code)": one.text("federation id"),
        "Federations (name)": one.text("federation"),
    }
    trusted = {
        "EstablishmentTypeGroup (name)": "Academies",
        "TrustSchoolFlag (name)": "Supported by a multi-academy trust",
        "Trusts (code)": one.text("trust id"),
        "Trusts (name)": one.text("trust"),
    }
    alone = {
        "TrustSchoolFlag (name)": "Supported by a trust",
        "Trusts (code)": f"9{one.place}",
        "Trusts (name)": one.text("foundation"),
    }
    return school(**row, **(federated, federated, trusted, trusted, alone)[number])


def _links(folder: Path) -> Path:
    kind = {"Group Type (code)": "02", "Group Type": "Trust"}
    rows = [
        {
            **kind,
            "URN": str(one.urn(number)),
            "Group UID": one.text("foundation id"),
            "Group Name": one.text("linked"),
        }
        for one in ALL
        for number in (0, 1)
    ]
    path = write_links(folder, name="links.csv")
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [*rows[0], "Group Status"], restval="Open")
        writer.writeheader()
        writer.writerows(rows)
    return path


def _pairs() -> Iterable[tuple[object, ...]]:
    """Yield a wish for a set's first and others, and that its last never comes to its trust."""
    for one in ALL:
        yield from ((one.urn(0), one.urn(other), "0.5", one.text("wish")) for other in (1, 2, 4))
        yield one.urn(4), one.urn(2), "never", one.text("kept apart")


def _table(
    folder: Path, name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> Path:
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def _outlines(folder: Path) -> Path:
    """Write a square around each set's first school, whose name ends in half a character."""

    def square(one: Set) -> dict[str, object]:
        east, north = metres(one.spots()[0])
        corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
        ring = [degrees(east + 1_400 * x, north + 1_400 * y) for x, y in corners]
        return {
            "type": "Feature",
            "properties": {"name": f"{one.text('outline')} \ud83d"},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }

    path = folder / "outlines.geojson"
    features = [square(one) for one in ALL]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def _roads(folder: Path) -> Path:
    """Write a grid of roads with a school at each crossing, and a place and a river for each set.

    A set's schools stand along a road of its own.
    """
    spots = [spot for one in ALL for spot in one.spots()]
    points = {spot + 1: metres(spot) for spot in spots}
    lines: list[tuple[list[int], dict[str, str]]] = []
    tagged: dict[int, dict[str, str]] = {}
    for one in ALL:
        own = [spot + 1 for spot in one.spots()]
        lines.append((own, {"highway": "primary", "ref": one.text("road")}))
        east, north = metres(own[0] - 1)
        place, start, end = (1_000 * kind + own[0] for kind in (1, 2, 3))
        points |= {
            place: (east + 900, north + 1_000),
            start: (east + 300, north - 900),
            end: (east + 5_000, north - 900),
        }
        tagged[place] = {"place": "town", "name": one.text("place")}
        lines.append(([start, end], {"waterway": "river", "name": one.text("river")}))
    lines += [
        ([one + 1, other + 1], {"highway": "tertiary"})
        for one, other in pairwise(spots)
        if other % EACH == 0 and other % ACROSS
    ]
    lines += [
        ([spot + 1, spot + ACROSS + 1], {"highway": "tertiary"})
        for spot in spots
        if spot + ACROSS in spots
    ]
    nodes = ""
    for number, (east, north) in sorted(points.items()):
        lon, lat = degrees(east, north)
        tags = _tags(tagged.get(number, {}))
        nodes += f'<node id="{number}" version="1" lat="{lat:.7f}" lon="{lon:.7f}">{tags}</node>'
    ways = "".join(
        f'<way id="{number}" version="1">{"".join(f"<nd ref={quoteattr(str(n))}/>" for n in line)}'
        f"{_tags(tags)}</way>"
        for number, (line, tags) in enumerate(lines, start=1)
    )
    path = folder / "roads.osm"
    path.write_text(f'<osm version="0.6">{nodes}{ways}</osm>', encoding="utf-8")
    return path


def _tags(tags: dict[str, str]) -> str:
    return "".join(
        f"<tag k={quoteattr(key)} v={quoteattr(NOT_IN_XML.sub('', value))}/>"
        for key, value in tags.items()
    )


def _policy(folder: Path) -> Path:
    rules = [
        f'[[rule]]\nid = "tries-{one.place}"\nforms = ["collaboration"]\napplies = "always"\n'
        f'effect = "condition"\nsure = "seen"\nsentence = {_toml(f"Say {one.text('rule')}")}\n'
        f"source = {_toml(f'In {one.text("source")}')}\n"
        for one in ALL
    ]
    path = folder / "policy.toml"
    path.write_text("\n".join(["version = 1\ndate = 2026-11-21", *rules]), encoding="utf-8")
    return path


def _toml(text: str) -> str:
    """Return a text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
