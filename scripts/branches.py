"""Say how many of the branches the tests took, and fail under 92 in 100.

Run by ``make coverage``, on the data that coverage has combined.
"""

import json
import subprocess
import sys

LEAST = 0.92


def main() -> int:
    report = subprocess.run(
        [sys.executable, "-m", "coverage", "json", "-q", "-o", "-"],
        check=True,
        capture_output=True,
        text=True,
    )
    totals = json.loads(report.stdout)["totals"]
    taken, branches = totals["covered_branches"], totals["num_branches"]
    print(f"branches taken: {taken:,} of {branches:,}, {taken / branches:.1%}")
    return 0 if taken >= LEAST * branches else 1


if __name__ == "__main__":
    sys.exit(main())
