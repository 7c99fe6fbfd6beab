"""Let a complete set of files take the place of the old one inside a folder, in one step.

Where the system has links, each file of the folder first becomes a link through ``now``, which
leads to the old set: pointing ``now`` to the new set switches all of them at once, and then the new
files take the places of the links. Elsewhere (Windows, some USB and network disks) every old file
is moved away before the first new one comes, and the manifest leaves first and comes last: what
lies there is never of two runs, and it is whole if the manifest is there.

Whatever a crash interrupts, ``resume`` finishes. How far it came is told by where ``now`` leads,
or by the name of the folder that holds the new set.
"""

import errno
import os
import shutil
from pathlib import Path

from geofinder.wholefile import remove, sync

HELPER = ".geofinder-unfinished"
"""The folder inside the output folder that is there only while its files are being replaced."""
MANIFEST = "manifest.json"
NEW, _READY, _OLD = "new", "ready", "old"
_LEAVING, _COMING = "leaving", "coming"
_NOW, _LINK, _NAMES = "now", "link", "names"
_FULL = (errno.ENOSPC, errno.EDQUOT)


def settle(out: Path, *, names: frozenset[str]) -> None:
    """Let the complete set in ``NEW`` take the place of the files of these names.

    Raises:
        OSError: it cannot; ``undo`` brings back what was there.
    """
    helper = out / HELPER
    (helper / _NAMES).write_text("\n".join(sorted(names)), encoding="utf-8")
    sync(helper / _NAMES)
    (helper / NEW).rename(helper / _READY)
    resume(out)


def resume(out: Path) -> None:
    """Finish what was begun, and throw away a set that is not complete.

    Raises:
        OSError: as ``settle``.
    """
    helper = out / HELPER
    _clear_the_way(helper)
    begun = (helper / _NOW).is_symlink()
    if (helper / _READY).is_dir() and not begun and not _keep_old(out):
        (helper / _READY).rename(helper / _LEAVING)
    if (helper / _NOW).is_symlink():
        if not _is_switched(helper):
            _switch(out)
        _replace_links(out)
    if (helper / _LEAVING).is_dir():
        _move_away(out)
    if (helper / _COMING).is_dir():
        _move_in(out)
    shutil.rmtree(helper, ignore_errors=True)


def undo(out: Path) -> bool:
    """Bring back the old set, unless the new one has taken its place; say whether it is back.

    Raises:
        OSError: the disk no longer takes any change.
    """
    helper = out / HELPER
    if _is_switched(helper) or (helper / _COMING).is_dir():
        return False
    for name in _files(helper / _OLD):
        (helper / _OLD / name).replace(out / name)
    for name in _files(helper / _READY):
        if _is_our_link(out / name):
            (out / name).unlink()
    shutil.rmtree(helper, ignore_errors=True)
    return True


def _clear_the_way(helper: Path) -> None:
    """Drop an incomplete set, and follow no link that someone put where folders of ours belong."""
    for folder in (helper, *(helper / name for name in (NEW, _READY, _OLD, _LEAVING, _COMING))):
        if folder.is_symlink() or folder.is_file():
            folder.unlink()
    remove(helper / NEW)


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def _there(out: Path) -> list[str]:
    """Return the files of the old set: those of the names that the run had that made the new."""
    names = (out / HELPER / _NAMES).read_text("utf-8", errors="replace").splitlines()
    return [name for name in names if name == Path(name).name and os.path.lexists(out / name)]


def _is_switched(helper: Path) -> bool:
    now = helper / _NOW
    return now.is_symlink() and str(now.readlink()) == _READY


def _is_our_link(path: Path) -> bool:
    return path.is_symlink() and path.readlink().is_relative_to(f"{HELPER}/{_NOW}")


def _keep_old(out: Path) -> bool:
    """Give the old files a second name, and let ``now`` lead there; false where links cannot be."""
    helper = out / HELPER
    old = helper / _OLD
    shutil.rmtree(old, ignore_errors=True)
    if os.name == "nt":
        return False  # only administrators make links there, and none can be replaced in one step
    try:
        old.mkdir()
        for name in _there(out):
            (old / name).hardlink_to(out / name)
        (helper / _NOW).symlink_to(_OLD)
    except OSError as error:
        if error.errno in _FULL:
            raise
        shutil.rmtree(old, ignore_errors=True)
        return False
    return True


def _switch(out: Path) -> None:
    helper = out / HELPER
    for name in sorted({*_files(helper / _OLD), *_files(helper / _READY)}):
        _point(out / name, Path(HELPER, _NOW, name), helper=helper)
    _point(helper / _NOW, Path(_READY), helper=helper)


def _point(path: Path, target: Path, *, helper: Path) -> None:
    """Let ``path`` be a link to ``target``, whatever it was, in one step."""
    link = helper / _LINK
    link.unlink(missing_ok=True)
    link.symlink_to(target)
    link.replace(path)


def _replace_links(out: Path) -> None:
    helper = out / HELPER
    ready, old = helper / _READY, helper / _OLD
    for name in _files(ready):
        (ready / name).replace(out / name)
    for name in _files(old):
        if _is_our_link(out / name):
            (out / name).unlink()
    # Before anything else goes: an empty set must never be taken for one that is still to come.
    if ready.is_dir():
        ready.rmdir()
    (helper / _NOW).unlink()


def _move_away(out: Path) -> None:
    helper = out / HELPER
    (helper / _OLD).mkdir(exist_ok=True)
    for name in sorted(_there(out), key=lambda name: name != MANIFEST):
        (out / name).rename(helper / _OLD / name)
    (helper / _LEAVING).rename(helper / _COMING)


def _move_in(out: Path) -> None:
    coming = out / HELPER / _COMING
    for name in sorted(_files(coming), key=lambda name: name == MANIFEST):
        (coming / name).replace(out / name)
    coming.rmdir()  # before the rest goes: see _replace_links
