// The mark of a school: a shape and a colour for each phase, hollow over the border.

/** @import { Beside, BesideClass, Mark, Paint, Pair, School, Shared } from "./types.d.ts" */

const FULL_TURN = 2 * Math.PI;
/** In pixels, where a whole country is seen: larger marks would hide one another and the land. */
const SMALLEST = 2.1;
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
  return Math.max(SMALLEST, Math.min(7.5, 3.2 + (zoom - 8.5) * 0.9));
}

/**
 * Schools at the very same point stand in a small ring around it, so that each can be reached.
 * @param {School[]} schools
 * @returns {Shared}
 */
export function nudges(schools) {
  /** @type {Map<number, School[]>} */
  const byPoint = new Map();
  for (const school of schools) {
    // A number is quicker than a text: places are in 1e-5 degrees.
    const key = Math.round(school.lat * 1e5) * 1e8 + Math.round(school.lon * 1e5);
    const sharing = byPoint.get(key);
    if (sharing) sharing.push(school);
    else byPoint.set(key, [school]);
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
 * The box around schools, of which there are some.
 * @param {School[]} schools
 */
export function boundsOf(schools) {
  let [south, west, north, east] = [90, 180, -90, -180];
  for (const { lat, lon } of schools) {
    [south, north] = [Math.min(south, lat), Math.max(north, lat)];
    [west, east] = [Math.min(west, lon), Math.max(east, lon)];
  }
  return L.latLngBounds([south, west], [north, east]);
}

/**
 * Where a place is on the whole world's map at zoom 0, which is 256 pixels wide.
 * @param {{lat: number, lon: number}} where
 * @returns {Pair}
 */
export function worldPixels({ lat, lon }) {
  const sine = Math.sin((lat * Math.PI) / 180);
  return [128 + (lon * 256) / 360, 128 - (64 / Math.PI) * Math.log((1 + sine) / (1 - sine))];
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
