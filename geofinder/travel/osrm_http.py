"""Ask an OSRM server, and believe nothing that it answers before it was checked."""

import json
import time
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import numpy as np
import requests

from geofinder.errors import TravelError, UsageError
from geofinder.travel.answers import cells, drive_of, no_number, snapped_m
from geofinder.travel.blocks import Drive, Tables
from geofinder.travel.router import Floats, Indices

TRIES = 5
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
CONNECT_S = 10.0
ANSWER_S = 120.0
WORDS = 200
TOO_LONG = (413, 414, 431)
TOO_MANY = 429
SERVER_FAULT = 500
RIGHT = 200
NO_ROUTE = "NoRoute"


class _TooBigError(Exception):
    """The server takes fewer points at once."""


class HttpEngine:
    """An OSRM server's table service."""

    def __init__(
        self,
        url: str,
        *,
        most_sources: int = 100,
        most_destinations: int = 100,
        first_pause_s: float = FIRST_PAUSE_S,
    ) -> None:
        """Name the server; nothing is asked of it yet.

        Args:
            url: the server's address, with the path before ``/table/v1`` if there is one.
            most_sources: the most sources asked at once; a server's own limit is learned from it.
            most_destinations: the most destinations asked at once.
            first_pause_s: the wait before the first new try; each further one is twice as long.

        Raises:
            UsageError: ``url`` is not the address of a server.
        """
        self._base, self.shown = _server(url)
        self.most_sources = most_sources
        self.most_destinations = most_destinations
        self._first_pause_s = first_pause_s
        self._most_cells = most_sources * most_destinations
        self._session = requests.Session()

    def __getstate__(self) -> dict[str, Any]:
        """Go to another process without the open connections."""
        return {name: value for name, value in vars(self).items() if name != "_session"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Arrive there with connections of its own."""
        vars(self).update(state)
        self._session = requests.Session()

    @property
    def sentence(self) -> str:
        """Say in plain words how the minutes were measured."""
        return (
            f"Road minutes by car from the OSRM server at {self.shown}: its own roads, of a date "
            "it does not tell, and its own speeds, without the queues of the school run."
        )

    @property
    def source(self) -> dict[str, Any]:
        """Return the same as JSON-ready facts."""
        return {"method": "road", "url": self.shown, "engine": "OSRM server", "profile": "driving"}

    def table(self, points: Floats, sources: Indices, destinations: Indices) -> Tables:
        """Answer for every source and destination; see ``Engine.table``."""
        if len(sources) * len(destinations) > self._most_cells:
            return self._halved(points, sources, destinations)
        try:
            return self._ask(points, sources, destinations)
        except _TooBigError as error:
            cells = len(sources) * len(destinations)
            if cells <= 1:
                message = f"{self._name} does not take even one pair of schools: {error}."
                raise TravelError(message) from error
            self._most_cells = cells // 2
            return self._halved(points, sources, destinations)

    def route(self, start: Floats, end: Floats) -> Drive | None:
        """Return the fastest way between two points; see ``Engine.route``."""
        coordinates = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in (start, end))
        query = {"geometries": "polyline6", "overview": "full", "generate_hints": "false"}
        try:
            answer = self._get(f"{self._base}/route/v1/driving/{coordinates}", query)
        except _TooBigError as error:
            message = f"{self._name} does not take even one route: {error}."
            raise TravelError(message) from error
        if answer["code"] == NO_ROUTE:
            return None
        routes = answer.get("routes")
        try:
            return drive_of(routes[0] if isinstance(routes, list) and routes else None)
        except (ValueError, OverflowError) as error:
            message = f"{self._name} sent an answer that cannot be used: {error}."
            raise TravelError(message) from error

    @property
    def _name(self) -> str:
        return f"The OSRM server at {self.shown}"

    def _halved(self, points: Floats, sources: Indices, destinations: Indices) -> Tables:
        """Ask for two halves; points of neither kind (a block's anchors) stay in both."""
        anchors = np.setdiff1d(np.arange(len(points)), np.union1d(sources, destinations))
        by_source = len(sources) >= len(destinations)
        halves = [
            self._part(points, sources=part, destinations=destinations, anchors=anchors)
            if by_source
            else self._part(points, sources=sources, destinations=part, anchors=anchors)
            for part in np.array_split(sources if by_source else destinations, 2)
        ]
        axis = 0 if by_source else 1
        return Tables(
            np.concatenate([half.duration_s for half in halves], axis=axis),
            np.concatenate([half.distance_m for half in halves], axis=axis),
            _joined([half.source_snapped_m for half in halves], whole=by_source),
            _joined([half.destination_snapped_m for half in halves], whole=not by_source),
        )

    def _part(
        self, points: Floats, *, sources: Indices, destinations: Indices, anchors: Indices
    ) -> Tables:
        used = np.union1d(sources, destinations)
        return self.table(
            points[np.concatenate([used, anchors])],
            np.searchsorted(used, sources),
            np.searchsorted(used, destinations),
        )

    def _ask(self, points: Floats, sources: Indices, destinations: Indices) -> Tables:
        coordinates = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in points.tolist())
        answer = self._get(
            f"{self._base}/table/v1/driving/{coordinates}",
            {
                "sources": ";".join(map(str, sources.tolist())),
                "destinations": ";".join(map(str, destinations.tolist())),
                "annotations": "duration,distance",
                "generate_hints": "false",
            },
        )
        shape = len(sources), len(destinations)
        try:
            duration_s = cells(answer, "durations", shape)
            distance_m = cells(answer, "distances", shape)
            if not np.array_equal(np.isnan(duration_s), np.isnan(distance_m)):
                message = "it gives minutes without a distance, or a distance without minutes"
                raise ValueError(message)  # noqa: TRY301 (one place words every wrong answer)
            return Tables(
                duration_s,
                distance_m,
                snapped_m(answer, "sources", shape[0]),
                snapped_m(answer, "destinations", shape[1]),
            )
        except (ValueError, OverflowError) as error:
            message = f"{self._name} sent an answer that cannot be used: {error}."
            raise TravelError(message) from error

    def _get(self, url: str, query: dict[str, str]) -> dict[str, Any]:
        """Ask with patience: a lost connection or an overloaded server may come back."""
        pause_s = self._first_pause_s
        words = ""
        for left in reversed(range(TRIES)):
            asked_s = pause_s
            try:
                response = self._session.get(url, params=query, timeout=(CONNECT_S, ANSWER_S))
            except requests.RequestException as error:
                words = _cause(error)
            else:
                if response.status_code < SERVER_FAULT and response.status_code != TOO_MANY:
                    return self._read(response)
                words = f"status {response.status_code}, {_said(response)}"
                asked_s = max(pause_s, _retry_after_s(response))
            if left:
                time.sleep(min(asked_s, LONGEST_PAUSE_S))
            pause_s *= 2
        message = (
            f"{self._name} did not answer in {TRIES} tries: {words}. "
            "Check that it runs and that the address given to --osrm-url is right."
        )
        raise TravelError(message)

    def _read(self, response: requests.Response) -> dict[str, Any]:
        if response.status_code in TOO_LONG:
            raise _TooBigError(_said(response))
        try:
            answer = json.loads(response.content, parse_constant=no_number)
        except (ValueError, RecursionError) as error:
            message = (
                f"{self._name} answered with status {response.status_code} and something that is "
                f"not an OSRM answer: {_said(response)}. Check the address given to --osrm-url."
            )
            raise TravelError(message) from error
        code = answer.get("code") if isinstance(answer, dict) else None
        if code == "TooBig":
            raise _TooBigError(_said(response))
        if code == NO_ROUTE:
            return dict(answer)
        if code != "Ok" or response.status_code != RIGHT:
            said = _said(response)
            message = f"{self._name} refused (status {response.status_code}): {said}."
            raise TravelError(message)
        return dict(answer)


def _server(url: str) -> tuple[str, str]:
    """Return the address to ask and the address to show, which never holds a password."""
    wrong = ""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        message = f"--osrm-url {url!r} is not an address: {error}."
        raise UsageError(message) from error
    if parts.scheme not in {"http", "https"}:
        wrong = "it must start with http:// or https://"
    elif not parts.hostname:
        wrong = "it names no server"
    elif parts.query or parts.fragment:
        wrong = "leave out everything from the ? or # on"
    elif "/table/" in parts.path or "/route/" in parts.path:
        wrong = "give the server only, without /table/v1/..."
    elif any(character.isspace() or not character.isprintable() for character in url):
        wrong = "it holds a space or a control character"
    if wrong:
        shown = url.rpartition("@")[2] if "@" in url else url
        message = (
            f"--osrm-url {shown!r} is not the address of an OSRM server: {wrong}. "
            "Example: http://localhost:5000"
        )
        raise UsageError(message)
    path = parts.path.rstrip("/")
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else str(parts.hostname)
    place = host if port is None else f"{host}:{port}"
    base = urlunsplit((parts.scheme, parts.netloc, path, "", ""))
    return base, urlunsplit((parts.scheme, place, path, "", ""))


def _joined(parts: list[Floats], *, whole: bool) -> Floats:
    """Return both halves of what was split, or the one copy of what was not."""
    return np.concatenate(parts) if whole else parts[0]


def _said(response: requests.Response) -> str:
    """Quote the start of what the server said, without control characters."""
    words = " ".join(response.content[: 4 * WORDS].decode("utf-8", "replace").split())
    return repr(words[:WORDS] + ("..." if len(words) > WORDS else "")) if words else "nothing said"


def _cause(error: BaseException) -> str:
    """Return the plain reason at the bottom of a chain of connection errors."""
    while error.__context__ is not None or error.__cause__ is not None:
        error = error.__cause__ or error.__context__ or error
    return str(error)[:WORDS] or type(error).__name__


def _retry_after_s(response: requests.Response) -> float:
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isdecimal() else 0.0
