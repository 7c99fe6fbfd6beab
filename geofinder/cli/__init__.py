"""Parse the command line, call the pipeline and print."""

import os
import sys
from typing import Annotated

import typer

import geofinder
from geofinder.cli import backtest, fetch, joiners, law, options_page, plan, upkeep
from geofinder.errors import GeofinderError
from geofinder.terminal import tell, words_only

_NO_MEMORY = (
    "This run needs more memory than there is. Nothing was written, and what was there before is "
    "untouched. Take a smaller area, shorter limits in minutes or fewer patterns, use --processes "
    "1, or close other programs."
)
app = typer.Typer(
    name="geofinder",
    help="Find groups of English schools that could work together. It finds candidates: it makes "
    "no claim that a school is willing, good, or has a vacancy.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(*, value: bool) -> None:
    if value:
        typer.echo(f"geofinder {geofinder.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    pass


app.command(epilog='Example: geofinder plan "East Sussex" --max-minutes 12 --out maps/trial')(
    plan.plan
)
app.command(epilog='Example: geofinder joiners "South Downs Learning Trust" --minutes 20')(
    joiners.joiners
)
app.command(epilog="Example: geofinder options 114404")(options_page.options)
app.command(epilog="Example: geofinder why 114404 114391 144954")(law.why)
app.command(epilog="Example: geofinder forms --format markdown")(law.forms)
app.command(epilog="Example: geofinder check edubasealldata20261120.csv")(upkeep.check)
app.command(
    epilog="Example: geofinder make-sample --gias edubasealldata.csv --links alllinksdata.csv "
    "--boundaries districts.geojson --out data/east_sussex"
)(upkeep.make_sample)
app.command(
    epilog="Example: geofinder fit-estimate --roads rutland.osm.pbf --gias edubasealldata.csv "
    "--out data/estimate.toml"
)(upkeep.fit_estimate)
app.add_typer(backtest.app)
app.add_typer(fetch.app)
app.command(
    epilog="Example: geofinder fit-ranking --gias edubasealldata.csv --links alllinksdata.csv "
    "--out data/ranking.toml"
)(backtest.fit_ranking)


def main() -> None:
    """Run the command line: a known failure is one message on stderr and its exit code."""
    with words_only():
        _main()


def _main() -> None:
    try:
        app()
    except GeofinderError as error:
        tell(str(error))
        sys.exit(error.exit_code)
    except MemoryError:
        tell(_NO_MEMORY)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output has gone: stop in silence, as other tools do, and keep Python
        # from flushing into the closed pipe once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
