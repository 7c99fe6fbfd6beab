"""Make up functions of parts that tell, by files on disk, when and where they were called."""

import os
import signal
import time
import uuid
from pathlib import Path

from geofinder.errors import TravelError

PATIENCE_S = 120.0


def square(part: int) -> int:
    return part * part


def add(bound: int, part: int) -> int:
    return bound + part


class Adder:
    """Add the same number to every part."""

    def __init__(self, bound: int) -> None:
        self.bound = bound

    def add(self, part: int) -> int:
        return self.bound + part


def counted(folder: Path, part: int) -> int:
    """Leave a file for every call, then square."""
    (folder / f"call-{part}-{uuid.uuid4().hex}").touch()
    return part * part


def stuck_at_three(folder: Path, part: int) -> int:
    """Do as ``counted``, but with part 3 wait for the file ``go``."""
    found = counted(folder, part)
    if part == 3:
        wait_for(folder / "go")
    return found


def first_waits(folder: Path, part: int) -> tuple[int, int]:
    """Finish part 0 only after part 1; return the part and the process."""
    if part == 0:
        wait_for(folder / "1")
    (folder / str(part)).touch()
    return part, os.getpid()


def killed(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def failing(part: int) -> int:
    message = f"No road leads to part {part}."
    raise TravelError(message)


def process(_: int) -> int:
    return os.getpid()


def wait_for(path: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while not path.exists():
        if time.monotonic() > end:
            raise TimeoutError(path)
        time.sleep(0.01)


def calls(folder: Path) -> list[int]:
    """Return the parts that were called, in order, each as often as it was."""
    return sorted(int(path.name.split("-")[1]) for path in folder.glob("call-*"))
