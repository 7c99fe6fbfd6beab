"""Give the travel table: by road in the process, by an OSRM server, or by estimate."""

from geofinder.travel.opening import Asking, open_router
from geofinder.travel.reach import Reach, fill, within
from geofinder.travel.road import RoadRouter
from geofinder.travel.router import Progress, Router

__all__ = ["Asking", "Progress", "Reach", "RoadRouter", "Router", "fill", "open_router", "within"]
