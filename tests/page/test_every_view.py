"""Check in every view what must hold in all: axe, targets, 400% zoom, text spacing, no motion."""

from collections.abc import Callable, Iterator

import pytest

from tests.page.conftest import SIZES, Opened
from tests.page.test_accessibility import small_targets
from tests.page.views import addresses, violations

COLOURS = ("color-contrast", "link-in-text-block")
"""The rules whose outcome depends on the theme."""
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"""
CUT_OFF = """() => [...document.querySelectorAll('#panel *, header *, .legend *, .whole-area')]
  .filter(node => node.checkVisibility() && !node.closest('.unseen, .scroller, .licence'))
  .filter(node => [...node.childNodes].some(one => one.nodeType === 3 && one.data.trim()))
  .filter(node => {
    const style = getComputedStyle(node);
    if (style.display === 'inline' || node.matches('option, select')) return false;
    const hides = style.overflowX !== 'visible' || style.overflowY !== 'visible';
    return hides && node.scrollWidth > node.clientWidth + 1;
  })
  .map(node => `${node.className} ${node.textContent.slice(0, 40)}`)"""
BEYOND = """() => [...document.querySelectorAll('#panel *, header *')]
  .filter(node => node.checkVisibility() && !node.closest('.unseen, .scroller, .licence'))
  .filter(node => node.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(node => `${node.tagName} ${node.className} ${node.textContent.slice(0, 40)}`)"""
MOVING = """() => [...document.querySelectorAll('*')].filter(node => {
    const { transitionDuration, animationName } = getComputedStyle(node);
    return animationName !== 'none' || transitionDuration.split(', ').some(one => one !== '0s');
  }).map(node => node.className)"""


@pytest.fixture(scope="module")
def window(browser, whole_file) -> Iterator[Callable[..., Opened]]:
    """Return a function that gives one window for each width and theme, however often asked."""
    known: dict[tuple[int, bool], Opened] = {}

    def of(width: int, *, dark: bool = False) -> Opened:
        if (width, dark) not in known:
            page = browser.new_page(
                viewport={"width": width, "height": SIZES[width]},
                reduced_motion="reduce",
                color_scheme="dark" if dark else "light",
            )
            page.goto(whole_file.as_uri())
            page.wait_for_selector("html[data-ready]")
            known[width, dark] = Opened(page)
        opened = known[width, dark]
        opened.at("")
        return opened

    yield of
    for opened in known.values():
        opened.page.close()


def in_every_view(opened, result, found):
    """Return by view what ``found`` finds there, of the views where it finds anything."""
    told = {}
    for view, address in addresses(result).items():
        opened.at(address)
        if opened.page.locator("#filters-more:not([open]) summary").is_visible():
            opened.page.locator("#filters-summary").click()
        if what := found(opened):
            told[view] = what
    return told


@pytest.mark.parametrize("width", [1280, 768, 360, 320])
def test_axe_finds_no_violation_in_any_view(window, whole, width):
    assert in_every_view(window(width), whole, lambda opened: violations(opened.page)) == {}


@pytest.mark.parametrize("width", [1280, 320])
def test_no_view_has_too_little_contrast_in_the_dark(window, whole, width):
    def found(opened):
        return violations(opened.page, rules=COLOURS)

    assert in_every_view(window(width, dark=True), whole, found) == {}


@pytest.mark.parametrize("width", [1280, 768, 360, 320])
def test_nothing_to_press_in_any_view_is_smaller_than_24_pixels(window, whole, width):
    assert in_every_view(window(width), whole, small_targets) == {}


@pytest.mark.parametrize("width", [768, 360, 320])
def test_no_view_scrolls_sideways_at_400_per_cent(window, whole, width):
    """320 pixels are what a window of 1280 has at 400%."""

    def found(opened):
        return opened.scrolls_sideways() or opened.page.evaluate(BEYOND)

    assert in_every_view(window(width), whole, found) == {}


@pytest.mark.parametrize("width", [1280, 320])
def test_wider_spacing_of_text_loses_nothing(window, whole, width):
    opened = window(width)
    opened.page.evaluate(
        """style => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(style);
            document.adoptedStyleSheets = [sheet];
        }""",
        SPACED,
    )

    def found(opened):
        return opened.scrolls_sideways() or opened.page.evaluate(BEYOND) or cut(opened)

    def cut(opened):
        return opened.page.evaluate(CUT_OFF)

    told = in_every_view(opened, whole, found)
    opened.page.evaluate("document.adoptedStyleSheets = []")
    assert told == {}


def test_who_asks_for_less_motion_gets_none(window, whole):
    assert in_every_view(window(1280), whole, lambda opened: opened.page.evaluate(MOVING)) == {}
