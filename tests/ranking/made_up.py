"""Make up a country of schools, federations and trusts for the ranking."""

import numpy as np
import pandas as pd

from geofinder.ranking.events import Memberships, memberships
from geofinder.ranking.nearby import Nearby, nearby
from geofinder.ranking.schools import Schools
from geofinder.ranking.trusts import Trusts
from tests.candidates.made_up import school, schools_of

METRES_A_MINUTE = 700.0


def minutes_of(_one, _other, straight_m):
    return straight_m / METRES_A_MINUTE


def country(*, schools: int = 160, seed: int = 1) -> pd.DataFrame:
    """Return SCHOOLS of four authorities side by side, of all kinds."""
    draw = np.random.default_rng(seed)
    rows = []
    for number in range(schools):
        east, north = draw.uniform(0, 60_000, 2)
        faith = draw.choice(["none", "church-of-england", "catholic"], p=[0.6, 0.3, 0.1])
        stage = draw.choice(["primary", "infant", "junior", "secondary"], p=[0.7, 0.1, 0.1, 0.1])
        rows.append(
            school(
                100_000 + number,
                f"Place{draw.integers(40)} School",
                easting=400_000.0 + east,
                northing=300_000.0 + north,
                faith=str(faith),
                stage=str(stage),
                la_code=f"{int(east // 30_000)}{int(north // 30_000)}",
                rural=bool(draw.random() < 0.5),
                pupils=int(draw.integers(30, 500)),
            )
        )
    return schools_of(rows)


def groups(table: pd.DataFrame, *, kind: str, seed: int = 2, size: int = 3) -> Memberships:
    """Return groups of neighbours that grow by a school a year."""
    draw = np.random.default_rng(seed)
    places = table[["easting", "northing"]].to_numpy()
    urns = table["urn"].to_numpy()
    free = np.ones(len(table), dtype=bool)
    rows = []
    for number in range(len(table) // (2 * size)):
        first = draw.choice(np.flatnonzero(free))
        away = np.where(free, np.hypot(*(places - places[first]).T), np.inf)
        for year, at in enumerate(np.argsort(away, kind="stable")[:size]):
            free[at] = False
            day = 16_000 + 365 * year + int(draw.integers(300))
            rows.append((int(urns[at]), f"{kind}{number}", f"{kind} {number}", day))
    return memberships(pd.DataFrame(rows, columns=["urn", "group_id", "group_name", "day"]))


def lists(schools: Schools) -> Nearby:
    return nearby(schools, np.ones(len(schools.urn), dtype=bool), minutes_of)


def trusts(schools: Schools, members: Memberships) -> Trusts:
    return Trusts.of(schools, members, minutes_of)
