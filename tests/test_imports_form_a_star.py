"""Hold the shape of the project: stages ignore one another, and only the top knows them all."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "geofinder"
STAGES = {
    "gias": {"gias"},
    "area": {"area"},
    "places": {"backdrop", "boundaries", "tiles"},
    "travel": {"travel", "ways"},
    "candidates": {
        "arrivals",
        "candidates",
        "grouping",
        "joining",
        "measuring",
        "minutes",
        "names",
        "patterns",
        "scores",
    },
    "policy": {"policy"},
    "planning": {"planning"},
    "options": {"options"},
    "local": {"local"},
    "ranking": {"ranking"},
    "fetching": {"fetching"},
    "page": {"page"},
    "outputs": {"outputs"},
}
"""Each stage with the modules and packages that belong to it."""
BASE = {
    "",
    "connections",
    "edited",
    "errors",
    "facts",
    "highs",
    "kept",
    "letters",
    "mapfiles",
    "likely",
    "nudges",
    "parts",
    "resources",
    "result",
    "sealed",
    "settings",
    "sizes",
    "sources",
    "tables",
    "tomlfile",
    "units",
    "wholefile",
    "wording",
}
TOP = {"__main__", "cli", "pipeline", "proving", "report", "sample", "terminal"}
"""The order of the stages, the command line, and the commands of their own."""


def _modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _part(module: str) -> str:
    """Return the first name below ``geofinder``: the module or package a path belongs to."""
    return [*module.split("."), ""][1]


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            below = {f"geofinder.{alias.name}" for alias in node.names}
            names = sorted(below) if node.module == "geofinder" else [node.module or ""]
        else:
            names = []
        yield from (name for name in names if name.split(".")[0] == "geofinder")


def _owner(path: Path) -> str:
    return _part(".".join(("geofinder", *path.relative_to(PACKAGE).with_suffix("").parts)))


def _stage(part: str) -> str | None:
    return next((stage for stage, parts in STAGES.items() if part in parts), None)


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_has_its_place_in_the_star(path):
    owner = _owner(path).removesuffix("__init__")
    assert _stage(owner) or owner in BASE | TOP, (
        f"{path.name} is neither a base module, part of a stage nor on top: name it in this test"
    )


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_stage_imports_another_and_no_base_module_imports_a_stage(path):
    owner = _owner(path).removesuffix("__init__")
    if owner in TOP:
        return
    allowed = BASE | (STAGES[_stage(owner)] if _stage(owner) else set())
    wrong = sorted({name for name in _imported(path) if _part(name) not in allowed})
    assert not wrong, f"{path.relative_to(PACKAGE)} imports {wrong}"


def test_relative_imports_do_not_hide_from_this_test():
    relative = [
        path.name
        for path in _modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level > 0
    ]
    assert relative == []
