"""Wait for what a page is about to do."""

import time

PATIENCE_S = 30.0


def until(page, script):
    """Wait until the script is true in the page.

    The browser's own way of waiting evaluates it in the page, which the page's policy forbids as
    soon as it is not true at once.
    """
    end = time.monotonic() + PATIENCE_S
    while not page.evaluate(script):
        assert time.monotonic() < end, f"never true: {script}"
        page.wait_for_timeout(20)
