"""Write the two files of local knowledge into a folder."""

from collections.abc import Sequence
from pathlib import Path

from geofinder.local import Local, read_local

FIGURE_COLUMNS = "urn,forecast_1y,forecast_3y,forecast_5y,revenue_balance,head_vacancy,note"
PAIR_COLUMNS = "urn_a,urn_b,weight,reason"


def figures_file(folder: Path, *rows: str, header: str = FIGURE_COLUMNS) -> Path:
    """Write ``--local`` with these rows."""
    path = folder / "figures.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def pairs_file(folder: Path, *rows: str, header: str = PAIR_COLUMNS) -> Path:
    """Write ``--pairs`` with these rows."""
    path = folder / "pairs.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def local_of(folder: Path, *, figures: Sequence[str] = (), pairs: Sequence[str] = ()) -> Local:
    """Return the knowledge of both files, as the program reads it."""
    folder.mkdir(exist_ok=True)
    return read_local(
        local=figures_file(folder, *figures) if figures else None,
        pairs=pairs_file(folder, *pairs) if pairs else None,
    )
