"""Find, judge and draw the candidate groups of an area: ``geofinder plan``."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Any

import typer

from geofinder.cli.options import (
    Bar,
    BoundariesOption,
    ConfigOption,
    GiasOption,
    LinksOption,
    LocalOption,
    OsrmOption,
    PairsOption,
    PolicyOption,
    ProcessesOption,
    RoadsOption,
    RunDateOption,
    SchedulerOption,
    WeightsOption,
    day_of,
    inputs_of,
    out_option,
    patterns_of,
    progress_bar,
    settings_of,
    workers_of,
)
from geofinder.errors import UsageError
from geofinder.outputs import check_out, write_run
from geofinder.page import render_page
from geofinder.page.pictures import draw_pictures
from geofinder.pipeline import Where, Wishes, run_plan
from geofinder.tables import FORMS
from geofinder.tiles import read_tiles
from geofinder.wording import count


def plan(
    area: Annotated[
        str | None,
        typer.Argument(help="Local authorities (name or code), districts or URNs; or England."),
    ] = None,
    within: Annotated[
        float | None, typer.Option(help="Instead of AREA: km around the place given by --of.")
    ] = None,
    of: Annotated[
        str | None, typer.Option(help="URN, or postcode of a school in the file.")
    ] = None,
    gias: GiasOption = None,
    links: LinksOption = None,
    roads: RoadsOption = None,
    osrm_url: OsrmOption = None,
    boundaries: BoundariesOption = None,
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
    policy: PolicyOption = None,
    local: LocalOption = None,
    pairs: PairsOption = None,
    config: ConfigOption = None,
    weights: WeightsOption = None,
    run_date: RunDateOption = None,
    plan_forms: Annotated[
        str | None,
        typer.Option(help="Forms of a plan, with commas. [default: federation,join-federation]"),
    ] = None,
    serving_only: Annotated[
        bool,
        typer.Option("--serving-only", help="No group in the plan that serves no small school."),
    ] = False,
    time_limit: Annotated[
        float | None, typer.Option(help="Seconds after which the plan is what was found by then.")
    ] = None,
    alternatives: Annotated[int, typer.Option(help="So many next-best plans beside the best.")] = 0,
    differ: Annotated[
        int | None, typer.Option(help="Groups by which each differs at least. [default: 1]")
    ] = None,
    limits: Annotated[
        str | None, typer.Option(help="Compare the plan under these limits: 10,15,20 minutes.")
    ] = None,
    keep: Annotated[
        list[str] | None, typer.Option(help="Group id that the plan must have; several times.")
    ] = None,
    drop: Annotated[
        list[str] | None, typer.Option(help="Group id that the plan must not have; several times.")
    ] = None,
    own_plan: Annotated[
        Path | None, typer.Option("--plan", help="Your own plan: a plan.csv that you edited.")
    ] = None,
    processes: ProcessesOption = 2,
    scheduler: SchedulerOption = None,
    tiles: Annotated[
        str | None,
        typer.Option(
            help="For a page on a website: map tiles from the network, osm or "
            "https://HOST/{z}/{x}/{y}.png. [default: none]"
        ),
    ] = None,
    tiles_credit: Annotated[
        str | None, typer.Option(help="Whose tiles they are; needed with an address.")
    ] = None,
    out: Annotated[Path | None, out_option("maps/AREA")] = None,
) -> None:
    """Find, judge and rank the candidate groups of an area, choose the best plan and draw a map.

    Without --gias the bundled sample is read: East Sussex and 10 km around it.
    """
    settings = settings_of(
        config,
        weights=weights,
        border_km=border_km,
        max_minutes=max_minutes,
        max_size=max_size,
        small_pupils=small,
        any_setting=any_setting or None,
        hub_minutes=hub_minutes,
        trust_minutes=trust_minutes,
        top=top,
        patterns=patterns_of(pattern),
        plan_forms=_forms(plan_forms),
        plan_serving_only=serving_only or None,
        time_limit=time_limit,
        plan_differ=differ,
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
        tiles=read_tiles(tiles, credit=tiles_credit),
    )
    if out is not None:
        check_out(out)
    with workers_of(processes, scheduler) as workers, progress_bar() as progress:
        bar = Bar(progress)
        wishes = Wishes(
            keep=tuple(dict.fromkeys(keep or [])),
            drop=tuple(dict.fromkeys(drop or [])),
            plan=own_plan,
            alternatives=alternatives,
            limits=_minutes(limits),
            workers=workers,
        )
        result = run_plan(
            Where(area=area, within_km=within, of=of),
            inputs,
            settings,
            run_date=day_of(run_date),
            watcher=bar,
            wishes=wishes,
        )
        bar.stage("write the files")
        folder = out or Path("maps") / str(result.manifest["area_slug"])
        # The two take no word from one another, and a PNG is painted beside Python's own work.
        with ThreadPoolExecutor(max_workers=1) as beside:
            drawn = beside.submit(draw_pictures, result)
            write_run(result, render_page(result), folder, pictures=drawn.result())
    _print_summary(result.manifest, folder, alternatives=alternatives)


def _forms(text: str | None) -> tuple[str, ...] | None:
    """Read the forms of --plan-forms; the settings refuse what is none."""
    if text is None:
        return None
    named = [part.strip() for part in text.split(",") if part.strip()]
    strange = [name for name in named if name not in FORMS]
    if strange or not named:
        message = f"No such form: {', '.join(strange) or text!r}. Known: {', '.join(FORMS)}."
        raise UsageError(message)
    return tuple(dict.fromkeys(named))


def _minutes(text: str | None) -> tuple[float, ...]:
    """Read the minutes of --limits."""
    try:
        return tuple(float(part) for part in (text or "").split(",") if part.strip())
    except ValueError as error:
        message = f"--limits takes minutes with commas, as 10,15,20, not {text!r}."
        raise UsageError(message) from error


def _print_summary(manifest: dict[str, Any], folder: Path, *, alternatives: int) -> None:
    counts = manifest["counts"]
    own, near = counts["schools_in_area"], counts["schools"] - counts["schools_in_area"]
    typer.echo(f"{manifest['area']}: {count(own, 'school')} and {count(near, 'neighbour')}")
    typer.echo(manifest["travel"]["sentence"])
    for name, number in counts["candidates_by_pattern"].items():
        typer.echo(f"  {name}: {number:,} candidate groups")
    _print_plan(manifest["plan"], counts["left_over"], alternatives=alternatives)
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


def _print_plan(told: dict[str, Any], left_over: int, *, alternatives: int) -> None:
    typer.echo(told["sentence"])
    objective = told["objective"]
    typer.echo(
        f"  {objective['served']:,} served, score {objective['score']:.3f}, "
        f"{objective['travel_min']:,.0f} minutes to hubs; gap {told['gap']:.2%}, "
        f"{told['seconds']:.1f} s; left over by name and reason: {left_over:,}"
    )
    for reason in told["bounded_by"]:
        typer.echo(f"  bounded: {reason}")
    found = told["alternatives"]
    if len(found) < alternatives:
        typer.echo(
            f"  {len(found) or 'none'} of the {alternatives} alternatives asked for: no other plan "
            "was found that differs by so many groups (--differ)"
        )
    for other in found:
        typer.echo(
            f"  alternative {other['alternative']}: {other['served']:,} served, score "
            f"{other['score']:.3f}, {other['differs']} groups differ"
        )
