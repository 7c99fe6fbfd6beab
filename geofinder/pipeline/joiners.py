"""Find who could join a trust or work with it: the stages of ``geofinder joiners``."""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geofinder.errors import NotFoundError, examples
from geofinder.facts import school_facts
from geofinder.joining import near as nearby
from geofinder.joining.exclusions import read_exclusions
from geofinder.joining.table import (
    Neighbourhood,
    groups_to_judge,
    joiners_table,
    standing_of,
)
from geofinder.joining.trust import describe_trust, members_table
from geofinder.joining.trusts import find_trust
from geofinder.letters import folder_name
from geofinder.local import Local, notes_on, read_local, with_pair_weights, with_risk
from geofinder.pipeline.common import (
    Clock,
    Ground,
    Inputs,
    Watcher,
    account,
    read,
    router_of,
    rules_of,
)
from geofinder.pipeline.drives import Drives
from geofinder.pipeline.ground import backdrop
from geofinder.pipeline.rating import Joining, Known, joining, rate
from geofinder.policy import verdicts
from geofinder.result import JoinersResult
from geofinder.settings import Pattern, Settings
from geofinder.tables import TRAVEL
from geofinder.travel import Reach, Router, fill


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The trust (name, companies house number or group UID), and whom to leave aside or add."""

    trust: str
    exclude: Path | None = None
    transfers: bool = False


def run_joiners(
    asked: Asked, inputs: Inputs, settings: Settings, *, run_date: dt.date, watcher: Watcher
) -> JoinersResult:
    """Measure, judge and rank the schools within ``settings.trust_minutes`` of a trust's schools.

    Raises:
        GeofinderError: an input, the trust, the settings or the routing engine fails; the message
            says which and what to do.
    """
    clock = Clock(watcher)
    excluded, local = _own_knowledge(asked, inputs)
    settings = with_pair_weights(settings, local)
    register, policy = read(inputs, clock)
    trust = find_trust(register.trusts, register.schools, asked.trust)
    with clock.stage("travel"):
        router = router_of(inputs, settings)
        ground, close = _near(register.schools, trust["trust_id"], router, settings)
        listed = _listed(close, transfers=asked.transfers)
        ground = _measured(ground, listed, settings)
    with clock.stage("judge the forms"):
        facts = with_risk(ground.facts, local, ground.schools, settings)
        own = ground.schools[ground.schools["in_area"]].reset_index(drop=True)
        near = Neighbourhood(ground.schools, own, facts, ground.reach.table)
        excluded = _kept_apart(local, listed, own) | excluded
        rated = _rated(register.schools, ground, listed, trust, settings, run_date)
        groups = groups_to_judge(near, listed["urn"])
        judged = verdicts(groups, near.schools, facts, policy, day=run_date)
        rules = rules_of(policy)
        listed = listed if rated is None else listed.assign(likelihood_share=rated.share)
        table = joiners_table(near, listed, judged, rules, excluded, settings)
        if rated is not None:
            table["reasons"] = rated.after(table["reasons"], table["urn"])
    members = members_table(near)
    with clock.stage("draw the backdrop"):
        with_marks = ground.schools["urn"].isin(table["urn"]) | ground.schools["in_area"]
        shown = ground.schools[with_marks].reset_index(drop=True)
        districts, ground_of = backdrop(shown, inputs)
    described = describe_trust(trust, members, near, day=run_date)
    report = account(
        register, ground, inputs=inputs, settings=settings, run_date=run_date, local=local
    )
    report |= {
        "trust": described,
        "trust_slug": folder_name(str(trust["name"]), without="trust"),
        "notes": [
            *notes_on(local, register.schools, shown),
            *_notes(close, excluded, table, settings, transfers=asked.transfers),
        ],
        "counts": _counts(table, members),
        "seconds": clock.seconds,
    }
    return JoinersResult(
        trust=described,
        schools=shown,
        members=members,
        joiners=table,
        travel=_between(ground.reach.table, own, shown),
        rules=rules,
        manifest=report,
        districts=districts,
        backdrop=ground_of,
    )


def _own_knowledge(asked: Asked, inputs: Inputs) -> tuple[dict[int, str], Local]:
    """Return why schools are left aside, by URN, and local knowledge, both files among its own."""
    local = read_local(local=inputs.local, pairs=inputs.pairs)
    if asked.exclude is None:
        return {}, local
    # Its reasons are no more public than other local data, and stand in the outputs.
    files = (*local.files, ("Schools to leave aside", asked.exclude))
    return read_exclusions(asked.exclude), replace(local, files=files)


def _near(
    schools: gpd.GeoDataFrame, trust_id: str, router: Router, settings: Settings
) -> tuple[Ground, gpd.GeoDataFrame]:
    """Measure from the trust's schools; return the surroundings and the schools in the limit.

    Only drives to and from a member are asked for: for a national trust all others are too many.

    Raises:
        NotFoundError: no school of the trust lies near a road.
    """
    limit = settings.trust_minutes
    wide = max(router.reach_m(limit), router.reach_m(settings.feeder_minutes))
    region = nearby.around(schools, trust_id, reach_m=wide)
    snapped_m = router.snapped_m(region)
    far = snapped_m > min(settings.snap_limit_m, router.snap_limit_m)
    lost = pd.DataFrame(region.loc[far, ["urn", "name"]]).assign(snapped_m=snapped_m[far])
    region = region[~far].reset_index(drop=True)
    members = region[region["in_area"]]
    if members.empty:
        message = (
            f"No school of the trust lies near a road of the network: {examples(list(lost.name))}. "
            "Give the roads of the place."
        )
        raise NotFoundError(message)
    pairs = nearby.pairs_within(members, region, reach_m=router.reach_m(limit))
    travel = router.pairs(region, pairs)
    close = nearby.near_members(region, members, travel, minutes=limit)
    facts = school_facts(region, small_pupils=settings.small_pupils)
    close["standing"] = standing_of(close, facts)
    nothing = pd.DataFrame(columns=["from_urn", "from_name", "to_urn", "to_name"])
    return Ground(region, facts, router, Reach(travel, lost, nothing)), close


def _measured(ground: Ground, listed: gpd.GeoDataFrame, settings: Settings) -> Ground:
    """Add the drives between all members, from each to every listed school, and of pupils."""
    router, region = ground.router, ground.schools
    members = region[region["in_area"]]
    urns = pd.concat([members["urn"], listed["urn"]])
    onward = nearby.onward_pairs(
        region,
        urns,
        junior_m=router.reach_m(settings.infant_junior_minutes),
        secondary_m=router.reach_m(settings.feeder_minutes),
    )
    travel = fill(router, region, ground.reach.table, onward)
    every = nearby.every_pair(members, region[region["urn"].isin(urns)])
    return ground._replace(reach=ground.reach._replace(table=fill(router, region, travel, every)))


def _rated(
    register: gpd.GeoDataFrame,
    ground: Ground,
    listed: gpd.GeoDataFrame,
    trust: pd.Series,
    settings: Settings,
    day: dt.date,
) -> Joining | None:
    """Return how often trusts rated like this one were joined, unless own weights rank."""
    if settings.ranked_by == "weights" or listed.empty:
        return None
    drives = Drives(ground.router.method, ground.reach.table, settings.trust_minutes)
    urns = listed["urn"].to_numpy(dtype=np.int64)
    patterns: tuple[Pattern, ...] = ("trust-joiner",)
    known = Known(register, ground.schools, ground.facts, drives, patterns, urns)
    return joining(rate(known, day=day), urns, str(trust["trust_id"]))


def _listed(close: gpd.GeoDataFrame, *, transfers: bool) -> gpd.GeoDataFrame:
    kinds = ["standalone", "not-known", *(["in-trust"] if transfers else [])]
    return close[close["standing"].isin(kinds)].reset_index(drop=True)


def _kept_apart(local: Local, listed: pd.DataFrame, members: pd.DataFrame) -> dict[int, str]:
    """Return the reason for each school that local knowledge keeps apart from a member."""
    if not local.used:
        return {}
    names = members.set_index("urn")["name"]
    return {
        int(urn): f"kept apart from {names[other]}" + (f": {reason}" if reason else "")
        for urn in listed["urn"]
        for other, reason in local.never_with(int(urn)).items()
        if other in names.index
    }


def _between(travel: pd.DataFrame, members: pd.DataFrame, shown: gpd.GeoDataFrame) -> pd.DataFrame:
    ends = travel["from_urn"], travel["to_urn"]
    with_member = ends[0].isin(members["urn"]) | ends[1].isin(members["urn"])
    inside = ends[0].isin(shown["urn"]) & ends[1].isin(shown["urn"])
    return pd.DataFrame(TRAVEL.validate(travel[with_member & inside].reset_index(drop=True)))


def _notes(
    close: pd.DataFrame,
    excluded: dict[int, str],
    table: pd.DataFrame,
    settings: Settings,
    *,
    transfers: bool,
) -> list[str]:
    within = f"within {settings.trust_minutes:g} minutes of a school of the trust"
    federated = close.loc[close["standing"].isna(), "name"].tolist()
    moving = int((close["standing"] == "in-trust").sum())
    absent = sorted(set(excluded) - set(table["urn"]))
    in_federations = (
        f"{len(federated)} schools {within} are in a federation, so none is standalone and none is "
        f"listed: {examples(federated)}."
    )
    in_trusts = (
        f"{moving} academies of other trusts {within} are not listed: none is free, each could "
        "only transfer (--transfers lists them, marked)."
    )
    asked = [
        (bool(federated), in_federations),
        (moving > 0 and not transfers, in_trusts),
        (bool(absent), f"Excluded, but not listed here anyway: URN {examples(absent)}."),
    ]
    return [sentence for holds, sentence in asked if holds]


def _counts(table: pd.DataFrame, members: pd.DataFrame) -> dict[str, Any]:
    return {
        "members": len(members),
        "listed": len(table),
        "ranked": int(table["rank"].notna().sum()),
        "excluded": int(table["excluded"].notna().sum()),
        "by_standing": table["standing"].value_counts().sort_index().to_dict(),
        "by_join_trust": table["join_trust"].value_counts().sort_index().to_dict(),
    }
