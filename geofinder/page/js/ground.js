// Draw the ground under the schools, and say which names it offers at which zoom.

/** @import { Ground, NamedLines, Pair } from "./types.d.ts" */

const STEPS_A_DEGREE = 1e4;
const WIDEST_FIRST = ["motorway", "trunk", "primary", "secondary", "tertiary"];
/** From which zoom a class is drawn: farther out it would only be a blur. */
const DRAWN_FROM = { motorway: 0, trunk: 0, primary: 0, secondary: 9.5, tertiary: 11.5 };
/** From which zoom the numbers of a class are written. */
const NUMBERED_FROM = { motorway: 8, trunk: 9, primary: 10, secondary: 11.5, tertiary: 13.5 };
/** City, town, village, suburb, hamlet. */
const NAMED_FROM = [0, 8, 10.25, 11.5, 12];
const RIVERS_NAMED_FROM = 10.5;

/**
 * @param {number[]} steps latitude and longitude, then steps, in 1e-4 degrees
 * @returns {Pair[]}
 */
function walked(steps) {
  /** @type {Pair[]} */
  const points = [];
  let [lat, lon] = [0, 0];
  for (let i = 0; i < steps.length; i += 2) {
    lat += steps[i];
    lon += steps[i + 1];
    points.push([lat / STEPS_A_DEGREE, lon / STEPS_A_DEGREE]);
  }
  return points;
}

/**
 * The middle of the longest piece that can be seen of some lines; null where none can.
 * @param {Pair[][]} lines
 * @param {L.LatLngBounds} view
 * @returns {Pair|null}
 */
function middleInView(lines, view) {
  const box = L.bounds([view.getWest(), view.getSouth()], [view.getEast(), view.getNorth()]);
  let longest = 0;
  /** @type {Pair|null} */
  let middle = null;
  for (const line of lines) {
    for (let i = 1; i < line.length; i += 1) {
      const [from, to] = [line[i - 1], line[i]].map(([lat, lon]) => L.point(lon, lat));
      const seen = L.LineUtil.clipSegment(from, to, box, false, false);
      if (!seen) continue;
      const length = seen[0].distanceTo(seen[1]);
      if (length > longest) {
        longest = length;
        middle = [(seen[0].y + seen[1].y) / 2, (seen[0].x + seen[1].x) / 2];
      }
    }
  }
  return middle;
}

/** @param {NamedLines[]} rows */
function linesOf(rows) {
  return rows.map(({ kind = "", name, lines }) => {
    const points = lines.map(walked);
    return { kind, name, points, bounds: L.latLngBounds(points.flat()) };
  });
}

/**
 * Draw roads and water once; the names are made anew for each view.
 * @param {L.Map} map
 * @param {Ground} ground
 */
export function drawGround(map, ground) {
  const roads = linesOf(ground.roads);
  const rivers = linesOf(ground.rivers);
  const flat = { interactive: false, smoothFactor: 1.2 };
  for (const rings of ground.water) {
    L.polygon(rings.map(walked), { ...flat, pane: "water", className: "lake" }).addTo(map);
  }
  const flowing = rivers.flatMap(({ points }) => points);
  if (flowing.length) L.polyline(flowing, { ...flat, pane: "water", className: "river" }).addTo(map);
  // The widest are drawn last, over the others.
  for (const kind of [...WIDEST_FIRST].reverse()) {
    const lines = roads.filter((road) => road.kind === kind).flatMap(({ points }) => points);
    if (lines.length) L.polyline(lines, { ...flat, pane: "roads", className: `road road-${kind}` }).addTo(map);
  }
  const thin = () => {
    for (const [kind, from] of Object.entries(DRAWN_FROM)) {
      map.getPane("roads").classList.toggle(`no-${kind}`, map.getZoom() < from);
    }
  };
  map.on("zoomend", thin);
  thin();

  /**
   * @param {ReturnType<typeof linesOf>} rows
   * @param {L.LatLngBounds} view
   * @param {string} className
   */
  const named = (rows, view, className) =>
    rows.flatMap(({ name, points, bounds }) => {
      const middle = name && view.intersects(bounds) ? middleInView(points, view) : null;
      return middle ? [{ text: name, lat: middle[0], lon: middle[1], className }] : [];
    });

  return {
    /**
     * Places, the most important first.
     * @param {L.LatLngBounds} view
     */
    places(view) {
      return ground.places
        .filter(([, kind, , lat, lon]) => map.getZoom() >= NAMED_FROM[kind] && view.contains([lat / STEPS_A_DEGREE, lon / STEPS_A_DEGREE]))
        .map(([text, kind, , lat, lon]) => ({ text, kind, lat: lat / STEPS_A_DEGREE, lon: lon / STEPS_A_DEGREE }));
    },
    /** @param {L.LatLngBounds} view */
    numbers(view) {
      const near = roads.filter(({ kind }) => map.getZoom() >= (NUMBERED_FROM[/** @type {"motorway"} */ (kind)] ?? 99));
      const sorted = WIDEST_FIRST.flatMap((kind) => near.filter((road) => road.kind === kind));
      return named(sorted, view, "road-number");
    },
    /** @param {L.LatLngBounds} view */
    rivers: (view) => (map.getZoom() >= RIVERS_NAMED_FROM ? named(rivers, view, "river-name") : []),
    /**
     * @param {L.LatLngBounds} view
     * @param {Set<string|null>} besides names that stand on the map already
     */
    districts: (view, besides) =>
      ground.districts
        .map(([text, lat, lon]) => ({ text, lat: lat / STEPS_A_DEGREE, lon: lon / STEPS_A_DEGREE, className: "district" }))
        .filter(({ text, lat, lon }) => !besides.has(text) && view.contains([lat, lon])),
  };
}
