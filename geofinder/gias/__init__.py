"""Read the public register of schools, Get Information about Schools (GIAS)."""

from geofinder.gias.register import Register, read_register

__all__ = ["Register", "read_register"]
