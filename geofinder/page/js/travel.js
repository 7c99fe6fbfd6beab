// Look the drives between the schools of a group up: geofinder/page/pairs.py writes them.

import { packedColumn } from "./packed.js";

/** @import { Group, PageData, School, Travel } from "./types.d.ts" */

/**
 * The pairs of schools in the order in which the groups bring them, by one number each.
 * @param {Group[]} groups
 * @returns {Map<number, number>}
 */
function pairRows(groups) {
  const rows = new Map();
  for (const { members } of groups) {
    members.forEach(({ school: one }, order) => {
      for (const { school: other } of members.slice(order + 1)) {
        if (!rows.has(pairKey(one, other)) && !rows.has(pairKey(other, one))) rows.set(pairKey(one, other), rows.size);
      }
    });
  }
  return rows;
}

/**
 * @param {number|null} value
 * @param {number} unit
 */
function inUnits(value, unit) {
  return value === null ? null : value * unit;
}

/**
 * @param {School} from
 * @param {School} to
 */
function pairKey(from, to) {
  return from.i * 2 ** 24 + to.i;
}

/**
 * Look travel up by pair: `travel(from, to)` gives minutes and metres, or null.
 * @param {PageData} raw
 * @param {Group[]} groups
 * @returns {Travel}
 */
export function readTravel(raw, groups) {
  const { pairs } = raw;
  // An estimate is the same both ways, and is then written once.
  const there = /** @type {const} */ (["minThere", "m10There"]);
  const back = /** @type {const} */ ([pairs.minBack === null ? "minThere" : "minBack", pairs.m10Back === null ? "m10There" : "m10Back"]);
  /** @type {Map<number, number>|null} */
  let rows = null;
  return (from, to) => {
    if (from.i === to.i) return { min: 0, metres: 0 };
    rows ??= pairRows(groups);
    const row = rows.get(pairKey(from, to));
    const known = row ?? rows.get(pairKey(to, from));
    if (known === undefined) return { min: null, metres: null };
    const [min, m10] = (row === undefined ? back : there).map(
      (key) => packedColumn(/** @type {Record<typeof key, string>} */ (pairs), key)[known],
    );
    return { min: inUnits(min, 0.1), metres: inUnits(m10, 10) };
  };
}
