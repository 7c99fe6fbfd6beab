"""Be the one way out to the terminal, so that no name in the data can give it orders.

What a register, a file's name or a server says may hold escape sequences: they clear the screen,
draw links, write the clipboard. Whatever is printed while ``words_only`` holds, by a library or a
traceback too, shows a question mark in their place. The progress bar alone goes past it: it
needs the terminal's own language, and has no words of the data.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.text import Text

from geofinder.errors import OutputError
from geofinder.letters import shown
from geofinder.sizes import MESSAGE_LETTERS

messages = Console(stderr=True, highlight=False)


@contextmanager
def _told() -> Iterator[None]:
    """Say that a disk or a terminal takes no more words; a reader that has gone is no fault."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        message = (
            f"What geofinder has to say cannot be written: {error.strerror or error}. Look at the "
            "disk or the window that it goes to. Files that were named as written are whole."
        )
        raise OutputError(message) from error


def _opened() -> tuple[TextIO, TextIO]:
    """Return stdout and stderr; a shell's ``>&-`` or a scheduler may give a program none.

    Their numbers are taken then, too: the next file opened would get them, and whatever a library
    prints would go into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    given: tuple[TextIO | None, TextIO | None] = sys.stdout, sys.stderr
    one, other = (stream or open(os.devnull, "w", encoding="utf-8") for stream in given)  # noqa: PTH123, SIM115 (as long as the program)
    return one, other


class _Words:
    """A stream that passes on words alone.

    It has no ``buffer``: who looks for one, to write bytes past us, finds none.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        # The console looks for this name, and draws its bar on the stream itself.
        self.rich_proxied_file = stream
        self.encoding = stream.encoding or "utf-8"
        self.errors = stream.errors

    def write(self, text: str) -> int:
        # A letter that the terminal's coding lacks must not end the run either.
        plain = shown(text).encode(self.encoding, "replace").decode(self.encoding)
        with _told():
            self._stream.write(plain)
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        with _told():
            self._stream.flush()

    def fileno(self) -> int:
        return self._stream.fileno()

    def isatty(self) -> bool:
        return self._stream.isatty()

    def writable(self) -> bool:
        return True

    @property
    def closed(self) -> bool:
        return self._stream.closed


@contextmanager
def words_only() -> Iterator[None]:
    """Let nothing but words out of stdout and stderr."""
    streams = _opened()
    sys.stdout, sys.stderr = _Words(streams[0]), _Words(streams[1])
    try:
        yield
    except SystemExit:
        sys.stdout, sys.stderr = streams
        raise
    # After any other exception the interpreter prints a traceback: by the same way.
    sys.stdout, sys.stderr = streams


def tell(message: str) -> None:
    """Print a message of geofinder on stderr, above the progress bar."""
    # One paragraph, whatever was quoted from a file in it.
    text = shown(" ".join(message.split()))
    if len(text) > MESSAGE_LETTERS:
        text = f"{text[:MESSAGE_LETTERS]} ... (cut: {len(text):,} letters)"
    messages.print(Text(f"geofinder: {text}"), soft_wrap=True)
