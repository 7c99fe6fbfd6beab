"""Look at a register file, and make the files that geofinder ships."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from geofinder.cli.options import LinksOption
from geofinder.gias import read_register
from geofinder.report import report_lines
from geofinder.sample import make_sample as make


def check(
    file: Annotated[list[Path], typer.Argument(help="GIAS establishment file, CSV or zip.")],
    links: LinksOption = None,
    every: Annotated[bool, typer.Option("--all", help="Name every school, not the first.")] = False,
) -> None:
    """Say what a register file holds and everything odd in it."""
    for line in report_lines(read_register(file, links=links), every=every):
        typer.echo(line)


def make_sample(
    gias: Annotated[Path, typer.Option(help="Full GIAS establishment file.")],
    links: Annotated[Path, typer.Option(help="Full GIAS file of all group links.")],
    boundaries: Annotated[Path, typer.Option(help="Outlines of all districts.")],
    out: Annotated[Path, typer.Option(help="Folder for the sample.")],
    area: Annotated[str, typer.Option(help="Local authority.")] = "East Sussex",
    border_km: Annotated[float, typer.Option(help="Width of the surroundings, km.")] = 10.0,
) -> None:
    """Make the bundled sample from the full files (for geofinder's own developers)."""
    counts = make(
        gias=gias, links=links, boundaries=boundaries, area=area, border_km=border_km, out=out
    )
    typer.echo(", ".join(f"{name}: {number:,}" for name, number in counts.items()))


def fit_estimate(
    roads: Annotated[Path, typer.Option(help="OpenStreetMap extract (.osm.pbf) to fit on.")],
    gias: Annotated[Path, typer.Option(help="GIAS establishment file of the schools there.")],
    out: Annotated[Path, typer.Option(help="File for the coefficients (TOML).")],
) -> None:
    """Fit the estimate of travel on routed pairs, and measure its error on others."""
    # The fitting needs libraries that no other command loads.
    from geofinder.travel.coefficients import write_estimate  # noqa: PLC0415
    from geofinder.travel.fit import fit_estimate as fit  # noqa: PLC0415

    schools = read_register([gias]).schools
    estimate = fit(roads=roads, schools=schools, made_on=dt.datetime.now(tz=dt.UTC).date())
    write_estimate(estimate, out)
    for error in estimate.held_out:
        typer.echo(
            f"{error.which}: {error.pairs:,} journeys, half of the estimates within "
            f"{error.median_abs_pct:.0f}%, nine in ten within {error.p90_abs_pct:.0f}%, "
            f"bias {error.bias_min:+.1f} minutes"
        )
