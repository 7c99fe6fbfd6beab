"""Fill docs/licences.md: whose work geofinder is made with, and under which licence.

    python scripts/make-licences.py            writes it, from what is installed
    python scripts/make-licences.py --check    compares, changes nothing, exits 1 if it is stale

A licence is read from a package's metadata; where these name none, from the licence's own text. One
that nobody can name makes the command fail.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "licences.md"
UNKNOWN = "NOT KNOWN"

# Packages of the lock that are installed on another system only, with what their metadata say.
ELSEWHERE = {"colorama": "BSD-3-Clause"}
# What metadata say in their own words.
SPOKEN = {
    "Apache 2.0": "Apache-2.0",
    "ISC License": "ISC",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
# What tells a licence's text from others, the more particular first.
TEXTS = (
    ("Mozilla Public License Version 2.0", "MPL-2.0"),
    ("Apache License Version 2.0", "Apache-2.0"),
    ("Permission is hereby granted, free of charge", "MIT"),
    ("may be used to endorse or promote products", "BSD-3-Clause"),
    ("Redistribution and use in source and binary forms", "BSD-2-Clause"),
)
SPDX = re.compile(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*")
COPYLEFT = re.compile(r"GPL|MPL|EPL|CDDL|EUPL|OSL|CC-BY-SA|ODbL")

# Libraries in C and Fortran that the wheels for Linux carry; their metadata name some of them.
CARRIED = (
    ("numpy", "OpenBLAS", "BSD-3-Clause", ("scipy_openblas64_",)),
    ("osrm-bindings", "OSRM and what it is built with", "BSD-2-Clause (OSRM)", ()),
    (
        "pyogrio",
        "GDAL; built into it GEOS, PROJ, SQLite and others",
        "MIT (GDAL), LGPL-2.1-only (GEOS)",
        ("gdal",),
    ),
    ("pyproj", "PROJ", "MIT", ("proj",)),
    ("pyproj", "SQLite", "public domain", ("sqlite3",)),
    ("pyproj", "libtiff", "libtiff", ("tiff",)),
    ("pyproj", "curl", "curl", ("curl",)),
    ("pyproj", "nghttp2", "MIT", ("nghttp2",)),
    (
        "scikit-learn",
        "GNU OpenMP",
        "GPL-3.0-or-later WITH GCC-exception-3.1",
        ("gomp",),
    ),
    ("scipy", "OpenBLAS", "BSD-3-Clause", ("scipy_openblas",)),
    (
        "scipy",
        "GNU Fortran and quadmath runtimes",
        "GPL-3.0-or-later WITH GCC-exception-3.1, LGPL-2.1-or-later (quadmath)",
        ("gfortran", "quadmath"),
    ),
    ("shapely", "GEOS", "LGPL-2.1-only", ("geos", "geos_c")),
)
ASSETS = {"SEE LICENSE IN README.md AND LICENSE": "Bitstream-Vera; changes in the public domain"}


class Package(NamedTuple):
    """One locked package."""

    name: str
    version: str
    licence: str
    read_from: str


def main() -> None:
    """Run the command."""
    run = _pins("run.txt")
    run_packages = [_package(*pin) for pin in run.items()]
    dev_packages = [_package(*pin) for pin in _pins("dev.txt").items() if pin[0] not in run]
    unknown = [each.name for each in (*run_packages, *dev_packages) if each.licence == UNKNOWN]
    if unknown:
        sys.exit(f"No licence is known of {', '.join(unknown)}: look, and name it in this script.")
    before = TARGET.read_text(encoding="utf-8")
    text = _filled(before, _tables(run_packages, dev_packages))
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text, encoding="utf-8")
    elif before != text:
        sys.exit(f"{TARGET.relative_to(ROOT)} is stale. Write it anew: make licences")


def _pins(lock: str) -> dict[str, str]:
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9.\-]+)(?:\[.*\])?==([^ ;]+)", text, re.MULTILINE))


def _package(name: str, version: str) -> Package:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        licence = ELSEWHERE.get(name, UNKNOWN)
        return Package(name, version, licence, "by hand: not installed on Linux")
    if found.version != version:
        sys.exit(f"{name} {found.version} is installed and {version} is locked: make .venv anew.")
    return Package(name, version, *_licence(found))


def _licence(package: Distribution) -> tuple[str, str]:
    """Return a package's licence, and what told it."""
    told = package.metadata
    said = [told.get("License-Expression"), told.get("License"), *told.get_all("Classifier", [])]
    for words in said:
        name = SPOKEN.get(words or "", words or "")
        if SPDX.fullmatch(name) and name not in {"BSD", UNKNOWN}:
            return name, "metadata"
    for words in (told.get("License") or "", *_texts(package)):
        plain = " ".join(words.split())
        name = next((name for mark, name in TEXTS if mark in plain), "")
        if name:
            return name, "its text"
    return UNKNOWN, ""


def _texts(package: Distribution) -> Iterator[str]:
    for file in sorted(package.files or [], key=str):
        if ".dist-info" in str(file) and file.name.lower().startswith(("licen", "copying")):
            yield Path(str(file.locate())).read_text(encoding="utf-8", errors="replace")


def _filled(text: str, tables: dict[str, str]) -> str:
    """Return the page with each marked part, ``<!-- name -->`` to its end mark, written anew."""
    for name, table in tables.items():
        start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, _, rest = text.partition(start)
        _, found, after = rest.partition(end)
        if not found:
            sys.exit(f"{TARGET.name} lacks its marks {start} and {end}.")
        text = f"{before}{start}\n{table}{end}{after}"
    return text


def _tables(run: list[Package], dev: list[Package]) -> dict[str, str]:
    columns = ("package", "version", "licence", "read from")
    carried = [(package, what, licence) for package, what, licence, _ in CARRIED]
    return {
        "run": _table(columns, run),
        "carried": _table(("package", "carries", "licence"), carried),
        "assets": _table(("asset", "licence"), _assets()),
        "dev": _table(columns, dev),
        "tools": _page_tools(),
    }


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    marked = [(f"{name}{_mark(' '.join(rest))}", *rest) for name, *rest in sorted(rows)]
    lines = [columns, ["---"] * len(columns), *marked]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _mark(licence: str) -> str:
    return " †" if COPYLEFT.search(licence) else ""


def _assets() -> list[tuple[str, str]]:
    manifest = ROOT / "geofinder" / "page" / "vendor" / "manifest.json"
    files = json.loads(manifest.read_text(encoding="utf-8"))["files"]
    named = {file["package"]: file["licence"] for file in files}
    return [(package, ASSETS.get(licence, licence)) for package, licence in named.items()]


def _page_tools() -> str:
    """Count the licences of what checks the page's script; none of it is passed on."""
    lock = ROOT / "scripts" / "page" / "package-lock.json"
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    counts = Counter(entry.get("license", UNKNOWN) for path, entry in packages.items() if path)
    return _table(("licence", "packages"), [(name, str(count)) for name, count in counts.items()])


if __name__ == "__main__":
    main()
