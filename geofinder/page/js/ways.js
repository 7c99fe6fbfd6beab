// Read the routes along the roads and the areas within some minutes: geofinder/page/ways.py.

/** @import { Area, Pair, School, WayColumns, Ways } from "./types.d.ts" */

const FIRST_CODE = 63;
const CODES = 32;

/**
 * A line's points from its text: steps from the point before, latitude first, five bits a letter.
 * @param {string} text
 * @param {number} perDegree
 * @returns {Pair[]}
 */
export function decodeLine(text, perDegree) {
  /** @type {Pair[]} */
  const points = [];
  const sum = [0, 0];
  let at = 0;
  while (at < text.length) {
    for (const axis of [0, 1]) {
      let value = 0;
      let scale = 1;
      let code = CODES;
      for (; code >= CODES; scale *= CODES) {
        code = text.charCodeAt(at++) - FIRST_CODE;
        value += (code % CODES) * scale;
      }
      sum[axis] += value % 2 ? -(value + 1) / 2 : value / 2;
    }
    points.push([sum[0] / perDegree, sum[1] / perDegree]);
  }
  return points;
}

/**
 * What the page holds of them; null where travel is an estimate. Lines are read when asked for.
 * @param {WayColumns|null} columns
 * @returns {Ways|null}
 */
export function readWays(columns) {
  if (!columns) return null;
  /** @type {Map<string, number>} */
  const rows = new Map();
  columns.from.forEach((from, row) => rows.set(`${from} ${columns.to[row]}`, row));
  return {
    keys: new Set(columns.reach),
    minutes: columns.minutes,
    sentence: columns.sentence,
    route(from, to) {
      const row = rows.get(`${from.i} ${to.i}`);
      return row === undefined ? null : decodeLine(columns.line[row], columns.perDegree);
    },
    areas(key) {
      const row = columns.reach.indexOf(key);
      return row < 0 ? [] : columns.minutes.map((minutes, place) => areaOf(columns, row, minutes, place));
    },
  };
}

/**
 * @param {WayColumns} columns
 * @param {number} row
 * @param {number} minutes
 * @param {number} place
 * @returns {Area}
 */
function areaOf(columns, row, minutes, place) {
  const edges = columns.area[row][place].split(" ").filter(Boolean);
  return { minutes, edges: edges.map((text) => decodeLine(text, columns.areaPerDegree)) };
}

/**
 * Whether a school is inside an area: an odd number of its edges' sides lie to the east of it.
 * @param {Area} area
 * @param {Pick<School, "lat"|"lon">} school
 */
export function isInside({ edges }, { lat, lon }) {
  let inside = false;
  for (const edge of edges) {
    for (let i = 0, before = edge.length - 1; i < edge.length; before = i++) {
      const [[lat1, lon1], [lat2, lon2]] = [edge[i], edge[before]];
      if (lat1 > lat !== lat2 > lat && lon < ((lon2 - lon1) * (lat - lat1)) / (lat2 - lat1) + lon1) inside = !inside;
    }
  }
  return inside;
}
