"""Choose the way to measure travel from what the user gave."""

from pathlib import Path

from geofinder.errors import UsageError
from geofinder.travel.estimate import EstimateRouter, read_estimate
from geofinder.travel.network import road_network
from geofinder.travel.osrm_http import HttpEngine
from geofinder.travel.osrm_local import LocalEngine
from geofinder.travel.road import RoadRouter
from geofinder.travel.router import Progress, Router


def open_router(
    *,
    roads: Path | None,
    osrm_url: str | None,
    snap_limit_m: float,
    cache_dir: Path | None = None,
    progress: Progress | None = None,
) -> Router:
    """Open the engine of ``roads``, the server at ``osrm_url``, or (neither given) the estimate.

    Args:
        roads: an OpenStreetMap extract; its network is built once and cached.
        osrm_url: the address of an OSRM server.
        snap_limit_m: a school farther than this from a road has no travel times.
        cache_dir: where networks are kept; the user's cache folder by default.
        progress: called as the network is built, with the steps done and the steps in all.

    Raises:
        UsageError: both ways were given, or the address is not one.
        InputError: ``roads`` is not a readable OpenStreetMap extract.
        TravelError: the engine is not installed, failed, or the server does not answer.
    """
    if roads is not None and osrm_url is not None:
        message = (
            f"Both --roads {roads} and --osrm-url {osrm_url} were given, but minutes can come "
            "from one of them only. Leave one out."
        )
        raise UsageError(message)
    if roads is not None:
        network = road_network(roads, cache_dir=cache_dir, progress=progress)
        return RoadRouter(
            engine=LocalEngine(network.prefix),
            snap_limit_m=snap_limit_m,
            sentence=network.sentence,
            source=network.source,
        )
    if osrm_url is not None:
        server = HttpEngine(osrm_url)
        return RoadRouter(
            engine=server,
            snap_limit_m=snap_limit_m,
            sentence=server.sentence,
            source=server.source,
        )
    return EstimateRouter(read_estimate(), snap_limit_m=snap_limit_m)
