"""Write who could join a trust as one HTML file without any script: map, ranked list, members."""

import pandas as pd

from geofinder.page import letter_words, words
from geofinder.page.owed import owed
from geofinder.page.plain import plain_page
from geofinder.page.ranked import joiners_order, past, why_lines
from geofinder.page.saying import (
    MOST_LISTED,
    first_of,
    kilometres,
    local_used,
    long_date,
    minutes,
    named,
    recorded,
    said,
    table,
)
from geofinder.page.sketch import sketch
from geofinder.page.sketch_marks import legend
from geofinder.result import JoinersResult
from geofinder.wording import count

_MAP_HEIGHT = 430
_MOST_NUMBERS = 40
"""So many schools have a number on the map; print ends after as many (css/letter.css)."""
_ASKED = (
    ("join_trust", "Joining"),
    ("trust_partnership", "For a time"),
    ("transfer", "Transfer"),
)
_STANDINGS = {
    "standalone": "standalone",
    "not-known": "not known to be standalone",
    "in-trust": "in another trust already: it could only transfer",
}


def render_joiners(result: JoinersResult) -> str:
    """Return the whole ``index.html`` about one trust; the same result gives the same bytes."""
    ranked = result.joiners[result.joiners["rank"].notna()].sort_values("rank")
    others = result.joiners[result.joiners["rank"].isna()].sort_values(["nearest_min", "urn"])
    name = result.trust["name"]
    by_road = result.backdrop is not None or bool((result.travel["method"] == "road").any())
    licences = owed(result.manifest, boundaries=result.districts is not None, by_road=by_road)
    body = f"""
<header class="letterhead">
<p class="to">To the trustees of <span class="made">Made
{said(long_date(result.manifest.get("run_date")))} by geofinder
{said(result.manifest.get("version", ""))} from public data</span></p>
<h1>{named(name)}</h1>
<p class="about">Which standalone schools near ours could join us, or work with us for a time?</p>
<p class="claim">{said(letter_words.NOT_ASKED)}{local_used(result.manifest)}</p>
</header>
<main>
<section class="trust"><h2>The trust, as the register has it</h2>
<ul>{"".join(f"<li>{said(line)}</li>" for line in result.trust["lines"])}</ul></section>
{_map(result, ranked)}
{_ranked(result, ranked)}
{_others(others)}
{_members(result)}
</main>
<footer>
{_measured(result)}
{_rules(result)}
<p class="licences">{said(" ".join(licences))}</p>
</footer>
"""
    title = f"Who could join {said(name)} | geofinder"
    return plain_page(title=title, body=body, look="of-a-trust")


def _map(result: JoinersResult, ranked: pd.DataFrame) -> str:
    best = ranked.head(_MOST_NUMBERS)
    numbers = {int(urn): str(rank) for urn, rank in best[["urn", "rank"]].to_numpy()}
    members = sorted(int(urn) for urn in result.members["urn"])
    drawing = sketch(
        result.schools,
        numbers,
        rings=members,
        label=(
            f"Map: the schools of {result.trust['name']} in rings, and the ranked schools by their "
            "number in the list"
        ),
        districts=result.districts,
        roads=None if result.backdrop is None else result.backdrop.roads,
        height=_MAP_HEIGHT,
        links={urn: f"#school-{urn}" for urn in numbers},
    )
    shown = result.schools["urn"].isin([*numbers, *members])
    first = f"the first {len(best)} of the list" if len(ranked) > len(best) else "the list below"
    return (
        f'<figure class="map wide">{drawing}<figcaption>In rings: the trust\'s schools. Numbers: '
        f"{first}; a number leads to its place there."
        f"{legend(result.schools.loc[shown, 'stage'])}</figcaption></figure>"
    )


def _ranked(result: JoinersResult, ranked: pd.DataFrame) -> str:
    if ranked.empty:
        return (
            "<section><h2>Standalone schools</h2><p>No standalone school within the limit is "
            "open to either form.</p></section>"
        )
    limit = result.manifest.get("settings", {}).get("trust_minutes")
    within = "" if limit is None else f" within {float(limit):g} minutes of one of yours"
    cards = "".join(_card(row) for _, row in ranked.head(MOST_LISTED).iterrows())
    return (
        f"<section><h2>{said(count(len(ranked), 'standalone school'))}{said(within)}, best first"
        f'</h2><p class="order">{said(joiners_order(result.manifest))} {said(_measure(result))}'
        f"{first_of(len(ranked), 'joiners.csv')}</p>"
        f'{_printed(len(ranked))}<ol class="joiners">{cards}</ol></section>'
    )


def _printed(number: int) -> str:
    """Say in print where the list ends: paper holds the schools that the map numbers."""
    if number <= _MOST_NUMBERS:
        return ""
    return (
        f'<p class="order printed">Printed are the first {_MOST_NUMBERS} of {number:,}; all are on '
        "the page and in joiners.csv.</p>"
    )


def _measure(result: JoinersResult) -> str:
    estimate = bool((result.travel["method"] == "estimate").any())
    kind = "estimates, not routed" if estimate else "by road"
    return f"Minutes are {kind}, by car in the slower direction."


def _card(row: pd.Series) -> str:
    near = (
        f"{minutes(row['nearest_min'])}, {kilometres(row['nearest_m'])} to "
        f"{named(row['nearest_name'])}; "
        f"{row['members_10_min']} of yours within 10 min, {row['members_20_min']} within 20, "
        f"{row['members_30_min']} within 30"
    )
    rank = "" if pd.isna(row["rank"]) else f'<span class="no">{row["rank"]}</span> '
    return (
        f'<li class="joiner" id="school-{row["urn"]}"><h3>{rank}{named(row["name"])} '
        f'<span class="urn">URN {row["urn"]}</span></h3>'
        f'<p class="what">{said(_kind(row))}</p><p class="near">{near}</p>'
        f'<p class="verdicts">{_verdicts(row)} {said(past(row).capitalize())}</p>{_more(row)}</li>'
    )


def _kind(row: pd.Series) -> str:
    stage = "phase not recorded" if row["stage"] == "not-known" else str(row["stage"])
    faith = {
        "church-of-england": "Church of England",
        "catholic": "Catholic",
        "other": "of another faith",
    }.get(str(row["faith"]), "")
    pupils = "pupils not recorded" if pd.isna(row["pupils"]) else count(row["pupils"], "pupil")
    marks = [word for word in ("small", "rural") if pd.notna(row[word]) and row[word]]
    body = "" if pd.isna(row["trust_name"]) else str(row["trust_name"])
    parts = [stage, recorded(row["type"]), faith, pupils, *marks, str(row["la_name"]), body]
    return ", ".join(part for part in parts if part and part != "not recorded")


def _verdicts(row: pd.Series) -> str:
    told = [
        f'{heading}: <span class="status status-{row[form]}">'
        f"{words.STATUSES[str(row[form])]}</span>"
        for form, heading in _ASKED
        if pd.notna(row[form])
    ]
    return " ".join(told)


def _more(row: pd.Series) -> str:
    lines = [
        ("What it adds", row["adds"]),
        ("Leads to", row["leads_to"]),
        ("Takes from", row["takes_from"]),
        ("Consents", row["consents"]),
        ("Spread", _spread(row)),
        *why_lines(row),
        *((heading, row[f"{form}_sentence"]) for form, heading in _ASKED),
    ]
    items = "".join(
        f"<div><dt>{said(key)}</dt><dd>{said(value)}</dd></div>"
        for key, value in lines
        if pd.notna(value) and value
    )
    return (
        f"<details><summary>What speaks for it, what it takes</summary><dl>{items}</dl></details>"
    )


def _spread(row: pd.Series) -> str:
    before, after = row["longest_nearest_before_min"], row["longest_nearest_after_min"]
    drive = (
        f"; the loneliest school's drive to its nearest other: {minutes(before)} now, "
        f"{minutes(after)} then"
        if pd.notna(before) and pd.notna(after)
        else ""
    )
    return (
        f"area around the schools {row['hull_before_km2']:,.0f} km2 now, "
        f"{row['hull_after_km2']:,.0f} km2 with it{drive}"
    )


def _others(others: pd.DataFrame) -> str:
    if others.empty:
        return ""
    rows = [
        [
            named(row["name"]),
            said(_kind(row)),
            said(minutes(row["nearest_min"])),
            said(_why_not(row)),
        ]
        for _, row in others.head(MOST_LISTED).iterrows()
    ]
    early = first_of(len(others), "joiners.csv")
    caption = f"Near the trust, but not ranked as standalone schools.{early}"
    headings = ["School", "What it is", "Nearest", "Why not ranked"]
    return (
        f"<section><h2>{said(count(len(others), 'school'))} near, not ranked</h2>"
        f"{_printed(len(others))}{table(caption, headings, rows, look='near-table')}</section>"
    )


def _why_not(row: pd.Series) -> str:
    if pd.notna(row["excluded"]):
        return f"left aside by you: {row['excluded']}"
    if row["standing"] != "standalone":
        return _STANDINGS[str(row["standing"])]
    return str(row["join_trust_sentence"])


def _members(result: JoinersResult) -> str:
    rows = [
        [
            named(row["name"]),
            said("phase not recorded" if row["stage"] == "not-known" else row["stage"]),
            said(recorded(row["pupils"])),
            said(
                "not recorded"
                if pd.isna(row["joined"])
                else long_date(row["joined"].date().isoformat())
            ),
            "none"
            if pd.isna(row["nearest_name"])
            else f"{named(row['nearest_name'])}, {minutes(row['nearest_min'])}",
        ]
        for _, row in result.members.sort_values(["name", "urn"]).iterrows()
    ]
    caption = "Each with its nearest other school of the trust"
    headings = ["School", "Phase", "Pupils", "Joined", "Nearest other"]
    return f"<section><h2>Your schools</h2>{table(caption, headings, rows)}</section>"


def _measured(result: JoinersResult) -> str:
    manifest = result.manifest
    sources = "; ".join(
        f"{source.get('title', source.get('file'))} (dates: {long_date(source.get('date'))})"
        for source in manifest.get("sources", [])
    )
    notes = "".join(f"<li>{said(note)}</li>" for note in manifest.get("notes", []))
    off_road = "".join(
        f"<li>On no road, so left out: {said(item['name'])} (URN {said(item['urn'])})</li>"
        for item in manifest.get("unsnappable", [])
    )
    return (
        "<section><h2>How this was found</h2>"
        f"<p>{said(manifest.get('travel', {}).get('sentence', ''))}</p>"
        f"<p>Facts from: {said(sources)}.</p><ul>{notes}{off_road}</ul></section>"
    )


def _rules(result: JoinersResult) -> str:
    columns = [f"{form}_rules" for form, _ in _ASKED]
    used = {
        rule
        for column in columns
        for cell in result.joiners[column].dropna().unique()
        for rule in cell.split()
    }
    items = "".join(
        f'<li>{said(told["sentence"])} <span class="source">{said(told["source"])}, '
        f"{said(long_date(told['source_date']))} "
        f"({said(letter_words.SURE.get(told['sure'], told['sure']))})</span></li>"
        for told in (result.rules[rule] for rule in sorted(used))
    )
    return (
        '<section id="sources"><h2>The rules, and where they come from</h2>'
        f'<p>{said(letter_words.CHECK)}</p><ul class="sources">{items}</ul></section>'
    )
