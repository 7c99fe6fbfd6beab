"""Build each road network once, and run the real routing server beside it."""

import socket
import subprocess
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import geopandas as gpd
import pytest
import requests

from geofinder.travel import Router, open_router
from geofinder.travel.network import Network, road_network
from tests.travel.made_up_roads import PLACES, schools_at, write_roads

SNAP_LIMIT_M = 500.0
PATIENCE_S = 30.0


@pytest.fixture(scope="session")
def roads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the roads of the made-up country."""
    return write_roads(tmp_path_factory.mktemp("roads") / "made-up.osm")


@pytest.fixture(scope="session")
def network(roads: Path, cache: Path) -> Network:
    return road_network(roads, cache_dir=cache)


@pytest.fixture(scope="session")
def router(roads: Path, cache: Path) -> Router:
    """Return the router over the made-up country, in the process."""
    return open_router(roads=roads, osrm_url=None, snap_limit_m=SNAP_LIMIT_M, cache_dir=cache)


@pytest.fixture
def town() -> gpd.GeoDataFrame:
    """Return the schools of the made-up town."""
    return schools_at(PLACES)


@pytest.fixture(scope="session")
def rutland(shared_data: Path) -> Path:
    """Return the real roads of Rutland."""
    path = shared_data / "roads" / "rutland.osm.pbf"
    if not path.is_file():
        pytest.skip("needs ../shared/data/roads/rutland.osm.pbf beside the repository")
    return path


@pytest.fixture(scope="session")
def rutland_router(rutland: Path, cache: Path) -> Router:
    return open_router(roads=rutland, osrm_url=None, snap_limit_m=SNAP_LIMIT_M, cache_dir=cache)


@pytest.fixture(scope="session")
def server(network: Network) -> Iterator[str]:
    """Run the real routing server over the made-up country; its limit is 4 by 4 points."""
    with routing_server(network.prefix, most_locations=4) as url:
        yield url


class routing_server:  # noqa: N801 (used like a function)
    """Run the engine's own server over a network, on a free port of this machine."""

    def __init__(self, prefix: Path, *, most_locations: int = 100) -> None:
        spec = find_spec("osrm")
        assert spec is not None
        assert spec.origin is not None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        program = Path(spec.origin).parent / "bin" / "osrm-routed"
        self._command = [program, "--ip", "127.0.0.1", "--port", str(port), "--algorithm", "CH"]
        self._command += ["--max-table-size", str(most_locations), prefix]

    def __enter__(self) -> str:
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(self._command, stdout=quiet, stderr=quiet)
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            try:
                requests.get(self.url, timeout=1).close()
            except requests.ConnectionError:
                time.sleep(0.05)
            else:
                return self.url
        pytest.fail("the routing server did not start")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=PATIENCE_S)
