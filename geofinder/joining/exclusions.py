"""Read the schools that a trust leaves aside, each with its reason."""

import csv
from pathlib import Path

from geofinder.errors import InputError, examples

COLUMNS = ("urn", "reason")


def read_exclusions(path: Path) -> dict[int, str]:
    """Return the reason for each URN of a CSV file with the columns ``urn`` and ``reason``.

    Raises:
        InputError: the file cannot be read, lacks a column, or has rows without a URN or a reason;
            the message names all lines at fault.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = f"The file of exclusions {path} cannot be read: {error}."
        raise InputError(message) from error
    reader = csv.DictReader(text.splitlines(), restkey="beyond")
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
    if set(COLUMNS) - set(reader.fieldnames):
        seen = ", ".join(reader.fieldnames) or "none"
        message = f"{path} needs the columns urn and reason in its first line; it has: {seen}."
        raise InputError(message)
    found: dict[int, str] = {}
    faults = []
    for row in reader:
        urn, reason = ((row[name] or "").strip() for name in COLUMNS)
        if not (urn.isascii() and urn.isdigit()):
            faults.append(f"line {reader.line_num}: {urn!r} is no URN")
        elif not reason or "beyond" in row:
            asked = "no reason" if not reason else "a comma too many (quote the reason)"
            faults.append(f"line {reader.line_num}: {asked} for {urn}")
        elif int(urn) in found:
            faults.append(f"line {reader.line_num}: {urn} a second time")
        else:
            found[int(urn)] = reason
    if faults:
        message = f"{path} is not usable: {examples(faults)}."
        raise InputError(message)
    return found
