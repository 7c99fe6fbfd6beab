"""Say in sentences what local data holds about some schools and the pairs among them."""

import pandas as pd

from geofinder.local.figures import FORECASTS, school_figures
from geofinder.local.knowledge import HORIZONS, SENTENCE, Local, in_years, strangers
from geofinder.settings import Settings


def said_of(
    local: Local, register: pd.DataFrame, schools: pd.DataFrame, settings: Settings
) -> list[str]:
    """Return sentences on the schools: figures, marks, wishes; none where no local data was given.

    Args:
        local: what was read.
        register: every open school, to name the rows that match none.
        schools: the schools to speak of.
        settings: the limits for marks.
    """
    if not local.used:
        return []
    said = [SENTENCE]
    names = dict(zip(schools["urn"], schools["name"], strict=True))
    for row in school_figures(local, schools, settings).to_dict("records"):
        given = [
            f"{row[column]:,} pupils expected in {in_years(years)}"
            for years, column in zip(HORIZONS, FORECASTS, strict=True)
            if pd.notna(row[column])
        ]
        if given:
            said.append(f"{row['name']}: {', '.join(given)}.")
        if row["at_risk"]:
            said.append(f"{row['name']} is marked as at risk: {row['marks']}.")
        if pd.notna(row["note"]):
            said.append(f"{row['name']}: {row['note']}")
    both = local.pairs["urn_a"].isin(names) & local.pairs["urn_b"].isin(names)
    for row in local.pairs[both].to_dict("records"):
        why = "" if pd.isna(row["reason"]) else f" ({row['reason']})"
        pair = f"{names[row['urn_a']]} and {names[row['urn_b']]}"
        told = "are never to be put together" if row["never"] else f"weigh {row['weight']:+g}"
        said.append(f"{pair} {told}{why}.")
    lost = sorted({row["urn"] for row in strangers(local, register)})
    if lost:
        said.append(f"No open school has the URN {', '.join(map(str, lost))} of the local files.")
    if len(said) == 1:
        said.append("It says nothing about these schools.")
    return said
