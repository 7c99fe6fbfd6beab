"""Read who joined whom and when: from the register's links, or from a file of events."""

import datetime as dt
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from geofinder.edited import is_urn, lines_of
from geofinder.errors import InputError, examples, quoted
from geofinder.ranking.schools import Ints

COLUMNS = ("urn", "group_id", "date")
UNKNOWN_DAY = -1
"""A membership without a day counts as older than any event."""


class Memberships(NamedTuple):
    """Who belongs to which group since when, sorted by group, urn and day.

    ``day`` counts from 1970-01-01, ``UNKNOWN_DAY`` where not recorded.
    """

    urn: Ints
    group: Ints
    day: Ints
    group_id: tuple[str, ...]
    group_name: tuple[str, ...]

    def with_events(self, events: pd.DataFrame) -> "Memberships":
        """Return these and the joins of ``events`` (urn, group_id, day), which are memberships too.

        Nothing of an event is known before its day: whoever asks gives the day.
        """
        names = dict(zip(self.group_id, self.group_name, strict=True))
        table = pd.DataFrame(
            {
                "urn": np.r_[self.urn, events["urn"].to_numpy(dtype=np.int64)],
                "group_id": [*(self.group_id[at] for at in self.group), *events["group_id"]],
                "day": np.r_[self.day, events["day"].to_numpy(dtype=np.int64)],
            }
        )
        table = table.sort_values("day", kind="stable").drop_duplicates(["urn", "group_id"])
        table["group_name"] = [names.get(group, "") for group in table["group_id"]]
        return memberships(table)


def memberships(table: pd.DataFrame) -> Memberships:
    """Make memberships from a table with urn, group_id, group_name and day."""
    table = table.sort_values(["group_id", "urn", "day"], kind="stable")
    codes, ids = pd.factorize(table["group_id"], sort=True)
    names = table.drop_duplicates("group_id")["group_name"].fillna("")
    return Memberships(
        urn=table["urn"].to_numpy(dtype=np.int64),
        group=codes.astype(np.int64),
        day=table["day"].to_numpy(dtype=np.int64),
        group_id=tuple(str(name) for name in ids),
        group_name=tuple(str(name) for name in names),
    )


def of_links(members: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return urn, group_id, group_name and day of one kind ("mat", "federation") of the links."""
    own = members[members["kind"] == kind]
    return pd.DataFrame(
        {
            "urn": own["urn"].astype("int64").to_numpy(),
            "group_id": own["group_id"].astype("str").to_numpy(),
            "group_name": own["group_name"].astype("str").to_numpy(),
            "day": days(own["joined"]),
        }
    )


def days(dates: pd.Series) -> Ints:
    """Return days since 1970-01-01, ``UNKNOWN_DAY`` where missing; earlier days count as that."""
    whole = (dates - pd.Timestamp(0)).dt.days
    known = whole.fillna(UNKNOWN_DAY).clip(lower=UNKNOWN_DAY)
    return np.asarray(known, dtype=np.int64)


def day_number(day: dt.date) -> int:
    """Return the number of a day since 1970-01-01."""
    return (day - dt.date(1970, 1, 1)).days


def date_of(day: int) -> dt.date:
    """Return the day of a number."""
    return dt.date(1970, 1, 1) + dt.timedelta(days=int(day))


def read_events(path: Path) -> pd.DataFrame:
    """Return urn, group_id and day of a CSV file with the columns urn, group_id and date.

    Raises:
        InputError: the file cannot be read, lacks a column, or has rows without a URN, a group or
            a day (YYYY-MM-DD); the message names the lines at fault.
    """
    rows, faults = [], []
    for number, cells in lines_of(path, COLUMNS, what="a file of events", option="--events"):
        urn, group, date = (cells[name].strip() for name in COLUMNS)
        day = _day(date)
        if not is_urn(urn):
            faults.append(f"line {number}: {quoted(urn)} is no URN")
        elif not group:
            faults.append(f"line {number}: no group_id")
        elif day is None:
            faults.append(f"line {number}: {quoted(date)} is no day (YYYY-MM-DD)")
        else:
            rows.append((int(urn), group.removesuffix(".0"), day))
    if faults or not rows:
        message = f"{path} is not usable: {examples(faults) if faults else 'it has no events'}."
        raise InputError(message)
    table = pd.DataFrame(rows, columns=["urn", "group_id", "day"]).drop_duplicates()
    return table.sort_values(["day", "urn", "group_id"], ignore_index=True)


def _day(text: str) -> int | None:
    for pattern in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"):
        try:
            return day_number(dt.datetime.strptime(text[:10], pattern).date())
        except ValueError:
            continue
    return None
