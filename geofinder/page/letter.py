"""Write one school's options as a letter: one HTML file without any script."""

import pandas as pd

from geofinder.page import letter_words
from geofinder.page.letter_brief import LENGTHS, Brief, size_of
from geofinder.page.letter_forms import forms_section, in_short
from geofinder.page.letter_named import Named, Quoted
from geofinder.page.letter_school import consider_section, facts_section, future_section
from geofinder.page.letter_unknown import unknown_section
from geofinder.page.owed import owed
from geofinder.page.plain import plain_page
from geofinder.page.saying import (
    kilometres,
    local_used,
    long_date,
    minutes,
    named,
    recorded,
    row_of,
    said,
    table,
)
from geofinder.page.sketch import sketch
from geofinder.page.sketch_marks import legend
from geofinder.result import OptionsResult

_METHODS = {"road": "by road", "estimate": "estimated"}


def render_letter(result: OptionsResult) -> str:
    """Return the whole ``index.html`` about one school; the same result gives the same bytes."""
    for brief in LENGTHS:
        page, letters = _written(result, brief)
        if letters <= brief.most:
            break
    return page


def _written(result: OptionsResult, brief: Brief) -> tuple[str, int]:
    """Return the letter in one length, and how many letters of text it has."""
    own = row_of(result.schools, result.urn)
    who = Named.of(result, brief)
    quoted = Quoted(result.rules)
    forms = forms_section(result, who, quoted)
    body = f"""
<header class="letterhead">
<p class="to">To the {_board(own)} of <span class="made">Made
{said(long_date(result.manifest.get("run_date")))} by geofinder
{said(result.manifest.get("version", ""))} from public data</span></p>
<h1>{named(own["name"])}</h1>
<p class="about">Which schools could we work with, in which form, how far are they, and what stands
in the way?</p>
<p class="claim">{said(letter_words.NOT_ASKED)}{local_used(result.manifest)}</p>
</header>
<main>
<div class="top-row">
{facts_section(result)}
{_map(result, who)}
</div>
{in_short(result)}
{forms}
{_distances(result, who)}
<div class="bottom-row">
{unknown_section(result, who)}
{consider_section(result)}
{future_section(result)}
{_measured(result)}
</div>
</main>
<footer>
{quoted.sources()}
{_licences(result)}
</footer>
"""
    title = f"Options for {said(own['name'])} | geofinder"
    return plain_page(title=title, body=body, look=brief.look), size_of(body)


def _board(own: pd.Series) -> str:
    return "trustees and local governors" if own["governance"] == "academy" else "governing board"


def _map(result: OptionsResult, who: Named) -> str:
    numbers = {urn: str(number) for urn, number in who.numbers.items()}
    marked = {urn: numbers[urn] for urn in who.near()}
    own = who.names[result.urn]
    label = (
        f"Map: {own} in a ring, and the schools named in this letter by their number in the table "
        "of distances"
    )
    drawing = sketch(
        result.schools,
        marked,
        rings=[result.urn],
        label=label,
        districts=result.districts,
        roads=None if result.backdrop is None else result.backdrop.roads,
    )
    stages = result.schools.loc[result.schools["urn"].isin([result.urn, *marked]), "stage"]
    return (
        f'<figure class="map">{drawing}<figcaption>In the ring: your school. Numbers: the table '
        f"&#8220;How far&#8221;.{legend(stages)}</figcaption></figure>"
    )


def _distances(result: OptionsResult, who: Named) -> str:
    """Return the table of the schools named in the letter: who, how far, how measured."""
    seen = result.nearby.set_index("urn")
    own_la = row_of(result.schools, result.urn)["la_name"]
    rows = [
        _row(
            who,
            urn,
            row_of(result.schools, urn),
            row_of(result.nearby, urn),
            own_la=str(own_la),
        )
        for urn in who.near()
    ]
    if not rows:
        return (
            "<section><h2>How far</h2><p>No other school is named in this letter: none "
            "that fits lies within reach.</p></section>"
        )
    more = len(who.numbers) - len(rows)
    rest = f" {more} more of the letter lie farther away: see nearby.csv." if more else ""
    methods = sorted(set(seen.loc[who.near(), "method"]))
    how = " and ".join(_METHODS[method] for method in methods)
    caption = (
        f"Minutes by car from your school, there and back, and km; the nearest first ({how}).{rest}"
    )
    headings = ["School", "What it is", "Pupils", "Minutes", "Drive (straight line)"]
    if len(methods) > 1:
        headings.append("How")
    rows = [row[: len(headings)] for row in rows]
    return (
        '<section class="far"><h2>How far</h2>'
        f"{table(caption, headings, rows, look='distances')}</section>"
    )


def _row(who: Named, urn: int, school: pd.Series, travel: pd.Series, *, own_la: str) -> list[str]:
    columns = ("federation_name", "trust_name", "foundation_trust_name")
    body = next((str(school[key]) for key in columns if pd.notna(school[key])), "")
    there, back = minutes(travel["there_min"]), minutes(travel["back_min"])
    elsewhere = "" if school["la_name"] == own_la else str(school["la_name"])
    return [
        f'<span class="no">{who.numbers[urn]}</span> {named(school["name"])}',
        said(", ".join(part for part in (_kind(school), body, elsewhere) if part)),
        said(recorded(school["pupils"])),
        said(there if there == back else f"{there} / {back}"),
        said(_how_far(travel)),
        said(_METHODS[str(travel["method"])]),
    ]


def _how_far(travel: pd.Series) -> str:
    straight = kilometres(travel["straight_m"])
    return f"{kilometres(travel['distance_m'])} ({straight})"


def _kind(school: pd.Series) -> str:
    stage = {"not-known": "phase not recorded", "16-plus": "16 plus"}.get(
        str(school["stage"]), str(school["stage"])
    )
    faith = {
        "church-of-england": "CofE",
        "catholic": "Catholic",
        "other": "of another faith",
    }.get(str(school["faith"]), "")
    governance = {
        "maintained": "maintained",
        "academy": "academy",
        "independent": "independent",
    }.get(str(school["governance"]), "type not recorded")
    closing = "proposed to close" if school["status"] == "proposed to close" else ""
    return ", ".join(part for part in (f"{governance} {stage}", faith, closing) if part)


def _measured(result: OptionsResult) -> str:
    travel = result.manifest.get("travel", {})
    sources = "; ".join(
        f"{said(source.get('title', source.get('file', 'a file')))} (dates: "
        f"{said(long_date(source.get('date', 'not recorded')))})"
        for source in result.manifest.get("sources", [])[1:]
        if source.get("title") != "Policy rules"
    )
    other = f"<p>Also read: {sources}.</p>" if sources else ""
    other += "".join(f"<p>{said(note)}</p>" for note in result.manifest.get("thinned", []))
    return (
        "<section><h2>How this was found</h2>"
        f"<p>{said(travel.get('sentence', 'Method of travel not stated.'))} Minutes are by car; "
        "where the two directions differ the longer one counts. Where the register does not record "
        "a fact this letter says so; missing never counts as zero or as allowed.</p>"
        f"{other}</section>"
    )


def _licences(result: OptionsResult) -> str:
    by_road = result.backdrop is not None or bool((result.nearby["method"] == "road").any())
    told = owed(result.manifest, boundaries=result.districts is not None, by_road=by_road)
    return f'<p class="licences">{said(" ".join(told))}</p>'
