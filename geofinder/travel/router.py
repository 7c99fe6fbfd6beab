"""State what every way of measuring travel offers, and build the table they all return.

A router can be pickled, so that another process can measure with it.
"""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geofinder.errors import NotFoundError, examples
from geofinder.units import grid_points, straight_m

type Floats = NDArray[np.float64]
type Indices = NDArray[np.intp]
type Progress = Callable[[int, int], None]
"""Called with the pairs done and the pairs in all."""
type Method = Literal["road", "estimate"]


class Router(Protocol):
    """One way to measure travel between schools."""

    @property
    def method(self) -> Method:
        """Return ``road`` or ``estimate``."""

    @property
    def sentence(self) -> str:
        """Say in plain words how the minutes were measured, for the page and the manifest."""

    @property
    def source(self) -> dict[str, Any]:
        """Return the same as JSON-ready facts."""

    @property
    def snap_limit_m(self) -> float:
        """Return the distance to a road in metres beyond which a school has no travel times."""

    @property
    def pairs_per_s(self) -> float:
        """Return roughly how many pairs one process measures in a second."""

    def reach_m(self, reach_min: float) -> float:
        """Return a straight line in metres that no journey of ``reach_min`` can be longer than."""

    def snapped_m(self, schools: pd.DataFrame) -> Floats:
        """Return each school's distance to the nearest road in metres; NaN for an estimate."""

    def pairs(
        self, schools: pd.DataFrame, pairs: pd.DataFrame, *, progress: Progress | None = None
    ) -> pd.DataFrame:
        """Return the TRAVEL rows of the ordered pairs (``from_urn``, ``to_urn``), sorted.

        A pair that names a school beyond ``snap_limit_m`` has no row; a pair that no route
        joins has a row without minutes.

        Raises:
            NotFoundError: a pair names a URN that ``schools`` does not hold.
            TravelError: the engine or server failed.
        """


class Pairs(NamedTuple):
    """Ordered pairs as positions in the table of schools, sorted by URN, without repeats."""

    urns: NDArray[np.int64]
    points: Floats
    origins: Indices
    ends: Indices

    def straight_m(self) -> Floats:
        """Return the straight-line distance of every pair in metres."""
        return straight_m(self.points[self.origins], self.points[self.ends])


def locate(schools: pd.DataFrame, pairs: pd.DataFrame) -> Pairs:
    """Find the pairs' schools.

    Raises:
        NotFoundError: a pair names a URN that ``schools`` does not hold.
    """
    index = pd.Index(schools["urn"])
    origins = index.get_indexer(pd.Index(pairs["from_urn"]))
    ends = index.get_indexer(pd.Index(pairs["to_urn"]))
    lost = (origins < 0) | (ends < 0)
    if lost.any():
        named = pairs[["from_urn", "to_urn"]].to_numpy()[lost]
        unknown = sorted(set(named.ravel().tolist()) - set(index))
        message = (
            f"Travel was asked for {len(unknown):,} URNs that are not in the table of schools: "
            f"{examples(unknown)}."
        )
        raise NotFoundError(message)
    urns = schools["urn"].to_numpy(dtype=np.int64)
    order = np.lexsort((urns[ends], urns[origins]))
    origins, ends = origins[order], ends[order]
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (origins[1:] != origins[:-1]) | (ends[1:] != ends[:-1])
    return Pairs(urns, grid_points(schools), origins[fresh], ends[fresh])


def travel_table(
    pairs: Pairs, *, method: Method, minutes: Floats, distance_m: Floats, snapped_m: Floats
) -> pd.DataFrame:
    """Return the TRAVEL table of ``pairs``; all arrays have one value a pair."""
    return pd.DataFrame(
        {
            "from_urn": pairs.urns[pairs.origins],
            "to_urn": pairs.urns[pairs.ends],
            "travel_min": minutes,
            "distance_m": distance_m,
            "straight_m": pairs.straight_m(),
            "method": pd.Series(method, index=range(len(minutes)), dtype="str"),
            "snapped_m": snapped_m,
        }
    )
