"""Whatever was edited in a plan, it is made, with its proof, or refused in our own words."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import strategies as st

from geofinder.parts import ALONE
from geofinder.patterns import group_id
from geofinder.pipeline.deciding import decide
from geofinder.pipeline.hand import Wishes
from geofinder.pipeline.judging import Groups, Task, find_and_judge
from geofinder.settings import Settings
from tests.fuzz.cases import attempt, fuzzed
from tests.fuzz.damage import CELLS, ONE_IN_TEN, damaged
from tests.planning.small_areas import RURAL, small_area, task_of
from tests.planning.test_area_plan import checked

AREA = small_area(3)
URNS = AREA["urn"].tolist()


@pytest.fixture(scope="module")
def task() -> Task:
    return task_of(AREA, Settings())


@pytest.fixture(scope="module")
def groups(task: Task) -> Groups:
    return find_and_judge(task)


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("plans") / "plan.csv"


def _named(urns: list[int]) -> tuple[str, str]:
    """Return a group of schools as a plan names it."""
    return group_id(RURAL, urns), " ".join(map(str, urns))


@st.composite
def edited(draw, known: list[tuple[str, str]]) -> bytes:
    """Return a plan of groups that there are, of others, and of what is no group."""
    chosen = st.lists(st.sampled_from(URNS), min_size=1, max_size=5, unique=True)
    rows = draw(
        st.lists(
            st.sampled_from(known)
            | st.sampled_from(known)
            | chosen.map(_named)
            | st.tuples(st.sampled_from([name for name, _ in known]) | CELLS, CELLS),
            max_size=4,
            unique_by=lambda row: row[0],
        )
    )
    stream = io.StringIO()
    csv.writer(stream).writerows([("group_id", "urns"), *rows])
    content = stream.getvalue().encode("utf-8", "replace")
    return draw(damaged(content)) if draw(ONE_IN_TEN) else content


@fuzzed(short=3, long=100, data=st.data())
def test_any_edited_plan_is_made_or_refused(task, groups, path, data):
    members = groups.judged.members.groupby("group_id")["urn"]
    known = [(str(name), " ".join(map(str, sorted(urns)))) for name, urns in members]
    path.write_bytes(data.draw(edited(known)))
    attempt(
        "edited plans",
        lambda: decide(task, groups, Wishes(plan=path), workers=ALONE),
        meets=lambda decided: checked(task, decided),
    )
