"""Write what a run found into one folder, all of it or nothing."""

from geofinder.outputs.tableset import (
    JOINERS_FILES,
    OPTIONS_FILES,
    TableSet,
    check_joiners_out,
    check_options_out,
    write_joiners,
    write_options,
    write_tables,
)
from geofinder.outputs.write import FILES, check_out, write_run

__all__ = [
    "FILES",
    "JOINERS_FILES",
    "OPTIONS_FILES",
    "TableSet",
    "check_joiners_out",
    "check_options_out",
    "check_out",
    "write_joiners",
    "write_options",
    "write_run",
    "write_tables",
]
