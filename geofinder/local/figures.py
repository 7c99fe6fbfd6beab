"""Turn local figures into marks of schools, and into what a group is now and in five years."""

import math
from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from geofinder.local.knowledge import HORIZONS, Local, in_years
from geofinder.nudges import AT_RISK, added
from geofinder.settings import Settings

FORECASTS = tuple(f"forecast_{years}y" for years in HORIZONS)
NOT_MARKED_BY_ROLL = ("nursery", "special", "alternative")
"""Schools whose roll is small by their nature."""


def with_pair_weights(settings: Settings, local: Local) -> Settings:
    """Return the settings with the weighted pairs of the local file, which scores then use."""
    rows = local.pairs[~local.pairs["never"]]
    pairs = tuple(
        (int(one), int(other), float(weight))
        for one, other, weight in zip(rows["urn_a"], rows["urn_b"], rows["weight"], strict=True)
    )
    if not pairs:
        return settings
    return settings.model_copy(update={"pair_weights": pairs})


def with_risk(
    facts: pd.DataFrame, local: Local, schools: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """Return the facts with ``at-risk``: true where local figures mark the school, else missing.

    Missing, because figures that nobody gave do not say that all is well.
    """
    if local.schools.empty:
        return facts
    marked = school_figures(local, schools, settings)
    at_risk = marked.loc[marked["at_risk"], "urn"]
    flags = pd.Series(facts.index.isin(at_risk), index=facts.index, dtype="boolean")
    return facts.assign(**{AT_RISK: flags.where(flags)})


def school_figures(local: Local, schools: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return one row for each school of the run that the local file speaks of, by URN.

    Columns: urn, name, pupils (now, from the register), the columns of the file, ``at_risk`` and
    ``marks`` (why, in words; missing where there is no mark). Pounds and pupils are as given.
    """
    given = local.schools.drop(columns="line")
    table = schools[["urn", "name", "pupils", "stage"]].merge(given, on="urn", how="inner")
    table = table.sort_values("urn", ignore_index=True)
    marks = [_marks(row, settings) for row in table.to_dict("records")]
    table["at_risk"] = pd.Series([bool(said) for said in marks], dtype="bool")
    table["marks"] = pd.Series(["; ".join(said) or None for said in marks], dtype="str")
    return pd.DataFrame(table.drop(columns="stage"))


def group_figures(
    members: pd.DataFrame, schools: pd.DataFrame, local: Local, settings: Settings
) -> pd.DataFrame:
    """Return one row for each group that local data speaks of, by group_id.

    Columns: ``pupils_now`` and ``pupils_1y``, ``_3y``, ``_5y`` (missing where one school's figure
    is), ``forecasts_1y``, ... (schools with a forecast), ``size``, ``at_risk`` (schools),
    ``pair_weight`` (sum), ``score_added``, and ``says``: all of it in plain sentences.
    """
    marked = school_figures(local, schools, settings).set_index("urn")
    rows = members[["group_id", "urn"]].sort_values(["group_id", "urn"], ignore_index=True)
    pairs = _pairs_in_groups(rows, local)
    spoken = rows.loc[rows["urn"].isin(marked.index), "group_id"]
    rows = rows[rows["group_id"].isin({*spoken, *pairs["group_id"]})]
    part = rows.join(schools.set_index("urn")[["name", "pupils"]], on="urn").join(
        marked[[*FORECASTS, "at_risk", "marks"]], on="urn"
    )
    groups = part.groupby("group_id", sort=True)
    table = pd.DataFrame({"size": groups.size().astype("int64")})
    for name, column in (("now", "pupils"), *((f"{y}y", f"forecast_{y}y") for y in HORIZONS)):
        known = groups[column].count()
        total = groups[column].sum(min_count=1).astype("Int64")
        table[f"pupils_{name}"] = total.where(known == table["size"])
        if name != "now":
            table[f"forecasts_{name}"] = known.astype("int64")
    table["at_risk"] = (
        part["at_risk"].eq(other=True).groupby(part["group_id"]).sum().astype("int64")
    )
    table["pair_weight"] = (
        pairs.groupby("group_id")["weight"].sum().reindex(table.index).fillna(0.0)
    )
    table["score_added"] = added(
        table["pair_weight"].to_numpy(dtype=np.float64),
        (table["at_risk"] > 0).to_numpy(),
        settings,
    )
    names = schools.set_index("urn")["name"]
    wishes = {str(group): part_ for group, part_ in pairs.groupby("group_id")}
    members_of = {str(group): part_ for group, part_ in groups}
    table["says"] = pd.Series(
        [
            " ".join(_sentences(row, members_of[str(row.name)], wishes.get(str(row.name)), names))
            for _, row in table.iterrows()
        ],
        index=table.index,
        dtype="str",
    )
    return table.reset_index().astype({"group_id": "str"})


def with_reasons(candidates: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Return candidates with what ``group_figures`` says of each group after its reasons."""
    says = candidates["group_id"].map(figures.set_index("group_id")["says"])
    more = (" " + says.astype("str")).where(says.notna(), "")
    return candidates.assign(reasons=(candidates["reasons"] + more).str.strip().astype("str"))


def _pairs_in_groups(rows: pd.DataFrame, local: Local) -> pd.DataFrame:
    weighted = local.pairs.loc[~local.pairs["never"], ["urn_a", "urn_b", "weight", "reason"]]
    one = rows.merge(weighted, left_on="urn", right_on="urn_a")
    both = one.merge(
        rows, left_on=["group_id", "urn_b"], right_on=["group_id", "urn"], suffixes=("", "_other")
    )
    columns = ["group_id", "urn_a", "urn_b", "weight", "reason"]
    return both[columns].sort_values(columns[:3], ignore_index=True)


def _marks(row: Mapping[Hashable, Any], settings: Settings) -> list[str]:
    said = []
    least = settings.at_risk_pupils
    for years in HORIZONS:
        value = row[f"forecast_{years}y"]
        if _known(value) and value < least and row["stage"] not in NOT_MARKED_BY_ROLL:
            said.append(f"{value} pupils expected in {in_years(years)}, under {least}")
            break
    balance = row["revenue_balance"]
    if _known(balance) and balance < 0:
        said.append(f"a deficit of £{-balance:,.0f}")
    vacancy = row["head_vacancy"]
    if _known(vacancy):
        said.append(f"the head's post is vacant from {vacancy:%Y-%m-%d}")
    return said


def _known(value: Any) -> bool:  # noqa: ANN401 (a table's cell)
    return not pd.isna(value)


def _sentences(
    row: pd.Series, members: pd.DataFrame, wishes: pd.DataFrame | None, names: pd.Series
) -> list[str]:
    said = [_pupils_ahead(row)] if any(row[f"forecasts_{y}y"] for y in HORIZONS) else []
    marked = members[members["marks"].notna()]
    said += [
        f"Local figures mark {name} as at risk: {marks}."
        for name, marks in zip(marked["name"], marked["marks"], strict=True)
    ]
    for _, wish in wishes.iterrows() if wishes is not None else ():
        why = "" if pd.isna(wish["reason"]) else f" ({str(wish['reason']).rstrip('.')})"
        one, other = names[wish["urn_a"]], names[wish["urn_b"]]
        said.append(f"A local wish gives {one} with {other} the weight {wish['weight']:+g}{why}.")
    if not math.isclose(row["score_added"], 0.0, abs_tol=1e-9):
        verb = "adds" if row["score_added"] > 0 else "takes"
        end = "to" if row["score_added"] > 0 else "from"
        said.append(f"Local data {verb} {abs(row['score_added']):.2f} {end} the score.")
    return said


def _pupils_ahead(row: pd.Series) -> str:
    parts = []
    for years in HORIZONS:
        after = in_years(years)
        if pd.notna(row[f"pupils_{years}y"]):
            parts.append(f"{row[f'pupils_{years}y']:,} in {after}")
        else:
            given = f"{row[f'forecasts_{years}y']} of {row['size']} schools have a forecast"
            parts.append(f"not known in {after} ({given})")
    now = f"{row['pupils_now']:,}" if pd.notna(row["pupils_now"]) else "an unknown number"
    return f"Pupils together: {now} now, {', '.join(parts)} (local forecasts)."
