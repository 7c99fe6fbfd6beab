"""Time reading a real-sized register file beside pandas.read_csv on the same columns.

Run: python benchmarks/reading.py [--gias FILE] [--rows 50000]
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from geofinder.gias import read_register
from geofinder.gias.columns import ESTABLISHMENT
from geofinder.gias.csvfile import read_csvs
from geofinder.resources import data_path

COLUMNS = 135
RUNS = 5


def make_file(source: Path, folder: Path, *, rows: int) -> Path:
    """Repeat real rows under new URNs and pad them to the published number of columns."""
    try:
        real = pd.read_csv(source, dtype=str, encoding="utf-8", keep_default_na=False)
    except UnicodeDecodeError:
        real = pd.read_csv(source, dtype=str, encoding="cp1252", keep_default_na=False)
    repeated = pd.concat([real] * -(-rows // len(real)), ignore_index=True).head(rows)
    repeated["URN"] = [str(100_000 + k) for k in range(rows)]
    padding = {
        f"Column {k} (name)": ["Not applicable", "", "01-09-2011", "West Ward"][k % 4]
        for k in range(COLUMNS - len(real.columns))
    }
    repeated = pd.concat([repeated, pd.DataFrame(padding, index=repeated.index)], axis=1)
    path = folder / "edubasealldata.csv"
    repeated.to_csv(path, index=False, encoding="cp1252", errors="replace")
    return path


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gias", type=Path, default=data_path("east_sussex", "establishments.csv"))
    parser.add_argument("--rows", type=int, default=50_000)
    options = parser.parse_args()
    headings = {column.heading for column in ESTABLISHMENT}
    with tempfile.TemporaryDirectory() as folder:
        path = make_file(options.gias, Path(folder), rows=options.rows)

        def bare() -> None:
            pd.read_csv(path, usecols=lambda name: name in headings, dtype=str, encoding="cp1252")

        def reading() -> None:
            read_csvs(path, ESTABLISHMENT, what="the register", option="--gias")

        def register() -> None:
            read_register([path])

        runs = [[timed(work) for work in (bare, reading, register)] for _ in range(RUNS)]
        size_mb = path.stat().st_size / 1e6
    print(f"{options.rows:,} rows, {COLUMNS} columns, {size_mb:.0f} MB; median of {RUNS} runs")
    names = (
        "pandas.read_csv, same columns",
        "read and parse the columns (must hold: at most 2)",
        "the whole register: classify, place, check, report",
    )
    for k, name in enumerate(names):
        seconds = statistics.median(run[k] for run in runs)
        ratio = statistics.median(run[k] / run[0] for run in runs)
        print(f"  {name:52} {seconds:6.2f} s   ratio {ratio:5.2f}")


if __name__ == "__main__":
    main()
