"""Try again what may go better soon, each time after a longer pause."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from geofinder.fetching.trouble import PassingError, RefusedError

_S_PER_MINUTE = 60.0
_ENOUGH_BYTES = 256 * 1024
"""A try that brought so much was not in vain: the count of tries begins anew."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long to wait for what; the waits and the clock can be replaced."""

    tries: int = 5
    first_pause_s: float = 1.0
    longest_pause_s: float = 60.0
    longest_asked_s: float = 600.0
    """A server that asks to come back later than this is left for another day."""
    connect_s: float = 10.0
    read_s: float = 60.0
    slowest_bytes_per_s: float = 1_000.0
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    clock: Callable[[], float] = time.monotonic

    def pause_s(self, failures: int, *, asked_s: float = 0.0) -> float:
        """Return the pause after so many failures in a row (at least 1).

        It doubles, and is shortened by up to a half at random, so that many who were cut off
        together do not all come back together; it is never shorter than the server asked for.
        """
        whole = min(self.longest_pause_s, self.first_pause_s * 2.0 ** (failures - 1))
        return max(asked_s, whole * (0.5 + self.chance() / 2))

    def with_tries[T](self, once: Callable[[], T], *, kept_bytes: Callable[[], int]) -> T:
        """Do ``once`` until it succeeds, ``tries`` times without getting on.

        Args:
            once: raises ``PassingError`` when another try may go better.
            kept_bytes: how much is kept of what came, for the next try to go on from.

        Raises:
            RefusedError: all tries failed, or the server asks to come back much later.
        """
        failures = 0
        while True:
            before = kept_bytes()
            try:
                return once()
            except PassingError as trouble:
                failures = 1 if kept_bytes() - before >= _ENOUGH_BYTES else failures + 1
                if failures >= self.tries:
                    message = f"{trouble} (tried {self.tries} times)"
                    raise RefusedError(message) from trouble
                if trouble.after_s > self.longest_asked_s:
                    minutes = trouble.after_s / _S_PER_MINUTE
                    message = f"{trouble}; it asks to come back in {minutes:,.0f} minutes"
                    raise RefusedError(message, cure="Come back then.") from trouble
                self.sleep(self.pause_s(failures, asked_s=trouble.after_s))
