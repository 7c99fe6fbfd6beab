"""Read the public register of schools, Get Information about Schools (GIAS)."""

from geofinder.gias.register import BNG, Register, read_register

__all__ = ["BNG", "Register", "read_register"]
