// Draw every school on one canvas: a shape and a colour for each phase, hollow over the border.

/** @import { Beside, BesideClass, Mark, Marks, Paint, Pair, School, SchoolMarker, SchoolMarkerClass, Shared } from "./types.d.ts" */

const FULL_TURN = 2 * Math.PI;
/** @type {Pair} */
export const NOT_ASIDE = [0, 0];

// Okabe and Ito's colours, which people with any colour vision tell apart; the shape says it too.
/** @type {Record<string, Mark>} */
export const MARKS = {
  infant: { colour: "#e69f00", points: 3, turn: -0.25 },
  junior: { colour: "#009e73", points: 3, turn: 0.25 },
  primary: { colour: "#0072b2", points: 0, turn: 0 },
  middle: { colour: "#cc79a7", points: 4, turn: 0.25 },
  secondary: { colour: "#d55e00", points: 4, turn: 0.125 },
  "all-through": { colour: "#1a1a1a", points: 5, turn: -0.25, star: true, dark: "#f2f2f2" },
  nursery: { colour: "#56b4e9", points: 5, turn: -0.25 },
  "16-plus": { colour: "#f0e442", points: 6, turn: 0 },
  special: { colour: "#7a5195", points: 4, turn: -0.25, star: true, dark: "#c9a6e4" },
  "not-known": { colour: "#777777", points: 4, turn: 0.125, star: true },
};

/**
 * The corners of a mark around (x, y); a circle has none.
 * @param {Mark} mark
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @returns {Pair[]}
 */
export function cornersOf(mark, x, y, radius) {
  const size = mark.star ? radius * 1.45 : radius * (mark.points === 3 ? 1.35 : 1.2);
  const corners = mark.star ? mark.points * 2 : mark.points;
  return Array.from({ length: corners }, (_, corner) => {
    const far = mark.star && corner % 2 ? size * 0.45 : size;
    const angle = (corner / corners + mark.turn) * FULL_TURN;
    return [x + far * Math.cos(angle), y + far * Math.sin(angle)];
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Mark} mark
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
function trace(context, mark, x, y, radius) {
  context.beginPath();
  if (!mark.points) context.arc(x, y, radius, 0, FULL_TURN);
  for (const [left, top] of cornersOf(mark, x, y, radius)) context.lineTo(left, top);
  context.closePath();
}

/**
 * Paint a mark. `paint` holds the colours of the page's theme.
 * @param {CanvasRenderingContext2D} context
 * @param {Mark} mark
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {{hollow: boolean, paint: Paint, dim?: boolean|null}} how
 */
export function paintMark(context, mark, x, y, radius, { hollow, paint, dim }) {
  const colour = paint.dark && mark.dark ? mark.dark : mark.colour;
  context.globalAlpha = dim ? 0.22 : 1;
  trace(context, mark, x, y, radius);
  context.fillStyle = hollow ? paint.land : colour;
  context.fill();
  context.lineWidth = hollow ? 2 : 1;
  context.strokeStyle = hollow ? colour : paint.edge;
  context.stroke();
  if (hollow) {
    // A yellow or orange line alone would be too faint against the land.
    trace(context, mark, x, y, radius + 1.2);
    context.lineWidth = 0.8;
    context.strokeStyle = paint.edge;
    context.stroke();
  }
  context.globalAlpha = 1;
}

/**
 * The theme's colours that a canvas needs.
 * @returns {Paint}
 */
export function themePaint() {
  const style = getComputedStyle(document.documentElement);
  /** @param {string} key */
  const value = (key) => style.getPropertyValue(key).trim();
  return {
    land: value("--land"),
    edge: value("--mark-edge"),
    dark: window.matchMedia("(prefers-color-scheme: dark)").matches,
  };
}

/** @param {number} zoom */
export function radiusAt(zoom) {
  return Math.max(3.2, Math.min(7.5, 3.2 + (zoom - 8.5) * 0.9));
}

/**
 * Schools at the very same point stand in a small ring around it, so that each can be reached.
 * @param {School[]} schools
 * @returns {Shared}
 */
export function nudges(schools) {
  /** @type {Map<string, School[]>} */
  const byPoint = new Map();
  for (const school of schools) {
    const key = `${school.lat} ${school.lon}`;
    byPoint.set(key, [...(byPoint.get(key) || []), school]);
  }
  /** @type {Shared} */
  const result = new Map();
  for (const sharing of byPoint.values()) {
    if (sharing.length < 2) continue;
    const ring = Math.max(1, sharing.length / 4);
    sharing.forEach((school, place) => {
      const angle = (place / sharing.length) * FULL_TURN;
      result.set(school.i, { by: [ring * Math.cos(angle), ring * Math.sin(angle)], sharing });
    });
  }
  return result;
}

/**
 * How far a school that shares its place stands aside, in pixels at this zoom.
 * @param {L.Map} map
 * @param {Pair} nudge
 * @returns {Pair}
 */
export function pixelsAside(map, nudge) {
  const by = radiusAt(map.getZoom()) * 1.3;
  return [nudge[0] * by, nudge[1] * by];
}

/**
 * @param {{lat: number, lon: number}} where
 * @returns {Pair}
 */
export function placeOf({ lat, lon }) {
  return [lat, lon];
}

/**
 * A circle as large as a school's mark and `around` pixels more, which may stand a few pixels
 * beside its place, at every zoom.
 * @returns {BesideClass}
 */
export function makeBesideClass() {
  return L.CircleMarker.extend({
    /** @this {Beside} */
    _project() {
      this._radius = radiusAt(this._map.getZoom()) + this.options.around;
      const aside = pixelsAside(this._map, this.options.nudge);
      this._point = this._map.latLngToLayerPoint(this._latlng).add(aside);
      this._updateBounds();
    },
  });
}

/**
 * @param {() => Paint} paintNow
 * @returns {SchoolMarkerClass}
 */
function makeMarkerClass(paintNow) {
  return makeBesideClass().extend({
    /** @this {SchoolMarker} */
    _updatePath() {
      const renderer = this._renderer;
      if (!renderer._drawing || this._empty()) return;
      const { school, dim } = this.options;
      const { x, y } = this._point;
      const how = { hollow: !school.inArea, paint: paintNow(), dim };
      paintMark(renderer._ctx, MARKS[school.phase], x, y, this._radius, how);
    },
  });
}

/**
 * Make an element of an SVG.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string|number>} attributes
 */
export function svgElement(tag, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
}

/** @param {SchoolMarker} marker */
function printedMark(marker) {
  const { school, dim } = marker.options;
  const mark = MARKS[school.phase];
  const { x, y } = marker._point;
  const paint = {
    fill: school.inArea ? mark.colour : "#ffffff",
    stroke: school.inArea ? "#1d2a33" : mark.colour,
    "stroke-width": school.inArea ? 1 : 2,
    opacity: dim ? 0.25 : 1,
  };
  if (!mark.points) return svgElement("circle", { cx: x, cy: y, r: marker._radius, ...paint });
  const points = cornersOf(mark, x, y, marker._radius).map((corner) => corner.join(",")).join(" ");
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
  let paint = themePaint();
  const canvas = L.canvas({ pane: "schools", padding: 0.2, tolerance: 4 });
  const Marker = makeMarkerClass(() => paint);
  const order = [...schools].sort((one, other) => Number(one.inArea) - Number(other.inArea));
  const markers = order.map((school) => {
    const nudge = shared.get(school.i)?.by || NOT_ASIDE;
    const options = { renderer: canvas, pane: "schools", school, nudge, around: 0, dim: false };
    const marker = new Marker([school.lat, school.lon], options);
    marker.on("click", (event) => {
      L.DomEvent.stopPropagation(event);
      pick(school);
    });
    marker.on("mouseover", () => hint(school, nudge));
    marker.on("mouseout", () => hint(null));
    return marker.addTo(map);
  });
  function redraw() {
    paint = themePaint();
    canvas._update();
    canvas._redrawRequest = null;
    canvas._redrawBounds = null;
    canvas._redraw();
  }
  /** Draw what can be seen once more as SVG: a printed canvas would hide what lies under it. */
  function drawForPrint() {
    const view = map.getBounds().pad(0.05);
    const seen = markers.filter((marker) => view.contains(marker.getLatLng()));
    const svg = svgElement("svg", { class: "print-marks", width: 1, height: 1, "aria-hidden": "true" });
    svg.append(...seen.map((marker) => printedMark(marker)));
    clearPrint();
    map.getPane("schools").append(svg);
  }
  function clearPrint() {
    for (const old of map.getPane("schools").querySelectorAll(".print-marks")) old.remove();
  }
  /** @param {Set<number>|null} set */
  function focus(set) {
    for (const marker of markers) marker.options.dim = set && !set.has(marker.options.school.i);
    redraw();
  }
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  canvas._container.setAttribute("aria-hidden", "true");
  return { focus, redraw, drawForPrint, clearPrint };
}

/**
 * A mark by itself, for the legend and the lists.
 * @param {string} phase
 * @param {{hollow?: boolean}} [how]
 */
export function markIcon(phase, { hollow = false } = {}) {
  const icon = document.createElement("canvas");
  const size = 18;
  const scale = Math.max(2, window.devicePixelRatio || 1);
  icon.width = size * scale;
  icon.height = size * scale;
  icon.className = "mark";
  icon.setAttribute("aria-hidden", "true");
  const context = /** @type {CanvasRenderingContext2D} */ (icon.getContext("2d"));
  context.scale(scale, scale);
  paintMark(context, MARKS[phase], size / 2, size / 2, 5.2, { hollow, paint: themePaint() });
  return icon;
}
