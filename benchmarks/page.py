"""Set what the page costs beside the maps of other libraries, for a county and for England.

Run from the source tree: python -m benchmarks.page [--quick] [--data FOLDER]

Every page is opened from disk in Chromium, 1280 by 800 pixels, a few times, and the least of each
figure is told: other work on the machine can only add to it. (A country's by a peer: once.)

"idle s" is the clock's, from the start of the navigation to the end of the last time in which the
page's thread was busy for 50 ms or more, with its document and everything in it loaded; "at 4x" the
same with the processor slowed to a quarter. "zoom" is one step in, "first search" from the last
letter typed, and "filter" from the choice, to the second frame after the list says its new number.
Each is done once in a page that was just opened, in the order zoom, search, filter. A search has
the pause of 20 ms in it for which the page waits for the next letter; what it looks through was
made while the page was idle, which is in "idle CPU s" (a search typed sooner makes the rest
itself). "generate" is from the tables of a run to the text of its page, without writing it; "bytes
a school" are of the whole page. "CPU" are the processor's times, which other work on the machine
changes least: of this process for "generate", else of the page's thread alone; in brackets that of
one act, beside the clock's.

Peers load Leaflet and the like from the network: here it is answered from disk, with nothing where
a file is not at hand (fonts, icons, tiles), which can only make them quicker. Their size is without
what they load. They show the same schools with four facts each, no groups, no search, no filter.
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser

from benchmarks.peers.areas import DATA, missing
from benchmarks.peers.browsing import Act, browser, cost
from benchmarks.peers.countries import country, county
from benchmarks.peers.maps import acts, answer, clustered, explored, install
from geofinder.page import render_page
from geofinder.result import RunResult

HEAD = ("schools", "page", "groups", "MB", "bytes a school", "generate CPU s", "idle s",
        "idle CPU s", "idle at 4x s", "first search ms (CPU)", "filter ms (CPU)", "zoom ms (CPU)",
        "requests")  # fmt: skip
MB = 1e6
_MANY = 10_000
"""A page of so many schools by another library takes a minute to open: once is enough."""
ROADS = DATA.parent / "roads" / "rutland.osm.pbf"


class Subject(NamedTuple):
    """A page to measure: how it is made, and what a reader does on it."""

    title: str
    make: Callable[[], str]
    acts: Callable[[str], dict[str, Act]]
    schools: int
    groups: int | None
    needs: str = ""


def ours(_: str) -> dict[str, Act]:
    """Return what a reader does on our page, in this order: all groups, a step in, find, narrow."""
    return {
        "list": Act("document.getElementById('tab-groups').click()", "#count"),
        "zoom": Act("map_geofinder.setZoom(map_geofinder.getZoom() + 1, { animate: false })"),
        "search": Act(_typed("church"), "#count"),
        "filter": Act(_chosen("filter-pattern"), "#count"),
    }


def _typed(text: str) -> str:
    return (
        "const box = document.getElementById('q'); "
        f"box.value = '{text}'; box.dispatchEvent(new Event('input'))"
    )


def _chosen(key: str) -> str:
    return (
        f"const field = document.getElementById('{key}'); "
        "field.value = [...field.options].find((option) => option.value).value; "
        "field.dispatchEvent(new Event('change'))"
    )


def subjects(result: RunResult) -> Iterator[Subject]:
    """Yield our page and those of the others for the schools of a run."""
    schools = result.schools
    size, groups = len(schools), len(result.candidates)
    yield Subject("geofinder", lambda: render_page(result), ours, size, groups)
    needs = "matplotlib and mapclassify"
    yield Subject("gdf.explore()", lambda: explored(schools), acts, size, None, needs)
    yield Subject("folium MarkerCluster", lambda: clustered(schools), acts, size, None)


def measured(of: Browser, area: str, subject: Subject, *, runs: int) -> tuple[str, ...]:
    """Return the line of one page."""
    start = time.process_time()
    page = subject.make()
    generate_s = time.process_time() - start
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "index.html"
        file.write_text(page, encoding="utf-8")
        tries = runs if subject.groups is not None or subject.schools < _MANY else 1
        found = cost(of, file, subject.acts(page), answers=answer, runs=tries)
    size = len(page.encode())
    times = [found.acts_ms.get(name) for name in ("search", "filter", "zoom")]
    return (
        f"{area}, {subject.schools:,}",
        subject.title,
        "-" if subject.groups is None else f"{min(subject.groups, 5_000):,}",
        f"{size / MB:.2f}",
        f"{size / subject.schools:,.0f}",
        f"{generate_s:.2f}",
        f"{found.idle_s:.2f}",
        f"{found.busy_s:.2f}",
        f"{found.slow_idle_s:.2f}",
        *("-" if value is None else f"{value[0]:.0f} ({value[1]:.0f})" for value in times),
        str(found.requests),
    )


def areas(given: argparse.Namespace) -> Iterator[tuple[str, RunResult]]:
    """Yield the areas whose pages are made, and their runs."""
    lacks = missing(given.data)
    yield "East Sussex", county()
    if lacks or not ROADS.is_file():
        print(f"No county with roads: {lacks or f'{ROADS} is not there'}.")
    else:
        yield "Rutland, with roads", county("Rutland", data=given.data, roads=ROADS)
    if given.quick:
        return
    if lacks:
        print(f"{lacks}: a made-up country stands in for England; name the folder with --data.")
    yield "a made-up country" if lacks else "England", country(None if lacks else given.data)


def chromium() -> str | None:
    """Return the path of a browser, None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
    return next((path for path in map(shutil.which, names) if path), None)


def told() -> str:
    """Return the words on what each figure is, which are printed with the table."""
    return (__doc__ or "").partition("\n\n")[2].partition("\n\n")[2].strip()


def main() -> None:
    """Print what each figure is, and the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="the counties alone")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the two national files")
    parser.add_argument("--runs", type=int, default=3, help="how often each page is opened")
    given = parser.parse_args()
    path = chromium()
    if path is None:
        print("Skipped: no Chromium was found.")
        return
    lacking = install()
    if lacking:
        print(f"{lacking}.")
    print(f"\n{told()}\n")
    print("The groups of England are made up of near schools, not searched for, as is its plan.\n")
    with browser(path) as opened:
        print("| " + " | ".join(HEAD) + " |\n|" + "---|" * len(HEAD), flush=True)
        for area, result in areas(given):
            for subject in subjects(result):
                if subject.needs and not all(map(find_spec, subject.needs.split(" and "))):
                    print(f"Left out: {subject.title}, which needs {subject.needs}.")
                    continue
                line = measured(opened, area, subject, runs=given.runs)
                print("| " + " | ".join(line) + " |", flush=True)


if __name__ == "__main__":
    main()
