"""Set the best plan beside those of other methods, on the same areas in one run.

Run from the source tree: python -m benchmarks.planning [--quick] [--england] [--data FOLDER]

Every method runs in a process of its own: "s" is the clock's, "CPU s" the processor's, which other
work on the machine does not change. Every plan is checked anew before it is told of (no school
twice, every pair within the limit, a form open to every group), and measured from the tables, not
from what the method believed. "gap" is how far the bound that the method proves lies above its
plan, in the first objective that is not proven best. OR-Tools and spopt are no part of geofinder:
`make bench` installs requirements/bench.in beside it, and without them their lines are left out.
"""

import argparse
import datetime as dt
import functools
import multiprocessing
import queue
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.england import Laps
from benchmarks.peers.areas import (
    DATA,
    LINKS,
    REGISTER,
    RURAL,
    densest,
    east_sussex,
    made_up,
    missing,
)
from benchmarks.peers.instance import Instance, instance_of
from benchmarks.peers.listing import Answer, Method, greedy, linkage, max_p
from benchmarks.peers.pairwise import pairwise
from geofinder.parts import ALONE
from geofinder.pipeline import Inputs, Where, run_plan
from geofinder.pipeline.judging import Task, find_and_judge
from geofinder.pipeline.planned import choose_plan
from geofinder.planning.packing import Packed, pack
from geofinder.settings import Objective, Settings

HEAD = ("area", "method", "served", "groups", "score", "minutes", "s", "CPU s", "gap", "remark")
PATIENCE_S = 300.0
OURS_S = 60.0


class Line(NamedTuple):
    """What one method tells of one area."""

    cells: tuple[str, ...]


class Peer(NamedTuple):
    """A method, and the package without which it cannot be tried."""

    title: str
    method: Method
    package: str = ""


def ours(instance: Instance, *, order: tuple[Objective, ...] = ()) -> Answer:
    """Choose the best plan, from the task on, as ``geofinder plan`` does."""
    task = instance.task
    if order:
        task = task._replace(settings=task.settings.with_options(plan_order=order))
    packed = pack(instance_of(task).problem, seconds=OURS_S)
    return Answer(packed.plan, packed.gap, said(packed))


def said(packed: Packed) -> str:
    """Return what a proof says in a few words."""
    proof = "proven" if packed.proven else "; ".join(packed.notes) or "not proven"
    return f"{proof}; {packed.held:,} groups held"


PEERS = (
    Peer("geofinder", ours),
    Peer("geofinder, travel second", functools.partial(ours, order=("served", "travel"))),
    Peer("greedy", greedy),
    Peer("scikit-learn complete linkage", linkage),
    Peer("spopt max-p", max_p, "spopt"),
    Peer("OR-Tools CP-SAT, pairwise", pairwise, "ortools"),
)


def told(title: str, peer: Peer, instance: Instance) -> tuple[str, ...]:
    """Run one method and return its line of the table."""
    clock, cpu = time.perf_counter(), time.process_time()
    answer = peer.method(instance)
    took = f"{time.perf_counter() - clock:.2f}", f"{time.process_time() - cpu:.2f}"
    if not len(answer.plan):
        return (title, peer.title, "-", "-", "-", "-", *took, "-", answer.remark)
    plan = instance.measured(answer.plan)
    gap = "-" if answer.gap is None else f"{answer.gap:.2%}"
    worth = (f"{plan.served:,}", f"{plan.groups:,}", f"{plan.score:.2f}", f"{plan.travel_min:,.0f}")
    return (title, peer.title, *worth, *took, gap, answer.remark)


def whole_run(title: str, task: Task) -> tuple[str, ...]:
    """Choose the plan of all patterns, from the candidates on."""
    groups = find_and_judge(task)
    clock, cpu = time.perf_counter(), time.process_time()
    chosen = choose_plan(task, groups, workers=ALONE)
    took = f"{time.perf_counter() - clock:.2f}", f"{time.process_time() - cpu:.2f}"
    table, packed = chosen.plan, chosen.packed
    worth = (f"{table['served'].sum():,}", f"{len(table):,}", f"{table['score'].sum():.2f}",
             f"{table['travel_min'].sum():,.0f}")  # fmt: skip
    return (title, "geofinder", *worth, *took, f"{packed.gap:.2%}", said(packed))


def _put(answers: Any, work: Callable[[], tuple[str, ...]]) -> None:  # noqa: ANN401 (a queue)
    answers.put(work())


def apart(title: str, method: str, work: Callable[[], tuple[str, ...]]) -> None:
    """Print the line of work done in a process of its own, stopped when it takes too long."""
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    run = context.Process(target=_put, args=(answers, work))
    run.start()
    line = (title, method, *"-" * 7, f"stopped after {PATIENCE_S:g} s")
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            line = answers.get(timeout=1.0)
            break
        except queue.Empty:
            if not run.is_alive():
                line = (title, method, *"-" * 7, "it failed: see above")
                break
    run.terminate()
    run.join()
    print("| " + " | ".join(line) + " |", flush=True)


def compare(title: str, task: Task) -> None:
    """Print a line of each method."""
    instance = instance_of(task)
    graph = instance.source.graph
    size = f"{len(instance.taking_part):,} schools in {len(graph.first):,} pairs near enough"
    asked = f"{int(instance.counts.sum()):,}"
    print("| " + " | ".join((title, "(all that are asked)", asked, *"-" * 6, size)) + " |")
    for peer in PEERS:
        if peer.package and find_spec(peer.package) is None:
            continue
        apart(title, peer.title, functools.partial(told, title, peer, instance))


def england(data: Path) -> tuple[str, ...]:
    """Plan the whole country, from the files to the proven plan."""
    settings = Settings(patterns=("rural-primaries", "infant-junior", "federation-joiner"))
    inputs = Inputs(gias=(data / REGISTER,), links=data / LINKS, boundaries=None)
    laps, clock = Laps(), time.perf_counter()
    ends: dict[str, float] = {}
    stage = laps.stage

    def noted(name: str) -> None:
        ends[name] = time.perf_counter() - clock
        stage(name)

    laps.stage = noted  # type: ignore[method-assign]
    result = run_plan(
        Where(area="England"), inputs, settings, run_date=dt.date(2026, 1, 1), watcher=laps
    )
    proof, names = result.manifest["plan"], [lap.stage for lap in laps.done]
    end = names.index("choose the plan")
    cpu = sum(lap.cpu_s for lap in laps.done[: end + 1])
    worth = proof["objective"]
    wall = ends[list(ends)[list(ends).index("choose the plan") + 1]]
    state = "proven" if proof["proven"] else "; ".join(proof["bounded_by"])
    cells = (f"{worth['served']:,.0f}", f"{proof['groups']:,}", f"{worth['score']:.2f}",
             f"{worth['travel_min']:,.0f}", f"{wall:.0f}", f"{cpu:.0f}",
             f"{proof['gap']:.2%}")  # fmt: skip
    remark = (
        f"{state}; of it {proof['seconds']:.0f} s to choose; peak {laps.done[end].peak_mb:,} MB"
    )
    return ("England, from the files", "geofinder", *cells, remark)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="East Sussex alone")
    parser.add_argument("--england", action="store_true", help="all of England too: minutes")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the two national files")
    given = parser.parse_args()
    lacking = sorted(
        {peer.package for peer in PEERS if peer.package and not find_spec(peer.package)}
    )
    if lacking:
        print(f"Not installed, so left out: {', '.join(lacking)} (requirements/bench.in).")
    print("| " + " | ".join(HEAD) + " |\n|" + "---|" * len(HEAD), flush=True)
    sample = east_sussex(Settings())
    title = "East Sussex, all patterns"
    apart(title, "geofinder", functools.partial(whole_run, title, sample))
    rural = Settings(patterns=RURAL)
    compare("East Sussex, rural primaries", sample._replace(settings=rural))
    if given.quick:
        return
    wide = rural.with_options(any_setting=True, max_minutes=20.0, max_size=6)
    compare("made-up rural 600, 20 min, to 6", made_up("rural", schools=600, settings=wide))
    compare("made-up mixed 600, 20 min, to 6", made_up("mixed", schools=600, settings=wide))
    compare("made-up city 600, 20 min, to 6", made_up("city", schools=600, settings=wide))
    lacks = missing(given.data)
    if lacks:
        print(f"Skipped: {lacks}; name it with --data.")
        return
    name, task = densest(rural.with_options(any_setting=True), given.data)
    compare(f"{name}, most pairs in England, 15 min, to 5", task)
    if given.england:
        apart("England, from the files", "geofinder", functools.partial(england, given.data))


if __name__ == "__main__":
    main()
