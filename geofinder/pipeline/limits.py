"""Set the best plans under several limits in minutes side by side."""

from typing import Any, NamedTuple

import pandas as pd
import pandera.pandas as pa

from geofinder.parts import Workers
from geofinder.pipeline.judging import Task, find_and_judge
from geofinder.pipeline.planned import choose_plan
from geofinder.planning.asked import asked
from geofinder.settings import Settings
from geofinder.tables import LIMIT_PLANS, LIMITS


class Compared(NamedTuple):
    """The best plan under each limit: its figures (LIMITS) and its groups (LIMIT_PLANS)."""

    limits: pd.DataFrame
    plans: pd.DataFrame


def under(settings: Settings, limit_min: float) -> Settings:
    """Return the settings with this limit for rural primaries, and joiners' changed in proportion.

    So the plan under the run's own limit is the plan of the run. Infant and junior schools, and the
    feeders of a secondary, keep their limits.
    """
    joiner = settings.joiner_minutes * limit_min / settings.max_minutes
    return settings.with_options(max_minutes=limit_min, joiner_minutes=min(joiner, 90.0))


def reach_of(settings: Settings, limits: tuple[float, ...]) -> float:
    """Return the longest minutes that the run or any of the limits asks travel for."""
    return max([settings.reach_min, *(under(settings, limit).reach_min for limit in limits)])


def none_compared() -> Compared:
    """Return the tables of a run that compares no limits."""
    return _checked([], pd.DataFrame())


def compare_limits(task: Task, limits: tuple[float, ...], *, workers: Workers) -> Compared:
    """Return the best plan under each limit, the shortest first."""
    rows, plans = [], []
    for limit in sorted(set(limits)):
        own = task._replace(settings=under(task.settings, limit))
        best = choose_plan(own, find_and_judge(own), workers=workers)
        counts = asked(task.ground.schools, task.ground.facts, task.settings)
        served = int(best.plan["served"].sum())
        longest = best.plan["longest_min"].max()
        plans.append(best.plan.assign(limit_min=float(limit)))
        rows.append(
            {
                "limit_min": float(limit),
                "groups": len(best.plan),
                "schools": int(best.plan["size"].sum()),
                "asked": int((counts > 0).sum()),
                "served": served,
                "left_over": int((counts > 0).sum()) - served,
                "longest_min": float(longest),
                "score": float(best.plan["score"].sum()),
                "travel_min": float(best.plan["travel_min"].sum()),
                "gap": 0.0 if best.packed.proven else best.packed.gap,
                "proven": best.packed.proven,
            }
        )
    return _checked(rows, pd.concat(plans, ignore_index=True))


def _checked(rows: list[dict[str, Any]], plans: pd.DataFrame) -> Compared:
    return Compared(
        _typed(pd.DataFrame(rows, columns=list(LIMITS.columns)), LIMITS),
        _typed(plans.reindex(columns=list(LIMIT_PLANS.columns)), LIMIT_PLANS),
    )


def _typed(table: pd.DataFrame, schema: pa.DataFrameSchema) -> pd.DataFrame:
    kinds = {name: str(column.dtype) for name, column in schema.columns.items()}
    return pd.DataFrame(schema.validate(table.astype(kinds)))
