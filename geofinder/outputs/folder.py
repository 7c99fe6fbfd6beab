"""Replace a folder's files all together or not at all, whatever happens in between.

The new files are written into a hidden folder inside the old one and change places with the old
files there (``inplace`` says how). The folder itself stays, with what the user keeps in it: it may
be a mount point, a link, or the folder the user stands in. The next run finishes or throws away
what a killed one left.
"""

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from geofinder.errors import OutputError, examples
from geofinder.outputs import inplace
from geofinder.outputs.inplace import HELPER, MANIFEST, NEW
from geofinder.wholefile import alone, sync

PROGRAM = "geofinder"
LOCK = ".geofinder-lock"
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextmanager
def replacing(out: Path, *, names: frozenset[str]) -> Iterator[Path]:
    """Yield an empty folder; when the block ends well, its files are those of ``out``.

    Files of ``out`` that are not among ``names`` are the user's own and stay.

    Raises:
        OutputError: ``out`` cannot be written, holds files of these names that are not ours, or
            another run is writing to it. What was there before is untouched.
    """
    check_folder(out, names=names)
    made: Path | None = None
    place = out
    try:
        place = Path(os.path.realpath(out))
        made = _first_missing(place)
        place.mkdir(parents=True, exist_ok=True)
        with alone(place / LOCK, writing=out), _undone_if_it_fails(place):
            inplace.resume(place)
            _refuse_strangers(place, names=names)
            new = place / HELPER / NEW
            new.mkdir(parents=True)
            yield new
            for path in new.iterdir():
                sync(path)
            inplace.settle(place, names=names)
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(_message(out, error)) from error
    finally:
        _remove_empty(place, first=made)


def check_folder(out: Path, *, names: frozenset[str]) -> None:
    """Raise ``OutputError`` if it is plain beforehand that ``out`` cannot be written."""
    try:
        _check(out, names=names)
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(_message(out, error)) from error


def _check(out: Path, *, names: frozenset[str]) -> None:
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
        raise PermissionError(errno.EACCES, "no permission to write")
    if not (out / HELPER).exists():
        _refuse_strangers(out, names=names)


@contextmanager
def _undone_if_it_fails(out: Path) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        if not inplace.undo(out) and isinstance(error, OSError):
            message = (
                f"The new files are complete, but not all are in their places in {out}: "
                f"{error.strerror or error}. Nothing is lost: the next run into this folder puts "
                "them there."
            )
            raise OutputError(message) from error
        raise


def _refuse_strangers(out: Path, *, names: frozenset[str]) -> None:
    """Never overwrite a ``schools.csv`` that the user made and no run of ours wrote."""
    found = sorted(name for name in names if os.path.lexists(out / name))
    if not found:
        return
    folders = [name for name in found if (out / name).is_dir()]
    written = _written_by_us(out)
    if written is None or folders:
        message = (
            f"The folder {out} holds {examples(folders or found)}, which geofinder did not write, "
            "and would have to replace. Move it away, or choose another folder with --out."
        )
        raise OutputError(message)
    others = [name for name in written if name not in names and os.path.lexists(out / name)]
    if others:
        message = (
            f"The folder {out} holds {examples(others)} of another command of geofinder, and the "
            "files of two commands would mix there. Choose another folder with --out."
        )
        raise OutputError(message)


def _written_by_us(out: Path) -> list[str] | None:
    """Return the names of the files that the manifest lists, if it is one of ours."""
    try:
        manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, IsADirectoryError, ValueError, RecursionError):
        return None
    if not isinstance(manifest, dict) or manifest.get("program") != PROGRAM:
        return None
    written = manifest.get("files")
    return sorted(written) if isinstance(written, dict) else []


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
