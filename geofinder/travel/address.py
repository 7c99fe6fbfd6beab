"""Tell the address of a routing server from what is none, and never show its password."""

import ipaddress
import re
from urllib.parse import urlsplit, urlunsplit

import requests

from geofinder.errors import UsageError

_USER = re.compile(r"//[^/@\s]*@")


def server_address(url: str) -> tuple[str, str]:
    """Return the address to ask and the address to show, which never holds a password.

    Raises:
        UsageError: ``url`` is not the address of a server.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        message = f"--osrm-url {without_user(url)!r} is not an address: {error}."
        raise UsageError(message) from error
    wrong = ""
    if parts.scheme not in {"http", "https"}:
        wrong = "it must start with http:// or https://"
    elif not parts.hostname:
        wrong = "it names no server"
    elif parts.query or parts.fragment:
        wrong = "leave out everything from the ? or # on"
    elif "/table/" in parts.path or "/route/" in parts.path:
        wrong = "give the server only, without /table/v1/..."
    elif any(character.isspace() or not character.isprintable() for character in url):
        wrong = "it holds a space or a control character"
    else:
        wrong = _not_a_name(url)
    if wrong:
        shown = url.rpartition("@")[2] if "@" in url else url
        message = (
            f"--osrm-url {shown!r} is not the address of an OSRM server: {wrong}. "
            "Example: http://localhost:5000"
        )
        raise UsageError(message)
    path = parts.path.rstrip("/")
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else str(parts.hostname)
    place = host if port is None else f"{host}:{port}"
    base = urlunsplit((parts.scheme, parts.netloc, path, "", ""))
    return base, urlunsplit((parts.scheme, place, path, "", ""))


def _not_a_name(url: str) -> str:
    try:
        requests.Request("GET", url).prepare()
    except (requests.RequestException, UnicodeError):
        return "no server can have such a name"
    return ""


def without_user(text: str) -> str:
    """Return a text without the user names and passwords of the addresses in it."""
    return _USER.sub("//", text)


def redirected_to(location: str) -> str:
    """Return the server that a redirect leads to, without the question that was asked."""
    plain = without_user(location).partition("?")[0]
    return re.split(r"/(?:table|route)/", plain)[0] or plain


def is_this_machine(base: str) -> bool:
    """Say whether the address is of this machine, to which no proxy stands in between."""
    host = urlsplit(base).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
