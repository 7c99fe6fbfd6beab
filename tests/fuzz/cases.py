"""Run the cases of the fuzz tests, count them, and hold what each may end in.

A short run goes with all other tests and tries the same cases each time. ``make fuzz`` sets
``GEOFINDER_FUZZ`` to the number of cases to try in all, new ones each time.
"""

import os
import resource
import signal
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from geofinder.errors import GeofinderError
from geofinder.sizes import MESSAGE_LETTERS

WANTED = int(os.environ.get("GEOFINDER_FUZZ", "0"))
"""How many cases a long run must try at least; 0 in a short one."""
_BASE = 100_000
_LONGEST_CPU_S = 60.0
_MOST_BYTES = 1_000_000_000


@dataclass
class Count:
    """How many cases of a target were refused with our own error, and how many accepted."""

    refused: int = 0
    accepted: int = 0


COUNTS: defaultdict[str, Count] = defaultdict(Count)


def fuzzed(*, short: int, long: int, **strategies: Any) -> Callable[[Any], Any]:
    """Return what makes a test try so many cases: ``long`` of every 100,000 in a long run."""
    chosen = settings(
        max_examples=max(1, long * WANTED // _BASE) if WANTED else short,
        # A new case that fails belongs to who hunts for it, not to who runs the suite.
        derandomize=not WANTED,
        database=None if not WANTED else settings.default.database,
        phases=[phase for phase in Phase if phase is not Phase.explain],
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    return lambda test: chosen(given(**strategies)(test))


def attempt(
    target: str,
    read: Callable[[], Any],
    *,
    names: str = "",
    kinds: tuple[type[Exception], ...] = (GeofinderError,),
    meets: Callable[[Any], None] | None = None,
) -> None:
    """Try one case: it ends in an error of ours that says what and where, or in a good result.

    Args:
        target: whose case it is, for the count.
        read: what to try.
        names: what a message must name: the file, as a rule.
        kinds: the errors that may come out.
        meets: checks what comes out otherwise.
    """
    with _bounded(target):
        try:
            result = read()
        except kinds as error:
            COUNTS[target].refused += 1
            check_message(str(error), names=names)
            return
    COUNTS[target].accepted += 1
    if meets is not None:
        meets(result)


def check_message(message: str, *, names: str) -> None:
    """Hold that a message is one paragraph of some length that names the file.

    What a terminal obeys may be in it: it is replaced in one place, when the message is told.
    """
    assert message.strip(), "an error without a word"
    assert names in message, f"{names} is not named: {message!r}"
    assert len(message) <= MESSAGE_LETTERS, f"{len(message):,} characters: {message[:300]!r}"


@contextmanager
def _bounded(target: str) -> Iterator[None]:
    """Stop a case that takes far too much of the processor, and fail one that takes memory."""

    def too_long(*_: object) -> None:
        message = f"a case of {target} took more than {_LONGEST_CPU_S:.0f} s"
        raise TimeoutError(message)

    before = _peak_bytes()
    old = signal.signal(signal.SIGVTALRM, too_long)
    signal.setitimer(signal.ITIMER_VIRTUAL, _LONGEST_CPU_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, old)
    grown = _peak_bytes() - before
    assert grown < _MOST_BYTES, f"a case of {target} took {grown:,} bytes of memory"


def _peak_bytes() -> int:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
