"""Make up a best plan, with its proof and its tables, for a made-up run."""

from dataclasses import replace

import pandas as pd

from geofinder import tables
from geofinder.result import Planned, RunResult
from geofinder.tables.plan import WHY_LEFT

FORM_STATUS = ("open", "needs-consent")


def _apart(result: RunResult, most: int, *, skip: int = 0) -> list[str]:
    """Return ids of groups that share no school, best first, without the first ``skip``."""
    members = {
        group_id: set(group["urn"]) for group_id, group in result.members.groupby("group_id")
    }
    taken: set[int] = set()
    chosen = []
    for group_id in result.candidates.sort_values("rank")["group_id"].iloc[skip:]:
        if not taken & members[group_id] and len(chosen) < most:
            taken |= members[group_id]
            chosen.append(group_id)
    return chosen


def _rows(result: RunResult, chosen: list[str]) -> pd.DataFrame:
    """Return the columns that PLAN and ALTERNATIVES share."""
    groups = result.candidates.set_index("group_id").loc[chosen].reset_index()
    of = result.members[result.members["group_id"].isin(chosen)].sort_values("urn")
    grouped = of.groupby("group_id")
    return pd.DataFrame(
        {
            "group_id": groups["group_id"].astype("str"),
            "pattern": groups["pattern"].astype("str"),
            "form": pd.array(["federation"] * len(groups), dtype="str"),
            "status": pd.array([FORM_STATUS[row % 2] for row in range(len(groups))], dtype="str"),
            "size": groups["size"],
            "served": (groups["size"] - 1).astype("int64"),
            "score": groups["score"],
            "travel_min": groups["group_id"].map(grouped["minutes_to_hub"].sum()).astype("float64"),
            "longest_min": groups["longest_min"],
            "pupils": groups["pupils"],
            "hub_urn": groups["hub_urn"],
            "urns": pd.array(
                [" ".join(map(str, grouped.get_group(key)["urn"])) for key in groups["group_id"]],
                dtype="str",
            ),
        }
    )


def planned(
    result: RunResult, *, most: int = 12, authorities: int = 2, every: bool = False
) -> RunResult:
    """Return the run with a plan of at most ``most`` groups that share no school.

    With ``every`` the plan is every candidate group: no plan at all, but as long as a country's.
    """
    chosen = result.candidates["group_id"].tolist() if every else _apart(result, most)
    plan = _rows(result, chosen).assign(by_hand=[row == 1 for row in range(len(chosen))])
    plan = plan[list(tables.PLAN.columns)]
    in_plan = set(" ".join(plan["urns"]).split())
    alternatives = []
    for number in (1, 2):
        other = _apart(result, most, skip=number)
        alternatives.append(
            _rows(result, other).assign(
                alternative=number, in_best=[group_id in chosen for group_id in other]
            )
        )
    made = Planned(
        plan=plan,
        before_after=_before_after(),
        authorities=_authorities(authorities),
        limits=_limits(),
        limit_plans=_limit_plans(result, most),
        alternatives=pd.concat(alternatives, ignore_index=True)[list(tables.ALTERNATIVES.columns)],
    )
    left = _left_over(result, in_plan)
    for schema, table in (
        (tables.PLAN, made.plan),
        (tables.BEFORE_AFTER, made.before_after),
        (tables.AUTHORITIES, made.authorities),
        (tables.LIMITS, made.limits),
        (tables.LIMIT_PLANS, made.limit_plans),
        (tables.ALTERNATIVES, made.alternatives),
        (tables.LEFT_OVER, left),
    ):
        schema.validate(table)
    manifest = {**result.manifest, "plan": _proof(plan, len(left))}
    return replace(result, planned=made, left_over=left, manifest=manifest)


def _left_over(result: RunResult, in_plan: set[str]) -> pd.DataFrame:
    """Return some schools of the area outside the plan, one for each reason and more."""
    out = result.schools[~result.schools["urn"].astype(str).isin(in_plan)]
    left = out[out["in_area"]].sort_values("urn").head(2 * len(WHY_LEFT) - 1)
    nearest = result.schools.iloc[0]
    codes = [WHY_LEFT[row % len(WHY_LEFT)] for row in range(len(left))]
    return pd.DataFrame(
        {
            "urn": left["urn"].to_numpy(),
            "name": left["name"].array,
            "why": pd.array(codes, dtype="str"),
            "reason": pd.array(
                [
                    f"the nearest of them, {nearest['name']}, is 17 minutes away ({code})."
                    for code in codes
                ],
                dtype="str",
            ),
            "change": pd.array(
                [f"A limit of 18 minutes would bring it {nearest['name']}."] * len(left),
                dtype="str",
            ),
            "nearest_urn": pd.array([int(nearest["urn"])] * len(left), dtype="Int64"),
            "nearest_name": pd.array([nearest["name"]] * len(left), dtype="str"),
            "nearest_min": 17.4,
        }
    )


def _proof(plan: pd.DataFrame, left: int) -> dict[str, object]:
    served = int(plan["served"].sum())
    score = float(plan["score"].sum())
    return {
        "forms": ["federation", "join-federation"],
        "order": ["served", "score", "travel_min"],
        "weights": {"small": 1, "at_risk": 1},
        "objective": {
            "served": served, "score": score, "travel_min": float(plan["travel_min"].sum()),
        },
        "bound": {
            "served": served, "score": score, "travel_min": float(plan["travel_min"].sum()),
        },
        "gap": 0.0,
        "proven": True,
        "seconds": 0.21,
        "columns": 2_345,
        "asked": served + left,
        "groups": len(plan),
        "schools": int(plan["size"].sum()),
        "components": 4,
        "bounded_by": ["Of 3 schools only the nearest 12 were looked at."],
        "sentence": "No other set of these groups serves more schools: this is proven.",
        "kept": [str(plan["group_id"].iloc[1])],
        "dropped": [],
        "by_hand": {"served": 2, "score": 0.31, "travel_min": -4.0},
        "alternatives": [],
    }  # fmt: skip


def _before_after() -> pd.DataFrame:
    rows = [
        ("partnered", "Schools in a partnership", "schools", 8.0, 41.0, 80),
        ("nearest", "Median minutes to the nearest partner", "min", 9.4, 6.0, 12),
        ("roll", "Median pupils of a group together", "pupils", pd.NA, 340.0, 11),
        ("mixed", "Groups of more than one religious character", "groups", 0.0, 3.0, None),
    ]
    names = ["measure", "sentence", "unit", "today", "plan", "known"]
    return pd.DataFrame(rows, columns=names).astype(
        {"measure": "str", "sentence": "str", "unit": "str", "today": "Float64",
         "plan": "Float64", "known": "Int64"}
    )  # fmt: skip


def _authorities(size: int) -> pd.DataFrame:
    names = ["Madeshire", "Nextshire", *(f"Farshire {row}" for row in range(3, size + 1))]
    counts = ("schools", "asked", "partnered", "served", "groups", "groups_across", "left_over")
    return pd.DataFrame(
        [
            {
                "la_code": str(845 + row),
                "la_name": name,
                **{key: (row * 7 + 3 * at) % 20 for at, key in enumerate(counts)},
                "longest_min": None if row == 1 else 12.5,
            }
            for row, name in enumerate(names[:size])
        ]
    ).astype({"la_code": "str", "la_name": "str", "longest_min": "float64"})


def _limit_plans(result: RunResult, most: int) -> pd.DataFrame:
    parts = [
        _rows(result, _apart(result, most - 3 * place)).assign(limit_min=limit)
        for place, limit in enumerate((20.0, 15.0, 10.0))
    ]
    return pd.concat(parts, ignore_index=True)[list(tables.LIMIT_PLANS.columns)]


def _limits() -> pd.DataFrame:
    rows = [
        (10.0, 9, 21, 40, 20, 20, 9.6, 6.1, 70.0, 0.0, True),
        (15.0, 12, 33, 40, 31, 9, 14.2, 8.4, 120.0, 0.0, True),
        (20.0, 13, 36, 40, 34, 6, 19.9, 8.9, 171.0, 0.012, False),
    ]
    return pd.DataFrame(rows, columns=list(tables.LIMITS.columns))
