"""Give every failure that a user can meet one class, one message and one exit code.

Each message says what is wrong, the value seen, where, and what to do. ``docs/errors.md``
lists the classes with cause and cure.
"""

import re
from collections.abc import Sequence

from geofinder.letters import shown

MOST_EXAMPLES = 5
_LONGEST_EXAMPLE = 200
_LONGEST_QUOTED = 60


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


class PlanError(GeofinderError, RuntimeError):
    """The plan asked for cannot be, or one that was made fails its check."""


def examples(values: Sequence[object], *, most: int = MOST_EXAMPLES) -> str:
    """Name up to ``most`` of the values and say how many more there are.

    What a terminal would not print, or would obey, is shown as a question mark, and a long value
    is cut.
    """
    named = ", ".join(_short(shown(str(value))) for value in values[:most])
    more = len(values) - most
    return f"{named} and {more:,} more" if more > 0 else named


def quoted(text: str) -> str:
    """Return a value in quotation marks, as the user wrote it but no longer than a message may."""
    return repr(text if len(text) <= _LONGEST_QUOTED else f"{text[:_LONGEST_QUOTED]}...")


def _short(text: str) -> str:
    line = re.sub(r"[\t\n]", "?", text[: _LONGEST_EXAMPLE + 1])
    return line if len(line) <= _LONGEST_EXAMPLE else f"{line[:_LONGEST_EXAMPLE]}..."
