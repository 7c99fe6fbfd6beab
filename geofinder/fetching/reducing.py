"""Leave out of a fetched CSV every column that is not read: names of people, ways to reach them."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from geofinder.fetching.checking_csv import encoding_of
from geofinder.sources import sha256_of

SHIFTED = "a value too many"


def reduce_csv(path: Path, target: Path, *, columns: Sequence[str]) -> dict[str, str | int]:
    """Write the named columns of a checked CSV to ``target``, in UTF-8; say what was left out.

    The published register names every head teacher. What is kept for months on a disk should not,
    so a column that is not asked for by name does not stay: a new one with new names neither.

    Returns:
        ``columns`` (how many of how many), ``published_bytes`` and ``published_sha256`` of what
        came, so that the file can be compared with the publisher's.
    """
    with (
        path.open(encoding=encoding_of(path), errors="replace", newline="") as stream,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        rows = csv.reader(stream)
        header = next(rows)
        headings = [heading.strip() for heading in header]
        places = [headings.index(heading) for heading in columns if heading in headings]
        writer = csv.writer(out)
        writer.writerow(headings[place] for place in places)
        writer.writerows(_taken(rows, places, width=len(header)))
    return {
        "columns": f"{len(places)} of {len(header)}",
        "published_bytes": path.stat().st_size,
        "published_sha256": sha256_of(path),
    }


def _taken(rows: Iterable[list[str]], places: list[int], *, width: int) -> Iterator[list[str]]:
    """Yield the values of these columns.

    In a row with more values than headings each may stand under its neighbour's heading, a name
    under a town's. Of such a row the number is left, and a value too many, by which whoever reads
    the file finds it faulty as in the published one.
    """
    for row in rows:
        if len(row) > width:
            number = [row[place] if row[place].isdecimal() else "" for place in places[:1]]
            yield [*number, *[""] * (len(places) - len(number)), SHIFTED]
        elif row:
            yield [row[place] if place < len(row) else "" for place in places]
