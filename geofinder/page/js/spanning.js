// Join schools by the shortest lines: the tree along which an existing body is drawn.

/** @import { School } from "./types.d.ts" */
/** @typedef {{from: number, to: number, metres: number}} Edge */

const METRES_A_DEGREE = 111_320;

/**
 * Straight metres between every two schools, by their places in the list.
 * @param {Pick<School, "lat"|"lon">[]} schools
 */
export function distances(schools) {
  return schools.map((one) =>
    schools.map((other) => {
      const shrink = Math.cos((((one.lat + other.lat) / 2) * Math.PI) / 180);
      return METRES_A_DEGREE * Math.hypot((one.lon - other.lon) * shrink, one.lat - other.lat);
    }),
  );
}

/**
 * The tree that joins all with the least length in all (Prim): one edge fewer than schools.
 * @param {number[][]} away metres between every two
 * @returns {Edge[]}
 */
export function spanningTree(away) {
  /** @type {Edge[]} */
  const tree = [];
  /** The nearest joined school of each that is not joined yet. */
  const nearest = new Map(away.map((_, to) => [to, { from: 0, metres: away[0][to] }]));
  nearest.delete(0);
  while (nearest.size) {
    const [to, edge] = [...nearest].reduce((best, next) => (next[1].metres < best[1].metres ? next : best));
    nearest.delete(to);
    tree.push({ ...edge, to });
    for (const [other, known] of nearest) {
      if (away[to][other] < known.metres) nearest.set(other, { from: to, metres: away[to][other] });
    }
  }
  return tree;
}

/**
 * The places that edges join, as parts, in the order of their first places.
 * @param {number} size
 * @param {Edge[]} edges
 */
export function inParts(size, edges) {
  const part = Array.from({ length: size }, (_, place) => place);
  for (const { from, to } of edges) {
    const [keep, drop] = [Math.min(part[from], part[to]), Math.max(part[from], part[to])];
    part.forEach((of, place) => {
      if (of === drop) part[place] = keep;
    });
  }
  /** @type {Map<number, number[]>} */
  const parts = new Map();
  part.forEach((of, place) => parts.set(of, [...(parts.get(of) ?? []), place]));
  return [...parts.values()];
}
