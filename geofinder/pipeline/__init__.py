"""Run the stages in their order, one module a command."""

from geofinder.pipeline.common import Inputs, Watcher, Where
from geofinder.pipeline.hand import Wishes
from geofinder.pipeline.plan import run_plan

__all__ = ["Inputs", "Watcher", "Where", "Wishes", "run_plan"]
