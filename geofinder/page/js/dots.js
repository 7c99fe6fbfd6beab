// Draw all schools of a page on one canvas in one pass, and find the one under the pointer.

import { makeGrid } from "./grid.js";
import { makeSprites, makeStamper } from "./stamps.js";
import { cornersOf, MARKS, NOT_ASIDE, radiusAt, svgElement, themePaint, worldPixels } from "./markers.js";

/** @import { Dots, DotsClass, Marks, Pair, School, Shared } from "./types.d.ts" */

const PADDING = 0.2;
const HIT_REACH = 4;
const NUDGED_BY = 1.3;
const MOST_APART = 3000;
const LOOKS = Object.keys(MARKS);

/**
 * Whether a mark of the same look has its place already: of a country's thousands most lie on top
 * of one another, and two pixels apart nobody tells them from one. Of fewer all are drawn.
 * @param {number} width
 * @param {number} height
 * @param {number} count
 * @returns {(x: number, y: number, look: number) => boolean}
 */
function makeOnce(width, height, count) {
  if (count < MOST_APART) return () => false;
  const across = Math.ceil(width / 2) + 1;
  const looks = new Uint32Array(across * (Math.ceil(height / 2) + 1));
  return (x, y, look) => {
    const cell = (y >> 1) * across + (x >> 1);
    const bit = 1 << look;
    if (looks[cell] & bit) return true;
    looks[cell] |= bit;
    return false;
  };
}

/**
 * A layer of one canvas with all schools. Leaflet's own draws, and measures, one at a time: too
 * slow for a country.
 * @returns {DotsClass}
 */
function makeDotsClass() {
  return L.Renderer.extend({
    /**
     * @this {Dots}
     * @param {School[]} schools
     * @param {Shared} shared
     */
    initialize(schools, shared) {
      L.Renderer.prototype.initialize.call(this, { pane: "schools", padding: PADDING });
      // Those over the border lie below the others.
      this._schools = [...schools].sort((one, other) => Number(one.inArea) - Number(other.inArea));
      this._looks = this._schools.map(({ phase, inArea }) => LOOKS.indexOf(phase) + (inArea ? 0 : LOOKS.length));
      this._world = new Float64Array(2 * schools.length);
      this._schools.forEach((school, i) => this._world.set(worldPixels(school), 2 * i));
      this._aside = this._schools.map((school) => shared.get(school.i)?.by ?? NOT_ASIDE);
      this._at = new Float64Array(2 * schools.length);
      this._dim = null;
      this._frame = null;
      this._paint = themePaint();
    },
    /** @this {Dots} */
    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true");
      this._context = /** @type {CanvasRenderingContext2D} */ (this._container.getContext("2d"));
      this.addInteractiveTarget(this._container);
    },
    /** @this {Dots} */
    _destroyContainer() {
      if (this._frame !== null) L.Util.cancelAnimFrame(this._frame);
      this.removeInteractiveTarget(this._container);
      this._container.remove();
    },
    /** @this {Dots} */
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const canvas = this._container;
      L.DomUtil.setPosition(canvas, /** @type {L.Point} */ (this._bounds.min));
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
      this._project();
      // Leaflet says twice that a map has moved, and a view soon says what it is about.
      this._frame ??= L.Util.requestAnimFrame(() => {
        this._frame = null;
        if (this._map) this._draw();
      });
    },
    /** @this {Dots} Find where each school is, in the pixels that the map's panes count in. */
    _project() {
      const zoom = this._map.getZoom();
      const scale = 2 ** zoom;
      const origin = this._map.getPixelOrigin();
      this._radius = radiusAt(zoom);
      const aside = this._radius * NUDGED_BY;
      const { _world: world, _at: at } = this;
      this._aside.forEach(([right, down], i) => {
        at[2 * i] = world[2 * i] * scale - origin.x + right * aside;
        at[2 * i + 1] = world[2 * i + 1] * scale - origin.y + down * aside;
      });
    },
    /** @this {Dots} */
    _draw() {
      const scale = window.devicePixelRatio || 1;
      const { x: left, y: top } = /** @type {L.Point} */ (this._bounds.min);
      const { x: width, y: height } = this._bounds.getSize();
      const { half, side, sprite } = makeSprites(this._radius, this._paint, scale);
      const { _context: context, _at: at, _dim: dim, _schools: schools, _looks: looks } = this;
      this._grid = makeGrid(this._bounds, schools.length);
      // A new size empties a canvas.
      this._container.width = Math.round(scale * width);
      this._container.height = Math.round(scale * height);
      const stamper = makeStamper(context);
      // The dim ones lie below those that a view is about.
      for (const faint of dim ? [true, false] : [false]) {
        const drawn = makeOnce(width, height, schools.length);
        for (let i = 0; i < schools.length; i++) {
          const school = schools[i];
          const x = at[2 * i] - left;
          const y = at[2 * i + 1] - top;
          if (x < 0 || y < 0 || x > width || y > height) continue;
          if (dim && dim(school.i) !== faint) continue;
          this._grid.add(i, x + left, y + top);
          if (drawn(x, y, looks[i])) continue;
          const picture = sprite(school.phase, !school.inArea, faint);
          stamper.stamp(picture, side, Math.round((x - half) * scale), Math.round((y - half) * scale));
        }
      }
      stamper.done();
    },
    /**
     * @this {Dots}
     * @param {L.Point} point
     */
    at(point) {
      if (!this._grid) return null;
      const reach = this._radius + HIT_REACH;
      let [nearest, best] = [-1, reach];
      for (const i of this._grid.near(point.x, point.y, reach)) {
        const apart = Math.hypot(this._at[2 * i] - point.x, this._at[2 * i + 1] - point.y);
        if (apart <= best) [nearest, best] = [i, apart];
      }
      return nearest < 0 ? null : { school: this._schools[nearest], nudge: this._aside[nearest] };
    },
    /**
     * Dim the schools that are not in the set.
     * @this {Dots}
     * @param {Set<number>|null} set
     */
    focus(set) {
      /** @param {number} i */
      const outside = (i) => !set?.has(i);
      this._dim = set && outside;
      this.redraw();
    },
    /** @this {Dots} */
    redraw() {
      this._paint = themePaint();
      if (this._map) this._update();
    },
    /** @this {Dots} The schools that can be seen, as marks of an SVG. */
    printed() {
      const corner = this._map.containerPointToLayerPoint([0, 0]);
      const seen = L.bounds(corner.subtract([20, 20]), corner.add(this._map.getSize()).add([20, 20]));
      const rows = this._schools.map((_, i) => i).filter((i) => seen.contains([this._at[2 * i], this._at[2 * i + 1]]));
      return unlike(rows, this).map((i) => {
        const school = this._schools[i];
        const dim = Boolean(this._dim?.(school.i));
        return printedMark(school, this._at[2 * i], this._at[2 * i + 1], this._radius, dim);
      });
    },
  });
}

/**
 * Of very many marks those alone that would be seen apart: like ones at the same pixel are one.
 * @param {number[]} rows
 * @param {Dots} dots
 */
function unlike(rows, { _at: at, _schools: schools, _dim: dim }) {
  if (rows.length <= MOST_APART) return rows;
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const i of rows) {
    const { phase, inArea, i: place } = schools[i];
    found.set(`${Math.round(at[2 * i])} ${Math.round(at[2 * i + 1])} ${phase} ${inArea} ${dim?.(place)}`, i);
  }
  return [...found.values()];
}

/**
 * @param {School} school
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {boolean} dim
 */
function printedMark(school, x, y, radius, dim) {
  const mark = MARKS[school.phase];
  const paint = {
    fill: school.inArea ? mark.colour : "#ffffff",
    stroke: school.inArea ? "#1d2a33" : mark.colour,
    "stroke-width": school.inArea ? 1 : 2,
    opacity: dim ? 0.25 : 1,
  };
  if (!mark.points) return svgElement("circle", { cx: x, cy: y, r: radius, ...paint });
  const points = cornersOf(mark, x, y, radius).map((corner) => corner.join(",")).join(" ");
  return svgElement("polygon", { points, ...paint });
}

/**
 * Put all schools on the map.
 * @param {L.Map} map
 * @param {School[]} schools
 * @param {Shared} shared
 * @param {{pick: (school: School) => void, hint: (school: School|null, nudge?: Pair) => void}} on
 * @returns {Marks}
 */
export function drawSchools(map, schools, shared, { pick, hint }) {
  const Layer = makeDotsClass();
  const layer = new Layer(schools, shared).addTo(map);
  /** @type {School|null} */
  let over = null;
  /** @param {ReturnType<Dots["at"]>} found */
  function point(found) {
    const school = found?.school ?? null;
    if (school === over) return;
    over = school;
    layer._container.classList.toggle("leaflet-interactive", Boolean(school));
    if (found) hint(found.school, found.nudge);
    else hint(null);
  }
  layer.on("click", (event) => {
    const found = layer.at(event.layerPoint);
    if (!found) return;
    L.DomEvent.stopPropagation(event);
    pick(found.school);
  });
  layer.on("mousemove", (event) => point(layer.at(event.layerPoint)));
  layer.on("mouseout", () => point(null));

  function clearPrint() {
    for (const old of map.getPane("schools").querySelectorAll(".print-marks")) old.remove();
  }
  /** Draw what can be seen once more as SVG: a printed canvas would hide what lies under it. */
  function drawForPrint() {
    const svg = svgElement("svg", { class: "print-marks", width: 1, height: 1, "aria-hidden": "true" });
    svg.append(...layer.printed());
    clearPrint();
    map.getPane("schools").append(svg);
  }
  const redraw = () => layer.redraw();
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  return { focus: (set) => layer.focus(set), redraw, drawForPrint, clearPrint };
}
