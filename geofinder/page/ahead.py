"""Write local data for the page: pupils ahead of each group, and figures of each school."""

from typing import Any

import pandas as pd

from geofinder.page.coding import clean, plain
from geofinder.result import RunResult

_YEARS = (1, 3, 5)


def local_part(
    result: RunResult, place: dict[int, int], groups: pd.Series
) -> dict[str, Any] | None:
    """Return the columns of local data, None where a run has none.

    Args:
        result: the run.
        place: each school's place in the page's list, by URN.
        groups: the ids of the candidate groups in the page's order.
    """
    if result.local is None or result.local_schools is None:
        return None
    at = {str(group_id): row for row, group_id in enumerate(groups)}
    table = result.local.assign(at=result.local["group_id"].map(at)).dropna(subset=["at"])
    table = table.sort_values("at")
    schools = result.local_schools.sort_values("urn")
    return {
        "years": _YEARS,
        "group": plain(table["at"]),
        "ahead": [plain(table[f"pupils_{years}y"]) for years in _YEARS],
        "given": [plain(table[f"forecasts_{years}y"]) for years in _YEARS],
        "atRisk": plain(table["at_risk"]),
        "school": [place[int(urn)] for urn in schools["urn"]],
        "says": [_said(row) for row in schools.to_dict("records")],
    }


def _said(row: dict[Any, Any]) -> str:
    """Return a school's figures in words, as given."""
    parts = []
    for years in _YEARS:
        if pd.notna(row[f"forecast_{years}y"]):
            after = "1 year" if years == 1 else f"{years} years"
            parts.append(f"{row[f'forecast_{years}y']:,} pupils expected in {after}")
    balance = row["revenue_balance"]
    if pd.notna(balance):
        parts.append(f"revenue balance {'-' if balance < 0 else ''}£{abs(balance):,.0f}")
    if pd.notna(row["head_vacancy"]):
        parts.append(f"head's post vacant from {row['head_vacancy']:%Y-%m-%d}")
    if row["at_risk"]:
        parts.append("marked as at risk")
    if pd.notna(row["note"]):
        parts.append(str(row["note"]))
    return clean("; ".join(parts))
