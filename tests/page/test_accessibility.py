"""Check with axe-core the plan with all that can be opened open; test_every_view has the rest."""

import pytest
from axe_playwright_python.sync_playwright import Axe

TARGET_PX = 24


def told(results):
    """Return axe's violations as text that says what and where."""
    return [
        (violation["id"], node["html"][:160], node["failureSummary"][:200])
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


def small_targets(opened):
    """Return what can be pressed and is too small for a finger."""
    return opened.page.evaluate(
        """least => [...document.querySelectorAll('button, a, select, input, summary')]
            .filter(node => node.checkVisibility() && !node.matches('.skip'))
            .map(node => [node.textContent.slice(0, 30), node.getBoundingClientRect()])
            .filter(([, box]) => Math.min(box.width, box.height) < least)
            .map(([text, box]) => `${text} ${box.width} ${box.height}`)""",
        TARGET_PX,
    )


OPEN_ALL = "for (const told of document.querySelectorAll('#plan details')) told.open = true;"


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_no_violation_in_the_plan_and_the_schools_left_over(
    opener, planned, plan_file, width, dark
):
    opened = opener(width=width, dark=dark, path=plan_file)
    opened.page.evaluate(OPEN_ALL)
    group = planned.planned.plan["group_id"].iloc[0]
    for address in ("", f"group={group}", "view=left"):
        opened.at(address)
        assert told(Axe().run(opened.page)) == [], address


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_to_press_in_the_plan_is_smaller_than_24_pixels(opener, plan_file, width):
    opened = opener(width=width, path=plan_file)
    opened.page.evaluate(OPEN_ALL)
    for address in ("", "view=left"):
        opened.at(address)
        assert small_targets(opened) == []


def test_verdicts_are_told_in_words_not_by_colour_alone(opener):
    marks = opener().names("#list .status")
    assert marks
    assert set(marks) <= {"open", "needs consent", "not known", "blocked"}
