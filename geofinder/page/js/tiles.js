// Show map tiles of a server where the run asked for them; without them the map is the page's own.

import { el } from "./dom.js";

/** @import { Ground } from "./types.d.ts" */

/**
 * Lay the tiles over the ground, with a button that hides them. While every tile of the view has
 * come, they show the names of places themselves.
 * @param {L.Map} map
 * @param {Ground["tiles"]} tiles
 * @param {() => void} changed what to do when names are needed, or no longer
 * @returns {() => boolean} says whether the tiles are seen, all of them
 */
export function makeTiles(map, tiles, changed) {
  if (!tiles) return () => false;
  let failed = 0;
  let whole = false;
  const layer = L.tileLayer(tiles.url, {
    pane: "tiles",
    maxZoom: 19,
    maxNativeZoom: 19,
    // The page itself tells nobody where it stands; a server of tiles may want to know its users.
    referrerPolicy: "strict-origin",
  });
  /** @param {boolean} now */
  const becomes = (now) => {
    if (now === whole) return;
    whole = now;
    changed();
  };
  layer.on("loading", () => (failed = 0));
  layer.on("tileerror", () => {
    failed += 1;
    becomes(false);
  });
  layer.on("load", () => becomes(failed === 0));
  layer.addTo(map);

  const Control = L.Control.extend({
    onAdd() {
      const button = el("button", { type: "button", class: "whole-area", id: "tiles", "aria-pressed": "true", on: { click: press } }, "☑ Map tiles");
      L.DomEvent.disableClickPropagation(button);
      return button;

      function press() {
        const shown = map.hasLayer(layer);
        if (shown) layer.remove();
        else layer.addTo(map);
        button.setAttribute("aria-pressed", String(!shown));
        button.textContent = shown ? "☐ Map tiles" : "☑ Map tiles";
        if (shown) becomes(false);
      }
    },
  });
  new Control({ position: "topleft" }).addTo(map);
  return () => whole;
}
