"""Share what several folders of tests need: the real browser, the sample, the wider data."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright

from geofinder.cli import main
from geofinder.resources import data_path

# Shared machines are slow at times: no property fails for that.
hypothesis.settings.register_profile("geofinder", deadline=None)
hypothesis.settings.load_profile("geofinder")

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the source tree."""
    return ROOT


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the browser; on a machine that proves the tree it must be there."""
    path = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if path is None and os.environ.get("CI"):
        pytest.fail(f"none of {', '.join(BROWSERS)} is installed, so no page was opened")
    if path is None:
        pytest.skip(f"needs a browser: none of {', '.join(BROWSERS)} is on the PATH")
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Share one browser: two at once cannot be driven from one process."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def sample() -> Path:
    """Return the folder of the bundled sample."""
    return data_path()


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Let all tests share one cache of road networks, and none touch the user's own."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEOFINDER_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of wider real data beside the repository, where there is one."""
    if not SHARED_DATA.is_dir():
        pytest.skip("needs ../shared/data (registers and roads) beside the repository")
    return SHARED_DATA


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """Run a Dask cluster of two workers, processes of their own; return its address."""
    from distributed import LocalCluster  # noqa: PLC0415 (slow, and few tests need it)

    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        memory_limit=None,
    ) as running:
        yield running.scheduler_address


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs the command line in an empty folder: code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def run_(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["geofinder", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        told = capsys.readouterr()
        return code, told.out, told.err

    return run_


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a key and a certificate for this machine that nobody vouches for."""
    tool = shutil.which("openssl")
    if tool is None:
        pytest.skip("needs openssl on the PATH to make a certificate")
    folder = tmp_path_factory.mktemp("certificate")
    key, made = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [tool, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", made,
         "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    both = folder / "both.pem"
    both.write_bytes(key.read_bytes() + made.read_bytes())
    return both
