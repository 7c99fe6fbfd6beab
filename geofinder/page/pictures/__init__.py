"""Draw a run's pictures for committees and papers, each as SVG and as PNG."""

from geofinder.page.pictures.drawing import draw_pictures

__all__ = ["draw_pictures"]
