"""Put numbers and names into words."""

from collections.abc import Sequence


def listed(names: Sequence[str]) -> str:
    """Join one name or more with commas and a last "and"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def count(number: float, one: str) -> str:
    """Return ``1 school`` or ``2 schools``."""
    return f"{number:,.0f} {one if number == 1 else f'{one}s'}"
