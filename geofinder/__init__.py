"""Find groups of English schools that could work together."""

__version__ = "0.1.0"
