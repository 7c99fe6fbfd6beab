"""Share a server, its addresses and a patient fetcher that does not really wait."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from geofinder.fetching import Book, Fetcher, Patience, Shelf, read_addresses
from geofinder.resources import data_path
from tests.fetching.server import Server, serving

TODAY = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
OFFICIAL = (
    "https://ea-edubase-api-prod.azurewebsites.net",
    "https://download.geofabrik.de",
    "https://services1.arcgis.com",
)


def register(rows: int = 3, *, encoding: str = "cp1252", name: str = "St Peter’s École") -> bytes:
    """Return an establishment file of so many rows."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(["URN", "EstablishmentName", "Town"])
    writer.writerows([100_000 + row, f"{name} {row}", "Lewes"] for row in range(rows))
    return stream.getvalue().encode(encoding)


@pytest.fixture
def server() -> Iterator[Server]:
    """Run a server that answers 404 until it is told otherwise."""
    with serving() as running:
        yield running


@pytest.fixture
def addresses(server: Server, tmp_path: Path) -> Path:
    """Return the shipped addresses, led to the server, with small files allowed."""
    text = data_path("addresses.toml").read_text(encoding="utf-8")
    for official in OFFICIAL:
        assert official in text
        text = text.replace(official, server.url)
    for many in ("fewest = 20000", "fewest = 5000", "fewest = 100"):
        assert many in text
        text = text.replace(many, "fewest = 1")
    path = tmp_path / "addresses.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def book(addresses: Path) -> Book:
    """Return the same, read."""
    return read_addresses(addresses)


@pytest.fixture
def pauses() -> list[float]:
    """Return the pauses that were asked for, in seconds."""
    return []


@pytest.fixture
def patience(pauses: list[float]) -> Patience:
    """Return a patience that notes its pauses and does not spend them."""
    return Patience(sleep=pauses.append, chance=lambda: 1.0, connect_s=20, read_s=20)


@pytest.fixture
def fetcher(tmp_path: Path, patience: Patience) -> Fetcher:
    """Return a fetcher with a shelf of its own, on a fixed day."""
    return Fetcher(shelf=Shelf(tmp_path / "fetched"), patience=patience, now=lambda: TODAY)


@pytest.fixture
def later(fetcher: Fetcher) -> Callable[[int], Fetcher]:
    """Return a function that gives the same fetcher some days later."""
    return lambda days: replace(fetcher, now=lambda: TODAY + dt.timedelta(days=days))
