"""Say on a page by what its candidates are ordered, and what that does not show."""

from collections.abc import Mapping
from typing import Any

from geofinder.page.saying import said


def order_about(manifest: Mapping[str, Any]) -> str:
    """Return the HTML of what the manifest says of the order; nothing where it says nothing."""
    sentence = manifest.get("order", {}).get("sentence")
    return (
        f"<h3>What the order shows, and what not</h3>\n<p>{said(sentence)}</p>" if sentence else ""
    )


def joiners_order(manifest: Mapping[str, Any]) -> str:
    """Return in one sentence by what a trust's joiners are ordered."""
    if manifest.get("order", {}).get("by") != "evidence":
        return (
            "The order weighs nearness, fit of ages, authority and religious character; it says "
            "nothing of a school's quality or wishes."
        )
    return (
        "The order follows how often, when a school joined a trust, one rated like this was the "
        "one joined. It shows what has happened, not what should, and says nothing of a school's "
        "quality or wishes."
    )
