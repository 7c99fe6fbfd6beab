"""Share what several folders of tests need: the real browser, the sample, the wider data."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from geofinder.resources import data_path

# Shared machines are slow at times: no property fails for that.
hypothesis.settings.register_profile("geofinder", deadline=None)
hypothesis.settings.load_profile("geofinder")

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


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
