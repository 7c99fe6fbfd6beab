"""Make up a county's schools, by a fixed seed."""

import geopandas as gpd
import numpy as np
import pandas as pd

WEST, SOUTH, SIDE_M = 530_000.0, 100_000.0, 60_000.0
TOWNS = (
    ("Ashminster", 22),
    ("Barrow Hythe", 15),
    ("Callow", 9),
    ("Dunsea", 20),
    ("Eastry Magna", 5),
    ("Fenwick St Mary", 3),
    ("Great Harrow", 4),
    ("Hollin", 2),
    ("Ilmer", 2),
    ("Kettleby", 7),
    ("Long Marston", 1),
    ("Nether Stowe", 1),
    ("Oxhey", 6),
    ("Pevens", 3),
)
SAINTS = ("St Mary's", "St Peter's", "All Saints", "Holy Trinity", "The Oak", "Park", "Manor")
STAGES = (
    "primary",
    "primary",
    "primary",
    "primary",
    "infant",
    "junior",
    "secondary",
    "nursery",
    "special",
    "all-through",
    "first",
    "middle",
    "16-plus",
    "not-known",
)
AGES = {"primary": (4, 11), "infant": (4, 7), "junior": (7, 11), "secondary": (11, 16)}


def schools(size: int, *, seed: int = 7) -> gpd.GeoDataFrame:
    """Return ``size`` made-up schools; the last tenth lies over the border."""
    rng = np.random.default_rng(seed)
    weights = np.array([count for _, count in TOWNS], dtype=float)
    centres = WEST + 4_000 + rng.random((len(TOWNS), 2)) * (SIDE_M - 8_000)
    centres[:, 1] += SOUTH - WEST
    town = rng.choice(len(TOWNS), size=size, p=weights / weights.sum())
    town[: len(TOWNS)] = np.arange(len(TOWNS))[:size]
    rural = rng.random(size) < 0.45
    points = centres[town] + rng.normal(0, 1, (size, 2)) * np.where(rural, 5_000, 1_100)[:, None]
    points = points.clip([WEST, SOUTH], [WEST + SIDE_M, SOUTH + SIDE_M]).round()
    if size > 3:
        points[3] = points[2]
    stage = [STAGES[row % len(STAGES)] for row in range(size)]
    low = [AGES.get(kind, (None, None))[0] for kind in stage]
    high = [AGES.get(kind, (None, None))[1] for kind in stage]
    church = np.arange(size) % 4 == 0
    academy = np.arange(size) % 5 == 2
    in_trust = np.arange(size) % 10 == 2
    federated = np.arange(size) % 11 == 5
    in_area = points[:, 1] < SOUTH + 0.85 * SIDE_M

    def text(values):
        return pd.array(list(values), dtype="str")

    def some(condition, value):
        return text(value if yes else None for yes in condition)

    nothing = text([None] * size)
    never = pd.Series([pd.NaT] * size, dtype="datetime64[s]")
    frame = {
        "urn": np.arange(100_001, 100_001 + size, dtype="int64"),
        "name": text(
            f"{TOWNS[town[row]][0]} {SAINTS[row % len(SAINTS)]} {row} "
            f"{'CofE ' if church[row] else ''}{stage[row].replace('-', ' ').title()} School"
            for row in range(size)
        ),
        "la_code": text(["845"] * size),
        "la_name": text("Madeshire" if inside else "Nextshire" for inside in in_area),
        "district": text(["Made Vale"] * size),
        "town": text(TOWNS[place][0] for place in town),
        "postcode": text(f"MA{row % 20 + 1} {row % 9 + 1}AB" for row in range(size)),
        "status": text(["open"] * size),
        "phase": text(["Primary"] * size),
        "stage": text(stage),
        "low_age": pd.array(low, dtype="Int64"),
        "high_age": pd.array(high, dtype="Int64"),
        "ages_source": text(
            "not-known" if low[row] is None else ("name" if row % 3 == 0 else "recorded")
            for row in range(size)
        ),
        "type": text("Academy converter" if is_ else "Community school" for is_ in academy),
        "type_group": text(
            "Academies" if is_ else "Local authority maintained schools" for is_ in academy
        ),
        "governance": text("academy" if is_ else "maintained" for is_ in academy),
        "pupils": pd.array(
            [
                None if row % 17 == 0 else int(value)
                for row, value in enumerate(
                    np.where(rural, rng.integers(40, 200, size), rng.integers(150, 900, size))
                )
            ],
            dtype="Int64",
        ),
        "capacity": pd.array([None if row % 2 else 210 for row in range(size)], dtype="Int64"),
        "religious_character": text(
            "Church of England" if is_ else "Does not apply" for is_ in church
        ),
        "faith": text("church-of-england" if is_ else "none" for is_ in church),
        "diocese": some(church, "Diocese of Madeshire"),
        "gender": nothing,
        "admissions": nothing,
        "sixth_form": pd.array([None] * size, dtype="boolean"),
        "nursery": pd.array([None] * size, dtype="boolean"),
        "rural": pd.array(
            [None if row % 19 == 0 else bool(is_) for row, is_ in enumerate(rural)], dtype="boolean"
        ),
        "rural_wording": text("Rural (derived)" if is_ else "Urban (derived)" for is_ in rural),
        "trust_id": some(in_trust, "5001"),
        "trust_name": some(in_trust, "Made Downs Learning Trust"),
        "trust_kind": some(in_trust, "mat"),
        "trust_joined": never,
        "federation_id": some(federated, "7001"),
        "federation_name": some(federated, "Pioneer Federation"),
        "federation_joined": never,
        "foundation_trust_id": nothing,
        "foundation_trust_name": nothing,
        "open_date": never,
        "close_date": never,
        "easting": points[:, 0],
        "northing": points[:, 1],
        "in_area": in_area,
    }
    geometry = gpd.points_from_xy(points[:, 0], points[:, 1])
    return gpd.GeoDataFrame(frame, geometry=geometry, crs="EPSG:27700")
