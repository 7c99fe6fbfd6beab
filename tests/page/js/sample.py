"""Write a made-up county as the page holds it, and as the tables tell it, for the script's tests.

    python -m tests.page.js.sample FOLDER

``sample.json`` has ``data``, what the page would carry, and ``told``, the same facts taken from
the tables without the page's codes. ``sample.ts`` gives ``data`` the type that the page's script
expects, so that the type check compares what Python writes with what the script reads.
"""

import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from geofinder.page.payload import payload, to_json
from geofinder.page.plan_part import ordered
from geofinder.result import RunResult
from tests.page import made_up, made_up_plan

TYPES = Path(__file__).resolve().parents[3] / "geofinder" / "page" / "js" / "payload.d.ts"


def county() -> RunResult:
    """Return a county with everything that a page can hold: a plan, roads, local data."""
    result = made_up_plan.planned(made_up.run())
    groups = result.candidates["group_id"].head(3)
    local = pd.DataFrame({"group_id": groups, "at_risk": [2, 0, 1]})
    schools = pd.DataFrame({"urn": result.schools["urn"].head(2), "at_risk": [True, False]})
    for years in (1, 3, 5):
        local[f"pupils_{years}y"] = pd.array([150 + years, None, None], dtype="Int64")
        local[f"forecasts_{years}y"] = [2, 0, 1]
        schools[f"forecast_{years}y"] = pd.array([70 + years, None], dtype="Int64")
    schools = schools.assign(
        revenue_balance=pd.array([-1200.0, None], dtype="Float64"),
        head_vacancy=pd.to_datetime(["2026-09-01", None]),
        note=[None, "a <b>note</b>"],
    )
    return replace(result, roads=made_up.roads(), local=local, local_schools=schools)


def told(result: RunResult) -> dict[str, Any]:
    """Return facts of the run straight from its tables, in the order in which the page has them."""
    schools = result.schools.sort_values("urn")
    points = schools.geometry.to_crs("EPSG:4326")
    groups = result.candidates.sort_values(["rank", "group_id"])
    said = result.verdicts.set_index(["group_id", "form"])
    members = result.members.groupby("group_id")["urn"].agg(set)
    assert result.planned is not None
    columns = ["urn", "name", "stage", "town", "pupils", "in_area", "rural", "federation_name"]
    facts = schools[columns].assign(lat=points.y, lon=points.x)
    return {
        "schools": _records(facts),
        "groups": [
            {
                **row,
                "reasons": _one_line(row["reasons"]),
                "members": sorted(members[row["group_id"]]),
                "verdicts": {
                    form: {
                        "status": verdict["status"],
                        "rules": verdict["rules"].split(),
                        "said": _one_line(verdict["sentence"]),
                    }
                    for form, verdict in said.loc[row["group_id"]].iterrows()
                },
            }
            for row in _records(groups)
        ],
        "travel": _records(result.travel[["from_urn", "to_urn", "travel_min", "distance_m"]]),
        "plan": ordered(result.planned.plan, result)["group_id"].tolist(),
        "left": _records(result.left_over.sort_values("urn")),
    }


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, None where a value is missing."""
    rows = pd.DataFrame(table).astype(object)
    return rows.where(rows.notna(), None).to_dict("records")


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def main() -> None:
    """Write the two files into the folder that is named."""
    folder = Path(sys.argv[1])
    result = county()
    data = to_json(payload(result))
    facts = json.dumps(told(result), default=int)
    (folder / "sample.json").write_text(f'{{"data":{data},"told":{facts}}}', encoding="utf-8")
    typed = f'import type {{ PageData }} from "{TYPES.as_posix()}";\n'
    (folder / "sample.ts").write_text(f"{typed}export const data: PageData = {data};\n", "utf-8")


if __name__ == "__main__":
    main()
