"""Write facts down with a checksum of their own, so that a damaged one is noticed."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

_SEAL = "seal"


def sealed(facts: Mapping[str, Any]) -> str:
    """Return facts as JSON, with their checksum among them."""
    return json.dumps({**facts, _SEAL: _seal_of(facts)}, indent=1, ensure_ascii=False) + "\n"


def unsealed(text: str) -> dict[str, Any]:
    """Return the facts that ``sealed`` was given.

    Raises:
        ValueError: it is no such text, or was changed since.
    """
    try:
        facts = json.loads(text)
    except RecursionError as error:
        message = "These facts are nested too deeply."
        raise ValueError(message) from error
    if not isinstance(facts, dict) or facts.pop(_SEAL, None) != _seal_of(facts):
        message = "These facts are not as they were written."
        raise ValueError(message)
    return facts


def _seal_of(facts: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
