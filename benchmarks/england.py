"""Tell seconds and memory of each stage of ``geofinder plan`` for one authority, ten, and England.

Run from the source tree: python -m benchmarks.england [--quick] [--data FOLDER]

Seconds are those of the processor (user and system), which other work on the machine does not
change; memory is the most that the process had held by the end of the stage. Every area is run in
a process of its own.
"""

import argparse
import datetime as dt
import multiprocessing
import os
import tempfile
from pathlib import Path
from typing import NamedTuple

from geofinder.outputs import write_run
from geofinder.page import render_page
from geofinder.pipeline import Inputs, Where, run_plan
from geofinder.pipeline.common import peak_mb
from geofinder.settings import Settings

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "england"
REGISTER, LINKS = "edubasealldata.csv", "alllinksdata.csv"
AREAS = (
    ("one authority", "Kent"),
    (
        "ten authorities",
        "Cornwall;Devon;Dorset;Kent;Lincolnshire;Norfolk;North Yorkshire;Suffolk;Surrey;Essex",
    ),
    ("England", "England"),
)


class Lap(NamedTuple):
    """One stage: processor seconds, and the most memory held by its end."""

    stage: str
    cpu_s: float
    peak_mb: int | None


class Laps:
    """Watch a run and note each stage when the next one begins."""

    def __init__(self) -> None:
        """Start at the moment of the call."""
        self.done: list[Lap] = []
        self._stage, self._since = "start", _cpu_s()

    def stage(self, name: str) -> None:
        """End the stage before and begin this one."""
        now = _cpu_s()
        self.done.append(Lap(self._stage, now - self._since, peak_mb()))
        self._stage, self._since = name, now

    def progress(self, done: int, total: int) -> None:
        """Take no note of it."""


def _cpu_s() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def measure(area: str, data: Path, told: "multiprocessing.Queue[list[Lap]]") -> None:
    """Run one area to its end and tell its laps."""
    laps = Laps()
    inputs = Inputs(gias=(data / REGISTER,), links=data / LINKS, boundaries=None)
    result = run_plan(
        Where(area=area), inputs, Settings(), run_date=dt.date(2026, 1, 1), watcher=laps
    )
    laps.stage("make the page")
    page = render_page(result)
    laps.stage("write the files")
    with tempfile.TemporaryDirectory() as folder:
        write_run(result, page, Path(folder) / "out")
        laps.stage("end")
    told.put(laps.done)


def main() -> None:
    """Print a table of stages for each area."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="only the one authority")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the two national files")
    asked = parser.parse_args()
    missing = [name for name in (REGISTER, LINKS) if not (asked.data / name).is_file()]
    if missing:
        print(f"Skipped: {asked.data} holds no {' and no '.join(missing)}; name it with --data.")
        return
    print("| area | stage | CPU s | peak MB |\n|---|---|---|---|", flush=True)
    context = multiprocessing.get_context("spawn")
    for title, area in AREAS[:1] if asked.quick else AREAS:
        told = context.Queue()
        run = context.Process(target=measure, args=(area, asked.data, told))
        run.start()
        laps = told.get()
        run.join()
        for lap in laps:
            print(f"| {title} | {lap.stage} | {lap.cpu_s:.1f} | {lap.peak_mb or '-'} |")
        whole = sum(lap.cpu_s for lap in laps)
        print(f"| {title} | all | {whole:.1f} | {laps[-1].peak_mb or '-'} |", flush=True)


if __name__ == "__main__":
    main()
