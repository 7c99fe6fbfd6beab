"""Write a document as TOML, whatever stands in it."""

import datetime as dt
import json
from typing import Any


def as_toml(document: Any) -> str:
    """Return a table as TOML, every part of it in one line; what is no table, as it is."""
    if not isinstance(document, dict):
        return _value(document)
    return "".join(f"{_key(key)} = {_value(value)}\n" for key, value in document.items())


def _key(key: object) -> str:
    return json.dumps(str(key), ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: object) -> str:
    if isinstance(value, dict):
        inside = ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return repr(value) if isinstance(value, int | float) else _key(value)
