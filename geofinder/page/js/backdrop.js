// Make the map read as a place: the names of towns, and main roads where there are any.

import { el } from "./dom.js";
import { writeLabels } from "./labels.js";
import { sums } from "./data.js";

/** @import { Box, Pair, Place, Roads, School } from "./types.d.ts" */

const ROAD_NAMES_FROM_ZOOM = 10;
/** @type {Place[]} */
const TOWN_PLACES = ["above", "below", "right", "left"];

/** @param {number[]} values */
function middle(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

/**
 * Towns from the schools' own addresses. A post town reaches far into the country, so its
 * schools in built-up places say where it is, if it has any.
 * @param {School[]} schools
 */
export function townsOf(schools) {
  /** @type {Map<string, {name: string, schools: School[]}>} */
  const byName = new Map();
  for (const school of schools) {
    // Some write the county behind the town: "Oakham, Rutland".
    const town = (school.facts.town || "").split(",")[0].trim();
    if (!town) continue;
    const key = town.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
    const known = byName.get(key) ?? { name: town, schools: [] };
    byName.set(key, known);
    known.schools.push(school);
  }
  const towns = [...byName.values()].map((town) => {
    const built = town.schools.filter((school) => school.facts.rural === 0);
    const where = built.length ? built : town.schools;
    return {
      name: town.name,
      size: town.schools.length,
      lat: middle(where.map((school) => school.lat)),
      lon: middle(where.map((school) => school.lon)),
    };
  });
  return towns.sort((one, other) => other.size - one.size || (one.name < other.name ? -1 : 1));
}

/** @param {number} size */
function townClass(size) {
  if (size >= 15) return "town town-large";
  return size >= 5 ? "town town-middle" : "town";
}

/**
 * Draw the roads, once. Returns their numbers with places, for the names.
 * @param {L.Map} map
 * @param {Roads} roads
 */
function drawRoads(map, roads) {
  /** @type {{ref: string, lat: number, lon: number}[]} */
  const numbers = [];
  roads.classes.forEach((kind, place) => {
    const lines = roads.lines[place].map((steps) => {
      const lat = sums(steps.filter((_, i) => i % 2 === 0));
      const lon = sums(steps.filter((_, i) => i % 2 === 1));
      return lat.map((value, i) => /** @type {Pair} */ ([value / 1e4, lon[i] / 1e4]));
    });
    L.polyline(lines, {
      pane: "roads",
      interactive: false,
      className: `road road-${kind}`,
      smoothFactor: 1.2,
    }).addTo(map);
    for (const [ref, lat, lon] of roads.refs[place]) {
      if (kind !== "secondary") numbers.push({ ref, lat: lat / 1e4, lon: lon / 1e4 });
    }
  });
  return numbers;
}

/**
 * Draw the backdrop.
 * @param {L.Map} map
 * @param {School[]} schools
 * @param {Roads|null} roads
 * @returns {(taken: Box[]) => void} writes the names anew, none of them in a box that is taken
 */
export function drawBackdrop(map, schools, roads) {
  const towns = townsOf(schools);
  const numbers = roads ? drawRoads(map, roads) : [];
  map.on("zoomstart", () => map.getPane("towns").replaceChildren());
  return (taken) => {
    const view = map.getBounds().pad(0.2);
    const zoom = map.getZoom();
    /** @param {{lat: number, lon: number}} place */
    const inView = (place) => view.contains([place.lat, place.lon]);
    const most = zoom < 9 ? 3 : zoom < 10 ? 2 : 1;
    const names = towns
      .filter((town) => town.size >= most && inView(town))
      .map((town) => ({
        ...town,
        at: TOWN_PLACES,
        away: 5,
        node: el("span", { class: townClass(town.size) }, town.name),
      }));
    const shields = numbers
      .filter((road) => zoom >= ROAD_NAMES_FROM_ZOOM && inView(road))
      .map((road) => ({ ...road, node: el("span", { class: "road-number" }, road.ref) }));
    writeLabels(map, "towns", [...names, ...shields], taken);
  };
}
