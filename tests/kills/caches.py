"""Name the caches that a kill may catch half-filled: networks, the map's ground, fetched files."""

import os
import time
from pathlib import Path

import shapely

from geofinder import kept
from geofinder.backdrop import read_backdrop
from geofinder.fetching import Fetcher, Patience, Shelf, fetch, read_addresses
from geofinder.fetching.copying import put_copy
from geofinder.resources import data_path
from geofinder.travel.network import UNFINISHED, road_network, whole_network
from tests.fetching.conftest import OFFICIAL, TODAY, register
from tests.fetching.server import file_of, serving
from tests.kills.kinds import MIXED, NOTHING, Kind
from tests.travel.made_up_roads import write_roads

_ROWS = {"old": 3, "new": 3_000, "third": 4}
_BOX = shapely.box(495_000, 295_000, 525_000, 325_000)


def caches(work: Path) -> list[Kind]:
    """Return the caches that need roads; ``work`` is a folder for those."""
    roads = write_roads(work / "made-up.osm")

    def network(place: Path, _: str) -> None:
        road_network(roads, cache_dir=place)

    def network_there(place: Path) -> str:
        folder = place / "networks"
        whole = [
            path
            for path in (folder.iterdir() if folder.is_dir() else ())
            if path.is_dir() and UNFINISHED not in path.name
        ]
        return "new" if whole and _network_is_whole(whole) else MIXED if whole else NOTHING

    def ground(place: Path, _: str) -> None:
        read_backdrop(roads, around=_BOX, cache_dir=place)

    def ground_there(place: Path) -> str:
        found = list((place / "backdrops").glob("*.kept"))
        try:
            return "new" if found and kept.take(found[0]) is not None else NOTHING
        except kept.NotKeptError:
            return MIXED

    return [
        Kind(
            name="road network",
            weight=0.6,
            write=network,
            look=network_there,
            stage=lambda place: int(any((place / "networks").glob(f"*{UNFINISHED}*"))),
            litter=lambda place: [p.name for p in (place / "networks").glob(f"*{UNFINISHED}*")],
            old=False,
            last="new",
        ),
        Kind(
            name="ground of the map",
            write=ground,
            look=ground_there,
            stage=lambda place: int(any((place / "backdrops").glob(".unfinished-*"))),
            litter=lambda _: [],
            old=False,
            last="new",
        ),
    ]


def _network_is_whole(folders: list[Path]) -> bool:
    return all(whole_network(folder) is not None for folder in folders)


def fetching(work: Path) -> list[Kind]:
    """Return the shelf of fetched files, and a copy from it, with a server in a process of its own.

    The server sends what the file ``work / "served"`` tells.
    """
    served = work / "served"
    text = data_path("addresses.toml").read_text(encoding="utf-8")
    url = _server(served, work / "url")
    for official in OFFICIAL:
        text = text.replace(official, url)
    for many in ("fewest = 20000", "fewest = 5000", "fewest = 100"):
        text = text.replace(many, "fewest = 1")
    (work / "addresses.toml").write_text(text, encoding="utf-8")
    book = read_addresses(work / "addresses.toml")
    patience = Patience(sleep=lambda _: None, chance=lambda: 1.0, connect_s=60, read_s=60)

    def fetcher(place: Path) -> Fetcher:
        return Fetcher(shelf=Shelf(place / "fetched"), patience=patience, now=lambda: TODAY)

    def shelf(place: Path, version: str) -> None:
        served.write_text(version, encoding="utf-8")
        fetch(book.gias, fetcher(place))

    def shelf_version(place: Path) -> str:
        kept = Shelf(place / "fetched").kept("gias")
        return NOTHING if kept is None else _version(kept.path)

    def copy(place: Path, version: str) -> None:
        shelf(place, version)
        put_copy(fetch(book.gias, fetcher(place), offline=True).kept, place / "out" / "gias.csv")

    def copy_version(place: Path) -> str:
        return _version(place / "out" / "gias.csv")

    def shelf_litter(place: Path) -> list[str]:
        slot = place / "fetched" / "gias"
        return [p.name for p in slot.iterdir() if p.name != ".lock"][1:]

    return [
        Kind(
            name="fetch",
            write=shelf,
            look=shelf_version,
            stage=lambda place: int((place / "fetched" / "gias" / "unfinished").exists()),
            litter=shelf_litter,
        ),
        Kind(
            name="fetch --out",
            write=copy,
            look=copy_version,
            stage=lambda place: 2 * (place / "out" / ".gias.csv.unfinished").exists(),
            litter=lambda place: [
                *shelf_litter(place),
                *sorted(p.name for p in (place / "out").iterdir())[2:],
            ],
        ),
    ]


def _version(path: Path) -> str:
    content = path.read_bytes()
    return next((v for v, rows in _ROWS.items() if content == register(rows)), MIXED)


def _server(served: Path, told: Path) -> str:
    """Start a server that ends with this process; return its address."""
    parent = os.getpid()
    if os.fork() == 0:
        with serving() as server:
            server.behave = lambda asked: file_of(
                asked, register(_ROWS[version := served.read_text()]), etag=f'"{version}"'
            )
            told.with_suffix(".new").write_text(server.url, encoding="utf-8")
            told.with_suffix(".new").replace(told)
            while os.getppid() == parent:
                time.sleep(0.2)
        os._exit(0)
    while not told.exists():
        time.sleep(0.01)
    return told.read_text(encoding="utf-8")
