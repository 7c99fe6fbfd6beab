"""Choose the way to measure travel from what the user gave."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from geofinder.errors import UsageError
from geofinder.resources import cache_folder
from geofinder.travel.estimate import EstimateRouter, read_estimate
from geofinder.travel.keeping import KeptEngine, silent
from geofinder.travel.network import road_network
from geofinder.travel.osrm_http import AT_ONCE, POINTS, HttpEngine
from geofinder.travel.osrm_local import LocalEngine
from geofinder.travel.road import RoadRouter
from geofinder.travel.router import Progress, Router


class Asking(NamedTuple):
    """How a server is asked.

    Attributes:
        points: the most sources, and the most destinations, of one question.
        at_once: how many questions are under way at the same time.
        say: is told, in a sentence, what does not stop the run.
    """

    points: int = POINTS
    at_once: int = AT_ONCE
    say: Callable[[str], None] = silent


def open_router(
    *,
    roads: Path | None,
    osrm_url: str | None,
    snap_limit_m: float,
    cache_dir: Path | None = None,
    progress: Progress | None = None,
    asking: Asking | None = None,
) -> Router:
    """Open the engine of ``roads``, the server at ``osrm_url``, or (neither given) the estimate.

    Args:
        roads: an OpenStreetMap extract; its network is built once and cached.
        osrm_url: the address of an OSRM server.
        snap_limit_m: a school farther than this from a road has no travel times.
        cache_dir: where networks and a server's answers are kept; the user's cache folder by
            default.
        progress: called as the network is built, with the steps done and the steps in all.
        asking: how the server is asked.

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
        asking = asking or Asking()
        server = HttpEngine(
            osrm_url,
            most_sources=asking.points,
            most_destinations=asking.points,
            at_once=asking.at_once,
        )
        return RoadRouter(
            engine=KeptEngine(server, cache_folder(cache_dir) / "answers", say=asking.say),
            snap_limit_m=snap_limit_m,
            sentence=server.sentence,
            source=server.source,
        )
    return EstimateRouter(read_estimate(), snap_limit_m=snap_limit_m)
