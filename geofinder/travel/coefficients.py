"""Write the estimate's coefficients as the TOML file that geofinder ships."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from geofinder.travel.estimate import Estimate
from geofinder.wholefile import write_whole

HEAD = """\
# What the estimate of travel is made from: detour (road metres per straight metre) and speed at
# some straight-line distances, for pairs of schools that are both rural, both urban, or mixed.
# Made by `geofinder fit-estimate`; a hand-made change would part it from its measured error.
"""


def estimate_toml(estimate: Estimate) -> str:
    """Return the coefficients as TOML; ``read_estimate`` reads them back unchanged."""
    return HEAD + "".join(_tables(estimate.model_dump()))


def write_estimate(estimate: Estimate, out: Path) -> None:
    """Write the coefficients to ``out``, whole or not at all.

    Raises:
        OutputError: ``out`` cannot be written; what was there before is untouched.
    """
    write_whole(out, estimate_toml(estimate), what="The coefficients")


def _tables(document: Mapping[str, Any]) -> Iterator[str]:
    yield from ("\n[made]\n", *_lines(document["made"]))
    for name, curve in document["curves"].items():
        yield from (f"\n[curves.{name}]\n", *_lines(curve))
    for error in document["held_out"]:
        yield from ("\n[[held_out]]\n", *_lines(error))


def _lines(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield ``key = value`` lines; JSON's text, numbers and lists are TOML's as well."""
    for key, value in values.items():
        yield f"{key} = {json.dumps(value, ensure_ascii=False)}\n"
