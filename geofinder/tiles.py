"""Read which map tiles a hosted page shall fetch, and refuse what it must not open."""

import ipaddress
import re
from urllib.parse import urlsplit

from geofinder.errors import UsageError
from geofinder.result import Tiles

OSM = Tiles(
    url="https://tile.openstreetmap.org/{z}/{x}/{y}.png",
    origin="https://tile.openstreetmap.org",
    credit="© OpenStreetMap contributors",
)
_PLACES = ("{z}", "{x}", "{y}")
_ALLOWED = re.compile(r"[A-Za-z0-9\-._~:/?&=%+,@!{}]+")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_LONGEST_CREDIT = 200


def read_tiles(given: str | None, *, credit: str | None) -> Tiles | None:
    """Return the tiles that ``--tiles`` names; None where it was not given.

    Args:
        given: ``osm``, or an https address with {z}, {x} and {y} (http only on this computer).
        credit: whose tiles they are, as plain text; needed with an address of one's own.

    Raises:
        UsageError: the address is none that a page may open, or nobody is credited.
    """
    if given is None:
        if credit is not None:
            message = "--tiles-credit needs --tiles."
            raise UsageError(message)
        return None
    if given == "osm":
        if credit is not None:
            message = "--tiles osm credits OpenStreetMap: leave --tiles-credit out."
            raise UsageError(message)
        return OSM
    origin = _origin(given)
    told = " ".join((credit or "").split())
    if not told or not told.isprintable() or len(told) > _LONGEST_CREDIT:
        message = (
            "An address of tiles needs --tiles-credit with the words that their owner asks for, "
            f"at most {_LONGEST_CREDIT} letters."
        )
        raise UsageError(message)
    return Tiles(url=given, origin=origin, credit=told)


def _origin(url: str) -> str:
    """Return scheme, host and port of an address of tiles."""
    message = (
        f"--tiles takes osm or an address such as https://tiles.example.org/{{z}}/{{x}}/{{y}}.png, "
        f"not {url!r}: "
    )
    if not _ALLOWED.fullmatch(url):
        raise UsageError(message + "it has letters that no address has.")
    if any(url.count(place) != 1 for place in _PLACES):
        raise UsageError(message + "{z}, {x} and {y} must each be in it once.")
    bare = url
    for place in _PLACES:
        bare = bare.replace(place, "0")
    if "{" in bare or "}" in bare:
        raise UsageError(message + "nothing else may stand in braces.")
    try:
        parts = urlsplit(bare)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise UsageError(message + f"{error}.") from error
    if parts.username is not None or parts.password is not None:
        raise UsageError(message + "the page would show its name and password.")
    if not _HOST.fullmatch(host) or not url.startswith(f"{parts.scheme}://{parts.netloc}/"):
        raise UsageError(message + "it needs the plain name of one host.")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(host)):
        raise UsageError(message + "it must begin with https://.")
    return f"{parts.scheme}://{host}{f':{port}' if port is not None else ''}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
