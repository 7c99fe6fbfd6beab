"""What is installed is what was locked, from wheels alone, under a licence that is known."""

import base64
import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import distribution

import pytest
from packaging.requirements import Requirement

LOCKS = {
    "run.txt": ["build.in"],
    "dev.txt": ["build.in"],
    "bench.txt": ["bench.in"],
    "audit.txt": ["audit.in"],
    "lock.txt": ["lock.in"],
    "mutants.txt": ["mutants.in"],
}
"""Each lock, with the lists beside ``pyproject.toml`` that it was made from."""
NPM_LOCKS = ["scripts/vendor/package-lock.json", "scripts/page/package-lock.json"]


def name_of(requirement):
    return re.sub(r"[-_.]+", "-", requirement.name).lower()


def entries(path):
    """Return the requirements of a lock, each with its hashes, and its other lines."""
    text = re.sub(r"^#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    found = [line for line in lines if line and not line.startswith("-")]
    options = [line for line in lines if line.startswith("-")]
    return {
        name_of(asked): (asked, re.findall(r"--hash=(\S+)", line))
        for line in found
        for asked in [Requirement(line.split(" --hash")[0])]
    }, options


def asked_for(root, lock):
    """Return what a lock must satisfy."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    listed = [
        line
        for name in LOCKS[lock]
        for line in (root / "requirements" / name).read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    if lock in {"run.txt", "dev.txt"}:
        listed += [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    if lock == "dev.txt":
        listed += project["project"]["optional-dependencies"]["dev"]
    return [Requirement(line) for line in listed]


def test_every_list_of_packages_has_its_lock_and_every_lock_its_list(root):
    folder = root / "requirements"
    assert {path.name for path in folder.glob("*.txt")} == set(LOCKS)
    assert {path.name for path in folder.glob("*.in")} == {
        name for names in LOCKS.values() for name in names
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_one_version_its_hashes_and_comes_as_a_wheel(root, lock):
    found, options = entries(root / "requirements" / lock)
    # A wheel is unpacked; a source package would run what its author wrote.
    assert options == ["--only-binary :all:"]
    assert found
    for name, (asked, hashes) in found.items():
        assert re.fullmatch(r"==[^*,]+", str(asked.specifier)), name
        assert hashes, name
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", each) for each in hashes), name
        assert asked.url is None, name


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_satisfies_the_ranges_it_was_made_from(root, lock):
    found, _ = entries(root / "requirements" / lock)
    asked = asked_for(root, lock)
    assert asked
    for wanted in asked:
        locked, _ = found[name_of(wanted)]
        (pin,) = locked.specifier
        assert wanted.specifier.contains(pin.version, prereleases=True), str(wanted)


def test_where_two_locks_hold_a_package_for_one_environment_they_agree(root):
    run, dev, bench = (
        {name: str(asked.specifier) for name, (asked, _) in entries(path)[0].items()}
        for path in (root / "requirements" / f"{name}.txt" for name in ("run", "dev", "bench"))
    )
    assert run.items() <= dev.items()
    assert {name: bench[name] for name in bench.keys() & dev.keys()}.items() <= dev.items()


@pytest.mark.parametrize("file", ["Makefile", "scripts/make-env", "scripts/make-beside"])
def test_nothing_is_installed_that_is_not_locked(root, file):
    text = (root / file).read_text(encoding="utf-8")
    installs = [line for line in text.splitlines() if "pip install" in line]
    assert installs
    for line in installs:
        assert "--require-hashes" in line or "--no-index" in line, line


def test_npm_runs_no_script_of_a_package_and_its_locks_hold_every_checksum(root):
    for file in ("scripts/vendor/vendor.py", "scripts/page/check.py"):
        text = (root / file).read_text(encoding="utf-8")
        assert text.count('[npm, "ci", "--ignore-scripts"') == text.count('"ci"') == 1
    for lock in NPM_LOCKS:
        packages = json.loads((root / lock).read_text(encoding="utf-8"))["packages"]
        below = [entry for path, entry in packages.items() if path]
        assert below
        assert all(entry["integrity"].startswith("sha512-") for entry in below)


def test_each_vendored_file_is_the_one_of_its_lock(root):
    vendored = root / "geofinder" / "page" / "vendor"
    manifest = json.loads((vendored / "manifest.json").read_text(encoding="utf-8"))["files"]
    lock = json.loads((root / NPM_LOCKS[0]).read_text(encoding="utf-8"))["packages"]
    for entry in manifest:
        digest = hashlib.sha384((vendored / entry["path"]).read_bytes()).digest()
        assert base64.b64encode(digest).decode() == entry["sha384"], entry["path"]
        name, _, version = entry["package"].rpartition("@")
        locked = lock[f"node_modules/{name}"]
        assert (version, entry["package_integrity"]) == (locked["version"], locked["integrity"])
    files = [path for path in vendored.rglob("*") if path.is_file()]
    there = {path.relative_to(vendored).as_posix() for path in files}
    listed = {entry["path"] for entry in manifest}
    assert there == {*listed, "manifest.json"}
    assert {f"{path.split('/')[0]}/LICENSE" for path in listed} <= listed


def script(root, name):
    """Return a script as a module."""
    spec = importlib.util.spec_from_file_location(name, root / "scripts" / f"make-{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def licences(tree):
    command = [sys.executable, tree / "scripts" / "make-licences.py", "--check"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def tree(root, tmp_path):
    """Return a copy of what the list of licences is made from."""
    for name in ("requirements", "docs", "scripts", "geofinder/page/vendor"):
        skip = shutil.ignore_patterns("node_modules", "pictures", "__pycache__")
        shutil.copytree(root / name, tmp_path / name, ignore=skip)
    return tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="the list is made on Linux")
def test_the_list_of_licences_is_fresh_and_a_stale_one_is_found(root, tree):
    done = licences(root)
    assert done.returncode == 0, done.stderr
    page = tree / "docs" / "licences.md"
    page.write_text(page.read_text().replace("| MPL-2.0 |", "| MIT |", 1))
    done = licences(tree)
    assert done.returncode == 1
    assert done.stderr == "docs/licences.md is stale. Write it anew: make licences\n"


@pytest.mark.skipif(sys.platform != "linux", reason="the list is made on Linux")
def test_a_package_whose_licence_nobody_knows_fails_the_list(tree):
    lock = tree / "requirements" / "run.txt"
    lock.write_text(f"{lock.read_text()}nobodys-package==1.0 \\\n    --hash=sha256:0\n")
    done = licences(tree)
    assert done.returncode == 1
    assert "No licence is known of nobodys-package" in done.stderr


def test_the_list_has_every_locked_version_and_no_other(root):
    text = (root / "docs" / "licences.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| ([a-z0-9.-]+)(?: †)? \| ([0-9][^ ]*) \|", text, re.MULTILINE)
    locked = entries(root / "requirements" / "dev.txt")[0]
    assert sorted(listed) == sorted(
        (name, pin.version) for name, (asked, _) in locked.items() for pin in asked.specifier
    )


def test_the_libraries_that_the_installed_wheels_carry_are_listed(root):
    named = {}
    for package, _, licence, stems in script(root, "licences").CARRIED:
        assert licence
        named.setdefault(package, set()).update(stems)
    for package, (asked, _) in entries(root / "requirements" / "run.txt")[0].items():
        if asked.marker is not None and not asked.marker.evaluate():
            continue
        files = [str(file) for file in distribution(package).files or []]
        carried = {
            re.match(r"(?:lib)?(.*?)-?[0-9a-f]{8}", file.rsplit("/", 1)[1])[1].rstrip("-")
            for file in files
            if ".libs/" in file and ".so" in file
        }
        assert carried <= named.get(package, set()), package


def test_a_vulnerability_is_named_and_a_silence_is_not_taken_for_none(root):
    audit = script(root, "audit")
    clean, known, skipped = (
        {"name": "one", "version": "1", "vulns": []},
        {"name": "two", "version": "2", "vulns": [{"id": "PYSEC-1"}, {"id": "PYSEC-2"}]},
        {"name": "three", "skip_reason": "Dependency not found on PyPI"},
    )
    codes = {
        audit.CLEAN: [[clean]],
        audit.KNOWN: [[clean, known], [known, skipped]],
        audit.NOT_CHECKED: [[clean, skipped], []],
    }
    for code, answers in codes.items():
        for packages in answers:
            assert audit.told_by_pip_audit({"dependencies": packages}).code == code
    told = audit.told_by_pip_audit({"dependencies": [known]})
    assert told.sentence == "KNOWN: two 2: PYSEC-1 PYSEC-2"
    found = {"vulnerabilities": {"leaflet": {}}}
    for answer, code in (
        ({"error": {"code": "ENOAUDIT"}}, audit.NOT_CHECKED),
        ([], audit.NOT_CHECKED),
        (counted(0), audit.CLEAN),
        (counted(1) | found, audit.KNOWN),
    ):
        assert audit.told_by_npm(answer).code == code


def counted(total):
    return {"metadata": {"vulnerabilities": {"total": total}, "dependencies": {"total": 2}}}
