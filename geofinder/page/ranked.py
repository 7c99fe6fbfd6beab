"""Say on a page by what its candidates are ordered, and what that does not show."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from geofinder.page.saying import said

_ONE = 0.005
HAPPENED = "It shows what has happened, not what should"


def order_about(manifest: Mapping[str, Any]) -> str:
    """Return the HTML of what the manifest says of the order; nothing where it says nothing."""
    sentence = manifest.get("order", {}).get("sentence")
    return (
        f"<h3>What the order shows, and what not</h3>\n<p>{said(sentence)}</p>" if sentence else ""
    )


def order_line(manifest: Mapping[str, Any]) -> str:
    """Return the line above the list of groups; "" where the manifest says nothing."""
    by = manifest.get("order", {}).get("by")
    if by == "evidence":
        return (
            "The order follows what schools have done. It shows what has happened, not what "
            "should: no group is a recommendation, and nobody is known to be willing."
        )
    return "The order follows the user's own weights; no group is a proposal." if by else ""


def order_part(manifest: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what the page's script says of every group's score; None where nothing is known.

    ``words`` tells what likely, plausible and unusual mean, ``unproven`` what stands for them where
    there is no evidence; both are None where the user's own weights rank.
    """
    order = manifest.get("order", {})
    if not order:
        return None
    if order.get("by") != "evidence":
        return {"words": None, "unproven": None}
    first, second, _ = order["least"].items()
    rest = list(order["least"])[-1]
    return {
        "words": (
            f"{first[0].capitalize()} means {first[1] * 100:.0f} of 100 or more, {second[0]} "
            f"{second[1] * 100:.0f} or more, {rest} fewer. This is counted among schools that did "
            "find a partner, so it is not the chance that these schools will: most never do. "
            f"{HAPPENED}: it recommends nothing, and does not say that anyone is willing. "
            f"{order['limit']}"
        ),
        "unproven": (
            "There is no record of which groups of this kind came about, so none is called "
            "likely, plausible or unusual. Their score is made of the criteria instead: the "
            f"weighted mean of those that are known, times {order['unproven_counts']:g}, so that "
            f"no such group stands before one that is {first[0]}. The weights were chosen, not "
            "measured."
        ),
    }


def joiners_order(manifest: Mapping[str, Any]) -> str:
    """Return in one sentence by what a trust's joiners are ordered."""
    if manifest.get("order", {}).get("by") != "evidence":
        return (
            "The order weighs nearness, fit of ages, authority and religious character; it says "
            "nothing of a school's quality or wishes."
        )
    return (
        "The order follows the past: of 100 trusts rated as yours is for a school, so many were "
        "the one joined, by schools that had joined a trust. It shows what has happened, not what "
        "should, is not the chance that a school will join, and says nothing of its quality or "
        "wishes."
    )


def past(row: pd.Series) -> str:
    """Return the word with its frequency in short; "" where there is no evidence."""
    share = row.get("likelihood_share")
    if share is None or pd.isna(share):
        return ""
    return (
        f"past: {row['likelihood']}, {f'{100 * share:.0f}' if share >= _ONE else 'under 1'} of 100"
    )


def why_lines(row: pd.Series) -> list[tuple[str, str]]:
    """Return why a row stands where it stands, what schools have done apart from the rest."""
    reasons = str(row["reasons"])
    if not past(row):
        return [("Why here", reasons)]
    start = f"{str(row['likelihood']).capitalize()}, going by the past: "
    reasons, _, told = reasons.partition(start)
    told, _, against = told.partition("Against it: ")
    told, _, good = told.partition("For it: ")
    return [
        ("Why here", reasons.strip()),
        ("What schools have done", start + told.strip()),
        ("For it", good.strip()),
        ("Against it", against.strip()),
    ]
