"""Name whose data and software a page holds, as their licences ask."""

from collections.abc import Mapping
from typing import Any

from geofinder.page import words
from geofinder.page.saying import methods_of
from geofinder.result import RunResult


def credit(result: RunResult) -> str:
    """Return the line on the map itself, not escaped."""
    parts = ["School data: DfE, OGL v3"]
    if _uses_boundaries(result):
        parts.append("© Crown copyright and database right 2026 (ONS, OS)")
    if uses_roads(result):
        parts.append("© OpenStreetMap contributors")
    if result.tiles is not None:
        parts.append(f"Tiles: {result.tiles.credit}")
    parts.append("Leaflet")
    return " · ".join(parts)


def licences(result: RunResult) -> list[str]:
    """Return a sentence for each licence, not escaped; Leaflet's own text stands beside them."""
    told = owed(result.manifest, boundaries=_uses_boundaries(result), by_road=uses_roads(result))
    if result.tiles is not None:
        told.append(f"Map tiles from {result.tiles.origin}: {result.tiles.credit}")
    return told


def owed(manifest: Mapping[str, Any], *, boundaries: bool, by_road: bool) -> list[str]:
    """Return a sentence for each licence of the data that a page was made from, not escaped."""
    told = [words.OGL]
    if boundaries:
        told.append(words.BOUNDARIES)
    if by_road:
        told.append(words.OSM)
    fitted_from = manifest.get("travel", {}).get("licence")
    return [*told, f"Estimated travel: {fitted_from}"] if fitted_from else told


def _uses_boundaries(result: RunResult) -> bool:
    return result.districts is not None or result.outline is not None


def uses_roads(result: RunResult) -> bool:
    """Say whether anything on the page was made from OpenStreetMap's roads."""
    return result.backdrop is not None or "road" in methods_of(result.travel)
