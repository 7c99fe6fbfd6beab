"""Keep a server's answers on disk, so that a run which stopped goes on where it was."""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

import geofinder
from geofinder.errors import TravelError
from geofinder.kept import ENDING, Kept, NotKeptError
from geofinder.travel.blocks import Drive, Question, Tables, Trip
from geofinder.travel.osrm_http import HttpEngine

MOST_BYTES = 1_000_000_000
"""Beyond this the oldest answers go first; those of a county's run have some 50 MB."""

WHEN = "%Y-%m-%d %H:%M"
LATER = "9999"


class KeptEngine:
    """A server's engine that asks no question twice within a day.

    The first questions of a run, the way from every school to one point, are always asked: their
    answers, with the server's address and the date of its roads, are part of the name under which
    every other answer is kept. A server with new roads so never meets answers from the old ones.

    Answers stay for a day also after a run that ended well: the next run with another limit, and
    other commands about the same schools, ask for most of them again.
    """

    def __init__(self, engine: HttpEngine, folder: Path, *, say: Callable[[str], None]) -> None:
        """Keep what ``engine`` answers in ``folder``; ``say`` is told when kept answers are used.

        Nothing is asked, read or written yet.
        """
        self._engine = engine
        self._folder = folder
        self._roads: str | None = None
        self._start(say)

    def _start(self, say: Callable[[str], None]) -> None:
        self._say: Callable[[str], None] | None = say
        self._lock = threading.Lock()
        self._reused = 0
        self._since = LATER
        self._put: set[str] = set()
        self._check: Callable[[], None] | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Go to another process, to be silent there."""
        return {name: vars(self)[name] for name in ("_engine", "_folder", "_roads")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Arrive there."""
        vars(self).update(state)
        self._start(silent)

    @property
    def most_sources(self) -> int:
        """Return the most sources to ask at once."""
        return self._engine.most_sources

    @property
    def most_destinations(self) -> int:
        """Return the most destinations to ask at once."""
        return self._engine.most_destinations

    def tables(self, questions: Sequence[Question]) -> Iterator[Tables]:
        """Yield the answers; see ``Engine.tables``."""
        return self._answers("table", questions, lambda question: self._engine.table(*question))

    def routes(self, trips: Sequence[Trip]) -> Iterator[Drive | None]:
        """Yield the fastest ways; see ``Engine.routes``."""
        return self._answers("route", trips, lambda trip: self._engine.route(*trip))

    @cached_property
    def _kept(self) -> Kept:
        trim(self._folder)
        return Kept(self._folder, say=self._say or silent)

    def _answers[Q: tuple[Any, ...], A](
        self, kind: str, questions: Sequence[Q], ask: Callable[[Q], A]
    ) -> Iterator[A]:
        if not questions:
            return
        if self._roads is None:
            yield from self._first(questions, ask)
            return
        keys = [digest(self._roads, kind, question) for question in questions]
        found = self._found(keys)
        missing = [place for place in range(len(keys)) if place not in found]
        earlier = {
            place: said for place, (said, _) in found.items() if keys[place] not in self._put
        }
        self._tell(earlier, asked=len(missing), whole=len(keys))

        def fresh(place: int) -> A:
            answer = ask(questions[place])
            with self._lock:
                self._kept.put(keys[place], (time.strftime(WHEN), answer))
                self._put.add(keys[place])
            return answer

        waited_out = self._engine.server.waited_out
        try:
            with closing(self._engine.each(fresh, missing)) as asked:
                for place in range(len(keys)):
                    yield found[place][1] if place in found else next(asked)
        except TravelError as error:
            message = f"{error}{self._of_use()}"
            raise TravelError(message) from error
        if self._check is not None and self._engine.server.waited_out > waited_out:
            self._check()

    def _of_use(self) -> str:
        """Say what is kept for the next run; nothing of it is used once the roads are others."""
        kept = sum((self._folder / f"{key}{ENDING}").exists() for key in self._put)
        if not kept or self._engine.server.changed:
            return ""
        return (
            f" Its {kept + self._reused:,} answers so far are kept for a day: start the same "
            "command again, and only the others are asked."
        )

    def _first[Q, A](self, questions: Sequence[Q], ask: Callable[[Q], A]) -> Iterator[A]:
        """Yield the answers to the first questions, and know the server's roads by them."""
        answers = list(self._engine.each(ask, questions))
        server, known = self._engine.server, digest(answers[0])
        self._roads = digest(
            geofinder.__version__, server.shown, server.data_version, *questions, *answers
        )

        def check() -> None:
            if digest(ask(questions[0])) != known:
                message = (
                    f"{server.name} has other roads than before it failed for a while, so that "
                    "minutes from both would not fit together. Start the same command again."
                )
                raise TravelError(message)

        self._check = check
        yield from answers

    def _found(self, keys: Sequence[str]) -> dict[int, tuple[str, Any]]:
        found = {}
        for place, key in enumerate(keys):
            try:
                found[place] = self._kept.take(key)
            except NotKeptError:
                continue
        return found

    def _tell(self, earlier: dict[int, str], *, asked: int, whole: int) -> None:
        """Say once where an earlier run's answers end; as long as they last there is no need."""
        self._reused += len(earlier)
        self._since = min([self._since, *earlier.values()])
        if not self._reused or not asked or self._say is None:
            return
        self._say(
            f"{self._reused:,} answers of the OSRM server at {self._engine.server.shown} are kept "
            f"from an earlier run (from {self._since} on); of the next {whole:,} questions "
            f"{asked:,} are asked now."
        )
        self._say = None


def silent(message: str) -> None:
    """Say nothing: the run's own process does."""


def digest(*parts: object) -> str:
    """Return a checksum of texts, numbers and arrays, and of tuples of them."""
    checksum = hashlib.sha256()
    _feed(checksum, parts)
    return checksum.hexdigest()


def _feed(checksum: "hashlib._Hash", value: object) -> None:
    if isinstance(value, tuple):
        for part in value:
            _feed(checksum, part)
        value = f"{len(value)} parts"
    elif isinstance(value, np.ndarray):
        checksum.update(np.ascontiguousarray(value).tobytes())
        value = f"{value.dtype} {value.shape}"
    checksum.update(f"{value!r}\n".encode())


def trim(folder: Path) -> None:
    """Remove the oldest answers where they take too much room."""
    size = 0
    try:
        files = sorted(
            ((path.stat(), path) for path in folder.glob(f"*{ENDING}")),
            key=lambda file: -file[0].st_mtime,
        )
        for facts, path in files:
            size += facts.st_size
            if size > MOST_BYTES:
                path.unlink(missing_ok=True)
    except OSError:
        # Another run removes them too; what cannot be removed here is met again when it is old.
        return
