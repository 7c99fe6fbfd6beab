"""Hold how large what a user gives may be: far above what is real, so that only a fault meets it.

A limit is there so that a broken or hostile file ends in one message, not in a full memory.
"""

BYTES_PER_MB = 1_000_000

REGISTER_MB = 500
"""A register or its links, unpacked: that of England with every column has 65."""
REGISTER_ROWS = 500_000
"""England has some 50,000 establishments, with those that have closed; 20,000 rows of links."""
REGISTER_COLUMNS = 1_000
"""The register has some 140."""
LETTERS = 1_000
"""In one cell: the longest name of a group is 110. A quote that is never closed swallows rows."""
ZIP_ENTRIES = 100
"""The published zip holds one file."""
EDITED_MB = 50
"""A table that people write or edit themselves: a plan of all England has 5."""
EDITED_ROWS = 200_000
"""There are some 22,000 schools; a list of pairs may be longer."""
TOML_MB = 5
"""The shipped rules, the longest such file, have 0.04."""
BOUNDARIES_MB = 500
"""England's districts to the metre have 130, as they are drawn on the map 5."""
OUTLINES = 20_000
"""England has some 300 districts and some 7,000 wards."""
ROADS_MB = 5_000
"""England has 1,500."""
PAIRS = 40_000_000
"""Ordered pairs of schools within reach: England has some 10 million within 20 minutes. A row of
travel takes some 60 to 105 bytes, and a run holds it several times over."""
MESSAGE_LETTERS = 4_000
"""Of a message on the terminal: what a broken file holds may be quoted in it."""


def too_large(size_bytes: float, most_mb: float) -> bool:
    """Say whether so many bytes are more than the limit."""
    return size_bytes > most_mb * BYTES_PER_MB
