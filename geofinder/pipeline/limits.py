"""Set the best plans under several limits in minutes side by side."""

import pandas as pd

from geofinder.parts import Workers
from geofinder.pipeline.judging import Task, find_and_judge
from geofinder.pipeline.planned import choose_plan
from geofinder.planning.asked import asked
from geofinder.settings import Settings
from geofinder.tables import LIMITS


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


def compare_limits(task: Task, limits: tuple[float, ...], *, workers: Workers) -> pd.DataFrame:
    """Return ``tables.LIMITS``: the best plan under each limit, the shortest first."""
    rows = []
    for limit in sorted(set(limits)):
        own = task._replace(settings=under(task.settings, limit))
        best = choose_plan(own, find_and_judge(own), workers=workers)
        counts = asked(task.ground.schools, task.ground.facts, task.settings)
        served = int(best.plan["served"].sum())
        longest = best.plan["longest_min"].max()
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
    table = pd.DataFrame(rows, columns=list(LIMITS.columns))
    return pd.DataFrame(LIMITS.validate(table.astype(_dtypes())))


def _dtypes() -> dict[str, str]:
    return {name: str(column.dtype) for name, column in LIMITS.columns.items()}
