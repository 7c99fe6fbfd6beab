"""Find for each school the nearest schools of the next age, where its pupils most likely go."""

import numpy as np
import pandas as pd

from geofinder.minutes import Flags, Floats, Ints, Minutes
from geofinder.patterns import feeders, infant_junior
from geofinder.patterns.leading import Links, by_faith, links_within, state_funded
from geofinder.settings import Settings


def receivers(schools: pd.DataFrame) -> Flags:
    """Tell the secondary, upper and all-through schools that take pupils in by distance."""
    among = schools["stage"].isin(feeders.RECEIVERS) & (schools["admissions"] != "Selective")
    return state_funded(schools) & among.to_numpy(dtype=np.bool_)


def onward(schools: pd.DataFrame, near: Minutes, settings: Settings) -> Links:
    """Return each school's nearest of the next age, and those nearly as near.

    From infant to junior school within ``settings.infant_junior_minutes``, from primary to
    secondary within ``settings.feeder_minutes``, both in the worse direction; nearly as near are
    those up to ``settings.near_tie_minutes`` farther. A secondary of another faith counts as
    farther. Unlike the ``feeders`` pattern this does not share out places: several secondaries of
    one town may each be likely.
    """
    funded = state_funded(schools)
    stage = schools["stage"]
    early = links_within(
        schools,
        near,
        senders=funded & stage.isin(infant_junior.SENDERS).to_numpy(dtype=np.bool_),
        receivers=funded & stage.isin(infant_junior.RECEIVERS).to_numpy(dtype=np.bool_),
        limit_min=settings.infant_junior_minutes,
    )
    late = links_within(
        schools,
        near,
        senders=funded & stage.isin(feeders.SENDERS).to_numpy(dtype=np.bool_),
        receivers=receivers(schools),
        limit_min=settings.feeder_minutes,
    )
    both = [
        _nearest(links, settings.near_tie_minutes) for links in (early, by_faith(late, schools))
    ]
    return Links(*(np.concatenate(parts) for parts in zip(*both, strict=True)))


def path_share(links: Links, schools: pd.DataFrame, groups: Ints, members: Ints) -> Floats:
    """Return for each group the share of its younger schools that lead to another of its schools.

    ``groups`` numbers the group of each of ``members`` (positions), from 0, in order. NaN for a
    group without a younger school or without a secondary, upper or all-through one.
    """
    size = len(schools)
    count = int(groups[-1]) + 1 if len(groups) else 0
    stage = schools["stage"]
    sends = stage.isin([*infant_junior.SENDERS, *feeders.SENDERS]).to_numpy()[members]
    takes = stage.isin(feeders.RECEIVERS).to_numpy()[members]
    inside = np.sort(groups.astype(np.int64) * size + members)
    leads = np.zeros(len(members))
    order = np.argsort(links.sender, kind="stable")
    sender, receiver = links.sender[order], links.receiver[order]
    first, last = (np.searchsorted(sender, members, side=side) for side in ("left", "right"))
    for step in range(int((last - first).max(initial=0))):
        at = np.flatnonzero(first + step < last)
        key = groups[at].astype(np.int64) * size + receiver[first[at] + step]
        place = np.minimum(np.searchsorted(inside, key), len(inside) - 1)
        leads[at] = np.maximum(leads[at], inside[place] == key)
    younger = np.bincount(groups, weights=sends, minlength=count)
    older = np.bincount(groups, weights=takes, minlength=count)
    share = np.bincount(groups, weights=leads * sends, minlength=count) / np.maximum(younger, 1)
    return np.where((younger > 0) & (older > 0), share, np.nan)


def _nearest(links: Links, tie_min: float) -> Links:
    """Keep each sender's nearest links; they are sorted by sender, then minutes."""
    first = np.searchsorted(links.sender, links.sender)
    nearest = links.minutes[first] if len(first) else links.minutes
    return links.only(links.minutes <= nearest + tie_min)
