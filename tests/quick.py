"""Let the tests run once more for each of thousands of mutants: few examples, the quickest first.

A pytest plugin for ``make mutants`` alone. A test that takes far longer than it did without a
mutant has noticed it, as a test that fails has. Tests that no longer fit into ``BUDGET_S`` are left
out: what survives then may still be noticed by a slower one.
"""

import functools
import json
import os
import signal
from itertools import accumulate
from pathlib import Path

import hypothesis
import pytest

EXAMPLES = 12
BUDGET_S = 8.0
LEAST_CPU_S, TIMES_AS_LONG = 10.0, 10.0
TIMED_OUT = 36
"""mutmut's own code for it."""
_ALL = ("stats", "list_all_tests")
"""What mutmut calls the runs that must see every test."""


@functools.cache
def _took_s() -> dict[str, float]:
    """Return the seconds that each test took without a mutant, as far as mutmut has run them."""
    path = Path("mutmut-stats.json")
    told = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return told.get("duration_by_test", {})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the quickest tests first, and let properties try fewer examples, the same every time."""
    took = _took_s()
    items.sort(key=lambda item: took.get(item.nodeid, 0.0))
    if os.environ.get("MUTANT_UNDER_TEST") not in _ALL:
        spent = accumulate(took.get(item.nodeid, 0.0) for item in items)
        fits = max(sum(total <= BUDGET_S for total in spent), 1)
        config.hook.pytest_deselected(items=items[fits:])
        del items[fits:]
    for item in items:
        test = item.obj
        if hypothesis.is_hypothesis_test(test):
            own = test._hypothesis_internal_use_settings
            test._hypothesis_internal_use_settings = hypothesis.settings(
                own,
                max_examples=min(own.max_examples, EXAMPLES),
                derandomize=True,
                database=None,
                deadline=None,
                phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
            )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item):
    """End the run where the test needs many times its seconds."""
    took_s = _took_s().get(item.nodeid)
    if took_s is None:
        return (yield)
    before = signal.signal(signal.SIGPROF, lambda *_: os._exit(TIMED_OUT))
    signal.setitimer(signal.ITIMER_PROF, max(LEAST_CPU_S, TIMES_AS_LONG * took_s))
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
