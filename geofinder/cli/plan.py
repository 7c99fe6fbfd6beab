"""Find, judge and draw the candidate groups of an area: ``geofinder plan``."""

from pathlib import Path
from typing import Annotated, Any

import typer

from geofinder.cli.options import (
    Bar,
    GiasOption,
    LinksOption,
    LocalOption,
    PairsOption,
    day_of,
    inputs_of,
    patterns_of,
    progress_bar,
    settings_of,
)
from geofinder.outputs import check_out, write_run
from geofinder.page import render_page
from geofinder.pipeline import Where, run_plan


def plan(
    area: Annotated[
        str | None,
        typer.Argument(help="Local authority (name or code), district, or URNs with commas."),
    ] = None,
    within: Annotated[
        float | None, typer.Option(help="Instead of AREA: km around the place given by --of.")
    ] = None,
    of: Annotated[
        str | None, typer.Option(help="URN, or postcode of a school in the file.")
    ] = None,
    gias: GiasOption = None,
    links: LinksOption = None,
    roads: Annotated[
        Path | None, typer.Option(help="OpenStreetMap extract (.osm.pbf) to route on.")
    ] = None,
    osrm_url: Annotated[str | None, typer.Option(help="An OSRM server to route with.")] = None,
    boundaries: Annotated[
        Path | None, typer.Option(help="District outlines for the map (GeoJSON, GeoPackage).")
    ] = None,
    border_km: Annotated[
        float | None, typer.Option(help="Schools this near over the border count. [default: 10]")
    ] = None,
    max_minutes: Annotated[
        float | None, typer.Option(help="Limit for every pair of rural primaries. [default: 15]")
    ] = None,
    max_size: Annotated[
        int | None, typer.Option(help="Most schools in a group of rural primaries. [default: 5]")
    ] = None,
    small: Annotated[
        int | None, typer.Option(help="A primary with fewer pupils is small. [default: 210]")
    ] = None,
    any_setting: Annotated[
        bool, typer.Option("--any-setting", help="Small town schools count as rural ones do.")
    ] = False,
    hub_minutes: Annotated[
        float | None, typer.Option(help="Limit to the hub of a new trust. [default: 30]")
    ] = None,
    trust_minutes: Annotated[
        float | None, typer.Option(help="Limit to the nearest school of a trust. [default: 20]")
    ] = None,
    top: Annotated[
        int | None, typer.Option(help="Best groups kept for each school. [default: 10]")
    ] = None,
    pattern: Annotated[
        list[str] | None,
        typer.Option(help="Only this pattern; may be given several times. [default: all]"),
    ] = None,
    policy: Annotated[
        Path | None, typer.Option(help="Rules of your own that extend the shipped ones (TOML).")
    ] = None,
    local: LocalOption = None,
    pairs: PairsOption = None,
    config: Annotated[Path | None, typer.Option(help="A settings file (TOML).")] = None,
    run_date: Annotated[
        str | None, typer.Option(help="Date that the files carry, YYYY-MM-DD. [default: today]")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the files. [default: maps/AREA]")
    ] = None,
) -> None:
    """Find, judge and rank the candidate groups of an area, and draw them on a map.

    Without --gias the bundled sample is read: East Sussex and 10 km around it.
    """
    settings = settings_of(
        config,
        border_km=border_km,
        max_minutes=max_minutes,
        max_size=max_size,
        small_pupils=small,
        any_setting=any_setting or None,
        hub_minutes=hub_minutes,
        trust_minutes=trust_minutes,
        top=top,
        patterns=patterns_of(pattern),
    )
    inputs = inputs_of(
        gias,
        links=links,
        boundaries=boundaries,
        roads=roads,
        osrm_url=osrm_url,
        policy=policy,
        local=local,
        pairs=pairs,
    )
    if out is not None:
        check_out(out)
    with progress_bar() as progress:
        bar = Bar(progress)
        result = run_plan(
            Where(area=area, within_km=within, of=of),
            inputs,
            settings,
            run_date=day_of(run_date),
            watcher=bar,
        )
        bar.stage("write the files")
        folder = out or Path("maps") / str(result.manifest["area_slug"])
        write_run(result, render_page(result), folder)
    _print_summary(result.manifest, folder)


def _print_summary(manifest: dict[str, Any], folder: Path) -> None:
    counts = manifest["counts"]
    typer.echo(
        f"{manifest['area']}: {counts['schools_in_area']:,} schools and "
        f"{counts['schools'] - counts['schools_in_area']:,} neighbours"
    )
    typer.echo(manifest["travel"]["sentence"])
    for name, number in counts["candidates_by_pattern"].items():
        typer.echo(f"  {name}: {number:,} candidate groups")
    typer.echo(
        "  small schools that no rural, infant-junior or federation group takes in: "
        f"{counts['left_over']:,}"
    )
    for note in manifest["notes"]:
        typer.echo(f"  {note}")
    if manifest["unsnappable"]:
        number = len(manifest["unsnappable"])
        typer.echo(f"  {number} schools lie on no road of the network and are left out:")
        for school in manifest["unsnappable"]:
            typer.echo(f"    {school['urn']} {school['name']}, {school['snapped_m']:,.0f} m")
    for pair in manifest["no_route"]:
        typer.echo(f"  No route from {pair['from_name']} to {pair['to_name']}")
    typer.echo("Candidates are not proposals: nobody has asked these schools.")
    typer.echo(f"Open {folder / 'index.html'}")
