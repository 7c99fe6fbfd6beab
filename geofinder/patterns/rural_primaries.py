"""Find every group of primary-phase schools near one another with a small rural one among them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from geofinder.errors import examples
from geofinder.grouping.best import Scorer, Search, best_by_bound
from geofinder.grouping.cliques import enumerate_groups
from geofinder.grouping.probing import estimate_count
from geofinder.likely import Likely
from geofinder.minutes import Flags, Ints, Minutes
from geofinder.nudges import Nudges
from geofinder.patterns.found import Found, members_table
from geofinder.patterns.likely_score import LikelyScorer
from geofinder.patterns.rural_score import NOT_RECORDED, RuralScorer
from geofinder.settings import Settings

COUNTED_MOST = 4_000_000
"""Up to this estimate all groups are listed and counted; above it the estimate stands."""
_ESTIMATE_TRUSTED = 2
"""An enumeration that passes this many times ``COUNTED_MOST`` belies its estimate."""


class Space(NamedTuple):
    """All groups of the pattern: the cliques of ``graph`` with a seed and a wanted school.

    ``graph`` holds the pairs near enough among the schools, the seeds numbered first; ``search``
    says how, and ``search.label`` gives each number's row in SCHOOLS.
    """

    graph: Minutes
    scorer: Scorer
    search: Search


class _Chosen(NamedTuple):
    rows: Sequence[Ints]
    note: str


def find(
    schools: pd.DataFrame,
    facts: pd.DataFrame,
    travel: pd.DataFrame,
    settings: Settings,
    *,
    likely: Likely | None = None,
) -> Found:
    """Return the groups of 2 to ``settings.max_size`` standalone primary-phase schools.

    Every pair is within ``settings.max_minutes`` in the worse direction, at least one school is
    small and rural (small only, with ``settings.any_setting``) and at least one is in the area.
    All groups are kept, or, above ``settings.all_groups_most``, the best ``settings.top`` by
    score for each school of the area; the first note says which, and of how many. The score is
    the share of the least likely pair in
    ``likely``, without it the weighted mean of the criteria.
    """
    known = facts.reindex(schools["urn"])
    urns = schools["urn"].to_numpy(dtype=np.int64)
    chosen = _choose(space(schools, facts, travel, settings, likely=likely), settings)
    groups = ([(int(urn), "member") for urn in urns[row]] for rows in chosen.rows for row in rows)
    notes = [chosen.note, *_not_known(schools, known, settings)]
    return Found(members_table("rural-primaries", groups), notes)


def space(
    schools: pd.DataFrame,
    facts: pd.DataFrame,
    travel: pd.DataFrame,
    settings: Settings,
    *,
    barred: Flags | None = None,
    likely: Likely | None = None,
) -> Space:
    """Return the groups of the pattern as a graph, without the ``barred`` rows of SCHOOLS."""
    known = facts.reindex(schools["urn"])
    takes_part = _true(known["free"]) & _true(known["primary-phase"])
    if barred is not None:
        takes_part &= ~barred
    seed = takes_part & _true(known["small"])
    if not settings.any_setting:
        seed &= _true(known["rural"])
    near = Minutes.from_travel(travel, schools["urn"].to_numpy(dtype=np.int64))
    usable = takes_part[near.first] & takes_part[near.second]
    near = near.where(usable & (near.worse_min <= settings.max_minutes))
    near = _useful(near, seed, schools["in_area"].to_numpy(dtype=np.bool_))
    label = np.argsort(~seed, kind="stable")
    graph = near.renumbered(np.argsort(label, kind="stable"))
    if likely is not None:
        urns = schools["urn"].to_numpy(dtype=np.int64)[label]
        graph = replace(graph, share=likely.pair(urns[graph.first], urns[graph.second]))
    search = Search(
        seeds=int(seed.sum()),
        wanted=schools["in_area"].to_numpy(dtype=np.bool_)[label],
        label=label,
        max_size=settings.max_size,
        top=settings.top,
    )
    scorer = _scorer(graph, schools.iloc[label], known.iloc[label], settings, likely)
    return Space(graph, scorer, search)


def _true(values: pd.Series) -> Flags:
    return values.eq(other=True).fillna(value=False).to_numpy(dtype=np.bool_)


def _useful(near: Minutes, seed: Flags, in_area: Flags) -> Minutes:
    """Drop the pairs that cannot be in a group with a seed and a school of the area.

    All schools of a group are near one another, so each is, or is near, one of both kinds.
    """
    kept = np.ones(near.size, dtype=np.bool_)
    for kind in (seed, in_area):
        reached = kind.copy()
        reached[near.first[kind[near.second]]] = True
        reached[near.second[kind[near.first]]] = True
        kept &= reached
    return near.where(kept[near.first] & kept[near.second])


def _choose(space: Space, settings: Settings) -> _Chosen:
    """Count or estimate the groups, and keep all of them or each school's best."""
    graph, scorer, search = space
    levels, total = _listed(graph, search)
    if levels is not None and total <= settings.all_groups_most:
        every = [np.sort(search.label[level], axis=1) for level in levels]
        return _Chosen(every, _note(total, every, settings, counted=True))
    rows = best_by_bound(graph, scorer, search)
    return _Chosen(rows, _note(total, rows, settings, counted=levels is not None))


def _listed(graph: Minutes, search: Search) -> tuple[Sequence[Ints] | None, float]:
    """Return every group and their number; or None, for too many, and the estimated number."""
    estimate = estimate_count(
        graph, seeds=search.seeds, wanted=search.wanted, max_size=search.max_size
    )
    if estimate > COUNTED_MOST:
        return None, estimate
    most = COUNTED_MOST * _ESTIMATE_TRUSTED
    levels = enumerate_groups(graph, seeds=search.seeds, max_size=search.max_size, most=most)
    if levels is None:
        return None, max(estimate, most)
    rows = [level.rows[search.wanted[level.rows].any(axis=1)] for level in levels]
    return rows, sum(len(part) for part in rows)


def _scorer(
    graph: Minutes,
    schools: pd.DataFrame,
    known: pd.DataFrame,
    settings: Settings,
    likely: Likely | None,
) -> Scorer:
    nudges = Nudges.of(schools, known, settings)
    local = None if nudges.silent else nudges.within_reach(graph.first, graph.second)
    if likely is not None:
        return LikelyScorer(local=local)
    character = pd.factorize(schools["faith"], sort=True)[0]
    return RuralScorer(
        pupils=schools["pupils"].to_numpy(dtype=np.float64, na_value=np.nan),
        small=_true(known["small"]).astype(np.float64),
        authority=pd.factorize(schools["la_code"], sort=True)[0],
        character=np.where(schools["faith"].isna(), NOT_RECORDED, character),
        settings=settings,
        local=local,
    )


def _note(total: float, rows: Sequence[Ints], settings: Settings, *, counted: bool) -> str:
    """Say how many groups there are, how that is known, and which are kept."""
    setting = "small" if settings.any_setting else "small and rural"
    number = f"{total:,.0f}" if counted else f"about {float(f'{total:.2g}'):,.0f}"
    source = "counted" if counted else "estimated by random probing, not counted"
    kept = sum(len(part) for part in rows)
    start = (
        f"There are {number} groups of 2 to {settings.max_size} standalone primary-phase schools "
        f"within {settings.max_minutes:g} minutes of one another, at least one of them {setting} "
        f"({source})."
    )
    if counted and total <= settings.all_groups_most:
        return f"{start} All are kept."
    return (
        f"{start} More than {settings.all_groups_most:,} are too many to read, so the "
        f"{settings.top} best by score for each school of the area are kept, {kept:,} in all. They "
        "were found by branch and bound: it is proven that no group left out is better for any "
        "of these schools."
    )


def _not_known(schools: pd.DataFrame, known: pd.DataFrame, settings: Settings) -> list[str]:
    """Name the primary-phase schools that a missing fact keeps from counting."""
    primary = _true(known["primary-phase"]) & schools["in_area"].to_numpy(dtype=np.bool_)
    free = primary & _true(known["free"])
    asked = [
        (
            primary & known["free"].isna().to_numpy(),
            "is not known to be standalone (its governance or its trust is not recorded)",
            "are not known to be standalone (their governance or trust is not recorded)",
            "left out",
        ),
        (
            free & known["small"].isna().to_numpy(),
            "has no roll recorded",
            "have no roll recorded",
            "not counted as small",
        ),
    ]
    if not settings.any_setting:
        setting = free & known["rural"].isna().to_numpy()
        words = "no urban or rural setting recorded"
        asked.append((setting, f"has {words}", f"have {words}", "not counted as rural"))
    return [_naming(schools["name"], *question) for question in asked if question[0].any()]


def _naming(names: pd.Series, flags: Flags, one: str, many: str, outcome: str) -> str:
    chosen = names[flags].tolist()
    if len(chosen) == 1:
        return f"1 primary-phase school of the area {one} and is {outcome}: {chosen[0]}."
    start = f"{len(chosen):,} primary-phase schools of the area"
    return f"{start} {many} and are {outcome}: {examples(chosen)}."
