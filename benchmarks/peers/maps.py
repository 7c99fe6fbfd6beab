"""Draw the same schools with other libraries, and answer what their pages ask the network for."""

import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import geopandas as gpd

from benchmarks.peers.browsing import Act
from geofinder.page.assets import vendored

_ASSETS = Path(__file__).resolve().parent / "page_assets"
_INSTALLED = _ASSETS / "node_modules"
_SHOWN = ("name", "urn", "stage", "pupils")

# The pages name the files as their networks do, each other's last parts are alike.
_FILES = {
    "jquery-3.7.1.min.js": "jquery/dist/jquery.min.js",
    "bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "all.min.css": "@fortawesome/fontawesome-free/css/all.min.css",
    "leaflet.awesome-markers.js": "leaflet.awesome-markers/dist/leaflet.awesome-markers.js",
    "leaflet.awesome-markers.css": "leaflet.awesome-markers/dist/leaflet.awesome-markers.css",
    "leaflet.markercluster.js": "leaflet.markercluster/dist/leaflet.markercluster.js",
    "MarkerCluster.css": "leaflet.markercluster/dist/MarkerCluster.css",
    "MarkerCluster.Default.css": "leaflet.markercluster/dist/MarkerCluster.Default.css",
}
_VENDORED = {"leaflet.js": "leaflet-1.9.4/leaflet.js", "leaflet.css": "leaflet-1.9.4/leaflet.css"}


def install() -> str:
    """Install what the pages load, where npm is; return what is lacking, empty if nothing."""
    if (_INSTALLED / "leaflet.markercluster").is_dir():
        return ""
    npm = shutil.which("npm")
    if npm is None:
        return "npm is not here, so the pages of the others load Leaflet alone"
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    done = subprocess.run(command, cwd=_ASSETS, check=False, capture_output=True, text=True)
    if done.returncode:
        return "npm could not install what the pages of the others load, but for Leaflet"
    return ""


@cache
def answer(address: str) -> bytes:
    """Return the file that a page asks for; an empty one for tiles, fonts and what is not here."""
    name = address.split("?", maxsplit=1)[0].rsplit("/", 1)[-1]
    if name in _VENDORED:
        return vendored(_VENDORED[name]).encode()
    file = _INSTALLED / _FILES.get(name, "-")
    return file.read_bytes() if file.is_file() else b""


def explored(schools: gpd.GeoDataFrame) -> str:
    """Return the page of ``gdf.explore()`` with a tooltip and a popup of a few facts."""
    table = schools[[*_SHOWN, "geometry"]]
    return str(table.explore(tooltip=["name"], popup=list(_SHOWN)).get_root().render())


def clustered(schools: gpd.GeoDataFrame) -> str:
    """Return the page of a folium MarkerCluster with a popup of the same facts."""
    import folium  # noqa: PLC0415 (slow to import, and only the peers need it here)
    from folium.plugins import MarkerCluster  # noqa: PLC0415 (likewise)

    page = folium.Map(location=[52.8, -1.5], zoom_start=7)
    cluster = MarkerCluster().add_to(page)
    points = schools.geometry.to_crs("EPSG:4326")
    facts = schools[list(_SHOWN)].astype("str").to_numpy().tolist()
    for lat, lon, row in zip(points.y.tolist(), points.x.tolist(), facts, strict=True):
        text = "<br>".join(f"{key}: {value}" for key, value in zip(_SHOWN, row, strict=True))
        folium.Marker([lat, lon], popup=text, tooltip=row[0]).add_to(cluster)
    return str(page.get_root().render())


def acts(page: str) -> Mapping[str, Act]:
    """Return the steps of a page of folium: it can zoom, and has no search and no filters."""
    name = page.split("var map_", 1)[1].split(" ", 1)[0]
    step = f"map_{name}.setZoom(map_{name}.getZoom() + 1, {{ animate: false }})"
    return {"zoom": Act(step)}
