// Draw very many lines or outlines as one path.

import { worldPixels } from "./markers.js";

/** @import { Drawing, Pair, Strokes, StrokesClass } from "./types.d.ts" */

/** In pixels: what lies so far outside the drawn part may still reach into it with its line. */
const ROOM = 5;

/**
 * Say how lines, or rings, are drawn in a part of the map. It is worked out once for each part,
 * however many layers ask; what lies outside the part is left out.
 * @param {Pair[][]} lines each of latitudes and longitudes
 * @param {{closed?: boolean}} [how]
 * @returns {Drawing}
 */
export function makeDrawing(lines, { closed = false } = {}) {
  const shapes = lines.map((corners) => {
    const points = corners.map(([lat, lon]) => worldPixels({ lat, lon }));
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    return { at: Float64Array.from(points.flat()), box };
  });
  const end = closed ? "z" : "";
  let [key, last] = ["", ""];

  return (zoom, origin, { min, max }) => {
    const now = [zoom, origin.x, origin.y, min.x, min.y, max.x, max.y].join();
    if (now === key) return last;
    key = now;
    const scale = 2 ** zoom;
    const [west, north] = [(origin.x + min.x - ROOM) / scale, (origin.y + min.y - ROOM) / scale];
    const [east, south] = [(origin.x + max.x + ROOM) / scale, (origin.y + max.y + ROOM) / scale];
    last = "";
    for (const { at, box } of shapes) {
      if (box[0] > east || box[2] < west || box[1] > south || box[3] < north) continue;
      for (let i = 0; i < at.length; i += 2) {
        last += `${i ? "L" : "M"}${Math.round(at[i] * scale - origin.x)} ${Math.round(at[i + 1] * scale - origin.y)}`;
      }
      last += end;
    }
    return last;
  };
}

/**
 * A layer that draws a `Drawing`. Leaflet's own lines are projected, clipped and simplified one
 * point at a time, several times a step: too slow for a country's thousands.
 * @returns {StrokesClass}
 */
export function makeStrokesClass() {
  return L.Path.extend({
    /**
     * @this {Strokes}
     * @param {Drawing} drawing
     * @param {L.PathOptions} options
     */
    initialize(drawing, options) {
      L.setOptions(this, options);
      this._drawing = drawing;
    },
    /** @this {Strokes} */
    _reset() {
      this._update();
    },
    _project() {},
    /** @this {Strokes} */
    _update() {
      const path = this._drawing(this._map.getZoom(), this._map.getPixelOrigin(), this._renderer._bounds);
      this._renderer._setPath(this, path || "M0 0");
    },
  });
}
