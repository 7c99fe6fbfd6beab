"""Give every failure that a user can meet one class, one message and one exit code.

Each message says what is wrong, the value seen, where, and what to do. ``docs/errors.md``
lists the classes with cause and cure.
"""

from collections.abc import Sequence

MOST_EXAMPLES = 5


class GeofinderError(Exception):
    """A known failure; the command line prints its message and exits with ``exit_code``."""

    exit_code = 1


class UsageError(GeofinderError, ValueError):
    """The request contradicts itself or names an option's value that cannot be."""

    exit_code = 2


class InputError(GeofinderError, ValueError):
    """A file the user gave cannot be read as what it should be."""


class NotFoundError(GeofinderError, LookupError):
    """An area, school or trust that the data does not hold."""


class SettingsError(GeofinderError, ValueError):
    """A settings or policy file with an unknown key or an impossible value."""


class TravelError(GeofinderError, RuntimeError):
    """The routing engine or server failed, or its network does not cover the schools."""


class WorkersError(GeofinderError, RuntimeError):
    """The processes or the cluster that compute parts of a run died or do not answer."""


class FetchError(GeofinderError, OSError):
    """An official file cannot be had over the network; what was fetched before is untouched."""


class OutputError(GeofinderError, OSError):
    """The output cannot be written; what was there before is untouched."""


def examples(values: Sequence[object], *, most: int = MOST_EXAMPLES) -> str:
    """Name up to ``most`` of the values and say how many more there are.

    What a terminal would not print, or would obey, is shown as a question mark.
    """
    shown = ", ".join(_printable(str(value)) for value in values[:most])
    more = len(values) - most
    return f"{shown} and {more:,} more" if more > 0 else shown


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)


class PlanError(GeofinderError, RuntimeError):
    """No plan can be made, or the solver fails."""
