"""Run a real server on this machine that answers as a test wants, well or badly."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    number: int
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """One answer; ``length`` is what is said of the body's length, None says nothing of it."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = -1
    pause: Callable[[], None] | None = None
    """Called when half of the body is sent."""


type Behaviour = Callable[[Asked], Reply | None]


class Server:
    """A server under way: what it is asked, and how it answers."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.behave: Behaviour = lambda _: Reply(404)
        self.url = ""

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[Server]:
    """Run the server until the block ends, encrypted if a file of certificate and key is given."""
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.close_connection = True
            asked = Asked(len(server.asked), self.path, dict(self.headers.items()))
            server.asked.append(asked)
            reply = server.behave(asked)
            if reply is None:
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            length = len(reply.body) if reply.length == -1 else reply.length
            if length is not None:
                self.send_header("Content-Length", str(length))
            self.send_header("Connection", "close")
            self.end_headers()
            try:
                half = len(reply.body) // 2 if reply.pause else 0
                self.wfile.write(reply.body[:half])
                if reply.pause:
                    self.wfile.flush()
                    reply.pause()
                self.wfile.write(reply.body[half:])
            except OSError:
                return  # the client has seen enough

        def log_message(self, *_: object) -> None:
            pass

    class Threads(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass

    with Threads(("127.0.0.1", 0), Handler) as httpd:
        scheme = "http"
        if certificate is not None:
            scheme, context = "https", ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            httpd.socket = context.wrap_socket(httpd.socket, server_side=True)
        server.url = f"{scheme}://127.0.0.1:{httpd.server_port}"
        thread = threading.Thread(target=httpd.serve_forever, daemon=True)
        thread.start()
        yield server
        httpd.shutdown()
        thread.join()


def file_of(
    asked: Asked,
    content: bytes,
    *,
    etag: str = '"one"',
    modified: str = "",
    cut: int | None = None,
) -> Reply:
    """Answer as a good server does, ranges and conditions included.

    ``cut`` closes the connection after so many bytes of what was asked for.
    """
    headers = {
        name: value for name, value in (("ETag", etag), ("Last-Modified", modified)) if value
    }
    if etag and asked.headers.get("If-None-Match") == etag:
        return Reply(304, b"", headers, length=None)
    if modified and asked.headers.get("If-Modified-Since") == modified:
        return Reply(304, b"", headers, length=None)
    start = 0
    if "Range" in asked.headers and asked.headers.get("If-Range") in {etag, modified}:
        start = int(asked.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        if start >= len(content):
            return Reply(416, b"", {"Content-Range": f"bytes */{len(content)}"})
        headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
    rest = content[start:]
    sent = rest if cut is None else rest[:cut]
    return Reply(206 if start else 200, sent, headers, length=len(rest))
