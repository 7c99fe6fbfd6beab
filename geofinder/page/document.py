"""Write the page's document around the map: headings, places for the lists, about, noscript."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

import pandas as pd

from geofinder.page import words
from geofinder.page.about_lists import listed, schools_by_reason, titled, titled_start
from geofinder.page.assets import leaflet
from geofinder.page.bound import bound_notes
from geofinder.page.ground import ground_notes
from geofinder.page.owed import credit, licences
from geofinder.page.plan_view import plan_view, plan_without_script
from geofinder.page.ranked import order_about, order_line
from geofinder.page.saying import is_estimate, long_date, said
from geofinder.result import RunResult

_BEST = 50
_TABS = (
    ("groups", "Groups"),
    ("schools", "Schools"),
    ("existing", "Existing"),
    ("left", "Left over"),
    ("about", "About"),
)


def title(result: RunResult) -> str:
    """Return the document's title, escaped."""
    return f"Schools that could work together: {said(result.area_name)} | geofinder"


def before_map(result: RunResult) -> str:
    """Return the HTML from the start of the body to the map."""
    manifest = result.manifest
    when = said(long_date(manifest.get("run_date", "not recorded")))
    first, rest = _method(manifest.get("travel", {}))
    held = bound_notes(len(result.candidates))
    more = "".join(f"<p>{said(text)}</p>" for text in (rest, *held) if text)
    return f"""
<a class="skip" id="skip" href="#panel">Skip to search and lists</a>
<header class="top">
<h1>Schools that could work together: <span class="area">{said(result.area_name)}</span></h1>
<p class="claim"><strong>{said(words.CLAIM)}</strong></p>{_local(manifest)}
<details class="method" id="method" open><summary>Made {when}.
{said(first.rstrip("."))}.</summary>{more}</details>
<div id="print-head"></div>
</header>
<main id="main">
<div class="map-side">
<h2 id="map-heading" class="unseen">Map</h2>
<p id="map-words" class="unseen">The map shows the schools of {said(result.area_name)} and those
near its border. It cannot be read aloud; everything on it is also in the lists that follow.</p>
"""


def _method(travel: Mapping[str, Any]) -> tuple[str, str]:
    """Return how travel was measured: what is seen without a tap, and the rest.

    The error of an estimate is among the first, on a phone too.
    """
    sentence = str(travel.get("sentence") or "Method of travel not stated.")
    errors = travel.get("source", {}).get("held_out", [])
    if travel.get("method") == "estimate" and errors:
        median, nine = errors[0]["median_abs_pct"], errors[0]["p90_abs_pct"]
        short = (
            f"Minutes are estimates, not routed: half of those tested were within {median:.0f}% of "
            f"the routed minutes, nine in ten within {nine:.0f}%"
        )
        return short, sentence
    first, _, rest = sentence.partition(". ")
    return first, rest


def _local(manifest: Mapping[str, Any]) -> str:
    """Return the header's line that local data was used, where it was."""
    local = manifest.get("local", {})
    return f'\n<p class="local">{said(local["sentence"])}</p>' if local.get("used") else ""


def after_map(result: RunResult, data: str) -> str:
    """Return the HTML from the map to the scripts: legend, lists, about, data."""
    planned = (("plan", "Plan"),) if result.planned is not None else ()
    tabs = "\n".join(
        f'<button type="button" role="tab" id="tab-{key}" data-view="{key}" '
        f'aria-controls="view" aria-selected="false" tabindex="-1">{label}'
        f'<span class="tab-count" id="tab-count-{key}"></span></button>'
        for key, label in (*planned, *_TABS)
    )
    return f"""
<details class="legend" id="legend"><summary>What the marks mean</summary>
<ul id="legend-list"></ul></details>
<p class="credit">{said(credit(result))}</p>
</div>
<section class="panel" id="panel" aria-labelledby="panel-heading" tabindex="-1">
<h2 id="panel-heading" class="unseen">Search and lists</h2>
<div role="search" class="finder">
<div class="field wide"><label for="q">Search schools</label>
<input id="q" type="search" autocomplete="off" spellcheck="false" maxlength="200"
placeholder="Name, URN, town, postcode or trust"></div>
<div class="fields" id="filters-first"></div>
<details class="filters-more" id="filters-more"><summary id="filters-summary">More filters</summary>
<p class="hint" id="filters-any">Phase, religious character, trust and setting are those of any of
its schools.</p>
<div class="fields" id="filters-rest"></div></details>
<ul class="chips" id="chips" aria-label="Filters chosen" hidden>
<li><button type="button" id="clear">Clear search and filters</button></li></ul>
</div>
<div role="tablist" aria-label="What to list" class="tabs">
{tabs}
</div>
<div class="list-head" id="list-head">
<p class="count" id="count" role="status" aria-live="polite"></p>
<p class="sorting"><label for="sort">Sort by</label> <select id="sort"></select></p>
<button type="button" class="copy" id="copy-link"
aria-label="Copy link to this view">Copy link</button>
</div>
<p class="order-line" id="order-line" hidden>{said(order_line(result.manifest))}</p>
<p class="copied" id="copied" role="status"></p>
<p class="field" hidden><label for="copy-field">Link to this view</label>
<input id="copy-field" type="text" readonly></p>
<section class="compare-bar" id="compare-bar" aria-label="Groups to compare" hidden></section>
<p class="unseen" id="compare-said" role="status"></p>
<div id="view" role="tabpanel" aria-labelledby="tab-groups" tabindex="-1">{plan_view(result)}
<div id="list"></div>
<div id="about" hidden>{_about(result)}</div>
</div>
<div id="detail" hidden></div>
</section>
</main>
<div id="print-sheet"></div>
<noscript>{plan_without_script(result)}{_without_script(result)}</noscript>
<script type="application/json" id="geofinder-data">{data}</script>
"""


def _about(result: RunResult) -> str:
    manifest = result.manifest
    version, licence = leaflet()
    notes = [*(str(note) for note in manifest.get("notes", [])), *ground_notes(result)]
    no_route = [
        f"{item.get('from_name')} to {item.get('to_name')}" for item in manifest.get("no_route", [])
    ]
    return f"""
<h3>What this page is</h3>
<p>{said(words.CLAIM)} A candidate group is a set of schools that belong together on the ground;
for each legal form the page says whether the rules leave it open, and what would be needed.</p>
<p>Geofinder {said(manifest.get("version", ""))},
{said(long_date(manifest.get("run_date", "")))}.</p>
<h3>How far</h3>
<p>{said(manifest.get("travel", {}).get("sentence", ""))}</p>
<p>Minutes are by car. Where the two directions differ, the longer one counts.</p>
{order_about(manifest)}
<h3>Where the facts come from</h3>
{listed([_source(source) for source in manifest.get("sources", [])])}
{titled("Notes on this run", notes)}
{schools_by_reason("Schools that are not on the map", manifest.get("left_out", []))}
{schools_by_reason("Schools too far from any road to be reached", manifest.get("unsnappable", []))}
{titled_start("Pairs of schools without a route between them", no_route)}
<h3>Licences</h3>
{listed(licences(result))}
<p>Map drawn with Leaflet {said(version)}, whose licence is:</p>
<pre class="licence" tabindex="0" role="region"
aria-label="Licence of Leaflet">{said(licence)}</pre>
"""


def _source(source: Mapping[str, Any]) -> str:
    """Return one source in words. Only a file's name is told, not where a user keeps it."""
    title = str(source.get("title") or "Source without a name")
    file = PurePath(str(source.get("file") or source.get("path") or "")).name
    parts = [f"{title} ({file})" if file else title]
    parts.append(f"Dates: {long_date(source.get('date') or 'not recorded')}")
    parts += [
        f"{key.capitalize()}: {source[key]}"
        for key in ("attribution", "licence", "incomplete")
        if source.get(key) and source[key] != "not recorded"
    ]
    return ". ".join(part.rstrip(".") for part in parts) + "."


def _without_script(result: RunResult) -> str:
    """Return the best groups as a table, for a reader whose programs block scripts."""
    names = dict(zip(result.schools["urn"].tolist(), result.schools["name"].tolist(), strict=True))
    ranks = result.candidates["rank"]
    first = result.candidates[ranks <= ranks.nsmallest(_BEST).max()]
    best = first.sort_values(["rank", "group_id"]).head(_BEST)
    members = result.members[result.members["group_id"].isin(best["group_id"])].sort_values("urn")
    of = {
        str(key): "; ".join(str(names[urn]) for urn in group["urn"])
        for key, group in members.groupby("group_id")
    }
    estimate = is_estimate(result.travel)
    columns = best[["pattern", "group_id", "longest_min", "pupils", "best_form", "best_status"]]
    rows = "\n".join(
        f"<tr><td>{said(words.PATTERNS.get(pattern, (pattern, ''))[0])}</td>"
        f"<td>{said(of.get(group_id, ''))}</td>"
        f"<td>{_number(minutes, ' min', estimate=estimate)}</td>"
        f"<td>{_number(pupils, '')}</td>"
        f"<td>{said(words.FORMS[form])}: {said(words.STATUSES[status])}</td></tr>"
        for pattern, group_id, minutes, pupils, form, status in columns.to_numpy(dtype=object)
    )
    return f"""
<h2>The best {len(best)} of {len(result.candidates):,} candidate groups</h2>
<p>The map and the full lists need JavaScript, which is switched off here.</p>
<table><caption>Best first; minutes are by car between the two schools farthest apart</caption>
<thead><tr><th scope="col">Pattern</th><th scope="col">Schools</th><th scope="col">Longest</th>
<th scope="col">Pupils</th><th scope="col">Best form</th></tr></thead>
<tbody>
{rows}
</tbody></table>
"""


def _number(value: Any, unit: str, *, estimate: bool = False) -> str:  # noqa: ANN401 (a table's cell)
    if pd.isna(value):
        return "not recorded"
    return f"{value:,.0f}{unit}{' (estimate)' if estimate else ''}"
