"""Write the letter's part about the legal forms: with whom, what it takes, what is closed."""

import pandas as pd

from geofinder.page import letter_words, words
from geofinder.page.letter_named import Named, Quoted, others_of
from geofinder.page.ranked import past
from geofinder.page.saying import minutes, named, said
from geofinder.result import OptionsResult
from geofinder.tables import FORMS, STATUSES
from geofinder.wording import count, listed

_TO_A_TRUST = ("join-trust", "trust-partnership", "transfer")
_KINDLESS = ("neighbour", "alone")


def of_letter(result: OptionsResult, form: str) -> pd.DataFrame:
    """Return the groups that the letter shows for a form, best first."""
    table = result.options
    return table[(table["form"] == form) & table["in_letter"]].sort_values("place")


def status_of(result: OptionsResult, form: str) -> str:
    """Return the best status that any group of the letter has for a form."""
    found = set(of_letter(result, form)["status"])
    return next((status for status in STATUSES if status in found), "not-known")


def forms_of(result: OptionsResult) -> list[str]:
    """Return the forms that the letter speaks of, in their order."""
    return [form for form in FORMS if form in set(result.options["form"])]


def in_short(result: OptionsResult) -> str:
    """Return what the letter says in a few lines: which forms are open, and which are not."""
    forms = forms_of(result)
    lines = []
    for status in STATUSES:
        of = [words.FORMS[form] for form in forms if status_of(result, form) == status]
        if of:
            lines.append(
                f'<div><dt class="status status-{status}">{letter_words.STATUSES[status]}</dt>'
                f"<dd>{said('; '.join(of))}</dd></div>"
            )
    return (
        f'<section class="short"><h2>What we could do</h2><dl>{"".join(lines)}</dl>'
        f"<p>{said(letter_words.MEANING)}</p></section>"
    )


def forms_section(result: OptionsResult, who: Named, quoted: Quoted) -> str:
    """Return a part for each form: its best groups, what it takes, and what is closed."""
    forms = forms_of(result)
    usable = [form for form in forms if status_of(result, form) != "blocked"]
    closed = [form for form in forms if form not in usable]
    parts = [_form(result, form, who, quoted) for form in usable]
    items = "".join(
        f"<li><strong>{said(words.FORMS[form])}</strong>. {said(letter_words.FORMS[form])} "
        f"{_why_closed(result, form, who, quoted)}</li>"
        for form in closed
    )
    shut = (
        '<section class="form closed"><h3>Blocked for your school as things stand'
        f'</h3><ul class="closed-forms">{items}</ul></section>'
        if closed
        else ""
    )
    return (
        '<section class="forms-part"><h2>With whom, and what it needs</h2>'
        f'<p class="order">{said(_order(result))}</p>'
        f'<div class="forms">{"".join(parts)}{shut}</div></section>'
    )


def _order(result: OptionsResult) -> str:
    by_past = result.manifest.get("order", {}).get("by") == "evidence"
    return letter_words.ORDER_BY_PAST if by_past else letter_words.ORDER


def _form(result: OptionsResult, form: str, who: Named, quoted: Quoted) -> str:
    every = of_letter(result, form)
    groups = every.head(who.brief.groups)
    status = status_of(result, form)
    mixed = set(groups["status"]) != {status}
    items = "".join(
        f"<li>{_group(result, row, who, mixed=mixed)}</li>" for _, row in groups.iterrows()
    )
    if len(every) > len(groups):
        items += f"<li>{_elsewhere(len(every) - len(groups), 'more group')}</li>"
    return (
        f'<section class="form"><h3>{said(words.FORMS[form])} '
        f'<span class="status status-{status}">{letter_words.STATUSES[status]}</span></h3>'
        f'<p class="what">{said(letter_words.FORMS[form])}</p><ul class="with">{items}</ul>'
        f"{_takes(result, form, groups, who, quoted)}"
        f"{_not_with(result, form, who, quoted)}</section>"
    )


def _elsewhere(number: int, one: str) -> str:
    return f"and {said(count(number, one))} in options.csv."


def _group(result: OptionsResult, row: pd.Series, who: Named, *, mixed: bool) -> str:
    """Return one group in a line: what it is, the others in it, how far, how many pupils.

    Its letter stands for it where it comes again.
    """
    letter, new = who.letter(str(row["group_id"]))
    others = others_of(result, str(row["group_id"]), str(row["urns"]))
    kind = "" if row["pattern"] in _KINDLESS else f"{_kind(result, row)}: "
    joining = _joiners_of_own(result, row)
    if joining:
        others, kind = joining, f"Could join your {_kind(result, row)}: "
    elif row["pattern"] == "neighbour" and row["form"] in _TO_A_TRUST:
        kind = _trust_of_pair(result, others[0])
    status = str(row["status"])
    state = (
        f' <span class="status status-{status}">{letter_words.STATUSES[status].lower()}</span>'
        if mixed
        else ""
    )
    most = who.brief.named if new else who.brief.again
    shown = [who.written(urn) for urn in others[:most]]
    if len(others) > most:
        shown.append(f"{len(others) - most} more")
    names = listed(shown) if shown else "no other school in reach"
    figures = f" ({said(', '.join(_figures(row, others)))})" if new and others else ""
    ahead = _ahead(result, row) if new else ""
    return f'<b class="letter">{letter}</b> {kind}{names}{figures}{ahead}{state}'


def _ahead(result: OptionsResult, row: pd.Series) -> str:
    """Return what local data says of the group, as HTML."""
    if result.local is None:
        return ""
    of = result.local[result.local["group_id"] == row["group_id"]]
    return f" Local data: {said(of['says'].iloc[0])}" if len(of) else ""


def _joiners_of_own(result: OptionsResult, row: pd.Series) -> list[int]:
    """Return who could join the school's own federation or trust; nobody where it is no host."""
    if row["pattern"] not in {"federation-joiner", "trust-joiner"}:
        return []
    of = result.members[result.members["group_id"] == row["group_id"]]
    joiners = of.loc[of["role"] == "joiner", "urn"].astype("int64").tolist()
    return [] if result.urn in joiners else joiners


def _trust_of_pair(result: OptionsResult, other: int) -> str:
    """Return which trust a pair of schools would be about, as HTML."""
    kinds = dict(zip(result.schools["urn"], result.schools["trust_kind"], strict=True))
    if kinds[other] == "mat":
        names = dict(zip(result.schools["urn"], result.schools["trust_name"], strict=True))
        return f"{named(names[other])}: "
    return "Could join your trust: " if kinds[result.urn] == "mat" else ""


def _figures(row: pd.Series, others: list[int]) -> list[str]:
    told = [past(row)] if past(row) else []
    if row["pattern"] == "trust-joiner":
        return [f"nearest {minutes(row['nearest_min'])}", *told]
    pupils = row["pupils"]
    together = "pupils together not known" if pd.isna(pupils) else f"{pupils:,} pupils together"
    if len(others) == 1:
        return [minutes(row["nearest_min"]), together, *told]
    far = f"longest drive between two {minutes(row['longest_min'])}"
    return [f"nearest {minutes(row['nearest_min'])}", far, together, *told]


def _kind(result: OptionsResult, row: pd.Series) -> str:
    """Return the kind of group, or the federation or trust by its name."""
    columns = {"federation-joiner": "federation_name", "trust-joiner": "trust_name"}
    column = columns.get(str(row["pattern"]))
    if column:
        urns = [int(urn) for urn in row["urns"].split()]
        names = result.schools.set_index("urn").loc[urns, column].dropna().unique()
        if len(names):
            return named(" and ".join(sorted(map(str, names))))
    return said(letter_words.GROUPS.get(str(row["pattern"]), str(row["pattern"])))


def _takes(
    result: OptionsResult, form: str, groups: pd.DataFrame, who: Named, quoted: Quoted
) -> str:
    """Return the consents, unknowns and conditions of the groups shown."""
    of = _because(result, form, groups)
    firm = of["known"].astype("bool")
    told = (
        ("Consent", of[(of["effect"] == "needs-consent") & firm]),
        ("Not known", of[~firm & (of["effect"] != "condition")]),
        ("What it takes", of[(of["effect"] == "condition") & firm]),
    )
    parts = []
    for heading, chosen in told:
        every = [str(rule) for rule in chosen["rule"].unique()]
        before = [rule for rule in every if not quoted.first(rule)]
        new = [rule for rule in every if rule not in before]
        # Who consents, and what is not known, is never left out.
        most = who.brief.told if heading == "What it takes" else len(new)
        sentences = [
            _sentence(
                rule, chosen[chosen["rule"] == rule], who, quoted, causes=heading != "What it takes"
            )
            for rule in new[:most]
        ]
        if before:
            start = "As in" if not sentences else "Also as in"
            sentences.append(f"{start} {quoted.refer(before)}{_causes(chosen, before, who)}.")
        if len(new) > most:
            sentences.append(_elsewhere(len(new) - most, "more condition"))
        if sentences:
            parts.append(f'<p class="takes"><b>{heading}:</b> {" ".join(sentences)}</p>')
    return "".join(parts)


def _because(result: OptionsResult, form: str, groups: pd.DataFrame) -> pd.DataFrame:
    because = result.because
    of_form = (because["form"] == form) & (because["rule"] != "")
    return because[of_form & because["group_id"].isin(groups["group_id"])]


def _sentence(rule: str, rows: pd.DataFrame, who: Named, quoted: Quoted, *, causes: bool) -> str:
    caused = _caused(rows, who) if causes else ""
    sentence = str(rows["sentence"].iloc[0]).removeprefix("Not known: ")
    return f"{said(sentence)}{caused}{quoted.mark(rule)}"


def _causes(chosen: pd.DataFrame, rules: list[str], who: Named) -> str:
    of = chosen[chosen["rule"].isin(rules) & (chosen["effect"] != "condition")]
    return _caused(of, who) if len(of) else ""


def _caused(rows: pd.DataFrame, who: Named) -> str:
    """Name the schools that make a rule hold: by number, where the table has them."""
    urns = {int(urn) for causing in rows["schools"] for urn in causing}
    if not urns or len(urns) > who.brief.causes:
        return ""
    order = sorted(urns, key=lambda urn: (who.numbers.get(urn, 0), urn))
    names = ["your school" if urn == who.own else who.short(urn) for urn in order]
    return f' <span class="cause">(for {listed(names)})</span>'


def _not_with(result: OptionsResult, form: str, who: Named, quoted: Quoted) -> str:
    """Return the near schools whose own facts close a form, with the rule."""
    table = result.options
    pairs = table[
        (table["form"] == form) & (table["status"] == "blocked") & (table["pattern"] == "neighbour")
    ].sort_values("nearest_min")
    of = _because(result, form, pairs)
    lines: list[str] = []
    rest = 0
    for rule, rows in of.groupby("rule", sort=False):
        urns = list(dict.fromkeys(int(urn) for causing in rows["schools"] for urn in causing))
        urns.sort(key=lambda urn: (who.numbers.get(urn, len(who.numbers)), urn))
        if urns and who.own not in urns:
            if len(lines) == who.brief.told:
                rest += 1
                continue
            names = listed(_first(urns, who))
            lines.append(
                f"{names}: {said(rows['sentence'].iloc[0])}{quoted.mark(str(rule))}"
                if quoted.first(str(rule))
                else f"{names}: as in {quoted.refer([str(rule)])}."
            )
    if rest:
        lines.append(_elsewhere(rest, "more rule"))
    return f'<p class="not"><b>Not with</b> {" ".join(lines)}</p>' if lines else ""


def _first(urns: list[int], who: Named) -> list[str]:
    """Return the first schools by number, as HTML, and how many more there are."""
    first = [who.short(urn) for urn in urns[: who.brief.causes]]
    more = len(urns) - len(first)
    return [*first, f"{more} more"] if more else first


def _why_closed(result: OptionsResult, form: str, who: Named, quoted: Quoted) -> str:
    groups = of_letter(result, form)
    of = _because(result, form, groups)
    of = of[of["effect"] == "blocked"]
    return " ".join(
        _sentence(str(rule), rows, who, quoted, causes=False)
        for rule, rows in of.groupby("rule", sort=False)
    )
