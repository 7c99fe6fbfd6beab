"""Find the standalone schools around a hub that could form a trust."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geofinder import scores
from geofinder.facts import holds
from geofinder.minutes import Flags, Floats, Ints, Minutes
from geofinder.nudges import Nudges
from geofinder.patterns.found import Found, members_table
from geofinder.patterns.leading import Links
from geofinder.patterns.onward import onward, path_share
from geofinder.patterns.standing import broad_phases
from geofinder.settings import Settings
from geofinder.units import grid_points

STAGES = ("infant", "first", "junior", "primary", "middle", "secondary", "upper", "all-through")
LEAST = 3
ALIKE_MOST = 0.5
"""A group that shares more than this with a better one (of both together) is left out."""
NEIGHBOURS = 30
"""The drives to a hub are asked for so many schools, the nearest by straight line."""
PRIMARY, SECONDARY = 0, 1


class _Sides(NamedTuple):
    """The schools that take part, and which are for primary and for secondary ages."""

    part: Flags
    phases: list[list[bool]]


def pairs_wanted(schools: pd.DataFrame, facts: pd.DataFrame, *, reach_m: float) -> pd.DataFrame:
    """Return the ordered pairs whose drives ``find`` needs beside those within its short limit.

    Each possible hub of the area with its nearest standalone schools, both ways, up to ``reach_m``
    in a straight line: ``from_urn``, ``to_urn``.
    """
    part = _part(schools, facts)
    among = schools[part]
    hubs = among[among["in_area"]]
    if len(among) <= 1 or hubs.empty:
        return pd.DataFrame({"from_urn": [], "to_urn": []}, dtype="int64")
    most = min(NEIGHBOURS + 1, len(among))
    far, near = cKDTree(grid_points(among)).query(grid_points(hubs), k=most)
    one = np.repeat(hubs["urn"].to_numpy(), most)
    other = among["urn"].to_numpy()[near.ravel()]
    used = (one != other) & (far.ravel() <= reach_m)
    ends = np.column_stack((one, other))[used]
    pairs = np.unique(np.concatenate((ends, ends[:, ::-1])), axis=0)
    return pd.DataFrame(pairs, columns=["from_urn", "to_urn"])


def find(
    schools: pd.DataFrame, facts: pd.DataFrame, travel: pd.DataFrame, settings: Settings
) -> Found:
    """Return the best group around each standalone school of the area as the hub.

    A group has 3 to ``settings.hub_size`` standalone schools: the hub and the schools nearest to
    it within ``settings.hub_minutes``, each within ``settings.hub_near_minutes`` of another member
    (worse direction); of primary ages only, secondary ages only, or both. The best by score is
    kept for each hub, and of two groups that share more than half of their schools the better.
    """
    urns = schools["urn"].to_numpy(dtype=np.int64)
    near = Minutes.from_travel(travel, urns)
    sides = _Sides(_part(schools, facts), broad_phases(schools)[:, [PRIMARY, SECONDARY]].tolist())
    groups = list(_grown(schools, near, sides, settings))
    score = _scores(groups, schools, onward(schools, near, settings), near, settings)
    score = Nudges.of(schools, facts, settings).raised(score, groups)
    best = _best_of_each_hub(groups, score)
    kept = _unlike(best)
    pairs = [
        [(int(urns[hub]), "hub"), *((int(urns[at]), "member") for at in others)]
        for hub, *others in kept
    ]
    return Found(members_table("trust-hub", pairs), [_note(len(best), len(kept), settings)])


def _part(schools: pd.DataFrame, facts: pd.DataFrame) -> Flags:
    return holds("free", facts, schools) & schools["stage"].isin(STAGES).to_numpy(dtype=np.bool_)


def _grown(
    schools: pd.DataFrame, near: Minutes, sides: _Sides, settings: Settings
) -> Iterator[tuple[int, ...]]:
    """Yield groups, the hub first: its nearest schools, one more at a time, by phase and mixed."""
    start, end, minutes = near.both_ways()
    used = sides.part[start] & sides.part[end]
    start, end, minutes = start[used], end[used], minutes[used]
    beside: dict[int, set[int]] = {}
    close = minutes <= settings.hub_near_minutes
    for one, other in zip(start[close].tolist(), end[close].tolist(), strict=True):
        beside.setdefault(one, set()).add(other)
    reached = minutes <= settings.hub_minutes
    start, end, minutes = start[reached], end[reached], minutes[reached]
    order = np.lexsort((end, minutes, start))
    start, end = start[order], end[order]
    hubs = np.flatnonzero(sides.part & schools["in_area"].to_numpy(dtype=np.bool_))
    firsts, lasts = (np.searchsorted(start, hubs, side=side).tolist() for side in ("left", "right"))
    for hub, first, last in zip(hubs.tolist(), firsts, lasts, strict=True):
        ranked = end[first:last].tolist()
        for phase in (PRIMARY, SECONDARY):
            if sides.phases[hub][phase]:
                one_phase = [at for at in ranked if sides.phases[at][phase]]
                yield from _prefixes(
                    _joined_up(hub, one_phase, beside, settings.hub_size), settings
                )
        mixed = _joined_up(hub, ranked, beside, settings.hub_size)
        yield from (
            both
            for group in _prefixes(mixed, settings)
            if (both := _of_both(group, ranked, sides, beside)) is not None
        )


def _joined_up(
    hub: int, ranked: Sequence[int], beside: dict[int, set[int]], most: int
) -> list[int]:
    """Return the hub and the nearest schools that each lie beside an earlier one."""
    chosen, edge = [hub], set(beside.get(hub, ()))
    for at in ranked:
        if len(chosen) == most:
            break
        if at in edge:
            chosen.append(at)
            edge |= beside.get(at, set())
    return chosen


def _prefixes(chosen: Sequence[int], settings: Settings) -> Iterator[tuple[int, ...]]:
    for size in range(LEAST, min(settings.hub_size, len(chosen)) + 1):
        yield tuple(chosen[:size])


def _of_both(
    group: tuple[int, ...], ranked: Sequence[int], sides: _Sides, beside: dict[int, set[int]]
) -> tuple[int, ...] | None:
    """Return the group, its last school replaced where only so both phases are in it."""
    lacking = [
        phase for phase in (PRIMARY, SECONDARY) if not any(sides.phases[at][phase] for at in group)
    ]
    if not lacking:
        return group
    phase = lacking[0]
    rest = group[:-1]
    edge = set().union(*(beside.get(at, set()) for at in rest)) - set(rest)
    return next(((*rest, at) for at in ranked if at in edge and sides.phases[at][phase]), None)


def _scores(
    groups: Sequence[tuple[int, ...]],
    schools: pd.DataFrame,
    links: Links,
    near: Minutes,
    settings: Settings,
) -> Floats:
    """Return each group's score, by the formulas of ``measuring.criteria``."""
    if not groups:
        return np.empty(0)
    sizes = np.array([len(group) for group in groups])
    member = np.concatenate([np.array(group, dtype=np.int64) for group in groups])
    of = np.repeat(np.arange(len(groups)), sizes)
    starts = np.cumsum(sizes) - sizes
    hub = member[starts][of]
    drives = np.where(member == hub, 0.0, near.between(member, hub))
    pupils = schools["pupils"].to_numpy(dtype=np.float64, na_value=np.nan)[member]
    values = {
        "closeness": scores.closeness(np.maximum.reduceat(drives, starts), settings.hub_minutes),
        "combined_roll": scores.trust_size_share(
            sizes.astype(np.float64),
            np.add.reduceat(pupils, starts),
            schools_target=settings.trust_schools_target,
            pupils_target=settings.trust_pupils_target,
        ),
        "same_authority": _alike(schools["la_code"], member, of, sizes),
        "same_character": _alike(schools["faith"], member, of, sizes),
        "fit": path_share(links, schools, of, member),
    }
    return np.round(scores.weighted(values, settings.weights), scores.DECIMALS)


def _alike(column: pd.Series, member: Ints, of: Ints, sizes: Ints) -> Floats:
    code, kinds = pd.factorize(column, sort=True)
    own = code[member]
    count = np.zeros((len(sizes), max(len(kinds), 1)))
    known = own >= 0
    np.add.at(count, (of[known], own[known]), 1.0)
    share = scores.alike_share(scores.pairs_of(count).sum(axis=1), sizes.astype(np.float64))
    return np.where(np.bincount(of, weights=~known, minlength=len(sizes)) > 0, np.nan, share)


def _best_of_each_hub(
    groups: Sequence[tuple[int, ...]], score: Floats
) -> list[tuple[tuple[int, ...], float]]:
    """Return each hub's best group with its score, the best of all first."""
    best: dict[int, tuple[float, int, tuple[int, ...]]] = {}
    for group, value in zip(groups, score.tolist(), strict=True):
        key = (-value, -len(group), group)
        if group[0] not in best or key < best[group[0]]:
            best[group[0]] = key
    return [(group, -value) for value, _, group in sorted(best.values())]


def _unlike(best: Sequence[tuple[tuple[int, ...], float]]) -> list[tuple[int, ...]]:
    """Drop every group that shares more than half of its schools with a better one."""
    kept: list[tuple[int, ...]] = []
    of_school: dict[int, list[int]] = {}
    for group, _ in best:
        shared: dict[int, int] = {}
        for at in group:
            for number in of_school.get(at, ()):
                shared[number] = shared.get(number, 0) + 1
        alike = (
            common / (len(group) + len(kept[number]) - common) for number, common in shared.items()
        )
        if all(share <= ALIKE_MOST for share in alike):
            for at in group:
                of_school.setdefault(at, []).append(len(kept))
            kept.append(group)
    return kept


def _note(hubs: int, kept: int, settings: Settings) -> str:
    return (
        f"For a new trust the best group by score is sought around each of {hubs:,} standalone "
        f"schools of the area: 3 to {settings.hub_size} schools, each within "
        f"{settings.hub_minutes:g} minutes of the hub and {settings.hub_near_minutes:g} of another "
        f"member. {kept:,} are shown; the others share more than half of their schools with a "
        "better one. Special and nursery schools, schools in a federation and academies of a "
        "multi-academy trust are in none."
    )
