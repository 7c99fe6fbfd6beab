"""Name what writes to the disk, and say of what a killed writer left which version it is."""

import dataclasses
import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

from geofinder import kept
from geofinder.outputs import FILES, inplace, write_run
from geofinder.outputs.folder import replacing
from geofinder.outputs.write import PICTURES, manifest_bytes
from geofinder.wholefile import write_whole
from tests.made_up import made_up_result

OWN = {"notes.txt": "mine", "letters/heads.txt": "mine too"}
"""What the user keeps in an output folder."""
PARTS = 3
MIXED, NOTHING, UNFINISHED = "MIXED", "nothing", "unfinished"
_PICTURES = {"old": {"limits.svg": "<svg/>"}, "new": {"pupils.svg": "<svg/>"}, "third": {}}
DAYS = {"old": "2026-01-01", "new": "2026-01-02", "third": "2026-01-03"}
_BYTES = 200_000
_REST_S = 0.002


@dataclasses.dataclass(frozen=True, kw_only=True)
class Kind:
    """Something that writes.

    ``write(place, version)`` writes a version; ``look(place)`` says which is there whole;
    ``stage(place)`` is 0 before the disk is touched, 1 while the new is written, 2 while it takes
    the place of the old, as far as the disk shows; ``litter(place)`` names what should have gone.
    ``old`` is false where there is nothing before; ``own``: the user keeps files there too.
    """

    name: str
    write: Callable[[Path, str], None]
    look: Callable[[Path], str]
    stage: Callable[[Path], int]
    litter: Callable[[Path], list[str]]
    old: bool = True
    own: bool = False
    weight: float = 1.0
    """How often it is killed beside the others."""
    last: str = "third"
    """What is seen when a third version was written; a cache has but one."""
    may_be: frozenset[str] = frozenset()
    """What may be seen beside the old version and the new one."""


def folder_kind(name: str, write: Callable[[Path, str], None], **more: object) -> Kind:
    """Return a kind that writes a folder of files with a manifest."""
    facts = {"own": True, "stage": _folder_stage, "litter": _folder_litter, **more}
    return Kind(name=name, write=write, look=_folder_version, **facts)


def real_run(place: Path, version: str) -> None:
    """Write all the files of a run."""
    result = made_up_result()
    dated = dataclasses.replace(result, manifest={**result.manifest, "version": version})
    write_run(dated, f"<p>{version}</p>" * 999, place, pictures=_PICTURES[version])


def small_run(place: Path, version: str) -> None:
    """Write a few files of a run, for little time."""
    told = {"run_date": DAYS[version]}
    with replacing(place, names=frozenset((*FILES, *PICTURES))) as folder:
        for name in ("index.html", "schools.csv", *_PICTURES[version]):
            (folder / name).write_text(version * 999, encoding="utf-8")
        (folder / "manifest.json").write_bytes(manifest_bytes(told, folder=folder))


def outputs(plan: Callable[[Path, str], None]) -> list[Kind]:
    """Return the ways in which the folder of a run is written."""

    def by_moves(place: Path, version: str) -> None:
        inplace._keep_old = lambda _out: False  # as where there are no links
        plan(place, version)

    def from_inside(place: Path, version: str) -> None:
        place.mkdir(parents=True, exist_ok=True)
        os.chdir(place)
        plan(Path(), version)

    return [
        folder_kind("folder", plan),
        folder_kind("folder, no links", by_moves, may_be=frozenset({UNFINISHED, NOTHING})),
        folder_kind("new folder", plan, old=False, own=False),
        folder_kind("folder stood in", from_inside),
    ]


def files() -> list[Kind]:
    """Return single files: one that a command was asked for, and one kept between runs."""

    def single(place: Path, version: str) -> None:
        place.mkdir(parents=True, exist_ok=True)
        write_whole(place / "weights.toml", version * _BYTES, what="The file")

    def single_version(place: Path) -> str:
        text = (place / "weights.toml").read_text(encoding="utf-8")
        return next((v for v in DAYS if text == v * _BYTES), MIXED)

    def parts(place: Path, version: str) -> None:
        for number in range(PARTS):
            kept.put(place / f"{number}.part", (version, number, list(range(_BYTES))))

    def parts_version(place: Path) -> str:
        found = [kept.take(place / f"{number}.part") for number in range(PARTS)]
        right = all(each[1:] == (n, list(range(_BYTES))) for n, each in enumerate(found))
        # Each part stands for itself: some may be of the run before.
        versions = {each[0] for each in found}
        return (max(versions) if len(versions) == 1 else "new") if right else MIXED

    return [
        Kind(
            name="single file",
            write=single,
            look=single_version,
            stage=lambda place: int((place / ".weights.toml.unfinished").exists()),
            litter=lambda place: [p.name for p in place.iterdir() if p.name != "weights.toml"],
        ),
        Kind(
            name="parts of a run",
            write=parts,
            look=parts_version,
            stage=lambda place: int(any(place.glob(".unfinished-*"))),
            # An unfinished part may be another run's, so it goes when it is an hour old.
            litter=lambda place: [
                p.name for p in place.iterdir() if not p.name.startswith(".unfinished-")
            ][PARTS:],
        ),
    ]


def slowed() -> None:
    """Have this process rest before each change of a name: the kills shall meet all of them."""
    for name in (
        "hardlink_to", "mkdir", "open", "rename", "replace", "rmdir", "symlink_to", "unlink",
    ):  # fmt: skip
        setattr(Path, name, _rested(getattr(Path, name)))


def _rested(change):
    def rested(*arguments, **more):
        time.sleep(_REST_S)
        return change(*arguments, **more)

    return rested


def _folder_stage(place: Path) -> int:
    helper = place / inplace.HELPER
    return int(helper.exists()) + int((helper / "names").exists())


def _folder_litter(place: Path) -> list[str]:
    return [p.name for p in place.iterdir() if p.name.startswith(".") or p.is_symlink()]


def _folder_version(place: Path) -> str:
    """Return the version that the manifest tells, if every file is as it says, and no other."""
    there = {
        path.name: path
        for path in (place.iterdir() if place.is_dir() else ())
        if not path.name.startswith(".") and path.exists() and path.name not in _OWN_NAMES
    }
    if not there:
        return NOTHING
    manifest = there.pop("manifest.json", None)
    if manifest is None:
        return UNFINISHED if _of_one_run(place, there) else MIXED
    told = json.loads(manifest.read_text(encoding="utf-8"))
    sums = {name: fingerprint["sha256"] for name, fingerprint in told["files"].items()}
    if {name: _sha256(path) for name, path in there.items()} != sums:
        return MIXED
    by_day = {day: version for version, day in DAYS.items()}
    return by_day.get(told["run_date"]) or str(told["version"])


_OWN_NAMES = {Path(name).parts[0] for name in OWN}


def _of_one_run(place: Path, there: dict[str, Path]) -> bool:
    """Say whether the files are those of one run, by what the runs left when nobody killed them."""
    found = {(name, _sha256(path)) for name, path in there.items()}
    whole = [place.parent.parent / version / "place" for version in ("old", "new")]
    return any(
        found <= {(p.name, _sha256(p)) for p in run.iterdir() if p.is_file()} for run in whole
    )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
