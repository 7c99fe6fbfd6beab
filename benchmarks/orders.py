"""Show how the order by evidence and the order by plain weights differ on East Sussex.

Run from the source tree: python -m benchmarks.orders [AREA]

Prints, as Markdown, the first groups of each pattern with evidence under both orders and how alike
the orders are (Spearman's rank correlation over the groups that both list).
"""

import datetime as dt
import sys

import pandas as pd

from geofinder.likely import PROVEN
from geofinder.pipeline import Inputs, Where, run_plan
from geofinder.result import RunResult
from geofinder.settings import Pattern, Settings

DAY = dt.date(2026, 11, 22)
FIRST = 8
_LEAST = 3


class _Quiet:
    def stage(self, name: str) -> None:
        """Say nothing."""

    def progress(self, done: int, total: int) -> None:
        """Say nothing."""


def orders(area: str) -> tuple[RunResult, RunResult]:
    """Return the run under the order by evidence, and the one by the default weights."""
    asked = (Settings(), Settings(ranked_by="weights"))
    evidence, weights = (
        run_plan(Where(area=area), Inputs(), settings, run_date=DAY, watcher=_Quiet())
        for settings in asked
    )
    return evidence, weights


def named(result: RunResult) -> pd.Series:
    """Return the names of each group's schools, the joiner first."""
    names = result.schools.set_index("urn")["name"]
    bodies = result.schools.set_index("urn")
    members = result.members.assign(name=result.members["urn"].map(names))
    joiner = members[members["role"] == "joiner"].set_index("group_id")["name"]
    body = members[members["role"] != "joiner"].drop_duplicates("group_id").set_index("group_id")
    owner = body["urn"].map(bodies["federation_name"]).fillna(body["urn"].map(bodies["trust_name"]))
    plain = members.groupby("group_id")["name"].agg(", ".join)
    return (joiner + " with " + owner.reindex(joiner.index)).reindex(plain.index).fillna(plain)


def table(pattern: Pattern, evidence: RunResult, weights: RunResult) -> list[str]:
    """Return the Markdown of one pattern."""
    names = {**named(weights), **named(evidence)}
    one, other = (
        run.candidates[run.candidates["pattern"] == pattern].assign(
            place=lambda own: own["score"].rank(ascending=False, method="first").astype(int)
        )
        for run in (evidence, weights)
    )
    both = one.merge(other, on="group_id", suffixes=("", "_weights"))
    rho = both["score"].corr(both["score_weights"], method="spearman")
    alike = f"{rho:.2f}" if len(both) > _LEAST else "too few to say"
    places = dict(zip(one["group_id"], one["place"], strict=True))
    by_weights = dict(zip(other["group_id"], other["place"], strict=True))
    head = (
        f"**{pattern}**: {len(one):,} groups by evidence, {len(other):,} by weights, "
        f"{len(both):,} in both; rank correlation {alike}."
    )
    lines = [
        head,
        "",
        "| by evidence | of 100 | place by weights | by weights | score | place by evidence |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for left, right in zip(
        one.head(FIRST).to_dict("records"), other.head(FIRST).to_dict("records"), strict=True
    ):
        lines.append(
            f"| {names[left['group_id']]} | {100 * left['score']:.0f} "
            f"| {by_weights.get(left['group_id'], 'not listed')} "
            f"| {names[right['group_id']]} | {right['score']:.2f} "
            f"| {places.get(right['group_id'], 'not listed')} |"
        )
    return [*lines, ""]


def main() -> None:
    """Print a table a pattern, and how the plans differ."""
    evidence, weights = orders(sys.argv[1] if len(sys.argv) > 1 else "East Sussex")
    for pattern in PROVEN:
        print("\n".join(table(pattern, evidence, weights)))
    if evidence.planned is None or weights.planned is None:
        return
    plans = [set(run.planned.plan["group_id"]) for run in (evidence, weights) if run.planned]
    print(
        f"The best plans have {len(plans[0])} and {len(plans[1])} groups, "
        f"{len(plans[0] & plans[1])} of them the same."
    )


if __name__ == "__main__":
    main()
