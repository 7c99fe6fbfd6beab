"""Time counting, listing and bounding groups on made-up registers, beside networkx.

Run from the source tree: python -m benchmarks.grouping [--quick]
"""

import argparse
import resource
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import networkx as nx
import numpy as np

from geofinder.facts import school_facts
from geofinder.grouping.best import Search, best_by_bound
from geofinder.grouping.cliques import enumerate_groups
from geofinder.grouping.probing import estimate_count
from geofinder.minutes import Minutes
from geofinder.patterns.rural_score import NOT_RECORDED, RuralScorer
from geofinder.settings import Settings
from tests.candidates.made_up import register, travel_among

LISTED_MOST = 6_000_000
NETWORKX_MOST = 100_000


class Case(NamedTuple):
    kind: str
    schools: int
    minutes: float
    max_size: int


CASES = (
    Case("rural", 190, 10, 4),
    Case("rural", 190, 15, 5),
    Case("mixed", 190, 15, 4),
    Case("mixed", 190, 15, 6),
    Case("rural", 600, 15, 5),
    Case("mixed", 600, 15, 5),
    Case("city", 600, 10, 4),
    Case("city", 600, 15, 6),
    Case("city", 600, 20, 6),
    Case("rural", 6_000, 15, 5),
    Case("mixed", 6_000, 15, 6),
)


def graph_of(case: Case) -> tuple[Minutes, RuralScorer, Search]:
    """Return the pairs of primary-phase schools within the limit, the seeds numbered first."""
    schools = register(case.schools, seed=7, kind=case.kind)
    travel = travel_among(schools, seed=7, reach_min=case.minutes)
    facts = school_facts(schools, small_pupils=210)
    part = facts["primary-phase"].fillna(value=False).to_numpy(dtype=bool)
    seed = part & facts["small"].fillna(value=False).to_numpy(dtype=bool)
    near = Minutes.from_travel(travel, schools["urn"].to_numpy())
    near = near.where(part[near.first] & part[near.second] & (near.worse_min <= case.minutes))
    label = np.argsort(~seed, kind="stable")
    graph = near.renumbered(np.argsort(label, kind="stable"))
    ordered = schools.iloc[label]
    settings = Settings(max_minutes=case.minutes, max_size=case.max_size)
    codes = {"none": 0, "church-of-england": 1, "catholic": 2}
    scorer = RuralScorer(
        pupils=ordered["pupils"].to_numpy(dtype=float, na_value=np.nan),
        small=seed[label].astype(float),
        authority=(ordered["la_code"] == "845").to_numpy().astype(int),
        character=ordered["faith"].map(codes).fillna(NOT_RECORDED).to_numpy(dtype=int),
        settings=settings,
    )
    search = Search(
        seeds=int(seed.sum()),
        wanted=np.ones(len(schools), dtype=bool),
        label=label,
        max_size=case.max_size,
        top=settings.top,
    )
    return graph, scorer, search


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    answer = work()
    return answer, time.perf_counter() - start


def by_networkx(graph: Minutes, *, seeds: int, max_size: int) -> int:
    peer = nx.Graph(zip(graph.first.tolist(), graph.second.tolist(), strict=True))
    count = 0
    for clique in nx.enumerate_all_cliques(peer):
        if len(clique) > max_size:
            break
        count += len(clique) > 1 and min(clique) < seeds
    return count


def measure(case: Case) -> None:
    graph, scorer, search = graph_of(case)
    seeds, size = search.seeds, case.max_size
    estimate, probing = timed(
        lambda: estimate_count(graph, seeds=seeds, wanted=search.wanted, max_size=size)
    )
    name = f"{case.kind} {case.schools:,}, {case.minutes:g} min, to {size}"
    cells = [name, f"{estimate:,.0f}", f"{probing:.2f}"]
    levels, listing = None, 0.0
    if estimate <= LISTED_MOST:
        levels, listing = timed(lambda: enumerate_groups(graph, seeds=seeds, max_size=size))
    counted = sum(len(level.rows) for level in levels) if levels else None
    cells += [f"{counted:,}", f"{listing:.2f}"] if levels else ["-", "-"]
    if counted is not None and counted <= NETWORKX_MOST:
        peer, seconds = timed(lambda: by_networkx(graph, seeds=seeds, max_size=size))
        cells.append(f"{seconds:.2f}" if peer == counted else f"differs: {peer:,}")
    else:
        cells.append("-")
    bounded, seconds = timed(lambda: best_by_bound(graph, scorer, search))
    cells += [f"{seconds:.2f}", f"{sum(len(rows) for rows in bounded):,}"]
    cells.append(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f}")
    print("| " + " | ".join(cells) + " |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only the first three cases")
    quick = parser.parse_args().quick
    head = ("case", "groups, estimated", "s", "groups, listed", "s", "networkx, s",
            "best 10 by bound, s", "kept", "peak MB")  # fmt: skip
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for case in CASES[:3] if quick else CASES:
        measure(case)


if __name__ == "__main__":
    main()
