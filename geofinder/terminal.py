"""Be the one way out to the terminal, so that no name in the data can give it orders.

What a register, a file's name or a server says may hold escape sequences: they clear the screen,
draw links, write the clipboard. Whatever is printed while ``words_only`` holds, by a library or a
traceback too, shows a question mark in their place. The progress bar alone goes past it: it
needs the terminal's own language, and has no words of the data.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.text import Text

from geofinder.letters import shown
from geofinder.sizes import MESSAGE_LETTERS

messages = Console(stderr=True, highlight=False)


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
        self._stream.write(plain)
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
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
    streams = sys.stdout, sys.stderr
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
