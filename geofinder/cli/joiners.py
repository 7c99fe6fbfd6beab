"""Find who could join a trust or work with it: ``geofinder joiners``."""

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
    RoadsOption,
    RunDateOption,
    WeightsOption,
    day_of,
    inputs_of,
    out_option,
    progress_bar,
    settings_of,
)
from geofinder.outputs import check_joiners_out, write_joiners
from geofinder.page.joiners import render_joiners
from geofinder.pipeline.joiners import Asked, run_joiners
from geofinder.result import JoinersResult

MINUTES = 30.0
_SHOWN = 10


def joiners(
    trust: Annotated[
        str, typer.Argument(help="Academy trust: name, companies house number or group UID.")
    ],
    minutes: Annotated[
        float, typer.Option(help="Limit from a school to the trust's nearest school.")
    ] = MINUTES,
    exclude: Annotated[
        Path | None, typer.Option(help="Schools to leave aside (CSV: urn, reason); kept, unranked.")
    ] = None,
    transfers: Annotated[
        bool, typer.Option("--transfers", help="List academies of other trusts too, marked.")
    ] = False,
    gias: GiasOption = None,
    links: LinksOption = None,
    local: LocalOption = None,
    pairs: PairsOption = None,
    roads: RoadsOption = None,
    osrm_url: OsrmOption = None,
    boundaries: BoundariesOption = None,
    policy: PolicyOption = None,
    config: ConfigOption = None,
    weights: WeightsOption = None,
    run_date: RunDateOption = None,
    out: Annotated[Path | None, out_option("maps/joiners-TRUST")] = None,
) -> None:
    """Rank the standalone schools that could join a trust or work with it for a time.

    Without --gias the bundled sample is read: East Sussex and 10 km around it.
    """
    settings = settings_of(config, weights=weights, trust_minutes=minutes)
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
        check_joiners_out(out)
    with progress_bar() as progress:
        bar = Bar(progress)
        result = run_joiners(
            Asked(trust=trust, exclude=exclude, transfers=transfers),
            inputs,
            settings,
            run_date=day_of(run_date),
            watcher=bar,
        )
        bar.stage("write the files")
        folder = out or Path("maps") / f"joiners-{result.manifest['trust_slug']}"
        write_joiners(result, render_joiners(result), folder)
    _print_summary(result, folder)


def _print_summary(result: JoinersResult, folder: Path) -> None:
    trust, manifest = result.trust, result.manifest
    typer.echo(f"{trust['name']} ({trust['trust_id']})")
    for line in trust["lines"]:
        typer.echo(f"  {line}")
    typer.echo(manifest["travel"]["sentence"])
    counts: dict[str, Any] = manifest["counts"]
    best = result.joiners[result.joiners["rank"].notna()].head(_SHOWN)
    first = "; the first:" if len(best) else "."
    typer.echo(f"{counts['ranked']:,} standalone schools, of {counts['listed']:,} listed{first}")
    for row in best.to_dict("records"):
        typer.echo(
            f"  {row['rank']}. {row['name']} ({row['urn']}): {row['nearest_min']:.0f} minutes to "
            f"{row['nearest_name']}; joining {row['join_trust']}, for a time "
            f"{row['trust_partnership']}"
        )
    for note in manifest["notes"]:
        typer.echo(f"  {note}")
    for school in manifest["unsnappable"]:
        typer.echo(f"  On no road, so left out: {school['urn']} {school['name']}")
    typer.echo("Candidates are not proposals: nobody has asked these schools.")
    typer.echo(f"Open {folder / 'index.html'}")
