"""Open a hosted page with tiles of a real server on this computer, and without them."""

import base64
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from dataclasses import replace as changed
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from geofinder.page import render_page
from geofinder.tiles import read_tiles
from tests.page import made_up
from tests.page.waiting import until

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
CREDIT = "Tiles of the Made-up Survey <b>{{ 7*7 }}</b>"


@dataclass
class Served:
    """A server of one page and of tiles, and what it was asked for."""

    root: str
    pages: dict[str, bytes] = field(default_factory=dict)
    tiles: list[tuple[str, str | None]] = field(default_factory=list)
    broken: bool = False


@pytest.fixture
def served() -> Iterator[Served]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path in told.pages:
                self.answer(told.pages[self.path], "text/html; charset=utf-8")
            elif self.path.startswith("/tile/"):
                told.tiles.append((self.path, self.headers.get("Referer")))
                if told.broken:
                    self.send_error(503)
                else:
                    self.answer(PIXEL, "image/png")
            else:
                self.send_error(404)

        def answer(self, body, kind):
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told = Served(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def hosted(served, madeshire, browser) -> Iterator[tuple[object, list[str]]]:
    """The county's page, on that server, with that server's tiles."""
    tiles = read_tiles(served.root + "/tile/{z}/{x}/{y}.png", credit=CREDIT)
    run = changed(madeshire, backdrop=made_up.backdrop(), tiles=tiles)
    served.pages["/map/index.html"] = render_page(run).encode()
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page, asked
    page.close()


def names_of_towns(page):
    return page.locator(".leaflet-towns-pane .town:not(.school-name)").all_text_contents()


def test_tiles_come_from_that_host_alone_and_it_learns_the_site_but_not_the_page(hosted, served):
    page, asked = hosted
    page.goto(f"{served.root}/map/index.html#view=groups&q=secret")
    page.wait_for_selector(".leaflet-tile-loaded")
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {
        urlsplit(served.root).netloc
    }
    assert {referer for _, referer in served.tiles} == {f"{served.root}/"}


def test_the_owner_of_the_tiles_is_credited_as_plain_text(hosted, served):
    page, _ = hosted
    page.goto(f"{served.root}/map/index.html")
    assert CREDIT in page.locator(".credit").text_content()
    about = page.locator("#about").text_content()
    assert f"asks {served.root} for tiles" in about


def test_names_of_the_page_give_way_to_the_tiles_and_come_back_without_them(hosted, served):
    page, _ = hosted
    page.goto(f"{served.root}/map/index.html#view=groups")
    page.wait_for_selector(".leaflet-tile-loaded")
    until(page, "!document.querySelector('.leaflet-towns-pane .town:not(.school-name)')")
    button = page.locator("#tiles")
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    assert page.locator(".leaflet-tiles-pane img").count() == 0
    assert "Made city" in names_of_towns(page)


def test_a_page_whose_tiles_fail_still_reads(hosted, served):
    served.broken = True
    page, _ = hosted
    page.goto(f"{served.root}/map/index.html#view=groups")
    page.wait_for_selector("html[data-ready]")
    until(page, "document.querySelectorAll('.leaflet-tile').length > 0")
    assert "Made city" in names_of_towns(page)
    assert page.locator("path.road-motorway").count() == 1


def test_the_policy_opens_that_host_and_nothing_else(madeshire):
    page = render_page(changed(madeshire, tiles=read_tiles("osm", credit=None)))
    policy = page.split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0]
    assert "img-src data: https://tile.openstreetmap.org;" in policy
    assert policy.count("https:") == 1
    assert "img-src 'none';" in render_page(madeshire)
