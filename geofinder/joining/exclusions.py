"""Read the schools that a trust leaves aside, each with its reason."""

from pathlib import Path

from geofinder.edited import BEYOND, is_urn, lines_of
from geofinder.errors import InputError, examples, quoted

COLUMNS = ("urn", "reason")


def read_exclusions(path: Path) -> dict[int, str]:
    """Return the reason for each URN of a CSV file with the columns ``urn`` and ``reason``.

    Raises:
        InputError: the file cannot be read, lacks a column, or has rows without a URN or a reason;
            the message names all lines at fault.
    """
    found: dict[int, str] = {}
    faults = []
    lines = lines_of(path, COLUMNS, what="the schools to leave aside", option="--exclude")
    for number, cells in lines:
        urn, reason = (cells[name].strip() for name in COLUMNS)
        if not is_urn(urn):
            faults.append(f"line {number}: {quoted(urn)} is no URN")
        elif not reason or BEYOND in cells:
            asked = "no reason" if not reason else "a comma too many (quote the reason)"
            faults.append(f"line {number}: {asked} for {urn}")
        elif int(urn) in found:
            faults.append(f"line {number}: {urn} a second time")
        else:
            found[int(urn)] = reason
    if faults:
        message = f"{path} is not usable: {examples(faults)}."
        raise InputError(message)
    return found
