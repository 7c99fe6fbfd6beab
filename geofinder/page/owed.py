"""Name whose data and software a page holds, as their licences ask."""

from geofinder.page import words
from geofinder.result import RunResult


def credit(result: RunResult) -> str:
    """Return the line on the map itself, not escaped."""
    parts = ["School data: DfE, OGL v3"]
    if result.districts is not None:
        parts.append("© Crown copyright and database right 2026 (ONS, OS)")
    if uses_roads(result):
        parts.append("© OpenStreetMap contributors")
    parts.append("Leaflet")
    return " · ".join(parts)


def licences(result: RunResult) -> list[str]:
    """Return a sentence for each licence, not escaped; Leaflet's own text stands beside them."""
    owed = [words.OGL]
    if result.districts is not None:
        owed.append(words.BOUNDARIES)
    if uses_roads(result):
        owed.append(words.OSM)
    fitted_from = result.manifest.get("travel", {}).get("licence")
    return [*owed, f"Estimated travel: {fitted_from}"] if fitted_from else owed


def uses_roads(result: RunResult) -> bool:
    """Say whether anything on the page was made from OpenStreetMap's roads."""
    return result.roads is not None or bool((result.travel["method"] == "road").any())
