"""Ask a server for one file: nothing is sent but the request, and no one leads it astray."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urljoin, urlsplit

import requests

import geofinder
from geofinder.connections import NETWORK_ERRORS, is_untrusted, retry_after_s
from geofinder.fetching.addresses import wrong_with
from geofinder.fetching.patience import Patience
from geofinder.fetching.trouble import (
    NotThereError,
    PassingError,
    RefusedError,
    cause_of,
    plain,
)

WHOLE, PART, UNCHANGED, NO_SUCH_PART = 200, 206, 304, 416
_TAKEN = (WHOLE, PART, UNCHANGED, NO_SUCH_PART)
_MOVED = (301, 302, 303, 307, 308)
_GONE = (404, 410)
_PASSING = (408, 429, 500, 502, 503, 504)
_MOST_REDIRECTS = 5
_SAID_BYTES = 600


@contextmanager
def asked(
    address: str, *, patience: Patience, headers: Mapping[str, str]
) -> Iterator[requests.Response]:
    """Yield the answer of a server (200, 206, 304 or 416), whose content has not been read yet.

    Each request has a connection of its own, so that what a server sends beyond its answer cannot
    be taken for the next one. Redirects are followed by hand, each checked before it is asked.

    Raises:
        NotThereError: the server has no such file.
        PassingError: the connection failed or the server is overloaded.
        RefusedError: anything else but an answer with a file.
    """
    here = address
    for _ in range(_MOST_REDIRECTS + 1):
        with requests.Session() as session:
            response = _send(session, here, patience=patience, headers=headers)
            with response:
                if response.status_code not in _MOVED:
                    _check_status(response, here)
                    yield response
                    return
                here = _next(here, response.headers.get("Location", ""))
    message = f"the server leads from one address to the next without end (last to {here})"
    raise RefusedError(message)


def _send(
    session: requests.Session, address: str, *, patience: Patience, headers: Mapping[str, str]
) -> requests.Response:
    """Send exactly these headers; no cookie, no password of a ``.netrc``, no other greeting."""
    whole = {
        "User-Agent": f"geofinder/{geofinder.__version__}",
        "Accept": "*/*",
        # Parts of a file and its length mean something only if it is not packed on the way.
        "Accept-Encoding": "identity",
        **headers,
    }
    try:
        request = requests.Request("GET", address, headers=whole).prepare()
        url = request.url or address
        # Proxies and certificates of the place are honoured; they are how many councils connect.
        surroundings = session.merge_environment_settings(url, {}, True, None, None)  # noqa: FBT003
        return session.get_adapter(url).send(
            request,
            stream=True,
            timeout=(patience.connect_s, patience.read_s),
            verify=surroundings["verify"] or True,
            cert=surroundings["cert"],
            proxies=surroundings["proxies"],
        )
    except requests.exceptions.SSLError as error:
        if is_untrusted(error):
            message = f"the certificate of the server is not trusted ({cause_of(error)})"
            cure = (
                "If your network reads encrypted traffic, name its certificate file in the "
                "environment variable REQUESTS_CA_BUNDLE."
            )
            raise RefusedError(message, cure=cure) from error
        raise PassingError(cause_of(error)) from error
    except NETWORK_ERRORS as error:
        message = f"the server does not answer ({cause_of(error)})"
        raise PassingError(message) from error


def _next(here: str, location: str) -> str:
    """Return where a redirect leads, if that may be asked."""
    shown = plain(location)
    if not location:
        message = "the server sends to another address without naming it"
        raise RefusedError(message)
    try:
        there = urljoin(here, location)
    except ValueError as error:
        message = f"the server sends to {shown!r}, which is not an address"
        raise RefusedError(message) from error
    wrong = wrong_with(there)
    if not wrong and urlsplit(here).scheme == "https" and urlsplit(there).scheme != "https":
        wrong = "it leaves the encrypted connection"
    if wrong:
        message = f"the server sends to {shown!r}, which is not followed: {wrong}"
        raise RefusedError(message)
    return there


def _check_status(response: requests.Response, address: str) -> None:
    status = response.status_code
    if status in _GONE:
        message = f"status {status}"
        raise NotThereError(message, unpublished=True)
    if status in _PASSING:
        message = f"the server answers with status {status}{_said(response)}"
        raise PassingError(message, after_s=retry_after_s(response))
    if status not in _TAKEN:
        host = urlsplit(address).hostname
        message = f"the server {host} refuses with status {status}{_said(response)}"
        raise RefusedError(message)


def _said(response: requests.Response) -> str:
    """Quote the start of what the server said."""
    try:
        content = response.raw.read(_SAID_BYTES, decode_content=False)
    except NETWORK_ERRORS:
        return ""
    words = plain(content.decode("utf-8", "replace"))
    return f" and the words {words!r}" if words else ""
