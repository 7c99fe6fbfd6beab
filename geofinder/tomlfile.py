"""Read a TOML file into a model, with one message for what cannot be."""

import os
import stat
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from geofinder.errors import SettingsError
from geofinder.sizes import TOML_MB, too_large


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
    given = tables_of(path, what=what)
    wrong = None if check is None else check(given)
    if wrong:
        message = f"{what} {path} {wrong}"
        raise SettingsError(message)
    try:
        return model.model_validate(given)
    except ValidationError as error:
        message = f"{what} {path} is not usable: {problems(error)}."
        raise SettingsError(message) from error


def tables_of(path: Path, *, what: str) -> dict[str, Any]:
    """Return the tables of a TOML file; ``what`` begins the message of a failure.

    Raises:
        SettingsError: the file cannot be read, is no plain file, too large, or not TOML.
    """
    try:
        wrong = _wrong_with(path.stat())
        given = {} if wrong else tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"{what} {path} cannot be read: {error}."
        raise SettingsError(message) from error
    except RecursionError as error:
        message = f"{what} {path} cannot be read: it is nested too deeply."
        raise SettingsError(message) from error
    if wrong:
        message = f"{what} {path} cannot be read: {wrong}."
        raise SettingsError(message)
    return given


def _wrong_with(told: os.stat_result) -> str:
    if not (stat.S_ISREG(told.st_mode) or stat.S_ISDIR(told.st_mode)):
        return "it is a pipe or a device, not a file"
    if too_large(told.st_size, TOML_MB):
        return f"it has more than the limit of {TOML_MB} MB, so it is no such file"
    return ""


def problems(error: ValidationError) -> str:
    """Return where each value is wrong, why, and what was given where that is short."""
    return "; ".join(
        f"{'.'.join(str(part) for part in problem['loc'])}: "
        + worded(problem)
        + _given(problem["input"])
        for problem in error.errors()
    )


def worded(problem: ErrorDetails) -> str:
    """Say what is wrong with a value, without the checking library's own words."""
    if problem["type"] == "extra_forbidden":
        return "there is no such key"
    return problem["msg"].removeprefix("Value error, ")


def _given(value: object) -> str:
    return "" if isinstance(value, dict | list | tuple | BaseModel) else f" (given: {value!r})"
