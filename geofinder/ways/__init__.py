"""Follow the roads: the drives inside groups as lines, and how far some minutes reach."""

from geofinder.ways.follow import follow

__all__ = ["follow"]
