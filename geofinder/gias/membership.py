"""Read who belongs to which trust and federation from the register's group links."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from geofinder.gias.columns import GROUP_LINKS
from geofinder.gias.csvfile import CsvFile, read_csvs

_KIND_OF_CODE = {1: "federation", 2: "foundation-trust", 6: "mat", 10: "sat"}
_KIND_OF_NAME = {
    "Federation": "federation",
    "Trust": "foundation-trust",
    "Multi-academy trust": "mat",
    "Single-academy trust": "sat",
}


class Links(NamedTuple):
    """Open memberships (urn, kind, group_id, group_name, joined, companies_house).

    ``repeated`` holds those that another of the same kind replaced, ``odd`` (urn, kind, detail) the
    rows with more or fewer cells than the header, and what is no number or day.
    """

    members: pd.DataFrame
    repeated: pd.DataFrame
    odd: pd.DataFrame
    file: CsvFile


def read_links(path: Path) -> Links:
    """Read the open groups' members from an all-group-links file.

    A school that the file puts twice in groups of one kind counts in the one it joined last; the
    others come back as ``repeated``. School sponsors are no form of partnership and are not read.

    Raises:
        InputError: the file is missing, broken or lacks a required column.
    """
    file = read_csvs(path, GROUP_LINKS, what="the GIAS file of all group links", option="--links")[
        0
    ]
    frame = file.usable
    crooked = file.crooked.assign(
        detail=file.crooked["detail"].mask(
            ~file.crooked["usable"], "not used: " + file.crooked["detail"]
        )
    )
    odd = pd.concat([crooked.drop(columns="usable"), file.unreadable])
    odd = odd.join(file.frame["urn"]).dropna(subset=["urn"])
    code = pd.to_numeric(frame["group_type_code"], errors="coerce")
    kind = code.map(_KIND_OF_CODE).fillna(frame["group_type"].map(_KIND_OF_NAME))
    open_now = ~frame["group_status"].fillna("Open").str.lower().isin(["closed"])
    frame = frame.assign(kind=kind)
    usable = frame["kind"].notna() & frame["urn"].notna() & frame["group_id"].notna()
    members = frame[usable & open_now & frame["group_closed"].isna()]
    # A trust is a MAT or a SAT, never both: one family for "the one joined last".
    family = members["kind"].replace({"mat": "trust", "sat": "trust"})
    members = members.assign(family=family).sort_values(
        ["urn", "family", "joined", "group_id"], na_position="first", kind="stable"
    )
    last = ~members.duplicated(["urn", "family"], keep="last")
    same = members.duplicated(["urn", "family", "group_id"], keep="last")
    return Links(members=members[last], repeated=members[~last & ~same], odd=odd, file=file)


def trusts_of(schools: pd.DataFrame, links: Links | None) -> pd.DataFrame:
    """Return the academy trusts of the schools, by ``trust_id``.

    Columns: trust_id, name, kind ("mat" or "sat", missing where no school's is recorded),
    companies_house (eight characters, missing where not recorded) and schools, their number.
    """
    members = schools[schools["trust_id"].notna()].sort_values("urn")
    groups = members.groupby("trust_id", sort=True)
    table = groups.agg(
        name=("trust_name", "first"), kind=("trust_kind", "first"), schools=("urn", "size")
    ).reset_index()
    numbers = pd.Series(dtype="str")
    if links is not None:
        known = links.members.dropna(subset=["companies_house"]).sort_values("urn")
        numbers = known.groupby("group_id")["companies_house"].first()
    # As a number the register's file loses the leading noughts, and gains a decimal point.
    table["companies_house"] = (
        table["trust_id"].map(numbers).astype("str").str.removesuffix(".0").str.upper().str.zfill(8)
    )
    return table[["trust_id", "name", "kind", "companies_house", "schools"]]
