"""Collect what is odd in the register, for the report and the manifest."""

import pandas as pd

from geofinder.gias.columns import UNREAD
from geofinder.gias.csvfile import CsvFile


class Oddities:
    """Collect what is odd, row by row."""

    def __init__(self) -> None:
        """Begin without any."""
        self._parts: list[pd.DataFrame] = []

    def add(self, rows: pd.DataFrame, kind: str, action: str, detail: pd.Series | str = "") -> None:
        """Add rows of a frame that has urn, name and la_name."""
        if len(rows):
            part = rows[["urn", "name", "la_name"]].assign(kind=kind, detail=detail, action=action)
            self._parts.append(part.astype({"urn": "Int64"}))

    def table(self) -> pd.DataFrame:
        """Return urn, name, la_name, kind, detail and action of each, in a fixed order."""
        columns = ["urn", "name", "la_name", "kind", "detail", "action"]
        if not self._parts:
            return pd.DataFrame(columns=columns)
        return (
            pd.concat(self._parts)[columns]
            .astype(dict.fromkeys(columns[1:], "str"))
            .sort_values(["action", "kind", "urn", "detail"], kind="stable")
            .reset_index(drop=True)
        )

    def foremost(self) -> str:
        """Say in a sentence why most rows are left out, and what could not be read, if anything."""
        table = self.table()
        told = []
        for chosen in (table["action"] == "left out", *(table["kind"] == kind for kind in UNREAD)):
            counts = table.loc[chosen, "kind"].value_counts()
            if len(counts):
                kind = min(counts.index[counts == counts.max()])
                details = set(table.loc[table["kind"] == kind, "detail"].dropna()) - {""}
                like = f", such as {min(details)!r}" if details else ""
                told.append(f"{kind} ({int(counts.max()):,}{like})")
        return f" Most often: {'; '.join(told)}." if told else ""


def note_file(file: CsvFile, odd: Oddities) -> None:
    """Name the rows with more or fewer cells than the header, and what is no number or day."""
    for (kind, usable), rows in file.crooked.groupby(["kind", "usable"]):
        action = "kept" if usable else "left out"
        odd.add(file.frame.loc[rows.index], str(kind), action, rows["detail"])
    for kind, rows in file.unreadable.groupby("kind"):
        named = file.frame.loc[rows.index].reset_index(drop=True)
        odd.add(named, str(kind), "kept", rows["detail"].reset_index(drop=True))
