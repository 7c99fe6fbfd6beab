"""Make the tables of candidate groups and members from what the patterns found."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geofinder import scores
from geofinder.likely import PROVEN, Likely, pairs_within
from geofinder.measuring.criteria import criteria
from geofinder.measuring.layout import Layout
from geofinder.measuring.reasons import reasons
from geofinder.measuring.spans import Spans, spans
from geofinder.minutes import Floats, Ints, Minutes
from geofinder.nudges import Nudges, added, nudged
from geofinder.patterns.found import Found
from geofinder.settings import Pattern, Settings


def pairs_needed(found: Mapping[Pattern, Found]) -> pd.DataFrame:
    """Return every ordered pair of schools that share a group: ``from_urn``, ``to_urn``, sorted.

    ``measure`` wants a time for all of them; the travel table may lack some, because a secondary's
    feeders may be farther from one another than from it.
    """
    parts = [_pairs(one.members) for one in found.values()]
    pairs = _each_once(np.concatenate(parts)) if parts else np.empty((0, 2))
    return pd.DataFrame(pairs.astype(np.int64), columns=["from_urn", "to_urn"])


def _pairs(members: pd.DataFrame) -> Ints:
    ordered = members.sort_values(["group_id", "urn"])
    urns = ordered["urn"].to_numpy(dtype=np.int64)
    group = pd.factorize(ordered["group_id"])[0]
    ends = urns[np.column_stack(pairs_within(group))]
    return _each_once(np.concatenate((ends, ends[:, ::-1])))


def _each_once(pairs: Ints) -> Ints:
    """Return the rows sorted, each once; as one number a pair they sort many times faster."""
    wide = int(pairs.max(initial=0)) + 1
    keys = np.unique(pairs[:, 0] * wide + pairs[:, 1])
    return np.column_stack((keys // wide, keys % wide))


def measure(
    found: Mapping[Pattern, Found],
    schools: pd.DataFrame,
    facts: pd.DataFrame,
    travel: pd.DataFrame,
    settings: Settings,
    *,
    likely: Likely | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the candidates, best first, and their members.

    Args:
        found: the groups of each pattern.
        schools: SCHOOLS, sorted by urn.
        facts: the facts of ``geofinder.facts``, by urn.
        travel: TRAVEL; a pair without a time in both directions leaves the group's
            ``longest_min`` missing.
        settings: limits, targets and weights.
        likely: what real schools did; with it the patterns of ``likely.PROVEN`` score by their
            share, and ``likelihood_share`` is filled. Without it all score by the weights.

    Returns:
        CANDIDATES without ``best_form`` and ``best_status``, which the verdicts fill, and MEMBERS,
        sorted by group and urn.

    Raises:
        UsageError: a group holds a school that is not in ``schools``.
    """
    layout = Layout.of(found, schools)
    urns = schools["urn"].to_numpy(dtype=np.int64)
    spanned = spans(layout, Minutes.from_travel(travel, urns), schools, settings)
    values = criteria(layout, spanned, schools, facts, settings)
    pupils = schools["pupils"].to_numpy(dtype=np.float64, na_value=np.nan)[layout.school]
    share = _shares(layout, found, schools, likely)
    score = scores.weighted(values, settings.weights)
    if likely is not None:
        score = np.where(np.isnan(share), settings.unproven_counts * score, share)
    table = pd.DataFrame(
        {
            "group_id": pd.Series(layout.group_ids, dtype="str"),
            "pattern": pd.Series(layout.patterns, dtype="str"),
            "size": layout.sizes.astype(np.int64),
            "hub_urn": urns[layout.school[spanned.hub]],
            "longest_min": spanned.longest_min,
            "longest_m": spanned.longest_m,
            "pupils": pd.array(layout.total(pupils), dtype="Float64").astype("Int64"),
            "score": np.round(
                nudged(score, _added(layout, schools, facts, settings)), scores.DECIMALS
            ),
            "rank": np.int64(0),
            **values,
            "likelihood": pd.Series(None, index=range(len(score)), dtype="str"),
            "likelihood_share": share,
            "reasons": pd.Series(
                reasons(layout, spanned, _asked(values, share), schools, facts, settings),
                dtype="str",
            ),
        }
    )
    table = table.sort_values(["score", "group_id"], ascending=[False, True], ignore_index=True)
    table["rank"] = np.arange(1, len(table) + 1, dtype=np.int64)
    return table, _members(layout, spanned, urns)


def _shares(
    layout: Layout, found: Mapping[Pattern, Found], schools: pd.DataFrame, likely: Likely | None
) -> Floats:
    """Return the share of each group of a proven pattern; NaN for the others."""
    share = np.full(len(layout.sizes), np.nan)
    if likely is not None:
        for pattern in PROVEN.keys() & found.keys():
            members = found[pattern].members.sort_values(["group_id", "urn"])
            share[layout.of_pattern(pattern)] = likely.of_groups(members, schools, pattern)
    return share


def _asked(criteria: Mapping[str, Floats], share: Floats) -> dict[str, Floats]:
    """Return the criteria, none missing where the score is not made of them."""
    by_weights = np.isnan(share)
    return {name: np.where(by_weights, one, np.nan_to_num(one)) for name, one in criteria.items()}


def _added(
    layout: Layout, schools: pd.DataFrame, facts: pd.DataFrame, settings: Settings
) -> Floats:
    """Return what local knowledge adds to the score of each group."""
    nudges = Nudges.of(schools, facts, settings)
    if nudges.silent:
        return np.zeros(len(layout.sizes))
    pairs = nudges.between(layout.school[layout.left], layout.school[layout.right])
    at_risk = layout.worst(nudges.at_risk[layout.school])
    return added(layout.total_of_pairs(pairs), at_risk, settings)


def _members(layout: Layout, spanned: Spans, urns: Ints) -> pd.DataFrame:
    to_hub: Floats = spanned.to_hub_min
    return pd.DataFrame(
        {
            "group_id": pd.Series(layout.group_ids, dtype="str").take(layout.group).array,
            "urn": urns[layout.school],
            "role": pd.Series(layout.role, dtype="str"),
            "minutes_to_hub": to_hub,
        }
    )
