"""Re-make the page's vendored assets from npm, or compare them with what npm gives.

    python scripts/vendor/vendor.py            re-makes geofinder/page/vendor/
    python scripts/vendor/vendor.py --check    compares, changes nothing, exits 1 if they differ

Versions and integrity hashes come from ``package-lock.json`` beside this file. Users never need
npm: the assets are package data.
"""

import argparse
import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent.parent / "geofinder" / "page" / "vendor"
FILES = {
    "leaflet": ("dist/leaflet.js", "dist/leaflet.css", "LICENSE"),
    # The letters of the pictures, so that they look alike on every machine.
    "dejavu-fonts-ttf": (
        "ttf/DejaVuSansCondensed.ttf",
        "ttf/DejaVuSansCondensed-Bold.ttf",
        "LICENSE",
    ),
}
# The addresses that Folium writes, and the file of ours that stands in for each.
STANDS_FOR = {
    "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.js": "leaflet.js",
    "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.css": "leaflet.css",
}


def installed(folder: Path) -> Path:
    """Install the locked packages into ``folder`` without running any of their scripts."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm was not found; it comes with Node.js (https://nodejs.org).")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder / name)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=folder, check=True, stdout=sys.stderr)
    return folder / "node_modules"


def expected(modules: Path) -> dict[str, bytes]:
    """Return every vendored file by its path under ``vendor/``, the manifest included."""
    locked = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    wanted: dict[str, bytes] = {}
    entries = []
    for package, paths in FILES.items():
        lock = locked[f"node_modules/{package}"]
        for path in paths:
            content = (modules / package / path).read_bytes()
            name = f"{package}-{lock['version']}/{Path(path).name}"
            wanted[name] = content
            digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
            entries.append(
                {
                    "path": name,
                    "sha384": digest,
                    "package": f"{package}@{lock['version']}",
                    "package_file": path,
                    "package_integrity": lock["integrity"],
                    "licence": lock["license"],
                    "stands_for": [
                        url for url, ours in STANDS_FOR.items() if ours == Path(path).name
                    ],
                }
            )
    text = json.dumps({"files": entries}, indent=2) + "\n"
    wanted["manifest.json"] = text.encode()
    return wanted


def differences(wanted: dict[str, bytes]) -> list[str]:
    """Name every file that is missing, changed or not made by this command."""
    present = {
        path.relative_to(TARGET).as_posix(): path.read_bytes()
        for path in sorted(TARGET.rglob("*"))
        if path.is_file()
    }
    missing = [f"missing: {name}" for name in wanted if name not in present]
    extra = [f"not from npm: {name}" for name in present if name not in wanted]
    changed = [
        f"differs: {name}"
        for name, content in wanted.items()
        if name in present and present[name] != content
    ]
    return missing + extra + changed


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Re-make or check the vendored assets.")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 if they differ")
    check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as folder:
        wanted = expected(installed(Path(folder)))
    if check:
        found = differences(wanted)
        print("\n".join(found) or "The vendored assets are what npm gives.")
        sys.exit(1 if found else 0)
    shutil.rmtree(TARGET, ignore_errors=True)
    for name, content in wanted.items():
        path = TARGET / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    print(f"{len(wanted)} files written to {TARGET}")


if __name__ == "__main__":
    main()
