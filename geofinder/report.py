"""Word what `geofinder check` prints about a register file."""

from collections.abc import Iterator

import pandas as pd

from geofinder.errors import MOST_EXAMPLES
from geofinder.gias import Register

_ACTIONS = {
    "left out": "Left out (no school of the tables)",
    "mended": "Mended",
    "kept": "Kept, but odd or incomplete",
}


def report_lines(register: Register, *, every: bool) -> Iterator[str]:
    """Yield the report: what the files hold, then everything odd by kind, count and name.

    With ``every`` all names are given, else the first few of each kind.
    """
    schools = register.schools
    for source in register.sources:
        yield f"{source['file']}: {source['rows']:,} rows, dated: {source['date']}"
        if source["columns_absent"]:
            yield f"  columns it lacks: {', '.join(source['columns_absent'])}"
    yield f"Schools that can be used: {len(schools):,} of {register.rows:,} rows"
    for title, column in {"By governance": "governance", "By stage": "stage"}.items():
        yield f"{title}: {_counts(schools[column])}"
    yield f"Local authorities: {schools['la_name'].nunique()}"
    for title, column in {"trust": "trust_id", "federation": "federation_id"}.items():
        inside, groups = schools[column].notna().sum(), schools[column].nunique()
        yield f"In a {title}: {inside:,} schools of {groups:,} {title}s"
    yield ""
    for action, title in _ACTIONS.items():
        part = register.oddities[register.oddities["action"] == action]
        yield f"{title}: {part['urn'].nunique():,} schools, {len(part):,} remarks"
        for kind, rows in part.groupby("kind", sort=True):
            yield f"  {kind}: {len(rows):,}"
            shown = rows if every else rows.head(MOST_EXAMPLES)
            # As objects: a column of URNs alone takes no empty text where a row has none.
            texts = shown[["urn", "name", "detail"]].astype("object").fillna("")
            for urn, name, detail in texts.to_numpy():
                yield f"    {urn or 'no URN'} {name}" + (f" ({detail})" if detail else "")
            if len(rows) > len(shown):
                yield f"    and {len(rows) - len(shown):,} more (--all names them)"


def _counts(values: pd.Series) -> str:
    counts = values.value_counts()
    return ", ".join(f"{name} {number:,}" for name, number in sorted(counts.items()))
