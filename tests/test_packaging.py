"""Build the wheel and use it where nothing of the source tree can help it."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory) -> Path:
    """Return a wheel built from the tree with what is installed here, downloading nothing."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, root],
        check=True,
        capture_output=True,
    )
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """Return the ``geofinder`` command of an environment that holds the wheel and no source tree.

    Its dependencies are read from the environment of the tests (one line in a ``.pth`` file), for
    nothing may be downloaded here; the lock that names them is proved by ``make`` itself. The
    packages' folder comes after the wheel's, and the editable link of the tree in it is not
    followed, as ``.pth`` files act only in a folder that is itself a site folder.
    """
    home = tmp_path_factory.mktemp("empty")
    venv.create(home, with_pip=False)
    binaries = home / ("Scripts" if os.name == "nt" else "bin")
    python = binaries / "python"
    site = _site_packages(python)
    (site / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    subprocess.run(
        [python, "-m", "pip", "install", "--no-index", "--no-deps", "--ignore-installed", wheel],
        check=True,
        capture_output=True,
        cwd=home,
    )
    return binaries / "geofinder"


def _site_packages(python: Path) -> Path:
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    done = subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True)
    return Path(done.stdout.strip())


def _bare(**extra: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8", **extra}


def test_the_wheel_holds_every_module_and_every_file_of_data_the_tree_has_and_no_other(root, wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    ours = {
        str(path.relative_to(root))
        for path in (root / "geofinder").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    data = {
        f"geofinder/{path.relative_to(root)}"
        for path in (root / "data").rglob("*")
        if path.is_file()
    }
    assert ours
    assert data
    assert ours | data <= names
    more = {name.split("/")[0] for name in names - ours - data}
    assert [name.endswith(".dist-info") for name in more] == [True], more


def test_the_wheel_carries_the_licences_of_what_it_bundles(wheel):
    with zipfile.ZipFile(wheel) as archive:
        licences = [name for name in archive.namelist() if "/licenses/" in name]
    assert any(name.endswith("licenses/LICENSE") for name in licences)
    assert any("leaflet" in name for name in licences)


def test_the_wheel_plans_east_sussex_from_an_empty_folder(installed, tmp_path):
    done = subprocess.run(
        [installed, "plan", "East Sussex"],
        cwd=tmp_path,
        env=_bare(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    page = next((tmp_path / "maps").glob("*/index.html"))
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert str(page.relative_to(tmp_path)) in done.stdout


def test_the_wheel_runs_its_own_modules_and_not_those_of_the_tree(installed, tmp_path, root):
    ask = "import geofinder; print(geofinder.__file__)"
    done = subprocess.run(
        [installed.with_name("python"), "-c", ask],
        cwd=tmp_path,
        env=_bare(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert not Path(done.stdout.strip()).is_relative_to(root / "geofinder")
    assert "site-packages" in done.stdout
