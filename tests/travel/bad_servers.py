"""Stand between geofinder and a real routing server, and spoil what a test wants spoiled."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import requests

from geofinder.travel.osrm_http import HttpEngine
from geofinder.travel.road import RoadRouter
from geofinder.travel.server import Patience
from tests.fetching.server import Asked, Behaviour, Reply, serving

QUICK = Patience(first_pause_s=0.001)
type Answer = dict[str, Any]


def passed_on(real: str, asked: Asked) -> Reply:
    """Return what the real server answers."""
    response = requests.get(real + asked.path, timeout=30)
    return Reply(response.status_code, response.content)


def spoiled(real: str, spoil: Callable[[Answer], object]) -> Behaviour:
    """Answer as the real server does, but for what ``spoil`` makes of it: bytes, or JSON."""

    def behave(asked: Asked) -> Reply:
        reply = passed_on(real, asked)
        made = spoil(json.loads(reply.body))
        return Reply(reply.status, made if isinstance(made, bytes) else json.dumps(made).encode())

    return behave


def at_first(fault: Behaviour, real: str, *, times: int = 1) -> Behaviour:
    """Be at fault the first ``times`` times that each question is asked, then pass it on."""
    seen: dict[str, int] = {}

    def behave(asked: Asked) -> Reply | None:
        seen[asked.path] = seen.get(asked.path, 0) + 1
        return fault(asked) if seen[asked.path] <= times else passed_on(real, asked)

    return behave


@contextmanager
def between(behave: Behaviour) -> Iterator[str]:
    """Run the server that behaves so."""
    with serving() as server:
        server.behave = behave
        yield server.url


@contextmanager
def wire(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """Run a server that has ``talk`` with each connection once the question has come."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65_536)
                    try:
                        talk(connection)
                    except OSError:
                        continue

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            listening.shutdown(socket.SHUT_RDWR)


def over(url: str, *, size: int = 4, at_once: int = 1, patience: Patience = QUICK) -> RoadRouter:
    """Return a router that does not wait long between its tries."""
    engine = HttpEngine(
        url, most_sources=size, most_destinations=size, at_once=at_once, patience=patience
    )
    return RoadRouter(
        engine=engine, snap_limit_m=500.0, sentence=engine.sentence, source=engine.source
    )
