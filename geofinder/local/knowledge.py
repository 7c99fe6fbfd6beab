"""Hold local knowledge, and say in words that it was used and which rows match no school."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from geofinder.errors import examples
from geofinder.sources import describe
from geofinder.wording import count

SENTENCE = (
    "Local data was used: figures and wishes that are not in the public register. They may not be "
    "public: ask whoever gave them before you pass this on."
)
FIGURES_TITLE = "Local figures"
PAIRS_TITLE = "Local pairs"
HORIZONS = (1, 3, 5)
"""Years ahead for which a forecast of pupils may be given."""

FIGURES = {
    "urn": "int64",
    **{f"forecast_{years}y": "Int64" for years in HORIZONS},
    "revenue_balance": "float64",
    "head_vacancy": "datetime64[s]",
    "note": "str",
    "line": "int64",
}
"""Columns of ``Local.schools``: pupils, pounds, a day, text; ``line`` is the row in the file."""

PAIRS = {
    "urn_a": "int64",
    "urn_b": "int64",
    "never": "bool",
    "weight": "float64",
    "reason": "str",
    "line": "int64",
}
"""Columns of ``Local.pairs``: ``urn_a`` is the lower URN; ``weight`` is missing for "never"."""


def empty_table(columns: Mapping[str, str]) -> pd.DataFrame:
    """Return a table without rows."""
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in columns.items()})


@dataclass(frozen=True, kw_only=True)
class Local:
    """What the files say: ``schools`` by URN and ``pairs``, sorted by URN, and the files.

    ``short`` are the lines of the figures with fewer cells than the first line: a spreadsheet drops
    blank cells at the end of a row, but a lost comma makes a row short as well.
    """

    schools: pd.DataFrame = field(default_factory=lambda: empty_table(FIGURES))
    pairs: pd.DataFrame = field(default_factory=lambda: empty_table(PAIRS))
    files: tuple[tuple[str, Path], ...] = ()
    short: tuple[int, ...] = ()

    @property
    def used(self) -> bool:
        """Tell whether any local data was given."""
        return bool(self.files)

    @property
    def paths(self) -> dict[str, Path]:
        """The files by their titles, as a manifest's sources name them."""
        return dict(self.files)

    @property
    def never(self) -> pd.DataFrame:
        """The pairs that must not share a group: ``urn_a``, ``urn_b``, ``reason``."""
        return self.pairs.loc[self.pairs["never"], ["urn_a", "urn_b", "reason"]]

    def never_with(self, urn: int) -> dict[int, str | None]:
        """Return the schools that ``urn`` must not be put with, each with the reason given."""
        rows = self.never
        found = {
            int(other): (None if pd.isna(reason) else str(reason))
            for one, other in (("urn_a", "urn_b"), ("urn_b", "urn_a"))
            for other, reason in rows.loc[rows[one] == urn, [other, "reason"]].to_numpy()
        }
        return dict(sorted(found.items()))


def strangers(local: Local, register: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows that match no school of the register: file, line, urn."""
    known = set(register["urn"])
    names = {title: path.name for title, path in local.files}
    rows = [
        (names.get(FIGURES_TITLE, ""), line, urn)
        for line, urn in local.schools[["line", "urn"]].to_numpy()
    ] + [
        (names.get(PAIRS_TITLE, ""), line, urn)
        for line, *pair in local.pairs[["line", "urn_a", "urn_b"]].to_numpy()
        for urn in pair
    ]
    return [
        {"file": name, "line": int(line), "urn": int(urn)}
        for name, line, urn in sorted(rows)
        if urn not in known
    ]


def manifest_part(local: Local, register: pd.DataFrame, schools: pd.DataFrame) -> dict[str, Any]:
    """Return what the manifest says of local data; ``used`` false and no more without any.

    Args:
        local: what was read.
        register: every open school of the register, with its ``urn``.
        schools: the schools of this run.
    """
    if not local.used:
        return {"used": False}
    here = set(schools["urn"])
    pairs_here = _pairs_among(local, schools)
    return {
        "used": True,
        "sentence": SENTENCE,
        "files": [describe(path, title=title) for title, path in local.files],
        "schools": int(local.schools["urn"].isin(here).sum()),
        "schools_elsewhere": int((~local.schools["urn"].isin(here)).sum()),
        "never_pairs": int(pairs_here["never"].sum()),
        "weighted_pairs": int((~pairs_here["never"]).sum()),
        "pairs_elsewhere": len(local.pairs) - len(pairs_here),
        "matches_no_school": strangers(local, register),
    }


def notes_on(local: Local, register: pd.DataFrame, schools: pd.DataFrame) -> list[str]:
    """Return a run's notes: that local data was used, which pairs never meet, what is unknown."""
    part = manifest_part(local, register, schools)
    if not part["used"]:
        return []
    files = " and ".join(path.name for _, path in local.files)
    told = (
        f"{SENTENCE} From {files}, about schools of this run: "
        f"{count(part['schools'], 'school')} with figures, "
        f"{count(part['never_pairs'], 'pair')} never to be put together, "
        f"{count(part['weighted_pairs'], 'pair')} with a weight."
    )
    said = [told, *_never(local, schools)]
    if local.short:
        said.append(
            f"{local.paths[FIGURES_TITLE].name} has fewer cells than its first line in "
            f"{count(len(local.short), 'row')}; the missing last ones are taken as not known. "
            f"If a comma is missing instead, correct it: line {examples(local.short)}."
        )
    lost = part["matches_no_school"]
    if lost:
        named = [f"{row['urn']} ({row['file']}, line {row['line']})" for row in lost]
        match = "matches" if len(lost) == 1 else "match"
        said.append(
            f"{count(len(lost), 'URN')} of the local files {match} no open school of the "
            f"register, and their rows were not used: {examples(named)}."
        )
    elsewhere = part["schools_elsewhere"] + part["pairs_elsewhere"]
    beyond = elsewhere - len({(row["file"], row["line"]) for row in lost})
    if beyond > 0:
        rows = "1 local row is" if beyond == 1 else f"{beyond:,} local rows are"
        said.append(f"{rows} about schools that are not in this run.")
    return said


def _pairs_among(local: Local, schools: pd.DataFrame) -> pd.DataFrame:
    here = schools["urn"]
    return local.pairs[local.pairs["urn_a"].isin(here) & local.pairs["urn_b"].isin(here)]


def _never(local: Local, schools: pd.DataFrame) -> list[str]:
    names = dict(zip(schools["urn"], schools["name"], strict=True))
    pairs = _pairs_among(local, schools)
    named = [
        f"{names[one]} and {names[other]}" + ("" if pd.isna(why) else f" ({why})")
        for one, other, why in pairs.loc[pairs["never"], ["urn_a", "urn_b", "reason"]].to_numpy()
    ]
    return [f"Kept apart in every pattern, by local pairs: {'; '.join(named)}."] if named else []


def in_years(years: int) -> str:
    """Return when a forecast is for: ``1 year``, ``3 years``."""
    return count(years, "year")
