// Make the map read as a place: write the names of towns, villages, roads, rivers and districts.

import { el, name } from "./dom.js";
import { drawGround } from "./ground.js";
import { writeLabels } from "./labels.js";
import { coveredBoxes } from "./selection.js";
import { makeTiles } from "./tiles.js";

/** @import { Box, Ground, Label, Place, School } from "./types.d.ts" */
/** @typedef {{text: string, lat: number, lon: number}} Spot */

/** The largest places in view: of a country's thousands few would find room. */
const MOST_NAMES = 300;
const DISTRICTS_UNTIL = 10.5;
const SCHOOLS_NAMED_FROM = 12.5;
const POINTERS_FROM = 11;
const MOST_POINTERS = 4;
/** With so few names in view a reader is told what lies beyond. */
const FEW = 2;
const EDGE = 70;
const ARROWS = ["→", "↗", "↑", "↖", "←", "↙", "↓", "↘"];
const PLACE_CLASSES = ["town-large", "town-middle", "village", "suburb", "hamlet"];
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
 * The labels of the places in view: those of the ground where it has any, else the schools' towns.
 * @param {L.Map} map
 * @param {ReturnType<typeof drawGround>} ground
 * @param {ReturnType<typeof townsOf>} towns
 * @param {L.LatLngBounds} view
 * @returns {Label[]}
 */
function placeLabels(map, ground, towns, view) {
  const places = ground.places(view).slice(0, MOST_NAMES);
  if (places.length) {
    return places.map(({ text, kind, lat, lon }) => ({
      ...{ lat, lon, at: TOWN_PLACES, away: 3 },
      node: el("span", { class: `town ${PLACE_CLASSES[kind]}` }, text),
    }));
  }
  const zoom = map.getZoom();
  const most = zoom < 9 ? 3 : zoom < 10 ? 2 : 1;
  return towns
    .filter((town) => town.size >= most && view.contains([town.lat, town.lon]))
    .slice(0, MOST_NAMES)
    .map((town) => ({
      ...{ lat: town.lat, lon: town.lon, at: TOWN_PLACES, away: 5 },
      node: el("span", { class: townClass(town.size) }, town.name),
    }));
}

/**
 * Where few names can be seen, the nearest towns are named at the edge of the map, with how far.
 * @param {L.Map} map
 * @param {Spot[]} spots
 * @returns {Label[]}
 */
function pointers(map, spots) {
  const view = map.getBounds();
  const here = view.getCenter();
  const inner = map.getSize().subtract([2 * EDGE, 2 * EDGE]);
  if (inner.x < 100 || inner.y < 100) return [];
  const beyond = spots
    .filter(({ lat, lon }) => !view.contains([lat, lon]))
    .map((spot) => ({ spot, metres: here.distanceTo([spot.lat, spot.lon]) }))
    .sort((one, other) => one.metres - other.metres)
    .slice(0, MOST_POINTERS);
  const half = inner.divideBy(2);
  const centre = map.latLngToContainerPoint(here);
  return beyond.map(({ spot, metres }) => {
    const away = map.latLngToContainerPoint([spot.lat, spot.lon]).subtract(centre);
    const reach = Math.max(Math.abs(away.x) / half.x, Math.abs(away.y) / half.y);
    const { lat, lng } = map.containerPointToLatLng(centre.add(away.divideBy(reach)));
    const arrow = ARROWS[(Math.round(Math.atan2(-away.y, away.x) / (Math.PI / 4)) + 8) % 8];
    const node = el("span", { class: "town pointer" }, `${arrow} ${spot.text} ${Math.round(metres / 1000)} km`);
    return { lat, lon: lng, node };
  });
}

/**
 * Names of schools near by, which mostly say where they are: only close in.
 * @param {L.Map} map
 * @param {School[]} schools
 * @param {L.LatLngBounds} view
 * @returns {Label[]}
 */
function schoolLabels(map, schools, view) {
  if (map.getZoom() < SCHOOLS_NAMED_FROM) return [];
  const told = new Set([...map.getPane("names").querySelectorAll("bdi")].map((node) => node.textContent));
  return schools
    .filter((school) => view.contains([school.lat, school.lon]) && !told.has(school.name))
    .slice(0, MOST_NAMES)
    .map(({ lat, lon, name: title }) => ({
      ...{ lat, lon, at: TOWN_PLACES, away: 9 },
      node: el("span", { class: "town school-name" }, name(title)),
    }));
}

/**
 * Draw the backdrop.
 * @param {L.Map} map
 * @param {School[]} schools
 * @param {Ground} raw
 * @returns {(taken: Box[]) => void} writes the names anew, none of them in a box that is taken
 */
export function drawBackdrop(map, schools, raw) {
  const towns = townsOf(schools);
  const ground = drawGround(map, raw);
  /** @type {Spot[]} */
  const spots = raw.places.length
    ? raw.places.filter(([, kind]) => kind < 2).map(([text, , , lat, lon]) => ({ text, lat: lat / 1e4, lon: lon / 1e4 }))
    : towns.map((town) => ({ text: town.name, lat: town.lat, lon: town.lon }));
  /** @type {Box[]} */
  let last = [];
  const tilesSeen = makeTiles(map, raw.tiles, () => write(last));
  map.on("zoomstart", () => map.getPane("towns").replaceChildren());

  /** @param {Box[]} taken */
  function write(taken) {
    last = [...taken];
    const view = map.getBounds();
    const wide = view.pad(0.2);
    const zoom = map.getZoom();
    /** @param {{text: string, lat: number, lon: number, className: string}} row */
    const label = ({ text, lat, lon, className }) => ({ lat, lon, node: el("span", { class: className }, text) });
    const seen = tilesSeen();
    const places = seen ? [] : placeLabels(map, ground, towns, wide);
    const inside = places.filter(({ lat, lon }) => view.contains([lat, lon]));
    const lines = seen ? [] : [...ground.numbers(view), ...(zoom < DISTRICTS_UNTIL ? ground.districts(view, new Set(places.map(({ node }) => node.textContent))) : []), ...ground.rivers(view)];
    const labels = [
      ...(!seen && inside.length < FEW && zoom >= POINTERS_FROM ? pointers(map, spots) : []),
      ...places,
      ...lines.map(label),
      ...schoolLabels(map, schools, view),
    ];
    // A name under a button would be half a name.
    writeLabels(map, "towns", labels, [...last, ...coveredBoxes(map)]);
  }
  return write;
}
