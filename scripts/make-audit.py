"""Ask whether a locked package has a known vulnerability, and say so when nobody could tell.

    python scripts/make-audit.py

Installs pip-audit, locked in ``requirements/audit.txt``, into ``.venv/audit`` and asks it about
every other lock; npm about the locks of the page's assets and of what checks its script. Exit code:
0 all were checked and are clean, 1 a vulnerability is known, 2 something could not be checked.
"""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("run.txt", "dev.txt", "bench.txt", "audit.txt", "lock.txt")
NPM = ("scripts/vendor", "scripts/page")
CLEAN, KNOWN, NOT_CHECKED = 0, 1, 2


class Told(NamedTuple):
    """What was found out about one lock, and the exit code for it."""

    code: int
    sentence: str


def main() -> None:
    """Run the command."""
    print(f"Known vulnerabilities, asked on {dt.datetime.now(tz=dt.UTC).date()}:")
    codes = set()
    for lock, told in _all():
        print(f"{lock}: {told.sentence}", flush=True)
        codes.add(told.code)
    sys.exit(next((code for code in (KNOWN, NOT_CHECKED) if code in codes), CLEAN))


def _all() -> Iterator[tuple[str, Told]]:
    python = _environment(ROOT / ".venv" / "audit")
    for name in LOCKS:
        yield f"requirements/{name}", _asked_pip(python, ROOT / "requirements" / name)
    for name in NPM:
        yield f"{name}/package-lock.json", _asked_npm(ROOT / name)


def _environment(folder: Path) -> Path:
    """Return the Python of an environment with pip-audit in it."""
    lock, stamp = ROOT / "requirements" / "audit.txt", folder / "lock.txt"
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not stamp.is_file() or stamp.read_bytes() != lock.read_bytes():
        venv.create(folder, clear=True, with_pip=True)
        install = [python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock]
        subprocess.run(install, check=True)
        shutil.copyfile(lock, stamp)
    return python


def _asked_pip(python: Path, lock: Path) -> Told:
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        done = subprocess.run(
            [python, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--format", "json",
             "--progress-spinner", "off", "--requirement", lock, "--output", answer],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if not answer.is_file():
            return Told(NOT_CHECKED, f"not checked: {_last_line(done.stderr)}")
        return told_by_pip_audit(json.loads(answer.read_text(encoding="utf-8")))


def told_by_pip_audit(answer: Mapping[str, Any]) -> Told:
    """Read pip-audit's JSON.

    It calls a lock clean of which it could not look up a single package; that is not an answer.
    """
    asked = answer["dependencies"]
    known = [
        f"{package['name']} {package['version']}: {' '.join(one['id'] for one in found)}"
        for package in asked
        if (found := package.get("vulns"))
    ]
    skipped = [package["name"] for package in asked if "skip_reason" in package]
    if known:
        return Told(KNOWN, f"KNOWN: {'; '.join(known)}")
    if skipped or not asked:
        return Told(
            NOT_CHECKED,
            f"not checked: the package index tells nothing about {len(skipped)} of {len(asked)} "
            "packages",
        )
    return Told(CLEAN, f"none known of {len(asked)} packages")


def _asked_npm(folder: Path) -> Told:
    npm = shutil.which("npm")
    if npm is None:
        return Told(NOT_CHECKED, "not checked: npm is not here")
    command = [npm, "audit", "--json", "--package-lock-only"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    try:
        return told_by_npm(json.loads(done.stdout))
    except ValueError:
        return Told(NOT_CHECKED, f"not checked: {_last_line(done.stderr)}")


def told_by_npm(answer: Mapping[str, Any]) -> Told:
    """Read npm's JSON, which is an error or counts."""
    try:
        counts = answer["metadata"]["vulnerabilities"]
        packages = answer["metadata"]["dependencies"]["total"]
    except (KeyError, TypeError):
        return Told(NOT_CHECKED, "not checked: the package index has no answer to this question")
    if counts["total"]:
        return Told(KNOWN, f"KNOWN: {', '.join(sorted(answer['vulnerabilities']))}")
    return Told(CLEAN, f"none known of {packages} packages")


def _last_line(text: str) -> str:
    # Of an error of the connection, its class: the rest may hold the address of a private index.
    last = next((line for line in reversed(text.splitlines()) if line.strip()), "no answer")
    return last.split("(", maxsplit=1)[0].split("://", maxsplit=1)[0].strip().rstrip(":")


if __name__ == "__main__":
    main()
