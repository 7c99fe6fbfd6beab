"""Watch from before its first letter what a page does, and say what it did beyond its own."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="[^"]*">')
# What the payloads call; what can load, run, send, style or lead away; names of ours that an
# element of another could take; elements that are born and soon gone are noticed too.
_WATCH = """(() => {
  const seen = { called: [], blocked: [], foreign: [], styles: [] };
  const STRANGE = `script, style, link, meta, base, iframe, frame, frameset, object, embed, applet,
    img, image, picture, audio, video, source, track, form, template, math, portal, marquee, use,
    animate, set, foreignObject, handler, xml, a:not([href^="#"]), area, [src], [srcdoc], [data],
    [action], [formaction], [background], [ping], [http-equiv], [accesskey], [name]`;
  const known = new WeakSet();
  const look = (root) => {
    for (const node of [root, ...root.querySelectorAll("*")]) {
      if (known.has(node)) continue;
      known.add(node);
      const acts = node.getAttributeNames().find((one) => /^on|^xlink/i.test(one));
      if (acts || node.matches(STRANGE)) seen.foreign.push(node.localName);
      if (node.localName === "style") seen.styles.push(node.textContent);
    }
  };
  new MutationObserver((records) => {
    for (const { addedNodes } of records)
      for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE) look(node);
  }).observe(document, { subtree: true, childList: true });
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
    seen.blocked.push(`${violatedDirective} ${blockedURI} ${sample}`), true);
  Object.defineProperty(window, "pwned", { value: (way) => void seen.called.push(String(way)) });
  Object.defineProperty(window, "watched", { value: () => {
    const now = [...document.querySelectorAll("*")];
    const styles = now.filter(({ localName }) => localName === "style");
    const ours = new Set(["", ...styles.map((one) => one.textContent)]);
    const ids = now.map(({ id }) => id).filter(Boolean);
    return {
      ...seen,
      styles: seen.styles.filter((text) => !ours.has(text)),
      acting: now.flatMap((one) => one.getAttributeNames().filter((name) => /^on/i.test(name))),
      strange: ids.filter((id, place) => !/^[a-z0-9_-]+$/.test(id) || ids.indexOf(id) !== place),
      polluted: Object.keys(Object.prototype).concat(Object.keys(Array.prototype)),
    };
  } });
})();"""


@dataclass
class Watched:
    """A page, what it asked for, what the browser said and which dialogs came up."""

    page: Page
    path: Path
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def elements(self) -> Counter[str]:
        """Return how many elements of each kind came that can load, run, send or lead away."""
        return Counter(self.page.evaluate("watched().foreign"))

    def harm(self) -> dict[str, object]:
        """Return what the page did that no page of ours does; nothing is what is wanted."""
        told = self.page.evaluate("watched()")
        del told["foreign"]
        return {
            name: found
            for name, found in {
                **told,
                "dialogs": self.dialogs,
                "complaints": self.complaints,
                "requests": self.requests[1:],
                "left": [] if self.page.url.startswith(self.path.as_uri()) else [self.page.url],
                "windows": [other.url for other in self.page.context.pages[1:]],
            }.items()
            if found
        }


Watcher = Callable[..., Watched]


@contextmanager
def watching(browser: Browser) -> Iterator[Watcher]:
    """Give a function that opens a file in a watched window of its own.

    ``asks`` is an origin that the page may ask: it gets an empty answer.
    """
    contexts = []

    def opened(path: Path, *, asks: str | None = None) -> Watched:
        context = browser.new_context(
            viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
        )
        contexts.append(context)
        context.add_init_script(_WATCH)
        if asks is not None:
            context.route(f"{asks}/**", lambda route: route.fulfill(content_type="image/png"))
        page = context.new_page()
        told = Watched(page, path)
        page.on(
            "request",
            lambda request: (
                None
                if asks is not None and request.url.startswith(f"{asks}/")
                else told.requests.append(request.url)
            ),
        )
        page.on("console", lambda message: told.complaints.append(message.text))
        page.on("pageerror", lambda error: told.complaints.append(str(error)))

        def answered(dialog: object) -> None:
            told.dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", answered)
        page.goto(path.as_uri())
        return told

    yield opened
    for context in contexts:
        context.close()


def without_policy(html: str) -> str:
    """Return a page without its policy, to see that what it is made of holds by itself."""
    text, found = POLICY.subn("", html)
    assert found == 1
    return text


def written(folder: Path, name: str, html: str) -> dict[str, Path]:
    """Write a page as it is, and without its policy: what it is made of must hold by itself."""
    found = {}
    for kind, text in (("with its policy", html), ("without", without_policy(html))):
        found[kind] = folder / f"{name} {kind}.html"
        found[kind].write_text(text, encoding="utf-8")
    return found


def of_head(tame: Counter[str], kind: str) -> Counter[str]:
    """Return the elements of a page's head, one fewer where its policy was taken away."""
    return tame - Counter(meta=kind == "without")
