"""Tell apart what may go better soon, what is not at this address, and what is refused for good."""

import re

from geofinder import connections

_WORDS = 200
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+")


class PassingError(Exception):
    """It may go better soon: a lost connection, an overloaded server."""

    def __init__(self, reason: str, *, after_s: float = 0.0) -> None:
        """Say what happened, and how long the server asks to wait."""
        super().__init__(reason)
        self.after_s = after_s


class NotThereError(Exception):
    """There is nothing usable at this address; another one may have it."""

    def __init__(self, reason: str, *, unpublished: bool = False) -> None:
        """Say what is there instead, and whether the server plainly says that there is nothing."""
        super().__init__(reason)
        self.unpublished = unpublished


class RefusedError(Exception):
    """Trying again, or elsewhere, would change nothing; ``cure`` is what would."""

    def __init__(self, reason: str, *, cure: str = "") -> None:
        """Say what happened and what the user can do about it."""
        super().__init__(reason)
        self.cure = cure


def plain(text: str) -> str:
    """Return a server's words as one short line, without anything that a terminal would obey."""
    words = " ".join(_UNSEEN.sub(" ", text).split())
    return words[:_WORDS] + ("..." if len(words) > _WORDS else "")


def cause_of(error: BaseException) -> str:
    """Return the plain reason at the bottom of a chain of connection errors."""
    last = connections.cause_of(error)
    return plain(str(last)) or type(last).__name__
