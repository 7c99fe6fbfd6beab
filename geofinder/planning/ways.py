"""List the ways in which each school left over could have been in a group: with whom, how far."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geofinder.facts import BROAD_PHASES
from geofinder.planning.driving import worse_minutes
from geofinder.settings import Settings
from geofinder.tables import STATUSES

NEAREST = 20
"""The nearest partner beyond the limits is sought among so many of a kind, by straight line."""
_FAR_MOST = 40
_AT_ONCE = 20_000
ALLOWED = ("open", "needs-consent")
WITH_SCHOOL, JOINING, OF_TRUST, NOT_KNOWN, GROUP = "school", "join", "trust", "not-known", "group"
"""Kinds of way: with a free school, into a federation; a school in a trust, or that may be; and a
candidate group of another pattern."""
RURAL, JOINER = "rural-primaries", "federation-joiner"

type Judge = Callable[[pd.DataFrame], pd.DataFrame]
"""Gives VERDICTS for members (group_id, urn, role)."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The tables that a plan was made from.

    ``never`` has a row a pair that must not share a group: ``urn_a``, ``urn_b``. ``rules`` maps a
    rule's id to its ``sentence``.
    """

    schools: pd.DataFrame
    facts: pd.DataFrame
    travel: pd.DataFrame
    candidates: pd.DataFrame
    members: pd.DataFrame
    verdicts: pd.DataFrame
    never: pd.DataFrame
    rules: dict[str, dict[str, str]]
    settings: Settings


def nearest_pairs(
    left: pd.DataFrame, schools: pd.DataFrame, facts: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """Return pairs, both ways, of each school left over with its nearest possible partners.

    Those are standalone primary-phase schools, maintained and academies apart, and members of
    federations: the nearest ``NEAREST`` of each by straight line, whose drives are then known
    however far they are.

    Returns:
        ``from_urn``, ``to_urn``, sorted, each pair once.
    """
    known = facts.reindex(schools["urn"])
    free = _flags(known["free"] & known["primary-phase"])
    maintained = _flags(known["maintained"])
    kinds = []
    if RURAL in settings.patterns:
        kinds += [free & maintained, free & ~maintained]
    if JOINER in settings.patterns:
        kinds.append(_flags(known["in-federation"]))
    ends = [_nearest(left, schools[kind]) for kind in kinds if kind.any() and len(left)]
    both = np.concatenate([*ends, np.zeros((0, 2), dtype=np.int64)])
    both = np.unique(np.concatenate([both, both[:, ::-1]]), axis=0)
    return pd.DataFrame(both[both[:, 0] != both[:, 1]], columns=["from_urn", "to_urn"])


def ways_of(left: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return the ways of each school left over with the schools around it (no verdicts yet).

    Returns:
        One row a way: ``way`` (its name), ``urn``, ``kind``, ``pattern``, ``partner_urn`` (the
        nearest), ``worse_min``, ``limit_min``, ``near`` (within the limit), ``urns`` (all, the
        school first), ``group_id`` (of a candidate group, else missing). By urn, the nearest
        first.
    """
    pairs = _pairs(left, ground)
    parts = [_with_schools(pairs, ground.settings), _joining(pairs, ground)]
    found = pd.concat([part for part in parts if len(part)] or parts[:1])
    found["near"] = found["worse_min"] <= found["limit_min"]
    found = found.sort_values(["urn", "near", "worse_min", "partner_urn"])
    far = found.groupby(["urn", "near"]).cumcount() >= _FAR_MOST
    found = found[found["near"] | ~far].assign(group_id=None)
    every = pd.concat([found, _groups(left, ground)])
    every = every.sort_values(
        ["urn", "worse_min", "partner_urn", "kind", "group_id"], ignore_index=True
    )
    return every.assign(way=[f"way-{at:08d}" for at in range(len(every))])


def judged(ways: pd.DataFrame, ground: Ground, judge: Judge) -> pd.DataFrame:
    """Return the ways with what the rules say of them.

    Added: ``status``, ``form`` and ``rules`` of the least hindered of the plan's forms, and
    ``others``, the further forms that are open or need consent where none of the plan's is,
    separated by a space. A way with a school that is not free, or may not be, is not judged.
    """
    asks = ways[ways["kind"].isin([WITH_SCHOOL, JOINING])]
    parts = [
        _least_hindered(judge(_members(asks.iloc[start : start + _AT_ONCE])), ground.settings)
        for start in range(0, len(asks), _AT_ONCE)
    ]
    of_groups = ways.loc[ways["kind"] == GROUP, ["way", "group_id"]].merge(
        ground.verdicts, on="group_id"
    )
    parts.append(
        _least_hindered(
            of_groups.drop(columns="group_id").rename(columns={"way": "group_id"}), ground.settings
        )
    )
    return ways.join(pd.concat(parts), on="way")


def _flags(values: pd.Series) -> np.ndarray:
    return values.eq(other=True).fillna(value=False).to_numpy(dtype=bool)


def _nearest(left: pd.DataFrame, among: pd.DataFrame) -> np.ndarray:
    most = min(NEAREST + 1, len(among))
    tree = cKDTree(among[["easting", "northing"]].to_numpy())
    _, near = tree.query(left[["easting", "northing"]].to_numpy(), k=most)
    ends = among["urn"].to_numpy()[np.reshape(near, -1)]
    return np.column_stack((np.repeat(left["urn"].to_numpy(), most), ends))


def _pairs(left: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return the drives of the schools left over, with what is known of both ends."""
    pairs = worse_minutes(ground.travel, left["urn"])
    facts = ["free", "maintained", "primary-phase", "in-mat", "in-federation"]
    known = ground.facts[facts]
    pairs = pairs.join(known, on="urn").join(known.add_suffix(" other"), on="other_urn")
    where = ground.schools.set_index("urn")[["stage", "federation_id"]]
    return pairs.join(where["stage"], on="urn").join(where["federation_id"], on="other_urn")


def _with_schools(pairs: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return the ways of two primary-phase schools, of which the first is or may be free."""
    asks = _flags(pairs["primary-phase"]) & ~_flags(~pairs["free"])
    there = _flags(pairs["primary-phase other"]) & (RURAL in settings.patterns)
    free, trust = pairs["free other"], pairs["in-mat other"]
    kind = np.select(
        [_flags(free), _flags(trust), free.isna().to_numpy()],
        [WITH_SCHOOL, OF_TRUST, NOT_KNOWN],
        default="",
    )
    rows = pairs.assign(kind=kind)[asks & there & (kind != "")]
    return pd.DataFrame(
        {
            "urn": rows["urn"],
            "kind": rows["kind"],
            "pattern": RURAL,
            "partner_urn": rows["other_urn"],
            "worse_min": rows["worse_min"],
            "limit_min": settings.max_minutes,
            "urns": list(zip(rows["urn"].tolist(), rows["other_urn"].tolist(), strict=True)),
        }
    )


def _joining(pairs: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return the ways into a federation with a school of the same broad phase, by its nearest."""
    settings = ground.settings
    asks = _flags(pairs["free"] & pairs["maintained"]) & (JOINER in settings.patterns)
    rows = pairs[asks & pairs["federation_id"].notna()]
    rows = rows.drop_duplicates(["urn", "federation_id"])  # the nearest stands first
    whole: dict[str, tuple[int, ...]] = {}
    phases: dict[str, set[str]] = {}
    schools = ground.schools[ground.schools["federation_id"].notna()].sort_values("urn")
    for body, urn, stage in zip(
        schools["federation_id"], schools["urn"], schools["stage"], strict=True
    ):
        whole[body] = (*whole.get(body, ()), int(urn))
        phases.setdefault(body, set()).update(BROAD_PHASES.get(stage, ()))
    alike = [
        bool(phases[body] & BROAD_PHASES.get(stage, frozenset()))
        for body, stage in zip(rows["federation_id"], rows["stage"], strict=True)
    ]
    rows = rows[np.array(alike, dtype=bool)]
    return pd.DataFrame(
        {
            "urn": rows["urn"],
            "kind": JOINING,
            "pattern": JOINER,
            "partner_urn": rows["other_urn"],
            "worse_min": rows["worse_min"],
            "limit_min": settings.joiner_minutes,
            "urns": [
                (int(urn), *whole[body])
                for urn, body in zip(rows["urn"], rows["federation_id"], strict=True)
            ],
        }
    )


def _groups(left: pd.DataFrame, ground: Ground) -> pd.DataFrame:
    """Return the candidate groups that hold a school left over, by its nearest member."""
    known = ground.candidates.set_index("group_id")["pattern"]
    own = ground.members.loc[ground.members["urn"].isin(left["urn"]), ["group_id", "urn"]]
    members = ground.members[ground.members["group_id"].isin(own["group_id"])]
    together = {
        str(group): tuple(int(urn) for urn in urns)
        for group, urns in members.sort_values("urn").groupby("group_id")["urn"]
    }
    minutes = {
        (int(urn), int(other)): float(worse)
        for urn, other, worse in worse_minutes(ground.travel, own["urn"]).itertuples(index=False)
    }
    rows = []
    for group, urn in own.itertuples(index=False):
        others = [other for other in together[group] if other != urn]
        drives = [(minutes.get((urn, other), np.nan), other) for other in others]
        nearest = min(drives, key=lambda drive: (np.isnan(drive[0]), *drive))
        rows.append((urn, known[group], nearest[1], nearest[0], (urn, *others), group))
    names = ["urn", "pattern", "partner_urn", "worse_min", "urns", "group_id"]
    table = pd.DataFrame.from_records(rows, columns=names).astype({"worse_min": "float64"})
    return table.assign(kind=GROUP, near=True)


def _members(ways: pd.DataFrame) -> pd.DataFrame:
    """Return the ways as members of groups; the school itself joins where there is a federation."""
    rows = [
        (way, urn, ("joiner" if urn == urns[0] else "member") if kind == JOINING else "member")
        for way, kind, urns in zip(ways["way"], ways["kind"], ways["urns"], strict=True)
        for urn in urns
    ]
    table = pd.DataFrame.from_records(rows, columns=["group_id", "urn", "role"])
    return table.astype({"group_id": "str", "urn": "int64", "role": "str"})


def _least_hindered(verdicts: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return status, form and rules among the plan's forms, and the other allowed forms, by way."""
    table = verdicts[["group_id", "form", "status", "rules"]]
    planned = table[table["form"].isin(settings.plan_forms)]
    rank = planned["status"].map({name: at for at, name in enumerate(STATUSES)})
    order = planned["form"].map({name: at for at, name in enumerate(settings.plan_forms)})
    best = planned.assign(rank=rank, order=order).sort_values(["group_id", "rank", "order"])
    best = best.drop_duplicates("group_id").set_index("group_id")[["status", "form", "rules"]]
    other = table[table["status"].isin(ALLOWED) & ~table["form"].isin(settings.plan_forms)]
    # What is allowed already needs no other form.
    closed = other["group_id"].map(best["status"]).isin(ALLOWED)
    forms = other[~closed].groupby("group_id")["form"].agg(" ".join)
    return best.assign(others=forms.reindex(best.index).fillna("")).astype("str")
