"""Put a question to a routing server with patience, and tell its answers from all else."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

import geofinder
from geofinder import connections
from geofinder.connections import NETWORK_ERRORS, is_untrusted, retry_after_s
from geofinder.errors import TravelError
from geofinder.letters import shown
from geofinder.travel.address import is_this_machine, redirected_to, server_address, without_user
from geofinder.travel.answers import no_number

TRIES = 5
WORDS = 200
PIECE = 65_536
TOO_LONG = (413, 414, 431)
TOO_MANY = 429
REDIRECTS = range(300, 400)
SERVER_FAULT = 500
RIGHT = 200
ANSWERS = ("Ok", "NoRoute")
_MB = 1_000_000
_S_PER_MINUTE = 60.0
_NO_OSRM = "Check that it is OSRM 5.18 or newer, and the address given to --osrm-url."
CURES: dict[object, str] = {
    401: "It wants a user and a password: http://USER:PASSWORD@HOST.",
    403: "It does not let you in: ask who runs it.",
    404: "Check the address given to --osrm-url, with the path before /table/v1 if there is one.",
    407: "Your network's proxy wants a user and a password: name them in HTTP_PROXY.",
    "NoSegment": "It has no road near a school: it is probably a server of another place.",
    "NoTable": "Its network may be damaged, or of another place.",
    "DisabledDataset": "It runs without a part of its data: start it with its routes' geometry.",
} | dict.fromkeys(("InvalidUrl", "InvalidService", "InvalidVersion", "InvalidQuery"), _NO_OSRM)


class TooBigError(Exception):
    """The server takes fewer points at once."""


class _PassingError(Exception):
    """It may go better soon."""

    def __init__(self, words: str, *, after_s: float = 0.0) -> None:
        super().__init__(words)
        self.after_s = after_s


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long to wait for what.

    Attributes:
        first_pause_s: the wait before the second try; each further one is twice as long.
        longest_asked_s: a server that asks to come back later than this is left for then.
        answer_s: for a whole answer, and for each moment of silence before it begins.
        wait: waits so many seconds, or until the event is set; it can be replaced.
    """

    tries: int = TRIES
    first_pause_s: float = 0.5
    longest_asked_s: float = 120.0
    connect_s: float = 10.0
    answer_s: float = 60.0
    wait: Callable[[threading.Event, float], object] = threading.Event.wait


class Server:
    """A server under an address, asked by any number of threads.

    Attributes:
        shown: its address, never with a password.
        data_version: the date of its roads: None before it is asked, empty if it does not tell.
        waited_out: how often it failed and then answered after all.
        changed: whether it told two dates of its roads.
    """

    def __init__(self, url: str, patience: Patience) -> None:
        """Name the server; nothing is asked of it yet.

        Raises:
            UsageError: ``url`` is not the address of a server.
        """
        self._base, self.shown = server_address(url)
        self._patience = patience
        self.data_version: str | None = None
        self._open()

    def _open(self) -> None:
        self.waited_out = 0
        self.changed = False
        self.stopped = threading.Event()
        self._own = threading.local()

    def __getstate__(self) -> dict[str, Any]:
        """Go to another process without the open connections."""
        kept = {"_base", "shown", "_patience", "data_version"}
        return {name: value for name, value in vars(self).items() if name in kept}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Arrive there with connections of its own."""
        vars(self).update(state)
        self._open()

    @property
    def name(self) -> str:
        """Return what messages call it."""
        return f"The OSRM server at {self.shown}"

    def get(self, path: str, query: dict[str, str], *, most_bytes: int) -> dict[str, Any]:
        """Return the server's answer: an object whose code is one of ``ANSWERS``.

        Raises:
            TooBigError: it takes fewer points at once.
            TravelError: it did not answer in several tries, refused, or sent something else.
        """
        patience, pause_s = self._patience, self._patience.first_pause_s
        stopped = self.stopped
        for left in reversed(range(patience.tries)):
            try:
                answer = self._once(path, query, most_bytes)
            except _PassingError as error:
                words, after_s = str(error), error.after_s
            else:
                self.waited_out += left + 1 < patience.tries
                self._check_version(str(answer.get("data_version", "")))
                return answer
            if after_s > patience.longest_asked_s:
                minutes = after_s / _S_PER_MINUTE
                message = f"{self.name} asks to come back in {minutes:,.0f} minutes: {words}."
                raise TravelError(message)
            if left and not stopped.is_set():
                patience.wait(stopped, max(pause_s, after_s))
            pause_s *= 2
            if stopped.is_set():
                break
        message = (
            f"{self.name} did not answer in {patience.tries} tries: {words}. "
            "Check that it runs and that the address given to --osrm-url is right."
        )
        raise TravelError(message)

    def _check_version(self, told: str) -> None:
        """Refuse answers from roads of two dates: they would not fit together."""
        if self.data_version is not None and told != self.data_version:
            self.changed = True
            message = (
                f"{self.name} changed its roads in the middle of the run, from those of "
                f"{self.data_version[:WORDS]!r} to {told[:WORDS]!r}. Start the same command again."
            )
            raise TravelError(message)
        self.data_version = told

    def _once(self, path: str, query: dict[str, str], most_bytes: int) -> dict[str, Any]:
        deadline = time.monotonic() + self._patience.answer_s
        try:
            with self._send(path, query) as response:
                status = response.status_code
                return self._read(response, status, self._body(response, deadline, most_bytes))
        except NETWORK_ERRORS as error:
            if is_untrusted(error):
                message = (
                    f"The certificate of {self.name[0].lower()}{self.name[1:]} is not trusted "
                    f"({cause_of(error)}). Name the file of a certificate that is in the "
                    "environment variable REQUESTS_CA_BUNDLE."
                )
                raise TravelError(message) from error
            raise _PassingError(cause_of(error)) from error

    def _send(self, path: str, query: dict[str, str]) -> requests.Response:
        """Send exactly this: no cookie, no password of a ``.netrc``, and follow no redirect."""
        headers = {
            "User-Agent": f"geofinder/{geofinder.__version__}",
            "Accept-Encoding": "gzip",
        }
        url = f"{self._base}{path}"
        request = requests.Request("GET", url, params=query, headers=headers).prepare()
        session = self._session()
        direct = {"no_proxy": urlsplit(self._base).hostname or ""} if is_this_machine(url) else {}
        around = session.merge_environment_settings(url, direct, True, None, None)  # noqa: FBT003
        return session.get_adapter(url).send(
            request,
            stream=True,
            timeout=(self._patience.connect_s, self._patience.answer_s),
            verify=around["verify"] or True,
            cert=around["cert"],
            proxies=around["proxies"],
        )

    def _session(self) -> requests.Session:
        """Return this thread's own connections; a session is not made for several."""
        if not hasattr(self._own, "session"):
            self._own.session = requests.Session()
        return self._own.session  # type: ignore[no-any-return]

    def _body(self, response: requests.Response, deadline: float, most_bytes: int) -> bytes:
        pieces, size = [], 0
        while piece := response.raw.read1(PIECE, decode_content=True):
            pieces.append(piece)
            size += len(piece)
            if size > most_bytes:
                message = (
                    f"{self.name} sends more than {most_bytes / _MB:,.1f} MB, which no answer to "
                    f"this question has: {_said(b''.join(pieces))}. {_NO_OSRM}"
                )
                raise TravelError(message)
            if time.monotonic() > deadline:
                message = f"its answer was not whole after {self._patience.answer_s:,.0f} s"
                raise _PassingError(message)
        return b"".join(pieces)

    def _read(self, response: requests.Response, status: int, body: bytes) -> dict[str, Any]:
        said = f"status {status}, {_said(body)}"
        if status >= SERVER_FAULT or status == TOO_MANY:
            raise _PassingError(said, after_s=retry_after_s(response))
        if status in TOO_LONG:
            raise TooBigError(said)
        if status in REDIRECTS:
            there = redirected_to(response.headers.get("Location", ""))[:WORDS]
            message = (
                f"{self.name} sends on to {there!r} (status {status}), which is not followed. "
                "If you trust that one, give its address to --osrm-url."
            )
            raise TravelError(message)
        answer = self._parsed(status, body)
        code = answer.get("code") if isinstance(answer, dict) else None
        if code == "TooBig":
            raise TooBigError(said)
        if isinstance(answer, dict) and (code == ANSWERS[1] or (code, status) == ("Ok", RIGHT)):
            return answer
        cure = CURES.get(code if isinstance(code, str) else status, CURES.get(status, ""))
        message = f"{self.name} refused ({said}). {cure}".rstrip()
        raise TravelError(message)

    def _parsed(self, status: int, body: bytes) -> object:
        try:
            return json.loads(body.decode("utf-8"), parse_constant=no_number)
        except (ValueError, RecursionError) as error:
            if isinstance(error, json.JSONDecodeError) and body.startswith(b"{"):
                message = f"its answer breaks off or is damaged, {_said(body)}"
                raise _PassingError(message) from error
            cure = CURES.get(status, _NO_OSRM)
            message = (
                f"{self.name} answered with status {status} and something that is not an OSRM "
                f"answer: {_said(body)}. {cure}"
            )
            raise TravelError(message) from error


def _said(body: bytes) -> str:
    """Quote the start of what the server said, without control characters or passwords."""
    words = " ".join(body[: 4 * WORDS].decode("utf-8", "replace").split())
    words = without_user(words)
    return repr(words[:WORDS] + ("..." if len(words) > WORDS else "")) if words else "nothing said"


def cause_of(error: BaseException) -> str:
    """Return the plain reason at the bottom of a chain of connection errors."""
    last = connections.cause_of(error)
    words = shown(" ".join(without_user(str(last)).split()))
    return words[:WORDS] or type(last).__name__
