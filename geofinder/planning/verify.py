"""Check a plan against the tables it was made from before anybody sees it.

Nothing of what found the groups is used here: limits, verdicts and federations are looked up anew.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from geofinder.errors import PlanError, examples
from geofinder.settings import Settings

_ALLOWED = ("open", "needs-consent")
_SENDS = ("infant", "first")
_TAKES = ("junior", "middle")


@dataclass(frozen=True, kw_only=True)
class Made:
    """The tables that a plan was made from; ``never`` has ``urn_a`` and ``urn_b``, a row a pair."""

    schools: pd.DataFrame
    facts: pd.DataFrame
    travel: pd.DataFrame
    verdicts: pd.DataFrame
    never: pd.DataFrame
    settings: Settings


@dataclass(frozen=True, kw_only=True)
class _Group:
    """One group of the plan: the roles of its schools by URN, and the worse minutes of pairs."""

    group_id: str
    pattern: str
    roles: Mapping[int, str]
    minutes: Mapping[tuple[int, int], float]

    def drive(self, one: int, other: int) -> float:
        """Return the minutes of the worse direction; infinite where one is not known."""
        there = self.minutes.get((one, other), math.inf)
        back = self.minutes.get((other, one), math.inf)
        # A direction without a route is NaN, which compares with nothing.
        return max(math.inf if math.isnan(way) else way for way in (there, back))

    def of(self, *roles: str) -> list[int]:
        """Return the schools in these roles."""
        return [urn for urn, role in self.roles.items() if role in roles]


def verify(plan: pd.DataFrame, members: pd.DataFrame, made: Made) -> None:
    """Refuse a plan that is not what it says.

    Args:
        plan: PLAN.
        members: MEMBERS of the plan's groups; rows of other groups are passed over.
        made: the tables that it was made from, and the settings.

    Raises:
        PlanError: a school is in two groups; a group is farther apart than its pattern allows;
            its form is not open to it; a federation is split; a bound or a never pair is broken;
            or ``urns`` and ``size`` are not those of its members.
    """
    faults = list(_faults(plan, members[members["group_id"].isin(plan["group_id"])], made))
    if faults:
        message = (
            f"The plan fails its own check, which is a fault of geofinder and not of your data. "
            f"Nothing was written. Please report it with these words: {examples(faults)}."
        )
        raise PlanError(message)


def _faults(plan: pd.DataFrame, members: pd.DataFrame, made: Made) -> Iterator[str]:
    yield from _twice(members)
    roles: dict[str, dict[int, str]] = {}
    for group, urn, role in members[["group_id", "urn", "role"]].itertuples(index=False):
        roles.setdefault(str(group), {})[int(urn)] = str(role)
    minutes = _minutes(made.travel, set(members["urn"].tolist()))
    status = {
        (str(group), str(form)): str(said)
        for group, form, said in made.verdicts.loc[
            made.verdicts["group_id"].isin(plan["group_id"]), ["group_id", "form", "status"]
        ].itertuples(index=False)
    }
    schools = made.schools.set_index("urn")
    for row in plan.to_dict("records"):
        name = str(row["group_id"])
        if sorted(roles.get(name, {})) != sorted(map(int, str(row["urns"]).split())):
            yield f"{name}: its urns are not its members"
            continue
        group = _Group(
            group_id=name, pattern=str(row["pattern"]), roles=roles[name], minutes=minutes
        )
        said = status.get((name, str(row["form"])), "missing")
        if said not in _ALLOWED or said != row["status"]:
            yield f"{name}: {row['form']} is {said}, and the plan says {row['status']}"
        if row["form"] not in made.settings.plan_forms:
            yield f"{name}: {row['form']} was not asked for"
        yield from _too_far(group, schools, made)
        yield from _split(group, schools)
        yield from _out_of_bounds(group, schools, made.settings)
        yield from _kept_apart(group, made.never)


def _twice(members: pd.DataFrame) -> Iterator[str]:
    for urn, count in members["urn"].value_counts().sort_index().items():
        if count > 1:
            yield f"school {urn} is in {count} groups"


def _minutes(travel: pd.DataFrame, urns: set[int]) -> dict[tuple[int, int], float]:
    used = travel[travel["from_urn"].isin(urns) & travel["to_urn"].isin(urns)]
    ends = zip(used["from_urn"].tolist(), used["to_urn"].tolist(), strict=True)
    return dict(zip(ends, used["travel_min"].tolist(), strict=True))


def _too_far(group: _Group, schools: pd.DataFrame, made: Made) -> Iterator[str]:
    """Name the pairs that the group's pattern sets a limit to and that are farther apart."""
    limits = made.settings
    for pairs, limit in _limited(group, schools, made):
        # One of the pairs has to be within the limit: all of them, where each stands alone.
        nearest = min(pairs, key=lambda pair: group.drive(*pair), default=None)
        if nearest is None:
            yield f"{group.group_id}: it is no group of the pattern {group.pattern}"
        elif group.drive(*nearest) > limit:
            yield (
                f"{group.group_id}: {nearest[0]} and {nearest[1]} are {group.drive(*nearest):g} "
                f"minutes apart, above {limit:g}"
            )
    if group.pattern == "rural-primaries":
        yield from _not_rural(group, made)
        if len(group.roles) > limits.max_size:
            yield f"{group.group_id}: {len(group.roles)} schools, above {limits.max_size}"


type _Limit = tuple[list[tuple[int, int]], float]


def _limited(group: _Group, schools: pd.DataFrame, made: Made) -> Iterator[_Limit]:
    """Yield what each limit is set to: pairs of which at least one must be within it."""
    limits, stage = made.settings, schools["stage"]
    every = list(group.roles)
    if group.pattern == "rural-primaries":
        yield from (([pair], limits.max_minutes) for pair in combinations(every, 2))
    elif group.pattern == "infant-junior":
        takes = [urn for urn in every if stage[urn] in _TAKES]
        sends = [urn for urn in every if stage[urn] in _SENDS]
        yield from _to_one(takes, sends, len(every), limits.infant_junior_minutes)
    elif group.pattern in {"feeders", "area"}:
        limit = limits.feeder_minutes if group.pattern == "feeders" else limits.area_minutes
        centre = group.of("secondary")
        yield from _to_one(centre, [urn for urn in every if urn not in centre], len(every), limit)
    elif group.pattern == "trust-hub":
        hub = group.of("hub")
        others = [urn for urn in every if urn not in hub]
        yield from _to_one(hub, others, len(every), limits.hub_minutes)
        for urn in every:
            beside = [(urn, other) for other in every if other != urn]
            yield beside, limits.hub_near_minutes
    elif group.pattern in {"federation-joiner", "trust-joiner"}:
        federation = group.pattern == "federation-joiner"
        limit = limits.joiner_minutes if federation else limits.trust_minutes
        joiners = group.of("joiner")
        body = [urn for urn in every if urn not in joiners]
        yield [(joiner, urn) for joiner in joiners for urn in body], limit
    else:
        yield [], 0.0


def _to_one(centre: list[int], others: list[int], count: int, limit: float) -> Iterator[_Limit]:
    if len(centre) != 1 or len(others) + 1 != count:
        yield [], limit
        return
    yield from (([(urn, centre[0])], limit) for urn in others)


def _not_rural(group: _Group, made: Made) -> Iterator[str]:
    facts = made.facts.reindex(list(group.roles))
    if not facts[["free", "primary-phase"]].fillna(value=False).all(axis=None):
        yield f"{group.group_id}: a member is not known to be a free primary-phase school"
    wanted = facts["small"] if made.settings.any_setting else facts["small"] & facts["rural"]
    if not wanted.fillna(value=False).any():
        yield f"{group.group_id}: no member is known to be small and rural"


def _split(group: _Group, schools: pd.DataFrame) -> Iterator[str]:
    bodies: pd.Series = schools["federation_id"]
    for body in sorted(set(bodies[list(group.roles)].dropna())):
        outside = set(bodies.index[bodies == body]) - set(group.roles)
        if outside:
            yield f"{group.group_id}: federation {body} is split, {examples(sorted(outside))} lacks"


def _out_of_bounds(group: _Group, schools: pd.DataFrame, settings: Settings) -> Iterator[str]:
    least, most = settings.plan_pupils_least, settings.plan_pupils_most
    if settings.plan_size_most is not None and len(group.roles) > settings.plan_size_most:
        yield f"{group.group_id}: {len(group.roles)} schools, above {settings.plan_size_most}"
    if least is None and most is None:
        return
    rolls = schools["pupils"][list(group.roles)]
    if rolls.isna().any():
        yield f"{group.group_id}: a roll is not recorded, and pupils are bounded"
        return
    pupils = int(rolls.sum())
    if (least is not None and pupils < least) or (most is not None and pupils > most):
        yield f"{group.group_id}: {pupils} pupils, outside {least} to {most}"


def _kept_apart(group: _Group, never: pd.DataFrame) -> Iterator[str]:
    for one, other in _pairs_of(never):
        if one in group.roles and other in group.roles:
            yield f"{group.group_id}: {one} and {other} must not share a group"


def _pairs_of(never: pd.DataFrame) -> Iterable[tuple[int, int]]:
    return zip(never["urn_a"].tolist(), never["urn_b"].tolist(), strict=True)
