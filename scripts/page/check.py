"""Check the script of the page: its types, its style, and what it computes.

    python scripts/page/check.py

Installs what checks it from ``package-lock.json`` beside this file, then runs tsc, eslint and the
tests in ``tests/page/js`` with node. Users never need npm or node: the modules of the page are
read as they are.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SCRIPT = ROOT / "geofinder" / "page" / "js"
TESTS = ROOT / "tests" / "page" / "js"
FUZZ = ROOT / "tests" / "fuzz" / "page.mjs"
INSTALLED = HERE / "node_modules"
LEAST_NODE = (20, 19)


def main() -> None:
    """Run every check; exit 1 where one of them finds something."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        sys.exit("npm was not found; it comes with Node.js (https://nodejs.org).")
    told = subprocess.run([node, "--version"], check=True, capture_output=True, text=True).stdout
    if tuple(map(int, re.findall(r"\d+", told)[:2])) < LEAST_NODE:
        least = ".".join(map(str, LEAST_NODE))
        sys.exit(f"Node.js is {told.strip()}; the checks of the page need {least} or newer.")
    install(npm)
    with tempfile.TemporaryDirectory() as folder:
        failed = [name for name, done in checks(node, Path(folder)) if not done]
    if failed:
        sys.exit(f"The script of the page does not pass: {', '.join(failed)}.")
    print("The script of the page passes: types, lint, unit tests.")


def install(npm: str) -> None:
    """Install the locked packages where they are not there yet, running none of their scripts."""
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    stamp = INSTALLED / ".lock.sha256"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == lock:
        return
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=HERE, check=True, stdout=sys.stderr)
    stamp.write_text(lock, encoding="utf-8")


def checks(node: str, folder: Path) -> list[tuple[str, bool]]:
    """Return each check's name and whether it found nothing.

    A made-up county's data goes through the type check too, so that what Python writes and what
    the script expects cannot part.
    """
    subprocess.run([sys.executable, "-m", "tests.page.js.sample", folder], cwd=ROOT, check=True)
    project = folder / "tsconfig.json"
    project.write_text(
        f'{{"extends": "{(HERE / "tsconfig.json").as_posix()}", '
        f'"include": ["{SCRIPT.as_posix()}", "sample.ts"]}}',
        encoding="utf-8",
    )
    tools = INSTALLED / ".bin"
    tests = sorted(TESTS.glob("*.test.mjs"))
    # The modules have no package.json, which would travel with them: node says that it guessed.
    quiet = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"
    commands = {
        "types": [tools / "tsc", "--project", project],
        "lint": [
            *(tools / "eslint", "--config", HERE / "eslint.config.js", "--max-warnings", "0"),
            *(*sorted(SCRIPT.glob("*.js")), *tests, FUZZ),
        ],
        "unit tests": [node, quiet, "--test", "--test-reporter=dot", *tests],
    }
    environment = {**os.environ, "GEOFINDER_PAGE_SAMPLE": str(folder / "sample.json")}
    return [
        (name, subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0)
        for name, command in commands.items()
    ]


if __name__ == "__main__":
    main()
