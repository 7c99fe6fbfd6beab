"""Write a letter about one school's options: ``geofinder options``."""

from pathlib import Path
from typing import Annotated

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
    RoadsOption,
    RunDateOption,
    day_of,
    inputs_of,
    out_option,
    progress_bar,
    settings_of,
)
from geofinder.outputs import check_options_out, write_options
from geofinder.page import render_letter
from geofinder.pipeline.options import AROUND_KM, run_options
from geofinder.result import OptionsResult
from geofinder.tables import STATUSES


def options(
    urn: Annotated[str, typer.Argument(help="URN of the school.")],
    around_km: Annotated[
        float, typer.Option(help="Schools this near (straight line) are looked at.")
    ] = AROUND_KM,
    gias: GiasOption = None,
    links: LinksOption = None,
    local: LocalOption = None,
    pairs: PairsOption = None,
    roads: RoadsOption = None,
    osrm_url: OsrmOption = None,
    boundaries: BoundariesOption = None,
    policy: PolicyOption = None,
    config: ConfigOption = None,
    run_date: RunDateOption = None,
    out: Annotated[Path | None, out_option("maps/options-URN")] = None,
) -> None:
    """Write a letter about one school: each form, who with, how far, what it takes.

    It is for the governing board, and prints on two pages of A4. Without --gias the bundled
    sample is read: East Sussex and 10 km around it.
    """
    settings = settings_of(config, border_km=around_km)
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
        check_options_out(out)
    with progress_bar() as progress:
        bar = Bar(progress)
        result = run_options(urn, inputs, settings, run_date=day_of(run_date), watcher=bar)
        bar.stage("write the files")
        folder = out or Path("maps") / f"options-{result.urn}"
        write_options(result, render_letter(result), folder)
    _print_summary(result, folder)


def _print_summary(result: OptionsResult, folder: Path) -> None:
    manifest = result.manifest
    typer.echo(f"{manifest['school']} (URN {result.urn})")
    typer.echo(manifest["travel"]["sentence"])
    shown = result.options[result.options["in_letter"]]
    for form, groups in shown.groupby("form", sort=False):
        status = next(status for status in STATUSES if status in set(groups["status"]))
        best = groups[groups["status"] == status].iloc[0]
        own = manifest["school"]
        others = [name for name in best["names"].split("; ") if name != own]
        whom = f", best with {', '.join(others[:3])}" if others and status != "blocked" else ""
        more = f" and {len(others) - 3} more" if whom and len(others) > 3 else ""  # noqa: PLR2004
        typer.echo(f"  {form}: {status}{whom}{more}")
    if manifest["local"]["used"]:
        typer.echo(manifest["local"]["sentence"])
    typer.echo("Candidates are not proposals: nobody has asked these schools.")
    typer.echo(f"Open {folder / 'index.html'}")
