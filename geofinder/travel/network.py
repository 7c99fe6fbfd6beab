"""Build the road network of an OpenStreetMap extract once, and keep it in a cache."""

import errno
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from filelock import FileLock

from geofinder.errors import GeofinderError, InputError, TravelError
from geofinder.resources import CACHE_VARIABLE, cache_folder
from geofinder.sealed import sealed, unsealed
from geofinder.sizes import ROADS_MB
from geofinder.sources import check_file
from geofinder.travel.router import Progress
from geofinder.wholefile import remove

ENDINGS = (".osm.pbf", ".pbf", ".osm", ".osm.bz2", ".osm.gz")
PREFIX = "network.osrm"
MANIFEST = "manifest.json"
UNFINISHED = ".unfinished-"
STEPS = 2
LAST_WORDS = 3
_FULL_BYTES = 65_536
"""A disk with less room is full: a program that fails there may not tell that this is why."""
PROFILE = "car"


@dataclass(frozen=True, kw_only=True)
class Network:
    """A network on disk: the engine's path prefix, and where it comes from."""

    prefix: Path
    sentence: str
    source: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class _Tools:
    """The engine's programs and its car profile, as the installed package ships them."""

    extract: Path
    contract: Path
    profile: Path
    profile_sha256: str
    version: str


def road_network(
    roads: Path, *, cache_dir: Path | None = None, progress: Progress | None = None
) -> Network:
    """Return the network of ``roads``, building it unless a whole one is cached.

    The cache's key is the extract's checksum, the profile's and the engine's version. A network is
    built in a folder of its own and renamed into place, so an interrupted build leaves nothing that
    could be taken for a network; a lock makes a second run wait for the first one's.

    Raises:
        InputError: ``roads`` is not a readable OpenStreetMap extract.
        TravelError: the engine is not installed, failed, or the cache cannot be written.
    """
    _check_is_extract(roads)
    tools = _tools()
    extract_sha256 = _sha256(roads)
    key = hashlib.sha256(
        f"{extract_sha256}\n{tools.profile_sha256}\n{tools.version}".encode()
    ).hexdigest()[:24]
    folder = cache_folder(cache_dir) / "networks"
    target = folder / key
    with _locked(folder, key):
        made = whole_network(target)
        if made is None:
            _clear(folder, key)
            made = _build(roads, target, tools, progress)
    return _describe(roads, target, extract_sha256, tools, made)


def _check_is_extract(roads: Path) -> None:
    check_file(
        roads,
        what="an OpenStreetMap extract",
        kind=".osm.pbf",
        option="--roads",
        most_mb=ROADS_MB,
    )
    if not roads.name.endswith(ENDINGS):
        message = (
            f"The roads file {roads} is not named like an OpenStreetMap extract. "
            f"Its name must end with one of: {', '.join(ENDINGS)}."
        )
        raise InputError(message)
    if roads.stat().st_size == 0:
        message = f"The roads file {roads} is empty. Download it again."
        raise InputError(message)


def _tools() -> _Tools:
    spec = find_spec("osrm")
    if spec is None or spec.origin is None:
        message = (
            "The routing engine (package osrm-bindings) is not installed; it has no build for "
            "every system. Give --osrm-url with a server's address, or leave --roads out and "
            "use the estimate."
        )
        raise TravelError(message)
    home = Path(spec.origin).parent
    profiles = home / "share" / "profiles"
    parts = [profiles / f"{PROFILE}.lua", *sorted((profiles / "lib").glob("*.lua"))]
    checksum = hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()
    return _Tools(
        extract=home / "bin" / "osrm-extract",
        contract=home / "bin" / "osrm-contract",
        profile=parts[0],
        profile_sha256=checksum,
        version=version("osrm-bindings"),
    )


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        message = f"The roads file {path} cannot be read: {error.strerror or error}."
        raise InputError(message) from error


@contextmanager
def _locked(folder: Path, key: str) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f"{key}.lock"):
            yield
    except GeofinderError:
        raise
    except OSError as error:
        message = (
            f"The road network cannot be kept in {folder}: {error.strerror or error}. "
            f"Make room or name another folder in {CACHE_VARIABLE}."
        )
        raise TravelError(message) from error


def whole_network(target: Path) -> dict[str, Any] | None:
    """Return the manifest of a network whose every file is as it was built, else nothing."""
    try:
        made = unsealed((target / MANIFEST).read_text(encoding="utf-8"))
        sums = {name: _sha256(target / name) for name in made["files"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, InputError):
        return None
    whole = sums and sums == made["files"] and "data_date" in made
    return made if whole else None


def _clear(folder: Path, key: str) -> None:
    """Remove a damaged network and what killed builds of it left; the lock is held."""
    remove(folder / key)
    for left in folder.glob(f"{key}{UNFINISHED}*"):
        # The engine's program may have outlived its run and still write there.
        shutil.rmtree(left, ignore_errors=True)


def _build(roads: Path, target: Path, tools: _Tools, progress: Progress | None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(
        dir=target.parent, prefix=f"{target.name}{UNFINISHED}", ignore_cleanup_errors=True
    ) as name:
        inside = Path(name) / "made"
        inside.mkdir()
        prefix = inside / PREFIX
        _report(progress, 0)
        told = _run(
            [tools.extract, "--profile", tools.profile, "--output", prefix, roads.resolve()],
            failure=f"The roads file {roads} cannot be read as an OpenStreetMap extract",
            kind=InputError,
            folder=inside,
        )
        _report(progress, 1)
        _run(
            [tools.contract, prefix],
            failure=f"No road network can be made from {roads}",
            kind=TravelError,
            folder=inside,
        )
        date = re.search(r"timestamp: (\d{4}-\d{2}-\d{2})", told)
        made = {
            "extract": roads.name,
            "data_date": date[1] if date else None,
            "files": {path.name: _sha256(path) for path in sorted(inside.iterdir())},
        }
        (inside / MANIFEST).write_text(sealed(made), encoding="utf-8")
        inside.rename(target)
        _report(progress, STEPS)
    return made


def _run(
    command: list[str | Path], *, failure: str, kind: type[GeofinderError], folder: Path
) -> str:
    """Run one of the engine's programs, which writes to ``folder``; return what it printed."""
    with tempfile.TemporaryDirectory() as elsewhere:
        done = subprocess.run(  # noqa: S603 (the engine's own programs, no shell)
            command,
            capture_output=True,
            check=False,
            cwd=elsewhere,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
        )
    if done.returncode:
        full = os.strerror(errno.ENOSPC)
        if full in done.stdout + done.stderr or shutil.disk_usage(folder).free < _FULL_BYTES:
            raise OSError(errno.ENOSPC, full)
        message = (
            f"{failure}: {_last_words(done.stdout, done.stderr)} "
            f"(program {Path(command[0]).name}). Download the extract again, or check that it "
            "is an .osm.pbf file with roads in it."
        )
        raise kind(message)
    return done.stdout


def _last_words(stdout: str, stderr: str) -> str:
    """Return why a program ended: its error lines, or the last thing it said."""
    errors = [line.partition("[error]")[2] for line in stdout.splitlines() if "[error]" in line]
    said = [line.strip().removeprefix("what():").strip() for line in stderr.splitlines()]
    told = [line for line in [*errors, *said] if line.strip() and "terminate called" not in line]
    return "; ".join(line.strip() for line in (told or stdout.splitlines())[-LAST_WORDS:])


def _report(progress: Progress | None, done: int) -> None:
    if progress is not None:
        progress(done, STEPS)


def _describe(
    roads: Path, target: Path, extract_sha256: str, tools: _Tools, made: dict[str, Any]
) -> Network:
    date = made["data_date"]
    dated = f"of {date}" if date else "without a recorded date"
    return Network(
        prefix=target / PREFIX,
        sentence=(
            f"Road minutes by car along OpenStreetMap roads {dated} ({roads.name}), computed by "
            f"OSRM {tools.version} with its {PROFILE} profile: usual speeds in free traffic, "
            "without the queues of the school run."
        ),
        source={
            "method": "road",
            "path": str(roads),
            "sha256": extract_sha256,
            "data_date": date,
            "engine": f"OSRM {tools.version}",
            "profile": PROFILE,
            "profile_sha256": tools.profile_sha256,
            "attribution": "© OpenStreetMap contributors, ODbL 1.0",
        },
    )
