"""Whatever stands behind the # of a page's address, and in its columns, the page reads it."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from playwright.sync_api import Browser

from geofinder.page.coding import clean, coded
from geofinder.page.packing import packed
from geofinder.page.phrases import phrased
from geofinder.page.render import render_page
from tests.fuzz.cases import attempt, fuzzed
from tests.fuzz.damage import CELLS
from tests.page import made_up, made_up_plan
from tests.page.conftest import Opened

DRIVER = Path(__file__).with_name("page.mjs")
QUIET = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"
LENGTHS = {"view": 20, "q": 200, "within": 10, "layer": 20, "compare": 900, "pick": 900,
           "reach": 300, "school": 20, "group": 300, "body": 300, "likelihood": 20}  # fmt: skip
KEYS = (*LENGTHS, "pattern", "form", "status", "phase", "faith", "trust", "size", "rural", "why",
        "sort")  # fmt: skip
KNOWN = {
    "form": ["", "federation", "collaboration"],
    "sort": ["", "pupils-down"],
    "reach": ["", "114400:10"],
    "__proto__": [],
}
VIEWS = ("plan", "groups", "schools", "existing", "left", "about")
TRAPS = (
    "__proto__", "constructor", "hasOwnProperty", "toString", "javascript:alert(1)", "<img src=x>",
    "%", "%ZZ", "%E0%A4%A", "%00", "%0A", "+", "&&", "=", "#", "a=b=c", "\ud800", "NaN", "-1",
    "114400", "114400,114401,114402,114403", "rural-primaries-aa11", "trust:1", "federation:",
    "x" * 1_000, "%F0%9F%8F%AB", "é", "[", "{}", ",,,", "1e9", "existing", "federation",
)  # fmt: skip
VALUES = st.sampled_from((*TRAPS, *VIEWS, "pupils-down", "114400:10")) | CELLS
PARTS = st.builds("{}={}".format, st.sampled_from(KEYS) | VALUES, VALUES) | VALUES
HASHES = st.builds(
    lambda mark, parts: mark + "&".join(parts),
    st.sampled_from(["#", "#", "#", "", "##", "?"]),
    st.lists(PARTS, max_size=8),
)
CHANGES = st.dictionaries(st.sampled_from(KEYS[:-1]), st.text(max_size=6), max_size=3)
WHOLE = st.none() | st.integers(-(10**9), 10**9) | st.integers(-3, 90)
COLUMNS = st.lists(WHOLE, max_size=40) | st.builds(
    lambda value, length, more: [value] * length + more,
    WHOLE,
    st.integers(0, 300),
    st.lists(WHOLE, max_size=4),
)
NAMES = st.lists(
    st.lists(st.sampled_from(["Oak", "CofE", "St", "School", "&", ""]), max_size=6).map(" ".join)
    | CELLS.map(lambda text: clean(text).replace("\n", " ").replace("\t", " ")),
    max_size=12,
)


class Script:
    """The page's own script, in a process of its own."""

    def __init__(self, node: str) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen([node, QUIET, DRIVER], stdin=pipe, stdout=pipe)

    def ask(self, what: str, **given: Any) -> Any:
        """Return what the script answers; what it throws is raised."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"what": what, **given}).encode() + b"\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline() or b'{"failed": "node has ended"}')
        assert "failed" not in answer, answer["failed"]
        return answer["found"]

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def script() -> Iterator[Script]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node on the PATH; people who open a page do not")
    running = Script(node)
    yield running
    running.close()


@fuzzed(short=80, long=8_000, hash=HASHES, planned=st.booleans(), part=CHANGES)
def test_any_address_is_read_as_a_state_that_can_be_written_again(script, hash, planned, part):  # noqa: A002
    views = VIEWS if planned else VIEWS[1:]

    def is_a_state(found) -> None:
        state = found["read"]
        assert set(state) == set(KEYS)
        assert state["view"] in views
        assert all(len(value) <= LENGTHS.get(key, 60) for key, value in state.items())
        assert all(state[key] in KNOWN[key] for key in ("form", "sort", "reach"))
        assert not (state["compare"] and state["pick"])
        assert found["again"] == state
        assert found["after"] == state | part | _put_right(state, part)

    attempt(
        "addresses of the page",
        lambda: script.ask("hash", hash=hash, planned=planned, known=KNOWN, part=part),
        meets=is_a_state,
    )


def _put_right(state: dict[str, str], part: dict[str, str]) -> dict[str, str]:
    """Return what a change brings with it: a comparison is closed, its groups stay picked."""
    closed = {"school", "group", "body"} & set(part) and "compare" not in part
    compare = "" if closed else part.get("compare", state["compare"])
    if compare:
        return {"compare": compare, "pick": ""}
    kept = {"pick": state["compare"]} if state["compare"] and "pick" not in part else {}
    return {"compare": compare, **kept}


@fuzzed(short=40, long=4_000, values=COLUMNS)
def test_any_column_of_numbers_comes_back(script, values):
    def same(found) -> None:
        assert found == values

    attempt("packed columns", lambda: script.ask("numbers", text=packed(values)), meets=same)


@fuzzed(short=30, long=3_000, names=NAMES)
def test_any_column_of_names_comes_back(script, names):
    def same(found) -> None:
        assert found == names

    attempt("columns of names", lambda: script.ask("phrases", column=phrased(names)), meets=same)


@fuzzed(short=30, long=3_000, names=NAMES.flatmap(lambda names: st.permutations([*names, None])))
def test_any_column_of_coded_texts_comes_back(script, names):
    def same(found) -> None:
        assert found == names

    attempt("coded columns", lambda: script.ask("decoded", column=coded(names)), meets=same)


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory) -> Iterator[Opened]:
    """Open a whole page in the browser."""
    path = tmp_path_factory.mktemp("page") / "index.html"
    path.write_text(render_page(made_up_plan.planned(made_up.run())), encoding="utf-8")
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    result = Opened(page)
    page.on("console", lambda message: result.complaints.append(message.text))
    page.on("pageerror", lambda error: result.complaints.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]")
    yield result
    context.close()


@fuzzed(short=6, long=100, address=HASHES)
def test_any_address_leaves_the_page_usable(opened, address):
    def is_usable(_: object) -> None:
        assert opened.complaints == []
        opened.at("view=schools")
        assert opened.page.locator("#tab-schools").get_attribute("aria-selected") == "true"
        assert opened.page.locator("#list .card").count() > 0

    attempt("addresses in the browser", lambda: opened.at(address), meets=is_usable)
