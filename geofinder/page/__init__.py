"""Draw a run as one self-contained HTML page that opens anywhere."""

from geofinder.page.render import render_page

__all__ = ["render_page"]
