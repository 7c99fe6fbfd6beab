"""Run the hostile county once, on a terminal, and share what came of it."""

import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.hostile.county import AREA, Files, write_county

ROOT = Path(__file__).resolve().parent.parent.parent
_PIECE = 65_536


# What the progress bar says in the terminal's language: cursor, erase line, its own colours.
BAR = re.compile(r"\x1b\[(\?25[lh]|2K|1A|0m|32m|38;5;(197|237|70|106|242)m)|\r")


class Run(NamedTuple):
    """What a run of the county read, wrote and printed."""

    files: Files
    out: Path
    printed: str
    before: set[Path]
    after: set[Path]


def on_a_terminal(arguments: list[object], folder: Path) -> tuple[int, str]:
    """Run the command line on a terminal of its own; return its code and all that it wrote."""
    ours, theirs = pty.openpty()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "GEOFINDER_CACHE": str(folder / "cache"),
        "TERM": "xterm-256color",
        "COLUMNS": "200",
    }
    command = [sys.executable, "-m", "geofinder", *map(str, arguments)]
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    pieces = []
    while True:
        ready, _, _ = select.select([ours], [], [], 300)
        assert ready, "it says nothing and does not end"
        try:
            piece = os.read(ours, _PIECE)
        except OSError:  # the last writer has gone
            break
        if not piece:
            break
        pieces.append(piece)
    os.close(ours)
    return process.wait(timeout=60), b"".join(pieces).decode("utf-8")


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Make the plan of the hostile county."""
    sandbox = tmp_path_factory.mktemp("sandbox")
    folder = sandbox / "own"
    folder.mkdir()
    files = write_county(folder)
    before = set(sandbox.rglob("*"))
    code, printed = on_a_terminal(
        ["plan", AREA, "--gias", files.register, "--local", files.local, "--pairs", files.pairs,
         "--policy", files.policy, "--max-minutes", 8, "--max-size", 3, "--limits", "7,8",
         "--alternatives", 1, "--run-date", "2026-11-21", "--out", "out \x1b[2J [b];=1 <b>"],
        folder,
    )  # fmt: skip
    assert code == 0, printed
    out = folder / "out \x1b[2J [b];=1 <b>"
    return Run(files, out, printed, before, set(sandbox.rglob("*")))
