"""Hold what the commands share: options, the progress bar and the reading of settings."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, cast, get_args

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn
from typer.models import OptionInfo

from geofinder.errors import UsageError
from geofinder.parts import Workers
from geofinder.pipeline import Inputs
from geofinder.resources import cache_folder
from geofinder.settings import Pattern, Settings, read_settings, read_weights
from geofinder.terminal import messages, tell

GiasOption = Annotated[
    list[Path] | None,
    typer.Option("--gias", help="GIAS establishment file, CSV or zip; may be given several times."),
]
LinksOption = Annotated[
    Path | None, typer.Option("--links", help="GIAS file of all group links, CSV or zip.")
]
LocalOption = Annotated[
    Path | None,
    typer.Option("--local", help="Your own figures by URN (CSV): forecasts, balance, vacancy."),
]
PairsOption = Annotated[
    Path | None,
    typer.Option("--pairs", help='Pairs of URNs (CSV) with a weight, -1 to 1, or "never".'),
]

RoadsOption = Annotated[
    Path | None,
    typer.Option("--roads", help="OpenStreetMap extract (.osm.pbf) to route on."),
]
OsrmOption = Annotated[str | None, typer.Option("--osrm-url", help="An OSRM server to route with.")]
BoundariesOption = Annotated[
    Path | None,
    typer.Option("--boundaries", help="District outlines for the map (GeoJSON, GeoPackage)."),
]
PolicyOption = Annotated[
    Path | None,
    typer.Option("--policy", help="Rules of your own that extend the shipped ones (TOML)."),
]
ConfigOption = Annotated[Path | None, typer.Option("--config", help="A settings file (TOML).")]
WeightsOption = Annotated[
    Path | None,
    typer.Option("--weights", help="Rank by your own weights (TOML), not by what schools did."),
]
RunDateOption = Annotated[
    str | None,
    typer.Option("--run-date", help="Date that the files carry, YYYY-MM-DD. [default: today]"),
]
ProcessesOption = Annotated[
    int,
    typer.Option(
        "--processes",
        help="Parts of a large run that are computed at once; 1 needs the least memory.",
    ),
]
SchedulerOption = Annotated[
    str | None,
    typer.Option("--scheduler", help="Compute those parts on the Dask cluster at this address."),
]


def out_option(default: str) -> OptionInfo:
    """Return the option for the folder of the files; ``default`` says where they go without it."""
    option: OptionInfo = typer.Option("--out", help=f"Folder for the files. [default: {default}]")
    return option


class Bar:
    """Show the stages of a run on stderr: a bar on a terminal, nothing elsewhere."""

    def __init__(self, progress: Progress) -> None:
        """Add a task to ``progress``."""
        self._progress = progress
        self._task: TaskID = progress.add_task("start", total=None)

    def stage(self, name: str) -> None:
        """Name the stage that begins."""
        self._progress.update(self._task, description=name, total=None, completed=0)

    def progress(self, done: int, total: int) -> None:
        """Move the bar."""
        self._progress.update(self._task, completed=done, total=total)


def progress_bar() -> Progress:
    """Return a bar that shows on a terminal alone and is wiped when the work is done."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        console=messages,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        disable=not messages.is_terminal,
    )


def inputs_of(
    gias: list[Path] | None, *, links: Path | None, boundaries: Path | None, **rest: object
) -> Inputs:
    """Take the bundled sample where no register is given, and nothing of it where one is."""
    given: dict[str, Any] = {name: value for name, value in rest.items() if value is not None}
    if gias is None:
        if links is not None:
            message = "--links needs --gias: the bundled sample has its own links."
            raise UsageError(message)
        if boundaries is not None:
            given["boundaries"] = boundaries
        return Inputs(**given)
    return Inputs(gias=tuple(gias), links=links, boundaries=boundaries, **given)


def settings_of(config: Path | None, *, weights: Path | None = None, **given: object) -> Settings:
    """Read the settings file, then let the options of the command line win.

    With a file of ``weights`` these alone rank.
    """
    base = read_settings(config) if config else Settings()
    if weights is not None:
        given |= {"weights": read_weights(weights).model_dump(), "ranked_by": "weights"}
    chosen = {name: value for name, value in given.items() if value is not None}
    return base.with_options(**chosen)


def workers_of(processes: int, scheduler: str | None) -> Workers:
    """Return who computes a large run's parts; to be used in a ``with`` around the whole run."""
    return Workers(processes, scheduler, keep=cache_folder() / "parts", say=tell)


def patterns_of(names: list[str] | None) -> tuple[Pattern, ...] | None:
    """Check the names of patterns; None means all."""
    if not names:
        return None
    strange = sorted(set(names) - set(get_args(Pattern)))
    if strange:
        message = f"No such pattern: {', '.join(strange)}. Known: {', '.join(get_args(Pattern))}."
        raise UsageError(message)
    return cast("tuple[Pattern, ...]", tuple(dict.fromkeys(names)))


def day_of(text: str | None) -> dt.date:
    """Read a day; None means today."""
    if text is None:
        return dt.datetime.now(tz=dt.UTC).date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        message = f"--run-date takes a day as YYYY-MM-DD, not {text!r}."
        raise UsageError(message) from error
