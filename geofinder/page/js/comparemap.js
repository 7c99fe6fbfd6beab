// Draw the groups that are compared on the map: each with its letter and its own line.

import { el } from "./dom.js";

/** @import { Group, Pair, Place, School, Wanted } from "./types.d.ts" */

/** Each outline lies a little outside the one before: groups often share most of their schools. */
const WIDER = [1, 1.1, 1.2];
/**
 * Where each outline's letter stands: at its top, its right or its left.
 * @type {((corner: Pair) => number)[]}
 */
const REACH = [([lat]) => lat, ([, lon]) => lon, ([, lon]) => -lon];
/** @type {Place[][]} */
const STANDS = [
  ["above", "right", "left"],
  ["right", "above", "below"],
  ["left", "below", "above"],
];

/**
 * The corners moved away from their middle.
 * @param {Pair[]} corners
 * @param {number} by 1 leaves them
 * @returns {Pair[]}
 */
export function widened(corners, by) {
  const middle = [0, 1].map((axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length);
  return corners.map(([lat, lon]) => [middle[0] + (lat - middle[0]) * by, middle[1] + (lon - middle[1]) * by]);
}

/**
 * Put the outlines on the map; the letters are for the caller to write.
 * @param {Group[]} groups
 * @param {L.LayerGroup} layer
 * @param {(schools: School[]) => Pair[]} outlineOf
 * @returns {Wanted[]}
 */
export function drawCompared(groups, layer, outlineOf) {
  return groups.map((group, at) => {
    const corners = widened(outlineOf(group.members.map(({ school }) => school)), WIDER[at]);
    const letter = "abc"[at];
    const options = { pane: "outline", interactive: false, smoothFactor: 0 };
    L.polygon(corners, { ...options, className: `compared compared-${letter}` }).addTo(layer);
    const [lat, lon] = corners.reduce((best, corner) => (REACH[at](corner) > REACH[at](best) ? corner : best));
    return {
      lat,
      lon,
      away: 1,
      at: STANDS[at],
      must: true,
      make: () => el("span", { class: `letter letter-${letter}` }, letter.toUpperCase()),
    };
  });
}
