"""Write what the page says of the best plan: what it serves, its proof, its tables."""

import pandas as pd

from geofinder.page import words
from geofinder.page.limits import limits_svg
from geofinder.page.plan_part import ordered
from geofinder.page.plan_tables import (
    alternatives_html,
    authorities_html,
    before_after_html,
    limits_html,
    lost_by_hand,
    names_of,
    proof_html,
)
from geofinder.page.saying import MOST_LISTED, first_of, is_estimate, minutes, named, said, table
from geofinder.result import Planned, RunResult
from geofinder.wording import count

_ONE_AUTHORITY = 1


def plan_view(result: RunResult) -> str:
    """Return the part of the page that stands above the plan's list; empty without a plan."""
    planned = result.planned
    if planned is None:
        return ""
    proof = result.manifest.get("plan", {})
    parts = [
        _told("plan-before", "Before and after", before_after_html(planned)),
        _told("plan-limits", _limits_heading(planned), _limits(result, planned)),
        _told("plan-alternatives", _other_plans(planned), alternatives_html(result, planned)),
        _told("plan-authorities", "By local authority", _authorities(planned)),
        _told("plan-proof", "How good the plan is proven to be", proof_html(proof)),
    ]
    return f"""
<section id="plan" aria-labelledby="plan-heading" hidden>
<h3 id="plan-heading">{said(headline(result, planned))}</h3>
{_opening(result)}
{"".join(parts)}
<div class="detail-bar"><h3>The groups, numbered as on the map</h3>
<button type="button" class="print" id="print-plan">Print the plan</button></div>
</section>
"""


def headline(result: RunResult, planned: Planned) -> str:
    """Return the sentence on what the plan serves."""
    proof = result.manifest.get("plan", {})
    plan = planned.plan
    if plan.empty:
        return "The plan has no group: nobody is served."
    served = int(plan["served"].sum())
    left = len(result.left_over)
    asked = int(proof.get("asked", served + left))
    what = "small or at-risk school" if asked == 1 else "small or at-risk schools"
    groups = count(len(plan), "group")
    schools = count(int(plan["size"].sum()), "school")
    part = "all" if served == asked else f"{served:,} of"
    rest = f"{left:,}" if left else "none"
    return f"{groups} of {schools} serve {part} the {asked:,} {what}; {rest} left over."


def _opening(result: RunResult) -> str:
    """Return the proof, what hand changes cost and what bounded the search, as paragraphs."""
    proof = result.manifest.get("plan", {})
    told = str(proof.get("sentence") or "How good the plan is was not recorded.")
    # Its first sentence is the heading's, unless the plan was changed by hand since.
    known = "" if proof.get("by_hand") else told.partition(". ")[2]
    sentences = [known or told]
    sentences += [lost_by_hand(proof)] if proof.get("by_hand") else []
    sentences += [str(bounded) for bounded in proof.get("bounded_by") or []]
    sentences += ["Minutes are estimates."] if is_estimate(result.travel) else []
    return "\n".join(f"<p>{said(sentence)}</p>" for sentence in sentences)


def _told(key: str, heading: str, inside: str) -> str:
    """Return a disclosure, or nothing where there is nothing inside."""
    if not inside:
        return ""
    return f'<details id="{key}"><summary>{said(heading)}</summary>\n{inside}</details>\n'


def _limits_heading(planned: Planned) -> str:
    given = [f"{limit:g}" for limit in sorted(planned.limits["limit_min"])]
    listed = f"{', '.join(given[:-1])} and {given[-1]}" if len(given) > 1 else "".join(given)
    return f"The best plan under {listed} minutes"


def _limits(result: RunResult, planned: Planned) -> str:
    if planned.limits.empty:
        return ""
    run_date = str(result.manifest.get("run_date", ""))
    picture = limits_svg(
        planned.limits,
        area_name=result.area_name,
        run_date=run_date,
        estimate=is_estimate(result.travel),
    )
    return f"{limits_html(planned)}<p>{said(words.LIMIT)}</p>{picture}"


def _other_plans(planned: Planned) -> str:
    return count(planned.alternatives["alternative"].nunique(), "next-best plan")


def _authorities(planned: Planned) -> str:
    return authorities_html(planned) if len(planned.authorities) > _ONE_AUTHORITY else ""


def plan_without_script(result: RunResult) -> str:
    """Return the plan for a reader whose programs block scripts: groups, left over, figures."""
    planned = result.planned
    if planned is None:
        return ""
    return f"""
<h2>The best plan</h2>
<p><strong>{said(headline(result, planned))}</strong></p>
{_opening(result)}
{_groups(result, planned)}
{before_after_html(planned)}
{_authorities(planned)}
{_left_over(result)}
"""


def _groups(result: RunResult, planned: Planned) -> str:
    plan = ordered(planned.plan, result)
    if plan.empty:
        return ""
    names = names_of(result)
    rows = [
        [
            f"{number:,}",
            "; ".join(named(name) for name in names(str(row["urns"]))),
            f"{said(words.FORMS[row['form']])}: {said(words.STATUSES[row['status']])}",
            said(minutes(row["longest_min"])),
            "not recorded" if pd.isna(row["pupils"]) else f"{row['pupils']:,}",
        ]
        for number, row in enumerate(plan.head(MOST_LISTED).to_dict("records"), start=1)
    ]
    caption = f"The groups of the plan.{first_of(len(plan), 'plan.csv')}"
    return table(caption, ["No.", "Schools", "Form", "Longest", "Pupils"], rows)


def _left_over(result: RunResult) -> str:
    left = result.left_over.sort_values("urn")
    if left.empty:
        return ""
    rows = [
        [
            named(row["name"]),
            said(words.WHY_LEFT[row["why"]]),
            said(f"{row['reason']} {row['change']}"),
        ]
        for row in left.head(MOST_LISTED).to_dict("records")
    ]
    caption = f"The schools left over.{first_of(len(left), 'left_over.csv')}"
    return table(caption, ["School", "Why", "In full, and what would change it"], rows)
