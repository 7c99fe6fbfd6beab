"""Get the official files: ``geofinder fetch``."""

import datetime as dt
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TransferSpeedColumn,
)

from geofinder.errors import UsageError
from geofinder.fetching import (
    Book,
    Fetched,
    Fetcher,
    Kept,
    Patience,
    Shelf,
    Source,
    fetch,
    put_copy,
    read_addresses,
)
from geofinder.gias.columns import ESTABLISHMENT, GROUP_LINKS
from geofinder.letters import shown
from geofinder.terminal import messages, tell

PATIENCE = Patience()
COLUMNS = {
    "gias": [column.heading for column in ESTABLISHMENT],
    "links": [column.heading for column in GROUP_LINKS],
}
"""What stays of a fetched register: the columns that are read, so nobody's name."""
_BYTES_PER_MB = 1_000_000
_AGES = ((86_400.0, "day"), (3_600.0, "hour"), (60.0, "minute"))
_EXAMPLE_AREA = '"East Sussex"'

app = typer.Typer(
    name="fetch",
    help="Get the official files: the register, its links, roads, boundaries. Nothing is sent but "
    "the request for the file.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

AddressesOption = Annotated[
    Path | None,
    typer.Option("--addresses", help="Addresses of your own (TOML) instead of the shipped ones."),
]
OfflineOption = Annotated[
    bool, typer.Option("--offline", help="Take what was fetched before, and ask nobody.")
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", help="Put a copy here; what is known of it goes to FILE.source.json."),
]
LargestOption = Annotated[
    float | None,
    typer.Option("--largest-mb", help="Take no file larger than this. [default: by the addresses]"),
]


@app.command(epilog="Example: geofinder fetch gias --out edubasealldata.csv")
def gias(
    addresses: AddressesOption = None,
    offline: OfflineOption = False,
    out: OutOption = None,
    largest_mb: LargestOption = None,
) -> None:
    """Get the newest GIAS establishment file (about 60 MB)."""
    _fetch(read_addresses(addresses).gias, offline=offline, out=out, largest_mb=largest_mb)


@app.command(epilog="Example: geofinder fetch links --out alllinksdata.csv")
def links(
    addresses: AddressesOption = None,
    offline: OfflineOption = False,
    out: OutOption = None,
    largest_mb: LargestOption = None,
) -> None:
    """Get the newest GIAS file of all group links (about 5 MB)."""
    _fetch(read_addresses(addresses).links, offline=offline, out=out, largest_mb=largest_mb)


@app.command(epilog="Example: geofinder fetch roads east-sussex --out east-sussex.osm.pbf")
def roads(
    region: Annotated[
        str, typer.Argument(help='A county, as "East Sussex" or east-sussex, or england.')
    ],
    addresses: AddressesOption = None,
    offline: OfflineOption = False,
    out: OutOption = None,
    largest_mb: LargestOption = None,
) -> None:
    """Get the OpenStreetMap extract of a county (10 to 120 MB) or of England (1.5 GB)."""
    source = read_addresses(addresses).roads
    if source.regions:
        source = source.of_region(region)
    _fetch(source, offline=offline, out=out, largest_mb=largest_mb)


@app.command(epilog="Example: geofinder fetch boundaries --out districts.geojson")
def boundaries(
    addresses: AddressesOption = None,
    offline: OfflineOption = False,
    out: OutOption = None,
    largest_mb: LargestOption = None,
) -> None:
    """Get the outlines of England's local authority districts."""
    _fetch(read_addresses(addresses).boundaries, offline=offline, out=out, largest_mb=largest_mb)


@app.command(epilog="Example: geofinder fetch status")
def status(addresses: AddressesOption = None) -> None:
    """Say what was fetched, how old it is, and whether it is still whole; asks nobody."""
    shelf, now = Shelf(), dt.datetime.now(tz=dt.UTC)
    book = read_addresses(addresses)
    typer.echo(f"Kept in {shelf.folder}")
    keys = shelf.keys()
    for key in keys:
        kept = shelf.kept(key)
        if kept is not None:
            for line in _facts(kept, now):
                typer.echo(line)
        elif shelf.is_damaged(key):
            typer.echo(f"{key}: damaged. Fetch it again: {_command(key)}")
        else:
            typer.echo(f"{key}: begun, not complete. Go on: {_command(key)}")
    for key in Book.model_fields:
        if not any(name == key or name.startswith(f"{key}-") for name in keys):
            option = getattr(book, key).option
            typer.echo(f"{key}: not fetched. For {option}: {_command(key)}")


def _command(key: str) -> str:
    name, _, region = key.partition("-")
    region = region or ("REGION" if name == "roads" else "")
    return f"geofinder fetch {name} {region}".strip()


def _fetch(source: Source, *, offline: bool, out: Path | None, largest_mb: float | None) -> None:
    if largest_mb is not None and not largest_mb > 0:
        message = f"--largest-mb takes a number above 0, not {largest_mb:g}."
        raise UsageError(message)
    with _bar() as progress:
        task = progress.add_task(shown(source.what), total=None)

        def move(done: int, total: int | None) -> None:
            progress.update(task, completed=done, total=total)

        fetcher = Fetcher(
            shelf=Shelf(),
            patience=PATIENCE,
            largest_mb=largest_mb,
            columns=COLUMNS,
            tell=move,
            say=tell,
        )
        fetched = fetch(source, fetcher, offline=offline)
    _report(fetched, source, out)


def _bar() -> Progress:
    """Return a bar that shows on a terminal alone and is wiped when the work is done."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        console=messages,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        disable=not messages.is_terminal,
    )


def _report(fetched: Fetched, source: Source, out: Path | None) -> None:
    kept = fetched.kept if out is None else put_copy(fetched.kept, out)
    typer.echo(fetched.said)
    for line in _facts(kept, dt.datetime.now(tz=dt.UTC)):
        typer.echo(line)
    # The register is what a run needs first; the other files go with it.
    first = "" if source.option == "--gias" else "--gias edubasealldata.csv "
    given = f"{source.option} {shlex.quote(str(kept.path))}"
    typer.echo(f"Use it: geofinder plan {_EXAMPLE_AREA} {first}{given}")


def _facts(kept: Kept, now: dt.datetime) -> Iterator[str]:
    facts = kept.facts
    counts = [f"{facts[name]:,} {name}" for name in ("rows", "outlines") if name in facts]
    size = f"{facts['bytes'] / _BYTES_PER_MB:,.1f} MB ({facts['bytes']:,} bytes)"
    rows = {
        "file": str(kept.path),
        "date": facts["date"],
        "size": ", ".join([size, *counts]),
        "columns": f"{facts['columns']}: those that are read" if "columns" in facts else "",
        "note": facts.get("note", ""),
        "sha256": facts["sha256"],
        "md5": f"{facts['md5']}, as published" if "md5" in facts else "",
        "as published": facts.get("published_sha256", ""),
        "licence": facts["licence"],
        "attribution": facts["attribution"],
        "address": facts["address"],
        "fetched": _moment(facts["fetched"], now),
        "checked": _moment(facts["checked"], now),
    }
    yield str(facts["title"])
    yield from (f"  {name:<12} {value}" for name, value in rows.items() if value)


def _moment(text: str, now: dt.datetime) -> str:
    """Return a moment and how long ago it was."""
    try:
        passed_s = (now - dt.datetime.fromisoformat(text)).total_seconds()
    except (ValueError, TypeError):
        return text
    for length_s, unit in _AGES:
        number = int(passed_s // length_s)
        if number >= 1:
            return f"{text} ({number} {unit}{'' if number == 1 else 's'} ago)"
    return f"{text} (just now)"
