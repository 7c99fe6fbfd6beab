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

from geofinder.page.packing import packed
from geofinder.page.payload import payload, to_json
from geofinder.page.plan_part import ordered
from geofinder.result import RunResult
from tests.page import made_up, made_up_plan
from tests.page.made_up_ways import on_roads

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
    ways = on_roads(result, most_groups=5).ways
    return replace(
        result, backdrop=made_up.backdrop(), local=local, local_schools=schools, ways=ways
    )


def ways_told(result: RunResult) -> dict[str, Any]:
    """Return the routes and areas as points in degrees, and who is inside an area."""
    assert result.ways is not None
    routes = result.ways.routes.to_crs("EPSG:4326")
    first = result.ways.isochrones.iloc[[0]]
    inside = result.schools[result.schools.within(first.geometry.iloc[0])]
    clear = result.schools.distance(first.geometry.iloc[0].boundary) > 200
    return {
        "routes": [
            {"from_urn": start, "to_urn": end, "line": [[y, x] for x, y in line.coords]}
            for start, end, line in zip(
                routes["from_urn"], routes["to_urn"], routes.geometry, strict=True
            )
        ],
        "key": first["key"].iloc[0],
        "inside": inside["urn"].tolist(),
        "clear": result.schools.loc[clear, "urn"].tolist(),
    }


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
        "ways": ways_told(result),
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
    packs = to_json([packed(column) for column in ([101], [900], [125], [None])])
    written = f'{{"data":{data},"told":{facts},"packs":{packs}}}'
    (folder / "sample.json").write_text(written, encoding="utf-8")
    typed = f'import type {{ PageData }} from "{TYPES.as_posix()}";\n'
    (folder / "sample.ts").write_text(f"{typed}export const data: PageData = {data};\n", "utf-8")


if __name__ == "__main__":
    main()
