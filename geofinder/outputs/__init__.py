"""Write what a run found into one folder, all of it or nothing."""

from geofinder.outputs.write import FILES, check_out, write_run

__all__ = ["FILES", "check_out", "write_run"]
