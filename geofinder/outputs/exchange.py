"""Let two folders change places in one step, where the operating system can."""

import ctypes
import os
from pathlib import Path

_HERE = -100
"""``AT_FDCWD``: paths are relative to the working directory."""
_EXCHANGE = 2
"""``RENAME_EXCHANGE`` on Linux and ``RENAME_SWAP`` on macOS have the same value."""


def exchange(one: Path, other: Path) -> bool:
    """Let the two change places at once; false if the system or the disk cannot."""
    names = os.fsencode(one), os.fsencode(other)
    try:
        system = ctypes.CDLL(None)
        if hasattr(system, "renamex_np"):
            return bool(system.renamex_np(*names, _EXCHANGE) == 0)
        return bool(system.renameat2(_HERE, names[0], _HERE, names[1], _EXCHANGE) == 0)
    except (AttributeError, OSError, TypeError):
        return False  # Windows has no such call, and no library without a name
