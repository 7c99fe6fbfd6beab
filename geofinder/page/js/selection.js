// Draw what is selected: a group's outline, its lines and names. One selection at a time.

import { el, name } from "./dom.js";
import { drawCompared } from "./comparemap.js";
import { writeLabels } from "./labels.js";
import { makeBesideClass, NOT_ASIDE, pixelsAside, radiusAt } from "./markers.js";
import { drawDrives } from "./routes.js";

/** @import { Box, Context, Label, Pair, Place, School, Selection, Wanted } from "./types.d.ts" */

const AROUND = 0.09;
const LEAST_AROUND_M = 350;
const METRES_PER_DEGREE = 111_320;
const CORNERS = 32;
const MOST_WITH_NAMES = 8;
const MOST_WITH_NAMES_IF_NARROW = 3;
const NARROW = 600;
const NEAR_TOGETHER_M = 2500;
const MOST_WITH_MINUTES_FIRST = 4;
/** @type {Place[]} */
const UP_AND_DOWN = ["above", "below"];
/** @type {Place[]} */
const FAR_UP_AND_DOWN = [...UP_AND_DOWN, "over", "under"];

/**
 * @param {Pair} origin
 * @param {Pair} one
 * @param {Pair} other
 */
function cross(origin, one, other) {
  return (one[0] - origin[0]) * (other[1] - origin[1]) - (one[1] - origin[1]) * (other[0] - origin[0]);
}

/**
 * The convex hull of points in the plane, in order around it (Andrew's monotone chain).
 * @param {Pair[]} points
 * @returns {Pair[]}
 */
export function hull(points) {
  const sorted = [...points].sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  /** @param {Pair[]} ordered */
  const half = (ordered) => {
    /** @type {Pair[]} */
    const chain = [];
    for (const point of ordered) {
      while (chain.length > 1 && cross(chain[chain.length - 2], chain[chain.length - 1], point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

/**
 * An outline with some room around schools, as latitudes and longitudes.
 * @param {School[]} schools
 * @param {number} [corners]
 * @returns {Pair[]}
 */
export function outline(schools, corners = CORNERS) {
  const shrink = Math.cos((schools[0].lat * Math.PI) / 180);
  const plane = schools.map(({ lat, lon }) => [lon * shrink * METRES_PER_DEGREE, lat * METRES_PER_DEGREE]);
  /** @param {0|1} axis */
  const spread = (axis) => {
    const values = plane.map((point) => point[axis]);
    return Math.max(...values) - Math.min(...values);
  };
  const room = Math.max(LEAST_AROUND_M, AROUND * Math.hypot(spread(0), spread(1)));
  const around = plane.flatMap(([x, y]) =>
    Array.from({ length: corners }, (_, corner) => {
      const angle = (corner / corners) * 2 * Math.PI;
      return /** @type {Pair} */ ([x + room * Math.cos(angle), y + room * Math.sin(angle)]);
    }),
  );
  return hull(around).map(([x, y]) => [
    y / METRES_PER_DEGREE,
    x / METRES_PER_DEGREE / shrink,
  ]);
}

/**
 * @param {School} school
 * @param {number|null} order
 * @param {boolean} whole
 */
function memberLabel(school, order, whole) {
  const number = order === null ? null : el("b", {}, order + 1, whole ? " " : "");
  return el("span", { class: "member-name" }, number, whole ? name(school.name) : null);
}

/**
 * Where buttons lie over the map, in its pixels: no name can be read under them.
 * @param {L.Map} map
 * @returns {Box[]}
 */
function controlBoxes(map) {
  const frame = map.getContainer().getBoundingClientRect();
  const found = map.getContainer().querySelectorAll(".leaflet-top.leaflet-left > .leaflet-control, .leaflet-top > .whole-area, .reach-caption");
  const legend = /** @type {HTMLElement} */ (document.getElementById("legend"));
  return [...found, legend]
    .map((node) => node.getBoundingClientRect())
    .filter((box) => box.width)
    .map((box) => [box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top]);
}

/**
 * The same boxes in the pixels that the map's panes count in.
 * @param {L.Map} map
 * @returns {Box[]}
 */
export function coveredBoxes(map) {
  const corner = map.containerPointToLayerPoint([0, 0]);
  return controlBoxes(map).map(([left, top, right, bottom]) => [
    left + corner.x,
    top + corner.y,
    right + corner.x,
    bottom + corner.y,
  ]);
}

/**
 * How near to go. A sheet without roads says more of a place from farther off.
 * @param {L.LatLngBounds|null} bounds null for one school alone
 * @param {boolean} roads
 */
function farthestIn(bounds, roads) {
  if (!bounds) return 12.5;
  const across = bounds.getSouthWest().distanceTo(bounds.getNorthEast());
  return roads || across < NEAR_TOGETHER_M ? 14 : 12.5;
}

/**
 * Keep one selection on the map.
 * @param {L.Map} map
 * @param {Context} known
 * @param {() => void} changed
 * @returns {Selection}
 */
export function makeSelection(map, known, changed) {
  const { shared } = known;
  const Beside = makeBesideClass();
  /** @param {School} school */
  const nudgeOf = (school) => shared.get(school.i)?.by || NOT_ASIDE;
  const layer = L.layerGroup().addTo(map);
  /** @type {() => Label[]} */
  let labels = () => [];
  /** @type {School[]} */
  let shown = [];
  /** @type {L.LatLngBounds|null} */
  let beyond = null;

  /** Write the names and minutes; returns the boxes that they and the schools take. */
  function write() {
    const taken = shown.map((school) => {
      const place = map.latLngToLayerPoint([school.lat, school.lon]);
      const { x, y } = place.add(pixelsAside(map, nudgeOf(school)));
      const reach = radiusAt(map.getZoom());
      return /** @type {Box} */ ([x - reach, y - reach, x + reach, y + reach]);
    });
    if (shown.length) taken.push(...coveredBoxes(map));
    writeLabels(map, "names", labels(), taken, { inside: true });
    return taken;
  }
  map.on("zoomstart", () => map.getPane("names").replaceChildren());

  /**
   * @param {School} school
   * @param {string} className
   */
  function ring(school, className) {
    const nudge = nudgeOf(school);
    const around = shared.has(school.i) ? 2.5 : 5;
    const options = { pane: "selection", interactive: false, className, nudge, around };
    return new Beside([school.lat, school.lon], options).addTo(layer);
  }

  /**
   * @param {School[]} schools
   * @param {string} className
   */
  function area(schools, className) {
    const options = { pane: "outline", interactive: false, className, smoothFactor: 0 };
    return L.polygon(outline(schools), options).addTo(layer);
  }

  /**
   * @param {School[]} schools
   * @param {boolean} numbered
   * @returns {Wanted[]}
   */
  function names(schools, numbered) {
    // Of many names few would find room: numbers stand for them, as in the list.
    const most = map.getSize().x < NARROW ? MOST_WITH_NAMES_IF_NARROW : MOST_WITH_NAMES;
    const whole = schools.length <= most;
    // Where there are many, names farther off would crowd out the minutes.
    const upright = schools.length <= MOST_WITH_MINUTES_FIRST ? FAR_UP_AND_DOWN : UP_AND_DOWN;
    return schools.map((school, order) => ({
      lat: school.lat,
      lon: school.lon,
      school,
      away: 14,
      at: nudgeOf(school)[0] < 0 ? ["left", ...upright, "right"] : ["right", "left", ...upright],
      must: whole,
      make: () => memberLabel(school, numbered ? order : null, whole || !numbered || order === 0),
    }));
  }

  /**
   * @param {School[]} schools
   * @param {() => Wanted[]} draw
   */
  function show(schools, draw) {
    layer.clearLayers();
    shown = schools;
    const wanted = draw();
    labels = () =>
      wanted.map((label) => ({
        ...label,
        node: label.make(),
        nudge: label.school && pixelsAside(map, nudgeOf(label.school)),
      }));
    changed();
  }

  /** Bring the selection into view. */
  function frame({ animate = true, tight = false } = {}) {
    if (!shown.length && !beyond) return;
    const bounds = L.latLngBounds(shown.length ? outline(shown) : []);
    if (beyond) bounds.extend(beyond);
    const narrow = map.getSize().x < NARROW;
    // Names stand to the right of their schools; the legend stands there too.
    /** @type {[Pair, Pair]} */
    let [topLeft, bottomRight] = [[110, 50], [230, 50]];
    if (tight) [topLeft, bottomRight] = [[20, 30], [60, 36]];
    else if (narrow) {
      const right = Math.max(20, ...controlBoxes(map).map((box) => box[2]).filter((x) => x < 180));
      [topLeft, bottomRight] = [[right + 10, 50], [44, 36]];
    }
    const maxZoom = farthestIn(shown.length > 1 ? bounds : null, known.ways !== null);
    map.fitBounds(bounds, {
      paddingTopLeft: topLeft,
      paddingBottomRight: bottomRight,
      maxZoom,
      animate,
    });
  }

  return {
    group(group) {
      const schools = group.members.map((member) => member.school);
      show(schools, () => {
        area(schools, "hull");
        const times = drawDrives(group, layer, known);
        for (const school of schools) ring(school, "ring");
        ring(group.hub, "ring ring-hub");
        // Of few lines each gets its minutes: a name has four places to stand, minutes have one.
        const few = times.length <= MOST_WITH_MINUTES_FIRST;
        return few ? [...times, ...names(schools, true)] : [...names(schools, true), ...times];
      });
    },
    body(body) {
      show(body.schools, () => {
        area(body.schools, "hull hull-existing");
        for (const school of body.schools) ring(school, "ring");
        return names(body.schools, false);
      });
    },
    school(school) {
      show([school], () => {
        ring(school, "ring");
        return names([school], false);
      });
    },
    compared(groups) {
      const schools = [...new Set(groups.flatMap(({ members }) => members.map(({ school }) => school)))];
      show(schools, () => {
        const letters = drawCompared(groups, layer, outline);
        for (const school of schools) ring(school, "ring");
        return [...letters, ...names(schools, false).map((label) => ({ ...label, must: false }))];
      });
    },
    none() {
      show([], () => []);
    },
    include(bounds) {
      beyond = bounds;
    },
    frame,
    write,
  };
}
