// Draw every school on one canvas: a shape and a colour for each phase, hollow over the border.

const FULL_TURN = 2 * Math.PI;

// Okabe and Ito's colours, which people with any colour vision tell apart; the shape says it too.
export const MARKS = {
  infant: { colour: "#e69f00", points: 3, turn: -0.25 },
  junior: { colour: "#009e73", points: 3, turn: 0.25 },
  primary: { colour: "#0072b2", points: 0 },
  middle: { colour: "#cc79a7", points: 4, turn: 0.25 },
  secondary: { colour: "#d55e00", points: 4, turn: 0.125 },
  "all-through": { colour: "#1a1a1a", points: 5, turn: -0.25, star: true, dark: "#f2f2f2" },
  nursery: { colour: "#56b4e9", points: 5, turn: -0.25 },
  "16-plus": { colour: "#f0e442", points: 6, turn: 0 },
  special: { colour: "#7a5195", points: 4, turn: -0.25, star: true, dark: "#c9a6e4" },
  "not-known": { colour: "#777777", points: 4, turn: 0.125, star: true },
};

/** The corners of a mark around (x, y); a circle has none. */
export function cornersOf(mark, x, y, radius) {
  const size = mark.star ? radius * 1.45 : radius * (mark.points === 3 ? 1.35 : 1.2);
  const corners = mark.star ? mark.points * 2 : mark.points;
  return Array.from({ length: corners }, (_, corner) => {
    const far = mark.star && corner % 2 ? size * 0.45 : size;
    const angle = (corner / corners + mark.turn) * FULL_TURN;
    return [x + far * Math.cos(angle), y + far * Math.sin(angle)];
  });
}

function trace(context, mark, x, y, radius) {
  context.beginPath();
  if (!mark.points) context.arc(x, y, radius, 0, FULL_TURN);
  for (const [left, top] of cornersOf(mark, x, y, radius)) context.lineTo(left, top);
  context.closePath();
}

/** Paint a mark. `paint` holds the colours of the page's theme. */
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

/** The theme's colours that a canvas needs. */
export function themePaint() {
  const style = getComputedStyle(document.documentElement);
  const value = (key) => style.getPropertyValue(key).trim();
  return {
    land: value("--land"),
    edge: value("--mark-edge"),
    dark: window.matchMedia("(prefers-color-scheme: dark)").matches,
  };
}

export function radiusAt(zoom) {
  return Math.max(3.2, Math.min(7.5, 3.2 + (zoom - 8.5) * 0.9));
}

/** Schools at the very same point stand in a small ring around it, so that each can be reached. */
export function nudges(schools) {
  const byPoint = new Map();
  for (const school of schools) {
    const key = `${school.lat} ${school.lon}`;
    byPoint.set(key, [...(byPoint.get(key) || []), school]);
  }
  const result = new Map();
  for (const sharing of byPoint.values()) {
    if (sharing.length < 2) continue;
    const ring = Math.max(1, sharing.length / 4);
    sharing.forEach((school, place) => {
      const angle = (place / sharing.length) * FULL_TURN;
      const by = [ring * Math.cos(angle), ring * Math.sin(angle)];
      result.set(school.i, { by, sharing });
    });
  }
  return result;
}

/** How far a school that shares its place stands aside, in pixels at this zoom. */
export function pixelsAside(map, nudge) {
  return nudge.map((part) => part * radiusAt(map.getZoom()) * 1.3);
}

/**
 * A circle as large as a school's mark and `around` pixels more, which may stand a few pixels
 * beside its place, at every zoom.
 */
export function makeBesideClass() {
  return L.CircleMarker.extend({
    _project() {
      this._radius = radiusAt(this._map.getZoom()) + this.options.around;
      const aside = pixelsAside(this._map, this.options.nudge);
      this._point = this._map.latLngToLayerPoint(this._latlng).add(aside);
      this._updateBounds();
    },
  });
}

function makeMarkerClass(paintNow) {
  return makeBesideClass().extend({
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

/** Make an element of an SVG. */
export function svgElement(tag, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
}

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
 * @returns {{focus: function, redraw: function}} `focus(set)` dims schools that are not in it
 */
export function drawSchools(map, schools, shared, { pick, hint }) {
  let paint = themePaint();
  const canvas = L.canvas({ pane: "schools", padding: 0.2, tolerance: 4 });
  const Marker = makeMarkerClass(() => paint);
  const order = [...schools].sort((one, other) => Number(one.inArea) - Number(other.inArea));
  const markers = order.map((school) => {
    const nudge = shared.get(school.i)?.by || [0, 0];
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
  function focus(set) {
    for (const marker of markers) marker.options.dim = set && !set.has(marker.options.school.i);
    redraw();
  }
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  canvas._container.setAttribute("aria-hidden", "true");
  return { focus, redraw, drawForPrint, clearPrint };
}

/** A mark by itself, for the legend and the lists. */
export function markIcon(phase, { hollow = false } = {}) {
  const icon = document.createElement("canvas");
  const size = 18;
  const scale = Math.max(2, window.devicePixelRatio || 1);
  icon.width = size * scale;
  icon.height = size * scale;
  icon.className = "mark";
  icon.setAttribute("aria-hidden", "true");
  const context = icon.getContext("2d");
  context.scale(scale, scale);
  paintMark(context, MARKS[phase], size / 2, size / 2, 5.2, { hollow, paint: themePaint() });
  return icon;
}
