"""List the tables that a run writes, and make each one fit for a file."""

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
import pandera.pandas as pa

from geofinder.result import RunResult
from geofinder.tables import (
    ALTERNATIVES,
    AUTHORITIES,
    BEFORE_AFTER,
    FORMS,
    LIMIT_PLANS,
    LIMITS,
    PLAN,
)

MINUTE_DECIMALS = 3
"""A thousandth of a minute is 0.06 s: finer than the routing engine's own tenth of a second."""
METRE_DECIMALS = 1
SHARE_DECIMALS = 4
_METRES = ("easting", "northing")

# What XML 1.0 cannot hold, what a terminal obeys, and halves of a character that UTF-8 refuses.
_UNWRITABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"
# A bare carriage return ends a row for some readers of CSV and not for its writer.
_RETURN = "\r\n?"


LOCAL_MARK = "local data, not from the register: it may not be public"
"""Stands in every row of the tables of local data, for a table may travel alone."""


class FileTable(NamedTuple):
    """One table of the output: its name in every file, what it holds, and how it is made."""

    name: str
    sentence: str
    make: Callable[[RunResult], pd.DataFrame]


def file_tables(result: RunResult) -> dict[str, pd.DataFrame]:
    """Return every table by name, without geometry, as each file shows it.

    Rows are in an order that does not depend on the run's own, floats are rounded (minutes to
    0.001, metres to 0.1, shares to 0.0001), text is free of control characters; what is missing
    stays missing.
    """
    return {table.name: tidy(table.make(result)) for table in tables_of(result)}


def tables_of(result: RunResult) -> tuple[FileTable, ...]:
    """Return the tables that this run writes.

    Those of local data only where there is some; limits and alternatives where asked for.
    """
    asked = [table for table in ASKED_TABLES if len(table.make(result))]
    return (*TABLES, *asked, *(() if result.local is None else LOCAL_TABLES))


def tidy(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table with rounded floats and writable text; missing stays missing."""
    done = {}
    for name, values in frame.items():
        if pd.api.types.is_float_dtype(values.dtype):
            done[name] = values.round(_decimals(str(name)))
        elif pd.api.types.is_string_dtype(values.dtype):
            done[name] = _writable(values)
        else:
            done[name] = values
    return pd.DataFrame(done, index=frame.index)


def _writable(values: pd.Series) -> pd.Series:
    """Clean each distinct text once: a million verdicts are made of a few thousand sentences."""
    rows, distinct = pd.factorize(values)
    words = pd.Series([clean_text(str(text)) for text in distinct], dtype="str").array
    return pd.Series(words.take(rows, allow_fill=True), index=values.index)


def clean_text(text: str) -> str:
    """Return the text without control characters and without what UTF-8 or XML cannot hold."""
    return re.sub(_RETURN, "\n", re.sub(_UNWRITABLE, "", text))


def _decimals(name: str) -> int:
    if name.endswith("_min") or name.startswith("minutes"):
        return MINUTE_DECIMALS
    return METRE_DECIMALS if name.endswith("_m") or name in _METRES else SHARE_DECIMALS


def _schools(result: RunResult) -> pd.DataFrame:
    table = pd.DataFrame(result.schools.drop(columns=result.schools.geometry.name))
    return _ordered(table, by=["urn"])


def _candidates(result: RunResult) -> pd.DataFrame:
    table = _ordered(result.candidates, by=["rank", "group_id"])
    names = _names(result)
    members = result.members.sort_values("urn")
    listed = members["urn"].map(names).groupby(members["group_id"]).agg("; ".join)
    return table.assign(
        hub_name=table["hub_urn"].map(names).astype("str"),
        school_names=table["group_id"].map(listed).astype("str"),
    )


def _verdicts(result: RunResult) -> pd.DataFrame:
    form_order = {form: position for position, form in enumerate(FORMS)}
    table = result.verdicts.assign(
        _rank=_ranks(result, result.verdicts), _form=result.verdicts["form"].map(form_order)
    )
    return _ordered(table, by=["_rank", "group_id", "_form"]).drop(columns=["_rank", "_form"])


def _members(result: RunResult) -> pd.DataFrame:
    table = result.members.assign(
        name=result.members["urn"].map(_names(result)).astype("str"),
        _rank=_ranks(result, result.members),
    )
    return _ordered(table, by=["_rank", "group_id", "urn"]).drop(columns="_rank")


def _left_over(result: RunResult) -> pd.DataFrame:
    return _ordered(result.left_over, by=["urn"])


def _travel(result: RunResult) -> pd.DataFrame:
    ends = result.travel[["from_urn", "to_urn"]].to_numpy(dtype=np.int64)
    onward = np.diff(ends, axis=0)
    if ((onward[:, 0] > 0) | ((onward[:, 0] == 0) & (onward[:, 1] > 0))).all():
        # Millions of rows, in order already: sorting them would take their memory once more.
        return result.travel.reset_index(drop=True)
    return _ordered(result.travel, by=["from_urn", "to_urn"])


def _plan(result: RunResult) -> pd.DataFrame:
    table = _planned(result, "plan", PLAN)
    table = table.assign(
        hub_name=table["hub_urn"].map(_names(result)).astype("str"),
        school_names=_listed_names(table["urns"], _names(result)),
        _rank=_ranks(result, table),
    )
    return _ordered(table, by=["_rank", "group_id"]).drop(columns="_rank")


def _alternatives(result: RunResult) -> pd.DataFrame:
    table = _planned(result, "alternatives", ALTERNATIVES)
    table = table.assign(school_names=_listed_names(table["urns"], _names(result)))
    best_first = table.assign(_served=-table["served"], _score=-table["score"])
    by = ["alternative", "_served", "_score", "group_id"]
    return _ordered(best_first, by=by).drop(columns=["_served", "_score"])


def _limits(result: RunResult) -> pd.DataFrame:
    return _ordered(_planned(result, "limits", LIMITS), by=["limit_min"])


def _limit_plans(result: RunResult) -> pd.DataFrame:
    table = _planned(result, "limit_plans", LIMIT_PLANS)
    table = table.assign(school_names=_listed_names(table["urns"], _names(result)))
    best_first = table.assign(_score=-table["score"])
    return _ordered(best_first, by=["limit_min", "_score", "group_id"]).drop(columns="_score")


def _before_after(result: RunResult) -> pd.DataFrame:
    # In the order in which the figures are told, which depends on no row of the register.
    return _planned(result, "before_after", BEFORE_AFTER).reset_index(drop=True)


def _authorities(result: RunResult) -> pd.DataFrame:
    return _ordered(_planned(result, "authorities", AUTHORITIES), by=["la_name", "la_code"])


def _planned(
    result: RunResult,
    name: Literal["plan", "before_after", "authorities", "limits", "limit_plans", "alternatives"],
    schema: pa.DataFrameSchema,
) -> pd.DataFrame:
    """Return a table of the plan, empty where the run made none."""
    if result.planned is not None:
        table: pd.DataFrame = getattr(result.planned, name)
        return table
    columns = {
        column: pd.Series([], dtype=str(kind.dtype)) for column, kind in schema.columns.items()
    }
    return pd.DataFrame(columns)


def _listed_names(urns: pd.Series, names: pd.Series) -> pd.Series:
    """Return the names of space-separated URNs, in their order."""
    named = names.to_dict()
    listed = ["; ".join(str(named[int(urn)]) for urn in row.split()) for row in urns]
    return pd.Series(listed, index=urns.index, dtype="str")


def _local(result: RunResult) -> pd.DataFrame:
    table = pd.DataFrame() if result.local is None else result.local
    ordered = table.assign(rank=_ranks(result, table)).astype({"rank": "int64"})
    columns = ["group_id", "rank", *(name for name in table.columns if name != "group_id")]
    return _marked(_ordered(ordered[columns], by=["rank", "group_id"]))


def _local_schools(result: RunResult) -> pd.DataFrame:
    table = pd.DataFrame() if result.local_schools is None else result.local_schools
    return _marked(_ordered(table, by=["urn"]))


def _marked(table: pd.DataFrame) -> pd.DataFrame:
    mark = pd.Series(LOCAL_MARK, index=table.index, dtype="str")
    return table.assign(source=mark)


def _ordered(table: pd.DataFrame, *, by: list[str]) -> pd.DataFrame:
    return table.sort_values(by, kind="stable", ignore_index=True)


def _names(result: RunResult) -> pd.Series:
    return result.schools.set_index("urn")["name"]


def _ranks(result: RunResult, table: pd.DataFrame) -> pd.Series:
    return table["group_id"].map(result.candidates.set_index("group_id")["rank"])


TABLES: tuple[FileTable, ...] = (
    FileTable("plan", "The best plan: groups that can all exist at once, best first.", _plan),
    FileTable(
        "before_after", "The area in figures, today and with the plan; known: of how many.",
        _before_after,
    ),
    FileTable(
        "authorities", "Each local authority: schools asked for and served, groups, left over.",
        _authorities,
    ),
    FileTable(
        "left_over",
        "Small or at-risk schools with no partner today and no group in the plan, and why.",
        _left_over,
    ),
    FileTable("candidates", "Candidate groups, best first; one column a criterion.", _candidates),
    FileTable("members", "The schools of each candidate group, with minutes to its hub.", _members),
    FileTable("verdicts", "For each group and legal form: open or not, by which rules.", _verdicts),
    FileTable("schools", "Every school of the run; in_area is false over the border.", _schools),
    FileTable("travel", "Minutes and metres for every ordered pair within reach.", _travel),
)  # fmt: skip
"""Every table of the output, in the order of the spreadsheet's sheets; a new one is added here."""

ASKED_TABLES: tuple[FileTable, ...] = (
    FileTable("limits", "The best plan under each limit in minutes: what each serves.", _limits),
    FileTable("limit_plans", "The groups of the best plan under each limit.", _limit_plans),
    FileTable("alternatives", "The next best plans, numbered, group by group.", _alternatives),
)
"""Tables written beside the others where they were asked for."""

LOCAL_TABLES: tuple[FileTable, ...] = (
    FileTable("local", "Groups that local data speaks of: pupils now and in 1 to 5 years.", _local),
    FileTable("local_schools", "Local data by school, not from the register.", _local_schools),
)
"""Tables written beside the others where local data was given."""
