"""Kill real writers at random moments, and print what they left: ``python -m tests.kills``."""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from pathlib import Path

from tests.kills.kinds import MIXED, NOTHING, OWN, Kind, files, outputs, real_run, slowed, small_run

_MOMENTS = ("before", "writing", "switching")
_TIMED = 2
_REST_S = 0.0003
_SLACK = 1.15
"""Some kills come after the usual end of a write, for one may take longer than another."""


def main() -> int:
    """Kill as often as asked for; return how many kills left what must not be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--quick", action="store_true", help="only what takes no real run")
    asked = parser.parse_args()
    seed = random.randrange(10**6) if asked.seed is None else asked.seed
    print(f"{asked.kills} kills with --seed {seed}", flush=True)
    chance = random.Random(seed)
    wrong = 0
    with tempfile.TemporaryDirectory() as work:
        kinds = list(_kinds(Path(work), quick=asked.quick))
        print(_line("killed", _COLUMNS))
        for number, (kind, kills) in enumerate(
            zip(kinds, _shared(kinds, asked.kills), strict=True)
        ):
            counted = _kill(kind, kills, Path(work) / f"kind-{number}", chance)
            print(_line(kind.name, [str(counted[name]) for name in _COLUMNS]), flush=True)
            wrong += counted["MIXED"] + counted["own lost"] + counted["not healed"]
    return wrong


_COLUMNS = (
    "kills", "before", "writing", "switching", "after",
    "old", "new", "nothing", "unfinished", "MIXED", "own lost", "healed", "not healed",
)  # fmt: skip


def _line(name: str, cells: Iterable[str]) -> str:
    return " | ".join([f"{name:<18}", *(f"{cell:>10}" for cell in cells)])


def _kinds(work: Path, *, quick: bool) -> Iterator[Kind]:
    if quick:
        yield from [*outputs(real_run)[:1], *outputs(small_run)[1:], *files()]
        return
    yield from [*outputs(real_run), *files()]
    # They load what the quick kinds need not.
    from tests.kills.caches import caches, fetching  # noqa: PLC0415
    from tests.kills.runs import commands, other_folders  # noqa: PLC0415

    yield from fetching(work)
    yield from other_folders()
    yield from caches(work)
    yield from commands()


def _shared(kinds: list[Kind], kills: int) -> list[int]:
    """Return how often each kind is killed, by its weight; the sum is ``kills``."""
    whole = sum(kind.weight for kind in kinds)
    ends = [round(kills * end / whole) for end in accumulate(kind.weight for kind in kinds)]
    return [end - start for start, end in pairwise([0, *ends])]


def _kill(kind: Kind, kills: int, work: Path, chance: random.Random) -> Counter[str]:
    """Kill a kind's writer so many times; count what was met and what was left."""
    counted: Counter[str] = Counter()
    old, new, place = (work / name / "place" for name in ("old", "new", "now"))
    old.parent.mkdir(parents=True)
    if kind.old:
        _write(kind, old, "old")
    for name, text in OWN.items() if kind.own else ():
        (old / name).parent.mkdir(exist_ok=True)
        (old / name).write_text(text, encoding="utf-8")
    times_s = []
    for _ in range(_TIMED):
        _lay(old, new)
        times_s.append(_timed(kind, new))
    usual_s = [min(of) for of in zip(*times_s, strict=False)]
    stages = [min(stage, len(usual_s) - 1) for stage in (2, 0, 2, 1)]
    for number in range(kills):
        _lay(old, place)
        stage, ended = _killed(kind, place, usual_s, stages[number % 4], chance)
        left = _seen(kind, place)
        moment = "after" if ended or (stage == 0 and left == "new") else _MOMENTS[stage]
        counted.update(["kills", moment, left])
        counted["own lost"] += not _own_is_there(kind, place)
        counted["healed" if _heals(kind, place) else "not healed"] += 1
    return counted


def _lay(old: Path, place: Path) -> None:
    shutil.rmtree(place.parent, ignore_errors=True)
    place.parent.mkdir()
    if old.exists():
        shutil.copytree(old, place)


def _start(kind: Kind, place: Path, version: str) -> int:
    """Begin to write in a process of its own; return its id."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        said = os.open(place.parent / "said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(said, sys.stdout.fileno())
        os.dup2(said, sys.stderr.fileno())
        slowed()
        kind.write(place, version)
        code = 0
    except BaseException:  # noqa: BLE001 (a child must not go on as its parent)
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _write(kind: Kind, place: Path, version: str) -> None:
    code = os.waitstatus_to_exitcode(os.waitpid(_start(kind, place, version), 0)[1])
    if code:
        message = f"{kind.name}: {(place.parent / 'said').read_text(errors='replace')}"
        raise RuntimeError(message)


def _timed(kind: Kind, place: Path) -> list[float]:
    """Return how long a whole write takes, in all and from each stage on that is ever seen, s."""
    begun_s = [time.perf_counter()]
    child = _start(kind, place, "new")
    while not os.waitpid(child, os.WNOHANG)[0]:
        stage = kind.stage(place)
        begun_s += [time.perf_counter()] * (stage + 1 - len(begun_s))
        time.sleep(_REST_S)
    return [time.perf_counter() - begun for begun in begun_s]


def _killed(
    kind: Kind, place: Path, usual_s: list[float], stage: int, chance: random.Random
) -> tuple[int, bool]:
    """Kill at a random moment from a stage on; return the stage left and whether it had ended."""
    child = _start(kind, place, "new")
    ended = status = 0
    while not ended and kind.stage(place) < stage:
        ended, status = os.waitpid(child, os.WNOHANG)
        time.sleep(_REST_S)
    until = time.perf_counter() + chance.uniform(0, usual_s[stage] * _SLACK)
    while not ended and time.perf_counter() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        time.sleep(_REST_S)
    if not ended:
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, -signal.SIGKILL):
        message = f"{kind.name}: {(place.parent / 'said').read_text(errors='replace')}"
        raise RuntimeError(message)
    return kind.stage(place), code == 0


def _seen(kind: Kind, place: Path) -> str:
    allowed = {"new", "old" if kind.old else NOTHING, *kind.may_be}
    try:
        seen = kind.look(place)
    except (OSError, LookupError, ValueError) as error:
        seen = repr(error)
    if seen in allowed:
        return seen
    print(f"{kind.name}: {seen}", file=sys.stderr)
    return MIXED


def _own_is_there(kind: Kind, place: Path) -> bool:
    return not kind.own or all(
        (place / name).exists() and (place / name).read_text(encoding="utf-8") == text
        for name, text in OWN.items()
    )


def _heals(kind: Kind, place: Path) -> bool:
    """Run again to the end; say whether that mends everything and leaves nothing behind."""
    try:
        _write(kind, place, "third")
        left = kind.litter(place)
        if kind.look(place) == kind.last and not left and _own_is_there(kind, place):
            return True
        print(f"{kind.name}: {kind.look(place)}, left over: {left}", file=sys.stderr)
    except (RuntimeError, OSError, LookupError, ValueError) as error:
        print(f"{kind.name}: {error}", file=sys.stderr)
    return False


if __name__ == "__main__":
    sys.exit(min(main(), 1))
