"""Write the lists of the page's About view, the long ones by their reasons."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from geofinder.page.saying import said

MOST_LISTED = 60
"""Longer lists of schools are told by reason; a country leaves out thousands."""
FIRST_LISTED = 20

_ALL = "The file manifest.json, written with this page, names them all."


def titled(heading: str, items: Sequence[str]) -> str:
    """Return a heading and its list; nothing where the list is empty."""
    return f"<h3>{said(heading)}</h3>\n{listed(items)}" if items else ""


def listed(items: Sequence[str]) -> str:
    """Return a list, or the words that say that there is nothing in it."""
    lines = "\n".join(f"<li>{said(item)}</li>" for item in items)
    return f"<ul>\n{lines}\n</ul>" if items else "<p>Not recorded.</p>"


def titled_start(heading: str, items: Sequence[str]) -> str:
    """Return a heading and its list, of a long one the first; nothing where it is empty."""
    if len(items) <= MOST_LISTED:
        return titled(heading, items)
    told = f"{len(items):,} in all, of which the first {FIRST_LISTED} stand here. {_ALL}"
    return f"<h3>{said(heading)}</h3>\n<p>{said(told)}</p>\n{listed(items[:FIRST_LISTED])}"


def schools_by_reason(heading: str, schools: Sequence[Mapping[str, Any]]) -> str:
    """Return a heading and the schools that a run could not use, each with its reason.

    Of more than ``MOST_LISTED`` each reason is told once with how many it is of, the most frequent
    first, and with its first schools by URN.

    Args:
        heading: of the list.
        schools: rows of the manifest: name, urn, and kind with detail, or snapped_m.
    """
    if len(schools) <= MOST_LISTED:
        return titled(heading, [f"{_named(item)}: {_reason(item)}" for item in schools])
    of: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for item in schools:
        of[_kind(item)].append(item)
    parts = [
        f"<h4>{said(_headed(kind, len(items)))}</h4>\n"
        + listed([_named(item) for item in sorted(items, key=_order)[:FIRST_LISTED]])
        for kind, items in sorted(of.items(), key=lambda one: (-len(one[1]), one[0]))
    ]
    told = f"{len(schools):,} schools, by reason; of each reason the first {FIRST_LISTED} by URN."
    return "\n".join((f"<h3>{said(heading)}</h3>\n<p>{said(f'{told} {_ALL}')}</p>", *parts))


def _order(item: Mapping[str, Any]) -> tuple[int, str]:
    urn = str(item["urn"])
    return len(urn), urn


def _headed(kind: str, count: int) -> str:
    return f"{kind[:1].upper()}{kind[1:]}: {count:,}"


def _named(item: Mapping[str, Any]) -> str:
    urn = item["urn"]
    return f"{item['name'] or 'Name not recorded'} (URN {'not recorded' if urn is None else urn})"


def _kind(item: Mapping[str, Any]) -> str:
    """Return the reason that a school shares with others."""
    return "too far from any road" if "snapped_m" in item else str(item["kind"])


def _reason(item: Mapping[str, Any]) -> str:
    """Return the reason that the run gives for one school."""
    if "snapped_m" in item:
        return f"{float(item['snapped_m']):,.0f} m from the nearest road"
    detail = item.get("detail")
    return f"{item['kind']} ({detail})" if detail else str(item["kind"])
