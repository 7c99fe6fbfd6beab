"""Judge which legal forms are open to a group of schools, by dated rules kept as data."""

from geofinder.policy.explaining import explain
from geofinder.policy.judging import best_verdicts, verdicts
from geofinder.policy.listing import list_policy
from geofinder.policy.permitting import barred, permitted
from geofinder.policy.reading import read_policy
from geofinder.policy.rules import Policy, Rule

__all__ = [
    "Policy",
    "Rule",
    "barred",
    "best_verdicts",
    "explain",
    "list_policy",
    "permitted",
    "read_policy",
    "verdicts",
]
