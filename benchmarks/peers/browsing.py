"""Measure what a page costs in a real browser, in the same way for every page."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Route, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
VIEW = {"width": 1280, "height": 800}
PATIENCE_S = 60.0
_QUIET_MS = 700
_BUSY_MS = 50

# A beat as often as the page's thread can give one. A gap between two beats is a time in which the
# page could not have answered; the end of the last gap is when it became idle.
_BEAT = f"""
(() => {{
  let last = performance.now();
  window.idleSince = 0;
  const channel = new MessageChannel();
  const beat = () => {{
    const now = performance.now();
    const loaded = document.readyState === "complete";
    if (!loaded || now - last > {_BUSY_MS}) window.idleSince = now;
    last = now;
    setTimeout(() => channel.port2.postMessage(0), 4);
  }};
  channel.port1.onmessage = beat;
  beat();
}})();
"""
_FREE = f"window.idleSince && performance.now() - window.idleSince > {_QUIET_MS}"

# From the act to the second frame after the text that it changes has changed: the first frame
# begins before its painting, the second after it.
_TIMED = """async () => {{
  const frame = () => new Promise(requestAnimationFrame);
  const settled = () => frame().then(frame);
  const told = () => {sign} && document.querySelector({sign}).textContent;
  await settled();
  const before = told();
  const start = performance.now();
  {script};
  while ({sign} && told() === before && performance.now() - start < 5000) {{
    await new Promise((done) => setTimeout(done));
  }}
  await settled();
  return performance.now() - start;
}}"""


class Act(NamedTuple):
    """Something that a reader does, as script, and the element whose text it changes, if any."""

    script: str
    sign: str = ""


class Cost(NamedTuple):
    """What one page costs; ``busy_s`` are seconds of its thread's processor time up to idle.

    ``acts_ms`` has both of each act: the clock's, and that of the thread.
    """

    idle_s: float
    busy_s: float
    slow_idle_s: float
    acts_ms: Mapping[str, tuple[float, float]]
    requests: int


@contextmanager
def browser(chromium: str) -> Iterator[Browser]:
    """Run a browser."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield launched
        launched.close()


def cost(
    of: Browser,
    file: Path,
    acts: Mapping[str, Act],
    *,
    answers: Callable[[str], bytes] = lambda _: b"",
    runs: int = 3,
) -> Cost:
    """Open a page from disk some times and do what a reader does.

    Args:
        of: the browser.
        file: the page.
        acts: what to do, by name; each is done once in each opened page.
        answers: gives what the page asks the network for.
        runs: how often it is opened at each speed.
    """
    opened = [_open(of, file, acts, answers, slow=1) for _ in range(runs)]
    slow = [_open(of, file, {}, answers, slow=4) for _ in range(runs)]
    return Cost(
        idle_s=min(one.idle_s for one in opened),
        busy_s=min(one.busy_s for one in opened),
        slow_idle_s=min(one.idle_s for one in slow),
        acts_ms={name: min(one.acts_ms[name] for one in opened) for name in acts},
        requests=opened[0].requests,
    )


def _open(
    of: Browser,
    file: Path,
    acts: Mapping[str, Act],
    answers: Callable[[str], bytes],
    *,
    slow: int,
) -> Cost:
    context = of.new_context(viewport=VIEW, reduced_motion="reduce")
    asked: list[str] = []
    _answer(context, answers, asked)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    page.add_init_script(_BEAT)
    session = context.new_cdp_session(page)
    # Other work on the machine takes none of this time, though it takes some of the clock's.
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    if slow > 1:
        session.send("Emulation.setCPUThrottlingRate", {"rate": slow})
    page.goto(file.as_uri(), wait_until="commit")
    page.wait_for_load_state("load")
    until = time.monotonic() + PATIENCE_S
    while not page.evaluate(_FREE) and time.monotonic() < until:
        page.wait_for_timeout(100)
    idle_s = float(page.evaluate("window.idleSince")) / 1000
    busy_s = _busy_s(session)
    times = {name: _do(page, session, act) for name, act in acts.items()}
    context.close()
    return Cost(idle_s, busy_s, idle_s, times, len(asked))


def _answer(context: BrowserContext, answers: Callable[[str], bytes], asked: list[str]) -> None:
    def answer(route: Route) -> None:
        address = route.request.url
        if address.startswith("file:"):
            route.continue_()
            return
        asked.append(address)
        route.fulfill(body=answers(address))

    context.route("**/*", answer)


def _do(page: Page, session: CDPSession, act: Act) -> tuple[float, float]:
    script = _TIMED.format(script=act.script, sign=json.dumps(act.sign))
    before = _busy_s(session)
    clock_ms = float(page.evaluate(script))
    return clock_ms, 1000 * (_busy_s(session) - before)


def _busy_s(session: CDPSession) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))
