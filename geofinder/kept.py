"""Keep the results of finished parts on disk, so that a killed run goes on where it stopped."""

import hashlib
import pickle
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePath
from typing import Any

import geofinder
from geofinder.wholefile import remove

LONGEST_S = 24 * 3600.0
"""A part kept longer is not used again: the server that it came from may have new roads."""
ENDING = ".part"
_UNFINISHED = ".unfinished-"
_LONGEST_WRITE_S = 3600.0
"""An unfinished file that is older was left by a run that was killed."""
_CHECKSUM = hashlib.sha256().digest_size


class NotKeptError(LookupError):
    """There is no whole result of this part."""


class Kept:
    """The results of one run's parts, one file each, named by all that they depend on."""

    def __init__(self, folder: Path, *, say: Callable[[str], None]) -> None:
        """Look into ``folder``; ``say`` is told, once, if nothing can be written there."""
        self._folder = folder
        self._say = say
        self._used: set[Path] = set()
        self._full = False
        self._remove_old()

    def take(self, key: str) -> Any:  # noqa: ANN401 (a part's result may be anything)
        """Return the result kept under ``key``.

        Raises:
            NotKeptError: there is none, or it is damaged or too old.
        """
        path = self._path(key)
        try:
            old = _age_s(path) > LONGEST_S
        except OSError as error:
            raise NotKeptError(key) from error
        if old:
            raise NotKeptError(key)
        result = take(path)
        self._used.add(path)
        return result

    def put(self, key: str, result: object) -> None:
        """Keep ``result`` under ``key``; where that fails, say so once and go on without."""
        if self._full:
            return
        path = self._path(key)
        try:
            put(path, result)
        except OSError as error:
            self._full = True
            self._say(
                f"What is finished cannot be kept in {self._folder}: {error.strerror or error}. "
                "The run goes on; if it is stopped, it will have to start anew."
            )
        else:
            self._used.add(path)

    def forget(self) -> None:
        """Remove what this run kept and used: it has ended well."""
        for path in self._used:
            _remove(path)
        self._used.clear()
        self._remove_old()

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}{ENDING}"

    def _remove_old(self) -> None:
        _remove_older(self._folder, f"*{ENDING}", LONGEST_S)
        remove_unfinished(self._folder)


def take(path: Path) -> Any:  # noqa: ANN401 (as Kept.take)
    """Return what ``put`` wrote to ``path``.

    Raises:
        NotKeptError: there is nothing, or it is damaged.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise NotKeptError(path.name) from error
    checksum, content = data[:_CHECKSUM], data[_CHECKSUM:]
    if hashlib.sha256(content).digest() != checksum:
        raise NotKeptError(path.name)
    try:
        return pickle.loads(content)  # noqa: S301 (written by this program for this user)
    except Exception as error:  # another version of a library may have written it
        raise NotKeptError(path.name) from error


def put(path: Path, result: object) -> None:
    """Write ``result`` with its checksum into a file that is whole or not there under its name.

    Raises:
        OSError: the file cannot be written.
    """
    content = pickle.dumps(result, protocol=pickle.HIGHEST_PROTOCOL)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=_UNFINISHED, delete=False) as file:
        unfinished = Path(file.name)
        try:
            file.write(hashlib.sha256(content).digest())
            file.write(content)
            file.close()
            if path.is_dir():
                remove(path)
            unfinished.replace(path)
        except OSError:
            _remove(unfinished)
            raise


def remove_unfinished(folder: Path) -> None:
    """Remove what ``put`` could not finish in ``folder`` because its run was killed."""
    _remove_older(folder, f"{_UNFINISHED}*", _LONGEST_WRITE_S)


def kept_keys(name: str, function: Callable[..., object], parts: list[Any]) -> list[str]:
    """Return the name of each part's result: version, stage, function, what is bound to it, part.

    Two equal parts have the same name, as they have the same result.

    Raises:
        TypeError: the function is defined inside another, so that its name does not tell it.
    """
    bound: tuple[object, ...] = ()
    while isinstance(function, partial):
        bound = (*bound, function.args, function.keywords)
        function = function.func
    if "<" in function.__qualname__:
        message = f"{function.__qualname__} is no function of a module, so nothing can be kept."
        raise TypeError(message)
    bound = (*bound, getattr(function, "__self__", None))
    known = (geofinder.__version__, name, function.__module__, function.__qualname__)
    about = _hash((known, bound))
    return [_hash((about, part)) for part in parts]


def _hash(value: object) -> str:
    """Return joblib's hash of a value, in which equal paths are equal.

    From Python 3.13 on a path remembers of which pieces it was put together.
    """
    from joblib.hashing import NumpyHasher  # noqa: PLC0415 (slow; most runs keep nothing)

    class Hasher(NumpyHasher):  # type: ignore[misc]  # joblib has no types
        def save(self, obj: object) -> None:
            super().save(("path", str(obj)) if isinstance(obj, PurePath) else obj)

    return str(Hasher("md5").hash(value))


def _remove_older(folder: Path, pattern: str, longest_s: float) -> None:
    for path in folder.glob(pattern):
        try:
            old = _age_s(path) > longest_s
        except OSError:
            continue  # another run removed it
        if old:
            _remove(path)


def _age_s(path: Path) -> float:
    return time.time() - path.stat().st_mtime


def _remove(path: Path) -> None:
    # Another run may remove the same file, and one that stays is removed when it is old.
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return
