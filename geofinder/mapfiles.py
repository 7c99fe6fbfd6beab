"""Tell which paths the library that reads and writes map files would take for another file."""

from pathlib import Path

from pyogrio.util import vsi_path

WHY = (
    "its name, or that of a folder above it, holds letters (such as ! or a line break) that mean "
    "more than a name to the library for map files"
)
"""Completes the sentence "It cannot be used: ..."."""


def leads_astray(path: Path) -> bool:
    """Say whether pyogrio would open another file than this one.

    It reads every path as an address too: what stands before a ``!`` is an archive to it, a ``;``
    in the name ends it, and line breaks are lost. So it would write outside the folder given.
    """
    plain = str(path.resolve())
    return bool(vsi_path(plain) != plain)
