"""Join names into words."""

from collections.abc import Sequence


def listed(names: Sequence[str]) -> str:
    """Join one name or more with commas and a last "and"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
