// Filter items by what they fit, and count what each choice of each filter would list.

/** @import { Choice, Column, Counts, Sifted, Test } from "./types.d.ts" */

/**
 * Write what each item fits as bits.
 * @template Item
 * @param {Item[]} items
 * @param {Choice[]} choices at most 31
 * @param {(item: Item) => string[]} valuesOf
 * @returns {Column}
 */
export function columnOf(items, choices, valuesOf) {
  const bits = new Map(choices.map(([value], place) => [value, 1 << place]));
  return Int32Array.from(items, (item) => {
    let all = 0;
    for (const value of valuesOf(item)) all |= bits.get(value) ?? 0;
    return all;
  });
}

const SEVERAL = -2;
const NONE = -1;

/**
 * The one test that an item fails: its number, NONE or SEVERAL.
 * @param {Test[]} tests
 * @param {number} place
 */
function failedBy(tests, place) {
  let failed = NONE;
  for (const [at, { column, wanted }] of tests.entries()) {
    if (!wanted || column[place] & wanted) continue;
    if (failed !== NONE) return SEVERAL;
    failed = at;
  }
  return failed;
}

/**
 * Find the items that fit every test, and count for each choice those that it would list: they
 * fit every other test.
 * @param {number} items
 * @param {Test[]} tests
 * @param {(place: number) => boolean} [searched]
 * @returns {Sifted}
 */
export function sift(items, tests, searched = () => true) {
  const fits = new Uint8Array(items);
  const tallies = tests.map(({ counted }) =>
    counted.map(({ key, column }) => ({ key, column, counts: new Uint32Array(32) })),
  );
  for (let place = 0; place < items; place += 1) {
    const failed = searched(place) ? failedBy(tests, place) : SEVERAL;
    if (failed === SEVERAL) continue;
    if (failed === NONE) fits[place] = 1;
    for (const rows of failed === NONE ? tallies : [tallies[failed]]) {
      for (const { column, counts } of rows) tally(counts, column[place]);
    }
  }
  /** @type {Counts} */
  const counts = {};
  for (const rows of tallies) for (const row of rows) counts[row.key] = [...row.counts];
  return { fits, counts };
}

/**
 * @param {Uint32Array} counts
 * @param {number} bits
 */
function tally(counts, bits) {
  for (let rest = bits; rest; rest &= rest - 1) counts[31 - Math.clz32(rest & -rest)] += 1;
}

/**
 * The bit of a value among the choices; 0 where it is none of them.
 * @param {Choice[]} choices
 * @param {string} value
 */
export function bitOf(choices, value) {
  const place = choices.findIndex(([one]) => one === value);
  return place < 0 ? 0 : 1 << place;
}
