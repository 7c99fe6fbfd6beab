"""Choose the pictures of a run and draw each one as SVG and as PNG."""

from geofinder.page.limits import limits_svg
from geofinder.page.pictures.maps import limit_maps_svg, overview_svg
from geofinder.page.pictures.png import png_of
from geofinder.page.pictures.pupils import pupils_svg
from geofinder.page.saying import is_estimate
from geofinder.result import RunResult


def draw_pictures(result: RunResult) -> dict[str, str | bytes]:
    """Return the pictures of a run by file name: SVG as text, PNG as bytes.

    ``overview`` always; ``limits`` and ``limits_maps`` where limits were asked for; ``pupils``
    where local data has forecasts for a group. The same tables give the same bytes.
    """
    drawn: dict[str, str | bytes] = _both("overview", overview_svg(result))
    planned = result.planned
    if planned is not None and len(planned.limits):
        drawn["limits.svg"] = limits_svg(
            planned.limits,
            area_name=result.area_name,
            run_date=str(result.manifest["run_date"]),
            estimate=is_estimate(result.travel),
        )
        drawn |= _both("limits_maps", limit_maps_svg(result))
    pupils = pupils_svg(result)
    return drawn | (_both("pupils", pupils) if pupils else {})


def _both(name: str, svg: str) -> dict[str, str | bytes]:
    return {f"{name}.svg": svg, f"{name}.png": png_of(svg)}
