"""Rank candidates by what real federations and trust joins have been like."""
