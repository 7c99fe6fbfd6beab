"""Read a TOML file into a model, with one message for what cannot be, and write one whole."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from geofinder.errors import OutputError, SettingsError


def read_toml[Model: BaseModel](
    path: Path,
    model: type[Model],
    *,
    what: str,
    check: Callable[[Mapping[str, Any]], str | None] | None = None,
) -> Model:
    """Return the model that a TOML file holds.

    Args:
        path: the file.
        model: what it must be.
        what: what the file is, to begin the message: "The settings file".
        check: what is wrong with the file's tables beyond the model, or None; ends the sentence
            "<what> <path> ...".

    Raises:
        SettingsError: the file cannot be read or is not TOML, or lacks something, has an unknown
            key or an impossible value.
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{what} {path} cannot be read: {error}."
        raise SettingsError(message) from error
    wrong = None if check is None else check(given)
    if wrong:
        message = f"{what} {path} {wrong}"
        raise SettingsError(message)
    try:
        return model.model_validate(given)
    except ValidationError as error:
        message = f"{what} {path} is not usable: {problems(error)}."
        raise SettingsError(message) from error


def problems(error: ValidationError) -> str:
    """Return where each value is wrong, why, and what was given where that is short."""
    return "; ".join(
        f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
        + _given(problem["input"])
        for problem in error.errors()
    )


def _given(value: object) -> str:
    return "" if isinstance(value, dict | list | tuple | BaseModel) else f" (given: {value!r})"


def write_toml(text: str, out: Path, *, what: str) -> None:
    """Write ``text`` to ``out``, whole or not at all; ``what`` begins the message of a failure.

    Raises:
        OutputError: ``out`` cannot be written; what was there before is untouched.
    """
    beside = out.with_name(f".{out.name}.unfinished")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(out)
    except OSError as error:
        beside.unlink(missing_ok=True)
        message = f"{what} cannot be written to {out}: {error.strerror or error}."
        raise OutputError(message) from error
