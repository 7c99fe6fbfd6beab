"""Say how good a plan is, how that is known, and what hand changes cost."""

from typing import Any

import pandas as pd

from geofinder.pipeline.judging import Task
from geofinder.pipeline.planned import Chosen
from geofinder.planning.packing import Packed

_COUNTED = "travel_min"
_NEXT_TO_NONE = 1e-6
_NONE_BETTER = {"score": "none scores more in all", "travel": "none drives less"}
_BETTER_BY = {"score": "score more in all", "travel": "drive less"}


def totals(plan: pd.DataFrame, counted: float) -> dict[str, float]:
    """Return the objectives of a plan: ``counted`` is what the schools it serves count."""
    return {
        "served": int(counted),
        "score": round(float(plan["score"].sum()), 6),
        _COUNTED: round(float(plan["travel_min"].sum()), 3),
    }


def proof(task: Task, best: Chosen, *, asked: int, seconds: float) -> dict[str, Any]:
    """Return what the manifest says of the best plan (without hand changes)."""
    packed, settings = best.packed, task.settings
    names = {"served": "served", "score": "score", "travel": _COUNTED}
    bound = {names[key]: _rounded(value) for key, value in packed.bound.items()}
    return {
        "forms": list(settings.plan_forms),
        "order": [names[name] for name in settings.plan_order],
        "weights": {"small": settings.plan_small_counts, "at_risk": settings.plan_at_risk_counts},
        "objective": totals(best.plan, float(packed.plan.served.sum())),
        "bound": bound,
        "gap": 0.0 if packed.proven else packed.gap,
        "proven": packed.proven,
        "seconds": round(seconds, 3),
        "columns": packed.held,
        "components": len(packed.pieces),
        "asked": asked,
        "groups": len(best.plan),
        "schools": int(best.plan["size"].sum()),
        "bounded_by": list(packed.notes),
        "kept": [],
        "dropped": [],
        "by_hand": None,
        "alternatives": [],
        "sentence": sentence(best, asked=asked),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _behind(packed: Packed) -> str:
    """Say what is not proven of a plan that is proven to serve the most."""
    order = list(packed.objective)
    if packed.gap > 0:
        return f"; another could {_BETTER_BY[order[1]]} by at most {_beyond(packed.gap, order[1])}"
    # Without a gap the second aim is met too: only ties are left, and there are no others.
    later = order[2:]
    if not later:
        return ""
    return (
        f", and that of those that serve as many {_NONE_BETTER[order[1]]}; whether another that is "
        f"as good could {_BETTER_BY[later[0]]} is not proven"
    )


def _beyond(gap: float, aim: str) -> str:
    """Return a gap as a share of what the plan has: of a score, the gap is one of the bound."""
    share = gap / max(1.0 - gap, _NEXT_TO_NONE) if aim == "score" else gap
    return f"{share:,.2%}"


def sentence(best: Chosen, *, asked: int) -> str:
    """Say in plain words what the plan does and how good it is proven to be."""
    packed, plan = best.packed, best.plan
    served = int(plan["served"].sum())
    if plan.empty and not packed.proven:
        return "No plan was found in the time given; it is not proven that there is none."
    if plan.empty:
        return "No group can be in a plan with these settings."
    groups = "1 group" if len(plan) == 1 else f"{len(plan):,} groups, none overlapping"
    start = (
        f"The plan has {groups}, with {served:,} of the {asked:,} "
        "small or at-risk schools of the area that have no partner today."
    )
    order = list(packed.objective)
    if packed.proven:
        none = [_NONE_BETTER[name] for name in order[1:]]
        ties = [f"of those that serve as many {none[0]}"] if none else []
        ties += [f"of those as good {each}" for each in none[1:]]
        told = "; ".join(["no other choice of groups serves more of them", ", and ".join(ties)])
        return f"{start} It is proven that {told.rstrip('; ')}."
    most = packed.bound["served"]
    if most is not None and most <= packed.objective["served"]:
        return f"{start} It is proven that no other choice serves more of them{_behind(packed)}."
    known = "an unknown number" if most is None else f"at most {most:,.0f}"
    if packed.objective["served"] != served:
        known += f", as the settings count them ({packed.objective['served']:,.0f} here)"
    return f"{start} It is not proven to be the best: another could serve {known}."
