"""Take a plan's decisions from people: groups to keep, groups to drop, or a whole plan."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from itertools import combinations, islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from geofinder.edited import is_urn, separator_of, text_of
from geofinder.errors import InputError, NotFoundError, PlanError, UsageError, examples
from geofinder.parts import ALONE, Workers
from geofinder.patterns import Found, group_id
from geofinder.patterns.found import members_table
from geofinder.patterns.rural_primaries import Space, space
from geofinder.pipeline.columns import forms_of, split, within_bounds
from geofinder.pipeline.judging import Groups, Task, with_more
from geofinder.pipeline.planned import RURAL, Ruled
from geofinder.planning.columns import Columns
from geofinder.settings import PATTERNS
from geofinder.sizes import EDITED_ROWS

_NUMBER = re.compile(r"[0-9]{1,9}")


class Wishes(NamedTuple):
    """What was asked for beside the best plan.

    ``keep`` and ``drop`` are group ids; ``plan`` a file in the form of plan.csv, whose groups are
    the plan; ``alternatives`` how many next-best plans; ``limits`` minutes to compare;
    ``workers`` who computes it.
    """

    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    plan: Path | None = None
    alternatives: int = 0
    limits: tuple[float, ...] = ()
    workers: Workers = ALONE

    @property
    def by_hand(self) -> bool:
        """Tell whether anything is decided by hand."""
        return bool(self.keep or self.drop or self.plan)


def check_wishes(wishes: Wishes) -> None:
    """Refuse wishes that cannot go together.

    Raises:
        UsageError: they cannot.
    """
    if wishes.plan is not None and (wishes.keep or wishes.drop):
        message = "--plan gives the whole plan: --keep and --drop do not go with it."
        raise UsageError(message)
    both = sorted(set(wishes.keep) & set(wishes.drop))
    if both:
        message = f"The same group is to be kept and dropped: {examples(both)}."
        raise UsageError(message)
    if wishes.alternatives < 0 or any(not 0 < limit <= 90 for limit in wishes.limits):  # noqa: PLR2004
        message = "--alternatives takes a number from 0 up, --limits minutes from 1 to 90."
        raise UsageError(message)


def read_plan(path: Path) -> dict[str, str]:
    """Read a plan edited in a spreadsheet: URNs, separated by spaces, by group id.

    The columns may be separated by commas, semicolons or tabs, as spreadsheets do. A file with a
    heading and no rows is a plan without groups.

    Raises:
        InputError: the file cannot be read, is empty, has no column ``group_id``, a row without
            one, too many rows, or names a group twice.
    """
    text = _text(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text))
    some = islice(filter(any, reader), EDITED_ROWS + 2)
    try:
        rows = [[cell.strip() for cell in row] for row in some]
    except csv.Error as error:
        message = f"The plan {path} cannot be read: {error}. It should be a CSV file like plan.csv."
        raise InputError(message) from error
    header = rows.pop(0) if rows else []
    if len(rows) > EDITED_ROWS:
        message = f"The plan {path} has more than the limit of {EDITED_ROWS:,} rows."
        raise InputError(message)
    if "group_id" not in header:
        message = f"The plan {path} has no column group_id; it has {examples(header) or 'none'}."
        raise InputError(message)
    groups: dict[str, str] = {}
    for cells in rows:
        row = dict(zip(header, cells, strict=False))
        name = row.get("group_id", "")
        if not any(cells):
            continue
        if not name:
            message = f"The plan {path} has a row without a group_id: {examples(cells)}."
            raise InputError(message)
        if name in groups:
            message = f"The plan {path} names {name} twice. Remove one of the rows."
            raise InputError(message)
        groups[name] = row.get("urns", "")
    return groups


def _text(path: Path) -> str:
    text = text_of(path, what="a plan like plan.csv", option="--plan").lstrip()
    if not text:
        message = f"The plan {path} is empty. It should be a CSV file like plan.csv."
        raise InputError(message)
    return text


def with_known(task: Task, groups: Groups, asked: Mapping[str, str]) -> Groups:
    """Return the groups with those asked for that the run did not list but their URNs tell.

    Raises:
        NotFoundError: a group is neither among the candidates nor told by its URNs.
        PlanError: the URNs given with a group are not those of its schools.
    """
    have = set(groups.judged.candidates["group_id"])
    _refuse_other_schools(groups.judged.members, asked)
    lacking = {name: text for name, text in asked.items() if name not in have}
    if not lacking:
        return groups
    more, strange = [], []
    everything = _space(task)
    for name, text in lacking.items():
        urns = [int(urn) for urn in text.split() if is_urn(urn)]
        if group_id(RURAL, urns) == name and _holds(everything, task, urns):
            more.append([(urn, "member") for urn in sorted(urns)])
        else:
            strange.append(name)
    if strange:
        message = (
            f"No group of this run is called {examples(strange)}. Take ids from candidates.csv or "
            "plan.csv of a run with the same area and settings."
        )
        raise NotFoundError(message)
    return with_more(task, groups, {RURAL: Found(members_table(RURAL, more), [])})


def _refuse_other_schools(members: pd.DataFrame, asked: Mapping[str, str]) -> None:
    """Refuse a row whose schools were changed: its group would be taken as it was, unsaid."""
    rows = members[members["group_id"].isin([name for name, text in asked.items() if text])]
    for name, urns in rows.groupby("group_id")["urn"]:
        own, told = set(urns.tolist()), {int(urn) for urn in _NUMBER.findall(asked[str(name)])}
        if told != own:
            message = (
                f"In the plan, the group {name} has the urns {_listed(told)}, but its schools are "
                f"{_listed(own)}. A group with other schools is another group: give its group_id "
                "from candidates.csv, or leave urns empty."
            )
            raise PlanError(message)


def _listed(urns: set[int]) -> str:
    return " ".join(map(str, sorted(urns)))


def _space(task: Task) -> Space | None:
    """Return every group of rural primaries, those of local pairs too, which have their message."""
    if RURAL not in task.settings.patterns:
        return None
    schools, facts, travel = task.ground.schools, task.ground.facts, task.ground.reach.table
    return space(schools, facts, travel, task.settings, likely=task.ground.likely)


def _holds(everything: Space | None, task: Task, urns: Sequence[int]) -> bool:
    """Tell whether these schools are a group of the pattern."""
    if everything is None or not 1 < len(urns) <= task.settings.max_size:
        return False
    rows = pd.Index(task.ground.schools["urn"]).get_indexer(pd.Index(urns))
    number = np.argsort(everything.search.label)[rows]
    pairs = np.array(list(combinations(number.tolist(), 2)))
    apart = everything.graph.between(pairs[:, 0], pairs[:, 1])
    seeded = (number < everything.search.seeds).any() and everything.search.wanted[number].any()
    return bool((rows >= 0).all() and seeded and not np.isnan(apart).any())


def ruled(task: Task, groups: Groups, keep: Sequence[str], drop: Sequence[str]) -> Ruled:
    """Return the decisions as columns, after checking that the kept groups can be in one plan.

    Raises:
        PlanError: two kept groups overlap, or a rule, a bound or a federation forbids one.
    """
    _check_kept(task, groups, keep)
    columns = _columns(task, groups, [*keep, *drop])
    kept = columns.take(np.arange(len(keep)))
    rest = columns.take(np.arange(len(keep), len(columns)))
    return Ruled(
        kept,
        frozenset((kind, *rest.members(group)) for group, kind in enumerate(rest.kind.tolist())),
    )


def _check_kept(task: Task, groups: Groups, keep: Sequence[str]) -> None:
    judged, settings = groups.judged, task.settings
    names = task.ground.schools.set_index("urn")["name"]
    members = judged.members[judged.members["group_id"].isin(keep)]
    for urn, rows in members.groupby("urn"):
        if len(rows) > 1:
            both = " and ".join(sorted(rows["group_id"]))
            message = f"{names[urn]} ({urn}) is in two groups of the plan: {both}. Drop one."
            raise PlanError(message)
    able = set(forms_of(judged.verdicts, settings.plan_forms).index)
    for name in keep:
        if name not in able:
            raise PlanError(_forbidden(judged.verdicts, name, settings.plan_forms))
    parted = sorted(split(members, task.ground.schools))
    if parted:
        message = f"A federation stays whole, and these groups would split one: {examples(parted)}."
        raise PlanError(message)
    table = judged.candidates[judged.candidates["group_id"].isin(keep)]
    outside = table.loc[~within_bounds(table, settings), "group_id"].tolist()
    if outside:
        message = f"Groups outside the plan's bounds of size or pupils: {examples(outside)}."
        raise PlanError(message)
    met = _never_met(task, members)
    if met:
        message = f"Local pairs keep these schools apart, so no plan has them together: {met[0]}."
        raise PlanError(message)


def _forbidden(verdicts: pd.DataFrame, name: str, forms: Sequence[str]) -> str:
    rows = verdicts[(verdicts["group_id"] == name) & verdicts["form"].isin(forms)]
    said = " ".join(
        f"{form}: {status} ({rules}): {sentence}"
        for form, status, rules, sentence in rows[
            ["form", "status", "rules", "sentence"]
        ].itertuples(index=False)
    )
    return (
        f"The group {name} cannot be in the plan: none of the forms {', '.join(forms)} is open to "
        f"it. {said} --plan-forms names other forms."
    )


def _never_met(task: Task, members: pd.DataFrame) -> list[str]:
    of = dict(zip(members["urn"].tolist(), members["group_id"].tolist(), strict=True))
    names = dict(zip(task.ground.schools["urn"], task.ground.schools["name"], strict=True))
    never = task.local.never
    return [
        f"{names[one]} and {names[other]} in {of[one]}"
        for one, other in zip(never["urn_a"].tolist(), never["urn_b"].tolist(), strict=True)
        if one in of and of[one] == of.get(other)
    ]


def _columns(task: Task, groups: Groups, ids: Sequence[str]) -> Columns:
    """Return the groups as columns, in the order of ``ids``."""
    judged = groups.judged
    table = judged.candidates.set_index("group_id").loc[list(ids)]
    members = judged.members[judged.members["group_id"].isin(ids)]
    row = pd.Index(task.ground.schools["urn"])
    school = {
        str(name): np.sort(row.get_indexer(pd.Index(rows["urn"])))
        for name, rows in members.groupby("group_id")
    }
    travel = members.groupby("group_id")["minutes_to_hub"].sum()
    sizes = [len(school[name]) for name in ids]
    return Columns(
        start=np.r_[0, np.cumsum(sizes)].astype(np.int64),
        school=np.concatenate([np.zeros(0, np.int64), *(school[name] for name in ids)]),
        kind=table["pattern"].map(PATTERNS.index).to_numpy(dtype=np.int64),
        served=np.zeros(len(ids), dtype=np.int64),
        score=table["score"].to_numpy(dtype=np.float64),
        travel_min=travel.reindex(list(ids)).to_numpy(dtype=np.float64),
    )
