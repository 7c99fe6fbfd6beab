"""Choose, for one school and each legal form, the groups it could be in."""

from geofinder.options.around import alone, neighbours, pairs_with, seen_from
from geofinder.options.choose import options_table, quoted_groups

__all__ = ["alone", "neighbours", "options_table", "pairs_with", "quoted_groups", "seen_from"]
