"""Say which setting or pair rule leaves no group for a plan, by relaxing one at a time."""

from collections.abc import Iterator

from geofinder.local import Local
from geofinder.pipeline.judging import Task, find_and_judge
from geofinder.pipeline.planned import problem_of
from geofinder.settings import PATTERNS
from geofinder.tables import FORMS
from geofinder.travel import within

_FARTHER_MIN = (5.0, 10.0, 20.0, 30.0)
_FARTHEST_MIN = 90.0


def why_none(task: Task) -> list[str]:
    """Return a sentence for each setting without which there would be a group."""
    said = [sentence for sentence, own in _relaxed(task) if _any_group(own)]
    said += _other_forms(task)
    return said or ["No one setting or pair rule alone forbids it."]


def _any_group(task: Task) -> bool:
    problem, _ = problem_of(task, find_and_judge(task))
    return len(problem.columns) > 0 or (
        problem.splitting is not None and problem.splitting.has_any()
    )


def _relaxed(task: Task) -> Iterator[tuple[str, Task]]:
    settings = task.settings

    def having(**changed: object) -> Task:
        return task._replace(settings=settings.with_options(**changed))

    if settings.plan_size_most is not None:
        yield (
            f"The setting plan_size_most ({settings.plan_size_most}) forbids every group.",
            having(plan_size_most=None),
        )
    if settings.plan_pupils_least is not None:
        yield (
            f"The setting plan_pupils_least ({settings.plan_pupils_least:,}) forbids every group.",
            having(plan_pupils_least=None),
        )
    if settings.plan_pupils_most is not None:
        yield (
            f"The setting plan_pupils_most ({settings.plan_pupils_most:,}) forbids every group.",
            having(plan_pupils_most=None),
        )
    if len(task.local.never):
        apart = Local(**{**vars(task.local), "pairs": task.local.pairs.iloc[:0]})
        yield (
            f"The {len(task.local.never):,} pairs that --pairs keeps apart forbid every group.",
            task._replace(local=apart),
        )
    if set(settings.patterns) != set(PATTERNS):
        yield (
            f"The chosen patterns ({', '.join(settings.patterns)}) have no group; others do.",
            having(patterns=PATTERNS),
        )
    if not settings.any_setting:
        yield "Only rural schools count: --any-setting would have some.", having(any_setting=True)
    yield from _farther(task)


def _other_forms(task: Task) -> list[str]:
    """Return one sentence with all the forms that some group could take."""
    settings = task.settings
    others = [form for form in FORMS if form not in settings.plan_forms]
    some = [
        form
        for form in others
        if _any_group(task._replace(settings=settings.with_options(plan_forms=(form,))))
    ]
    if not some:
        return []
    own = ", ".join(settings.plan_forms)
    return [f"No group may take a form of --plan-forms ({own}); some could take {', '.join(some)}."]


def _farther(task: Task) -> Iterator[tuple[str, Task]]:
    """Yield the least longer limit that makes a group possible."""
    ground, limit = task.ground, task.settings.max_minutes
    for longer in (limit + more for more in _FARTHER_MIN if limit + more <= _FARTHEST_MIN):
        settings = task.settings.with_options(max_minutes=longer, joiner_minutes=longer)
        reach = within(
            ground.router,
            ground.schools,
            reach_min=settings.reach_min,
            snap_limit_m=settings.snap_limit_m,
        )
        own = task._replace(settings=settings, ground=ground._replace(reach=reach))
        if _any_group(own):
            yield (
                (
                    f"Within {limit:g} minutes no group can be in a plan: --max-minutes {longer:g} "
                    "would have some."
                ),
                own,
            )
            return
