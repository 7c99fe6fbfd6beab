"""Measure how far a register can be wrong: places, ages, and how fast membership goes out of date.

Run: python benchmarks/register.py [--data FOLDER]

It prints the table of docs/how-sure.md. Each line compares two sources that were made apart.
"""

import argparse
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geofinder.gias import read_register
from geofinder.gias.kinds import stages

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
FAR_M = 500
CENSUS_OF_GROUPS = pd.Timestamp("2022-08-31")
YEAR = pd.Timedelta(days=365)


def share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({part / whole:.1%})"


def places(schools: pd.DataFrame, districts: gpd.GeoDataFrame) -> list[tuple[str, str]]:
    """Compare each school's point with the outline of the district that its own row names."""
    outlines = districts.set_index(districts["n"].str.casefold())["geometry"].to_crs(27700)
    named = schools["district"].str.casefold()
    known = schools[named.isin(outlines.index)]
    home = gpd.GeoSeries(outlines.loc[named[known.index]].to_numpy(), index=known.index, crs=27700)
    off_m = gpd.GeoSeries(known["geometry"]).distance(home)
    shared = schools.duplicated(["easting", "northing"], keep=False)
    return [
        (
            "place lies in the district named (outlines are coarse)",
            share((off_m == 0).sum(), len(known)),
        ),
        (
            f"place lies more than {FAR_M} m outside that district",
            share((off_m > FAR_M).sum(), len(known)),
        ),
        ("place is shared with another school", share(shared.sum(), len(schools))),
    ]


def ages(recorded: pd.DataFrame) -> list[tuple[str, str]]:
    """Hide the recorded ages and read the kind of school from its name and phase instead."""
    hidden = stages(recorded.assign(low_age=pd.NA, high_age=pd.NA))["stage"]
    truth = recorded["stage"]
    lines = []
    for label, asked in (
        ("primary phase", recorded["phase"] == "Primary"),
        ("infant and junior schools", truth.isin(["infant", "junior"])),
        ("middle schools", truth == "middle"),
        ("other secondary phases", truth.isin(["secondary", "all-through", "upper", "14-plus"])),
    ):
        right = int((hidden[asked] == truth[asked]).sum())
        lines.append((f"kind read without ages is right: {label}", share(right, int(asked.sum()))))
    return lines


def drift(before: Path, after: Path) -> list[tuple[str, str]]:
    """Compare each school's trust in two registers four years apart."""
    columns = ["URN", "EstablishmentName", "Trusts (code)", "PhaseOfEducation (name)", "Postcode"]
    old, new = (
        pd.read_csv(path, usecols=columns, dtype=str, encoding="cp1252").set_index("URN")
        for path in (before, after)
    )
    both = old.merge(new, left_index=True, right_index=True, suffixes=("", " later"))
    was, later = both["Trusts (code)"].fillna("none"), both["Trusts (code) later"].fillna("none")
    joined, left = (was == "none") & (later != "none"), (was != "none") & (later == "none")
    moved = (was != later) & ~joined & ~left
    return [
        (
            "had no trust in August 2022, has one in August 2026",
            share(joined.sum(), (was == "none").sum()),
        ),
        ("had a trust then, has another now", share(moved.sum(), (was != "none").sum())),
        ("had a trust then, has none now", share(left.sum(), (was != "none").sum())),
        *(
            (
                f"{label} differs in January and August 2026",
                share(
                    (both[name].str.casefold() != both[f"{name} later"].str.casefold()).sum(),
                    len(both),
                ),
            )
            for name, label in (("EstablishmentName", "name"), ("Postcode", "postcode"))
        ),
    ]


def joining(schools: pd.DataFrame) -> list[tuple[str, str]]:
    """Count who joined a trust or federation in the last year before the date of the groups."""
    lines = []
    for what, name in (("trust", "trust_joined"), ("federation", "federation_joined")):
        dates = pd.to_datetime(schools[name])
        past = dates[dates <= CENSUS_OF_GROUPS]
        lines.append(
            (
                f"joined its {what} in the year to August 2022",
                share((past > CENSUS_OF_GROUPS - YEAR).sum(), len(schools)),
            )
        )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    data = parser.parse_args().data
    if not data.is_dir():
        print(f"{data} is not here: nothing was compared.")
        return
    register, records = (
        data / "england/edubasealldata.csv",
        data / "gias_records/edubase_records.csv",
    )
    schools = read_register([register], links=data / "england/alllinksdata.csv").schools
    districts = gpd.read_file(data / "boundaries/lad_england.geojson")
    print("| what was compared | schools |\n|---|---|")
    for line in (
        *places(schools, districts),
        *ages(schools[schools["ages_source"] == "recorded"]),
        *drift(register, records),
        *joining(schools),
    ):
        print("| {} | {} |".format(*line))


if __name__ == "__main__":
    main()
