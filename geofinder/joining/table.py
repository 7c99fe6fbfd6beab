"""Make the table of the schools near a trust: measured, judged, ranked and explained."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from geofinder import scores
from geofinder.joining import spread, words
from geofinder.likely import word
from geofinder.minutes import Floats, Ints, Minutes, positions
from geofinder.nudges import Nudges
from geofinder.patterns.onward import onward
from geofinder.patterns.standing import NEAR_MIN, Standing, standings
from geofinder.settings import Settings
from geofinder.tables import JOINERS
from geofinder.units import grid_points

FORMS = {"join-trust": "join_trust", "trust-partnership": "trust_partnership"}
"""The forms that have columns in the table, and ``transfer`` for other trusts' academies."""


class Neighbourhood(NamedTuple):
    """A trust's schools and those near it: SCHOOLS with both, facts by urn, TRAVEL."""

    schools: gpd.GeoDataFrame
    members: gpd.GeoDataFrame
    facts: pd.DataFrame
    travel: pd.DataFrame


def standing_of(schools: pd.DataFrame, facts: pd.DataFrame) -> pd.Series:
    """Return ``tables.STANDINGS`` for each school, missing for a member of a federation.

    A federation's schools are neither standalone nor in a trust: it could only join as a whole.
    """
    known = facts.reindex(schools["urn"])
    free, in_mat = (known[name].set_axis(schools.index) for name in ("free", "in-mat"))
    federated = known["in-federation"].set_axis(schools.index).fillna(value=False)
    standing = pd.Series("not-known", index=schools.index, dtype="str")
    standing = standing.mask(free.fillna(value=False), "standalone")
    standing = standing.mask(in_mat.fillna(value=False), "in-trust")
    return standing.mask(federated.astype("bool"))


def groups_to_judge(near: Neighbourhood, urns: pd.Series) -> pd.DataFrame:
    """Return one group a school: it as the joiner, the trust's schools as hosts."""
    hosts = near.members["urn"].to_numpy()
    size = 1 + len(hosts)
    joined = np.column_stack((urns.to_numpy(), np.tile(hosts, (len(urns), 1)))).ravel()
    return pd.DataFrame(
        {
            "group_id": pd.Series(np.repeat(urns.to_numpy(), size)).astype("str"),
            "urn": joined,
            "role": np.tile(["joiner", *["host"] * len(hosts)], len(urns)),
        }
    )


def joiners_table(
    near: Neighbourhood,
    listed: pd.DataFrame,
    judged: pd.DataFrame,
    effects: Mapping[str, Mapping[str, str]],
    excluded: Mapping[int, str],
    settings: Settings,
) -> pd.DataFrame:
    """Return ``tables.JOINERS``.

    Args:
        near: the trust and its neighbourhood.
        listed: the schools to list (SCHOOLS with ``standing``), none of them a member. With
            ``likelihood_share``, how often trusts rated like this one were the one joined, that
            is the score; without it the score is the weighted mean of the criteria.
        judged: VERDICTS of ``groups_to_judge``.
        effects: the rules by id, with their sentence and effect.
        excluded: the reason for each URN that the user leaves aside.
        settings: weights; ``trust_minutes`` is the limit that closeness counts from.
    """
    urns = near.schools["urn"].to_numpy(dtype=np.int64)
    minutes = Minutes.from_travel(near.travel, urns)
    own = np.full(len(urns), -1, dtype=np.int64)
    own[positions(urns, near.members["urn"].to_numpy())] = 0
    links = onward(near.schools, minutes, settings)
    standing = standings(near.schools, own, drives=minutes.both_ways(), links=links)
    at = positions(urns[standing.school], listed["urn"].to_numpy())
    rows = standing.only(at)
    criteria = rows.criteria(settings.trust_minutes)
    table = listed[
        [
            "urn", "name", "la_name", "standing", "stage", "type", "pupils", "religious_character",
            "faith", "trust_name",
        ]
    ].reset_index(drop=True)  # fmt: skip
    facts = near.facts.reindex(listed["urn"])
    table["small"], table["rural"] = (facts[name].array for name in ("small", "rural"))
    table = table.assign(**_drives(rows, near, minutes), **_spreads(near, listed))
    table["leads_to"], table["takes_from"] = (
        _linked(rows, one, other, own, near.schools["name"])
        for one, other in ((links.sender, links.receiver), (links.receiver, links.sender))
    )
    bands = words.bands_of(near.members["stage"])
    table["adds"] = [words.adds(stage, bands) for stage in listed["stage"]]
    share = listed["likelihood_share"].to_numpy() if "likelihood_share" in listed else None
    score = Nudges.of(near.schools, near.facts, settings).raised(
        scores.weighted(criteria, settings.weights) if share is None else share,
        [[school, *np.flatnonzero(own >= 0)] for school in rows.school.tolist()],
    )
    table = table.assign(
        **criteria,
        score=np.round(score, scores.DECIMALS),
        likelihood=None if share is None else [word(each) for each in share.tolist()],
        likelihood_share=np.nan if share is None else share,
    )
    table = _judged(table, judged, effects)
    table["excluded"] = table["urn"].map(dict(excluded)).astype("str")
    table["reasons"] = _reasons(table, listed, len(near.members))
    return _ranked(_texts(table))


def _drives(rows: Standing, near: Neighbourhood, minutes: Minutes) -> dict[str, Any]:
    names = near.schools["name"].to_numpy()[rows.nearest]
    counts = {
        f"members_{limit:.0f}_min": rows.within[:, column] for column, limit in enumerate(NEAR_MIN)
    }
    return {
        "nearest_urn": near.schools["urn"].to_numpy(dtype=np.int64)[rows.nearest],
        "nearest_name": names,
        "nearest_min": rows.nearest_min,
        "nearest_m": minutes.metres_between(rows.school, rows.nearest),
        **counts,
    }


def _spreads(near: Neighbourhood, listed: pd.DataFrame) -> dict[str, Floats | float]:
    places = grid_points(near.members)
    members = near.members["urn"]
    nearest, _ = spread.nearest_other(spread.minutes_between(near.travel, members, members))
    drives = spread.minutes_between(near.travel, listed["urn"], members)
    return {
        "hull_before_km2": spread.hull_km2(places),
        "hull_after_km2": spread.hulls_with(places, grid_points(listed)),
        "longest_nearest_before_min": spread.longest(nearest),
        "longest_nearest_after_min": spread.longest_with(nearest, drives),
    }


def _linked(rows: Standing, one: Ints, other: Ints, own: Ints, names: pd.Series) -> list[str]:
    """Return the names of the members that each school is linked with, '' for none."""
    found: dict[int, list[str]] = {}
    inside = own[other] == 0
    for school, member in sorted(zip(one[inside].tolist(), other[inside].tolist(), strict=True)):
        found.setdefault(school, []).append(str(names.iloc[member]))
    return ["; ".join(found.get(school, [])) for school in rows.school.tolist()]


def _judged(
    table: pd.DataFrame, judged: pd.DataFrame, effects: Mapping[str, Mapping[str, str]]
) -> pd.DataFrame:
    """Add status, rules and sentence of each form, and the sentences that ask for a consent."""
    verdict = judged.assign(urn=judged["group_id"].astype("int64")).set_index(["form", "urn"])
    moving = table["standing"] == "in-trust"
    for form, column in (FORMS | {"transfer": "transfer"}).items():
        of_form = verdict.loc[form].reindex(table["urn"]) if form in judged["form"].array else None
        for key, name in (("status", ""), ("rules", "_rules"), ("sentence", "_sentence")):
            blank = "not-known" if key == "status" else ""
            values = blank if of_form is None else of_form[key].fillna(blank).to_numpy()
            table[f"{column}{name}"] = values
        if form == "transfer":
            columns = [column, f"{column}_rules", f"{column}_sentence"]
            table[columns] = table[columns].where(moving)
    rules = table["join_trust_rules"] + " " + table["trust_partnership_rules"]
    rules = rules.where(~moving, table["transfer_rules"].fillna(""))
    table["consents"] = [
        " ".join(
            dict.fromkeys(
                effects[rule]["sentence"]
                for rule in ids.split()
                if effects[rule]["effect"] == "needs-consent"
            )
        )
        for ids in rules
    ]
    return table


def _reasons(table: pd.DataFrame, listed: pd.DataFrame, members: int) -> list[str]:
    more = listed[["status", "admissions", "gender", "foundation_trust_name"]]
    both = pd.concat([table, more.reset_index(drop=True)], axis=1).astype("object")
    rows = both.where(both.notna(), None).to_dict("records")
    return [words.reasons({str(k): v for k, v in row.items()}, _near(row), members) for row in rows]


def _near(row: Mapping[Any, Any]) -> words.Near:
    before, after = (
        np.nan if row[f"longest_nearest_{when}_min"] is None else row[f"longest_nearest_{when}_min"]
        for when in ("before", "after")
    )
    return words.Near(
        nearest=row["nearest_name"],
        nearest_min=row["nearest_min"],
        within=[(limit, row[f"members_{limit:.0f}_min"]) for limit in NEAR_MIN],
        leads_to=[name for name in row["leads_to"].split("; ") if name],
        takes_from=[name for name in row["takes_from"].split("; ") if name],
        adds=row["adds"],
        longest_min=(before, after),
    )


def _texts(table: pd.DataFrame) -> pd.DataFrame:
    """Make what is empty missing, and every text column a text column."""
    for name in ("leads_to", "takes_from", "adds", "consents"):
        table[name] = table[name].replace("", None)
    text = [name for name, column in JOINERS.columns.items() if str(column.dtype).startswith("str")]
    return table.astype(dict.fromkeys((name for name in text if name in table), "str"))


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    """Rank the standalone schools, best first; behind them the others, in the order of standing."""
    blocked = (table[list(FORMS.values())] == "blocked").all(axis=1)
    offered = (table["standing"] == "standalone") & table["excluded"].isna() & ~blocked
    order = table.assign(
        aside=~offered, left_out=table["excluded"].notna(), kind=table["standing"] != "standalone"
    ).sort_values(
        ["aside", "left_out", "kind", "score", "nearest_min", "urn"],
        ascending=[True, True, True, False, True, True],
        ignore_index=True,
    )
    ranks = np.arange(1, len(order) + 1, dtype=np.int64)
    order["rank"] = pd.array(ranks, dtype="Int64")
    order["rank"] = order["rank"].mask(order["aside"])
    return pd.DataFrame(JOINERS.validate(order[list(JOINERS.columns)]))
