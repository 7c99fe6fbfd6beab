"""Tell, after a long run, how many cases each target tried, and fail if they were too few."""

import pytest

from tests.fuzz.cases import COUNTS, WANTED, Count


def pytest_sessionfinish(session):
    if hasattr(session.config, "workerinput"):
        session.config.workeroutput["fuzz"] = {
            name: (count.refused, count.accepted) for name, count in COUNTS.items()
        }
    elif _total() < WANTED and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Add what a worker of pytest-xdist counted."""
    for name, (refused, accepted) in getattr(node, "workeroutput", {}).get("fuzz", {}).items():
        COUNTS[name].refused += refused
        COUNTS[name].accepted += accepted


def pytest_terminal_summary(terminalreporter):
    if not WANTED:
        return
    rows = [("target", "cases", "refused with our own error", "accepted")]
    whole = Count(
        refused=sum(count.refused for count in COUNTS.values()),
        accepted=sum(count.accepted for count in COUNTS.values()),
    )
    for name, count in [*sorted(COUNTS.items()), ("in all", whole)]:
        numbers = (count.refused + count.accepted, count.refused, count.accepted)
        rows.append((name, *(f"{number:,}" for number in numbers)))
    terminalreporter.section("cases tried")
    for name, *numbers in rows:
        terminalreporter.write_line(f"{name:<34}" + "".join(f"{text:>28}" for text in numbers))
    if _total() < WANTED:
        terminalreporter.write_line(f"These are fewer than the {WANTED:,} that were wanted.")


def _total() -> int:
    return sum(count.refused + count.accepted for count in COUNTS.values())
