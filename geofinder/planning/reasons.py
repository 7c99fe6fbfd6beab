"""Word why a school is left over, and what would change it, from the ways that it had."""

import math
from collections.abc import Sequence

import pandas as pd

from geofinder.planning.case import Case, minutes
from geofinder.planning.hindrances import NOTHING, broken_bounds
from geofinder.planning.ways import GROUP, JOINER, JOINING, OF_TRUST, RURAL, WITH_SCHOOL

_LONGEST_LIMIT_MIN = 90
"""The settings take no longer limit."""
_NO_OTHER_FORM = "No other form opens a group with it within these limits."


def said(code: str, case: Case) -> tuple[str, str]:
    """Return the reason and what would change it, in plain sentences."""
    words = {
        NOTHING: _elsewhere,
        "bounds": _bounds,
        "no-rural": _no_rural,
        "kept-apart": _kept_apart,
        "not-known": _not_known,
        "split": _split,
        "blocked": _blocked,
        "academy": _academies,
    }
    return words.get(code, _nothing_near)(case)


def _nothing_near(case: Case) -> tuple[str, str]:
    way, settings = case.nearest, case.ground.settings
    if way is None:
        reason = "No other school that it could be with has a known route near it."
        if RURAL not in settings.patterns:
            patterns = ", ".join(settings.patterns)
            reason = f"No group of the patterns asked for ({patterns}) could serve it."
        return reason, "A run of other patterns, or over a wider area, may find one."
    limit = f"{way['limit_min']:g} minutes"
    if JOINER in settings.patterns and settings.joiner_minutes != settings.max_minutes:
        limit = f"{settings.max_minutes:g} minutes (a federation: {settings.joiner_minutes:g})"
    name = case.names[way["partner_urn"]]
    away = f"the nearest, {name}, is {minutes(way['worse_min'], limit=way['limit_min'])} away"
    if case.beyond is not None:
        return f"No school that it could be with is within {limit}: {away}.", _reaching(case)
    closed = {
        "kept-apart": "local pairs keep the two apart",
        "not-known": f"whether the plan's forms ({case.forms}) are open to the two is not known",
    }.get(way["hindrance"], f"the plan's forms ({case.forms}) are closed to the two")
    reason = f"No standalone school or federation is within {limit}: {away}, and {closed}."
    return reason, "A longer limit alone would not do."


def _reaching(case: Case) -> str:
    """Say which limit would reach the nearest possible partner, where it lies beyond."""
    way = case.beyond
    if way is None:
        return ""
    name = case.names[way["partner_urn"]]
    limit = math.ceil(round(way["worse_min"], 6))
    if limit > _LONGEST_LIMIT_MIN:
        return f"No limit up to {_LONGEST_LIMIT_MIN} minutes reaches {name}."
    option = f"--max-minutes {limit}"
    if way["kind"] == JOINING:
        option = f"joiner_minutes = {limit} in a settings file (--config)"
    more = ""
    if way["hindrance"] == "no-rural" and _small_among(case, [way["partner_urn"]]):
        more = ", with --any-setting,"
    return f"{option}{more} would reach {name}."


def _elsewhere(case: Case) -> tuple[str, str]:
    ways = case.hindered_by(NOTHING)
    if ways["kind"].eq(GROUP).all():
        # The group of the reason is then the one that the change names.
        ways = ways.loc[_by_score(case, ways).index]
    taken = [[urn for urn in urns[1:] if urn in case.groups] for urns in ways["urns"]]
    loose = [not urns for urns in taken]
    if any(loose):
        way = ways[loose].iloc[0]
        reason = (
            f"It could be with {case.named(way)}, which is in no group of the plan either: the "
            "order of aims, a choice by hand or the end of the search left both out."
        )
        return reason, _keeping(case, way["partner_urn"], frees=None)
    way, elsewhere = ways.iloc[0], taken[0]
    partner = way["partner_urn"] if way["partner_urn"] in elsewhere else elsewhere[0]
    group = case.groups[partner]
    others = case.listed([urn for urn in case.of_group(group) if urn not in way["urns"]])
    if way["kind"] == GROUP:
        reason = (
            f"It could be in {way['group_id']} with {case.listed(way['urns'][1:])}, but "
            f"{case.names[partner]} is in another group of the plan ({group})."
        )
    else:
        start = f"Its one possible partner {case.within}, "
        if len(ways) > 1:
            start = (
                f"All {len(ways)} possible partners {case.within} are in other groups of the plan: "
                "the nearest, "
            )
        named = case.named(way)
        if way["kind"] == JOINING:
            named = f"the federation of {named}"
        reason = f"{start}{named}, is in the plan with {others} ({group})."
    return reason, _keeping(case, partner, frees=group)


def _keeping(case: Case, partner: int, *, frees: str | None) -> str:
    """Name the candidate group that would put the school into the plan."""
    groups = case.ways[(case.ways["kind"] == GROUP) & (case.ways["hindrance"] == NOTHING)]
    if groups.empty:
        top = case.ground.settings.top
        return (
            f"--top above {top} keeps more candidate groups; --keep can then name one with it and "
            f"{case.names[partner]}."
        )
    rank = _by_score(case, groups)
    having = rank[[partner in urns for urns in rank["urns"]]]
    best = (having if len(having) else rank).iloc[0]
    end = f" instead of {frees}" if frees and len(having) else ""
    return (
        f"--keep {best['group_id']} would put it in the plan, with "
        f"{case.listed(best['urns'][1:])}{end}."
    )


def _by_score(case: Case, groups: pd.DataFrame) -> pd.DataFrame:
    """Return ways into candidate groups, the best group first."""
    score = case.ground.candidates.set_index("group_id")["score"]
    marks = groups.assign(score=-groups["group_id"].map(score).astype("float64"))
    return marks.sort_values(["score", "group_id"])


def _bounds(case: Case) -> tuple[str, str]:
    ways = case.hindered_by("bounds")
    broken = broken_bounds(ways, case.ground.settings)[0]
    way = ways.iloc[0]
    what = "; ".join(text for text, _ in broken)
    reason = f"It could be with {case.named(way)}, but {what}."
    if len(ways) > 1:
        reason += f" The plan's bounds rule out its other {len(ways) - 1} possible partners too."
    settings = [change for _, change in broken if change]
    if len(settings) < len(broken):
        return reason, "A register in which the roll is recorded would tell."
    return reason, f"{' and '.join(settings)} in a settings file (--config) would allow that group."


def _no_rural(case: Case) -> tuple[str, str]:
    ways = case.hindered_by("no-rural")
    kind = "small" if case.ground.settings.any_setting else "small and rural"
    many = len(ways)
    others = f"{case.named(ways.iloc[0])}, the one school that it could be with {case.within},"
    if many > 1:
        others = f"any of the {many} schools that it could be with {case.within}"
    reason = f"A group needs a {kind} school, and neither it nor {others} is recorded as that."
    if case.ground.settings.any_setting or not _small_among(case, ways["partner_urn"].tolist()):
        return reason, (
            f"A higher number for small schools (--small, now "
            f"{case.ground.settings.small_pupils}) counts more schools as small."
        )
    return reason, "--any-setting lets small town schools count as well."


def _small_among(case: Case, others: Sequence[int]) -> bool:
    small = case.ground.facts["small"].reindex([case.urn, *others])
    return bool(small.fillna(value=False).any())


def _kept_apart(case: Case) -> tuple[str, str]:
    ways = case.hindered_by("kept-apart")
    kept = sorted({urn for urns in ways["apart"] for urn in urns if urn != case.urn})
    if len(ways) == 1:
        start = f"The one possible partner {case.within} is {case.named(ways.iloc[0])}"
    else:
        start = (
            f"There are {len(ways)} possible partners {case.within}, the nearest "
            f"{case.named(ways.iloc[0])}"
        )
    reason = f"{start}; local pairs (--pairs) keep such a group apart: {case.listed(kept)}."
    names = case.names[ways["partner_urn"].iloc[0]]
    return reason, f"The local pairs that stand against a group with {names} would have to go."


def _not_known(case: Case) -> tuple[str, str]:
    change = "A register file in which that is recorded, or the school itself, would tell."
    if case.fact["trust-not-recorded"]:
        return (
            "It is an academy for which no trust is recorded, so it is not known whether it is "
            "standalone, and it is not offered as free."
        ), change
    if pd.isna(case.fact["free"]):
        return (
            "Its type or trust is not recorded, so it is not known whether it is standalone."
        ), change
    way = case.hindered_by("not-known").iloc[0]
    start = f"No school {case.within} is known to be a possible partner:"
    if way["kind"] in {WITH_SCHOOL, JOINING, GROUP}:
        told = f"whether a form of the plan ({case.forms}) is open to it with"
        return (
            f"{start} {told} {case.named(way)} is not known.{_rule(case, way, turns=True)}",
            change,
        )
    named = case.named(way)
    return f"{start} for {named} it is not recorded whether it is standalone.", change


def _split(case: Case) -> tuple[str, str]:
    way = case.hindered_by("split").iloc[0]
    reason = (
        f"The one kind of group with it, such as {way['group_id']} with {case.named(way)}, would "
        "split a federation, and the plan keeps federations whole."
    )
    return reason, _reaching(case) or _NO_OTHER_FORM


def _blocked(case: Case) -> tuple[str, str]:
    if not pd.isna(case.fact["free"]) and not case.fact["free"]:
        return (
            "It is neither a maintained school nor an academy by the register, and no group is "
            "formed with such a school."
        ), "Nothing that these settings offer."
    ways = case.hindered_by("blocked")
    way = ways.iloc[0]
    own = "It is an academy. " if case.fact["academy"] else ""
    whom = f"with every school {case.within}, the nearest of them {case.named(way)}"
    if way["kind"] == GROUP:
        whom = f"in every candidate group with it, such as {way['group_id']}"
    reason = f"{own}The plan's forms ({case.forms}) are blocked for it {whom}.{_rule(case, way)}"
    return reason, _opening(case)


def _rule(case: Case, way: pd.Series, *, turns: bool = False) -> str:
    """Quote the rule that stands first against a way, or on which it turns."""
    ids = [] if pd.isna(way["rules"]) else str(way["rules"]).split()
    told = next((name for name in ids if name in case.ground.rules), None)
    if told is None:
        return ""
    start = "It turns on the rule" if turns else "The rule is"
    return f" {start} {told}: {case.ground.rules[told]['sentence']}"


def _academies(case: Case) -> tuple[str, str]:
    ways = case.hindered_by("academy")
    many = len(ways)
    if (ways["kind"] == GROUP).all():
        groups = "The one candidate group" if many == 1 else f"All {many} candidate groups"
        verb = "holds" if many == 1 else "hold"
        reason = f"{groups} with it {verb} an academy, to which the plan's forms are closed"
        return f"{reason} ({case.forms}).", _opening(case)
    in_trust = int((ways["kind"] == OF_TRUST).sum())
    nearest = case.named(ways.iloc[0])
    start = f"The one school {case.within}, {nearest}, is an academy"
    if many > 1:
        start = f"All {many:,} schools {case.within} are academies (the nearest is {nearest})"
    trust, closed = "in a multi-academy trust", f"closed to the plan's forms ({case.forms})"
    if in_trust == many:
        reason = f"{start} {trust}, so not free." if many == 1 else f"{start}, all {trust}."
    elif in_trust == 0:
        reason = f"{start}, {closed}."
    else:
        reason = f"{start}: {in_trust:,} {trust}, {many - in_trust:,} {closed}."
    if case.beyond is not None:
        reason += f" The nearest other one that is open to it is {case.named(case.beyond)}."
    return reason, _opening(case)


def _opening(case: Case) -> str:
    """Name another form that is open to a group with it within the limits; else a wider limit."""
    ways = case.near[case.near["others"].fillna("").ne("") & (case.near["otherwise"] == NOTHING)]
    if len(ways):
        way = ways.iloc[0]
        form = str(way["others"]).split()[0]
        asked = ",".join([*case.ground.settings.plan_forms, form])
        group = f"the group {way['group_id']}" if way["kind"] == GROUP else "a group"
        return f"--plan-forms {asked} would allow {group} with {case.named(way)}."
    return _reaching(case) or _NO_OTHER_FORM
