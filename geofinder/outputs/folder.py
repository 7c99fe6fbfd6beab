"""Replace a folder's files all together or not at all, whatever happens in between.

The new files are written into a hidden folder beside the old one, and the two folders change
places in one step (Linux, macOS; elsewhere by two renames, and the next run mends a crash between
them). What the user keeps in the folder is moved along. A folder that cannot change places (a
mount point, the folder the user stands in, a parent without write permission) gets its files one
by one from a complete hidden set inside it; the next run finishes what a crash interrupts.
"""

import errno
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import filelock

from geofinder.errors import OutputError, examples
from geofinder.outputs.exchange import exchange

MANIFEST = "manifest.json"
PROGRAM = "geofinder"
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)


class _Place(NamedTuple):
    """Where one output folder and its helpers lie.

    ``new`` is half-made and worth nothing. ``ready`` is either the complete new set or, after the
    swap, the old folder. ``previous`` exists between the two renames only.
    """

    out: Path
    new: Path
    ready: Path
    previous: Path
    lock: Path
    file_by_file: bool


@contextmanager
def replacing(out: Path, *, names: frozenset[str]) -> Iterator[Path]:
    """Yield an empty folder; when the block ends well, its files are those of ``out``.

    Files of ``out`` that are not among ``names`` are the user's own and stay.

    Raises:
        OutputError: ``out`` cannot be written, holds files of these names that are not ours, or
            another run is writing to it. What was there before is untouched.
    """
    check_folder(out, names=names)
    place = _place(out)
    made = _first_missing(place.out.parent)
    try:
        place.lock.parent.mkdir(parents=True, exist_ok=True)
        with _locked(place):
            _recover(place, names=names)
            _refuse_strangers(place.out, names=names)
            place.new.mkdir()
            try:
                yield place.new
                _sync(place.new)
                if place.out.is_dir():
                    shutil.copymode(place.out, place.new)
                place.new.rename(place.ready)
            finally:
                shutil.rmtree(place.new, ignore_errors=True)
            _settle(place, names=names)
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(_message(out, error)) from error
    finally:
        _remove_empty(place.out.parent, first=made)


def check_folder(out: Path, *, names: frozenset[str]) -> None:
    """Raise ``OutputError`` if it is plain beforehand that ``out`` cannot be written."""
    there = out
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir():
        message = (
            f"The output folder {out} cannot be made: {there} is a file. Move it away, or choose "
            "another folder with --out."
        )
        raise OutputError(message)
    if not os.access(there, os.W_OK | os.X_OK):
        raise OutputError(_message(out, PermissionError(errno.EACCES, "no permission to write")))
    if not _is_left_by_crash(out):
        _refuse_strangers(out, names=names)


def _place(out: Path) -> _Place:
    out = out.resolve()
    fixed = out.is_dir() and (out.is_mount() or not os.access(out.parent, os.W_OK | os.X_OK))
    file_by_file = fixed or (out.is_dir() and Path.cwd().resolve().is_relative_to(out))
    inside, beside = out / ".geofinder", out.parent / f".{out.name}.geofinder"
    helper = inside if file_by_file else beside
    return _Place(
        out=out,
        new=helper.with_name(f"{helper.name}-new"),
        ready=helper.with_name(f"{helper.name}-ready"),
        previous=beside.with_name(f"{beside.name}-previous"),
        # Not inside for one who merely stands in the folder: every run must meet the same lock.
        lock=(inside if fixed else beside).with_name(f"{(inside if fixed else beside).name}-lock"),
        file_by_file=file_by_file,
    )


@contextmanager
def _locked(place: _Place) -> Iterator[None]:
    lock = filelock.FileLock(place.lock, timeout=0)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        # It says so as well where no file can be made at all; touching one tells the two apart.
        place.lock.touch()
        message = (
            f"Another run of geofinder is writing to {place.out}. Wait until it has ended, or "
            "choose another folder with --out."
        )
        raise OutputError(message) from error
    try:
        yield
    finally:
        # Sound while it is held: whoever waits sees that its file is gone and makes a new one.
        with suppress(OSError):
            place.lock.unlink()
        lock.release()


def _refuse_strangers(out: Path, *, names: frozenset[str]) -> None:
    """Never overwrite a ``schools.csv`` that the user made and no run of ours wrote."""
    found = sorted(name for name in names if os.path.lexists(out / name))
    if not found:
        return
    folders = [name for name in found if (out / name).is_dir()]
    if _wrote_it(out) and not folders:
        return
    message = (
        f"The folder {out} holds {examples(folders or found)}, which geofinder did not write, and "
        "would have to replace. Move it away, or choose another folder with --out."
    )
    raise OutputError(message)


def _wrote_it(out: Path) -> bool:
    try:
        manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(manifest, dict) and manifest.get("program") == PROGRAM


def _is_left_by_crash(out: Path) -> bool:
    return (out / ".geofinder-ready").is_dir()


def _settle(place: _Place, *, names: frozenset[str]) -> None:
    """Put the complete new set in the place of the old one."""
    if place.file_by_file:
        _move_in(place.ready, place.out, names=names)
        return
    if not place.out.exists():
        place.ready.rename(place.out)
        return
    if not exchange(place.ready, place.out):
        _exchange_by_renames(place)
    _give_back(place, names=names)


def _exchange_by_renames(place: _Place) -> None:
    place.out.rename(place.previous)
    try:
        place.ready.rename(place.out)
    except OSError:
        place.previous.rename(place.out)
        shutil.rmtree(place.ready, ignore_errors=True)
        raise
    place.previous.rename(place.ready)


def _recover(place: _Place, *, names: frozenset[str]) -> None:
    """Mend what a run that was killed left behind; the output was whole at every moment."""
    if place.previous.is_dir() and not place.out.exists():
        place.previous.rename(place.out)
    beside = place.out.parent / f".{place.out.name}.geofinder"
    inside = place.out / ".geofinder"
    for helper in (beside, inside):
        shutil.rmtree(helper.with_name(f"{helper.name}-new"), ignore_errors=True)
    for old in (beside.with_name(f"{beside.name}-ready"), place.previous):
        if old.is_dir():
            _give_back(place._replace(ready=old), names=names)
    ready_inside = inside.with_name(f"{inside.name}-ready")
    if ready_inside.is_dir():
        _move_in(ready_inside, place.out, names=names)


def _give_back(place: _Place, *, names: frozenset[str]) -> None:
    """Move the user's own files from the old folder into the new one, then drop the old one."""
    own = sorted(entry.name for entry in place.ready.iterdir() if entry.name not in names)
    try:
        for name in own:
            (place.ready / name).rename(_free(place.out / name))
    except OSError as error:
        message = (
            f"The new files are in {place.out}, but {examples(own)}, which lay beside the old "
            f"ones, could not be moved back ({error.strerror}): look in {place.ready}."
        )
        raise OutputError(message) from error
    shutil.rmtree(place.ready, ignore_errors=True)


def _free(path: Path) -> Path:
    number = 1
    free = path
    while os.path.lexists(free):
        free = path.with_name(f"{path.name}.{number}")
        number += 1
    return free


def _move_in(ready: Path, out: Path, *, names: frozenset[str]) -> None:
    """Move a complete set into ``out`` file by file, the manifest last; can be taken up again."""
    if (ready / MANIFEST).exists():
        written = json.loads((ready / MANIFEST).read_text(encoding="utf-8"))["files"]
        for name in sorted(names - set(written) - {MANIFEST}):
            (out / name).unlink(missing_ok=True)
        for name in [*sorted(written), MANIFEST]:
            if (ready / name).exists():
                (ready / name).replace(out / name)
    shutil.rmtree(ready, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Have the disk hold every byte before a name points to it, for machines that lose power."""
    for path in folder.iterdir():
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def _first_missing(folder: Path) -> Path | None:
    missing = [step for step in (folder, *folder.parents) if not step.exists()]
    return missing[-1] if missing else None


def _remove_empty(folder: Path, *, first: Path | None) -> None:
    """Take away the parents this run made, as far as nothing was written into them."""
    if first is None:
        return
    with suppress(OSError):
        for step in (folder, *folder.parents):
            step.rmdir()
            if step == first:
                break


def _message(out: Path, error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        cure = "Free some space on that disk, or choose another folder with --out."
    elif error.errno in _DENIED:
        cure = (
            "Choose a folder that you may write to with --out, and close any of its files that "
            "are open in another program."
        )
    else:
        cure = "Check the folder and its disk, or choose another one with --out."
    reason = error.strerror or str(error)
    return (
        f"The output folder {out} cannot be written: {reason}. What was there before is "
        f"untouched. {cure}"
    )
