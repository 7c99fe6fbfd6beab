"""Change one thing at a time in policy, grouping and planning, and name what no test notices.

    make mutants                                    everything, or what is left of it (hours)
    make mutants MUTANTS="--share 0.2"              of every module a fifth, the same each time
    make mutants MUTANTS="--only policy --again"    what survived last time, after new tests

mutmut makes the mutants and keeps the results in mutants/.
"""

import argparse
import hashlib
import json
import math
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from mutmut.configuration import config
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files
from mutmut.utils.format_utils import get_mutant_name

NOTICED = ("killed", "timeout", "segfault", "suspicious")
"""A run that crashed or took far too long has noticed the mutant too."""


def mutants_of(path: Path) -> list[str]:
    """Return the names of all mutants of a module, in an order that chance alone has made."""
    kept = _kept(path)
    if kept.exists() and kept.stat().st_mtime > path.stat().st_mtime:
        names = list(json.loads(kept.read_text(encoding="utf-8"))["exit_code_by_key"])
    else:
        made = mutate_file_contents(str(path), path.read_text(encoding="utf-8"))
        names = [get_mutant_name(path, name) for name in made.mutant_names]
    return sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())


def _kept(path: Path) -> Path:
    return Path("mutants", f"{path}.meta")


def results_of(path: Path) -> dict[str, str]:
    """Return the status of each mutant of a module that has been tried."""
    kept = _kept(path)
    if not kept.exists():
        return {}
    codes = json.loads(kept.read_text(encoding="utf-8"))["exit_code_by_key"]
    return {name: status_by_exit_code[code] for name, code in codes.items() if code is not None}


def modules(only: str) -> Iterator[Path]:
    config()
    yield from (path for path in sorted(walk_mutatable_files()) if only in str(path))


def asked_for(arguments: argparse.Namespace) -> dict[Path, list[str]]:
    """Return the mutants to look at: of every module the first of the share."""
    every = {path: mutants_of(path) for path in modules(arguments.only)}
    return {path: names[: math.ceil(arguments.share * len(names))] for path, names in every.items()}


def report(chosen: dict[Path, list[str]], *, differences: bool) -> None:
    total: Counter[str] = Counter()
    print(f"{'module':36}{'mutants':>8}{'killed':>8}{'timeout':>8}{'survived':>9}{'not run':>8}")
    missed: list[str] = []
    for path, names in chosen.items():
        told = results_of(path)
        count = Counter(told.get(name, "not checked") for name in names)
        row = Counter(
            mutants=len(names),
            killed=sum(count[each] for each in NOTICED if each != "timeout"),
            timeout=count["timeout"],
            survived=count["survived"] + count["no tests"],
            not_run=count["not checked"],
        )
        total += row
        missed += [name for name in names if told.get(name) in {"survived", "no tests"}]
        print(_row(str(path), row))
    print(_row("all", total))
    tried = total["mutants"] - total["not_run"]
    print(f"killed: {1 - total['survived'] / max(tried, 1):.1%} of {tried}\n\nsurvived:")
    for name in missed:
        print(name)
        if differences:
            command = ["mutmut", "show", name]
            shown = subprocess.run(command, check=True, capture_output=True, text=True)
            print("\n".join(shown.stdout.splitlines()[3:]))


def _row(name: str, row: Counter[str]) -> str:
    return (
        f"{name:36}{row['mutants']:8}{row['killed']:8}{row['timeout']:8}"
        f"{row['survived']:9}{row['not_run']:8}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--only", default="", help="modules with this in their path")
    parser.add_argument("--share", type=float, default=1.0, help="the part of each module's")
    parser.add_argument("--again", action="store_true", help="only what was not killed before")
    parser.add_argument("--report", action="store_true", help="run nothing")
    parser.add_argument("--differences", action="store_true", help="show the survivors in full")
    parser.add_argument("--workers", default="2")
    arguments = parser.parse_args()
    chosen = asked_for(arguments)
    failed = 0
    if not arguments.report:
        todo = [
            name
            for path, names in chosen.items()
            for name, told in ((name, results_of(path).get(name)) for name in names)
            if told is None or (arguments.again and told not in NOTICED)
        ]
        if todo:
            command = ["mutmut", "run", "--max-children", arguments.workers, *todo]
            failed = subprocess.run(command, check=False).returncode
    report(chosen, differences=arguments.differences)
    return failed


if __name__ == "__main__":
    sys.exit(main())
