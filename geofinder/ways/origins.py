"""Choose whose reach is drawn: the hubs of the plan's and of trust groups, and existing bodies."""

from collections.abc import Iterable, Iterator

import geopandas as gpd
import pandas as pd

from geofinder.ways.reach import Origin

MOST_ORIGINS = 160
"""More than these no county's page carries."""
MOST_SCHOOLS = 400
"""More than these are of a country; an engine in the process takes about five seconds for them."""
_TRUST_HUB = "trust-hub"
_BODIES = ("federation", "trust", "foundation_trust")


def origins(schools: gpd.GeoDataFrame, ranked: pd.DataFrame, planned: set[str]) -> list[Origin]:
    """Return whose reach to draw, the most wanted first.

    First the hubs of the plan's groups, then federations and trusts of the area with several
    schools, then the hubs of groups that could form a trust, then bodies of one school.

    Args:
        schools: SCHOOLS.
        ranked: ``group_id``, ``pattern`` and ``hub_urn``, the plan's groups first, then by rank.
        planned: ids of the plan's groups.
    """
    in_plan = ranked["group_id"].isin(planned)
    trusts = ranked["pattern"] == _TRUST_HUB
    bodies = [origin for kind in _BODIES for origin in _bodies(schools, kind)]
    chosen = [
        *_hubs(ranked[in_plan]),
        *(origin for origin in bodies if len(origin.urns) > 1),
        *_hubs(ranked[trusts & ~in_plan]),
        *(origin for origin in bodies if len(origin.urns) == 1),
    ]
    return _bounded({origin.key: origin for origin in chosen}.values())


def _bounded(wanted: Iterable[Origin]) -> list[Origin]:
    """Leave out what would start from more schools than are worth asking for."""
    kept: list[Origin] = []
    schools: set[int] = set()
    for origin in wanted:
        together = schools.union(origin.urns)
        if len(kept) < MOST_ORIGINS and len(together) <= MOST_SCHOOLS:
            kept.append(origin)
            schools = together
    return kept


def _hubs(groups: pd.DataFrame) -> Iterator[Origin]:
    for urn in groups["hub_urn"].drop_duplicates().tolist():
        yield Origin(f"school:{urn}", (int(urn),))


def _bodies(schools: gpd.GeoDataFrame, kind: str) -> Iterator[Origin]:
    """Yield the bodies of a kind with a school in the area, those with most schools first."""
    column = f"{kind}_id"
    members = schools.loc[schools[column].notna(), ["urn", "in_area", column]]
    found = [
        Origin(f"{kind.removesuffix('_trust')}:{body}", tuple(sorted(map(int, own["urn"]))))
        for body, own in members.groupby(column, sort=True)
        if own["in_area"].any()
    ]
    yield from sorted(found, key=lambda origin: -len(origin.urns))
