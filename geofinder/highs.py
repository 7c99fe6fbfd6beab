"""Ask the solver HiGHS again, another way, where it ends without an answer.

Now and then HiGHS simplifies a programme, solves that, and cannot lead the answer back ("model
status unknown"). The programme as it stands is then solved without trouble.
"""

from collections.abc import Callable, Mapping
from typing import Any

from scipy.optimize import OptimizeResult

OPTIMAL, LIMIT, INFEASIBLE, TROUBLE = 0, 1, 2, 4
"""What scipy calls status: solved; stopped by a limit; no solution; neither, for no such reason."""


def steadily(
    solve: Callable[..., OptimizeResult],
    cost: Any,  # noqa: ANN401 (an array, as scipy takes it)
    *,
    options: Mapping[str, Any] | None = None,
    **programme: Any,  # noqa: ANN401 (as scipy takes it)
) -> OptimizeResult:
    """Return what ``linprog`` or ``milp`` of scipy answers, with and then without presolve.

    The status of the second answer may be ``TROUBLE`` too.
    """
    answer = solve(cost, options={**(options or {})}, **programme)
    if answer.status == TROUBLE:
        answer = solve(cost, options={**(options or {}), "presolve": False}, **programme)
    return answer
