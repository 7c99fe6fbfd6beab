"""Put one run's map, lists and data together as one HTML page."""

from typing import Any

import folium

from geofinder.page import assets, limits
from geofinder.page.backdrop import coarse, land
from geofinder.page.document import after_map, before_map, title
from geofinder.page.figure import PageFigure, PageMap, StartPage, with_id
from geofinder.page.payload import payload, to_json
from geofinder.result import RunResult

_ENGLAND = (52.8, -1.5)
# Leaflet stacks panes by these numbers; its own overlay pane is 400, its markers 600.
_PANES = (
    ("beyond", 300),
    ("coast", 305),
    ("neighbours", 310),
    ("area", 320),
    ("water", 330),
    ("roads", 340),
    ("tiles", 345),
    ("reach", 350),
    ("existing", 402),
    ("plan", 405),
    ("outline", 410),
    ("schools", 420),
    ("towns", 440),
    ("selection", 450),
    ("numbers", 610),
    ("reachnames", 612),
    ("bodies", 615),
    ("names", 620),
)
_CLICKABLE = ("schools",)


def render_page(result: RunResult) -> str:
    """Return the whole ``index.html`` of a run: one file that asks the network nothing but tiles.

    The same tables give the same bytes, whatever the order of their rows.

    Args:
        result: the run; ``districts`` may be in any CRS, or None; the host of ``tiles`` is allowed.

    Raises:
        AssetError: a file that the page carries is missing, changed or unknown.
    """
    figure = PageFigure(
        title=title(result),
        before=before_map(result),
        after=after_map(result, to_json(payload(result))),
        script=assets.script(),
        styles=[assets.stylesheet()],
        styles_inside=[limits.STYLE],
        images_from=None if result.tiles is None else result.tiles.origin,
    )
    page_map = _map()
    figure.add_child(page_map)
    for name, order in _PANES:
        pane = folium.map.CustomPane(name, z_index=order, pointer_events=name in _CLICKABLE)
        page_map.add_child(with_id(pane, name))
    if result.outline is not None:
        coast, beyond = coarse(result.outline)
        page_map.add_child(_outline(beyond, "beyond"))
        page_map.add_child(_outline(coast, "coast"))
    if result.districts is not None:
        area, neighbours = land(result.districts, result.schools)
        page_map.add_child(_outline(neighbours, "neighbours"))
        page_map.add_child(_outline(area, "area"))
    page_map.add_child(with_id(StartPage(), "start"))
    return figure.render()


def _map() -> PageMap:
    return with_id(
        PageMap(
            location=_ENGLAND,
            zoom_start=7,
            tiles=None,
            attribution_control=False,
            min_zoom=6,
            max_zoom=16,
            zoom_snap=0.25,
            wheel_px_per_zoom_level=100,
            prefer_canvas=False,
        ),
        "geofinder",
    )


def _outline(collection: Any, pane: str) -> folium.GeoJson:  # noqa: ANN401 (GeoJSON is nested dicts)
    """Return outlines made of numbers alone; the page's styles colour them by their pane."""
    return with_id(
        folium.GeoJson(collection, pane=pane, interactive=False, smooth_factor=0.6, control=False),
        pane,
    )
