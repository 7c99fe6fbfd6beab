"""Paint an SVG as a PNG with the package's own typeface, alike on every machine."""

from geofinder.page.assets import fonts

WIDE = 1_754
"""Pixels across: 150 an inch on A4."""
FAMILY = "DejaVu Sans"
"""As the files name it; of its widths only the condensed one is in the package."""


def png_of(svg: str, *, wide: int = WIDE) -> bytes:
    """Return the picture as PNG; the same text gives the same bytes.

    No typeface of the machine is used. A letter that DejaVu lacks is painted as a box.

    Args:
        svg: a whole SVG document.
        wide: pixels across.
    """
    # Few runs draw a picture, and no other command should wait for it.
    import resvg_py  # noqa: PLC0415

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=wide,
            dpi=96.0,
            skip_system_fonts=True,
            font_files=[str(path) for path in fonts()],
            font_family=FAMILY,
            sans_serif_family=FAMILY,
            languages=["en"],
        )
    )
