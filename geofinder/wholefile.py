"""Write a file that is whole or not there under its name, and hold a place alone."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import filelock

from geofinder.errors import OutputError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield a path to write to; when the block ends well, that file is the one at ``path``.

    It lies beside, under a name that the next run takes as well: a run that is killed leaves it
    there until then. A device or a pipe is written to directly.

    Raises:
        OutputError: another run is writing this file.
        OSError: it cannot be written; what was there is untouched.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        yield path
        return
    path = Path(os.path.realpath(path))
    beside = path.with_name(f".{path.name}.unfinished")
    with alone(path.with_name(f".{path.name}.lock"), writing=path):
        try:
            # One that somebody else put there, a link above all, is not written through.
            beside.unlink(missing_ok=True)
            yield beside
            sync(beside)
            beside.replace(path)
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)


def write_whole(path: Path, text: str, *, what: str) -> None:
    """Write ``text`` to ``path``, whole or not at all; ``what`` begins the message of a failure.

    Raises:
        OutputError: ``path`` cannot be written; what was there before is untouched.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as file:
            file.write_text(text, encoding="utf-8", newline="\n")
    except OutputError:
        raise
    except OSError as error:
        message = (
            f"{what} cannot be written to {path}: {error.strerror or error}. What was there "
            "before is untouched. Free some space, or choose another place."
        )
        raise OutputError(message) from error


def remove(path: Path) -> None:
    """Remove what lies at ``path``, a file or a whole folder; a link, not what it leads to."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Have the disk hold every byte before a name points to it, for machines that lose power."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def alone(lock: Path, *, writing: Path) -> Iterator[None]:
    """Hold ``lock``, a file that is there for as long only, while ``writing`` is written.

    Raises:
        OutputError: another run holds it.
        OSError: no such file can be made.
    """
    held = filelock.FileLock(lock, timeout=0)
    try:
        held.acquire()
    except filelock.Timeout as error:
        # It says so as well where no file can be made at all; touching one tells the two apart.
        lock.touch()
        message = (
            f"Another run of geofinder is writing to {writing}. Wait until it has ended, or "
            "choose another place with --out."
        )
        raise OutputError(message) from error
    try:
        yield
    finally:
        # Sound while it is held: whoever waits sees that its file is gone and makes a new one.
        try:
            with suppress(OSError):
                lock.unlink()
        finally:
            held.release()
