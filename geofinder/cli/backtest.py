"""Prove the ranking on real federations and trust joins, and fit it anew."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from geofinder.wholefile import write_whole

Gias = Annotated[
    list[Path], typer.Option("--gias", help="GIAS establishment file, CSV or zip; may be several.")
]
Links = Annotated[Path, typer.Option("--links", help="GIAS file of all group links, CSV or zip.")]
Events = Annotated[
    Path | None,
    typer.Option("--events", help="Later joins to test on (CSV): urn, group_id (UID), date."),
]
Out = Annotated[Path | None, typer.Option("--out", help="File for all figures (JSON).")]
OnTheDay = Annotated[
    bool,
    typer.Option(
        "--on-the-day",
        help="Ask each school on the day it joined, with the federations that were there before.",
    ),
]
Plot = Annotated[Path | None, typer.Option("--plot", help="File for the calibration plot (SVG).")]
_NAMES = {"ours": "our ranking", "nearest": "the nearest", "nearest_compatible": "nearest of phase"}
_COLUMNS = ("recall_at_1", "recall_at_3", "recall_at_5", "recall_at_10", "recall_at_20", "mrr")
_WIDTH = 26

app = typer.Typer(
    name="backtest",
    help="Prove the ranking on real federations or trust joins that its fit has not seen.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command(
    epilog="Example: geofinder backtest federations --gias edubasealldata.csv "
    "--links alllinksdata.csv --out federations.json"
)
def federations(
    gias: Gias,
    links: Links,
    events: Events = None,
    out: Out = None,
    plot: Plot = None,
    on_the_day: OnTheDay = False,
) -> None:
    """Hide every federation and rank the schools and federations near each member.

    Cross-validated by local authority: none is in both the fit and its test. With --events the
    model is fitted on what was known before the first of them, and each is asked on its day.
    """
    given = {"events": events, "out": out, "plot": plot}
    _run("federations", gias, links, on_the_day=on_the_day, **given)


@app.command(
    epilog="Example: geofinder backtest joins --gias edubasealldata.csv --links alllinksdata.csv"
)
def joins(
    gias: Gias, links: Links, events: Events = None, out: Out = None, plot: Plot = None
) -> None:
    """Rank the trusts for each school that joined one, as they stood on the day before.

    Fitted on the three years before the first join that is tested; without --events the newest
    fifth of the joins that the links date is tested.
    """
    _run("joins", gias, links, events=events, out=out, plot=plot)


def _run(
    kind: Literal["federations", "joins"],
    gias: list[Path],
    links: Path,
    *,
    on_the_day: bool = False,
    **given: Path | None,
) -> None:
    # Fitting needs libraries that no other command loads.
    from geofinder import proving  # noqa: PLC0415
    from geofinder.ranking.plot import calibration_svg  # noqa: PLC0415

    evidence = proving.read_evidence(gias, links)
    proof = proving.prove(evidence, kind, events=given["events"], on_the_day=on_the_day)
    report = proof.report(kind)
    for line in _lines(report):
        typer.echo(line)
    if given["out"]:
        proving.write_report(report, given["out"])
        typer.echo(f"Figures: {given['out']}", err=True)
    if given["plot"]:
        write_whole(given["plot"], calibration_svg(proof, kind), what="The plot")
        typer.echo(f"Plot: {given['plot']}", err=True)


def _lines(report: dict[str, Any]) -> list[str]:
    ours = report["ours"]
    lines = [
        f"{ours['n']:,} cases: how often the true partner was among the first 1, 3, 5, 10, 20,",
        "and the mean reciprocal rank",
        *(_row(_NAMES[name], report[name]) for name in _NAMES),
        f"{'95% interval of ours':<{_WIDTH}}"
        + "  ".join(f"{low:.2f}-{high:.2f}" for low, high in ours["intervals"].values()),
    ]
    for breakdown, parts in ours.items():
        if breakdown.startswith("by_"):
            lines += ["", f"{breakdown.replace('_', ' ')} (our ranking; then the nearest)"]
            for part, figures in parts.items():
                lines.append(_row(f"{part} ({figures['n']:,})", figures))
                lines.append(_row("  the nearest", report["nearest"][breakdown][part]))
    for reason, count in report["left_out"].items():
        if count:
            lines.append(f"Not asked: {count:,} events ({reason}).")
    return lines


def _row(name: str, figures: dict[str, Any]) -> str:
    return f"{name:<{_WIDTH}}" + "  ".join(f"{figures[key]:9.3f}" for key in _COLUMNS)


def fit_ranking(
    gias: Gias,
    links: Links,
    out: Annotated[Path, typer.Option("--out", help="File for the models (TOML).")],
) -> None:
    """Fit the ranking on real federations and trust joins, and prove it on held-out ones."""
    from geofinder import proving  # noqa: PLC0415

    for kind, proof in proving.fit_ranking(gias, links, out).items():
        ours = proof.report(kind)["ours"]
        figures = ", ".join(f"{key} {ours[key]:.3f}" for key in _COLUMNS)
        typer.echo(f"{kind}: {ours['n']:,} held-out cases, {figures}")
