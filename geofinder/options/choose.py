"""Order the groups that one school could be in, form by form, and choose what a letter shows."""

from collections.abc import Iterator, Sequence

import pandas as pd

from geofinder.options.around import ALONE, NEIGHBOUR, alike, siblings
from geofinder.tables import FORMS, OPTIONS, STATUSES

OPEN_TO_ANY = ("collaboration",)
"""The forms that any schools may take, whatever each of them is."""
HOSTED = ("join-trust", "trust-partnership", "transfer")
"""The forms that need a trust; a near school without one says little of them."""
OF_MANY = ("new-trust", "join-trust", "trust-partnership")
"""The forms of which two near schools say little where a pattern has a group."""
OF_ITSELF = ("transfer",)
"""The forms that the school's own facts close, whoever the others are."""
SHOWN = 3
"""So many groups a form in the letter, each with mostly other schools than those before it."""
_ALIKE = 0.6

FITS: dict[str, tuple[str, ...]] = {
    "federation": ("infant-junior", "rural-primaries"),
    "join-federation": ("federation-joiner",),
    "new-trust": ("trust-hub", "area", "rural-primaries", "feeders"),
    "join-trust": ("trust-joiner",),
    "trust-partnership": ("trust-joiner",),
    "foundation-trust": ("area", "feeders", "infant-junior", "rural-primaries", "trust-hub"),
    "collaboration": ("infant-junior", "rural-primaries", "area", "feeders"),
    "amalgamation": ("infant-junior",),
    "transfer": ("trust-joiner",),
}
"""The patterns whose groups make sense for each form, the most telling first.

Where none of them has a group that is not blocked, the pairs with near schools stand in.
"""


def options_table(
    verdicts: pd.DataFrame,
    candidates: pd.DataFrame,
    members: pd.DataFrame,
    schools: pd.DataFrame,
    seen: pd.DataFrame,
    *,
    urn: int,
) -> pd.DataFrame:
    """Return ``tables.OPTIONS``: for each form every group that fits it, best first.

    Args:
        verdicts: VERDICTS of all the groups.
        candidates: CANDIDATES of the patterns' groups, with ``longest_min`` and score.
        members: group_id, urn, role of all the groups, pairs and the school alone included.
        schools: SCHOOLS.
        seen: travel as the school sees it (``around.seen_from``).
        urn: the school.
    """
    groups = _described(candidates, members, schools, seen, urn=urn)
    groups["trust"] = _with_a_trust(groups["urns"], schools, urn=urn)
    groups["alike"] = _of_one_kind(groups["urns"], schools, urn=urn)
    own = frozenset(map(str, (urn, *siblings(schools, urn))))
    table = verdicts.merge(groups, on="group_id")
    forms = [form for form in FORMS if form in set(table["form"])]
    parts = [_of_form(table[table["form"] == form], form, own) for form in forms]
    result = pd.concat(parts, ignore_index=True)[list(OPTIONS.columns)]
    return pd.DataFrame(OPTIONS.validate(result))


def _described(
    candidates: pd.DataFrame,
    members: pd.DataFrame,
    schools: pd.DataFrame,
    seen: pd.DataFrame,
    *,
    urn: int,
) -> pd.DataFrame:
    """Return one row a group: pattern, schools, minutes, pupils, score, word."""
    about = schools.set_index("urn")
    minutes, metres = (seen.set_index("urn")[name] for name in ("worse_min", "distance_m"))
    known = {str(row["group_id"]): row for row in candidates.to_dict("records")}
    rows = []
    for group_id, part in members.sort_values(["group_id", "urn"]).groupby("group_id"):
        urns = part["urn"].tolist()
        others = [other for other in urns if other != urn]
        pupils = about.loc[urns, "pupils"]
        reached = minutes.reindex(others).min()
        pair = {
            "pattern": _kind(str(group_id)),
            "longest_min": reached,
            "longest_m": metres.reindex(others).min(),
            "score": None,
            "likelihood": None,
            "likelihood_share": None,
        }
        measured = known.get(str(group_id), pair)
        rows.append(
            {
                "group_id": str(group_id),
                "urns": " ".join(map(str, urns)),
                "names": "; ".join(about.loc[urns, "name"]),
                "size": len(urns),
                "nearest_min": reached,
                "pupils": None if pupils.isna().any() else int(pupils.sum()),
                **{name: measured.get(name) for name in pair},
            }
        )
    texts = dict.fromkeys(("pattern", "urns", "names", "group_id", "likelihood"), "str")
    measures = ("nearest_min", "longest_min", "longest_m", "score", "likelihood_share")
    numbers = dict.fromkeys(measures, "float64")
    return pd.DataFrame(rows).astype(texts | numbers | {"pupils": "Int64"})


def _with_a_trust(urns: pd.Series, schools: pd.DataFrame, *, urn: int) -> list[bool]:
    """Say of each group whether a multi-academy trust other than the school's own is in it."""
    mats = schools[schools["trust_kind"] == "mat"].set_index("urn")["trust_id"]
    own = mats.get(urn)
    hosts = {str(other) for other, trust in mats.items() if trust != own}
    return [not hosts.isdisjoint(listed.split()) for listed in urns]


def _of_one_kind(urns: pd.Series, schools: pd.DataFrame, *, urn: int) -> list[bool]:
    kin = set(schools.loc[alike(schools, urn), "urn"].astype("str"))
    return [kin.issuperset(listed.split()) for listed in urns]


def _kind(group_id: str) -> str:
    return ALONE if group_id.startswith(f"{ALONE}-") else NEIGHBOUR


def _of_form(table: pd.DataFrame, form: str, own: frozenset[str]) -> pd.DataFrame:
    """Keep the groups that fit the form, order them, and mark those for the letter."""
    # A consent is a step to take, not a worse group: the two stand side by side by score.
    order = {status: max(place, 1) for place, status in enumerate(STATUSES)}
    # Near schools stand behind every pattern, and the school alone behind those.
    patterns = {name: place for place, name in enumerate((*FITS[form], NEIGHBOUR, ALONE))}
    kept = table[table["pattern"].isin(patterns)]
    by_itself = kept[kept["pattern"] == ALONE]
    if form in OF_ITSELF and (by_itself["status"] == "blocked").any():
        kept = by_itself
    elif len(kept) > len(by_itself):
        kept = kept.drop(by_itself.index)
    ranked = kept.assign(
        by_status=kept["status"].map(order),
        by_kind=(kept["pattern"] == NEIGHBOUR) * (1 + (~kept["trust"] & (form in HOSTED))),
    ).sort_values(
        ["by_status", "by_kind", "score", "nearest_min", "group_id"],
        ascending=[True, True, False, True, True],
        kind="stable",
    )
    shown = _shown(ranked, form, own)
    places = pd.Series(range(1, len(ranked) + 1), index=ranked.index, dtype="int64")
    return ranked.assign(place=places, in_letter=ranked["group_id"].isin(shown))


def _shown(ranked: pd.DataFrame, form: str, own: frozenset[str]) -> list[str]:
    """Return the groups for the letter: the best of each pattern, then the next best.

    None is too like one before it. Pairs with near schools come where no pattern has a group, and
    the nearest of all where any schools may. Where all are blocked the first shows why.
    """
    usable = ranked[ranked["status"] != "blocked"]
    if usable.empty:
        return ranked["group_id"].head(1).tolist()
    pairs = usable[usable["pattern"].isin((NEIGHBOUR, ALONE))]
    if form in HOSTED and pairs["trust"].any():
        pairs = pairs[pairs["trust"]]
    fitting = usable[~usable["pattern"].isin((NEIGHBOUR, ALONE))]
    first = fitting.drop_duplicates("pattern").sort_values(
        "pattern", key=lambda names: names.map(FITS[form].index)
    )
    near = pairs.sort_values(
        ["alike", "nearest_min", "group_id"], ascending=[False, True, True], kind="stable"
    )
    wanted = [first, fitting]
    if form in OPEN_TO_ANY:
        wanted = [first.head(SHOWN - 1), near.head(1), fitting]
    if fitting.empty or form not in OF_MANY:
        wanted.append(near)
    return list(_different(pd.concat(wanted), own))


def _different(ranked: pd.DataFrame, own: frozenset[str]) -> Iterator[str]:
    """Yield the first groups, each with mostly other schools than those before it.

    The school and its present partners (``own``) are in many and do not count.
    """
    taken: list[frozenset[str]] = []
    for group_id, urns in zip(ranked["group_id"], ranked["urns"], strict=True):
        group = frozenset(urns.split()) - own
        if all(_likeness(group, other) < _ALIKE for other in taken):
            taken.append(group)
            yield str(group_id)
        if len(taken) == SHOWN:
            return


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the smaller group's schools that are in the other too."""
    return len(one & other) / max(min(len(one), len(other)), 1)


def quoted_groups(table: pd.DataFrame) -> Sequence[str]:
    """Return the groups that the letter speaks of: those it shows, and the pairs."""
    spoken = table["in_letter"] | (table["pattern"] == NEIGHBOUR)
    return list(dict.fromkeys(table.loc[spoken, "group_id"]))
