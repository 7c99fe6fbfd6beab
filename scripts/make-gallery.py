"""Take the pictures of docs/gallery.md: five views of the sample, each at three widths.

Run: python scripts/make-gallery.py [--roads FILE.osm.pbf AREA REGISTER LINKS]

``--roads`` takes a sixth view, of routes along the roads, which the sample has none of.
"""

import base64
import shutil
import sys
import tempfile
from pathlib import Path

import pandas as pd
from playwright.sync_api import Browser, sync_playwright

from geofinder.cli import main as geofinder

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
SIZES = {1280: 800, 768: 900, 360: 740}
SCHOOL = 114404
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUALITY = 0.7
_SEVERAL = 4
# The browser itself writes WebP: a tenth of the bytes of PNG, and no library more.
SHRINK = """async ([png, quality]) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/webp", quality).split(",")[1];
}"""


def main(roads: list[str]) -> None:
    """Make the sample's pages, open each view at each width and write its picture."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, (page, address) in _views(Path(folder), roads).items():
            for width in SIZES:
                picture = PICTURES / f"{name}-{width}.webp"
                picture.write_bytes(_taken(browser, page, address, width))
                print(f"{picture.name}: {picture.stat().st_size:,} bytes")
        browser.close()


def _views(folder: Path, roads: list[str]) -> dict[str, tuple[Path, str]]:
    """Return each view's page and its address after the page's own."""
    _run("plan", "East Sussex", "--out", folder / "plan")
    _run("options", SCHOOL, "--out", folder / "options")
    area, letter = folder / "plan" / "index.html", folder / "options" / "index.html"
    groups = pd.read_csv(folder / "plan" / "candidates.csv", encoding="utf-8-sig")
    members = pd.read_csv(folder / "plan" / "members.csv", encoding="utf-8-sig")
    own = members.loc[members["urn"] == SCHOOL, "group_id"]
    best = groups[groups["group_id"].isin(own)].sort_values("rank")["group_id"].tolist()
    views = {
        "plan": (area, ""),
        "group": (area, f"#view=groups&group={best[0]}"),
        "compare": (area, f"#view=groups&compare={','.join(best[:3])}"),
        "existing": (area, "#view=existing&layer=existing"),
        "options": (letter, ""),
    }
    if roads:
        pbf, place, register, links = roads
        given = ["--roads", pbf, "--gias", register, "--links", links]
        _run("plan", place, *given, "--out", folder / "roads")
        found = pd.read_csv(folder / "roads" / "candidates.csv", encoding="utf-8-sig")
        several = found[found["size"] >= _SEVERAL].sort_values("rank")["group_id"].iloc[0]
        views["roads"] = (folder / "roads" / "index.html", f"#view=groups&group={several}")
    return views


def _run(*arguments: object) -> None:
    sys.argv = ["geofinder", *map(str, arguments)]
    try:
        geofinder()
    except SystemExit as end:
        if end.code:
            raise


def _taken(browser: Browser, page: Path, address: str, width: int) -> bytes:
    """Return one view's picture as WebP."""
    size = {"width": width, "height": SIZES[width]}
    view = browser.new_page(viewport=size, reduced_motion="reduce")
    view.goto(f"{page.as_uri()}{address}")
    view.wait_for_timeout(1_000)
    png = base64.b64encode(view.screenshot()).decode()
    view.goto("about:blank")
    written: str = view.evaluate(SHRINK, [png, QUALITY])
    view.close()
    return base64.b64decode(written)


if __name__ == "__main__":
    main(sys.argv[2:] if sys.argv[1:2] == ["--roads"] else [])
