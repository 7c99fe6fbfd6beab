"""Tell what is wrong with a connection to a server, and how long the server asks to wait."""

import datetime as dt
import email.utils
import ssl
from collections.abc import Iterator

import requests
import urllib3

NETWORK_ERRORS = (requests.RequestException, urllib3.exceptions.HTTPError, OSError)
"""What a lost connection looks like, before and in the middle of an answer."""


def cause_of(error: BaseException) -> BaseException:
    """Return the error at the bottom of a chain of connection errors."""
    *_, last = _chain(error)
    return last


def is_untrusted(error: BaseException) -> bool:
    """Tell whether the certificate of the server is not trusted."""
    return any(isinstance(step, ssl.SSLCertVerificationError) for step in _chain(error))


def _chain(error: BaseException) -> Iterator[BaseException]:
    step: BaseException | None = error
    seen: set[int] = set()
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        yield step
        step = step.__cause__ or step.__context__


def retry_after_s(response: requests.Response) -> float:
    """Return how long the server asks to wait: it says seconds or a date."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdecimal() and value.isascii():
        return float(value[:9])
    try:
        day = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    day = day if day.tzinfo else day.replace(tzinfo=dt.UTC)
    return max(0.0, (day - dt.datetime.now(tz=dt.UTC)).total_seconds())
