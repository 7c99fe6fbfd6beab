"""Write the plan's tables as HTML: before and after, limits, alternatives, authorities, proof."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from geofinder.page import words
from geofinder.page.plan_part import ordered
from geofinder.page.saying import minutes, named, said, table
from geofinder.result import Planned, RunResult
from geofinder.wording import count

_MOST_DIFFERING = 30
_MINUTES = ("minutes", "min")
_NOT_KNOWN = "not known"
_DASH = "\N{EN DASH}"
_SHORT_S, _MINUTE_S = 10, 60

_LIMIT_ROWS: tuple[tuple[str, str], ...] = (
    ("served", "Served, of those asked"),
    ("left_over", "Left over"),
    ("groups", "Groups"),
    ("schools", "Schools in them"),
    ("longest_min", "Longest drive"),
    ("score", "Score, added up"),
    ("travel_min", "Minutes to the hubs, added up"),
    ("gap", "Proof"),
)
_AUTHORITY_COLUMNS: tuple[tuple[str, str], ...] = (
    ("schools", "Schools"),
    ("asked", "Small or at risk"),
    ("partnered", "In a partnership today"),
    ("served", "Served"),
    ("left_over", "Left over"),
    ("groups", "Groups"),
    ("groups_across", "Across the border"),
)


def amount(value: Any, digits: int = 1) -> str:  # noqa: ANN401 (a table's cell)
    """Return a number as it is written in a table: whole where it is; missing is not zero."""
    if value is None or pd.isna(value):
        return _NOT_KNOWN
    text = f"{float(value):,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def names_of(result: RunResult) -> Callable[[str], list[str]]:
    """Return a function from URNs, separated by a space, to the names of their schools."""
    names = dict(zip(result.schools["urn"].tolist(), result.schools["name"].tolist(), strict=True))
    return lambda urns: [str(names.get(int(urn), f"URN {urn}")) for urn in urns.split()]


def before_after_html(planned: Planned) -> str:
    """Return the table of figures today and with the plan, in the order in which they are told."""
    rows = [
        [
            said(row["sentence"]),
            f"{amount(row['today'])}{_unit(row['today'], row['unit'])}",
            f"{amount(row['plan'])}{_unit(row['plan'], row['unit'])}",
            _DASH if pd.isna(row["known"]) else amount(row["known"]),
        ]
        for row in planned.before_after.to_dict("records")
    ]
    headings = ["Figure", "Today", "With the plan", "Told of"]
    return table("Today and with the plan", headings, rows, look="numbers") if rows else ""


def _unit(value: Any, unit: str) -> str:  # noqa: ANN401 (a table's cell)
    """Return a unit of measure; what is counted stands in the sentence already."""
    return "" if pd.isna(value) or unit not in _MINUTES else " min"


def limits_html(planned: Planned) -> str:
    """Return the plans under each limit, a column each."""
    limits = planned.limits.sort_values("limit_min").to_dict("records")
    rows = [[said(label), *(_limit_cell(key, row) for row in limits)] for key, label in _LIMIT_ROWS]
    headings = ["Longest journey allowed", *(f"{row['limit_min']:g} min" for row in limits)]
    return table("The best plan under each limit", headings, rows, look="numbers")


def _limit_cell(key: str, row: Mapping[Any, Any]) -> str:
    if key == "served":
        return f"{row['served']:,} of {row['asked']:,}"
    if key == "longest_min":
        return said("none" if pd.isna(row[key]) else minutes(row[key]))
    if key == "gap":
        return "proven best" if row["proven"] else f"within {row['gap']:.1%}"
    return amount(row[key], 2 if key == "score" else 0)


def authorities_html(planned: Planned) -> str:
    """Return the plan by local authority; the page's script makes the columns sort."""
    rows = [
        [
            named(row["la_name"]),
            *(f"{row[key]:,}" for key, _ in _AUTHORITY_COLUMNS),
            said("none" if pd.isna(row["longest_min"]) else minutes(row["longest_min"])),
        ]
        for row in planned.authorities.sort_values(["la_name", "la_code"]).to_dict("records")
    ]
    headings = ["Local authority", *(label for _, label in _AUTHORITY_COLUMNS), "Longest drive"]
    return table("The plan by local authority", headings, rows, look="numbers sortable")


def alternatives_html(result: RunResult, planned: Planned) -> str:
    """Return the next-best plans: what each has instead of what, and what that costs."""
    best = ordered(planned.plan, result)
    numbers = {str(group_id): at for at, group_id in enumerate(best["group_id"], start=1)}
    names = names_of(result)
    parts = []
    for number, plan in planned.alternatives.groupby("alternative", sort=True):
        other = plan.sort_values(["served", "score", "group_id"], ascending=[False, False, True])
        without = best[~best["group_id"].isin(set(other["group_id"]))]
        instead = other[~other["in_best"]]
        parts.append(
            f'<details class="other-plan"><summary>{said(_cost(int(str(number)), other, best))}'
            "</summary>\n"
            f"<h4>Without</h4>\n{_groups_list(without, names, numbers)}"
            f"<h4>Instead</h4>\n{_groups_list(instead, names, {})}</details>\n"
        )
    return "".join(parts)


def _cost(number: int, other: pd.DataFrame, best: pd.DataFrame) -> str:
    """Return an alternative's name and what it costs against the best plan."""
    sums = {key: float(other[key].sum()) for key in ("served", "score", "travel_min")}
    less = {key: sums[key] - float(best[key].sum()) for key in sums}
    return (
        f"No. {number}: serves {sums['served']:,.0f} ({_more(less['served'], 0)}), "
        f"score {sums['score']:,.4f} ({_more(less['score'], 4)}), "
        f"{sums['travel_min']:,.0f} minutes of travel ({_more(less['travel_min'], 0)})"
    )


def _more(difference: float, digits: int) -> str:
    """Return a difference in words, judged as it is written: 0.001 is none of two digits."""
    text = f"{abs(difference):,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        return "the same"
    return f"{text} {'more' if difference > 0 else 'fewer' if digits == 0 else 'less'}"


def _groups_list(
    groups: pd.DataFrame, names: Callable[[str], list[str]], numbers: Mapping[str, int]
) -> str:
    if groups.empty:
        return "<p>No group.</p>\n"
    items = [
        f"<li>{_number(numbers.get(str(row['group_id'])))}"
        f"{', '.join(named(name) for name in names(str(row['urns'])))}: "
        f"{said(words.FORMS[row['form']].lower())}, {said(words.STATUSES[row['status']])}, "
        f"{said(minutes(row['longest_min']))}</li>"
        for row in groups.head(_MOST_DIFFERING).to_dict("records")
    ]
    rest = len(groups) - len(items)
    more = f"<li>and {count(rest, 'more group')}, in alternatives.csv</li>" if rest else ""
    return f"<ul>\n{''.join(items)}{more}</ul>\n"


def _number(number: int | None) -> str:
    return "" if number is None else f"<strong>{number:,}</strong> "


def lost_by_hand(proof: Mapping[str, Any]) -> str:
    """Return what groups kept and dropped by hand cost against the best plan without them."""
    lost = proof["by_hand"]
    done = [
        f"{verb} {', '.join(str(group_id) for group_id in proof[key])}"
        for key, verb in (("kept", "kept"), ("dropped", "dropped"))
        if proof.get(key)
    ]
    return (
        f"Changed by hand{f' ({"; ".join(done)})' if done else ''}. Against the best plan without "
        f"these changes: {_lost(lost.get('served'), 0, 'fewer', 'more', 'schools served')}, "
        f"{_lost(lost.get('score'), 2, 'less', 'more', 'score')}, "
        f"{_lost(lost.get('travel_min'), 0, 'more', 'fewer', 'minutes of travel')}."
    )


def _lost(value: float | None, digits: int, worse: str, better: str, what: str) -> str:
    """Return a loss in words; a loss below nothing is a gain."""
    if value is None:
        return f"{what} {_NOT_KNOWN}"
    text = f"{abs(float(value)):,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        return f"no change in {what}"
    return f"{text} {worse if value > 0 else better} {what}"


def _time(seconds: float | None) -> str:
    """Say roughly how long it took: equal runs make equal pages; the manifest has it exactly."""
    if seconds is None:
        return "a time that is not recorded"
    if seconds < _SHORT_S:
        return f"under {_SHORT_S} seconds"
    return "under a minute" if seconds < _MINUTE_S else f"{seconds / _MINUTE_S:.0f} minutes"


def proof_html(proof: Mapping[str, Any]) -> str:
    """Return the plan beside what no plan can pass, for each thing that it is best at, in order."""
    found, bound = proof.get("objective") or {}, proof.get("bound") or {}
    order: Sequence[str] = proof.get("order") or ()
    rows = []
    for key in order:
        digits = 2 if key == "score" else 1
        label = words.OBJECTIVES.get(key, key)
        rows.append([said(label), amount(found.get(key), digits), amount(bound.get(key), digits)])
    if not rows:
        return ""
    headings = ["First things first", "This plan", "No plan can be better than"]
    facts = [
        "Proven: the gap is 0." if proof.get("proven") else f"Gap: {_share(proof.get('gap'))}.",
        f"Found and proven in {_time(proof.get('seconds'))}.",
        f"Groups weighed: {amount(proof.get('columns'), 0)}.",
        f"Independent parts: {amount(proof.get('components'), 0)}.",
    ]
    weights = proof.get("weights") or {}
    if any(value != 1 for value in weights.values()):
        told = ", ".join(f"{str(key).replace('_', ' ')} {value}" for key, value in weights.items())
        facts.append(f"What a school counts: {told}.")
    forms = [words.FORMS.get(form, form) for form in proof.get("forms") or []]
    if forms:
        listed = "; ".join(form[:1].lower() + form[1:] for form in forms)
        facts.append(f"Only groups were weighed that the rules leave one of these forms: {listed}.")
    caption = "The plan and its bounds"
    return table(caption, headings, rows, look="numbers") + f"<p>{said(' '.join(facts))}</p>\n"


def _share(gap: Any) -> str:  # noqa: ANN401 (a JSON value)
    return _NOT_KNOWN if gap is None else f"{float(gap):.2%}"
