"""Share one browser, one made-up county and its page between the tests of the page."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from geofinder.page import render_page
from geofinder.result import RunResult
from tests.page import made_up, made_up_plan
from tests.page.made_up_ways import on_roads
from tests.page.watching import Watcher, watching

PRINTED = re.compile(rb"/Type\s*/Page\b")
SIZES = {1280: 800, 768: 1024, 360: 740, 320: 568}


@dataclass
class Opened:
    """A page in the browser, with all that it asked of the network and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def at(self, address: str) -> None:
        """Change the part of the address after the # and wait for the page to follow."""
        self.page.evaluate("hash => { location.hash = hash; }", address)
        self.page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def names(self, selector: str) -> list[str]:
        """Return the texts of all elements that ``selector`` finds."""
        return self.page.locator(selector).all_text_contents()

    def scrolls_sideways(self) -> bool:
        """Say whether the page is wider than its window."""
        wide, window = self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        return bool(wide > window)

    def printed_pages(self) -> int:
        """Return how many sheets of paper the page prints on."""
        return len(PRINTED.findall(self.page.pdf(prefer_css_page_size=True)))


Opener = Callable[..., Opened]


@pytest.fixture(scope="session")
def madeshire() -> RunResult:
    return made_up.run()


@pytest.fixture(scope="session")
def page_file(madeshire: RunResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "index.html"
    path.write_text(render_page(madeshire), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def planned(madeshire: RunResult) -> RunResult:
    """The county with a best plan."""
    return made_up_plan.planned(madeshire)


@pytest.fixture(scope="session")
def plan_file(planned: RunResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plan") / "index.html"
    path.write_text(render_page(planned), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def whole(planned: RunResult) -> RunResult:
    """The county with all that a page can hold: a plan, a backdrop, routes and areas by road."""
    return replace(on_roads(planned), backdrop=made_up.backdrop())


@pytest.fixture(scope="session")
def whole_file(whole: RunResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "index.html"
    path.write_text(render_page(whole), encoding="utf-8")
    return path


@pytest.fixture
def opener(browser: Browser, page_file: Path) -> Iterator[Opener]:
    """Return a function that opens a page from disk in a new window of the given width."""
    contexts = []

    def opened(
        address: str = "", *, width: int = 1280, path: Path = page_file, dark: bool = False
    ) -> Opened:
        context = browser.new_context(
            viewport={"width": width, "height": SIZES[width]},
            reduced_motion="reduce",
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        page = context.new_page()
        result = Opened(page)
        page.on("request", lambda request: result.requests.append(request.url))
        page.on("console", lambda message: result.complaints.append(message.text))
        page.on("pageerror", lambda error: result.complaints.append(str(error)))
        page.goto(f"{path.as_uri()}{address}")
        page.wait_for_selector("html[data-ready]")
        return result

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def watch(browser: Browser) -> Iterator[Watcher]:
    """Return a function that opens a file in a window that tells all that it does."""
    with watching(browser) as opened:
        yield opened


@pytest.fixture
def plain_opener(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    """Return a function that opens a page without a script from disk in a new window."""
    contexts = []

    def opened(html: str, *, width: int = 1280, dark: bool = False) -> Opened:
        path = tmp_path / "plain.html"
        path.write_text(html, encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": SIZES[width]},
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        result = Opened(context.new_page())
        result.page.on("request", lambda request: result.requests.append(request.url))
        result.page.on("console", lambda message: result.complaints.append(message.text))
        result.page.goto(path.as_uri())
        return result

    yield opened
    for context in contexts:
        context.close()
