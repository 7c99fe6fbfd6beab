"""Draw a run, or a letter about one school, as one self-contained HTML page."""

from geofinder.page.letter import render_letter
from geofinder.page.render import render_page

__all__ = ["render_letter", "render_page"]
