"""Read the public register (GIAS) into the table of schools, and name all that is odd."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geofinder.errors import InputError
from geofinder.gias import kinds
from geofinder.gias.columns import ESTABLISHMENT
from geofinder.gias.csvfile import CsvFile, read_csvs
from geofinder.gias.membership import Links, read_links, trusts_of
from geofinder.gias.oddities import Oddities, note_file
from geofinder.gias.places import mend_places
from geofinder.sources import describe
from geofinder.tables import SCHOOLS
from geofinder.units import GRID

WHAT = "the GIAS file of all establishments"
_GIAS = "Get Information about Schools (GIAS)"
_KEPT_STATUSES = {
    "Open": "open",
    "Open, but proposed to close": "proposed to close",
    "Proposed to close": "proposed to close",
}
_NO_PATTERN = "not a state school of a phase that geofinder knows"


@dataclass(frozen=True, kw_only=True)
class Register:
    """The register as read.

    ``schools`` follows ``tables.SCHOOLS``, every school ``in_area``. ``oddities`` has a row for
    each odd thing (urn, name, la_name, kind, detail, action); ``action`` is "left out", "mended"
    or "kept".
    ``rows`` counts the rows read, ``left_out`` those that are no school of the table.
    ``trusts`` lists the academy trusts of the schools (``membership.trusts_of``).
    ``sources`` names each file with its SHA-256, date and columns that it lacks.
    """

    schools: gpd.GeoDataFrame
    oddities: pd.DataFrame
    trusts: pd.DataFrame
    rows: int
    sources: tuple[dict[str, Any], ...]

    @property
    def left_out(self) -> pd.DataFrame:
        """The rows that are not in ``schools``, each with its reason."""
        return self.oddities[self.oddities["action"] == "left out"]


def read_register(paths: Sequence[Path], *, links: Path | None = None) -> Register:
    """Read one or many establishment files, and the group links where they are given.

    Raises:
        InputError: a file is missing, broken, or lacks a column without which it has no use; or
            no open state school with a place is left.
    """
    files = [
        file
        for path in paths
        for file in read_csvs(path, ESTABLISHMENT, what=WHAT, option="--gias")
    ]
    odd = Oddities()
    for file in files:
        note_file(file, odd)
    frame = pd.concat([file.usable for file in files], ignore_index=True)
    frame = _one_row_a_urn(frame, odd)
    frame = _open_schools(frame, odd)
    frame = _state_schools(_classified(frame, odd), odd)
    frame = _placed(frame, odd)
    if frame.empty:
        names = ", ".join(file.name for file in files)
        message = f"{names} holds no open state school with a place on the map.{odd.foremost()}"
        raise InputError(message)
    membership = read_links(links) if links else None
    frame = _with_membership(frame, membership, odd)
    sources = [_source(file, f"{_GIAS}, establishment fields") for file in files]
    if membership:
        sources.append(_source(membership.file, f"{_GIAS}, all group links"))
    return Register(
        schools=_as_table(frame),
        oddities=odd.table(),
        trusts=trusts_of(frame, membership),
        rows=sum(len(file.frame) for file in files),
        sources=tuple(sources),
    )


def _source(file: CsvFile, title: str) -> dict[str, Any]:
    return {
        **describe(file.path, title=title),
        "rows": len(file.frame),
        "columns_absent": list(file.absent),
    }


def _one_row_a_urn(frame: pd.DataFrame, odd: Oddities) -> pd.DataFrame:
    no_urn = frame["urn"].isna() | (frame["urn"] == 0).fillna(value=False)
    nameless = no_urn | frame["name"].isna() | frame["la_name"].isna()
    odd.add(frame[nameless], "no URN, name or authority", "left out")
    frame = frame[~nameless].astype({"urn": "int64"})
    lost = frame["name"].str.contains("[\ufffd\x00-\x1f]", regex=True)
    odd.add(frame[lost], "letters of the name cannot be read", "kept")
    repeated = frame["urn"].duplicated(keep=False)
    if not repeated.any():
        return frame.reset_index(drop=True)
    # The open row first, then by content, so that the order of the rows decides nothing.
    rows = frame[repeated].assign(closed=~frame["status"].isin(_KEPT_STATUSES))
    rows = rows.sort_values(["urn", "closed", *frame.columns.drop("urn")], kind="stable")
    again = rows["urn"].duplicated()
    odd.add(rows[again], "URN again", "left out", "another row of this URN is used")
    first = rows[~again].drop(columns="closed")
    return pd.concat([frame[~repeated], first], ignore_index=True)


def _open_schools(frame: pd.DataFrame, odd: Oddities) -> pd.DataFrame:
    kept = frame["status"].isin(_KEPT_STATUSES)
    odd.add(frame[~kept], "not open", "left out", frame["status"].fillna("status not recorded"))
    frame = frame[kept]
    frame = frame.assign(status=frame["status"].map(_KEPT_STATUSES).astype("str"))
    closing = frame[frame["status"] == "proposed to close"]
    odd.add(closing, "proposed to close", "kept", closing["close_date"].astype("str"))
    return frame


def _classified(frame: pd.DataFrame, odd: Oddities) -> pd.DataFrame:
    backwards = (frame["low_age"] >= frame["high_age"]).fillna(value=False).astype("bool")
    ages = frame["low_age"].astype("str") + " to " + frame["high_age"].astype("str")
    odd.add(frame[backwards], "ages impossible", "kept", ages[backwards])
    stages = kinds.stages(frame)
    return frame.drop(columns=["low_age", "high_age"]).assign(
        **{str(name): stages[name] for name in stages},
        governance=kinds.governance(frame["type"], frame["type_group"]),
        faith=kinds.faith(frame["religious_character"]),
        rural=kinds.rural(frame["rural_wording"], frame["rural_code"]),
        sixth_form=kinds.yes_no(
            frame["sixth_form"], yes="Has a sixth form", no="Does not have a sixth form"
        ),
        nursery=kinds.yes_no(frame["nursery"], yes="Has Nursery Classes", no="No Nursery Classes"),
        diocese=frame["diocese"].mask(frame["diocese"] == "Not applicable"),
    )


def _state_schools(frame: pd.DataFrame, odd: Oddities) -> pd.DataFrame:
    private = frame["governance"].isin(["independent", "other"])
    odd.add(
        frame[private], "not a state school", "left out",
        frame["type"].fillna(frame["type_group"]).fillna("type not recorded"),
    )  # fmt: skip
    unknown = (frame["governance"] == "not-known") & frame["stage"].isin(
        ["not-known", "16-plus", "alternative"]
    )
    odd.add(frame[unknown & ~private], "kind not recorded", "left out", _NO_PATTERN)
    frame = frame[~private & ~unknown]
    for kind, rows in {
        "type not recorded": frame["governance"] == "not-known",
        "ages read from the name": frame["ages_source"] == "name",
        "ages not recorded": frame["ages_source"] == "not-known",
        "roll not recorded": frame["pupils"].isna(),
        "setting not recorded": frame["rural"].isna(),
        "religious character not recorded": frame["faith"].isna(),
    }.items():
        detail = frame.loc[rows, "rural_wording"].fillna("") if "setting" in kind else ""
        odd.add(frame[rows], kind, "kept", detail)
    return frame


def _placed(frame: pd.DataFrame, odd: Oddities) -> pd.DataFrame:
    mended, faults = mend_places(frame)
    detail = frame["easting"].astype("str") + ", " + frame["northing"].astype("str")
    swapped = faults == "swapped"
    odd.add(frame[swapped], "easting and northing swapped", "mended", detail[swapped])
    lost = faults.notna() & ~swapped
    for fault in sorted(faults[lost].unique()):
        odd.add(frame[faults == fault], fault, "left out", detail[faults == fault])
    return frame.assign(**mended)[~lost]


def _with_membership(frame: pd.DataFrame, links: Links | None, odd: Oddities) -> pd.DataFrame:
    flag = frame["trust_flag"].fillna("")
    in_foundation = (flag == "Supported by a trust") & (frame["governance"] != "academy")
    none = pd.Series(pd.NA, index=frame.index, dtype="str")
    frame = frame.assign(
        trust_kind=none.mask(flag.str.contains("multi-academy"), "mat").mask(
            flag.str.contains("single-academy"), "sat"
        ),
        foundation_trust_id=frame["trust_id"].where(in_foundation),
        foundation_trust_name=frame["trust_name"].where(in_foundation),
        trust_id=frame["trust_id"].mask(in_foundation),
        trust_name=frame["trust_name"].mask(in_foundation),
    )
    for column in ("trust_joined", "federation_joined"):
        frame[column] = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")
    if links is not None:
        _note_repeats(frame, links, odd)
        frame = _joined(frame, links, odd, family="federation", prefix="federation")
        frame = _joined(frame, links, odd, family="trust", prefix="trust")
        frame = _joined(frame, links, odd, family="foundation-trust", prefix="foundation_trust")
    return _note_membership(frame, odd)


def _note_repeats(frame: pd.DataFrame, links: Links, odd: Oddities) -> None:
    for kind, rows in links.odd.groupby("kind"):
        named = frame[["urn", "name", "la_name"]].merge(rows, on="urn")
        odd.add(named, f"links: {kind}", "kept", named["detail"])
    again = links.repeated[links.repeated["urn"].isin(frame["urn"])]
    again = again.merge(frame[["urn", "name", "la_name"]], on="urn")
    detail = "also in " + again["group_name"] + "; the group joined last is used"
    odd.add(again, "in two groups of one kind", "kept", detail)


def _joined(
    frame: pd.DataFrame, links: Links, odd: Oddities, *, family: str, prefix: str
) -> pd.DataFrame:
    """Take the links' word for one kind of membership; a contradiction is named."""
    linked = links.members[links.members["family"] == family].set_index("urn")
    new_id, new_name = (_looked_up(frame, linked[column]) for column in ("group_id", "group_name"))
    old_id, old_name = frame[f"{prefix}_id"], frame[f"{prefix}_name"]
    differs = new_id.notna() & old_id.notna() & (new_id != old_id)
    detail = "establishments: " + old_name.fillna(old_id) + "; links: " + new_name
    odd.add(frame[differs], f"{family}: the files differ", "kept", detail[differs])
    known = new_id.notna()
    frame[f"{prefix}_id"] = old_id.mask(known, new_id)
    frame[f"{prefix}_name"] = old_name.mask(known, new_name)
    if prefix == "trust":
        kind = _looked_up(frame, linked["kind"])
        frame["trust_kind"] = frame["trust_kind"].mask(known, kind)
    if f"{prefix}_joined" in frame:
        joined = _looked_up(frame, linked["joined"])
        frame[f"{prefix}_joined"] = frame[f"{prefix}_joined"].mask(known, joined)
    return frame


def _looked_up(frame: pd.DataFrame, by_urn: pd.Series) -> pd.Series:
    """Return the value for each school, in the values' own dtype even where none matches."""
    return by_urn.reindex(frame["urn"]).set_axis(frame.index)


def _note_membership(frame: pd.DataFrame, odd: Oddities) -> pd.DataFrame:
    academy = frame["governance"] == "academy"
    trustless = academy & frame["trust_id"].isna()
    odd.add(frame[trustless], "academy without a recorded trust", "kept")
    federated = frame["federation_id"].notna()
    odd.add(
        frame[academy & federated], "academy in a federation", "kept",
        frame["federation_name"].fillna(frame["federation_id"]),
    )  # fmt: skip
    odd.add(
        frame[(frame["governance"] == "maintained") & frame["trust_id"].notna()],
        "maintained school in an academy trust", "kept", frame["trust_name"],
    )  # fmt: skip
    alone = federated & ~frame["federation_id"].duplicated(keep=False)
    odd.add(frame[alone], "alone in its federation", "kept", frame["federation_name"])
    return frame


def _as_table(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    frame = frame.sort_values("urn").reset_index(drop=True)
    frame["in_area"] = True
    frame["la_code"] = frame["la_code"].fillna("not recorded")
    geometry = gpd.points_from_xy(frame["easting"], frame["northing"], crs=GRID)
    table = gpd.GeoDataFrame(frame, geometry=geometry)[list(SCHOOLS.columns)]
    return gpd.GeoDataFrame(SCHOOLS.validate(table), geometry="geometry", crs=GRID)
