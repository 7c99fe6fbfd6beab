"""Whoever is killed at whatever moment leaves the old files whole or the new ones."""

import os
import subprocess
import sys

import pytest

KILLS = 20


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_twenty_kills_at_random_moments_lose_nothing(root):
    command = [sys.executable, "-m", "tests.kills", "--kills", str(KILLS), "--quick"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    head, *rows = (line.split("|") for line in done.stdout.splitlines() if "|" in line)
    sums = [sum(map(int, column)) for column in zip(*(row[1:] for row in rows), strict=True)]
    table = dict(zip((name.strip() for name in head[1:]), sums, strict=True))
    assert table["kills"] == table["healed"] == KILLS
    assert table["MIXED"] == table["own lost"] == table["not healed"] == 0
